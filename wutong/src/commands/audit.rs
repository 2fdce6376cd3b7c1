use std::process::ExitCode;

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
        let zones = match zone {
            Some(zone) => vec![zone],
            None => journal::zones(store.reader()).await?,
        };
        let mut broken = false;
        for zone in zones {
            broken |= !verify(&store, &zone, head.as_deref()).await?;
        }
        Ok(if broken { ExitCode::from(BROKEN) } else { ExitCode::SUCCESS })
    }
}

/// Whether the zone's chain fits, and holds the head noted earlier.
async fn verify(store: &store::Store, zone: &ZoneId, noted: Option<&str>) -> Result<bool, Failure> {
    let bar = progress_bar("entries");
    let verdict = journal::verify(store.reader(), zone, |done| bar.set_position(done.unsigned_abs())).await?;
    bar.finish_and_clear();
    match verdict {
        journal::Verdict::Broken(broken) => {
            println!("{broken}");
            Ok(false)
        }
        journal::Verdict::Whole(head) => {
            println!("zone {zone}: {} entries fit; head {}:{}", head.sequence, head.sequence, head.hash);
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
        println!(
            "journal of zone {zone}: entry {sequence} is not the one that was noted; the end was cut off or rewritten"
        );
    }
    Ok(same)
}
