use std::path::PathBuf;

use clap::Args;

use super::{Failure, progress_bar};
use crate::{house, settings::Settings};

/// Writes a copy.
#[derive(Args)]
pub struct Backup {
    /// The file to write; it must not be there yet.
    file: PathBuf,
}

/// Brings a copy back.
#[derive(Args)]
pub struct Restore {
    /// The file that `backup` wrote.
    file: PathBuf,
    /// Delete what the database holds first.
    #[arg(long)]
    replace: bool,
}

impl Backup {
    /// Copies the database into the file.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let store = house::open_store(&settings).await?;
        let bar = progress_bar("rows");
        let files = settings.files();
        store::backup::backup(&store, house::migrations(), &files, &self.file, |rows| bar.set_position(rows)).await?;
        bar.finish_and_clear();
        say!("{} written", self.file.display());
        store.close().await?;
        Ok(())
    }
}

impl Restore {
    /// Copies the file into the database.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let app = house::open(&settings).await?;
        let bar = progress_bar("rows");
        let scripts = house::migrations();
        let (store, files) = (app.store(), app.files());
        store::backup::restore(&self.file, store, scripts, files, self.replace, |rows| bar.set_position(rows)).await?;
        bar.finish_and_clear();
        say!("{} restored", self.file.display());
        app.store().close().await?;
        Ok(())
    }
}
