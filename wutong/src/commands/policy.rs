use std::path::PathBuf;

use clap::{Args, Subcommand};
use identity::{Order, Scope};
use policy::model::Draft;
use store::{IdempotencyKey, ZoneId};

use super::{Failure, zone::only_zone};
use crate::{house, settings::Settings};

/// Policy articles.
#[derive(Subcommand)]
pub enum Policy {
    /// Read an article from plain text, Markdown, HTML or DOCX, and keep it as a document of the zone.
    Import(Import),
}

/// What to read.
#[derive(Args)]
pub struct Import {
    /// The file.
    file: PathBuf,
    /// Show what would be imported; write nothing, need no database.
    #[arg(long)]
    preview: bool,
    /// Print as JSON.
    #[arg(long)]
    json: bool,
    /// Id of the document, the last part of its address; needed unless previewing.
    #[arg(long, required_unless_present = "preview")]
    document: Option<String>,
    /// Which zone; may be left out when there is one only.
    #[arg(long)]
    zone: Option<ZoneId>,
}

impl Policy {
    /// Previews or imports.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let Self::Import(import) = self;
        let bytes = std::fs::read(&import.file).map_err(|error| format!("{}: {error}", import.file.display()))?;
        let name = import.file.file_name().and_then(|name| name.to_str());
        let article = policy::article::read(&bytes, name)?;
        if import.json {
            say!("{}", serde_json::to_string_pretty(&article)?);
        } else {
            say!("{}", policy::article::outline(&article));
        }
        if article.looks_cut_off() {
            eprintln!("{}: the text breaks off in its last sentence; is the file whole?", import.file.display());
        }
        if let (false, Some(document)) = (import.preview, import.document) {
            let app = house::open(&settings).await?;
            let zone = only_zone(&app, import.zone).await?;
            let text = Draft::of_article(&article).check()?;
            let scope = Scope::system(zone);
            let order = Order { scope: &scope, at: app.now(), key: IdempotencyKey::random() };
            let summary = policy::commands::import(app.store(), order, document.parse()?, text, None).await?;
            say!("{summary}");
            app.store().close().await?;
        }
        Ok(())
    }
}
