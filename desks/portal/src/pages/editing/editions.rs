//! The editions of an article, and what changed from one to the next.

use maud::{Markup, html};
use pages::{Page, PageError, Visit, components};
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::People;
use crate::{
    model::Edition,
    pages::when,
    store::{self as tables, record_of_article},
};

/// All editions, the newest first.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let id = visit.param("id")?;
    let editions = editions(&visit, id).await?;
    let people = People::read(&visit).await?;
    let title = visit.text("portal-editions");
    let body = html! {
        @if editions.is_empty() {
            (components::empty(&visit.text("portal-no-editions"), &visit.text("portal-no-editions-advice"), None))
        } @else {
            div.card { div.table-responsive tabindex="0" role="region" aria-label=(title) {
                table.table.table-vcenter.card-table {
                    thead { tr {
                        th scope="col" { (visit.text("portal-edition")) }
                        th scope="col" { (visit.text("portal-title")) }
                        th scope="col" { (visit.text("portal-written-by")) }
                        th scope="col" { (visit.text("portal-published-by")) }
                        th scope="col" { (visit.text("portal-published-at")) }
                    } }
                    tbody { @for edition in editions.iter().rev() { (row(&visit, &people, id, edition)) } }
                }
            } }
        }
    };
    Ok(under(&visit, id, title).body(body))
}

fn row(visit: &Visit, people: &People, id: &str, edition: &Edition) -> Markup {
    html! {
        tr {
            td { a href=(visit.link(&format!("/editing/{id}/editions/{}", edition.number))) { (name(visit, edition.number)) } }
            td lang=[visit.tongue(&edition.content.title_zh)] { (edition.content.title_zh) }
            td { (people.names(visit, &edition.authors)) }
            td { (people.name(visit, &edition.published_by)) }
            td { time datetime=(edition.published_at) { (when(edition.published_at)) } }
        }
    }
}

/// An edition beside the one before it.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let id = visit.param("id")?;
    let editions = editions(&visit, id).await?;
    let wanted = visit.param("number")?;
    let place = editions.iter().position(|one| one.number.to_string() == wanted).ok_or(PageError::NotFound)?;
    let edition = editions.get(place).ok_or(PageError::NotFound)?;
    let before = place.checked_sub(1).and_then(|place| editions.get(place));
    let body = html! {
        div.card { div.table-responsive tabindex="0" role="region" aria-label=(visit.text("portal-editions")) {
            (components::difference(&visit, "portal-edition-before", &fields(before)?, "portal-edition-this", &fields(Some(edition))?))
        } }
        (text(&visit, "portal-body-zh", before.map_or("", |one| &one.content.body_zh), &edition.content.body_zh))
        (text(&visit, "portal-body-en", before.map_or("", |one| &one.content.body_en), &edition.content.body_en))
    };
    Ok(under(&visit, id, name(&visit, edition.number))
        .under(visit.text("portal-editions"), &format!("/editing/{id}/editions"))
        .body(body))
}

/// The fields of an edition but its text, which is compared line by line.
fn fields(edition: Option<&Edition>) -> Result<Value, PageError> {
    let Some(edition) = edition else { return Ok(Value::Null) };
    let mut fields = serde_json::to_value(&edition.content).map_err(|error| PageError::Store(error.into()))?;
    if let Some(fields) = fields.as_object_mut() {
        fields.retain(|name, _| !name.starts_with("body_"));
    }
    Ok(fields)
}

/// The lines of a text, with those marked that are new or gone.
pub(super) fn text(visit: &Visit, key: &str, was: &str, is: &str) -> Markup {
    html! {
        @if !(was.is_empty() && is.is_empty()) {
            section.mt-3 {
                h2 { (visit.text(key)) }
                div.card { div.card-body {
                    @for change in TextDiff::from_lines(was, is).iter_all_changes() {
                        @let line = change.value().trim_end();
                        @if !line.is_empty() {
                            p lang=[visit.tongue(line)] {
                                @match change.tag() {
                                    ChangeTag::Equal => (line),
                                    ChangeTag::Insert => ins { (line) },
                                    ChangeTag::Delete => del { (line) },
                                }
                            }
                        }
                    }
                } }
            }
        }
    }
}

fn name(visit: &Visit, number: i64) -> String {
    visit.text_with("portal-edition-number", &[("number", number.into())])
}

fn under(visit: &Visit, id: &str, title: String) -> Page {
    Page::new(visit, title).under(visit.text("portal-editing"), "/editing").under(id, &format!("/editing/{id}"))
}

/// The editions that people published; before them the one that only a file has told.
async fn editions(visit: &Visit, id: &str) -> Result<Vec<Edition>, PageError> {
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let kept = tables::editions(reader, scope, id).await?;
    if !kept.is_empty() {
        return Ok(kept);
    }
    let Some(seen) = tables::any_article(reader, scope, id).await? else {
        let written = tables::manuscript(reader, scope, id).await?;
        return written.map(|_| Vec::new()).ok_or(PageError::NotFound);
    };
    let article = &seen.article;
    Ok(vec![Edition {
        number: 1,
        authors: Vec::new(),
        published_by: String::new(),
        published_at: article.published_at,
        content: record_of_article(article),
    }])
}
