//! Delivers notices by e-mail: what waits for a person goes out as one mail, in their language.

use std::collections::BTreeMap;

use identity::{Scope, account, account::Account};
use jiff::Timestamp;
use notices::{Digest, MailError, Mailer, Posted};
use store::{Author, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

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
    let mailer = Mailer::new(settings).map_err(|error| ChoreError(error.to_string()))?;
    let database = app.store().reader();
    let (digests, last) = (notices::digests(database, zone).await?, notices::last_mailed(database, zone).await?);
    let not_due = digests.iter().filter(|(login, digest)| !digest.is_due(last.get(*login).copied(), now));
    let not_due: Vec<&str> = not_due.map(|(login, _)| login.as_str()).collect();
    let mut waiting = BTreeMap::<String, Vec<Posted>>::new();
    for posted in notices::unmailed(database, zone, &not_due, now, NOTICES_MAX).await? {
        waiting.entry(posted.notice.account.clone()).or_default().push(posted);
    }
    let (mut sent, mut failed) = (0, 0);
    for (login, posted) in waiting {
        // Whoever wants no mail has had it: it does not come after all once they change their mind.
        let wanted = digests.get(&login).is_none_or(|digest| *digest != Digest::Never);
        let outcome = if wanted { send(app, zone, &mailer, &login, &posted).await? } else { Ok(()) };
        if let Err(error) = &outcome {
            tracing::warn!(%error, account = login, "notices could not be mailed");
            if error.is_silence() {
                return Err(ChoreError(format!("{sent} sent, the others wait: {error}")));
            }
        }
        *if outcome.is_ok() { &mut sent } else { &mut failed } += 1;
        note(app.store(), zone, posted.into_iter().map(|one| one.id).collect(), outcome.is_ok(), now).await?;
    }
    Ok(if sent + failed == 0 { String::new() } else { format!("{sent} sent, {failed} failed") })
}

/// Sends the mail: an account without an address has its notices in the house only.
async fn send(
    app: &App,
    zone: &ZoneId,
    mailer: &Mailer,
    login: &str,
    posted: &[Posted],
) -> Result<Result<(), MailError>, StoreError> {
    let scope = Scope::system(zone.clone());
    let account = account::find(app.store().reader(), &scope, login).await?;
    let Some(account) = account.filter(|account| !account.email.is_empty() && !account.disabled) else {
        return Ok(Ok(()));
    };
    let (subject, text) = words(app, zone, &account, posted);
    Ok(mailer.send(&account.email, &subject, &text).await)
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

async fn note(store: &Store, zone: &ZoneId, ids: Vec<String>, sent: bool, now: Timestamp) -> Result<(), StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    store
        .write(author, IdempotencyKey::random(), "notices.mark_mailed", move |change| {
            Box::pin(async move {
                notices::mark_mailed(change, &ids, sent).await?;
                let verb = if sent { "notice.mailed" } else { "notice.not_mailed" };
                let subject = Subject::new("notice", ids.first().cloned().unwrap_or_default());
                change.record(Entry::new(verb, subject).after(&ids)?);
                Ok(())
            })
        })
        .await
}
