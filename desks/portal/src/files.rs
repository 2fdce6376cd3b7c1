//! The site's part of a zone's folder:
//!
//! ```text
//! portal/
//!   site.toml         names, sponsor, contacts, filing numbers, columns, topics
//!   articles.toml     the site's own articles as the public reads them
//!   editions.toml     what people have published, edition by edition
//!   withdrawals.toml  articles that were taken back
//!   manuscripts.toml  what is being written
//!   comments.toml     what people said about articles
//!   letters.toml      letters to the editor
//!   files.toml        which pictures and files belong to which article
//!   files/            their contents, each named by its id
//! ```
//!
//! The site is written in its file only. Articles come from the file as long as nobody has published an edition of them
//! in the house: those are brought to what the file says, and taken out where it has them no more. An article that
//! people have published is theirs: a file that knows fewer of its editions changes nothing in it. What people wrote and
//! is missing is added; none is changed or taken away. An answer that waited for a mail server elsewhere is not sent by the
//! house that reads it: it stands in the editor's work.

mod contents;
mod told;

use std::{collections::BTreeMap, path::Path};

use identity::Scope;
use jiff::Timestamp;
use pages::{App, FilesError, ZoneFiles, zone_file};
use serde::Serialize;
use store::{Author, Change, Entry, IdempotencyKey, StoreError, Subject, ZoneId};
use told::{
    ARTICLES, ArticlesWritten, COMMENTS, CommentsWritten, EDITIONS, EditionsWritten, FILES, FilesWritten, LETTERS,
    LettersWritten, MANUSCRIPTS, ManuscriptsWritten, SITE, Told, WITHDRAWALS, WithdrawalRecord, WithdrawalsWritten,
};

use crate::{
    commands,
    model::{Article, ArticleRecord, Edition},
    store as tables,
};

/// Reads and writes the site's files.
pub struct PortalFiles;

#[async_trait::async_trait]
impl ZoneFiles for PortalFiles {
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let told = told::read(folder)?;
        let listed: Vec<_> = told.files.iter().map(contents::listed).collect();
        let place = (folder, contents::FOLDER);
        let contents = pages::documents::folder::receive(app, (zone, now), place, &listed).await?;
        let author = Author::system(zone.clone(), "command-line", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "portal.load_files", move |change| {
                Box::pin(async move {
                    write(change, told).await?;
                    for (restored, received) in contents {
                        attachments::restore(change, &restored, received).await?;
                    }
                    Ok(())
                })
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
            zone_file::write(folder, SITE, &site.record)?;
        }
        let mut withdrawals = Vec::new();
        let mut articles = Vec::new();
        for (record, withdrawn) in tables::all_articles(reader, &scope).await? {
            withdrawals.extend(withdrawn.map(|withdrawn| WithdrawalRecord::of(record.id.clone(), withdrawn)));
            articles.push(record);
        }
        put_list(folder, ARTICLES, articles.is_empty(), &ArticlesWritten { records: articles })?;
        put_list(folder, WITHDRAWALS, withdrawals.is_empty(), &WithdrawalsWritten { records: withdrawals })?;
        let editions: Vec<Edition> = tables::all_editions(reader, &scope).await?.into_values().flatten().collect();
        put_list(folder, EDITIONS, editions.is_empty(), &EditionsWritten { records: editions })?;
        let manuscripts = tables::all_manuscripts(reader, &scope).await?;
        put_list(folder, MANUSCRIPTS, manuscripts.is_empty(), &ManuscriptsWritten { records: manuscripts })?;
        let comments = tables::all_comments(reader, &scope).await?;
        put_list(folder, COMMENTS, comments.is_empty(), &CommentsWritten { records: comments })?;
        let place = (folder, contents::FOLDER);
        let files = pages::documents::folder::export(app, zone, place, commands::SUBJECT).await?;
        let records: Vec<_> = files.into_iter().map(contents::told).collect();
        put_list(folder, FILES, records.is_empty(), &FilesWritten { records })?;
        let letters = tables::all_letters(reader, &scope).await?;
        put_list(folder, LETTERS, letters.is_empty(), &LettersWritten { records: letters })
    }
}

fn put_list(folder: &Path, name: &str, empty: bool, value: &impl Serialize) -> Result<(), FilesError> {
    if empty { Ok(()) } else { zone_file::write(folder, name, value) }
}

