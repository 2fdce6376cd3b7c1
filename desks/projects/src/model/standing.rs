use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Key, ProjectRecord, Rules, StageGroup, StatusKind};

/// How a project stood through a stretch of days in which nothing changed.
///
/// The stretches of a project follow one another without a gap from the day on which it became known; the last one has
/// no end. Each says what [`History::reached`](super::History::reached) says on every day of it, so that figures of any
/// day are sums over one stretch per project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its first day.
    pub since: Date,
    /// The day after its last day; none when it still lasts.
    pub until: Option<Date>,
    /// The stage; none when a status is known from before the first stage.
    pub stage: Option<Key>,
    /// What the stage means; none for a stage that the zone's list no longer has.
    pub group: Option<StageGroup>,
    /// How it was doing.
    pub status: StatusKind,
    /// Signed or beyond since.
    pub signed_on: Option<Date>,
    /// Under construction or beyond since.
    pub started_on: Option<Date>,
    /// In production or beyond since.
    pub production_on: Option<Date>,
}

impl Standing {
    /// All stretches of a project, oldest first.
    pub fn all(record: &ProjectRecord, rules: &Rules) -> Vec<Self> {
        let entered = record.stages.iter().map(|transition| transition.entered_on);
        let changed = record.statuses.iter().map(|change| change.since);
        let days: Vec<Date> = entered.chain(changed).collect::<BTreeSet<_>>().into_iter().collect();
        let ends = days.iter().skip(1).copied().map(Some).chain([None]);
        days.iter().zip(ends).map(|(since, until)| Self::of(record, rules, *since, until)).collect()
    }

    fn of(record: &ProjectRecord, rules: &Rules, since: Date, until: Option<Date>) -> Self {
        let stage = record.stages.stage_on(since).map(|transition| transition.stage.clone());
        let reached = |group| record.stages.reached(group, since, &rules.stages);
        Self {
            since,
            until,
            group: stage.as_ref().and_then(|stage| rules.stages.group(stage)),
            stage,
            status: record.statuses.on(since).kind(),
            signed_on: reached(StageGroup::Signed),
            started_on: reached(StageGroup::Construction),
            production_on: reached(StageGroup::Production),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::example::{any_record, record, rules};

    #[test]
    fn stretches_follow_one_another() {
        let rules = rules();
        let all = Standing::all(&record("p1", "a"), &rules);
        let days: Vec<_> = all.iter().map(|standing| (standing.since, standing.until)).collect();
        let (known, signed) = (date(2019, 1, 5), date(2019, 6, 1));
        assert_eq!(days, [(known, Some(signed)), (signed, None)]);
        assert_eq!((all[0].signed_on, all[1].signed_on), (None, Some(signed)));
    }

    proptest! {
        /// On any day there is at most one stretch, and it says what the histories say.
        #[test]
        fn a_day_is_as_the_histories_say(record in any_record("p1".to_owned()), offset in 0..1800_i32) {
            let rules = rules();
            let day = date(2016, 5, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
            let all = Standing::all(&record, &rules);
            let found: Vec<_> =
                all.iter().filter(|one| one.since <= day && one.until.is_none_or(|until| until > day)).collect();
            let known = record.stages.stage_on(day).is_some() || record.statuses.change_on(day).is_some();
            prop_assert_eq!(found.len(), usize::from(known));
            if let [standing] = found[..] {
                let reached = |group| record.stages.reached(group, day, &rules.stages);
                prop_assert_eq!(&standing.stage, &record.stages.stage_on(day).map(|entered| entered.stage.clone()));
                prop_assert_eq!(standing.status, record.statuses.on(day).kind());
                prop_assert_eq!(standing.signed_on, reached(StageGroup::Signed));
                prop_assert_eq!(standing.started_on, reached(StageGroup::Construction));
                prop_assert_eq!(standing.production_on, reached(StageGroup::Production));
            }
        }
    }
}
