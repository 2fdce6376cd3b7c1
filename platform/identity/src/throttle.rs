//! How long somebody who guesses passwords has to wait.
//!
//! After `free` failures the next attempt waits 10 s, then 20 s, 40 s … up to 15 minutes; failures are forgotten one by
//! one as time passes. Counted twice: for the login, whether it exists or not, and for the address that the attempts
//! come from, which gets more because a whole office may share it.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};
use store::{Change, StoreError, ZoneId, instant_from_text, instant_text};

use crate::tables::login_failure;

/// The wait after the first failure that is not free.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
/// No wait is longer: a person whose login others attack must get in within a coffee break.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// A row that says nothing any more is deleted after this time.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// Failures so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failures {
    count: i64,
    last_at: Timestamp,
}

/// What is allowed before waiting begins.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// Failures without a wait.
    free: i64,
    /// After this time one failure is forgotten.
    forget_one_after: SignedDuration,
}

/// For a login: some 100 guesses a day in the long run.
const FOR_LOGIN: Limit = Limit { free: 5, forget_one_after: SignedDuration::from_mins(15) };
/// For an address: an office of some hundred people mistypes a password every minute at most.
const FOR_ADDRESS: Limit = Limit { free: 20, forget_one_after: SignedDuration::from_mins(1) };

impl Limit {
    /// Until when the next attempt has to wait, if it has to.
    fn blocked_until(self, failures: Failures, now: Timestamp) -> Option<Timestamp> {
        let paid = failures.count - self.free;
        if paid < 0 || failures.last_at > now {
            return None;
        }
        // 10 s doubled seven times is more than the longest wait.
        let doublings = u32::try_from(paid.min(7)).unwrap_or_default();
        let wait = (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT);
        failures.last_at.checked_add(wait).ok().filter(|&until| until > now)
    }

    /// The failures after one more.
    fn one_more(self, before: Option<Failures>, now: Timestamp) -> Failures {
        let count = before.map_or(0, |before| {
            let passed = now.duration_since(before.last_at).max(SignedDuration::ZERO);
            let forgotten = passed.as_secs() / self.forget_one_after.as_secs();
            before.count.saturating_sub(forgotten).max(0)
        });
        Failures { count: count + 1, last_at: now }
    }
}

/// Whose failures are counted for one attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suspects {
    login: String,
    address: String,
}

impl Suspects {
    /// The login as it was typed, and where it was typed. Only a hash of the login is kept: now and then somebody
    /// types a password there.
    pub fn new(login: &str, address: IpAddr) -> Self {
        Self {
            login: format!("login:{}", crate::token::digest("login", login)),
            address: format!("address:{}", network(address)),
        }
    }

    /// The hashed login.
    pub fn hashed_login(&self) -> &str {
        &self.login
    }

    fn limits(&self) -> [(&str, Limit); 2] {
        [(&self.login, FOR_LOGIN), (&self.address, FOR_ADDRESS)]
    }

    /// Until when these suspects have to wait, if they have to.
    pub async fn blocked_until(
        &self,
        database: &impl ConnectionTrait,
        zone: &ZoneId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut latest = None;
        for (subject, limit) in self.limits() {
            if let Some(failures) = find(database, zone, subject).await? {
                latest = latest.max(limit.blocked_until(failures, now));
            }
        }
        Ok(latest)
    }

    /// Counts one failure for both.
    pub async fn failed(&self, change: &Change) -> Result<(), StoreError> {
        for (subject, limit) in self.limits() {
            let before = find(change.connection(), change.zone(), subject).await?;
            save(change, subject, limit.one_more(before, change.at())).await?;
        }
        forget_old(change).await
    }

    /// Forgives the login what was mistyped before, not the address: one good account must not cover for guessing.
    pub async fn forgive_login(&self, change: &Change) -> Result<(), StoreError> {
        login_failure::Entity::delete_by_id((change.zone().to_string(), self.login.clone()))
            .exec(change.connection())
            .await?;
        Ok(())
    }
}

/// One customer of an IPv6 network owns a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            [a, b, c, d, 0, 0, 0, 0].into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