async fn write(change: &mut Change, told: Told) -> Result<(), StoreError> {
    if let Some(site) = &told.site {
        commands::put_site(change, site).await?;
    }
    let scope = Scope::system(change.zone().clone());
    if let Some(articles) = told.articles {
        write_articles(change, &scope, articles, &told.editions, &told.withdrawals).await?;
    }
    write_editions(change, &scope, told.editions).await?;
    for manuscript in told.manuscripts {
        if tables::manuscript(change.connection(), &scope, &manuscript.content.id).await?.is_none() {
            change.record(Entry::new("article.drafted", subject(&manuscript.content.id)).after(&manuscript.content)?);
            tables::put_manuscript(change, &manuscript).await?;
        }
    }
    for comment in told.comments {
        if tables::comment(change.connection(), &scope, &comment.id).await?.is_none() {
            change.record(Entry::new("comment.restored", Subject::new("comment", comment.id.as_str())));
            tables::keep_comment(change, comment).await?;
        }
    }
    for mut letter in told.letters {
        if tables::letter(change.connection(), &scope, &letter.id).await?.is_none() {
            let subject = Subject::new("letter", letter.id.as_str());
            change.record(Entry::new("letter.restored", subject));
            letter.delivery = letter.delivery.moved();
            tables::keep_letter(change, letter).await?;
        }
    }
    Ok(())
}

fn subject(article: &str) -> Subject {
    Subject::new("article", article)
}

async fn write_articles(
    change: &mut Change,
    scope: &Scope,
    articles: Vec<Article>,
    editions: &[Edition],
    withdrawals: &[WithdrawalRecord],
) -> Result<(), StoreError> {
    let mut known: BTreeMap<_, _> = tables::all_articles(change.connection(), scope)
        .await?
        .into_iter()
        .map(|(record, withdrawn)| (record.id.clone(), (record, withdrawn)))
        .collect();
    let kept = tables::all_editions(change.connection(), scope).await?;
    let newest = |id: &str| kept.get(id).and_then(|editions| editions.last()).map_or(0, |edition| edition.number);
    let told = |id: &str| editions.iter().filter(|one| one.content.id == id).map(|one| one.number).max().unwrap_or(0);
    for article in articles {
        let id = article.id.as_str();
        let before = known.remove(id);
        let withdrawal = withdrawals.iter().find(|one| one.article == id).map(WithdrawalRecord::withdrawal);
        let same = before
            .as_ref()
            .is_some_and(|(before, withdrawn)| *withdrawn == withdrawal && before.check().as_ref() == Ok(&article));
        if same || newest(id) > told(id) {
            continue;
        }
        write_article(change, &article, before.map(|(before, _)| before)).await?;
        if let Some(withdrawal) = withdrawal {
            tables::withdraw_article(change, id, &withdrawal).await?;
            let said = serde_json::json!({ "reason": withdrawal.reason });
            change.record(Entry::new("article.withdrawn", subject(id)).after(&said)?);
        }
    }
    for (id, (before, _)) in known.into_iter().filter(|(id, _)| newest(id) == 0) {
        tables::delete_article(change, &id).await?;
        change.record(Entry::new("article.removed", subject(&id)).before(&before)?);
    }
    Ok(())
}

async fn write_article(
    change: &mut Change,
    article: &Article,
    before: Option<ArticleRecord>,
) -> Result<(), StoreError> {
    tables::put_article(change, article).await?;
    let entry = Entry::new("article.written", subject(article.id.as_str()));
    let entry = match &before {
        Some(before) => entry.before(before)?,
        None => entry,
    };
    change.record(entry.after(&tables::record_of_article(article))?);
    Ok(())
}

async fn write_editions(change: &mut Change, scope: &Scope, editions: Vec<Edition>) -> Result<(), StoreError> {
    let kept = tables::all_editions(change.connection(), scope).await?;
    for edition in editions {
        let id = edition.content.id.clone();
        let there = kept.get(&id).is_some_and(|all| all.iter().any(|one| one.number == edition.number));
        if !there {
            tables::add_edition(change, &edition).await?;
            change.record(Entry::new("article.edition_kept", subject(&id)).after(&edition.content)?);
        }
    }
    Ok(())
}
