//! What the program did by itself: for administrators and auditors.

use jiff::Timestamp;
use maud::{Markup, html};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use store::{
    StoreError,
    chores::run::{Column as Of, Entity, Model},
    instant_from_text,
};

use super::moment;
use crate::{
    Page, PageError, Visit,
    components::{self, Choice, Column, Field, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
};

/// The runs of a zone's chores, the last first.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let query = visit.query();
    let state = ListState::parse(query, &[], ("started", SortOrder::Descending));
    let mut select = Entity::find().filter(Of::ZoneId.eq(visit.scope().zone().as_str()));
    if let Some(chore) = query.given("chore") {
        select = select.filter(Of::Chore.eq(chore));
    }
    if query.get("failed") == "1" {
        select = select.filter(Of::Failed.eq(true));
    }
    let database = visit.store().reader();
    let count = select.clone().count(database).await.map_err(StoreError::from)?;
    let runs = select.order_by_desc(Of::StartedAt).order_by_desc(Of::Id).offset(state.offset()).limit(PER_PAGE);
    let runs = runs.all(database).await.map_err(StoreError::from)?;
    let columns = ["chore", "started", "runs", "took", "outcome", "state"];
    let columns = columns.map(|key| Column {
        numeric: matches!(key, "runs" | "took"),
        ..Column::text(&visit, key, &format!("chore-{key}")).fixed()
    });
    let rows = runs.iter().map(|run| row(&visit, run)).collect::<Result<Vec<_>, _>>()?;
    let title = visit.text("chores");
    let body = html! {
        p.page-lead { (visit.text("chores-lead")) }
        (filter(&visit))
        div.card {
            @if rows.is_empty() { (components::empty(&visit.text("chores-none"), &visit.text("chores-none-advice"), None)) }
            @else {
                (components::table(&visit, &title, &columns, &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, Total::Exactly(count)))
            }
        }
    };
    Ok(Page::new(&visit, title.clone()).body(body))
}

fn filter(visit: &Visit) -> Markup {
    let (query, errors) = (visit.query(), FieldErrors::default());
    let choices: Vec<_> = visit
        .app()
        .chores()
        .iter()
        .map(|chore| Choice { value: chore.name.to_owned(), label: name(visit, chore.name) })
        .collect();
    let (chore, failed) = (visit.text("chore-chore"), visit.text("chores-failed-only"));
    html! {
        form.filters.d-print-none method="get" action=(visit.path()) {
            (components::select(Field::new("chore", &chore, query, &errors), &choices))
            (components::checkbox(Field::new("failed", &failed, query, &errors), "1", query.get("failed") == "1"))
            button.btn type="submit" { (visit.text("chores-show")) }
        }
    }
}

fn row(visit: &Visit, run: &Model) -> Result<Vec<Markup>, StoreError> {
    let (first, last) = (instant_from_text(&run.first_at)?, instant_from_text(&run.started_at)?);
    Ok(vec![
        html! { (name(visit, &run.chore)) },
        html! { (when(last)) @if first != last { br; span.text-secondary.small { (visit.text_with("chore-since", &[("at", moment(first).into())])) } } },
        html! { (run.runs) },
        html! { (run.took_ms) " ms" },
        said(visit, &run.outcome),
        html! {
            @if run.failed { (components::pill("bad", &visit.text("chore-failed"))) }
            @else if run.outcome.is_empty() { span.text-secondary { (visit.text("chore-nothing")) } }
            @else { (components::pill("good", &visit.text("chore-done"))) }
        },
    ])
}

/// What a run reported, in the reader's language. Chores report in English, as the program's own log is written; what
/// names the text is the report without its numbers: `3 sent, 1 failed` is `chore-said-sent-failed` of `first` and
/// `second`. What no language file knows, such as what a mail server said, stays as it is.
fn said(visit: &Visit, report: &str) -> Markup {
    let (key, numbers) = sentence(report);
    if report.is_empty() || !visit.app().languages().has(&key) {
        return html! { span lang="en" { (report) } };
    }
    let values: Vec<_> = ["first", "second"].into_iter().zip(numbers.into_iter().map(Into::into)).collect();
    html! { (visit.text_with(&key, &values)) }
}

/// The key of a report, and its numbers in order.
fn sentence(report: &str) -> (String, Vec<u64>) {
    let words = report.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let (mut key, mut numbers) = ("chore-said".to_owned(), Vec::new());
    for word in words {
        match word.parse() {
            Ok(number) => numbers.push(number),
            Err(_) => key.extend(["-", word]),
        }
    }
    (key, numbers)
}

fn when(at: Timestamp) -> Markup {
    html! { time datetime=(at.to_string()) { (moment(at)) } }
}

/// A chore in the reader's language, where a language file names it.
fn name(visit: &Visit, chore: &str) -> String {
    super::named(visit, "chore-name", &chore.replace('.', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_named_by_its_words() {
        assert_eq!(sentence("3 sent, 1 failed"), ("chore-said-sent-failed".to_owned(), vec![3, 1]));
        assert_eq!(sentence("nothing new to say"), ("chore-said-nothing-new-to-say".to_owned(), vec![]));
        assert_eq!(sentence(""), ("chore-said".to_owned(), vec![]));
    }
}
