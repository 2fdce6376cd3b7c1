//! The board: one column for each stage, with how many projects stand there and with how much money.

use maud::{Markup, html};
use pages::{Page, PageError, Visit};
use rust_decimal::Decimal;
use sea_orm::Order;
use store::StoreError;

use crate::{
    EDIT,
    model::{Key, ProjectRecord, Rules, Stage, ViewPage},
    pages::{filters, list::Part, show},
    store::{self as tables, ProjectFilter, Sort},
};

/// Cards of one column; the list has the others.
const CARDS_MAX: u64 = 20;

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let body = visit.remembered(shown(&visit, &rules)).await?;
    Ok(super::page(&visit, ViewPage::Board, body))
}

/// A column: what stands at a stage.
struct Lane<'r> {
    stage: &'r Stage,
    cards: Vec<ProjectRecord>,
    count: u64,
    yuan: Decimal,
}

async fn shown(visit: &Visit, rules: &Rules) -> Result<Markup, StoreError> {
    let lanes = if visit.looks_back() { past(visit, rules).await? } else { present(visit, rules).await? };
    Ok(html! {
        (filters::folded(visit, rules).await?)
        @if visit.scope().may(EDIT) { p.cell-sub.js-only { (visit.text("projects-board-keys")) } }
        div.board tabindex="0" role="region" aria-label=(visit.text("projects-view-board")) data-board {
            @for (position, lane) in lanes.iter().enumerate() {
                @let before = position.checked_sub(1).and_then(|before| lanes.get(before)).map(|lane| &lane.stage.key);
                @let after = lanes.get(position + 1).map(|lane| &lane.stage.key);
                (column(visit, rules, lane, (before, after)))
            }
        }
    })
}

/// As the database knows it: sums of all, cards of the largest.
async fn present<'r>(visit: &Visit, rules: &'r Rules) -> Result<Vec<Lane<'r>>, StoreError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let filter = filters::counting(visit);
    let mut sums = tables::by_stage(database, scope, &filter).await?;
    let mut lanes = Vec::new();
    for stage in rules.stages.iter().filter(|stage| asked_for(&filter, stage)) {
        let of_stage = ProjectFilter { stage: Some(stage.key.to_string()), ..filter.clone() };
        let order = (Sort::Investment, Order::Desc);
        let cards = tables::records(database, scope, &of_stage, order, 0, CARDS_MAX).await?;
        let (count, yuan) = sums.remove(stage.key.as_str()).unwrap_or_default();
        lanes.push(Lane { stage, cards, count, yuan });
    }
    Ok(lanes)
}

/// As it stood at the end of a past day.
async fn past<'r>(visit: &Visit, rules: &'r Rules) -> Result<Vec<Lane<'r>>, StoreError> {
    let day = visit.as_of();
    let filter = filters::counting(visit);
    let mut records = Part::past(visit, rules, &filters::state(visit.query())).await?;
    records.retain(|record| !filter.counting || record.category(day, rules).is_some());
    let at = |record: &ProjectRecord, stage: &Stage| {
        record.stages.stage_on(day).is_some_and(|transition| transition.stage == stage.key)
    };
    let mut lanes = Vec::new();
    for stage in rules.stages.iter().filter(|stage| asked_for(&filter, stage)) {
        let (here, others): (Vec<_>, Vec<_>) = records.into_iter().partition(|record| at(record, stage));
        records = others;
        let yuan = here.iter().filter_map(|record| record.project.total_investment_cny);
        let yuan = yuan.map(crate::model::Money::to_decimal).sum();
        let count = here.len() as u64;
        let cards = here.into_iter().take(usize::try_from(CARDS_MAX).unwrap_or(usize::MAX)).collect();
        lanes.push(Lane { stage, cards, count, yuan });
    }
    Ok(lanes)
}

fn asked_for(filter: &ProjectFilter, stage: &Stage) -> bool {
    filter.stage.as_ref().is_none_or(|key| key == stage.key.as_str())
}

fn column(visit: &Visit, rules: &Rules, lane: &Lane<'_>, beside: (Option<&Key>, Option<&Key>)) -> Markup {
    let list = visit.query().with("page", None).with("stage", Some(lane.stage.key.as_str())).to_query();
    let rest = lane.count.saturating_sub(lane.cards.len() as u64);
    html! {
        section.lane aria-labelledby=(format!("lane-{}", lane.stage.key)) {
            h2.lane-title id=(format!("lane-{}", lane.stage.key)) {
                (show::stage_name(visit, lane.stage)) " " span.count { (lane.count) }
            }
            p.cell-sub { (show::amount(visit, lane.yuan)) }
            ul.lane-cards { @for record in &lane.cards { (card(visit, rules, record, beside)) } }
            @if rest > 0 {
                a href=(visit.link(&format!("/projects{list}"))) {
                    (visit.text_with("projects-board-more", &[("count", rest.into())]))
                }
            }
        }
    }
}

fn card(visit: &Visit, rules: &Rules, record: &ProjectRecord, (before, after): (Option<&Key>, Option<&Key>)) -> Markup {
    let day = visit.as_of();
    let path = format!("/projects/{}", record.id);
    let to = |stage: Option<&Key>| {
        let stage = stage.filter(|_| visit.scope().may(EDIT) && !visit.looks_back())?;
        Some(visit.link(&format!("{path}/move?to={stage}&back=board")))
    };
    let (previous, next) = (to(before), to(after));
    html! {
        li.lane-card id=(format!("card-{}", record.id)) {
            a href=(show::on_same_day(visit, &path)) data-stop data-previous=[previous] data-next=[next.clone()] { (record.project.name) }
            span.cell-sub { (record.project.investor_name) }
            div.cluster {
                @if let Some(total) = record.project.total_investment_cny { span { (show::money(visit, total)) } }
                @if let Some(days) = record.days_at_stage(day) {
                    span.cell-sub { (visit.text_with("projects-days-at-stage", &[("days", days.into())])) }
                }
            }
            @if record.stuck(day, rules).is_some() { span.due.due-overdue { (visit.text("projects-stuck")) } }
            (show::overdue(visit, &record.overdue(day, rules)))
            @if let Some(next) = next { a.lane-move href=(next) { (visit.text("projects-move-on")) span.visually-hidden { " " (record.project.name) } } }
        }
    }
}
