//! The site's part of a zone's folder:
//!
//! ```text
//! portal/
//!   site.toml       names, sponsor, contacts, filing numbers, columns
//!   articles.toml   the site's own articles
//!   letters.toml    letters to the editor, only where there are any
//! ```
//!
//! Site and articles are written in files only, so the database is brought to what they say, and an article that the
//! file has no more is taken out. Letters come from people: those that are missing are added, none is changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::ErrorKind,
    path::Path,
};

use identity::Scope;
use jiff::Timestamp;
use pages::{App, FilesError, ZoneFiles};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Author, Change, Entry, IdempotencyKey, StoreError, Subject, ZoneId};
use toml::Spanned;

use crate::{
    commands,
    model::{Article, ArticleRecord, FieldFlaw, Flaw, LetterRecord, Site, SiteRecord},
    store as tables,
};

const SITE: &str = "portal/site.toml";
const ARTICLES: &str = "portal/articles.toml";
const LETTERS: &str = "portal/letters.toml";

/// Reads and writes the site's files.
pub struct PortalFiles;

/// What a folder says; a file that is not there says nothing.
struct Told {
    site: Option<SiteRecord>,
    articles: Option<Vec<Article>>,
    letters: Vec<LetterRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticlesRead {
    #[serde(default, rename = "article")]
    articles: Vec<Spanned<ArticleRecord>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LettersRead {
    #[serde(default, rename = "letter")]
    letters: Vec<Spanned<LetterRecord>>,
}

#[derive(Serialize)]
struct ArticlesWritten {
    article: Vec<ArticleRecord>,
}

#[derive(Serialize)]
struct LettersWritten {
    letter: Vec<LetterRecord>,
}

#[async_trait::async_trait]
impl ZoneFiles for PortalFiles {
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let told = read(folder)?;
        let author = Author::system(zone.clone(), "command-line", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "portal.load_files", move |change| {
                Box::pin(async move { write(change, told).await })
            })
            .await;
        match outcome {
            Ok(()) | Err(StoreError::NoTrace) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
        let (reader, scope) = (app.store().reader(), Scope::system(zone.clone()));
        if let Some(site) = tables::site(reader, &scope).await? {
            put(folder, SITE, &site.record)?;
        }
        let article = tables::all_articles(reader, &scope).await?;
        if !article.is_empty() {
            put(folder, ARTICLES, &ArticlesWritten { article })?;
        }
        let letter = tables::all_letters(reader, &scope).await?;
        if !letter.is_empty() {
            put(folder, LETTERS, &LettersWritten { letter })?;
        }
        Ok(())
    }
}

fn read(folder: &Path) -> Result<Told, FilesError> {
    let site = match parsed::<SiteRecord>(folder, SITE)? {
        None => None,
        Some((record, _)) => Some(record.check().map_err(|flaw| content(SITE, 0, &flaw))?),
    };
    let articles = parsed::<ArticlesRead>(folder, ARTICLES)?
        .map(|(read, text)| checked_articles(read, &text, site.as_ref()))
        .transpose()?;
    let letters = match parsed::<LettersRead>(folder, LETTERS)? {
        None => Vec::new(),
        Some((read, text)) => checked_letters(read, &text)?,
    };
    Ok(Told { site: site.map(|site| site.record), articles, letters })
}

fn checked_articles(read: ArticlesRead, text: &str, site: Option<&Site>) -> Result<Vec<Article>, FilesError> {
    let mut ids = BTreeSet::new();
    let mut articles = Vec::new();
    for spanned in read.articles {
        let line = line_of(text, spanned.span().start);
        let article = spanned.into_inner().check().map_err(|flaw| content(ARTICLES, line, &flaw))?;
        let column = article.column.as_str();
        if site.is_none_or(|site| site.column(column).is_none()) {
            let known = site.map(|site| site.columns.iter().map(|column| column.id.to_string()).collect::<Vec<_>>());
            let flaw = Flaw::Unknown { given: column.to_owned(), known: known.unwrap_or_default().join(", ") };
            return Err(content(ARTICLES, line, &FieldFlaw { field: "column", flaw }));
        }
        if !ids.insert(article.id.clone()) {
            let flaw = Flaw::Twice(article.id.to_string());
            return Err(content(ARTICLES, line, &FieldFlaw { field: "id", flaw }));
        }
        articles.push(article);
    }
    Ok(articles)
}

fn checked_letters(read: LettersRead, text: &str) -> Result<Vec<LetterRecord>, FilesError> {
    let mut ids = BTreeSet::new();
    let mut letters = Vec::new();
    for spanned in read.letters {
        let line = line_of(text, spanned.span().start);
        let letter = spanned.into_inner();
        letter.check().map_err(|flaw| content(LETTERS, line, &flaw))?;
        if !ids.insert(letter.id.clone()) {
            let flaw = Flaw::Twice(letter.id);
            return Err(content(LETTERS, line, &FieldFlaw { field: "id", flaw }));
        }
        letters.push(letter);
    }
    Ok(letters)
}

/// A file of the folder with its text; `None` where it is not there.
fn parsed<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<Option<(T, String)>, FilesError> {
    let text = match fs::read_to_string(folder.join(name)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(FilesError::Access { file: name.to_owned(), source }),
    };
    match toml::from_str(&text) {
        Ok(value) => Ok(Some((value, text))),
        Err(error) => Err(FilesError::Content {
            file: name.to_owned(),
            line: error.span().map_or(0, |span| line_of(&text, span.start)),
            problem: error.message().to_owned(),
        }),
    }
}

fn content(file: &str, line: usize, flaw: &FieldFlaw) -> FilesError {
    FilesError::Content { file: file.to_owned(), line, problem: flaw.to_string() }
}

/// The line, from 1, in which a byte stands.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&byte| byte == b'\n').count() + 1
}

fn put(folder: &Path, name: &str, value: &impl Serialize) -> Result<(), FilesError> {
    let access = |source| FilesError::Access { file: name.to_owned(), source };
    let mut text = toml::to_string_pretty(value).map_err(|error| access(std::io::Error::other(error)))?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(access)?;
    }
    fs::write(path, text).map_err(access)
}

