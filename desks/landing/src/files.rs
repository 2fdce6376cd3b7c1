//! Landing's part of a zone's folder:
//!
//! ```text
//! landing/
//!   terms.toml     prices, permits, duties, and without which works nobody can build
//!   workdays.csv   holidays and swapped weekends, as far as they are published
//!   wishes.toml    what investors wish
//!   shares.toml    links under which editions are read without an account; of their secrets only the hash
//!   editions/      plans as they were handed out: 1-2.json is the second edition for wish 1
//!   portfolio.toml goals, budgets and durations that portfolio plans rest on
//!   portfolio/     portfolio plans as they were worked out, by number
//! ```
//!
//! Terms and rules are written in their files only. Wishes, editions and plans that the zone does not have are added; what is there is the
//! people's.

mod portfolio;

use std::path::Path;

use ::pages::{App, FilesError, ZoneFiles, zone_file};
use ::store::{Author, IdempotencyKey, StoreError, ZoneId};
use identity::Scope;
use jiff::Timestamp;
use land::model::{FieldFlaw, Flaw};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use workdays::Calendar;

use crate::{
    commands,
    model::{Edition, Handed, Sender, Share, TermsRecord, WishDraft, WishRecord, Words},
    store::{self as tables, Told},
};

const TERMS: &str = "landing/terms.toml";
const WISHES: &str = "landing/wishes.toml";
const WORKDAYS: &str = "landing/workdays.csv";
const EDITIONS: &str = "landing/editions";
const SHARES: &str = "landing/shares.toml";

/// Reads and writes landing's files.
pub(crate) struct LandingFiles;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wishes {
    #[serde(default)]
    wish: Vec<WishWritten>,
}

/// A wish as its file says it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WishWritten {
    number: i64,
    on: String,
    by: String,
    says: WishDraft,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<Sender>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    project: Option<Handed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shares {
    #[serde(default)]
    share: Vec<Share>,
}

impl WishWritten {
    fn of(record: &WishRecord) -> Self {
        let (on, by) = (record.on.to_string(), record.by.to_string());
        let (sender, project) = (record.sender.clone(), record.project.clone());
        Self { number: record.number, on, by, says: record.wish.draft(), sender, project }
    }

    fn check(self, words: &Words) -> Result<WishRecord, FilesError> {
        let number = self.number;
        let wrong = |flaw: FieldFlaw| content(WISHES, format!("wish {number}: {flaw}"));
        let on = FieldFlaw::at("on", self.on.parse().map_err(|_| Flaw::Day)).map_err(wrong)?;
        let by = FieldFlaw::at("by", self.by.parse()).map_err(wrong)?;
        let first = |flaws: Vec<FieldFlaw>| {
            let said: Vec<String> = flaws.iter().map(ToString::to_string).collect();
            content(WISHES, format!("wish {number}: {}", said.join("; ")))
        };
        let wish = self.says.check(words).map_err(first)?;
        Ok(WishRecord { number, wish, on, by, sender: self.sender, project: self.project, version: 1 })
    }
}

fn content(file: &str, problem: impl ToString) -> FilesError {
    FilesError::Content { file: file.to_owned(), line: 0, problem: problem.to_string() }
}

fn access(file: &str) -> impl Fn(std::io::Error) -> FilesError {
    move |source| FilesError::Access { file: file.to_owned(), source }
}

fn read(folder: &Path) -> Result<Option<Told>, FilesError> {
    let Some((terms, _)) = zone_file::read::<TermsRecord>(folder, TERMS)? else { return Ok(None) };
    let workdays = std::fs::read_to_string(folder.join(WORKDAYS)).map_err(access(WORKDAYS))?;
    let calendar = Calendar::from_csv(&workdays).map_err(|error| content(WORKDAYS, error))?;
    terms.check(calendar).map_err(|problem| content(TERMS, problem))?;
    Ok(Some(Told { terms, workdays }))
}

