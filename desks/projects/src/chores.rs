//! What the desk does by itself.

use pages::Chore;

use crate::commands;

/// How often the pool is looked through, in minutes: its terms are days.
const POOL_EVERY_MINUTES: u32 = 60;

/// How often it is looked whether something is to be said; each is said once.
const REMIND_EVERY_MINUTES: u32 = 60;

/// The chores of the desk.
pub(crate) fn chores() -> Vec<Chore> {
    vec![
        Chore {
            name: "projects.pool",
            every_minutes: POOL_EVERY_MINUTES,
            run: |app, zone, now| {
                Box::pin(async move {
                    let returned = commands::return_untouched(app.store(), zone, now).await?;
                    Ok(if returned == 0 { String::new() } else { format!("{returned} leads fell back into the pool") })
                })
            },
        },
        Chore {
            name: "projects.remind",
            every_minutes: REMIND_EVERY_MINUTES,
            run: |app, zone, now| {
                Box::pin(async move {
                    let said = commands::remind(app, zone, now).await?;
                    Ok(if said == 0 { String::new() } else { format!("{said} notices posted") })
                })
            },
        },
    ]
}
