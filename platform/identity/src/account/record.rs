//! An account with its secrets, as it stands in the database and in the zone's files.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, Entry, StoreError, Subject, ZoneId};

use super::{Account, NewAccount, Refused};
use crate::{
    Invalid, PasswordHash, Roles, TotpSecret, UnknownRole, access_token, organisation,
    organisation::SOURCE_LENGTH_MAX,
    session,
    tables::{account, account_role},
    text::{self, Check},
};

/// The longest name of a person or a post.
const NAME_LENGTH_MAX: usize = 60;
/// The language of an account that has not chosen one.
pub(crate) const LANGUAGE_DEFAULT: &str = "zh-CN";

/// An account with its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub account: Account,
    pub password_hash: PasswordHash,
    pub totp_secret: Option<TotpSecret>,
    pub totp_last_step: i64,
}

impl Record {
    /// A new account whose password was made up for it.
    pub fn new(account: Account, password_hash: PasswordHash) -> Self {
        Self { account, password_hash, totp_secret: None, totp_last_step: 0 }
    }

    /// With or without a second step.
    pub fn with_second_step(mut self, secret: Option<TotpSecret>, last_step: i64) -> Self {
        self.account.second_step = secret.is_some();
        self.totp_secret = secret;
        self.totp_last_step = last_step;
        self
    }

    fn of_row(row: account::Model, roles: Vec<String>) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt(format!("secrets of account {:?}", row.login));
        let totp_secret = row.totp_secret.as_deref().map(TotpSecret::parse).transpose();
        Ok(Self {
            password_hash: PasswordHash::parse(&row.password_hash).map_err(|_| corrupt())?,
            totp_secret: totp_secret.map_err(|_| corrupt())?,
            totp_last_step: row.totp_last_step,
            account: Account {
                login: row.login,
                name: row.name,
                organisation: row.organisation_id,
                post: row.post,
                email: row.email,
                language: row.language,
                roles,
                second_step: row.totp_secret.is_some(),
                must_change_password: row.must_change_password,
                disabled: row.disabled,
                source: row.source,
                version: row.version,
            },
        })
    }

    fn row(&self, zone: &ZoneId) -> account::ActiveModel {
        let account = self.account.clone();
        account::ActiveModel {
            zone_id: Set(zone.to_string()),
            login: Set(account.login),
            name: Set(account.name),
            organisation_id: Set(account.organisation),
            post: Set(account.post),
            email: Set(account.email),
            language: Set(account.language),
            password_hash: Set(self.password_hash.as_str().to_owned()),
            must_change_password: Set(account.must_change_password),
            totp_secret: Set(self.totp_secret.as_ref().map(|secret| secret.reveal().to_owned())),
            totp_last_step: Set(self.totp_last_step),
            disabled: Set(account.disabled),
            source: Set(account.source),
            version: Set(account.version),
        }
    }
}

/// The account that a form describes, checked field by field.
pub(crate) fn checked(new: &NewAccount, language: &str, source: &str, roles: &Roles) -> Result<Account, CheckError> {
    let mut check = Check::default();
    let account = Account {
        login: check.take("login", text::key(&new.login)),
        name: check.take("name", text::filled(&new.name, NAME_LENGTH_MAX)),
        organisation: check.take("organisation", text::key(&new.organisation)),
        post: check.take("post", text::line(&new.post, NAME_LENGTH_MAX)),
        email: check.take("email", text::email(&new.email)),
        language: check.take("language", text::language(language)),
        roles: Vec::new(),
        second_step: false,
        must_change_password: false,
        disabled: false,
        source: check.take("source", text::line(source, SOURCE_LENGTH_MAX)),
        version: 1,
    };
    check.finish()?;
    Ok(Account { roles: known_roles(roles, &new.roles)?, ..account })
}

/// What [`checked`] finds.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    UnknownRole(#[from] UnknownRole),
}

impl From<CheckError> for Refused {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Invalid(invalid) => invalid.into(),
            CheckError::UnknownRole(unknown) => unknown.into(),
        }
    }
}

/// The roles in order, each once.
pub(crate) fn known_roles(roles: &Roles, keys: &[String]) -> Result<Vec<String>, UnknownRole> {
    let known: Result<BTreeSet<_>, _> = keys.iter().map(|key| roles.find(key.trim()).map(|_| key.trim())).collect();
    Ok(known?.into_iter().map(str::to_owned).collect())
}

