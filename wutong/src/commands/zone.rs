use std::path::{Path, PathBuf};

use clap::Subcommand;
use identity::zone::Zone as ZoneRecord;
use pages::App;
use store::ZoneId;

use super::{Failure, progress_bar};
use crate::{house, settings::Settings};

/// Zones as plain files.
#[derive(Subcommand)]
pub enum Zone {
    /// Bring the database to what the zone's folder says; what is there already stays as it is.
    Load {
        /// The folder, with `zone.toml` in it.
        folder: PathBuf,
    },
    /// Write the zone as a folder that `load` reads back without loss: people, organisations and the records of all desks.
    ///
    /// The journal, notices, sessions and the values kept of measures are not in it: `backup` has them.
    Export {
        /// The folder; made if it is not there, and must be empty.
        folder: PathBuf,
        /// Which zone; may be left out when there is one only.
        #[arg(long)]
        zone: Option<ZoneId>,
    },
}

impl Zone {
    /// Loads or exports.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let app = house::open(&settings).await?;
        match self {
            Self::Load { folder } => load(&app, &folder).await?,
            Self::Export { folder, zone } => export(&app, &folder, zone).await?,
        }
        app.store().close().await?;
        Ok(())
    }
}

async fn load(app: &App, folder: &Path) -> Result<(), Failure> {
    let bar = progress_bar("loading");
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let zone = identity::files::load(app.store(), app.roles(), folder, app.now()).await?;
    let mut files: Vec<_> = house::desks().into_iter().filter_map(|desk| Some((desk.key, desk.files?))).collect();
    files.sort_by_key(|(_, files)| files.rests_on_facts());
    for (desk, files) in files {
        bar.set_message(desk);
        files.load(app, &zone, folder, app.now()).await?;
    }
    bar.finish_and_clear();
    say!("zone {zone} loaded from {}", folder.display());
    if let Some(record) = identity::zone::find(app.store().reader(), &zone).await? {
        print_demo(app, &record).await?;
    }
    Ok(())
}

/// The accounts of a demo zone, so that a newcomer can sign in.
pub async fn print_demo(app: &App, zone: &ZoneRecord) -> Result<(), Failure> {
    let Some(demo) = &zone.demo else { return Ok(()) };
    say!("\n{}\n", demo.note);
    for account in identity::account::list(app.store().reader(), &identity::Scope::system(zone.id.clone())).await? {
        say!("  {:24} {:28} {}", account.login, account.roles.join(", "), account.name);
    }
    say!("\n  password of all of them: {}\n", demo.password);
    Ok(())
}

async fn export(app: &App, folder: &Path, zone: Option<ZoneId>) -> Result<(), Failure> {
    let zone = only_zone(app, zone).await?;
    std::fs::create_dir_all(folder)?;
    if std::fs::read_dir(folder)?.next().is_some() {
        return Err(format!("{} is not empty; name a folder that is", folder.display()).into());
    }
    identity::files::export(app.store(), &zone, folder).await?;
    for desk in house::desks() {
        if let Some(files) = desk.files {
            files.export(app, &zone, folder).await?;
        }
    }
    say!("zone {zone} written to {}", folder.display());
    Ok(())
}

/// The zone that was named, or the only one there is.
pub async fn only_zone(app: &App, named: Option<ZoneId>) -> Result<ZoneId, Failure> {
    let zones = identity::zone::list(app.store().reader()).await?;
    let known: Vec<String> = zones.iter().map(|zone| zone.id.to_string()).collect();
    match (named, zones.as_slice()) {
        (Some(zone), _) if known.contains(&zone.to_string()) => Ok(zone),
        (Some(zone), _) => Err(format!("there is no zone {zone}; zones are: {}", known.join(", ")).into()),
        (None, [zone]) => Ok(zone.id.clone()),
        (None, []) => Err("there is no zone yet; load one with: wutong zone load FOLDER".into()),
        (None, _) => Err(format!("say which zone with --zone: {}", known.join(", ")).into()),
    }
}
