use jiff::civil::Date;

use super::{History, StageGroup, Stages};

/// The class of a project in the year that is looked at.
///
/// Let `D` be the day looked at and `Y` the first of January of its year; let the project, seen at the end of `D`,
/// have been signed, under construction or beyond, in production or beyond since the days `g`, `s`, `p` (see
/// [`History::reached`]). Then
///
/// - operating (投产): `p < Y`;
/// - continued (续建): `s < Y`, and `p` is absent or `p >= Y`;
/// - new (新建): `Y <= s <= D`;
/// - signed (签约): `s` is absent and `g <= D`;
/// - prospective (在谈): `g` is absent.
///
/// Exactly one of them holds, because what produces has started and what has started is signed: `g <= s <= p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// In production before the year began.
    Operating,
    /// Carried over: started before the year, not yet in production when it began.
    Continued,
    /// Started within the year.
    New,
    /// Signed, not started.
    Signed,
    /// Not signed.
    Prospective,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 5] = [Self::Operating, Self::Continued, Self::New, Self::Signed, Self::Prospective];

    /// The category at the end of a day; none before the project entered its first stage.
    pub fn on(day: Date, history: &History, stages: &Stages) -> Option<Self> {
        history.stage_on(day)?;
        let year_begins = day.first_of_year();
        let before_year = |group| history.reached(group, day, stages).is_some_and(|since| since < year_begins);
        Some(if before_year(StageGroup::Production) {
            Self::Operating
        } else if before_year(StageGroup::Construction) {
            Self::Continued
        } else if history.reached(StageGroup::Construction, day, stages).is_some() {
            Self::New
        } else if history.reached(StageGroup::Signed, day, stages).is_some() {
            Self::Signed
        } else {
            Self::Prospective
        })
    }

    /// Its key in files, addresses and language files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Operating => "operating",
            Self::Continued => "continued",
            Self::New => "new",
            Self::Signed => "signed",
            Self::Prospective => "prospective",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::example::{TODAY, any_history, history, rules};

    fn category(entered: &[(&str, Date)], day: Date) -> Option<Category> {
        Category::on(day, &history(entered), &rules().stages)
    }

    #[test]
    fn the_year_decides_between_continued_and_new() {
        let started = [("signed", date(2019, 3, 1)), ("started", date(2019, 12, 31))];
        assert_eq!(category(&started, TODAY), Some(Category::Continued));
        assert_eq!(category(&started, date(2019, 12, 31)), Some(Category::New));
        assert_eq!(category(&started, date(2019, 12, 30)), Some(Category::Signed));
        assert_eq!(category(&started, date(2019, 2, 28)), None);
        let on_new_year = [("started", date(2020, 1, 1))];
        assert_eq!(category(&on_new_year, TODAY), Some(Category::New));
    }

    #[test]
    fn production_within_the_year_stays_continued() {
        let producing = [("started", date(2018, 5, 1)), ("production", date(2020, 1, 1))];
        assert_eq!(category(&producing, TODAY), Some(Category::Continued));
        assert_eq!(category(&producing, date(2021, 1, 1)), Some(Category::Operating));
        let before = [("started", date(2018, 5, 1)), ("full_capacity", date(2019, 12, 31))];
        assert_eq!(category(&before, TODAY), Some(Category::Operating));
    }

    #[test]
    fn talks_are_prospective() {
        assert_eq!(category(&[("negotiation", TODAY)], TODAY), Some(Category::Prospective));
    }

    proptest! {
        /// The definition, written out apart: exactly one of the five holds, and it is the one that is returned.
        #[test]
        fn the_categories_are_a_partition(
            entered in prop::collection::vec((0..11_usize, 0..1500_i32), 1..8), offset in 0..1700_i32,
        ) {
            let after = |days| date(2017, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let rules = rules();
            let history = any_history(entered.into_iter().map(|(stage, days)| (stage, after(days))).collect());
            let day = after(offset);
            let year_begins = date(day.year(), 1, 1);
            let [g, s, p] = [StageGroup::Signed, StageGroup::Construction, StageGroup::Production]
                .map(|group| history.reached(group, day, &rules.stages));
            let known = history.iter().any(|transition| transition.entered_on <= day);
            let holds = [
                (Category::Operating, p.is_some_and(|p| p < year_begins)),
                (Category::Continued, s.is_some_and(|s| s < year_begins) && p.is_none_or(|p| p >= year_begins)),
                (Category::New, s.is_some_and(|s| year_begins <= s && s <= day)),
                (Category::Signed, s.is_none() && g.is_some_and(|g| g <= day)),
                (Category::Prospective, known && g.is_none()),
            ];
            let held: Vec<Category> = holds.iter().filter(|(_, holds)| *holds).map(|(category, _)| *category).collect();
            let expected: Vec<Category> = Category::on(day, &history, &rules.stages).into_iter().collect();
            prop_assert_eq!(&held, &expected);
            prop_assert_eq!(held.len(), usize::from(known));
        }
    }
}
