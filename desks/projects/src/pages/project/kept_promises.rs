//! What was promised in agreements against what came, promise by promise.

use facts::Light;
use jiff::civil::Date;
use pages::Visit;
use rust_decimal::Decimal;

use super::Looked;
use crate::{
    model::{Item, Money, MonthlyReport, Particulars, Promised, Quantity, StageGroup, Year},
    pages::show,
};

/// What came of a promise.
pub struct PromiseKept {
    /// What is known, in the reader's words.
    pub actual: String,
    /// Green: kept; amber: time is left; red: broken; unknown where nothing is reported.
    pub light: Light,
}

/// What came of a promise; none for another item.
pub fn promise_kept(visit: &Visit, looked: &Looked, item: &Item) -> Option<PromiseKept> {
    let Particulars::Promise { promised, year, .. } = &item.particulars else { return None };
    let today = visit.as_of();
    let until = item.due_on.or_else(|| year.and_then(last_day));
    let over = until.is_some_and(|until| until < today);
    let of = |kept: Option<bool>| match kept {
        Some(true) => Light::Green,
        Some(false) if over => Light::Red,
        Some(false) => Light::Amber,
        None => Light::Unknown,
    };
    let reports = || looked.reports.iter().filter(|report| within(report, *year, item.due_on));
    let sum = |of: fn(&MonthlyReport) -> Money| {
        reports().next().is_some().then(|| reports().map(|report| of(report).to_decimal()).sum::<Decimal>())
    };
    let money = |sum: Option<Decimal>, promised: Money| PromiseKept {
        actual: sum.map_or_else(|| "–".to_owned(), |sum| show::amount(visit, sum)),
        light: of(sum.map(|sum| sum >= promised.to_decimal())),
    };
    let reached = |group| {
        let on = looked.record.stages.reached(group, today, &looked.rules.stages);
        let in_time = on.map(|on| until.is_none_or(|until| on <= until));
        PromiseKept {
            actual: on.map_or_else(|| "–".to_owned(), |on| on.to_string()),
            // Late is broken, also once it is there.
            light: match in_time {
                Some(true) => Light::Green,
                Some(false) => Light::Red,
                None => of(Some(false)),
            },
        }
    };
    Some(match *promised {
        Promised::Investment(promised) => money(sum(|report| report.investment_cny), promised),
        Promised::Output(promised) => money(sum(|report| report.output_cny), promised),
        Promised::Tax(promised) => money(sum(|report| report.tax_cny), promised),
        Promised::Jobs(promised) => {
            let jobs = reports().next_back().map(|report| report.jobs);
            PromiseKept {
                actual: jobs.map_or_else(|| "–".to_owned(), |jobs| jobs.to_string()),
                light: of(jobs.map(|jobs| jobs >= promised)),
            }
        }
        // Energy is promised as a ceiling: what lies below it is kept so far, what lies above is broken at once.
        Promised::Energy(ceiling) => {
            let used: Vec<Decimal> =
                reports().filter_map(|report| report.energy_tce).map(Quantity::to_decimal).collect();
            let sum = (!used.is_empty()).then(|| used.into_iter().sum::<Decimal>());
            PromiseKept {
                actual: sum.map_or_else(|| "–".to_owned(), |sum| show::energy(visit, sum)),
                light: match sum {
                    Some(sum) if sum > ceiling.to_decimal() => Light::Red,
                    Some(_) => Light::Green,
                    None => Light::Unknown,
                },
            }
        }
        Promised::Start => reached(StageGroup::Construction),
        Promised::Completion => reached(StageGroup::Completed),
        Promised::Production => reached(StageGroup::Production),
    })
}

fn last_day(year: Year) -> Option<Date> {
    Date::new(year.get(), 12, 31).ok()
}

/// Whether a report counts for a promise: of its year, else up to its day.
fn within(report: &MonthlyReport, year: Option<Year>, due_on: Option<Date>) -> bool {
    match (year, due_on) {
        (Some(year), _) => report.month.year() == year,
        (None, Some(due)) => report.month.first_day() <= due,
        (None, None) => true,
    }
}
