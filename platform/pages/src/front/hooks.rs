//! Posts notices to other systems: those of an account to its own hook, all others to the zone's.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use identity::{Scope, account::Account};
use jiff::Timestamp;
use notices::{Hook, HookSender, Posted};
use store::{Author, IdempotencyKey, StoreError, ZoneId};

use super::mail::{at_night, said};
use crate::{App, Chore, ChoreError, Language};

/// Notices of one hook in one run; the next run takes the others.
const NOTICES_MAX: u64 = 100;
/// How long one run posts at most: a system that answers slowly holds up no other chore for long.
const RUN_MAX: Duration = Duration::from_secs(20);
/// How often it is looked whether there is something to post.
const EVERY_MINUTES: u32 = 1;

/// The chore that posts.
pub fn chore() -> Chore {
    Chore {
        name: "notices.hooks",
        every_minutes: EVERY_MINUTES,
        run: |app, zone, now| Box::pin(deliver(app, zone, now)),
    }
}

async fn deliver(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let database = app.store().reader();
    let hooks = notices::hooks(database, zone).await?;
    if hooks.is_empty() || at_night(now) {
        return Ok(String::new());
    }
    let accounts = identity::account::list(database, &Scope::system(zone.clone())).await?;
    let accounts: BTreeMap<_, _> = accounts.into_iter().map(|account| (account.login.clone(), account)).collect();
    let sender = HookSender::new(app.hook_reach());
    let (mut sent, mut failed, begun) = (0, 0, Instant::now());
    for hook in &hooks {
        let own = hook.account.as_ref().map(|login| accounts.get(login));
        if own.is_some_and(|account| account.is_none_or(|account| account.disabled)) {
            continue;
        }
        let waiting = notices::unhooked(database, zone, hook, &hooks, now, NOTICES_MAX).await?;
        let mut done = Vec::new();
        for posted in waiting {
            if begun.elapsed() > RUN_MAX {
                break;
            }
            let body = body(app, zone, accounts.get(&posted.notice.account), &posted);
            if let Err(error) = sender.send(hook, body, now).await {
                tracing::warn!(%error, account = ?hook.account, "a notice could not be posted to a hook");
                note(app, zone, vec![posted.id], false, now).await?;
                failed += 1;
                // The others wait for its next time: a system that is down is not asked a hundred times.
                break;
            }
            done.push(posted.id);
        }
        sent += done.len();
        if !done.is_empty() {
            note(app, zone, done, true, now).await?;
        }
    }
    Ok(if sent + failed == 0 { String::new() } else { format!("{sent} posted, {failed} failed") })
}

/// A notice as other systems get it: what it says, in the language of whom it is for, and where it leads.
fn body(app: &App, zone: &ZoneId, account: Option<&Account>, posted: &Posted) -> String {
    let language: Language = account.and_then(|account| account.language.parse().ok()).unwrap_or_default();
    serde_json::json!({
        "id": posted.id,
        "zone": zone,
        "account": posted.notice.account,
        "name": account.map(|account| account.name.as_str()),
        "text": said(app, language, posted),
        "url": format!("{}/{zone}{}", app.public_url(), posted.notice.path),
        "light": posted.notice.light,
        "at": posted.created_at.to_string(),
    })
    .to_string()
}

async fn note(app: &App, zone: &ZoneId, ids: Vec<String>, sent: bool, now: Timestamp) -> Result<(), StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    app.store()
        .write(author, IdempotencyKey::random(), "notices.mark_hooked", move |change| {
            Box::pin(async move { notices::mark_hooked(change, &ids, sent).await })
        })
        .await
}

/// Whose hook a form means: the reader's own, or the zone's.
pub(super) fn find<'a>(hooks: &'a [Hook], account: Option<&str>) -> Option<&'a Hook> {
    hooks.iter().find(|hook| hook.account.as_deref() == account)
}
