use clap::{Args, Subcommand};
use store::ZoneId;

use super::Failure;
use crate::{house, settings::Settings};

/// Full-text search.
#[derive(Subcommand)]
pub enum Search {
    /// Make the indexes anew. Stop the house before: it keeps its indexes to itself, and makes them anew by itself where
    /// they do not fit the journal.
    Rebuild(Rebuild),
}

/// Which ones.
#[derive(Args)]
pub struct Rebuild {
    /// Which zone [default: all].
    #[arg(long)]
    zone: Option<ZoneId>,
}

impl Search {
    /// Makes the indexes anew.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let Self::Rebuild(Rebuild { zone }) = self;
        let app = house::open(&settings).await?;
        let mut zones = identity::zone::list(app.store().reader()).await?;
        zones.retain(|known| zone.as_ref().is_none_or(|zone| known.id == *zone));
        if let (Some(zone), []) = (&zone, zones.as_slice()) {
            return Err(format!("there is no zone {zone}").into());
        }
        for zone in zones {
            pages::finding::rebuild(&app, &zone.id).await?;
            say!("the index of zone {} is new", zone.id);
        }
        app.store().close().await?;
        Ok(())
    }
}
