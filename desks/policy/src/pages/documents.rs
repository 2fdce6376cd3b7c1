//! The documents of the zone, each with its lights.

use axum::response::{IntoResponse, Redirect, Response};
use facts::Light;
use maud::{Markup, html};
use pages::{Page, PageError, Submitted, Visit, components};

use super::{
    article::has_light,
    errors,
    show::{self, document_id},
};
use crate::{
    EDIT, commands,
    live::{self, LiveArticle},
    store as tables,
};

/// All documents with the counts of their lights.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let mut articles = Vec::new();
    for (document, _) in tables::documents(database, visit.scope()).await? {
        articles.extend(live::article(registry, database, visit.scope(), &document.id, visit.as_of()).await?);
    }
    let import = html! {
        @if visit.scope().may(EDIT) {
            a.btn.btn-primary href=(visit.link("/policy/import")) { (visit.text("policy-import")) }
        }
    };
    let body = html! {
        @if articles.is_empty() {
            (components::empty(&visit.text("policy-no-document"), &visit.text("policy-no-document-advice"), Some(import.clone())))
        }
        @for article in &articles { (card(&visit, article)) }
    };
    let actions = html! {
        a.btn href=(show::on_same_day(&visit, "/policy/measures")) { (visit.text("policy-measures")) }
        (import)
    };
    Ok(Page::new(&visit, visit.text("policy-menu")).actions(actions).body(body))
}

fn card(visit: &Visit, article: &LiveArticle) -> Markup {
    let heading = &article.edition.heading;
    let path = format!("/policy/{}", article.document.id);
    html! {
        section.card.mb-3 { div.card-body {
            h2.card-title { a href=(show::on_same_day(visit, &path)) { (heading.title) } }
            p.text-secondary {
                @if let Some(at) = heading.published_at { (show::moment(at)) " · " }
                @if let Some(source) = &heading.source { (source) " · " }
                (visit.text_with("policy-edition-number", &[("number", article.edition.number.into())]))
                " · " (visit.text(if article.document.released { "policy-released" } else { "policy-not-released" }))
            }
            (lights(visit, article, &path))
        } }
    }
}

/// How many sentences have which light, each a link to them.
fn lights(visit: &Visit, article: &LiveArticle, path: &str) -> Markup {
    let counted: Vec<_> = article.sentences.iter().filter(|live| has_light(live)).collect();
    let counts = Light::ALL.map(|light| (light, counted.iter().filter(|live| live.standing.light == light).count()));
    html! {
        nav.lights-bar aria-label=(visit.text("policy-lights")) {
            @for (light, count) in counts {
                @if count > 0 {
                    a class=(format!("light-{}", light.name())) style=(format!("flex:{count}"))
                        href=(show::on_same_day(visit, &format!("{path}?light={}", light.name()))) {
                        (count) " " (visit.text(&format!("light-{}", light.name())))
                    }
                }
            }
        }
    }
}

/// Lets the public read a document, or no longer.
pub async fn release(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = document_id(&visit)?;
    let version = form.version()?;
    let released = form.data.get("released") == "yes";
    let order = form.order(&visit);
    let outcome = commands::release_document(visit.store(), order, id.clone(), version, released).await;
    // The form has no field that could be wrong.
    errors::settled(&visit, outcome)?.map_err(|_| PageError::Malformed)?;
    let flash = if released { "document-released" } else { "document-held-back" };
    Ok(Redirect::to(&visit.link(&format!("/policy/{id}?flash={flash}"))).into_response())
}
