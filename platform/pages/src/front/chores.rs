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
/// `second`. What somebody else said follows a colon and stays as it is, such as the words of a mail server; so does what
/// no language file knows.
fn said(visit: &Visit, report: &str) -> Markup {
    let (own, foreign) = parts(report);
    let (key, numbers) = sentence(own);
    if report.is_empty() || !visit.app().languages().has(&key) {
        return html! { span lang="en" { (report) } };
    }
    let values: Vec<_> = ["first", "second"].into_iter().zip(numbers.into_iter().map(Into::into)).collect();
    html! {
        (visit.text_with(&key, &values))
        @if let Some(foreign) = foreign { br; span.text-secondary.small lang="en" { (foreign) } }
    }
}

/// The house's own sentence, and what it passes on.
fn parts(report: &str) -> (&str, Option<&str>) {
    report.split_once(": ").map_or((report, None), |(own, foreign)| (own, Some(foreign)))
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
    #![allow(clippy::unwrap_used)]
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn a_report_is_named_by_its_words() {
        assert_eq!(sentence("3 sent, 1 failed"), ("chore-said-sent-failed".to_owned(), vec![3, 1]));
        assert_eq!(sentence("nothing new to say"), ("chore-said-nothing-new-to-say".to_owned(), vec![]));
        assert_eq!(sentence(""), ("chore-said".to_owned(), vec![]));
        assert_eq!(parts("0 sent, the others wait: no: luck"), ("0 sent, the others wait", Some("no: luck")));
        assert_eq!(parts("3 sent, 1 failed"), ("3 sent, 1 failed", None));
    }

    /// The texts of all files below a folder whose names end so.
    fn texts_of(folder: &Path, ending: &str) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let inside = |path: std::path::PathBuf| match path.is_dir() {
            true => texts_of(&path, ending),
            false if path.to_string_lossy().ends_with(ending) => vec![fs::read_to_string(path).unwrap()],
            false => Vec::new(),
        };
        entries.flat_map(inside).collect()
    }

    /// What the chores of a source report, as far as it can be seen: a number and words, or some words alone.
    fn reports(source: &str) -> Vec<String> {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
        let begins_with_number = |text: &&str| {
            let after = text.strip_prefix('{').and_then(|rest| rest.split_once("} "));
            after.is_some_and(|(_, words)| words.starts_with(|c: char| c.is_ascii_lowercase()))
        };
        let is_words =
            |text: &&str| text.split(' ').count() > 2 && text.chars().all(|c| c.is_ascii_lowercase() || c == ' ');
        let formatted = code.split("format!(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let plain = code.split("\".to_owned()").filter_map(|before| before.rsplit('"').next());
        let without_names = |text: &str| {
            let pieces = text.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, words)| words));
            pieces.collect::<Vec<_>>().join("1")
        };
        formatted.filter(begins_with_number).chain(plain.filter(is_words)).map(without_names).collect()
    }

    #[test]
    fn every_report_has_words_in_both_languages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let below = |ending: &str| ["desks", "platform"].map(|folder| texts_of(&root.join(folder), ending)).concat();
        let reports_something = |source: &String| source.contains("Chore") || source.contains("MailRound");
        let sources = below(".rs").into_iter().filter(reports_something);
        let keys: BTreeSet<_> =
            sources.flat_map(|source| reports(&source)).map(|report| sentence(parts(&report).0).0).collect();
        for known in ["sent-failed", "sent-the-others-wait", "nothing-new-to-say", "the-index-was-made-anew"] {
            assert!(keys.contains(&format!("chore-said-{known}")), "{known} was not found among {keys:?}");
        }
        for language in ["zh.ftl", "en.ftl"] {
            let texts = below(language).concat();
            let missing: Vec<_> = keys.iter().filter(|key| !texts.contains(&format!("\n{key} = "))).collect();
            assert!(missing.is_empty(), "{language} has no words for {missing:?}");
        }
    }
}
