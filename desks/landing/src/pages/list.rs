//! Every wish, the newest first.

use ::pages::{
    Page, PageError, Visit,
    components::{self, Column, ListState, SortOrder, Total},
    shell::icon,
};
use maud::{Markup, html};

use super::field_name;
use crate::{EDIT, model::WishRecord, store as tables};

/// The columns: key, whether it holds figures.
const COLUMNS: [(&str, bool); 6] =
    [("wish", false), ("investor", false), ("area", true), ("gas", true), ("start", false), ("on", false)];

/// The list.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let mut wishes = tables::wishes(visit.store().reader(), visit.scope()).await?;
    wishes.retain(|record| record.on <= visit.as_of());
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
        @if may_edit {
            a.btn.btn-primary href=(visit.link("/landing/new")) { (icon("plus")) " " (visit.text("landing-new")) }
        }
    };
    let title = visit.text("landing-menu");
    let body = html! {
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
        html! { a href=(visit.link(&format!("/landing/wishes/{}", record.number))) { (record.wish.title) } },
        html! { (shown(&draft.investor)) },
        html! { (area) },
        html! { (shown(&draft.gas)) },
        html! { (shown(&draft.start)) },
        html! { (record.on) },
    ]
}
