//! The way from signing to full capacity: the days, and the same drawn in cells.

use jiff::{ToSpan, civil::Date};
use print::{Block, Column, Table};

use super::super::said::Said;
use crate::model::{Days, Plan, SitePlan};

/// Columns of the drawing, so that it fits on a page.
const CELLS_MAX: i32 = 12;
/// What fills a cell in which something lasts.
const FILLED: &str = "■";

pub fn blocks(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    let rows = rows(said, plan);
    let columns = vec![
        Column::text(said.text("landing-print-step"), 6),
        Column::number(said.text("landing-print-working-days"), 2),
        Column::text(said.text("landing-print-days"), 5),
    ];
    let mut table = Table::new(said.text("landing-calendar"), columns);
    for row in &rows {
        let working_days = row.working_days.map(|days| days.to_string()).unwrap_or_default();
        table.push([row.name.clone(), working_days, said.days(row.days)]);
    }
    let from = said.0.text_with("landing-calendar-from", &[("day", plan.day.to_string().into())]);
    let mut blocks = vec![Block::Note(from), Block::Table(table)];
    blocks.extend(drawn(said, plan.day, &rows));
    blocks
}

struct Row {
    name: String,
    working_days: Option<u32>,
    days: Option<Days>,
}

/// Permits, the works that the best site still waits for, and building.
fn rows(said: Said<'_>, plan: &Plan) -> Vec<Row> {
    let permits = plan.permits.iter().map(|permit| Row {
        name: said.permit(permit),
        working_days: Some(permit.working_days),
        days: permit.days,
    });
    let missing = plan.sites.first().into_iter().flat_map(SitePlan::missing);
    let works = missing.filter_map(|service| service.work.as_ref()).map(|work| Row {
        name: work.name.clone(),
        working_days: None,
        days: Some(Days { from: plan.day.min(work.day), to: work.day }),
    });
    let stages = [("landing-building", plan.building), ("landing-ramp", plan.ramp)].into_iter();
    let stages = stages.filter_map(|(key, days)| days.map(|days| (key, days)));
    let stages = stages.map(|(key, days)| Row { name: said.text(key), working_days: None, days: Some(days) });
    permits.chain(works).chain(stages).collect()
}

/// The rows over months; each cell is as many months as it takes to keep to the page.
fn drawn(said: Said<'_>, first: Date, rows: &[Row]) -> Option<Block> {
    let known = rows.iter().filter_map(|row| row.days);
    let (from, to) = (known.clone().map(|days| days.from).chain([first]).min()?, known.map(|days| days.to).max()?);
    let months = i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month()) + 1;
    let step = (months + CELLS_MAX - 1) / CELLS_MAX;
    let begin = |cell: i32| from.first_of_month().checked_add((cell * step).months()).ok();
    let begins: Vec<Date> = (0..(months + step - 1) / step).filter_map(begin).collect();
    let heads = begins.iter().map(|day| Column::text(day.strftime("%y-%m").to_string(), 2));
    let columns = std::iter::once(Column::text(said.text("landing-print-step"), 6)).chain(heads).collect();
    let mut table = Table::new(said.text("landing-calendar"), columns);
    for row in rows {
        let Some(days) = row.days else { continue };
        let lasts = |begin: &Date| {
            let end = begin.checked_add(step.months()).unwrap_or(Date::MAX);
            if days.from < end && days.to >= *begin { FILLED } else { "" }
        };
        table.push(std::iter::once(row.name.as_str()).chain(begins.iter().map(lasts)));
    }
    Some(Block::Table(table))
}
