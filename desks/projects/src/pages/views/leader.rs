//! The leader's page: what is stuck stands first, with the cause and with who must act.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use pages::{Page, PageError, Visit, components};
use sea_orm::Order;
use store::StoreError;

use crate::{
    model::{ItemKind, Particulars, ProjectId, ProjectRecord, Rules, ViewPage},
    pages::{
        columns,
        dossier::{self, Names, item_line},
        filters, show,
    },
    store::{self as tables, ItemFilter, KeptItem, ProjectFilter, Sort},
};

/// Lines of each part; the list has them all.
const LINES_MAX: u64 = 50;
/// Items that are counted for the figures.
const ITEMS_MAX: u64 = 2_000;

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let body = visit.remembered(shown(&visit, &rules)).await?;
    Ok(super::page(&visit, ViewPage::Leader, body))
}

async fn shown(visit: &Visit, rules: &Rules) -> Result<Markup, StoreError> {
    let (database, scope, day) = (visit.store().reader(), visit.scope(), visit.as_of());
    let mut stuck = stuck(visit, rules).await?;
    stuck.sort_by_key(|record| std::cmp::Reverse(over(record, rules, visit)));
    let filter = filters::filter(visit);
    let late = ProjectFilter { overdue_on: Some(day), ..filter.clone() };
    let overdue = tables::count_up_to(database, scope, &late, ITEMS_MAX).await?;
    let claimed = ProjectFilter { claimed: true, ..filter };
    let claimed = tables::count_up_to(database, scope, &claimed, ITEMS_MAX).await?;
    let kinds = vec![ItemKind::Milestone, ItemKind::Request, ItemKind::Hurdle, ItemKind::Duty];
    let projects = Some(filters::counting(visit));
    let open = ItemFilter { projects, kinds, open: true, ..ItemFilter::default() };
    let open = tables::items(database, scope, &open, 0, ITEMS_MAX).await?;
    let names = dossier::names(visit, rules).await?;
    let people = identity::account::names(database, scope).await?;
    let broken = tables::records(database, scope, &late, (Sort::Stage, Order::Asc), 0, LINES_MAX).await?;
    let late: Vec<&KeptItem> = open.iter().filter(|kept| kept.item.late_days(day).is_some()).collect();
    let ids: BTreeSet<ProjectId> = late.iter().map(|kept| kept.item.project.clone()).collect();
    let of_late = tables::by_ids(database, scope, &Vec::from_iter(ids)).await?;
    let of_late: BTreeMap<&ProjectId, &ProjectRecord> = of_late.iter().map(|record| (&record.id, record)).collect();
    let late_of = |kind| late.iter().filter(|kept| kept.item.kind() == kind).count();
    let count = |count: u64| count.to_string();
    let stat = |key: &str, figure: String| components::stat(&visit.text(key), &figure, "");
    let linked = |key: &str, figure: String, filter: &str| {
        let list = format!("/projects{}", visit.query().with("as_of", None).with(filter, Some("yes")).to_query());
        html! { a.stat-link href=(show::on_same_day(visit, &list)) { (stat(key, figure)) } }
    };
    Ok(html! {
        (filters::folded(visit, rules).await?)
        div.stats {
            (stat("projects-leader-stuck", stuck.len().to_string()))
            (linked("projects-leader-overdue", count(overdue), "overdue"))
            (linked("projects-leader-claimed", count(claimed), "claimed"))
            (stat("projects-leader-milestones", late_of(ItemKind::Milestone).to_string()))
            (stat("projects-leader-requests", late_of(ItemKind::Request).to_string()))
            (stat("projects-leader-duties", late_of(ItemKind::Duty).to_string()))
        }
        p { a href=(visit.link("/projects/meetings")) { (visit.text("projects-meetings")) } }
        (stuck_table(visit, (rules, &names, &people), &stuck, &open))
        (broken_promises(visit, rules, &broken))
        (causes(visit, &names, &open))
        (late_items(visit, (&names, &people), &late, &of_late))
    })
}

/// The projects that have stood at their stage for too long, of each stage those that stand there longest.
pub async fn stuck(visit: &Visit, rules: &Rules) -> Result<Vec<ProjectRecord>, StoreError> {
    let (database, scope, day) = (visit.store().reader(), visit.scope(), visit.as_of());
    let filter = filters::filter(visit);
    let mut found = Vec::new();
    for stage in rules.stages.iter() {
        let Some(days) = rules.conduct.stuck_days.get(&stage.group) else { continue };
        if filter.stage.as_ref().is_some_and(|key| key != stage.key.as_str()) {
            continue;
        }
        let before = day.saturating_sub(jiff::Span::new().days(*days));
        let filter = ProjectFilter { stage: Some(stage.key.to_string()), stage_before: Some(before), ..filter.clone() };
        found.extend(tables::records(database, scope, &filter, (Sort::Stage, Order::Asc), 0, LINES_MAX).await?);
    }
    found.retain(|record| record.stuck(day, rules).is_some());
    Ok(found)
}

/// How much longer than the rule lets it, in hundredths.
fn over(record: &ProjectRecord, rules: &Rules, visit: &Visit) -> i32 {
    record.stuck(visit.as_of(), rules).map_or(0, |stuck| stuck.days * 100 / i32::from(stuck.days_max.max(1)))
}

