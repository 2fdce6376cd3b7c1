//! The policy library: documents by topic, and whether they are in force.

use maud::{Markup, html};
use pages::{PageError, Visit, components};

use super::{Rendered, column, frame::Frame, head::Meta, site};
use crate::{
    catalogue::{self, Listed},
    model::{PolicyDocument, Site, Validity},
    store::{self as tables, Heading, Which},
};

/// Documents on one page.
const PER_PAGE: u64 = 20;

/// Which documents are looked for; a choice that the site does not have finds no page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Of this topic only.
    pub topic: Option<String>,
    /// That stand so only.
    pub validity: Option<Validity>,
    /// Which page, from 1.
    pub page: u64,
}

impl Choice {
    /// Reads the address.
    pub fn of(visit: &Visit) -> Result<Self, PageError> {
        let query = visit.query();
        let validity = query.given("validity").map(str::parse).transpose().map_err(|_| PageError::NotFound)?;
        let page = query.get("page").parse().unwrap_or(1);
        Ok(Self { topic: query.given("topic").map(str::to_owned), validity, page })
    }

    fn path(&self, page: u64) -> String {
        let mut pairs = Vec::new();
        pairs.extend(self.topic.as_ref().map(|topic| ("topic", topic.clone())));
        pairs.extend(self.validity.map(|validity| ("validity", validity.to_string())));
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        format!("/library{}", pages::FormData::from_pairs(pairs).to_query())
    }
}

/// A page of the library.
pub async fn render(visit: &Visit, choice: &Choice) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    if choice.topic.as_ref().is_some_and(|topic| site.topic(topic).is_none()) {
        return Err(PageError::NotFound);
    }
    let which = Which::Documents { topic: choice.topic.clone(), validity: choice.validity };
    let (reader, scope, now) = (visit.store().reader(), visit.scope(), visit.now());
    let total = tables::count_headings(reader, scope, &which, now).await?;
    let pages = total.div_ceil(PER_PAGE).max(1);
    if !(1..=pages).contains(&choice.page) {
        return Err(PageError::NotFound);
    }
    let found = tables::headings(reader, scope, &which, now, (choice.page - 1) * PER_PAGE, PER_PAGE).await?;
    let title = visit.text("portal-library");
    let main = html! {
        h1.article-title { (title) }
        (filters(visit, &site, choice))
        p.text-secondary { (visit.text_with("portal-document-count", &[("count", total.into())])) }
        ol.document-list start=((choice.page - 1) * PER_PAGE + 1) {
            @for heading in found { (document(visit, &site, heading)) }
        }
        (column::turning(visit, choice.page, pages, |page| choice.path(page)))
    };
    let meta = Meta {
        path: Some(choice.path(choice.page)),
        description: visit.text("portal-library-about"),
        ..Meta::default()
    };
    let markup = Frame::new(visit, &site, title).meta(meta).render(main, None);
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

fn filters(visit: &Visit, site: &Site, choice: &Choice) -> Markup {
    html! {
        form.site-filters method="get" action=(visit.link("/library")) {
            div {
                label.form-label for="field-topic" { (visit.text("portal-topic")) }
                select.form-select #field-topic name="topic" {
                    option value="" { (visit.text("portal-all")) }
                    @for topic in &site.topics {
                        option value=(topic.id) selected[choice.topic.as_deref() == Some(topic.id.as_str())] {
                            (visit.language().pick(topic.name_zh.as_str(), topic.name_en.as_str()))
                        }
                    }
                }
            }
            div {
                label.form-label for="field-validity" { (visit.text("portal-validity")) }
                select.form-select #field-validity name="validity" {
                    option value="" { (visit.text("portal-all")) }
                    @for validity in Validity::ALL {
                        option value=(validity) selected[choice.validity == Some(validity)] { (visit.text(validity_key(validity))) }
                    }
                }
            }
            button.btn type="submit" { (visit.text("portal-show")) }
        }
    }
}

fn document(visit: &Visit, site: &Site, heading: Heading) -> Markup {
    let document = heading.document.clone();
    let listed = Listed::from(heading);
    html! {
        li {
            (column::title_link(visit, &listed)) " "
            @if let Some(document) = &document {
                (validity(visit, document.validity))
                @let line = line(visit, site, document);
                div.text-secondary lang=[visit.tongue(&line)] { (line) }
            }
        }
    }
}

fn line(visit: &Visit, site: &Site, document: &PolicyDocument) -> String {
    let topic = site.topic(document.topic.as_str());
    let topic = topic.map(|topic| visit.language().pick(topic.name_zh.as_str(), topic.name_en.as_str()).to_owned());
    let number = document.number.as_ref().map(ToString::to_string);
    let parts = [number, Some(document.issuer.to_string()), Some(document.issued_on.to_string()), topic];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What is known of a document, above its text.
pub fn facts(visit: &Visit, site: &Site, document: &PolicyDocument) -> Markup {
    let topic = site.topic(document.topic.as_str());
    html! {
        dl.document-facts {
            @if let Some(number) = &document.number { div { dt { (visit.text("portal-number")) } dd lang=[visit.tongue(number.as_str())] { (number) } } }
            div { dt { (visit.text("portal-issuer")) } dd lang=[visit.tongue(document.issuer.as_str())] { (document.issuer) } }
            div { dt { (visit.text("portal-issued-on")) } dd { time datetime=(document.issued_on) { (document.issued_on) } } }
            @if let Some(topic) = topic {
                div {
                    dt { (visit.text("portal-topic")) }
                    dd {
                        a href=(visit.link(&format!("/library?topic={}", topic.id))) {
                            (visit.language().pick(topic.name_zh.as_str(), topic.name_en.as_str()))
                        }
                    }
                }
            }
            div { dt { (visit.text("portal-validity")) } dd { (validity(visit, document.validity)) } }
        }
    }
}

fn validity(visit: &Visit, validity: Validity) -> Markup {
    let tone = match validity {
        Validity::InForce => "good",
        Validity::Amended => "warning",
        Validity::Repealed => "bad",
    };
    components::pill(tone, &visit.text(validity_key(validity)))
}

/// The text that says whether a document is in force.
pub fn validity_key(validity: Validity) -> &'static str {
    match validity {
        Validity::InForce => "portal-in-force",
        Validity::Amended => "portal-amended",
        Validity::Repealed => "portal-repealed",
    }
}
