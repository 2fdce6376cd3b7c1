//! Does the desks' chores at their times, for every zone, and keeps a log of each run (运行日志).

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use store::{ChoreRun, StoreError, ZoneId};

use crate::{App, Chore};

/// How often whoever runs the scheduler lets it look whether something is due.
pub const TICK: Duration = Duration::from_secs(30);

/// How long a form or a request that is sent again gets its first answer: nobody keeps a page open longer.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long the log of runs is kept.
const RUNS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often what is older is forgotten, in minutes.
const FORGET_EVERY_MINUTES: u32 = 60;

/// The one scheduler of the house. It knows when each chore ran last since the house was opened; opened anew, it does all
/// of them once, which every chore can bear.
pub struct Scheduler {
    app: App,
    last: HashMap<&'static str, Timestamp>,
}

impl Scheduler {
    /// The scheduler of this house.
    pub fn new(app: App) -> Self {
        Self { app, last: HashMap::new() }
    }

    /// Does what is due by the house's clock.
    pub async fn tick(&mut self) {
        let now = self.app.now();
        if self.is_due("house.forget", FORGET_EVERY_MINUTES, now)
            && let Err(error) = self.forget(now).await
        {
            tracing::warn!(%error, "what is old could not be forgotten");
        }
        let zones = match identity::zone::list(self.app.store().reader()).await {
            Ok(zones) => zones,
            Err(error) => {
                tracing::warn!(%error, "the zones could not be read; chores wait");
                return;
            }
        };
        let chores = self.app.chores().to_vec();
        for chore in chores {
            if self.is_due(chore.name, chore.every_minutes, now) {
                for zone in &zones {
                    self.run(chore, &zone.id).await;
                }
            }
        }
    }

    /// Whether the time of a chore has come; then it counts as run.
    fn is_due(&mut self, name: &'static str, every_minutes: u32, now: Timestamp) -> bool {
        // A clock that was set back makes everything due: nobody waits until it has caught up.
        let waited =
            |then: &Timestamp| *then > now || now.duration_since(*then).as_secs() >= i64::from(every_minutes) * 60;
        let due = self.last.get(name).is_none_or(waited);
        if due {
            self.last.insert(name, now);
        }
        due
    }

    /// Keeps the ledger of answers and the log of runs from growing for ever.
    async fn forget(&self, now: Timestamp) -> Result<(), StoreError> {
        let store = self.app.store();
        store.forget_answers_before(now - ANSWERS_KEPT).await?;
        store.forget_runs_before(now - RUNS_KEPT).await?;
        Ok(())
    }

    async fn run(&self, chore: Chore, zone: &ZoneId) {
        let (now, begun) = (self.app.now(), Instant::now());
        let (app, of) = (self.app.clone(), zone.clone());
        // In a task of its own: one that breaks off must not end the others.
        let ended = tokio::spawn(async move { (chore.run)(&app, &of, now).await }).await;
        let (outcome, failed) = match ended {
            Ok(Ok(report)) => (report, false),
            Ok(Err(error)) => (error.to_string(), true),
            // What it said when it broke off stands in the program's own log.
            Err(_) => ("the chore broke off unexpectedly".to_owned(), true),
        };
        match (failed, outcome.as_str()) {
            (true, error) => tracing::warn!(chore = chore.name, %zone, error, "chore failed"),
            (false, "") => {}
            (false, report) => tracing::info!(chore = chore.name, %zone, report, "chore done"),
        }
        let run =
            ChoreRun { zone: zone.clone(), chore: chore.name, started_at: now, took: begun.elapsed(), outcome, failed };
        if let Err(error) = self.app.store().note_run(run).await {
            tracing::warn!(chore = chore.name, %zone, %error, "a run could not be noted");
        }
    }
}
