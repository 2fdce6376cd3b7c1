use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// A clock that stands still until a test moves it.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// Begins when the demo's article was published.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new("2020-08-20T11:26:30+08:00".parse().unwrap())))
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves it on by so many days.
    pub fn pass_days(&self, days: i64) {
        self.set(self.now() + SignedDuration::from_hours(24 * days));
    }

    /// Moves it on by so many minutes.
    pub fn pass_minutes(&self, minutes: i64) {
        self.set(self.now() + SignedDuration::from_mins(minutes));
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}
