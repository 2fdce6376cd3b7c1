use facts::Light;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Due, Owner};

/// After how many days supervision (督办) speaks up: data of the zone, `policy/supervision.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisionRules {
    /// Days before the due date from which a duty is due soon.
    pub due_soon_days: u16,
    /// Days without anybody touching it after which a duty is stuck.
    pub stuck_days: u16,
    /// Days after which it is stuck badly.
    pub stuck_long_days: u16,
    /// Days after the due date from which leaders are told.
    pub escalate_days: u16,
    /// Where the figures come from.
    pub source: String,
}

impl Default for SupervisionRules {
    /// 14 and 30 days without a touch, as supervision offices work; nobody has verified the others.
    fn default() -> Self {
        Self {
            due_soon_days: 14,
            stuck_days: 14,
            stuck_long_days: 30,
            escalate_days: 15,
            source: "unverified".to_owned(),
        }
    }
}

/// A duty (任务) as supervision looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who answers for it.
    pub owner: Owner,
    /// Who helps.
    pub co_owners: Vec<Owner>,
    /// When it must be carried out.
    pub due: Option<Due>,
    /// How it stands.
    pub light: Light,
    /// When somebody last did something about it.
    pub touched_on: Date,
}

/// How a duty stands against its due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// Late by so many days.
    Overdue(i32),
    /// Due in so many days, which is soon; 0 is today.
    DueSoon(i32),
    /// There is time, or no due date.
    Open,
    /// Its light is green: nobody needs to be reminded.
    Settled,
}

/// How loudly supervision speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// To the owner (提醒).
    Reminder,
    /// To the supervisors, too (预警).
    Warning,
    /// To the leaders, too (升级).
    Escalation,
}

/// Why supervision speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The due date is near, in so many days.
    DueSoon(i32),
    /// It has passed, so many days ago.
    Overdue(i32),
    /// Nobody touched it for so many days.
    Stuck(i32),
}

/// One thing that supervision has to say about a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// How loudly.
    pub level: Level,
    /// Why.
    pub cause: Cause,
    /// What makes it this alarm and no other: said once to each account.
    pub occasion: String,
}

impl Level {
    /// Its name in texts and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Warning => "warning",
            Self::Escalation => "escalation",
        }
    }

    /// The light that goes with it.
    pub fn light(self) -> Light {
        match self {
            Self::Reminder => Light::Amber,
            Self::Warning | Self::Escalation => Light::Red,
        }
    }
}

impl Duty {
    /// How it stands against its due date on a day.
    pub fn timing(&self, rules: &SupervisionRules, today: Date) -> Timing {
        if self.light == Light::Green {
            return Timing::Settled;
        }
        let Some(due) = self.due else { return Timing::Open };
        let left = days(today, due.last_day());
        if left < 0 {
            Timing::Overdue(-left)
        } else if left <= i32::from(rules.due_soon_days) {
            Timing::DueSoon(left)
        } else {
            Timing::Open
        }
    }

    /// For how many days nobody has touched it; 0 for one that is settled.
    pub fn untouched_days(&self, today: Date) -> i32 {
        if self.light == Light::Green { 0 } else { days(self.touched_on, today).max(0) }
    }

    /// Whether it is stuck on a day.
    pub fn is_stuck(&self, rules: &SupervisionRules, today: Date) -> bool {
        self.untouched_days(today) >= i32::from(rules.stuck_days)
    }

    /// What supervision has to say on a day, loudest first: at most one thing about the due date and one about
    /// standing still. An occasion names the due date or the day of the last touch, so that a new date or a touch
    /// begins anew, and each level is said once.
    pub fn alarms(&self, rules: &SupervisionRules, today: Date) -> Vec<Alarm> {
        let mut alarms: Vec<_> =
            self.due_alarm(rules, today).into_iter().chain(self.stuck_alarm(rules, today)).collect();
        alarms.sort_by_key(|alarm| std::cmp::Reverse(alarm.level));
        alarms
    }