/// What the JSON files of a folder say, in the order of their names; `named` says which name one must bear.
fn read_below<T: DeserializeOwned>(
    folder: &Path,
    below: &str,
    named: impl Fn(&T) -> String,
) -> Result<Vec<T>, FilesError> {
    let place = folder.join(below);
    if !place.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(&place).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<_> = entries.map_err(access(below))?.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = format!("{below}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let text = std::fs::read_to_string(path).map_err(access(&name))?;
        let told: T = serde_json::from_str(&text).map_err(|error| FilesError::Content {
            file: name.clone(),
            line: error.line(),
            problem: error.to_string(),
        })?;
        let right = format!("{}.json", named(&told));
        if name == format!("{below}/{right}") {
            Ok(told)
        } else {
            Err(content(&name, format!("must be named {right}")))
        }
    };
    paths.iter().map(read).collect()
}

fn edition_name(edition: &Edition) -> String {
    format!("{}-{}", edition.wish, edition.number)
}

fn write_editions(folder: &Path, editions: &[Edition]) -> Result<(), FilesError> {
    if !editions.is_empty() {
        std::fs::create_dir_all(folder.join(EDITIONS)).map_err(access(EDITIONS))?;
    }
    editions.iter().try_for_each(|edition| {
        let name = format!("{EDITIONS}/{}.json", edition_name(edition));
        let text = serde_json::to_string_pretty(edition).map_err(StoreError::from)?;
        std::fs::write(folder.join(&name), text + "\n").map_err(access(&name))
    })
}

#[async_trait::async_trait]
impl ZoneFiles for LandingFiles {
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let terms = read(folder)?;
        if let Some(told) = &terms {
            let rules = land::store::rules(app.store().reader(), zone).await?;
            if let Some(key) = told.terms.unmeasured_indicator(&rules) {
                let problem =
                    format!("promise {key}: the rules for land have no such indicator measured_in \"cny/mu\"");
                return Err(content(TERMS, problem));
            }
        }
        let wishes = zone_file::read::<Wishes>(folder, WISHES)?.map_or_else(Vec::new, |(told, _)| told.wish);
        let editions = read_below(folder, EDITIONS, edition_name)?;
        let portfolio = portfolio::read(folder)?;
        let shares = zone_file::read::<Shares>(folder, SHARES)?.map_or_else(Vec::new, |(told, _)| told.share);
        let author = Author::system(zone.clone(), "command-line", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "landing.load_files", move |change| {
                Box::pin(async move {
                    if let Some(terms) = &terms {
                        commands::put_terms(change, terms).await?;
                    }
                    let words = tables::words(change.connection(), change.zone()).await?;
                    let wishes = wishes.into_iter().map(|wish| wish.check(&words)).collect::<Result<Vec<_>, _>>()?;
                    commands::add_records(change, wishes).await?;
                    commands::add_editions(change, editions).await?;
                    commands::add_shares(change, shares).await?;
                    if let Some(rules) = &portfolio.rules {
                        commands::put_portfolio_rules(change, rules).await?;
                    }
                    Ok(commands::add_runs(change, portfolio.runs).await?)
                })
            })
            .await;
        match outcome {
            Ok(()) | Err(FilesError::Store(StoreError::NoTrace)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
        let (reader, scope) = (app.store().reader(), Scope::system(zone.clone()));
        write_editions(folder, &tables::editions(reader, &scope).await?)?;
        portfolio::export(reader, zone, folder).await?;
        let share = tables::shares(reader, &scope, None).await?;
        if !share.is_empty() {
            zone_file::write(folder, SHARES, &Shares { share })?;
        }
        let mut wishes = tables::wishes(reader, &scope).await?;
        wishes.reverse();
        if !wishes.is_empty() {
            zone_file::write(folder, WISHES, &Wishes { wish: wishes.iter().map(WishWritten::of).collect() })?;
        }
        let Some(told) = tables::told(reader, zone).await? else { return Ok(()) };
        zone_file::write(folder, TERMS, &told.terms)?;
        std::fs::write(folder.join(WORKDAYS), told.workdays).map_err(access(WORKDAYS))
    }
}
