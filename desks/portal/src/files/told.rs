//! What the site's files say, checked word by word.

use std::{collections::BTreeSet, path::Path};

use jiff::Timestamp;
use pages::{FilesError, zone_file};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use toml::Spanned;

use crate::model::{
    Article, ArticleRecord, Comment, Edition, FieldFlaw, Flaw, LetterRecord, Line, Manuscript, Reason, Site,
    SiteRecord, Slug, Withdrawal,
};

pub const SITE: &str = "portal/site.toml";
pub const ARTICLES: &str = "portal/articles.toml";
pub const EDITIONS: &str = "portal/editions.toml";
pub const WITHDRAWALS: &str = "portal/withdrawals.toml";
pub const MANUSCRIPTS: &str = "portal/manuscripts.toml";
pub const COMMENTS: &str = "portal/comments.toml";
pub const LETTERS: &str = "portal/letters.toml";
pub const FILES: &str = "portal/files.toml";

/// What a folder says; a file that is not there says nothing.
pub struct Told {
    pub site: Option<SiteRecord>,
    pub articles: Option<Vec<Article>>,
    pub editions: Vec<Edition>,
    pub withdrawals: Vec<WithdrawalRecord>,
    pub manuscripts: Vec<Manuscript>,
    pub comments: Vec<Comment>,
    pub letters: Vec<LetterRecord>,
    pub files: Vec<FileRecord>,
}

/// A picture or a file of an article, as the file says it; its content lies beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// Its id, and the last part of its address.
    pub id: String,
    /// Id of the article.
    pub article: String,
    /// What all versions of it share; its own id where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// Counted from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub version: i64,
    /// The name that readers save it under; its ending says what it is.
    pub name: String,
    /// Who handed it in.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

fn first() -> i64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_first(version: &i64) -> bool {
    *version == first()
}

impl FileRecord {
    fn check(&self) -> Result<(), FieldFlaw> {
        at("id", self.id.parse::<Slug>())?;
        at("article", self.article.parse::<Slug>())?;
        if !self.document.is_empty() {
            at("document", self.document.parse::<Slug>())?;
        }
        if self.version < 1 {
            return at("version", Err(Flaw::Range { min: 1, max: u16::MAX }));
        }
        at("name", self.name.parse::<Line>())?;
        at("by", self.by.parse::<Line>())?;
        Ok(())
    }
}

/// That an article was taken back, as the file says it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalRecord {
    /// Id of the article.
    pub article: String,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl WithdrawalRecord {
    pub fn of(article: String, withdrawal: Withdrawal) -> Self {
        Self { article, at: withdrawal.at, by: withdrawal.by, reason: withdrawal.reason }
    }

    pub fn withdrawal(&self) -> Withdrawal {
        Withdrawal { at: self.at, by: self.by.clone(), reason: self.reason.clone() }
    }
}

/// A file of records of one kind, each under its own heading.
macro_rules! list_file {
    ($read:ident, $written:ident, $name:literal, $record:ty) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $read {
            #[serde(default, rename = $name)]
            records: Vec<Spanned<$record>>,
        }

        #[derive(Serialize)]
        pub struct $written {
            #[serde(rename = $name)]
            pub records: Vec<$record>,
        }
    };
}
list_file!(ArticlesRead, ArticlesWritten, "article", ArticleRecord);
list_file!(EditionsRead, EditionsWritten, "edition", Edition);
list_file!(WithdrawalsRead, WithdrawalsWritten, "withdrawal", WithdrawalRecord);
list_file!(ManuscriptsRead, ManuscriptsWritten, "manuscript", Manuscript);
list_file!(CommentsRead, CommentsWritten, "comment", Comment);
list_file!(LettersRead, LettersWritten, "letter", LetterRecord);
list_file!(FilesRead, FilesWritten, "file", FileRecord);

