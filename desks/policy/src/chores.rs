//! What the desk does by itself.

use facts::measures::{TREND_MONTHS, keep_days, missing_days, month_ends};
use pages::{App, Chore, ChoreError};
use store::ZoneId;

use crate::model::day_in_china;

/// How far back values are worked out when a measure is new: three years of ends of months, as the charts show.
const BACK_MONTHS: u8 = 36;
const _: () = assert!(BACK_MONTHS >= TREND_MONTHS);

/// Keeps what was not kept yet of yesterday and of the ends of the last months.
pub const KEEP_MEASURES: Chore = Chore {
    name: "policy.keep-measures",
    every_minutes: 10,
    run: |app, zone, now| Box::pin(async move { keep(app, zone, now).await }),
};

async fn keep(app: &App, zone: &ZoneId, now: jiff::Timestamp) -> Result<String, ChoreError> {
    let today = day_in_china(now);
    let mut days = month_ends(today, BACK_MONTHS);
    // A day is kept once it is over.
    days.extend(today.yesterday().ok().filter(|yesterday| days.last() != Some(yesterday)));
    let missing = missing_days(app.store().reader(), zone, &days).await?;
    let kept = keep_days(app.facts(), app.store(), zone, &missing, now).await?;
    Ok(format!("{} values of {} days kept", kept.values, kept.days))
}
