//! Notices posted to another system, signed (webhook): a bridge to DingTalk or WeCom, or the prefecture's own.
//!
//! The body is JSON. Two headers prove where it comes from and when:
//!
//! ```text
//! X-Wutong-Timestamp: 1597894000                      seconds since 1970, when it was sent
//! X-Wutong-Signature: hmac-sm3=5bd3…                  HMAC-SM3 over TIMESTAMP "." BODY, in hexadecimal
//! ```
//!
//! Whoever receives it computes the same and refuses what is older than some minutes. An account's own hook comes before
//! the zone's.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use sm3::Sm3;
use store::{Change, Entry, StoreError, Subject, ZoneId, instant_from_text, instant_text};
use ureq::http::{Uri, uri::Authority};

use crate::notice::{Posted, due_by_tries, posted, row as notice};

/// The longest address.
const URL_LENGTH_MAX: usize = 500;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_hook")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: String,
        pub url: String,
        pub secret: String,
        pub set_at: String,
    }

    /// Without the secret.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "hook of {:?} to {}", self.account_id, self.url)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which addresses hooks may lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HookReach {
    /// Public addresses over TLS: nobody may have the house knock at its own neighbours.
    #[default]
    Public,
    /// Private and loopback addresses too, and without TLS: for a bridge on the same machine or in the same network.
    Private,
}

/// An address that notices may be posted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookUrl(String);

/// A text that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address that notices may be posted to")]
pub struct InvalidHookUrl;

impl HookUrl {
    /// Reads an address. The name's own address is looked at each time that something is posted.
    ///
    /// # Errors
    /// [`InvalidHookUrl`] for anything but `https://…`; `http://…` only where private addresses are allowed.
    pub fn parse(text: &str, reach: HookReach) -> Result<Self, InvalidHookUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidHookUrl)?;
        let scheme = matches!((uri.scheme_str(), reach), (Some("https"), _) | (Some("http"), HookReach::Private));
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
        let host = authority.map(Authority::host).filter(|host| !host.is_empty());
        if scheme && host.is_some() && text.len() <= URL_LENGTH_MAX {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidHookUrl)
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A hook that was set.
#[derive(Clone, PartialEq, Eq)]
pub struct Hook {
    /// Whose it is; `None` for the zone's.
    pub account: Option<String>,
    /// Where notices are posted to.
    pub url: String,
    /// What they are signed with.
    pub secret: String,
    /// Since when: what came before is not posted.
    pub set_at: Timestamp,
}

/// Without the secret.
impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hook of {:?} to {}", self.account, self.url)
    }
}

/// The signature of a body that is sent at a moment.
///
/// ```
/// let signature = notices::hook_signature("secret", 1_597_894_000, "{}");
/// assert!(signature.starts_with("hmac-sm3=") && signature.len() == 9 + 64);
/// ```
pub fn hook_signature(secret: &str, timestamp_s: i64, body: &str) -> String {
    // A key of any length will do: there is no other error.
    let Ok(mut mac) = Hmac::<Sm3>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{timestamp_s}.{body}").as_bytes());
    format!("hmac-sm3={}", hex::encode(mac.finalize().into_bytes()))
}

/// The hooks of a zone.
///
/// # Errors
/// What the database says.
pub async fn hooks(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Vec<Hook>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::ZoneId.eq(zone.as_str()))
        .order_by_asc(row::Column::AccountId)
        .all(database)
        .await?;
    let hook = |row: row::Model| {
        let account = Some(row.account_id).filter(|account| !account.is_empty());
        Ok(Hook { account, url: row.url, secret: row.secret, set_at: instant_from_text(&row.set_at)? })
    };
    rows.into_iter().map(hook).collect()
}

/// The record that the journal names when a hook changes.
fn subject(change: &Change, account: Option<&str>) -> Subject {
    account.map_or_else(|| Subject::new("zone", change.zone().as_str()), |account| Subject::new("account", account))
}

/// Sets the hook of an account, or of the zone, with its journal entry, which has no secret.
///
/// # Errors
/// What the database says.
pub async fn set_hook(
    change: &mut Change,
    account: Option<&str>,
    url: &HookUrl,
    secret: String,
) -> Result<(), StoreError> {
    let row = row::Model {
        zone_id: change.zone().to_string(),
        account_id: account.unwrap_or_default().to_owned(),
        url: url.as_str().to_owned(),
        secret,
        set_at: instant_text(change.at()),
    };
    let again = OnConflict::columns([row::Column::ZoneId, row::Column::AccountId])
        .update_columns([row::Column::Url, row::Column::Secret, row::Column::SetAt])
        .to_owned();
    row::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(change.connection()).await?;
    let entry = Entry::new("notice.hook_set", subject(change, account));
    change.record(entry.after(&serde_json::json!({ "url": url.as_str() }))?);
    Ok(())
}

