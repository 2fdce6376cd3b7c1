//! The editions of a document, and what changed from one to the next.

use std::collections::BTreeMap;

use maud::{Markup, html};
use pages::{Page, PageError, Visit};
use similar::{ChangeTag, TextDiff};

use super::show::{self, Names, document_id};
use crate::{
    model::{ClauseId, DocumentId, Edition, Sentence},
    store as tables,
};

/// All editions, the newest first.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let id = document_id(&visit)?;
    let editions = tables::editions(visit.store().reader(), visit.scope(), &id).await?;
    let newest = editions.last().ok_or(PageError::NotFound)?;
    let names = Names::read(&visit).await?;
    let title = visit.text("policy-editions");
    let body = html! {
        div.card { div.table-responsive tabindex="0" role="region" aria-label=(title) {
            table.table.table-vcenter.card-table {
                thead { tr {
                    th scope="col" { (visit.text("policy-edition")) }
                    th scope="col" { (visit.text("policy-title")) }
                    th scope="col" { (visit.text("policy-imported")) }
                    th scope="col" { (visit.text("policy-imported-by")) }
                } }
                tbody {
                    @for edition in editions.iter().rev() {
                        tr {
                            td { a href=(visit.link(&format!("/policy/{id}/editions/{}", edition.number))) { (number(&visit, edition)) } }
                            td { (edition.heading.title) }
                            td { time datetime=(edition.imported_at) { (show::moment(edition.imported_at)) } }
                            td { (names.person(&visit, &edition.imported_by)) }
                        }
                    }
                }
            }
        } }
    };
    Ok(under(&visit, &id, newest, Page::new(&visit, title)).body(body))
}

fn number(visit: &Visit, edition: &Edition) -> String {
    visit.text_with("policy-edition-number", &[("number", edition.number.into())])
}

fn under(visit: &Visit, id: &DocumentId, newest: &Edition, page: Page) -> Page {
    page.under(visit.text("policy-menu"), "/policy").under(newest.heading.title.as_str(), &format!("/policy/{id}"))
}

/// The text of an edition, with what changed against the one before, or against `?against=`.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let id = document_id(&visit)?;
    let database = visit.store().reader();
    let editions = tables::editions(database, visit.scope(), &id).await?;
    let wanted = visit.param("number")?;
    let edition = editions.iter().find(|one| one.number.to_string() == wanted).ok_or(PageError::NotFound)?;
    let newest = editions.last().ok_or(PageError::NotFound)?;
    let against =
        match visit.query().given("against") {
            Some(given) => Some(given.parse::<u32>().map_err(|_| PageError::BadValue {
                key: "policy-bad-edition",
                given: given.chars().take(40).collect(),
            })?),
            None => edition.number.checked_sub(1).filter(|number| *number > 0),
        };
    let now = tables::sentences(database, visit.scope(), &id, edition.number).await?;
    let before = match against {
        Some(number) => tables::sentences(database, visit.scope(), &id, number).await?,
        None => Vec::new(),
    };
    let body = html! {
        @if editions.len() > 1 { (choice(&visit, &editions, edition, against)) }
        article.live-text {
            h2.live-title { (edition.heading.title) }
            (text(&visit, &now, against.map(|_| before.as_slice())))
        }
        @if against.is_some() { (removed(&visit, &before, &now)) }
    };
    let page = Page::new(&visit, number(&visit, edition));
    Ok(under(&visit, &id, newest, page)
        .under(visit.text("policy-editions"), &format!("/policy/{id}/editions"))
        .body(body))
}

fn choice(visit: &Visit, editions: &[Edition], edition: &Edition, against: Option<u32>) -> Markup {
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit {
            div {
                label.form-label for="field-against" { (visit.text("policy-against")) }
                select.form-select #field-against name="against" {
                    @for other in editions.iter().filter(|other| other.number != edition.number) {
                        option value=(other.number) selected[against == Some(other.number)] { (number(visit, other)) }
                    }
                }
            }
            button.btn type="submit" { (visit.text("policy-show")) }
        }
    }
}

/// The sentences by section; where there is something to compare with, new and changed words are marked.
fn text(visit: &Visit, now: &[Sentence], before: Option<&[Sentence]>) -> Markup {
    let old: Option<BTreeMap<&ClauseId, &str>> =
        before.map(|before| before.iter().map(|sentence| (&sentence.clause, sentence.text.as_str())).collect());
    let mut section = None;
    html! {
        @for sentence in now {
            @let heading = &sentence.place.section;
            @if section.replace(heading) != Some(heading) {
                @if let Some(heading) = heading { h3.live-heading { (heading) } }
            }
            p.clause-text id=(sentence.clause) lang=[visit.tongue(sentence.text.as_str())] {
                @match old.as_ref().map(|old| old.get(&sentence.clause)) {
                    None => { (sentence.text) }
                    Some(None) => { ins { (sentence.text) } " " span.tag { (visit.text("policy-added")) } }
                    Some(Some(before)) => { (words(before, sentence.text.as_str())) }
                }
            }
        }
    }
}

/// Two wordings in one line: what is gone and what is new.
pub fn words(before: &str, after: &str) -> Markup {
    let difference = TextDiff::from_chars(before, after);
    html! {
        @for change in difference.iter_all_changes() {
            @match change.tag() {
                ChangeTag::Equal => { (change.value()) }
                ChangeTag::Delete => { del { (change.value()) } }
                ChangeTag::Insert => { ins { (change.value()) } }
            }
        }
    }
}

fn removed(visit: &Visit, before: &[Sentence], now: &[Sentence]) -> Markup {
    let gone: Vec<_> = before.iter().filter(|old| !now.iter().any(|new| new.clause == old.clause)).collect();
    html! {
        @if !gone.is_empty() {
            section {
                h2 { (visit.text("policy-gone")) }
                @for sentence in gone { p.clause-text { del { (sentence.text) } } }
            }
        }
    }
}
