use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use identity::{Order, Scope};
use portal::{
    commands::Imported,
    import::{Beside, SavedPage, Taken, is_picture, receive, take},
};
use serde_json::json;
use store::{IdempotencyKey, ZoneId};

use super::{Failure, zone::only_zone};
use crate::{house, settings::Settings};

/// The public site.
#[derive(Subcommand)]
pub enum Portal {
    /// Take over a folder of saved pages (HTML, text, Markdown, DOCX; any encoding) as articles of the site.
    ///
    /// Pages whose title, text, day and column are understood stand on the site as they stood on the other one; all
    /// others become manuscripts. A page's column is what its head says (ColumnName), or a folder named like a column.
    /// Pictures whose files lie in the folder are kept with the words in their place; what has none becomes a manuscript.
    /// What is there already stays as it is.
    Import(Import),
}

/// What to take over.
#[derive(Args)]
pub struct Import {
    /// The folder.
    folder: PathBuf,
    /// Column of those pages that name none; without it, the first of the site.
    #[arg(long)]
    column: Option<String>,
    /// Show what would be taken over; write nothing.
    #[arg(long)]
    preview: bool,
    /// Keep all as manuscripts, which editors look through and publish.
    #[arg(long)]
    manuscripts: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Which zone; may be left out when there is one only.
    #[arg(long)]
    zone: Option<ZoneId>,
}

/// A page of which nothing was understood, and why.
type Refused = (String, String);

impl Portal {
    /// Takes the folder over and says what was not understood.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let Self::Import(import) = self;
        let app = house::open(&settings).await?;
        let zone = only_zone(&app, import.zone).await?;
        let scope = Scope::system(zone);
        let site = portal::store::site(app.store().reader(), &scope).await?;
        let site = site.ok_or("the zone has no portal/site.toml yet, so there are no columns to import into")?;
        let first = site.columns.first().ok_or("the site has no columns; add one to portal/site.toml")?.id.to_string();
        let column = import.column.unwrap_or(first);
        if site.column(&column).is_none() {
            let known: Vec<_> = site.columns.iter().map(|column| column.id.as_str()).collect();
            return Err(format!("there is no column {column:?}; columns are: {}", known.join(", ")).into());
        }
        let (mut taken, mut refused) = (Vec::new(), Vec::<Refused>::new());
        let files = files_below(&import.folder)?;
        let beside = Beside::of(files.iter().map(|path| path_below(&import.folder, path)));
        let content = |path: &str| fs::read(import.folder.join(path)).ok();
        for path in files.iter().filter(|path| is_page(path)) {
            let page = saved(&import.folder, path)?;
            match take(&page, &site, &column, &beside) {
                Ok(one) if import.preview => taken.push(one),
                Ok(one) => taken.push(receive(app.files(), scope.zone(), app.now(), one, content).await),
                Err(error) => refused.push((page.path, error.to_string())),
            }
        }
        let notes: Vec<_> = taken.iter().filter(|one| !one.notes.is_empty()).cloned().collect();
        let done = if import.preview {
            preview(taken)
        } else {
            let order = Order { scope: &scope, at: app.now(), key: IdempotencyKey::random() };
            portal::commands::import(app.store(), order, taken, !import.manuscripts).await?
        };
        if import.json {
            say_json(&done, &notes, &refused)?;
        } else {
            report(&done, &notes, &refused)?;
        }
        app.store().close().await?;
        Ok(())
    }
}

/// Every file below a folder, in order.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(|error| format!("{}: {error}", next.display()))? {
            let entry = entry?;
            // A link may lead out of the folder, or around in a circle.
            match entry.file_type()? {
                kind if kind.is_dir() => waiting.push(entry.path()),
                kind if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

fn saved(folder: &Path, path: &Path) -> Result<SavedPage, Failure> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(SavedPage { path: path_below(folder, path), bytes })
}

/// A path below the folder, with `/` between its parts.
fn path_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// Whether a file may be a page: browsers keep pictures, styles and scripts beside those that they save.
fn is_page(path: &Path) -> bool {
    const BESIDE: [&str; 9] = ["css", "js", "ico", "svg", "bmp", "woff", "woff2", "ttf", "json"];
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    !is_picture(&path.to_string_lossy()) && !BESIDE.contains(&ending.as_str())
}

fn preview(taken: Vec<Taken>) -> Imported {
    let mut imported = Imported::default();
    for one in taken {
        let list = if one.is_whole() { &mut imported.published } else { &mut imported.manuscripts };
        list.push(one.path);
    }
    imported
}

fn report(done: &Imported, notes: &[Taken], refused: &[Refused]) -> Result<(), Failure> {
    say!(
        "{} on the site, {} kept as manuscripts, {} known already, {} not understood",
        done.published.len(),
        done.manuscripts.len(),
        done.known.len(),
        refused.len()
    );
    for (path, why) in refused {
        say!("{path}: not understood: {why}");
    }
    for one in notes {
        let words: Vec<_> = one.notes.iter().map(ToString::to_string).collect();
        say!("{}: {}", one.path, words.join("; "));
    }
    Ok(())
}

fn say_json(done: &Imported, notes: &[Taken], refused: &[Refused]) -> Result<(), Failure> {
    let words = |one: &Taken| one.notes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let report = json!({
        "published": done.published,
        "manuscripts": done.manuscripts,
        "known": done.known,
        "not_understood": refused.iter().map(|(path, why)| json!({ "path": path, "why": why })).collect::<Vec<_>>(),
        "notes": notes.iter().map(|one| json!({ "path": one.path, "notes": words(one) })).collect::<Vec<_>>(),
    });
    say!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
