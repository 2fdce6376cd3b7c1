//! What a file would do, row by row, as a page shows it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use maud::{Markup, html};
use pages::{
    Visit,
    components::{self, ListState, PER_PAGE, SortOrder, Total},
};

use crate::{
    files::{Change, Counts, Outcome, Preview},
    model::{FieldError, Rules},
    pages::show,
};

/// The rows that belong together, in the order in which a person looks at them. Those that are out of the common are
/// changed or new as well.
const VIEWS: [&str; 6] = ["wrong", "doubtful", "duplicate", "changed", "new", "unchanged"];

/// A row without what it would write: all that the page shows, the same for projects and reports.
pub struct Line {
    /// As the spreadsheet counts.
    pub number: u32,
    /// What it is about.
    pub title: String,
    /// What becomes of it.
    pub what: What,
    /// What is out of the common in it: it can be right.
    pub doubts: Vec<FieldError>,
}

impl Line {
    fn is_in(&self, view: &str) -> bool {
        if view == "doubtful" { !self.doubts.is_empty() } else { self.what.kind() == view }
    }
}

/// What becomes of a row.
pub enum What {
    /// Something new.
    New,
    /// Fields that would differ: key, now, afterwards.
    Changed(Vec<(Cow<'static, str>, String, String)>),
    /// Nothing.
    Unchanged,
    /// It cannot be taken over.
    Wrong(Vec<FieldError>),
    /// An earlier row is about the same.
    Duplicate(u32),
}

/// A preview that is ready to be shown.
pub struct Shown {
    /// Every row.
    pub lines: Vec<Line>,
    /// How many rows do what.
    pub counts: Counts,
    /// Headers that were not understood.
    pub ignored_headers: Vec<String>,
    /// Changes whenever something else would be written: what is confirmed is what was seen.
    pub fingerprint: String,
}

impl What {
    fn kind(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed(_) => "changed",
            Self::Unchanged => "unchanged",
            Self::Wrong(_) => "wrong",
            Self::Duplicate(_) => "duplicate",
        }
    }

    fn of<T>(outcome: &Outcome<T>) -> Self {
        let change = |change: &Change| (change.field.clone(), change.before.clone(), change.after.clone());
        match outcome {
            Outcome::New(_) => Self::New,
            Outcome::Changed { changes, .. } => Self::Changed(changes.iter().map(change).collect()),
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Wrong(errors) => Self::Wrong(errors.clone()),
            Outcome::Duplicate { of_row } => Self::Duplicate(*of_row),
        }
    }
}

impl Shown {
    /// What the page shows of a preview, with the doubts by the number of the row.
    pub fn of<T>(preview: &Preview<T>, doubts: &BTreeMap<u32, Vec<FieldError>>) -> Self {
        let mut hasher = DefaultHasher::new();
        let line = |row: &crate::files::PreviewRow<T>| {
            let what = What::of(&row.outcome);
            // What is wrong or left out is not written, so it may change between preview and confirmation.
            match &what {
                What::New => row.number.hash(&mut hasher),
                What::Changed(changes) => (row.number, changes).hash(&mut hasher),
                What::Unchanged | What::Wrong(_) | What::Duplicate(_) => {}
            }
            let doubts = doubts.get(&row.number).cloned().unwrap_or_default();
            Line { number: row.number, title: row.title.clone(), what, doubts }
        };
        let lines = preview.rows.iter().map(line).collect();
        Self {
            lines,
            counts: preview.counts(),
            ignored_headers: preview.ignored_headers.clone(),
            fingerprint: format!("{:016x}", hasher.finish()),
        }
    }

    /// How many rows would be written.
    pub fn to_write(&self) -> usize {
        self.counts.new + self.counts.changed
    }

    /// How many rows a view has.
    pub fn count(&self, view: &str) -> usize {
        self.lines.iter().filter(|line| line.is_in(view)).count()
    }