/// Reads the folder.
pub fn read(folder: &Path) -> Result<Told, FilesError> {
    let site = match zone_file::read::<SiteRecord>(folder, SITE)? {
        None => None,
        Some((record, _)) => Some(record.check().map_err(|flaw| content(SITE, 0, &flaw))?),
    };
    let articles = match zone_file::read::<ArticlesRead>(folder, ARTICLES)? {
        None => None,
        Some((read, text)) => Some(checked(ARTICLES, &text, read.records, |record: &ArticleRecord| {
            let article = record.check()?;
            stands_in(&article, site.as_ref())?;
            Ok((article.id.to_string(), article))
        })?),
    };
    let editions = records(
        folder,
        EDITIONS,
        |read: EditionsRead| read.records,
        |edition: &Edition| {
            edition.content.check()?;
            Ok(format!("{}:{}", edition.content.id, edition.number))
        },
    )?;
    let withdrawals = records(
        folder,
        WITHDRAWALS,
        |read: WithdrawalsRead| read.records,
        |one: &WithdrawalRecord| {
            at("reason", one.reason.parse::<Reason>())?;
            at("by", one.by.parse::<Line>())?;
            Ok(one.article.clone())
        },
    )?;
    let manuscripts = records(
        folder,
        MANUSCRIPTS,
        |read: ManuscriptsRead| read.records,
        |one: &Manuscript| {
            stands_in(&one.check()?, site.as_ref())?;
            Ok(one.content.id.clone())
        },
    )?;
    let comments = records(
        folder,
        COMMENTS,
        |read: CommentsRead| read.records,
        |comment: &Comment| {
            comment.check()?;
            Ok(comment.id.clone())
        },
    )?;
    let letters = records(
        folder,
        LETTERS,
        |read: LettersRead| read.records,
        |letter: &LetterRecord| {
            letter.check()?;
            Ok(letter.id.clone())
        },
    )?;
    let files = records(
        folder,
        FILES,
        |read: FilesRead| read.records,
        |file: &FileRecord| {
            file.check()?;
            Ok(file.id.clone())
        },
    )?;
    let site = site.map(|site| site.record);
    Ok(Told { site, articles, editions, withdrawals, manuscripts, comments, letters, files })
}

/// An article stands in a column of the site, and a document under one of its topics.
fn stands_in(article: &Article, site: Option<&Site>) -> Result<(), FieldFlaw> {
    let unknown = |given: &str, known: Vec<&str>| Flaw::Unknown { given: given.to_owned(), known: known.join(", ") };
    let column = article.column.as_str();
    if site.is_none_or(|site| site.column(column).is_none()) {
        let known = site.map(|site| site.columns.iter().map(|column| column.id.as_str()).collect());
        return at("column", Err(unknown(column, known.unwrap_or_default())));
    }
    if let (Some(document), Some(site)) = (&article.document, site)
        && site.topic(document.topic.as_str()).is_none()
    {
        let known = site.topics.iter().map(|topic| topic.id.as_str()).collect();
        return at("topic", Err(unknown(document.topic.as_str(), known)));
    }
    Ok(())
}

fn at<T>(field: &'static str, value: Result<T, Flaw>) -> Result<T, FieldFlaw> {
    value.map_err(|flaw| FieldFlaw { field, flaw })
}

/// The records of a file, each checked and each once; `check` gives the name of one.
fn records<F: DeserializeOwned, R>(
    folder: &Path,
    file: &str,
    list: impl Fn(F) -> Vec<Spanned<R>>,
    check: impl Fn(&R) -> Result<String, FieldFlaw>,
) -> Result<Vec<R>, FilesError> {
    let Some((read, text)) = zone_file::read::<F>(folder, file)? else { return Ok(Vec::new()) };
    let mut names = BTreeSet::new();
    let mut all = Vec::new();
    for spanned in list(read) {
        let line = zone_file::line_of(&text, spanned.span().start);
        let record = spanned.into_inner();
        let name = check(&record).map_err(|flaw| content(file, line, &flaw))?;
        once(&mut names, name).map_err(|flaw| content(file, line, &flaw))?;
        all.push(record);
    }
    Ok(all)
}

fn checked<R, T>(
    file: &str,
    text: &str,
    read: Vec<Spanned<R>>,
    check: impl Fn(&R) -> Result<(String, T), FieldFlaw>,
) -> Result<Vec<T>, FilesError> {
    let mut names = BTreeSet::new();
    let mut all = Vec::new();
    for spanned in read {
        let line = zone_file::line_of(text, spanned.span().start);
        let (name, one) = check(spanned.get_ref()).map_err(|flaw| content(file, line, &flaw))?;
        once(&mut names, name).map_err(|flaw| content(file, line, &flaw))?;
        all.push(one);
    }
    Ok(all)
}

fn once(names: &mut BTreeSet<String>, name: String) -> Result<(), FieldFlaw> {
    if names.contains(&name) {
        return at("id", Err(Flaw::Twice(name)));
    }
    names.insert(name);
    Ok(())
}

fn content(file: &str, line: usize, flaw: &FieldFlaw) -> FilesError {
    FilesError::Content { file: file.to_owned(), line, problem: flaw.to_string() }
}
