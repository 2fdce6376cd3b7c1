//! Does the desks' chores at their times, for every zone, and keeps a log of each run.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use pages::App;

/// How often the scheduler looks whether something is due.
const TICK: Duration = Duration::from_secs(30);

/// Runs until the house closes.
pub async fn run(app: App) {
    let mut last: HashMap<&'static str, Timestamp> = HashMap::new();
    let mut tick = tokio::time::interval(TICK);
    loop {
        tick.tick().await;
        run_due(&app, &mut last).await;
    }
}

/// Runs each chore whose time has come.
async fn run_due(app: &App, last: &mut HashMap<&'static str, Timestamp>) {
    let now = app.now();
    let zones = match identity::zone::list(app.store().reader()).await {
        Ok(zones) => zones,
        Err(error) => {
            tracing::warn!(%error, "the zones could not be read; chores wait");
            return;
        }
    };
    for chore in app.chores() {
        let is_due = last
            .get(chore.name)
            .is_none_or(|then| now.duration_since(*then).as_secs() >= i64::from(chore.every_minutes) * 60);
        if !is_due {
            continue;
        }
        last.insert(chore.name, now);
        for zone in &zones {
            match (chore.run)(app, &zone.id, now).await {
                Ok(report) => tracing::info!(chore = chore.name, zone = %zone.id, report, "chore done"),
                Err(error) => tracing::warn!(chore = chore.name, zone = %zone.id, %error, "chore failed"),
            }
        }
    }
}
