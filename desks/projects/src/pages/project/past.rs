//! What happened to a project and what lies ahead; and who changed its record when.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use pages::{
    Visit,
    components::{self, Moment},
};
use serde_json::Value;
use store::{StoreError, instant_from_text, journal};

use super::{Looked, words::Words};
use crate::{
    model::{Line, MonthlyReport, Overdue, Passage},
    pages::show,
};

/// Transitions, changes of status, reports and promised days, in the order of their dates.
pub fn timeline(visit: &Visit, looked: &Looked) -> Markup {
    let mut moments: Vec<Moment> = transitions(visit, looked)
        .into_iter()
        .chain(statuses(visit, looked))
        .chain(first_report(visit, &looked.reports))
        .chain(promised(visit, looked))
        .collect();
    moments.sort_by_key(|moment| moment.on);
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-timeline")) }
            (components::timeline(&moments))
        }
    }
}

fn transitions(visit: &Visit, looked: &Looked) -> Vec<Moment> {
    let seen = looked.record.stages.iter().filter(|one| one.entered_on <= visit.as_of());
    seen.map(|transition| Moment {
        on: transition.entered_on,
        title: show::stage(visit, &looked.rules, &transition.stage),
        detail: html! {
            @if let Some(reason) = &transition.reason { (reason) " " }
            (passage(visit, looked, &transition.passage))
            @if let Some(source) = &transition.source { span.cell-sub { (source) } }
        },
        ahead: false,
    })
    .collect()
}

/// How a gate was passed, where that says something.
fn passage(visit: &Visit, looked: &Looked, passage: &Passage) -> Markup {
    let told = |key: &str, by: &Line| {
        let who = show::person(&looked.names, by.as_str());
        visit.text_with(key, &[("who", who.into())])
    };
    html! {
        @match passage {
            Passage::Complete => {}
            Passage::Bypassed { by } => { (components::pill("warning", &told("projects-bypassed-by", by))) " " }
            Passage::Verified { by, evidence } => {
                (components::pill("good", &told("projects-verified-by", by)))
                details { summary { (show::field(visit, "evidence")) } p { (evidence) } }
            }
        }
    }
}

fn statuses(visit: &Visit, looked: &Looked) -> Vec<Moment> {
    let seen = looked.record.statuses.iter().filter(|change| change.since <= visit.as_of());
    seen.map(|change| Moment {
        on: change.since,
        title: show::status_name(visit, change.status.kind()),
        detail: html! {
            @if let Some(reason) = change.status.reason() { (reason) }
            @if let Some(went_to) = change.status.went_to() {
                " · " (show::field(visit, "lost_to")) ": " (went_to)
            }
        },
        ahead: false,
    })
    .collect()
}

/// The months are in the table; here only with what they began and where they stand.
fn first_report(visit: &Visit, reports: &[MonthlyReport]) -> Vec<Moment> {
    let moment = |report: &MonthlyReport, key: &str| Moment {
        on: report.month.last_day(),
        title: visit.text_with(key, &[("month", report.month.to_string().into())]),
        detail: html! {
            (visit.text("projects-invested")) " " (show::money(visit, report.investment_cny)) " · "
            (visit.text("projects-output")) " " (show::money(visit, report.output_cny))
        },
        ahead: false,
    };
    let first = reports.first().map(|report| moment(report, "projects-first-report"));
    let latest = reports.last().filter(|_| reports.len() > 1).map(|report| moment(report, "projects-latest-report"));
    first.into_iter().chain(latest).collect()
}

/// The promised days: ahead, or late, or past and kept.
fn promised(visit: &Visit, looked: &Looked) -> Vec<Moment> {
    let promises = &looked.record.project.promises;
    let late = looked.record.overdue(visit.as_of(), &looked.rules);
    let days = [("start", promises.start_on), ("production", promises.production_on)];
    let moment = |(key, day): (&str, Option<jiff::civil::Date>)| {
        let on = day?;
        let late: Vec<Overdue> = late.iter().filter(|late| late.milestone.key() == key).copied().collect();
        Some(Moment {
            on,
            title: show::field(visit, &format!("{key}_promised_on")),
            detail: show::overdue(visit, &late),
            ahead: on > visit.as_of(),
        })
    };
    days.into_iter().filter_map(moment).collect()
}