/// One account.
pub(crate) async fn read(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    login: &str,
) -> Result<Option<Record>, StoreError> {
    let id = (zone.to_string(), login.to_owned());
    let Some(row) = account::Entity::find_by_id(id).one(database).await? else {
        return Ok(None);
    };
    let roles = account_role::Entity::find()
        .filter(account_role::Column::ZoneId.eq(zone.as_str()))
        .filter(account_role::Column::Login.eq(login))
        .order_by_asc(account_role::Column::Role)
        .all(database)
        .await?;
    Record::of_row(row, roles.into_iter().map(|role| role.role).collect()).map(Some)
}

/// All accounts of the zone by login.
pub(crate) async fn list(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Vec<Record>, StoreError> {
    let mut roles = BTreeMap::<String, Vec<String>>::new();
    let rows = account_role::Entity::find()
        .filter(account_role::Column::ZoneId.eq(zone.as_str()))
        .order_by_asc(account_role::Column::Role)
        .all(database)
        .await?;
    for row in rows {
        roles.entry(row.login).or_default().push(row.role);
    }
    let rows = account::Entity::find()
        .filter(account::Column::ZoneId.eq(zone.as_str()))
        .order_by_asc(account::Column::Login)
        .all(database)
        .await?;
    rows.into_iter()
        .map(|row| {
            let roles = roles.remove(&row.login).unwrap_or_default();
            Record::of_row(row, roles)
        })
        .collect()
}

/// Writes the account with its journal entries, and ends its sessions where what they rest on has changed.
///
/// `verb` names the change of what administrators see. That a secret changed is an entry of its own, without the secret.
pub(crate) async fn put(change: &mut Change, before: Option<&Record>, new: &Record, verb: &str) -> Result<(), Refused> {
    let zone = change.zone().clone();
    if organisation::read(change.connection(), &zone, &new.account.organisation).await?.is_none() {
        return Err(Refused::UnknownOrganisation(new.account.organisation.clone()));
    }
    if before.is_some() {
        new.row(&zone).update(change.connection()).await?;
    } else {
        new.row(&zone).insert(change.connection()).await?;
    }
    if before.map(|before| &before.account.roles) != Some(&new.account.roles) {
        write_roles(change, &new.account).await?;
    }
    if before.is_some_and(|before| ends_sessions(before, new)) {
        session::end_sessions(change, &new.account.login).await?;
    }
    if new.account.disabled {
        access_token::revoke_all(change, &new.account.login).await?;
    }
    record_entries(change, before, new, verb)?;
    Ok(())
}

/// Whether sessions that began before the change must not go on after it.
fn ends_sessions(before: &Record, new: &Record) -> bool {
    before.password_hash != new.password_hash
        || before.account.roles != new.account.roles
        || before.totp_secret != new.totp_secret
        || new.account.disabled
}

async fn write_roles(change: &Change, account: &Account) -> Result<(), Refused> {
    account_role::Entity::delete_many()
        .filter(account_role::Column::ZoneId.eq(change.zone().as_str()))
        .filter(account_role::Column::Login.eq(account.login.as_str()))
        .exec(change.connection())
        .await?;
    let rows = account.roles.iter().map(|role| account_role::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        login: Set(account.login.clone()),
        role: Set(role.clone()),
    });
    if !account.roles.is_empty() {
        account_role::Entity::insert_many(rows).exec_without_returning(change.connection()).await?;
    }
    Ok(())
}

fn record_entries(change: &mut Change, before: Option<&Record>, new: &Record, verb: &str) -> Result<(), StoreError> {
    let subject = Subject::new("account", &new.account.login);
    let Some(before) = before else {
        change.record(Entry::new(verb, subject).after(&new.account)?);
        return Ok(());
    };
    if before.account != new.account {
        let entry = Entry::new(verb, subject.clone());
        change.record(entry.before(&before.account)?.after(&new.account)?);
    }
    if before.password_hash != new.password_hash {
        change.record(Entry::new("account.password_changed", subject.clone()));
    }
    if before.totp_secret != new.totp_secret {
        change.record(Entry::new("account.second_step_changed", subject));
    }
    Ok(())
}
