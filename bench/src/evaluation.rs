//! The evaluation of the zone's measures, in this process: read the sums behind the facts, compile, compute.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use facts::{FactSource, Registry, measures};
use jiff::{ToSpan, civil::date};
use store::Store;

use crate::Failure;

/// Days looked at: each is computed anew, the middle one counts.
const DAYS: i64 = 9;

/// How many measures there are, and how long all of them take as of one day.
pub async fn evaluate(url: &str) -> Result<(usize, Duration), Failure> {
    let store = Store::open(url).await?;
    let desks = [policy::desk(), projects::desk(), land::desk()];
    let sources: Vec<Arc<dyn FactSource>> = desks.into_iter().filter_map(|desk| desk.facts).collect();
    let registry = Registry::new(sources);
    let zone = "qinshui".parse()?;
    let (mut count, mut took) = (0, Vec::new());
    for days in 0..DAYS {
        let day = date(2020, 8, 20).checked_sub(days.days())?;
        let begun = Instant::now();
        count = measures::assess(&registry, store.reader(), &zone, day).await?.len();
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    Ok((count, took[took.len() / 2]))
}