    /// The counts as views, and one page of the rows of the view looked at.
    pub fn markup(&self, visit: &Visit, rules: &Rules, path: &str) -> Markup {
        let counted = VIEWS.map(|view| (view, self.count(view)));
        let (first, _) = counted.into_iter().find(|(_, count)| *count > 0).unwrap_or(("new", 0));
        let view = VIEWS.into_iter().find(|view| *view == visit.query().get("rows")).unwrap_or(first);
        let tabs: Vec<(String, String, bool)> = counted
            .into_iter()
            .filter(|(one, count)| *one != "doubtful" || *count > 0)
            .map(|(one, count)| {
                let text = format!("{} {count}", visit.text(&format!("projects-rows-{one}")));
                (text, format!("{path}?rows={one}"), one == view)
            })
            .collect();
        let state = ListState::parse(visit.query(), &[], ("row", SortOrder::Ascending));
        let skip = usize::try_from(state.offset()).unwrap_or(usize::MAX);
        let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
        let of_view = self.lines.iter().filter(|line| line.is_in(view));
        let page: Vec<&Line> = of_view.skip(skip).take(per_page).collect();
        html! {
            @if !self.ignored_headers.is_empty() {
                p.alert.alert-warning role="status" {
                    (visit.text("projects-ignored-headers")) " "
                    (self.ignored_headers.join(visit.language().pick("、", ", ")))
                }
            }
            (components::tabs(visit, &visit.text("projects-import-rows"), &tabs))
            @if page.is_empty() {
                (components::empty(&visit.text("projects-rows-none"), &visit.text("projects-rows-none-advice"), None))
            } @else {
                div.card {
                    (table(visit, rules, &page))
                    (components::pager(visit, &state, page.len() as u64, Total::Exactly(self.count(view) as u64)))
                }
            }
        }
    }
}

fn table(visit: &Visit, rules: &Rules, lines: &[&Line]) -> Markup {
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(visit.text("projects-import-rows")) {
            table.table {
                thead { tr {
                    th.text-end scope="col" { (visit.text("projects-row")) }
                    th scope="col" { (visit.text("projects-field-project")) }
                    th scope="col" { (visit.text("projects-row-outcome")) }
                } }
                tbody {
                    @for line in lines {
                        tr {
                            th.text-end.numeric scope="row" { (line.number) }
                            td { (line.title) }
                            td { (outcome(visit, rules, &line.what)) (doubts(visit, &line.doubts)) }
                        }
                    }
                }
            }
        }
    }
}

fn outcome(visit: &Visit, rules: &Rules, what: &What) -> Markup {
    match what {
        What::New => components::pill("good", &visit.text("projects-rows-new")),
        What::Unchanged => components::pill("neutral", &visit.text("projects-rows-unchanged")),
        What::Duplicate(of_row) => html! {
            (components::pill("warning", &visit.text("projects-rows-duplicate"))) " "
            (visit.text_with("projects-duplicate-of", &[("row", (*of_row).into())]))
        },
        What::Wrong(errors) => html! {
            (components::pill("bad", &visit.text("projects-rows-wrong")))
            ul { @for error in errors {
                li { strong { (show::field(visit, &error.field)) } ": " (show::problem(visit, &error.problem)) }
            } }
        },
        What::Changed(changes) => html! {
            (components::pill("warning", &visit.text("projects-rows-changed")))
            ul { @for (field, before, after) in changes {
                li {
                    strong { (show::field(visit, field)) } ": "
                    del { (value(visit, rules, field, before)) } " → " ins { (value(visit, rules, field, after)) }
                }
            } }
        },
    }
}

fn doubts(visit: &Visit, doubts: &[FieldError]) -> Markup {
    html! {
        @if !doubts.is_empty() {
            " " (components::pill("warning", &visit.text("projects-rows-doubtful")))
            ul { @for doubt in doubts { li { (show::problem(visit, &doubt.problem)) } } }
        }
    }
}

/// A value as a reader knows it; emptiness in a word.
fn value(visit: &Visit, rules: &Rules, field: &str, text: &str) -> String {
    let named = |terms: &crate::model::Terms| {
        text.parse().map_or_else(|_| text.to_owned(), |key| show::term(visit, terms, &key))
    };
    match field {
        _ if text.is_empty() => visit.text("projects-nothing"),
        "stage" => text.parse().map_or_else(|_| text.to_owned(), |key| show::stage(visit, rules, &key)),
        "park" => named(&rules.vocabulary.parks),
        "cluster" => named(&rules.vocabulary.clusters),
        "leading_industry" => named(&rules.vocabulary.leading_industries),
        _ => text.to_owned(),
    }
}