async fn find(database: &impl ConnectionTrait, zone: &ZoneId, subject: &str) -> Result<Option<Failures>, StoreError> {
    login_failure::Entity::find_by_id((zone.to_string(), subject.to_owned()))
        .one(database)
        .await?
        .map(|row| Ok(Failures { count: row.count, last_at: instant_from_text(&row.last_at)? }))
        .transpose()
}

async fn save(change: &Change, subject: &str, failures: Failures) -> Result<(), StoreError> {
    let row = login_failure::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        subject: Set(subject.to_owned()),
        count: Set(failures.count),
        last_at: Set(instant_text(failures.last_at)),
    };
    // Two programs on one PostgreSQL may count the first failure of the same suspect at once.
    let key = OnConflict::columns([login_failure::Column::ZoneId, login_failure::Column::Subject])
        .update_columns([login_failure::Column::Count, login_failure::Column::LastAt])
        .to_owned();
    login_failure::Entity::insert(row).on_conflict(key).exec_without_returning(change.connection()).await?;
    Ok(())
}

async fn forget_old(change: &Change) -> Result<(), StoreError> {
    if let Ok(before) = change.at().checked_sub(KEPT) {
        login_failure::Entity::delete_many()
            .filter(login_failure::Column::ZoneId.eq(change.zone().as_str()))
            .filter(login_failure::Column::LastAt.lt(instant_text(before)))
            .exec(change.connection())
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn wait_after(count: i64) -> Option<i64> {
        let failures = Failures { count, last_at: at(1_000) };
        FOR_LOGIN.blocked_until(failures, at(1_000)).map(|until| until.as_second() - 1_000)
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (4..14).map(wait_after).collect();
        let expected =
            [None, Some(10), Some(20), Some(40), Some(80), Some(160), Some(320), Some(640), Some(900), Some(900)];
        assert_eq!(waits, expected);
        assert_eq!(wait_after(i64::MAX), Some(900));
    }

    #[test]
    fn a_wait_ends_to_the_second_and_a_clock_set_back_locks_nobody_out() {
        let failures = Failures { count: 5, last_at: at(1_000) };
        assert_eq!(FOR_LOGIN.blocked_until(failures, at(1_009)), Some(at(1_010)));
        assert_eq!(FOR_LOGIN.blocked_until(failures, at(1_010)), None);
        assert_eq!(FOR_LOGIN.blocked_until(failures, at(999)), None);
    }

    #[test]
    fn failures_are_forgotten_one_by_one() {
        let before = Failures { count: 3, last_at: at(0) };
        assert_eq!(FOR_LOGIN.one_more(Some(before), at(60)).count, 4);
        assert_eq!(FOR_LOGIN.one_more(Some(before), at(31 * 60)).count, 2);
        assert_eq!(FOR_LOGIN.one_more(Some(before), at(1_000_000)).count, 1);
        assert_eq!(FOR_LOGIN.one_more(Some(before), at(-60)).count, 4);
        assert_eq!(FOR_LOGIN.one_more(None, at(0)).count, 1);
    }

    #[test]
    fn guessing_goes_on_at_a_hundred_a_day_at_most() {
        let (mut now, mut failures, mut guesses) = (at(0), None, 0);
        while now < at(10 * 24 * 3_600) {
            guesses += 1;
            let more = FOR_LOGIN.one_more(failures, now);
            now = FOR_LOGIN.blocked_until(more, now).unwrap_or(now);
            failures = Some(more);
        }
        assert!((900..1_100).contains(&guesses), "{guesses} in ten days");
    }

    #[test]
    fn neighbours_in_an_ipv6_network_are_one_suspect() {
        let suspect = |text: &str| Suspects::new("li", text.parse().unwrap());
        assert_eq!(suspect("2001:db8::1"), suspect("2001:db8::2"));
        assert_ne!(suspect("2001:db8::1"), suspect("2001:db8:0:1::1"));
        assert_eq!(suspect("::ffff:10.0.0.1"), suspect("10.0.0.1"));
        assert_ne!(suspect("10.0.0.1"), suspect("10.0.0.2"));
        assert!(!format!("{:?}", suspect("10.0.0.1")).contains("login:li"));
    }
}
