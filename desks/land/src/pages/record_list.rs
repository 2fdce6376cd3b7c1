//! The list of what hangs on parcels: the same for every kind.

use ::pages::{
    Page, PageError, Visit,
    components::{self, Choice, Field as Input, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    shell::icon,
};
use maud::{Markup, html};

use super::{columns, field_name, tabs};
use crate::EDIT;

/// A list with its filters, its order and its file.
pub struct List<'l, T> {
    /// Which of the desk's registers it is.
    pub tab: &'static str,
    /// The file of the list.
    pub file: &'static str,
    /// The form of a new record and what it is called; none where there is no such form.
    pub new: Option<(&'static str, &'static str)>,
    /// What stands where it is empty.
    pub none: &'static str,
    /// The columns: key, whether it holds figures.
    pub columns: &'static [(&'static str, bool)],
    /// Columns that sort.
    pub sortable: &'l [&'static str],
    /// The filters.
    pub filters: Markup,
    /// What stands above it.
    pub sums: Markup,
    /// What was found, in its order.
    pub found: Vec<T>,
}

impl<T> List<'_, T> {
    /// The page, with what stands in the cells of one that was found.
    pub fn page(self, visit: &Visit, row: impl Fn(&T) -> Vec<Markup>) -> Page {
        let state = state(visit, self.sortable);
        let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
        let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
        let rows: Vec<_> = self.found.iter().skip(skipped).take(per_page).map(row).collect();
        let (title, total) = (visit.text(self.tab), Total::Exactly(self.found.len() as u64));
        let query = visit.query().with("flash", None).with("page", None).to_query();
        let body = html! {
            (tabs(visit, self.tab))
            (self.filters)
            (self.sums)
            div.list-tools {
                span.as-of { (visit.text_with("land-as-of", &[("day", visit.as_of().to_string().into())])) }
                a.btn href=(visit.link(&format!("{}{query}", self.file))) { (icon("download")) " " (visit.text("land-export")) }
            }
            @if rows.is_empty() && state.page == 1 {
                (components::empty(&visit.text(self.none), &visit.text("land-none-advice"), None))
            } @else {
                div.card data-move {
                    (components::table(visit, &title, &columns(visit, self.columns, self.sortable), &rows, &state))
                    (components::pager(visit, &state, rows.len() as u64, total))
                }
            }
        };
        let may_add = visit.scope().may(EDIT) && !visit.looks_back();
        let actions = html! {
            @if let Some((path, text)) = self.new.filter(|_| may_add) {
                a.btn.btn-primary href=(visit.link(path)) { (icon("plus")) " " (visit.text(text)) }
            }
        };
        Page::new(visit, title).under(visit.text("land-menu"), "/land").actions(actions).body(body)
    }
}

/// Where the reader stands in the list; the first column that sorts does so of itself.
pub fn state(visit: &Visit, sortable: &[&'static str]) -> ListState {
    let first = sortable.first().copied().unwrap_or_default();
    ListState::parse(visit.query(), sortable, (first, SortOrder::Ascending))
}

/// Puts what was found into the order that is asked for; `sort` does so by a key, upwards.
pub fn in_order<T>(visit: &Visit, sortable: &[&'static str], found: &mut [T], sort: impl Fn(&str, &mut [T])) {
    let state = state(visit, sortable);
    sort(state.sort, found);
    if state.order == SortOrder::Descending {
        found.reverse();
    }
}

/// The form of the filters: a search, and choices out of lists.
pub fn filters(visit: &Visit, search: &str, lists: &[(&str, Vec<Choice>)]) -> Markup {
    let (none, query) = (FieldErrors::default(), visit.query());
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit role="search" {
            (components::text(Input::new("q", &visit.text(search), query, &none), "search"))
            @for (key, choices) in lists {
                (components::select(Input::new(key, &field_name(visit, key), query, &none), choices))
            }
            button.btn.btn-primary type="submit" { (visit.text("land-filter")) }
            a.btn href=(visit.path()) { (visit.text("land-filter-none")) }
        }
    }
}

/// Choices whose words are texts of the desk.
pub fn choices(visit: &Visit, prefix: &str, keys: &[&str]) -> Vec<Choice> {
    let choice = |key: &&str| Choice { value: (*key).to_owned(), label: visit.text(&format!("{prefix}-{key}")) };
    keys.iter().map(choice).collect()
}

/// What the address says of a filter, if it is one of these.
///
/// # Errors
/// [`PageError::BadValue`] for one that there is not.
pub fn asked<'k>(visit: &Visit, key: &str, known: &[&'k str]) -> Result<Option<&'k str>, PageError> {
    let Some(given) = visit.query().given(key) else { return Ok(None) };
    let found = known.iter().find(|one| **one == given).copied();
    let bad = || PageError::BadValue { key: "land-bad-filter", given: given.chars().take(40).collect() };
    found.map(Some).ok_or_else(bad)
}

/// Whether one of the texts has what the address searches for.
pub fn has_text(visit: &Visit, texts: &[&str]) -> bool {
    let wanted = visit.query().get("q").trim().to_lowercase();
    texts.iter().any(|text| text.to_lowercase().contains(&wanted))
}
