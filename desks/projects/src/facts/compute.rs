//! All figures of a day from one pass over the projects and one over the months reported.

use std::collections::BTreeMap;

use facts::{Reading, Unknown, Value};
use jiff::{ToSpan, civil::Date};
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use super::{Group, groups};
use crate::{
    model::StageGroup,
    store::{self as tables, Glance, MonthSum},
};

const FEN: f64 = 100.0;

/// Counts and sums of one pass.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, u64>,
    groups: BTreeMap<Group, (u64, i64)>,
    investment_fen: i64,
    output_promised_fen: i64,
    tax_promised_fen: i64,
    jobs_promised: i64,
}

/// Every reading as of the end of a day.
pub(super) async fn readings(
    database: &DatabaseConnection,
    zone: &ZoneId,
    as_of: Date,
) -> Result<BTreeMap<String, Reading>, StoreError> {
    let rules = tables::rules(database, zone).await?;
    let glances = tables::glances(database, zone, &rules, as_of).await?;
    let mut tally = Tally::default();
    for (group, _) in groups(&rules) {
        tally.groups.insert(group, (0, 0));
    }
    for glance in &glances {
        tally.add(glance);
    }
    let mut readings = BTreeMap::new();
    tally.write(&mut readings);
    let months = tables::months(database, zone, as_of).await?;
    let planned = tables::planned_fen(database, zone, as_of.year()).await?;
    readings.insert("projects.investment.planned_this_year".to_owned(), cny(planned));
    write_months(&months, as_of, &mut readings)?;
    let jobs = tables::newest_jobs(database, zone, as_of).await?;
    readings.insert("projects.jobs.actual".to_owned(), number(jobs as f64));
    Ok(readings)
}

impl Tally {
    fn add(&mut self, glance: &Glance) {
        if glance.is_lost {
            *self.counts.entry("projects.count.lost").or_default() += 1;
        }
        let Some(category) = glance.category else { return };
        self.count("projects.count.total");
        self.investment_fen += glance.investment_fen;
        let own = [
            glance.stage.clone().map(Group::Stage),
            Some(Group::Category(category)),
            glance.park.clone().map(Group::Park),
            glance.cluster.clone().map(Group::Cluster),
        ];
        for group in own.into_iter().flatten().chain(glance.tags.iter().cloned().map(Group::Tag)) {
            if let Some((count, investment_fen)) = self.groups.get_mut(&group) {
                *count += 1;
                *investment_fen += glance.investment_fen;
            }
        }
        let reached = [
            (StageGroup::Signed, "projects.count.signed_ever"),
            (StageGroup::Construction, "projects.count.started"),
            (StageGroup::Production, "projects.count.in_production"),
            (StageGroup::FullCapacity, "projects.count.full_capacity"),
            (StageGroup::FullBenefit, "projects.count.full_benefit"),
        ];
        for (_, key) in reached.into_iter().filter(|(group, _)| glance.group >= Some(*group)) {
            self.count(key);
        }
        if glance.is_overdue {
            self.count("projects.count.overdue");
        }
        if glance.group >= Some(StageGroup::Production) {
            self.output_promised_fen += glance.output_promised_fen;
            self.tax_promised_fen += glance.tax_promised_fen;
            self.jobs_promised += glance.jobs_promised;
        }
    }

    fn count(&mut self, key: &'static str) {
        *self.counts.entry(key).or_default() += 1;
    }

