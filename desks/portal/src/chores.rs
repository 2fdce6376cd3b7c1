//! What the desk does by itself.

use std::collections::BTreeSet;

use identity::{MailAddress, Scope, zone};
use jiff::Timestamp;
use notices::{Mail, MailRound};
use pages::{App, Chore, ChoreError, Language};
use store::{StoreError, ZoneId};

use crate::{
    commands,
    links::{Destinations, inside_links},
    model::Letter,
    store::{self as tables, BrokenLink, day_of},
};

/// Looks whether the links of all articles lead somewhere; editors see those that do not.
pub const CHECK_LINKS: Chore = Chore {
    name: "portal.check-links",
    every_minutes: 6 * 60,
    run: |app, zone, now| Box::pin(async move { check(app, zone, now).await }),
};

/// Sends the answers to letters by e-mail.
pub const MAIL_ANSWERS: Chore = Chore {
    name: "portal.mail-answers",
    every_minutes: 1,
    run: |app, zone, now| Box::pin(async move { mail_answers(app, zone, now).await }),
};

/// Answers of one run; the next run takes the others.
const ANSWERS_MAX: u64 = 200;

async fn check(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let (reader, scope) = (app.store().reader(), Scope::system(zone.clone()));
    let known = tables::broken_links(reader, &scope).await?;
    let found = broken(app, &scope, now).await?;
    let pair = |link: &BrokenLink| (link.article.clone(), link.target.clone());
    let (was, is): (BTreeSet<_>, BTreeSet<_>) = (known.iter().map(pair).collect(), found.iter().map(pair).collect());
    let mended: Vec<_> = known.into_iter().filter(|link| !is.contains(&pair(link))).collect();
    let new: Vec<_> = found.into_iter().filter(|link| !was.contains(&pair(link))).collect();
    if mended.is_empty() && new.is_empty() {
        return Ok(String::new());
    }
    let report = format!("{} broken links found, {} mended", new.len(), mended.len());
    commands::note_links(app.store(), zone, now, mended, new).await?;
    Ok(report)
}

/// The links that lead nowhere now.
async fn broken(app: &App, scope: &Scope, now: Timestamp) -> Result<Vec<BrokenLink>, StoreError> {
    let there = Destinations::for_all(app, scope, now).await?;
    let mut found = Vec::new();
    for (record, withdrawn) in tables::all_articles(app.store().reader(), scope).await? {
        let Ok(article) = record.check() else { continue };
        if withdrawn.is_none() && article.published_at <= now {
            let links = inside_links(article.texts().map(|(_, text)| text));
            let dead = there.dead(&record.id, links).into_iter();
            found.extend(dead.map(|target| BrokenLink { article: record.id.clone(), target, found_at: now }));
        }
    }
    Ok(found)
}

/// Sends the answers that wait, in the order that [`MailRound`] asks for.
async fn mail_answers(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let Some(settings) = app.mail() else { return Ok(String::new()) };
    let (reader, scope) = (app.store().reader(), Scope::system(zone.clone()));
    let waiting = tables::unmailed_answers(reader, &scope, now, ANSWERS_MAX).await?;
    if waiting.is_empty() {
        return Ok(String::new());
    }
    let mut round = MailRound::new(settings).map_err(|error| ChoreError(error.to_string()))?;
    let site = site_name(app, &scope).await?;
    for letter in waiting {
        if round.is_over() {
            break;
        }
        if let Some(address) = letter.address() {
            mail_answer(app, zone, &mut round, &site, (letter, address), now).await?;
        }
    }
    round.report().map_err(ChoreError)
}

async fn mail_answer(
    app: &App,
    zone: &ZoneId,
    round: &mut MailRound,
    site: &str,
    (letter, to): (Letter, MailAddress),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(connection) = round.connect().await else { return Ok(()) };
    if !commands::note_try(app.store(), zone, letter.clone(), now).await? {
        return Ok(());
    }
    let key = format!("letter.{zone}.{}.{}", letter.id, letter.version);
    let (subject, text) = words(app, site, zone, &letter);
    let outcome = connection.send(&Mail { key: &key, to: &to, subject: &subject, text: &text }).await;
    round.count(outcome.is_ok());
    if let Err(error) = outcome {
        // Servers say whom they do not know; the log is no place for that.
        let error = error.to_string().to_lowercase().replace(&to.as_str().to_lowercase(), "…");
        tracing::warn!(error, letter = letter.id, "an answer could not be mailed");
        return Ok(());
    }
    commands::note_mailed(app.store(), zone, letter, now).await
}

/// What the writer knows the site by. Answers are in Chinese, as sites are; whoever wrote has no account that says another.
async fn site_name(app: &App, scope: &Scope) -> Result<String, StoreError> {
    let site = tables::site(app.store().reader(), scope).await?;
    let zone = zone::find(app.store().reader(), scope.zone()).await?;
    let name = site.map(|site| site.record.name_zh).or_else(|| zone.map(|zone| zone.name.zh));
    Ok(name.unwrap_or_else(|| scope.zone().to_string()))
}

/// Subject and text of an answer, with the letter below it.
fn words(app: &App, site: &str, zone: &ZoneId, letter: &Letter) -> (String, String) {
    let (languages, language) = (app.languages(), Language::default());
    let quoted: Vec<_> = letter.text.lines().map(|line| format!("> {line}")).collect();
    let subject = languages.text_with(language, "portal-answer-subject", &[("site", site.into())]);
    let text = languages.text_with(
        language,
        "portal-answer-mail",
        &[
            ("name", letter.name.as_str().into()),
            ("answer", letter.note.as_str().into()),
            ("day", day_of(letter.received_at).to_string().into()),
            ("letter", quoted.join("\n").into()),
            ("site", site.into()),
            ("url", format!("{}/{zone}/write", app.public_url()).into()),
        ],
    );
    (subject, text)
}
