//! Every wish, the newest first.

use std::collections::BTreeSet;

use ::pages::{
    Page, PageError, Visit,
    components::{self, Column, Field as Input, FieldErrors, ListState, SortOrder, Total},
    sheet::{self, SheetCell},
    shell::icon,
};
use axum::response::Response;
use maud::{Markup, html};

use super::field_name;
use crate::{
    EDIT,
    model::{WishDraft, WishRecord, WishesShown},
    store as tables,
};

/// The columns: key, whether it holds figures.
const COLUMNS: [(&str, bool); 7] = [
    ("wish", false),
    ("investor", false),
    ("source", false),
    ("area", true),
    ("gas", true),
    ("start", false),
    ("on", false),
];

/// The wishes that are asked for, as of the day looked at: which, and with which text in their names.
pub(crate) async fn asked(visit: &Visit, show: &str, text: &str) -> Result<(WishesShown, Vec<WishRecord>), PageError> {
    let bad = |()| PageError::BadValue { key: "landing-bad-show", given: show.chars().take(40).collect() };
    let shown = if show.is_empty() { WishesShown::All } else { show.parse().map_err(bad)? };
    let (database, scope) = (visit.store().reader(), visit.scope());
    let headings = tables::headings(database, scope, None).await?;
    let answered: BTreeSet<i64> =
        headings.iter().filter(|heading| heading.on <= visit.as_of()).map(|heading| heading.wish).collect();
    let text = text.to_lowercase();
    let mut wishes = tables::wishes(database, scope).await?;
    wishes.retain(|record| record.on <= visit.as_of() && shown.has(record, &answered) && record.mentions(&text));
    Ok((shown, wishes))
}

async fn of_address(visit: &Visit) -> Result<(WishesShown, Vec<WishRecord>), PageError> {
    asked(visit, visit.query().get("show"), visit.query().get("q")).await
}

/// The list.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let (shown, wishes) = of_address(&visit).await?;
    let state = ListState::parse(visit.query(), &[], ("wish", SortOrder::Descending));
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(components::PER_PAGE).unwrap_or(usize::MAX);
    let rows: Vec<_> = wishes.iter().skip(skipped).take(per_page).map(|record| row(&visit, record)).collect();
    let column = |&(key, numeric): &(&'static str, bool)| Column {
        key,
        heading: field_name(&visit, key),
        sortable: false,
        numeric,
    };
    let columns: Vec<Column> = COLUMNS.iter().map(column).collect();
    let may_edit = visit.scope().may(EDIT) && !visit.looks_back();
    let action = html! {
        (components::download(&visit, "/landing/export.xlsx"))
        @if may_edit {
            a.btn.btn-primary href=(visit.link("/landing/new")) { (icon("plus")) " " (visit.text("landing-new")) }
        }
    };
    let title = visit.text("landing-menu");
    let body = html! {
        (tabs(&visit, shown))
        (find(&visit, shown))
        @if wishes.is_empty() {
            (components::empty(&visit.text("landing-none"), &visit.text("landing-none-advice"), None))
        } @else {
            div.card data-move {
                (components::table(&visit, &title, &columns, &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, Total::Exactly(wishes.len() as u64)))
            }
        }
    };
    Ok(Page::new(&visit, title).actions(action).body(body))
}

fn tabs(visit: &Visit, shown: WishesShown) -> Markup {
    let view = |one: WishesShown| {
        let path = if one == WishesShown::All { "/landing".to_owned() } else { format!("/landing?show={}", one.key()) };
        (visit.text(&format!("landing-show-{}", one.key())), path, one == shown)
    };
    components::tabs(visit, &visit.text("landing-show"), &WishesShown::EVERY.map(view))
}

/// The field to find wishes by a part of their name or their investor's.
fn find(visit: &Visit, shown: WishesShown) -> Markup {
    let label = visit.text("landing-find");
    html! {
        form.filters.no-print method="get" action=(visit.link("/landing")) role="search" {
            @if shown != WishesShown::All { input type="hidden" name="show" value=(shown.key()); }
            (components::text(Input::new("q", &label, visit.query(), &FieldErrors::default()), "search"))
            button.btn type="submit" { (visit.text("search")) }
        }
    }
}

/// The list as a file.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let (_, wishes) = of_address(&visit).await?;
    let own = ["number", "source", "contact", "on", "by", "project"];
    let headings = WishDraft::FIELDS.into_iter().chain(own);
    let headings: Vec<String> = headings.map(|field| field_name(&visit, field)).collect();
    sheet::download(&visit, "wishes", &headings, wishes.iter().map(|record| cells(&visit, record)))
}

fn cells(visit: &Visit, record: &WishRecord) -> Vec<SheetCell> {
    let draft = record.wish.draft();
    let text = |text: &str| if text.is_empty() { SheetCell::Empty } else { SheetCell::Text(text.to_owned()) };
    let cell = |field: &str| match (field, draft.get(field)) {
        (_, "") => SheetCell::Empty,
        ("start" | "production", day) => day.parse().map_or_else(|_| text(day), SheetCell::Day),
        ("title" | "investor" | "industry" | "land_use" | "note", words) => text(words),
        (_, number) => number.parse().map_or_else(|_| text(number), SheetCell::Number),
    };
    let contact = record.sender.as_ref().map_or("", |sender| &sender.contact);
    let project = record.project.as_ref().map_or("", |handed| &handed.project);
    let own = [
        SheetCell::Number(record.number as f64),
        SheetCell::Text(source(visit, record)),
        text(contact),
        SheetCell::Day(record.on),
        text(record.by.as_str()),
        text(project),
    ];
    WishDraft::FIELDS.into_iter().map(cell).chain(own).collect()
}

/// Whether staff took the wish down, or an investor sent it.
pub(super) fn source(visit: &Visit, record: &WishRecord) -> String {
    visit.text(if record.sender.is_some() { "landing-source-investor" } else { "landing-source-staff" })
}

fn row(visit: &Visit, record: &WishRecord) -> Vec<Markup> {
    let draft = record.wish.draft();
    let shown = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    let area = match (draft.area_least.as_str(), draft.area_most.as_str()) {
        ("", "") => "–".to_owned(),
        (least, "") => format!("≥ {least}"),
        ("", most) => format!("≤ {most}"),
        (least, most) => format!("{least}–{most}"),
    };
    vec![
        html! {
            a href=(visit.link(&format!("/landing/wishes/{}", record.number))) { (record.wish.title) }
            span.cell-sub { (record.number) }
        },
        html! { (shown(&draft.investor)) },
        html! { (source(visit, record)) },
        html! { (area) },
        html! { (shown(&draft.gas)) },
        html! { (shown(&draft.start)) },
        html! { (record.on) },
    ]
}