async fn write(change: &mut Change, told: Told) -> Result<(), StoreError> {
    if let Some(site) = &told.site {
        commands::put_site(change, site).await?;
    }
    let scope = Scope::system(change.zone().clone());
    if let Some(articles) = told.articles {
        write_articles(change, &scope, articles).await?;
    }
    for letter in told.letters {
        if tables::letter(change.connection(), &scope, &letter.id).await?.is_none() {
            let subject = Subject::new("letter", letter.id.as_str());
            change.record(Entry::new("letter.restored", subject));
            tables::keep_letter(change, letter).await?;
        }
    }
    Ok(())
}

async fn write_articles(change: &mut Change, scope: &Scope, articles: Vec<Article>) -> Result<(), StoreError> {
    let mut known: BTreeMap<String, ArticleRecord> = tables::all_articles(change.connection(), scope)
        .await?
        .into_iter()
        .map(|record| (record.id.clone(), record))
        .collect();
    for article in articles {
        let before = known.remove(article.id.as_str());
        let same = before.as_ref().is_some_and(|before| before.check().as_ref() == Ok(&article));
        if same {
            continue;
        }
        tables::put_article(change, &article).await?;
        let entry = Entry::new("article.written", Subject::new("article", article.id.as_str()));
        let entry = match &before {
            Some(before) => entry.before(before)?,
            None => entry,
        };
        change.record(entry.after(&tables::record_of_article(&article))?);
    }
    for (id, before) in known {
        tables::delete_article(change, &id).await?;
        change.record(Entry::new("article.removed", Subject::new("article", id)).before(&before)?);
    }
    Ok(())
}
