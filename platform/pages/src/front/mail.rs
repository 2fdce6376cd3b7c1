//! Delivers notices by e-mail: what waits for a person goes out as one mail, in their language.

use std::collections::BTreeMap;

use identity::{MailAddress, Scope, account, account::Account};
use jiff::Timestamp;
use notices::{Digest, Mail, MailRound, Posted};
use sm3::{Digest as _, Sm3};
use store::{Author, Entry, IdempotencyKey, StoreError, Subject, ZoneId};

use crate::{App, Chore, ChoreError, Language, china};

/// Notices of one run; the next run takes the others.
const NOTICES_MAX: u64 = 1_000;
/// How often it is looked whether there is something to deliver.
const EVERY_MINUTES: u32 = 1;
/// Nobody is woken: what is found at night goes out in the morning.
const HOURS: std::ops::Range<i8> = 8..21;

/// The chore that delivers.
pub fn chore() -> Chore {
    Chore {
        name: "notices.mail",
        every_minutes: EVERY_MINUTES,
        run: |app, zone, now| Box::pin(deliver(app, zone, now)),
    }
}

/// Sends what no mail has carried yet, one mail to a person. Without a mail server notices stay in the house; while it does
/// not answer, they wait.
async fn deliver(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let Some(settings) = app.mail() else { return Ok(String::new()) };
    if at_night(now) {
        return Ok(String::new());
    }
    let mut round = MailRound::new(settings).map_err(|error| ChoreError(error.to_string()))?;
    let database = app.store().reader();
    let (digests, last) = (notices::digests(database, zone).await?, notices::last_mailed(database, zone).await?);
    let not_due = digests.iter().filter(|(login, digest)| !digest.is_due(last.get(*login).copied(), now));
    let not_due: Vec<&str> = not_due.map(|(login, _)| login.as_str()).collect();
    let mut waiting = BTreeMap::<String, Vec<Posted>>::new();
    for posted in notices::unmailed(database, zone, &not_due, now, NOTICES_MAX).await? {
        waiting.entry(posted.notice.account.clone()).or_default().push(posted);
    }
    for (login, posted) in waiting {
        if round.is_over() {
            break;
        }
        // Whoever wants no mail has had it: it does not come after all once they change their mind.
        let wanted = digests.get(&login).is_none_or(|digest| *digest != Digest::Never);
        let reached = if wanted { reached(app, zone, &login).await? } else { None };
        tell(app, zone, &mut round, reached, &posted, now).await?;
    }
    round.report().map_err(ChoreError)
}

/// Who is behind a login, and where mail reaches them; `None` of somebody who has notices in the house only.
async fn reached(app: &App, zone: &ZoneId, login: &str) -> Result<Option<(Account, MailAddress)>, StoreError> {
    let account = account::find(app.store().reader(), &Scope::system(zone.clone()), login).await?;
    let account = account.filter(|account| !account.disabled);
    Ok(account.and_then(|account| account.mail_address().map(|address| (account, address))))
}

/// Sends the notices of one person, or notes that no mail is to carry them.
async fn tell(
    app: &App,
    zone: &ZoneId,
    round: &mut MailRound,
    reached: Option<(Account, MailAddress)>,
    posted: &[Posted],
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<String> = posted.iter().map(|one| one.id.clone()).collect();
    let Some((account, to)) = reached else {
        note(app, zone, ids, Step::Mailed, now).await?;
        round.count(true);
        return Ok(());
    };
    let Some(connection) = round.connect().await else { return Ok(()) };
    note(app, zone, ids.clone(), Step::Tried, now).await?;
    let (subject, text) = words(app, zone, &account, posted);
    let key = key(&ids);
    let outcome = connection.send(&Mail { key: &key, to: &to, subject: &subject, text: &text }).await;
    match &outcome {
        Ok(()) => note(app, zone, ids, Step::Mailed, now).await?,
        Err(error) => tracing::warn!(%error, account = account.login, "notices could not be mailed"),
    }
    round.count(outcome.is_ok());
    Ok(())
}

/// What makes a mail with these notices the same mail when it is sent again.
fn key(ids: &[String]) -> String {
    format!("notices.{}", hex::encode(Sm3::digest(ids.join(" "))))
}

/// Whether it is an hour at which nobody is disturbed.
pub(super) fn at_night(now: Timestamp) -> bool {
    !HOURS.contains(&china().to_datetime(now).hour())
}

/// What a notice says.
pub(super) fn said(app: &App, language: Language, one: &Posted) -> String {
    let values: Vec<_> =
        one.notice.details.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    app.languages().text_with(language, &one.notice.text_key, &values)
}

/// Subject and text: a single notice is its own subject, several are counted there and listed below.
fn words(app: &App, zone: &ZoneId, account: &Account, posted: &[Posted]) -> (String, String) {
    let language: Language = account.language.parse().unwrap_or_default();
    let languages = app.languages();
    let said = |one: &Posted| said(app, language, one);
    let subject = match posted {
        [one] => said(one),
        _ => languages.text_with(language, "notice-mail-several", &[("count", posted.len().into())]),
    };
    let lines = posted.iter().map(|one| format!("{}\n{}/{zone}{}", said(one), app.public_url(), one.notice.path));
    let text = lines.collect::<Vec<_>>().join("\n\n");
    let name = account.name.as_str().into();
    (subject, languages.text_with(language, "notice-mail", &[("name", name), ("text", text.into())]))
}

/// How far a mail is.
#[derive(Clone, Copy)]
enum Step {
    Tried,
    Mailed,
}

async fn note(app: &App, zone: &ZoneId, ids: Vec<String>, step: Step, now: Timestamp) -> Result<(), StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    app.store()
        .write(author, IdempotencyKey::random(), "notices.mark_mailed", move |change| {
            Box::pin(async move {
                let verb = match step {
                    Step::Tried => {
                        notices::mark_mail_tried(change, &ids).await?;
                        "notice.mail_tried"
                    }
                    Step::Mailed => {
                        notices::mark_mailed(change, &ids).await?;
                        "notice.mailed"
                    }
                };
                let subject = Subject::new("notice", ids.first().cloned().unwrap_or_default());
                change.record(Entry::new(verb, subject).after(&ids)?);
                Ok(())
            })
        })
        .await
}
