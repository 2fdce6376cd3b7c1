use maud::{Markup, html};

use crate::{FormData, Visit};

/// Rows of one page.
pub const PER_PAGE: u64 = 50;

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Where a reader stands in a list; the address holds all of it, so that a list can be sent to a colleague.
///
/// Query: `sort=name` or `sort=-name`, `page=2`; every other field is a filter of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    /// Key of the column that sorts.
    pub sort: &'static str,
    /// Which way.
    pub order: SortOrder,
    /// Page, from 1.
    pub page: u64,
    query: FormData,
}

impl ListState {
    /// Reads the address; a column that cannot sort falls back to the default, a page that is no number to the first.
    pub fn parse(query: &FormData, sortable: &[&'static str], default: (&'static str, SortOrder)) -> Self {
        let given = query.get("sort");
        let (name, order) = match given.strip_prefix('-') {
            Some(name) => (name, SortOrder::Descending),
            None => (given, SortOrder::Ascending),
        };
        let (sort, order) = match sortable.iter().find(|&&key| key == name) {
            Some(&key) => (key, order),
            None => default,
        };
        Self {
            sort,
            order,
            page: query.get("page").parse().unwrap_or(1).clamp(1, 1_000_000),
            query: query.with("flash", None),
        }
    }

    /// Rows to skip.
    pub fn offset(&self) -> u64 {
        (self.page - 1) * PER_PAGE
    }

    /// The filters and the order as an address, on another page.
    pub fn at_page(&self, page: u64) -> String {
        let page = (page > 1).then(|| page.to_string());
        self.query.with("page", page.as_deref()).to_query()
    }

    /// The same list sorted by a column: the other way round if it is sorted by it already.
    pub fn sorted_by(&self, key: &str) -> String {
        let descending = self.sort == key && self.order == SortOrder::Ascending;
        let sort = if descending { format!("-{key}") } else { key.to_owned() };
        self.query.with("page", None).with("sort", Some(&sort)).to_query()
    }

    /// The query as given, for links to exports of the same list.
    pub fn query(&self) -> &FormData {
        &self.query
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Key in the address.
    pub key: &'static str,
    /// Heading, in the reader's language.
    pub heading: String,
    /// Whether a click on the heading sorts by it.
    pub sortable: bool,
    /// Whether it holds numbers, which stand on the right.
    pub numeric: bool,
}

impl Column {
    /// A column of text that sorts.
    pub fn text(visit: &Visit, key: &'static str, heading: &str) -> Self {
        Self { key, heading: visit.text(heading), sortable: true, numeric: false }
    }

    /// A column of numbers that sorts.
    pub fn number(visit: &Visit, key: &'static str, heading: &str) -> Self {
        Self { numeric: true, ..Self::text(visit, key, heading) }
    }

    /// A column that does not sort.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.sortable = false;
        self
    }
}

/// One cell: what stands in it.
pub type Cell = Markup;

/// How many rows there are in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exactly(u64),
    /// More than could be counted quickly.
    MoreThan(u64),
}

/// A table whose headings sort it. `caption` names it for screen readers.
pub fn table(visit: &Visit, caption: &str, columns: &[Column], rows: &[Vec<Cell>], state: &ListState) -> Markup {
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(caption) {
            table.table.table-vcenter.card-table {
                caption.visually-hidden { (caption) }
                thead { tr { @for column in columns { (heading(visit, column, state)) } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (cell, column) in row.iter().zip(columns) {
                                td.text-end[column.numeric].numeric[column.numeric] { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heading(visit: &Visit, column: &Column, state: &ListState) -> Markup {
    let direction = (state.sort == column.key).then_some(match state.order {
        SortOrder::Ascending => "ascending",
        SortOrder::Descending => "descending",
    });
    html! {
        th scope="col" aria-sort=[direction] .text-end[column.numeric] {
            @if column.sortable {
                a.table-sort.asc[direction == Some("ascending")].desc[direction == Some("descending")]
                    href=(format!("{}{}", visit.path(), state.sorted_by(column.key))) { (column.heading) }
            } @else { (column.heading) }
        }
    }
}

/// Which rows these are of how many, and the way to the others.
pub fn pager(visit: &Visit, state: &ListState, shown: u64, total: Total) -> Markup {
    let (count, more) = match total {
        Total::Exactly(count) => (count, false),
        Total::MoreThan(count) => (count, true),
    };
    let first = if shown == 0 { 0 } else { state.offset() + 1 };
    let last = state.offset() + shown;
    // Whoever asks for a page behind the end is led back to the last one.
    let beyond = shown == 0 && state.page > 1;
    let before = if beyond && !more { count.div_ceil(PER_PAGE).max(1) } else { state.page.saturating_sub(1) };
    let has_next = more && shown == PER_PAGE || last < count && !beyond;
    let key = match (beyond, more) {
        (true, _) => "pager-beyond",
        (false, true) => "pager-more-than",
        (false, false) => "pager-exactly",
    };
    html! {
        div.d-flex.align-items-center.flex-wrap.gap-2.p-3 {
            p.m-0.text-secondary {
                (visit.text_with(key, &[("first", first.into()), ("last", last.into()), ("count", count.into())]))
            }
            @if state.page > 1 || has_next {
                nav.ms-auto aria-label=(visit.text("pager-label")) {
                    ul.pagination.m-0 {
                        @if state.page > 1 {
                            li.page-item { a.page-link rel="prev" href=(format!("{}{}", visit.path(), state.at_page(before))) { (visit.text("pager-previous")) } }
                        }
                        li.page-item.active aria-current="page" { span.page-link { (state.page) } }
                        @if has_next {
                            li.page-item { a.page-link rel="next" href=(format!("{}{}", visit.path(), state.at_page(state.page + 1))) { (visit.text("pager-next")) } }
                        }
                    }
                }
            }
        }
    }
}