/// Takes a hook away, with its journal entry; whether there was one.
///
/// # Errors
/// What the database says.
pub async fn remove_hook(change: &mut Change, account: Option<&str>) -> Result<bool, StoreError> {
    let id = (change.zone().to_string(), account.unwrap_or_default().to_owned());
    let Some(row) = row::Entity::find_by_id(id).one(change.connection()).await? else { return Ok(false) };
    let entry = Entry::new("notice.hook_removed", subject(change, account));
    change.record(entry.before(&serde_json::json!({ "url": row.url }))?);
    row.into_active_model().delete(change.connection()).await?;
    Ok(true)
}

/// Notices that a hook has not had yet and that are due at this moment, oldest first: after each failure it is waited
/// twice as long, from a minute on.
///
/// # Errors
/// What the database says.
pub async fn unhooked(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    hook: &Hook,
    others: &[Hook],
    now: Timestamp,
    limit: u64,
) -> Result<Vec<Posted>, StoreError> {
    let own: Vec<&str> = others.iter().filter_map(|hook| hook.account.as_deref()).collect();
    let whose = match &hook.account {
        Some(account) => Condition::all().add(notice::Column::AccountId.eq(account)),
        None => Condition::all().add(notice::Column::AccountId.is_not_in(own)),
    };
    let rows = notice::Entity::find()
        .filter(notice::Column::ZoneId.eq(zone.as_str()))
        .filter(notice::Column::HookedAt.is_null())
        .filter(notice::Column::CreatedAt.gte(instant_text(hook.set_at)))
        .filter(whose)
        .filter(due_by_tries(notice::Column::HookTries, notice::Column::CreatedAt, now))
        .order_by_asc(notice::Column::CreatedAt)
        .order_by_asc(notice::Column::Id)
        .limit(limit)
        .all(database)
        .await?;
    rows.into_iter().map(posted).collect()
}

/// Notes that a hook has had the notices, or that it was tried in vain, with its journal entry.
///
/// # Errors
/// What the database says.
pub async fn mark_hooked(change: &mut Change, ids: &[String], sent: bool) -> Result<(), StoreError> {
    let update = notice::Entity::update_many()
        .filter(notice::Column::ZoneId.eq(change.zone().as_str()))
        .filter(notice::Column::Id.is_in(ids));
    let update = if sent {
        update.col_expr(notice::Column::HookedAt, Expr::value(instant_text(change.at())))
    } else {
        update.col_expr(notice::Column::HookTries, Expr::col(notice::Column::HookTries).add(1))
    };
    update.exec(change.connection()).await?;
    let verb = if sent { "notice.hooked" } else { "notice.not_hooked" };
    let subject = Subject::new("notice", ids.first().cloned().unwrap_or_default());
    change.record(Entry::new(verb, subject).after(&ids)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_https_without_credentials() {
        for (text, public, private) in [
            ("https://hook.example.cn/a?b=c", true, true),
            ("http://hook.example.cn/a", false, true),
            ("https://user:pass@hook.example.cn/", false, false),
            ("ftp://hook.example.cn/", false, false),
            ("file:///etc/passwd", false, false),
            ("hook.example.cn", false, false),
            ("https://", false, false),
            ("", false, false),
        ] {
            assert_eq!(HookUrl::parse(text, HookReach::Public).is_ok(), public, "{text}");
            assert_eq!(HookUrl::parse(text, HookReach::Private).is_ok(), private, "{text}");
        }
    }

    #[test]
    fn a_signature_covers_moment_and_body() {
        let signature = hook_signature("secret", 1, "body");
        assert_ne!(signature, hook_signature("secret", 2, "body"));
        assert_ne!(signature, hook_signature("secret", 1, "bodY"));
        assert_ne!(signature, hook_signature("other", 1, "body"));
        // As OpenSSL computes it: printf 1.body | openssl dgst -sm3 -hmac secret
        assert_eq!(signature, "hmac-sm3=29a59ddaa29db96fc87a294939ab5bf1a6f7928717ae223b66a0e738383c2bb3");
    }
}
