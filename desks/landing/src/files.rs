//! Landing's part of a zone's folder:
//!
//! ```text
//! landing/
//!   terms.toml     prices, permits, duties, and without which works nobody can build
//!   workdays.csv   holidays and swapped weekends, as far as they are published
//!   wishes.toml    what investors wish
//! ```
//!
//! Terms are written in their files only. Wishes that the zone does not have are added; what is there is the people's.

use std::path::Path;

use ::pages::{App, FilesError, ZoneFiles, zone_file};
use ::store::{Author, IdempotencyKey, StoreError, ZoneId};
use identity::Scope;
use jiff::Timestamp;
use land::model::{FieldFlaw, Flaw, Vocabulary};
use serde::{Deserialize, Serialize};
use workdays::Calendar;

use crate::{
    commands,
    model::{TermsRecord, WishDraft, WishRecord},
    store::{self as tables, Told},
};

const TERMS: &str = "landing/terms.toml";
const WISHES: &str = "landing/wishes.toml";
const WORKDAYS: &str = "landing/workdays.csv";

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
}

impl WishWritten {
    fn of(record: &WishRecord) -> Self {
        let (on, by) = (record.on.to_string(), record.by.to_string());
        Self { number: record.number, on, by, says: record.wish.draft() }
    }

    fn check(self, words: &Vocabulary) -> Result<WishRecord, FilesError> {
        let number = self.number;
        let wrong = |flaw: FieldFlaw| content(WISHES, format!("wish {number}: {flaw}"));
        let on = FieldFlaw::at("on", self.on.parse().map_err(|_| Flaw::Day)).map_err(wrong)?;
        let by = FieldFlaw::at("by", self.by.parse()).map_err(wrong)?;
        let first = |flaws: Vec<FieldFlaw>| {
            let said: Vec<String> = flaws.iter().map(ToString::to_string).collect();
            content(WISHES, format!("wish {number}: {}", said.join("; ")))
        };
        Ok(WishRecord { number, wish: self.says.check(words).map_err(first)?, on, by, version: 1 })
    }
}

fn content(file: &str, problem: impl ToString) -> FilesError {
    FilesError::Content { file: file.to_owned(), line: 0, problem: problem.to_string() }
}

fn access(source: std::io::Error) -> FilesError {
    FilesError::Access { file: WORKDAYS.to_owned(), source }
}

fn read(folder: &Path) -> Result<Option<Told>, FilesError> {
    let Some((terms, _)) = zone_file::read::<TermsRecord>(folder, TERMS)? else { return Ok(None) };
    let workdays = std::fs::read_to_string(folder.join(WORKDAYS)).map_err(access)?;
    let calendar = Calendar::from_csv(&workdays).map_err(|error| content(WORKDAYS, error))?;
    terms.check(calendar).map_err(|problem| content(TERMS, problem))?;
    Ok(Some(Told { terms, workdays }))
}

#[async_trait::async_trait]
impl ZoneFiles for LandingFiles {
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let terms = read(folder)?;
        let wishes = zone_file::read::<Wishes>(folder, WISHES)?.map_or_else(Vec::new, |(told, _)| told.wish);
        let author = Author::system(zone.clone(), "command-line", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "landing.load_files", move |change| {
                Box::pin(async move {
                    if let Some(terms) = &terms {
                        commands::put_terms(change, terms).await?;
                    }
                    let words = land::store::vocabulary(change.connection(), change.zone()).await?.unwrap_or_default();
                    let wishes = wishes.into_iter().map(|wish| wish.check(&words)).collect::<Result<Vec<_>, _>>()?;
                    Ok(commands::add_records(change, &words, wishes).await?)
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
        let words = land::store::vocabulary(reader, zone).await?.unwrap_or_default();
        let mut wishes = tables::wishes(reader, &scope, &words).await?;
        wishes.reverse();
        if !wishes.is_empty() {
            zone_file::write(folder, WISHES, &Wishes { wish: wishes.iter().map(WishWritten::of).collect() })?;
        }
        let Some(told) = tables::told(reader, zone).await? else { return Ok(()) };
        zone_file::write(folder, TERMS, &told.terms)?;
        std::fs::write(folder.join(WORKDAYS), told.workdays).map_err(access)
    }
}