/// The projects that break a promise, each with what is late.
fn broken_promises(visit: &Visit, rules: &Rules, broken: &[ProjectRecord]) -> Markup {
    html! {
        @if !broken.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("projects-leader-overdue")) }
                ul.work-queue { @for record in broken { li {
                    (show::overdue(visit, &record.overdue(visit.as_of(), rules)))
                    a href=(show::on_same_day(visit, &format!("/projects/{}", record.id))) { (record.project.name) }
                    span { (record.project.investor_name) }
                } } }
            }
        }
    }
}

fn stuck_table(
    visit: &Visit,
    (rules, names, people): (&Rules, &Names, &show::Names),
    stuck: &[ProjectRecord],
    open: &[KeptItem],
) -> Markup {
    let mut hurdles: BTreeMap<&ProjectId, Vec<&KeptItem>> = BTreeMap::new();
    for kept in open.iter().filter(|kept| kept.item.kind() == ItemKind::Hurdle) {
        hurdles.entry(&kept.item.project).or_default().push(kept);
    }
    let label = visit.text("projects-leader-stuck");
    html! {
        section.panel.mb-3 {
            h2.panel-title { (label) }
            @if stuck.is_empty() { p.text-secondary { (visit.text("projects-leader-none-stuck")) } } @else {
                div.table-responsive tabindex="0" role="region" aria-label=(label) {
                    table.table {
                        thead { tr {
                            @for key in ["projects-field-name", "projects-field-stage", "projects-leader-since", "projects-field-total_investment_cny", "projects-leader-cause", "projects-item-owner"] {
                                th scope="col" { (visit.text(key)) }
                            }
                        } }
                        tbody { @for record in stuck { (stuck_row(visit, (rules, names, people), record, hurdles.get(&record.id).map_or(&[], Vec::as_slice))) } }
                    }
                }
            }
        }
    }
}

fn stuck_row(
    visit: &Visit,
    (rules, names, people): (&Rules, &Names, &show::Names),
    record: &ProjectRecord,
    hurdles: &[&KeptItem],
) -> Markup {
    let day = visit.as_of();
    let stage = record.stages.stage_on(day);
    let total = columns::field_text(visit, (rules, people), record, crate::model::Field::TotalInvestment);
    html! {
        tr.row-red {
            td {
                a href=(show::on_same_day(visit, &format!("/projects/{}", record.id))) { (record.project.name) }
                span.cell-sub { (record.project.investor_name) }
            }
            td { @if let Some(stage) = stage { (show::stage(visit, rules, &stage.stage)) } (show::overdue(visit, &record.overdue(day, rules))) }
            td { @if let Some(stuck) = record.stuck(day, rules) {
                (visit.text_with("projects-leader-days", &[("days", stuck.days.into()), ("max", stuck.days_max.into())]))
            } }
            td { (total.unwrap_or_else(|| "–".to_owned())) }
            td {
                @if hurdles.is_empty() { span.text-secondary { (visit.text("projects-leader-no-cause")) } }
                @for kept in hurdles {
                    div { a href=(visit.link(&format!("/projects/{}/items/{}", kept.item.project, kept.id))) { (item_line(visit, names, &kept.item)) } }
                }
            }
            td {
                @for kept in hurdles { div { @if let Some(owner) = &kept.item.owner { (names.organisation(owner.as_str())) } } }
                @if hurdles.is_empty() {
                    @match &record.project.manager {
                        Some(manager) => { (show::person(people, manager.as_str())) }
                        None => { span.text-secondary { (visit.text("projects-leader-nobody")) } }
                    }
                }
            }
        }
    }
}

/// Open hurdles by cause: how many, and how many are late.
fn causes(visit: &Visit, names: &Names, open: &[KeptItem]) -> Markup {
    let mut by_cause: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for kept in open {
        if let Particulars::Hurdle { cause, .. } = &kept.item.particulars {
            let line = by_cause.entry(names.shown(visit, &kept.item, "cause", cause.as_str())).or_default();
            line.0 += 1;
            line.1 += usize::from(kept.item.late_days(visit.as_of()).is_some());
        }
    }
    html! {
        @if !by_cause.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("projects-leader-causes")) }
                dl.keyvalue {
                    @for (cause, (count, late)) in &by_cause {
                        dt { (cause) }
                        dd { (visit.text_with("projects-leader-count", &[("count", (*count).into()), ("late", (*late).into())])) }
                    }
                }
            }
        }
    }
}

/// What is late, whoever must act.
fn late_items(
    visit: &Visit,
    (names, people): (&Names, &show::Names),
    late: &[&KeptItem],
    projects: &BTreeMap<&ProjectId, &ProjectRecord>,
) -> Markup {
    let shown = usize::try_from(LINES_MAX).unwrap_or(usize::MAX);
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-leader-late")) " " span.count { (late.len()) } }
            @if late.is_empty() { p.text-secondary { (visit.text("projects-leader-none-late")) } }
            ul.work-queue {
                @for kept in late.iter().take(shown) {
                    li {
                        (dossier::due(visit, kept))
                        a href=(visit.link(&format!("/projects/{}/items/{}", kept.item.project, kept.id))) {
                            @if let Some(record) = projects.get(&kept.item.project) { (record.project.name) " · " }
                            (item_line(visit, names, &kept.item))
                        }
                        @let manager = projects.get(&kept.item.project).and_then(|record| record.project.manager.as_ref());
                        @match (&kept.item.owner, manager) {
                            (Some(owner), _) => { span { (names.organisation(owner.as_str())) } }
                            (None, Some(manager)) => { span { (show::person(people, manager.as_str())) } }
                            (None, None) => { span.text-secondary { (visit.text("projects-leader-nobody")) } }
                        }
                    }
                }
            }
        }
    }
}
