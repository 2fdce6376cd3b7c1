//! The box to search in, and what was found.

use maud::{Markup, html};
use search::{Group, Hit, Reader, Span};

use super::{of_kind, overview, reader};
use crate::{
    FormData, Page, PageError, Visit,
    components::{self, ListState, PER_PAGE, SortOrder, Total},
    shell::icon,
};

/// Findings of each kind on the first page.
const OF_EACH: usize = 5;
/// What a browser sends at most; more is not read either.
const TYPED_CHARS_MAX: &str = "200";

/// The box in the head of every staff page; the page of findings has its own.
pub(crate) fn header(visit: &Visit) -> Markup {
    html! {
        @if visit.path() != visit.link("/search") {
            form.site-search role="search" method="get" action=(visit.link("/search")) {
                input.form-control type="search" name="q" data-search maxlength=(TYPED_CHARS_MAX)
                    placeholder=(visit.text("search")) aria-label=(visit.text("search-label"));
                button.btn.btn-icon type="submit" aria-label=(visit.text("search")) { (icon("search")) }
            }
        }
    }
}

/// The findings for somebody who is signed in.
pub(crate) async fn staff(visit: Visit) -> Result<Page, PageError> {
    let reader = reader(&visit).await?;
    let body = html! {
        (form(&visit, "search-label"))
        (findings(&visit, reader).await?)
    };
    Ok(Page::new(&visit, visit.text("search")).body(body))
}

/// The box and the findings for anybody: of what the zone has published, whoever looks. For a page of the public site,
/// whose own address the box sends to; the words are `q` in its query.
///
/// # Errors
/// What the index or the database says.
pub async fn public(visit: &Visit) -> Result<Markup, PageError> {
    Ok(html! {
        (form(visit, "search-public-label"))
        (findings(visit, Reader::public()).await?)
    })
}

fn form(visit: &Visit, label: &str) -> Markup {
    html! {
        form.search-form role="search" method="get" action=(visit.path()) {
            label.form-label for="search-words" { (visit.text(label)) }
            div.input-group {
                input.form-control #search-words type="search" name="q" maxlength=(TYPED_CHARS_MAX)
                    value=(visit.query().get("q")) autocomplete="off";
                button.btn.btn-primary type="submit" { (icon("search")) " " (visit.text("search")) }
            }
        }
    }
}

async fn findings(visit: &Visit, reader: Reader) -> Result<Markup, PageError> {
    let query = visit.query();
    if query.get("q").is_empty() {
        return Ok(html! { p.text-secondary { (visit.text("search-hint")) } });
    }
    let Some(kind) = query.given("kind") else {
        let groups = overview(visit, reader, OF_EACH).await?;
        return Ok(if groups.is_empty() {
            nothing(visit)
        } else {
            html! { @for group in &groups { (section(visit, group)) } }
        });
    };
    let state = ListState::parse(query, &[], ("score", SortOrder::Descending));
    let (offset, limit) = (state.offset(), usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let part = (usize::try_from(offset).unwrap_or(usize::MAX), limit);
    let group = of_kind(visit, reader, kind, part).await?;
    if group.total == 0 {
        return Ok(nothing(visit));
    }
    // Farther back nothing is shown: see [`search::OFFSET_MAX`].
    let total = Total::Exactly(group.total.min(search::OFFSET_MAX + limit) as u64);
    Ok(html! {
        p { a href=(address(visit, None)) { (visit.text("search-all-kinds")) } }
        section.panel.mb-3 {
            h2.panel-title { (kind_name(visit, &group.kind)) " " span.count { (group.total) } }
            (list(visit, &group.hits))
            (components::pager(visit, &state, group.hits.len() as u64, total))
        }
    })
}

fn section(visit: &Visit, group: &Group) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (kind_name(visit, &group.kind)) " " span.count { (group.total) } }
            (list(visit, &group.hits))
            @if group.total > group.hits.len() {
                p.mb-0 { a href=(address(visit, Some(&group.kind))) {
                    (visit.text_with("search-all-of-kind", &[("count", group.total.into()), ("kind", kind_name(visit, &group.kind).into())]))
                } }
            }
        }
    }
}

/// The same words in one kind, or in all.
fn address(visit: &Visit, kind: Option<&str>) -> String {
    let words = [("q".to_owned(), visit.query().get("q").to_owned())];
    let kind = kind.map(|kind| ("kind".to_owned(), kind.to_owned()));
    format!("{}{}", visit.path(), FormData::from_pairs(words.into_iter().chain(kind)).to_query())
}

fn list(visit: &Visit, hits: &[Hit]) -> Markup {
    html! {
        ol.findings { @for hit in hits { li {
            a.finding-title href=(visit.link(&hit.path)) lang=[tongue(visit, &hit.title)] { (spans(&hit.title)) }
            @if let Some(day) = hit.day { " " time.text-secondary.small datetime=(day.to_string()) { (day) } }
            @if !hit.excerpt.is_empty() { p.finding-excerpt lang=[tongue(visit, &hit.excerpt)] { (spans(&hit.excerpt)) } }
        } } }
    }
}

fn spans(spans: &[Span]) -> Markup {
    html! { @for span in spans { @if span.found { mark { (span.text) } } @else { (span.text) } } }
}

fn tongue(visit: &Visit, spans: &[Span]) -> Option<&'static str> {
    spans.iter().find_map(|span| visit.tongue(&span.text))
}

fn kind_name(visit: &Visit, kind: &str) -> String {
    visit.text(&format!("search-kind-{kind}"))
}

fn nothing(visit: &Visit) -> Markup {
    components::empty(&visit.text("search-nothing"), &visit.text("search-nothing-advice"), None)
}