    fn write(&self, readings: &mut BTreeMap<String, Reading>) {
        const COUNTS: [&str; 8] = [
            "projects.count.total",
            "projects.count.signed_ever",
            "projects.count.started",
            "projects.count.in_production",
            "projects.count.full_capacity",
            "projects.count.full_benefit",
            "projects.count.overdue",
            "projects.count.lost",
        ];
        let count = |key: &str| self.counts.get(key).copied().unwrap_or_default() as f64;
        for key in COUNTS {
            readings.insert(key.to_owned(), number(count(key)));
        }
        for (group, (count, investment_fen)) in &self.groups {
            readings.insert(format!("projects.count.{}", group.key()), number(*count as f64));
            readings.insert(format!("projects.investment.{}", group.key()), cny(*investment_fen));
        }
        let rates = [
            ("projects.rate.start", "projects.count.started", "projects.count.signed_ever"),
            ("projects.rate.production", "projects.count.in_production", "projects.count.started"),
            ("projects.rate.full_benefit", "projects.count.full_benefit", "projects.count.in_production"),
        ];
        for (key, part, whole) in rates {
            readings.insert(key.to_owned(), quotient(count(part), count(whole)));
        }
        readings.insert("projects.investment.total".to_owned(), cny(self.investment_fen));
        readings.insert("projects.output.promised".to_owned(), cny(self.output_promised_fen));
        readings.insert("projects.tax.promised".to_owned(), cny(self.tax_promised_fen));
        readings.insert("projects.jobs.promised".to_owned(), number(self.jobs_promised as f64));
    }
}

/// What the months say: this year up to the day's month, the same months of last year, the last twelve.
fn write_months(months: &[MonthSum], as_of: Date, readings: &mut BTreeMap<String, Reading>) -> Result<(), StoreError> {
    let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
    let back = |years: i16| as_of.checked_sub(years.years()).map_err(|error| StoreError::Corrupt(error.to_string()));
    // The same months are compared: a month that nobody has reported yet is in neither.
    let newest = months.last().map_or_else(|| month(as_of), |sum| sum.month.clone());
    let newest_last_year = {
        let (year, rest) = newest.split_once('-').unwrap_or((&newest, "12"));
        format!("{:04}-{rest}", year.parse::<i16>().unwrap_or_default() - 1)
    };
    let this_year = format!("{:04}-01", as_of.year());
    let last_year = format!("{:04}-01", as_of.year() - 1);
    let year_ago = month(back(1)?);
    let sum = |from: &str, to: &str, pick: fn(&MonthSum) -> i64| -> i64 {
        months.iter().filter(|sum| sum.month.as_str() >= from && sum.month.as_str() <= to).map(pick).sum()
    };
    let picks: [(&str, fn(&MonthSum) -> i64); 3] = [
        ("investment", |sum| sum.investment_fen),
        ("output", |sum| sum.output_fen),
        ("tax", |sum| sum.tax_fen),
    ];
    for (name, pick) in picks {
        let (now, before) = (sum(&this_year, &newest, pick), sum(&last_year, &newest_last_year, pick));
        let (now_key, before_key) =
            if name == "investment" { ("done_this_year", "done_last_year") } else { ("this_year", "last_year") };
        readings.insert(format!("projects.{name}.{now_key}"), cny(now));
        readings.insert(format!("projects.{name}.{before_key}"), cny(before));
        readings.insert(format!("projects.{name}.growth"), quotient((now - before) as f64, before as f64));
        if name == "investment" {
            readings.insert("projects.investment.done_total".to_owned(), cny(sum("", &newest, pick)));
        } else {
            let twelve = months.iter().filter(|sum| sum.month > year_ago).map(pick).sum();
            readings.insert(format!("projects.{name}.last_12_months"), cny(twelve));
        }
    }
    let latest = months.last().and_then(|sum| last_day(&sum.month)).map(Value::Date).ok_or(Unknown::NoRecords);
    readings.insert("projects.reports.latest".to_owned(), latest);
    Ok(())
}

fn last_day(month: &str) -> Option<Date> {
    format!("{month}-01").parse::<Date>().ok().map(Date::last_of_month)
}

fn number(value: f64) -> Reading {
    Ok(Value::Number(value))
}

fn cny(fen: i64) -> Reading {
    number(fen as f64 / FEN)
}

fn quotient(part: f64, whole: f64) -> Reading {
    if whole == 0.0 { Err(Unknown::DivisionByZero) } else { number(part / whole) }
}