/// Newest entries that are shown.
const ENTRIES: u64 = 200;

/// The journal of the record: who changed what, when.
pub async fn journal(visit: &Visit, looked: &Looked) -> Result<Markup, StoreError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let id = looked.record.id.as_str();
    let entries = journal::of_subject(database, scope.zone(), "project", id, visit.until(), ENTRIES).await?;
    // What one command did with the same verb is one line: a file of reports brings many months at once.
    let alike = |one: &journal::entry::Model, next: &journal::entry::Model| {
        (&one.verb, &one.at, &one.actor) == (&next.verb, &next.at, &next.actor)
    };
    let words = Words::of(visit, looked).await?;
    let shown = entries.chunk_by(alike).map(|entries| line(visit, entries, &looked.names, &words));
    let shown = shown.collect::<Result<Vec<_>, _>>()?;
    Ok(html! {
        section.panel.mb-3.no-print {
            h2.panel-title { (visit.text("projects-journal")) }
            ol.history { @for entry in shown { (entry) } }
        }
    })
}

/// A line of entries that are alike: who did what, and what each changed.
fn line(
    visit: &Visit,
    entries: &[journal::entry::Model],
    names: &BTreeMap<String, String>,
    words: &Words<'_>,
) -> Result<Markup, StoreError> {
    let Some(first) = entries.first() else { return Ok(html! {}) };
    let at = instant_from_text(&first.at)?;
    let who = match names.get(&first.actor) {
        Some(name) => name.clone(),
        None if first.actor.starts_with("system:") => visit.text("projects-by-the-program"),
        None => first.actor.clone(),
    };
    let verb = format!("verb-{}", first.verb.replace(['.', '_'], "-"));
    let what = if visit.app().languages().has(&verb) { visit.text(&verb) } else { first.verb.clone() };
    let changes = entries.iter().map(|entry| changes(entry, words)).collect::<Result<Vec<_>, _>>()?;
    Ok(html! {
        li {
            time datetime=(at.to_string()) { (show::moment(at)) } " "
            span.history-who { (who) } " "
            span.history-what { (what) @if entries.len() > 1 { " × " (entries.len()) } }
            @if changes.iter().any(|changed| !changed.is_empty()) {
                details {
                    summary { (visit.text("projects-what-changed")) }
                    @for changed in changes.iter().filter(|changed| !changed.is_empty()) {
                        (show::differences(visit, ("projects-before", "projects-after"), changed))
                    }
                }
            }
        }
    })
}

fn changes(entry: &journal::entry::Model, words: &Words<'_>) -> Result<Vec<(String, String, String)>, StoreError> {
    let state = |text: Option<&str>| journal::parse_state(text).map(Option::unwrap_or_default);
    let changed = changed(&state(entry.before.as_deref())?, &state(entry.after.as_deref())?);
    let worded = |(name, was, is): (String, String, String)| {
        let (was, is) = (words.word(&name, &was), words.word(&name, &is));
        (name, was, is)
    };
    Ok(changed.into_iter().map(worded).collect())
}

/// The fields that differ, with how they stood before and after.
fn changed(before: &Value, after: &Value) -> Vec<(String, String, String)> {
    let names: BTreeSet<&String> =
        [before, after].into_iter().filter_map(Value::as_object).flat_map(|one| one.keys()).collect();
    let text = |state: &Value, name: &str| match state.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let lines = names.into_iter().map(|name| (name.clone(), text(before, name), text(after, name)));
    lines.filter(|(_, was, is)| was != is).collect()
}
