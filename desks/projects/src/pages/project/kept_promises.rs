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
    /// Green: kept, so far; amber: time is left; red: broken; unknown where nothing is reported.
    pub light: Light,
    /// Whether it was kept, but late.
    pub late: bool,
}

/// What came of a promise; none for another item.
pub fn promise_kept(visit: &Visit, looked: &Looked, item: &Item) -> Option<PromiseKept> {
    let Particulars::Promise { promised, year, .. } = &item.particulars else { return None };
    let until = item.due_on.or_else(|| year.and_then(last_day));
    let periods = periods(looked, *promised, (*year, item.due_on), visit.as_of());
    let money = |of: fn(&MonthlyReport) -> Money, promised: Money| {
        let sum = |reports: &[&MonthlyReport]| Some(reports.iter().map(|report| of(report).to_decimal()).sum());
        judged(visit, &periods, sum, |sum: &Decimal| *sum >= promised.to_decimal(), |sum| show::amount(visit, *sum))
    };
    Some(match *promised {
        Promised::Investment(promised) => money(|report| report.investment_cny, promised),
        Promised::Output(promised) => money(|report| report.output_cny, promised),
        Promised::Tax(promised) => money(|report| report.tax_cny, promised),
        Promised::Jobs(promised) => {
            let jobs = |reports: &[&MonthlyReport]| reports.last().map(|report| report.jobs);
            judged(visit, &periods, jobs, |jobs| *jobs >= promised, u32::to_string)
        }
        Promised::Energy(ceiling) => energy_kept(visit, &periods, ceiling),
        Promised::Start => reached(visit, looked, StageGroup::Construction, until),
        Promised::Completion => reached(visit, looked, StageGroup::Completed, until),
        Promised::Production => reached(visit, looked, StageGroup::Production, until),
    })
}

/// What the project's own record says, where it is something else than what is promised for good.
pub fn said_otherwise(visit: &Visit, looked: &Looked, item: &Item) -> Option<String> {
    let Particulars::Promise { promised, .. } = &item.particulars else { return None };
    let (field, text) = item.promised_field()?;
    let said = looked.record.project.text(field);
    if said.is_empty() || said == text {
        return None;
    }
    let said = if promised.amount().is_some() { show::promised_amount(visit, promised, &said) } else { said };
    let values = [("field", show::field(visit, &field.key()).into()), ("said", said.into())];
    Some(visit.text_with("projects-promise-said-otherwise", &values))
}

/// Reports that a promise is judged by together.
struct Period<'a> {
    /// The year, where each counts for itself.
    year: Option<Year>,
    /// Whether nothing more can come.
    is_over: bool,
    reports: Vec<&'a MonthlyReport>,
}

/// By what a promise is judged: its own year; investment in all until its day; anything else each year from its day on.
fn periods(
    looked: &Looked,
    promised: Promised,
    (year, due_on): (Option<Year>, Option<Date>),
    today: Date,
) -> Vec<Period<'_>> {
    let is_over = |last: Option<Date>| last.is_some_and(|last| last < today);
    if year.is_some() || matches!(promised, Promised::Investment(_)) {
        let counts = |report: &&MonthlyReport| match year {
            Some(year) => report.month.year() == year,
            None => due_on.is_none_or(|due| report.month.first_day() <= due),
        };
        let reports: Vec<_> = looked.reports.iter().filter(counts).collect();
        let last = due_on.or_else(|| year.and_then(last_day));
        return vec![Period { year: None, is_over: is_over(last), reports }];
    }
    let mut periods: Vec<Period<'_>> = Vec::new();
    let begun = |report: &&MonthlyReport| due_on.is_none_or(|due| first_day(report.month.year()) >= Some(due));
    for report in looked.reports.iter().filter(begun) {
        let year = report.month.year();
        match periods.last_mut().filter(|period| period.year == Some(year)) {
            Some(period) => period.reports.push(report),
            None => periods.push(Period { year: Some(year), is_over: is_over(last_day(year)), reports: vec![report] }),
        }
    }
    periods
}

/// The latest period decides, unless one that is over broke the promise.
fn judged<T>(
    visit: &Visit,
    periods: &[Period<'_>],
    value: impl Fn(&[&MonthlyReport]) -> Option<T>,
    keeps: impl Fn(&T) -> bool,
    told: impl Fn(&T) -> String,
) -> PromiseKept {
    let reported = periods.iter().filter(|period| !period.reports.is_empty());
    let values: Vec<_> = reported.filter_map(|period| Some((period, value(&period.reports)?))).collect();
    let broken = |(period, value): &&(&Period<'_>, T)| period.is_over && !keeps(value);
    let light = match (values.iter().rfind(broken), values.last()) {
        (Some(_), _) => Light::Red,
        (None, Some((_, value))) if keeps(value) => Light::Green,
        (None, Some(_)) => Light::Amber,
        (None, None) => Light::Unknown,
    };
    let shown = values.iter().rfind(broken).or(values.last());
    let actual = shown.map(|(period, value)| in_year(visit, period.year, told(value)));
    PromiseKept { actual: actual.unwrap_or_else(|| "–".to_owned()), light, late: false }
}

/// Energy is promised as a ceiling: what lies below it is kept so far, what lies above is broken at once.
fn energy_kept(visit: &Visit, periods: &[Period<'_>], ceiling: Quantity) -> PromiseKept {
    let used = |reports: &[&MonthlyReport]| {
        let told: Vec<Decimal> = reports.iter().filter_map(|report| Some(report.energy_tce?.to_decimal())).collect();
        (!told.is_empty()).then(|| told.into_iter().sum::<Decimal>())
    };
    let keeps = |used: &Decimal| *used <= ceiling.to_decimal();
    let kept = judged(visit, periods, used, keeps, |used| show::energy(visit, *used));
    PromiseKept { light: if kept.light == Light::Amber { Light::Red } else { kept.light }, ..kept }
}

/// A stage is reached in time or late; late is broken, also once it is there.
fn reached(visit: &Visit, looked: &Looked, group: StageGroup, until: Option<Date>) -> PromiseKept {
    let today = visit.as_of();
    let on = looked.record.stages.reached(group, today, &looked.rules.stages);
    let light = match on {
        Some(on) if until.is_none_or(|until| on <= until) => Light::Green,
        None if until.is_none_or(|until| today <= until) => Light::Amber,
        _ => Light::Red,
    };
    let late = on.is_some() && light == Light::Red;
    PromiseKept { actual: on.map_or_else(|| "–".to_owned(), |on| on.to_string()), light, late }
}

/// A figure with its year, where it is that of a year.
fn in_year(visit: &Visit, year: Option<Year>, told: String) -> String {
    match year {
        Some(year) => {
            visit.text_with("projects-promise-in-year", &[("year", year.to_string().into()), ("actual", told.into())])
        }
        None => told,
    }
}

fn first_day(year: Year) -> Option<Date> {
    Date::new(year.get(), 1, 1).ok()
}

fn last_day(year: Year) -> Option<Date> {
    Date::new(year.get(), 12, 31).ok()
}
