//! All figures of a day, from a few sums that the database has made.

use facts::{Reading, Unknown, Value};
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use super::catalogue::{Figure, Span};
use crate::{
    model::StageGroup,
    store::{self as tables, MonthSum, Part, Tally, Which},
};

const FEN: f64 = 100.0;

/// What is known at the end of a day.
pub(super) struct Day {
    on: Date,
    tallies: Vec<Tally>,
    months: Vec<MonthSum>,
    planned_fen: Option<f64>,
    employed: Option<i64>,
}

impl Day {
    /// Asks the database.
    pub async fn read(database: &DatabaseConnection, zone: &ZoneId, on: Date) -> Result<Self, StoreError> {
        Ok(Self {
            on,
            tallies: tables::tallies(database, zone, on).await?,
            months: tables::months(database, zone, on).await?,
            planned_fen: tables::planned_fen(database, zone, on).await?,
            employed: tables::newest_jobs(database, zone, on).await?,
        })
    }

    /// A figure of the day.
    pub fn reading(&self, figure: &Figure) -> Reading {
        match figure {
            Figure::Count(which) => Ok(Value::Number(self.count(which))),
            Figure::Investment(which) => {
                Ok(Value::Number(self.tallies.iter().map(|tally| which.of(tally).1).sum::<f64>() / FEN))
            }
            Figure::Rate(part, whole) => {
                quotient(self.count(&Which::Reached(*part)), self.count(&Which::Reached(*whole)))
            }
            Figure::Promised(part) => Ok(Value::Number(self.promised(*part))),
            Figure::Reported(part, span) => known(self.reported(*part, *span)),
            Figure::Growth(part) => {
                let both = self.reported(*part, Span::ThisYear).zip(self.reported(*part, Span::LastYear));
                let (now, before) = both.ok_or(Unknown::NoRecords)?;
                quotient(now - before, before)
            }
            Figure::Planned => known(self.planned_fen.map(|fen| fen / FEN)),
            Figure::Employed => known(self.employed.map(|jobs| jobs as f64)),
            Figure::Newest => {
                let newest = self.months.last().and_then(|sum| last_day(&sum.month));
                newest.map(Value::Date).ok_or(Unknown::NoRecords)
            }
        }
    }

    fn count(&self, which: &Which) -> f64 {
        self.tallies.iter().map(|tally| which.of(tally).0).sum::<i64>() as f64
    }

    /// What the projects in production promise, in yuan or people.
    fn promised(&self, part: Part) -> f64 {
        let producing = Which::Reached(StageGroup::Production);
        let tallies = self.tallies.iter().filter(|tally| producing.of(tally).0 > 0);
        let sum = |pick: fn(&Tally) -> f64| tallies.map(pick).sum::<f64>();
        match part {
            Part::Investment => sum(|tally| tally.investment_fen) / FEN,
            Part::Output => sum(|tally| tally.output_fen) / FEN,
            Part::Tax => sum(|tally| tally.tax_fen) / FEN,
            Part::Jobs => sum(|tally| tally.jobs as f64),
        }
    }

    /// What was reported, in yuan; none where nobody has reported on these months.
    fn reported(&self, part: Part, span: Span) -> Option<f64> {
        let newest = self.months.last().map(|sum| sum.month.as_str());
        let (from, to) = months(newest, self.on, span)?;
        let sums = self.months.iter().filter(|sum| sum.month >= from && sum.month <= to);
        let amounts = sums.map(|sum| match part {
            Part::Investment | Part::Jobs => sum.investment_fen,
            Part::Output => sum.output_fen,
            Part::Tax => sum.tax_fen,
        });
        amounts.map(|fen| fen / FEN).reduce(|sum, amount| sum + amount)
    }
}

/// The first and the last month of a span; none where it has no month. See [`Span`].
pub(super) fn months(newest: Option<&str>, on: Date, span: Span) -> Option<(String, String)> {
    let newest = newest?;
    let first = format!("{newest}-01").parse::<Date>().ok()?;
    let back = |months: i32| first.checked_sub(jiff::Span::new().months(months)).ok().map(tables::month_of);
    let this_year = first.year() == on.year();
    match span {
        Span::Ever => Some((String::new(), newest.to_owned())),
        Span::ThisYear => this_year.then(|| (tables::month_of(on.first_of_year()), newest.to_owned())),
        Span::LastYear if this_year => Some((back(11 + i32::from(first.month()))?, back(12)?)),
        Span::LastYear => None,
        Span::TwelveMonths => {
            let months_ago =
                12 * (i32::from(on.year()) - i32::from(first.year())) + i32::from(on.month() - first.month());
            if months_ago < 12 { Some((back(11)?, newest.to_owned())) } else { None }
        }
    }
}

fn last_day(month: &str) -> Option<Date> {
    format!("{month}-01").parse::<Date>().ok().map(Date::last_of_month)
}

fn known(value: Option<f64>) -> Reading {
    value.map(Value::Number).ok_or(Unknown::NoRecords)
}

fn quotient(part: f64, whole: f64) -> Reading {
    if whole == 0.0 { Err(Unknown::DivisionByZero) } else { Ok(Value::Number(part / whole)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn spans_end_with_the_newest_month() {
        let of = |newest, on, span| months(Some(newest), on, span);
        let pair = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        let august = date(2020, 8, 20);
        assert_eq!(of("2020-08", august, Span::ThisYear), pair("2020-01", "2020-08"));
        assert_eq!(of("2020-07", august, Span::ThisYear), pair("2020-01", "2020-07"));
        assert_eq!(of("2020-07", august, Span::LastYear), pair("2019-01", "2019-07"));
        assert_eq!(of("2020-07", august, Span::TwelveMonths), pair("2019-08", "2020-07"));
        assert_eq!(of("2020-07", august, Span::Ever), pair("", "2020-07"));
        assert_eq!(of("2020-12", date(2020, 12, 31), Span::LastYear), pair("2019-01", "2019-12"));
        // Nobody has reported in the new year yet.
        let new_year = date(2021, 1, 15);
        assert_eq!(of("2020-12", new_year, Span::ThisYear), None);
        assert_eq!(of("2020-12", new_year, Span::LastYear), None);
        assert_eq!(of("2020-12", new_year, Span::TwelveMonths), pair("2020-01", "2020-12"));
        assert_eq!(of("2019-08", august, Span::TwelveMonths), None);
        assert_eq!(of("2019-09", august, Span::TwelveMonths), pair("2018-10", "2019-09"));
        assert_eq!(months(None, august, Span::Ever), None);
    }
}
