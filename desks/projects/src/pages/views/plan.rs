//! The plans of all projects over time, with their critical milestones (甘特图).

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, Bar, Mark},
};

use crate::{
    model::{Item, ItemKind, Particulars, ProjectId, ProjectRecord, Rules, StageGroup, ViewPage},
    pages::{filters, list::Part, show},
    store::{self as tables, ItemFilter},
};

/// Critical milestones of the projects of one page.
const MILESTONES_MAX: u64 = 2_000;

/// The page: the projects of one page of the list.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let state = filters::state(visit.query());
    let part = Part::page(&visit, &rules, &state).await?;
    let ids: Vec<ProjectId> = part.records.iter().map(|record| record.id.clone()).collect();
    let filter = ItemFilter { of: Some(ids), kinds: vec![ItemKind::Milestone], ..ItemFilter::default() };
    let items = tables::items(visit.store().reader(), visit.scope(), &filter, 0, MILESTONES_MAX).await?;
    let mut milestones: BTreeMap<ProjectId, Vec<Item>> = BTreeMap::new();
    for kept in items {
        milestones.entry(kept.item.project.clone()).or_default().push(kept.item);
    }
    let bar =
        |record: &ProjectRecord| bar(&visit, &rules, record, milestones.get(&record.id).map_or(&[], Vec::as_slice));
    let bars: Vec<Bar> = part.records.iter().filter_map(bar).collect();
    let body = html! {
        (filters::folded(&visit, &rules).await?)
        p.as-of { (visit.text("projects-plan-lead")) }
        @if bars.is_empty() {
            (components::empty(&visit.text("projects-none"), &visit.text("projects-none-advice"), None))
        } @else {
            div.card {
                (legend(&visit))
                (components::gantt(&visit, &visit.text("projects-view-plan"), &bars, visit.as_of()))
                (components::pager(&visit, &state, part.records.len() as u64, part.total))
            }
        }
    };
    Ok(super::page(&visit, ViewPage::Plan, body))
}

/// What the colours and the shapes of the chart mean.
fn legend(visit: &Visit) -> Markup {
    let words = |part: &str, tone: &'static str| (tone, visit.text(&format!("projects-plan-{part}-{tone}")));
    let bars = ["ahead", "late", "done"].map(|tone| words("bar", tone));
    let promises = ["critical", "kept"].map(|tone| words("promise", tone));
    let milestones = ["ahead", "late", "done"].map(|tone| words("milestone", tone));
    components::gantt_legend(visit, &bars, &[&promises[..], &milestones[..]].concat())
}

/// From signing, or the first day known, until production: as it came, else as it is promised.
fn bar(visit: &Visit, rules: &Rules, record: &ProjectRecord, milestones: &[Item]) -> Option<Bar> {
    let day = visit.as_of();
    let reached = |group| record.stages.reached(group, day, &rules.stages);
    let first = record.stages.iter().next()?.entered_on;
    let from = reached(StageGroup::Signed).unwrap_or(first);
    let promises = &record.project.promises;
    let produced = reached(StageGroup::Production);
    let until = produced.or(promises.production_on).unwrap_or(day).max(from);
    let late = !record.overdue(day, rules).is_empty();
    let tone = if produced.is_some() {
        "done"
    } else if late {
        "late"
    } else {
        "ahead"
    };
    let started = reached(StageGroup::Construction);
    let promised = [("start", promises.start_on, started), ("production", promises.production_on, produced)];
    let promised = promised.into_iter().filter_map(|(key, on, reached)| {
        let on = on?;
        let tone = if reached.is_some_and(|reached| reached <= on) { "kept" } else { "critical" };
        Some(Mark { on, tone, title: show::field(visit, &format!("{key}_promised_on")) })
    });
    let planned = milestones.iter().filter_map(|item| milestone(item, day));
    let stage = record.stages.stage_on(day).map(|one| show::stage(visit, rules, &one.stage));
    Some(Bar {
        title: record.project.name.to_string(),
        path: format!("/projects/{}", record.id),
        span: (from, until),
        tone,
        marks: promised.chain(planned).collect(),
        note: stage.unwrap_or_default(),
    })
}

/// A critical milestone on the day when it is due.
fn milestone(item: &Item, day: Date) -> Option<Mark> {
    let Particulars::Milestone { critical: true } = item.particulars else { return None };
    let tone = match (item.done_by(day), item.late_days(day)) {
        (Some(_), _) => "done",
        (None, Some(_)) => "late",
        (None, None) => "ahead",
    };
    let title = item.title.as_ref().map(ToString::to_string).unwrap_or_default();
    Some(Mark { on: item.due_on?, tone, title })
}
