//! Delivers notices by e-mail, each in the language of who gets it.

use identity::{Scope, account};
use jiff::Timestamp;
use notices::{Mailer, Posted};
use store::{Author, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

use crate::{App, Chore, ChoreError, Language};

/// Mails of one run; the next run takes the others.
const MAILS_MAX: u64 = 100;
/// How often it is looked whether there is something to deliver.
const EVERY_MINUTES: u32 = 1;

/// The chore that delivers.
pub fn chore() -> Chore {
    Chore {
        name: "notices.mail",
        every_minutes: EVERY_MINUTES,
        run: |app, zone, now| Box::pin(deliver(app, zone, now)),
    }
}

/// Sends what no mail has carried yet. Without a mail server notices stay in the house.
async fn deliver(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let Some(settings) = app.mail() else { return Ok("no mail server is set".to_owned()) };
    let mailer = Mailer::new(settings).map_err(|error| ChoreError(error.to_string()))?;
    let waiting = notices::unmailed(app.store().reader(), zone, MAILS_MAX).await?;
    let (mut sent, mut failed) = (0, 0);
    for posted in waiting {
        let outcome = send(app, zone, &mailer, &posted).await?;
        if outcome {
            sent += 1;
        } else {
            failed += 1;
        }
        note(app.store(), zone, posted.id, outcome, now).await?;
    }
    Ok(format!("{sent} sent, {failed} failed"))
}

/// Whether the mail went out, or nobody wants one: an account without an address has its notices in the house only.
async fn send(app: &App, zone: &ZoneId, mailer: &Mailer, posted: &Posted) -> Result<bool, StoreError> {
    let scope = Scope::system(zone.clone());
    let account = account::find(app.store().reader(), &scope, &posted.notice.account).await?;
    let Some(account) = account.filter(|account| !account.email.is_empty() && !account.disabled) else {
        return Ok(true);
    };
    let language: Language = account.language.parse().unwrap_or_default();
    let values: Vec<_> =
        posted.notice.details.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    let subject = app.languages().text_with(language, &posted.notice.text_key, &values);
    let link = format!("{}/{zone}{}", app.public_url(), posted.notice.path);
    let text = app.languages().text_with(
        language,
        "notice-mail",
        &[("name", account.name.as_str().into()), ("text", subject.as_str().into()), ("link", link.into())],
    );
    match mailer.send(&account.email, &subject, &text).await {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!(%error, account = account.login, "a notice could not be mailed");
            Ok(false)
        }
    }
}

async fn note(store: &Store, zone: &ZoneId, id: String, sent: bool, now: Timestamp) -> Result<(), StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    store
        .write(author, IdempotencyKey::random(), "notices.mark_mailed", move |change| {
            Box::pin(async move {
                notices::mark_mailed(change, &id, sent).await?;
                let verb = if sent { "notice.mailed" } else { "notice.not_mailed" };
                change.record(Entry::new(verb, Subject::new("notice", id)));
                Ok(())
            })
        })
        .await
}
