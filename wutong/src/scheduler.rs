//! Does the desks' chores at their times, for every zone, and keeps a log of each run.

use std::{collections::HashMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use pages::App;

/// How often the scheduler looks whether something is due.
const TICK: Duration = Duration::from_secs(30);

/// How long a form or a request that is sent again gets its first answer: nobody keeps a page open longer.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How often older answers are forgotten, in minutes.
const FORGET_EVERY_MINUTES: u32 = 60;

/// When each chore ran last.
type Runs = HashMap<&'static str, Timestamp>;

/// Runs until the house closes.
pub async fn run(app: App) {
    let mut last = Runs::new();
    let mut tick = tokio::time::interval(TICK);
    loop {
        tick.tick().await;
        forget_answers(&app, &mut last).await;
        run_due(&app, &mut last).await;
    }
}

/// Whether the time of a chore has come; then it counts as run.
fn is_due(last: &mut Runs, name: &'static str, every_minutes: u32, now: Timestamp) -> bool {
    let waited = |then: &Timestamp| now.duration_since(*then).as_secs() >= i64::from(every_minutes) * 60;
    let due = last.get(name).is_none_or(waited);
    if due {
        last.insert(name, now);
    }
    due
}

/// Keeps the ledger of answers from growing for ever.
async fn forget_answers(app: &App, last: &mut Runs) {
    const NAME: &str = "answers";
    let now = app.now();
    if is_due(last, NAME, FORGET_EVERY_MINUTES, now) {
        match app.store().forget_answers_before(now - ANSWERS_KEPT).await {
            Ok(forgotten) => tracing::info!(chore = NAME, forgotten, "chore done"),
            Err(error) => tracing::warn!(chore = NAME, %error, "chore failed"),
        }
    }
}

/// Runs each chore whose time has come.
async fn run_due(app: &App, last: &mut Runs) {
    let now = app.now();
    let zones = match identity::zone::list(app.store().reader()).await {
        Ok(zones) => zones,
        Err(error) => {
            tracing::warn!(%error, "the zones could not be read; chores wait");
            return;
        }
    };
    for chore in app.chores() {
        if !is_due(last, chore.name, chore.every_minutes, now) {
            continue;
        }
        for zone in &zones {
            match (chore.run)(app, &zone.id, now).await {
                Ok(report) if report.is_empty() => {}
                Ok(report) => tracing::info!(chore = chore.name, zone = %zone.id, report, "chore done"),
                Err(error) => tracing::warn!(chore = chore.name, zone = %zone.id, %error, "chore failed"),
            }
        }
    }
}
