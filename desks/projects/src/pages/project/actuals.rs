//! What was promised against what came: year by year as a table, month by month as charts.

use std::collections::{BTreeMap, BTreeSet};

use facts::Unit;
use maud::{Markup, html};
use pages::{
    Visit,
    components::{self, Chart, Series},
    figure,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::Looked;
use crate::{
    model::{Money, MonthlyReport, Year},
    pages::show,
};

/// The most months that a chart shows.
const CHART_MONTHS_MAX: usize = 36;

/// What was reported for a year.
#[derive(Default)]
pub struct Reported {
    /// Investment done.
    pub investment: Decimal,
    /// Output.
    pub output: Decimal,
    /// Tax.
    pub tax: Decimal,
    /// People employed at the end of its last reported month.
    pub jobs: u32,
    /// Energy in tonnes of coal equivalent; none where no month reports it.
    pub energy_tce: Option<Decimal>,
}

/// What was reported, year by year.
pub fn by_year(reports: &[MonthlyReport]) -> BTreeMap<Year, Reported> {
    let mut years: BTreeMap<Year, Reported> = BTreeMap::new();
    for report in reports {
        let year = years.entry(report.month.year()).or_default();
        year.investment += report.investment_cny.to_decimal();
        year.output += report.output_cny.to_decimal();
        year.tax += report.tax_cny.to_decimal();
        year.jobs = report.jobs;
        if let Some(energy) = report.energy_tce {
            *year.energy_tce.get_or_insert_default() += energy.to_decimal();
        }
    }
    years
}

/// Promised against actual, year by year.
pub fn table(visit: &Visit, looked: &Looked) -> Markup {
    let reported = by_year(&looked.reports);
    let project = &looked.record.project;
    let years: BTreeSet<Year> = project.plan.keys().chain(reported.keys()).copied().collect();
    let promises = &project.promises;
    let done: Decimal = reported.values().map(|year| year.investment).sum();
    html! {
        section.panel.mb-3.keep-together {
            h2.panel-title { (visit.text("projects-promised-actual")) }
            @if let Some(total) = project.total_investment_cny.filter(|total| *total > Money::ZERO) {
                p {
                    (visit.text_with("projects-invested-of", &[
                        ("done", show::amount(visit, done).into()), ("total", show::money(visit, total).into()),
                    ]))
                }
                (components::progress(&visit.text("projects-field-investment_done_cny"), percent(done, total.to_decimal())))
            }
            @if years.is_empty() {
                p.text-secondary { (visit.text("projects-no-figures")) }
            } @else {
                div.table-responsive tabindex="0" role="region" aria-label=(visit.text("projects-promised-actual")) {
                    table.table.table-close {
                        thead { tr {
                            th scope="col" { (visit.text("projects-year")) }
                            @for key in ["projects-planned", "projects-invested", "projects-output", "projects-tax", "projects-jobs", "projects-energy-tce"] {
                                th.text-end scope="col" { (visit.text(key)) }
                            }
                        } }
                        tbody {
                            @for year in &years {
                                @let planned = project.plan.get(year).map(|planned| planned.amount_cny);
                                (line(visit, *year, planned, reported.get(year)))
                            }
                        }
                        tfoot { tr {
                            th scope="row" { (visit.text("projects-promised")) }
                            td.text-end.numeric { (optional(visit, project.total_investment_cny)) }
                            td {}
                            td.text-end.numeric { (optional(visit, promises.output_cny_per_year)) }
                            td.text-end.numeric { (optional(visit, promises.tax_cny_per_year)) }
                            td.text-end.numeric { (promises.jobs.map_or_else(dash, |jobs| jobs.to_string())) }
                            td {}
                        } }
                    }
                }
            }
        }
    }
}

fn line(visit: &Visit, year: Year, planned: Option<Money>, reported: Option<&Reported>) -> Markup {
    let sum = |sum: Option<Decimal>| sum.map_or_else(dash, |sum| show::amount(visit, sum));
    html! {
        tr {
            th scope="row" { (year) }
            td.text-end.numeric { (optional(visit, planned)) }
            td.text-end.numeric { (sum(reported.map(|one| one.investment))) }
            td.text-end.numeric { (sum(reported.map(|one| one.output))) }
            td.text-end.numeric { (sum(reported.map(|one| one.tax))) }
            td.text-end.numeric { (reported.map_or_else(dash, |one| one.jobs.to_string())) }
            td.text-end.numeric { (reported.and_then(|one| one.energy_tce).map_or_else(dash, |sum| show::number(visit, sum))) }
        }
    }
}

fn dash() -> String {
    "–".to_owned()
}

fn optional(visit: &Visit, money: Option<Money>) -> String {
    money.map_or_else(dash, |money| show::money(visit, money))
}

fn percent(done: Decimal, total: Decimal) -> f64 {
    (done * Decimal::ONE_HUNDRED).checked_div(total).and_then(|share| share.to_f64()).unwrap_or_default()
}

/// Investment and output month by month.
pub fn charts(visit: &Visit, looked: &Looked) -> Markup {
    let skip = looked.reports.len().saturating_sub(CHART_MONTHS_MAX);
    let shown = &looked.reports[skip..];
    let monthly_promise =
        looked.record.project.promises.output_cny_per_year.map(|output| output.to_decimal() / Decimal::from(12));
    html! {
        @if shown.len() > 1 {
            section.panel.mb-3 {
                (chart(visit, "projects-chart-investment", shown, |report| report.investment_cny, None))
                (chart(visit, "projects-chart-output", shown, |report| report.output_cny, monthly_promise))
            }
        }
    }
}

fn chart(
    visit: &Visit,
    title: &str,
    reports: &[MonthlyReport],
    figure_of: impl Fn(&MonthlyReport) -> Money,
    target: Option<Decimal>,
) -> Markup {
    let yuan = |report: &MonthlyReport| figure_of(report).to_decimal().to_f64().unwrap_or_default();
    let target = target.and_then(|target| target.to_f64());
    let largest = reports.iter().map(yuan).chain(target).fold(0.0, f64::max);
    let (factor, unit) = figure::axis(visit.app().languages(), visit.language(), &Unit::cny(), largest);
    let title = visit.text(title);
    components::chart(
        visit,
        &Chart {
            title: title.clone(),
            unit,
            kind: "bar",
            labels: reports.iter().map(|report| report.month.to_string()).collect(),
            series: vec![Series {
                name: title,
                values: reports.iter().map(|report| Some(yuan(report) * factor)).collect(),
            }],
            target: target.map(|target| target * factor),
        },
    )
}
