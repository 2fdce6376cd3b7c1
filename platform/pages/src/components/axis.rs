use jiff::civil::{Date, date};
use maud::{Markup, html};

use crate::Visit;

/// More quarters than this have no room for their names.
const QUARTERS_MAX: usize = 26;
/// More years than this are not all named.
const YEARS_MAX: usize = 14;
/// A label so close to the end, in per cent, is written towards the other side.
const EDGE_PERCENT: f64 = 24.0;

/// A scale of days: from the first that something shown needs to the last.
pub(super) struct Axis {
    first: Date,
    last: Date,
}

impl Axis {
    /// A scale for these days; none for no days.
    pub fn of(days: &[Date]) -> Option<Self> {
        Some(Self { first: *days.iter().min()?, last: *days.iter().max()? })
    }

    /// Where a day lies, in per cent of the whole.
    pub fn at(&self, day: Date) -> f64 {
        let length = f64::from((self.last - self.first).get_days().max(1));
        f64::from((day - self.first).get_days()) / length * 100.0
    }

    /// Days on which years begin, with the first day of all.
    fn years(&self) -> Vec<Date> {
        let begins = (self.first.year()..=self.last.year()).map(|year| date(year, 1, 1));
        begins.map(|begin| begin.max(self.first)).collect()
    }

    /// Days on which quarters begin; none where they are too many.
    fn quarters(&self) -> Vec<Date> {
        let years = self.first.year()..=self.last.year();
        let begins = years.flat_map(|year| [1, 4, 7, 10].map(|month| date(year, month, 1)));
        let inside: Vec<Date> = begins.filter(|begin| (self.first..=self.last).contains(begin)).collect();
        if inside.len() > QUARTERS_MAX { Vec::new() } else { inside }
    }

    /// Where lines are drawn: the beginnings of quarters, or of years where quarters are too many.
    pub fn lines(&self) -> Vec<f64> {
        let quarters = self.quarters();
        let days = if quarters.is_empty() { self.years() } else { quarters };
        days.into_iter().map(|day| self.at(day)).collect()
    }

    /// The head of a column: years, quarters, and where today is. In words its first day, its last and today.
    pub fn head(&self, visit: &Visit, today: Date) -> Markup {
        let percent = |value: f64| format!("{value:.2}%");
        let now = self.at(today);
        let (anchor, today_name) = (side(now), format!("{} {today}", visit.text("gantt-today")));
        html! {
            span.visually-hidden { time { (self.first) } " – " time { (self.last) } ", " (today_name) }
            svg.gantt-axis aria-hidden="true" focusable="false" {
                @for line in self.lines() { line x1=(percent(line)) x2=(percent(line)) y1="0" y2="34" {} }
                @for (at, name) in self.year_names(visit) { text.gantt-year x=(percent(at)) dx="3" y="13" { (name) } }
                @for begin in self.quarters().into_iter().filter(|begin| self.at(*begin) < 97.0) {
                    text x=(percent(self.at(begin))) dx="3" y="29" { (quarter(visit, begin)) }
                }
                line.gantt-now x1=(percent(now)) x2=(percent(now)) y1="34" y2="50" {}
                text.gantt-now x=(percent(now)) dx=(if anchor == "start" { "4" } else { "-4" }) y="46" text-anchor=(anchor) { (today_name) }
            }
        }
    }

    /// The years that have room for their names.
    fn year_names(&self, visit: &Visit) -> Vec<(f64, String)> {
        let years = self.years();
        let step = years.len().div_ceil(YEARS_MAX).max(1);
        let room = 100.0 / YEARS_MAX as f64;
        let name = |day: &Date| visit.text_with("gantt-year", &[("year", day.year().to_string().into())]);
        // What is left of the first year may be too short for its name.
        let short = years.get(1).is_some_and(|second| self.at(*second) < room);
        let named = years.iter().skip(usize::from(short)).step_by(step);
        named.filter(|day| self.at(**day) <= 100.0 - room).map(|day| (self.at(*day), name(day))).collect()
    }
}

fn quarter(visit: &Visit, begin: Date) -> String {
    visit.text_with("gantt-quarter", &[("quarter", ((begin.month() + 2) / 3).to_string().into())])
}

/// On which side of its place a label has room.
fn side(percent: f64) -> &'static str {
    if percent > 100.0 - EDGE_PERCENT { "end" } else { "start" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn quarters_are_drawn_until_they_are_too_many() {
        let axis = Axis::of(&[date(2020, 2, 10), date(2019, 11, 20), date(2020, 8, 20)]).unwrap();
        assert_eq!(axis.quarters(), [date(2020, 1, 1), date(2020, 4, 1), date(2020, 7, 1)]);
        assert_eq!(axis.years(), [date(2019, 11, 20), date(2020, 1, 1)]);
        assert!(axis.at(date(2019, 11, 20)).abs() < f64::EPSILON && (axis.at(date(2020, 8, 20)) - 100.0).abs() < 1e-9);
        let long = Axis::of(&[date(2010, 1, 1), date(2030, 1, 1)]).unwrap();
        assert!(long.quarters().is_empty());
        assert_eq!(long.lines().len(), 21);
        assert!(Axis::of(&[]).is_none());
    }

    #[test]
    fn a_single_day_is_a_scale_too() {
        let axis = Axis::of(&[date(2020, 8, 20)]).unwrap();
        assert!(axis.at(date(2020, 8, 20)).abs() < f64::EPSILON);
        assert_eq!(axis.lines(), [0.0]);
    }
}
