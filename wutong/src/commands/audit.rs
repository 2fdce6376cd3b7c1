use std::{collections::BTreeSet, process::ExitCode};

use clap::Subcommand;
use store::{ZoneId, journal};

use super::{Failure, progress_bar};
use crate::{house, settings::Settings};

/// Exit code for a broken chain, apart from every other failure.
const BROKEN: u8 = 3;

/// What can be checked.
#[derive(Subcommand)]
pub enum Audit {
    /// Recompute the whole chain of hashes and name the first entry that does not fit.
    Verify {
        /// Only this zone.
        #[arg(long)]
        zone: Option<ZoneId>,
        /// The head noted earlier (`SEQUENCE:HASH`): shows whether the end was cut off.
        #[arg(long, value_name = "HEAD", requires = "zone")]
        head: Option<String>,
    },
}

impl Audit {
    /// Walks the chains.
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let Self::Verify { zone, head } = self;
        let store = house::open_store(&settings).await?;
        let known = zones(&store).await?;
        let zones = match zone {
            Some(zone) if !known.contains(&zone) => {
                return Err(format!("there is no zone {zone}; there is: {}", listed(&known)).into());
            }
            Some(zone) => BTreeSet::from([zone]),
            None => known,
        };
        let mut broken = false;
        for zone in zones {
            broken |= !verify(&store, &zone, head.as_deref()).await?;
        }
        Ok(if broken { ExitCode::from(BROKEN) } else { ExitCode::SUCCESS })
    }
}

/// The zones that have a journal, and those that should have one: whoever takes a whole journal away is found out.
async fn zones(store: &store::Store) -> Result<BTreeSet<ZoneId>, Failure> {
    let mut zones: BTreeSet<ZoneId> = journal::zones(store.reader()).await?.into_iter().collect();
    zones.extend(identity::zone::list(store.reader()).await?.into_iter().map(|zone| zone.id));
    Ok(zones)
}

fn listed(zones: &BTreeSet<ZoneId>) -> String {
    zones.iter().map(ZoneId::as_str).collect::<Vec<_>>().join(", ")
}

/// Whether the zone's chain fits, and holds the head noted earlier.
async fn verify(store: &store::Store, zone: &ZoneId, noted: Option<&str>) -> Result<bool, Failure> {
    let bar = progress_bar("entries");
    let verdict = journal::verify(store.reader(), zone, |done| bar.set_position(done.unsigned_abs())).await?;
    bar.finish_and_clear();
    match verdict {
        journal::Verdict::Broken(broken) => {
            say!("{broken}");
            Ok(false)
        }
        journal::Verdict::Whole(head) if head.sequence == 0 => {
            say!("journal of zone {zone}: it is empty, although the zone is there; all of it was taken away");
            Ok(false)
        }
        journal::Verdict::Whole(head) => {
            say!("zone {zone}: {} entries fit; head {}:{}", head.sequence, head.sequence, head.hash);
            match noted {
                Some(noted) => holds(store, zone, noted).await,
                None => Ok(true),
            }
        }
    }
}

/// Whether the entry noted earlier is still there with its hash.
async fn holds(store: &store::Store, zone: &ZoneId, noted: &str) -> Result<bool, Failure> {
    let (sequence, hash) = noted.split_once(':').ok_or("--head is written SEQUENCE:HASH, as audit verify prints it")?;
    let sequence: i64 = sequence.parse().map_err(|_| "--head begins with a number")?;
    let found = journal::hash_at(store.reader(), zone, sequence).await?;
    let same = found.as_deref() == Some(hash);
    if !same {
        say!(
            "journal of zone {zone}: entry {sequence} is not the one that was noted; the end was cut off or rewritten"
        );
    }
    Ok(same)
}
