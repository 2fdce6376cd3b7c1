//! Lets the scheduler look whether something is due, as long as the house is open.

use pages::{
    App,
    scheduler::{Scheduler, TICK},
};

/// Runs until the house closes.
pub async fn run(app: App) {
    let mut scheduler = Scheduler::new(app);
    let mut tick = tokio::time::interval(TICK);
    loop {
        tick.tick().await;
        scheduler.tick().await;
    }
}