    fn due_alarm(&self, rules: &SupervisionRules, today: Date) -> Option<Alarm> {
        let last_day = self.due?.last_day();
        let (level, cause) = match self.timing(rules, today) {
            Timing::Overdue(late) if late >= i32::from(rules.escalate_days) => {
                (Level::Escalation, Cause::Overdue(late))
            }
            Timing::Overdue(late) => (Level::Warning, Cause::Overdue(late)),
            Timing::DueSoon(left) => (Level::Reminder, Cause::DueSoon(left)),
            Timing::Open | Timing::Settled => return None,
        };
        Some(Alarm { level, cause, occasion: format!("due/{last_day}/{}", level.key()) })
    }

    fn stuck_alarm(&self, rules: &SupervisionRules, today: Date) -> Option<Alarm> {
        let still = self.untouched_days(today);
        let level = if still >= i32::from(rules.stuck_long_days) {
            Level::Warning
        } else if still >= i32::from(rules.stuck_days) {
            Level::Reminder
        } else {
            return None;
        };
        let occasion = format!("stuck/{}/{}", self.touched_on, level.key());
        Some(Alarm { level, cause: Cause::Stuck(still), occasion })
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    use super::*;

    fn duty(due: Option<Date>, touched_on: Date, light: Light) -> Duty {
        Duty { owner: "land".parse().unwrap(), co_owners: vec![], due: due.map(Due::on), light, touched_on }
    }

    #[test]
    fn each_level_comes_in_its_time() {
        let rules = SupervisionRules::default();
        let duty = duty(Some(date(2020, 9, 1)), date(2020, 8, 20), Light::Amber);
        let said = |day| duty.alarms(&rules, day).into_iter().map(|alarm| alarm.level).collect::<Vec<_>>();
        assert_eq!(said(date(2020, 8, 10)), []);
        assert_eq!(said(date(2020, 8, 18)), [Level::Reminder]);
        assert_eq!(said(date(2020, 9, 1)), [Level::Reminder]);
        assert_eq!(said(date(2020, 9, 2)), [Level::Warning]);
        assert_eq!(said(date(2020, 9, 3)), [Level::Warning, Level::Reminder], "stuck for 14 days");
        assert_eq!(said(date(2020, 9, 16)), [Level::Escalation, Level::Reminder]);
        assert_eq!(said(date(2020, 9, 19)), [Level::Escalation, Level::Warning], "stuck for 30 days");
    }

    #[test]
    fn a_settled_duty_is_left_in_peace() {
        let duty = duty(Some(date(2019, 1, 1)), date(2018, 1, 1), Light::Green);
        assert_eq!(duty.alarms(&SupervisionRules::default(), date(2026, 1, 1)), []);
        assert_eq!(duty.timing(&SupervisionRules::default(), date(2026, 1, 1)), Timing::Settled);
    }

    #[test]
    fn a_touch_begins_anew() {
        let rules = SupervisionRules::default();
        let before = duty(None, date(2020, 8, 1), Light::Unknown).alarms(&rules, date(2020, 8, 20));
        let after = duty(None, date(2020, 8, 5), Light::Unknown).alarms(&rules, date(2020, 8, 20));
        assert_ne!(before[0].occasion, after[0].occasion);
    }

    proptest! {
        #[test]
        fn supervision_grows_louder_never_softer(due in 0i32..100, touched in 0i32..100, day in 0i32..300) {
            let start = date(2020, 1, 1);
            let at = |days: i32| start.checked_add(days.days()).unwrap();
            let duty = duty(Some(at(due)), at(touched), Light::Red);
            let rules = SupervisionRules::default();
            let loudest = |day| duty.alarms(&rules, at(day)).first().map(|alarm| alarm.level);
            prop_assert!(loudest(day) <= loudest(day + 1));
        }
    }
}
