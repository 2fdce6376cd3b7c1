use jiff::{ToSpan, civil::Date};

use super::{LandGrant, Wan, record::days_between, rules::IdleRule};

/// Why land lies idle, or soon will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleReason {
    /// Building has not begun, so long after the promised day.
    NotStarted,
    /// Building has stopped for so long, and too little is built or invested.
    Stopped,
}

/// How granted land stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Development {
    /// It was taken back.
    Recovered,
    /// Building is done.
    Completed,
    /// It lies idle by the rule.
    Idle {
        /// Why.
        reason: IdleReason,
        /// Days since it does.
        days: i64,
        /// From which day it can be taken back; where it was begun, it cannot without a settlement.
        recoverable_from: Option<Date>,
    },
    /// It will soon lie idle by the rule.
    SoonIdle {
        /// Why.
        reason: IdleReason,
        /// Days until then.
        days_left: i64,
    },
    /// It should have begun, or be done.
    Late {
        /// Days since the promised day.
        days: i64,
    },
    /// As it was agreed.
    OnTime,
}

/// What should have been paid and was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrears {
    /// How much.
    pub amount: Wan,
    /// The day on which the first of it was due.
    pub since: Date,
}

impl Development {
    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Recovered => "recovered",
            Self::Completed => "completed",
            Self::Idle { .. } => "idle",
            Self::SoonIdle { .. } => "soon_idle",
            Self::Late { .. } => "late",
            Self::OnTime => "on_time",
        }
    }
}

impl LandGrant {
    /// How it stands at the end of a day; none before it was signed. Without a rule nothing lies idle.
    pub fn development(&self, rule: Option<&IdleRule>, day: Date) -> Option<Development> {
        let past = |on: Option<Date>| on.is_some_and(|on| on <= day);
        if self.signed > day {
            return None;
        }
        if past(self.recovered.as_ref().map(|(on, _)| *on)) {
            return Some(Development::Recovered);
        }
        if past(self.completed) {
            return Some(Development::Completed);
        }
        let started = past(self.started);
        let idle = rule.and_then(|rule| self.idle(rule, started, day));
        let promised = if started { self.complete_by } else { self.start_by };
        let late = days_between(promised, day);
        Some(idle.unwrap_or(if late > 0 { Development::Late { days: late } } else { Development::OnTime }))
    }

    fn idle(&self, rule: &IdleRule, started: bool, day: Date) -> Option<Development> {
        let (reason, since) = if started {
            (IdleReason::Stopped, self.stopped_with_too_little(rule, day)?.saturating_add(rule.stopped_months.months()))
        } else {
            (IdleReason::NotStarted, self.start_by.saturating_add(rule.start_months.months()))
        };
        let days = days_between(since, day);
        if days >= 0 {
            let recoverable = self.start_by.saturating_add(rule.recover_months.months());
            let recoverable_from = (reason == IdleReason::NotStarted).then_some(recoverable);
            return Some(Development::Idle { reason, days, recoverable_from });
        }
        (-days <= i64::from(rule.warn_days)).then_some(Development::SoonIdle { reason, days_left: -days })
    }

    /// Since when building has stopped, as far as was seen up to a day; none where it goes on, or enough is built and
    /// invested.
    fn stopped_with_too_little(&self, rule: &IdleRule, day: Date) -> Option<Date> {
        let seen = self.progress.iter().filter(|one| one.on <= day);
        let stopped: Vec<_> = seen.rev().take_while(|one| one.stopped).collect();
        let latest = stopped.first()?;
        let too_little = latest.built_percent < rule.built_percent || latest.invested_percent < rule.invested_percent;
        stopped.last().filter(|_| too_little).map(|first| first.on)
    }

    /// What should have been paid by the end of a day and was not: what was paid settles what was due first. Nothing is owed
    /// for land that was taken back.
    pub fn arrears(&self, day: Date) -> Option<Arrears> {
        if self.recovered.as_ref().is_some_and(|(on, _)| *on <= day) {
            return None;
        }
        let mut paid = self.paid(day);
        let (mut open, mut since) = (0, None);
        for payment in self.payments.iter().filter(|one| one.on < day) {
            let settled = paid.min(payment.amount.fen());
            paid -= settled;
            if settled < payment.amount.fen() {
                open += payment.amount.fen() - settled;
                since = since.or(Some(payment.on));
            }
        }
        Some(Arrears { amount: Wan::from_fen(open)?, since: since? })
    }

    /// What was paid by the end of a day, in fen.
    pub fn paid(&self, day: Date) -> i64 {
        self.receipts.iter().filter(|one| one.on <= day).map(|one| one.amount.fen()).sum()
    }
}
