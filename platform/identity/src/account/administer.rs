//! What administrators do with other people's accounts.

use store::{Stale, Store, StoreError};

use super::{
    Account, NewAccount, Refused,
    record::{self, LANGUAGE_DEFAULT, Record},
};
use crate::{ADMINISTRATOR, MANAGE_PEOPLE, Order, Password, PasswordHash, Roles, token::Token};

/// What an administrator edits of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Which account.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Id of the organisation.
    pub organisation: String,
    /// The post held; may be empty.
    pub post: String,
    /// E-mail for notices; may be empty.
    pub email: String,
    /// `zh-CN` or `en`.
    pub language: String,
}

/// Adds an account and gives its one-time password, which nobody can read again.
///
/// # Errors
/// [`Refused`].
pub async fn add(store: &Store, roles: &Roles, order: Order<'_>, new: NewAccount) -> Result<Password, Refused> {
    order.needs(MANAGE_PEOPLE)?;
    let mut account = record::checked(&new, LANGUAGE_DEFAULT, "", roles)?;
    account.must_change_password = true;
    let password = Password::one_time();
    let record = Record::new(account, PasswordHash::hash(password.clone()).await?);
    let (ours, answer) = once();
    let given = store
        .write(order.author(), order.key, "identity.add_account", move |change| {
            Box::pin(async move {
                let login = &record.account.login;
                if record::read(change.connection(), change.zone(), login).await?.is_some() {
                    return Err(Refused::LoginTaken(login.clone()));
                }
                record::put(change, None, &record, "account.added").await?;
                Ok(answer)
            })
        })
        .await?;
    shown_once(&ours, &given, password)
}

/// Gives an account a new one-time password, which nobody can read again, and ends its sessions.
///
/// # Errors
/// [`Refused`].
pub async fn reset_password(store: &Store, order: Order<'_>, login: &str) -> Result<Password, Refused> {
    order.needs(MANAGE_PEOPLE)?;
    let password = Password::one_time();
    let hash = PasswordHash::hash(password.clone()).await?;
    let login = login.to_owned();
    let (ours, answer) = once();
    let given = store
        .write(order.author(), order.key, "identity.reset_password", move |change| {
            Box::pin(async move {
                let before = existing(change, &login).await?;
                let mut new = before.clone();
                new.password_hash = hash;
                new.account.must_change_password = true;
                record::put(change, Some(&before), &new, "account.password_reset").await?;
                Ok::<_, Refused>(answer)
            })
        })
        .await?;
    shown_once(&ours, &given, password)
}

/// A mark that tells the first answer to an order from the same answer given again.
pub(crate) fn once() -> (String, String) {
    let mark = Token::random().hash();
    (mark.clone(), mark)
}

/// A secret that only the first answer may show: the second time, another one is in force.
pub(super) fn shown_once<T>(ours: &str, given: &str, secret: T) -> Result<T, Refused> {
    if ours == given { Ok(secret) } else { Err(Refused::AlreadyDone) }
}

/// Edits an account from the version that the form showed.
///
/// # Errors
/// [`Refused`].
pub async fn edit(store: &Store, order: Order<'_>, version: i64, details: Details) -> Result<(), Refused> {
    let given = NewAccount {
        login: details.login,
        name: details.name,
        organisation: details.organisation,
        post: details.post,
        email: details.email,
        roles: Vec::new(),
    };
    let new = record::checked(&given, &details.language, "", &Roles::default())?;
    let target = Target { login: new.login.clone(), version };
    alter(store, order, target, "account.edited", move |account| {
        account.name = new.name;
        account.organisation = new.organisation;
        account.post = new.post;
        account.email = new.email;
        account.language = new.language;
    })
    .await
}

/// Gives an account exactly these roles and ends its sessions.
///
/// # Errors
/// [`Refused`].
pub async fn set_roles(
    store: &Store,
    roles: &Roles,
    order: Order<'_>,
    login: &str,
    version: i64,
    keys: &[String],
) -> Result<(), Refused> {
    let keys = record::known_roles(roles, keys)?;
    let target = Target { login: login.to_owned(), version };
    alter(store, order, target, "account.roles_changed", |account| account.roles = keys).await
}

/// Closes an account and ends its sessions; its records stay.
///
/// # Errors
/// [`Refused`].
pub async fn disable(store: &Store, order: Order<'_>, login: &str, version: i64) -> Result<(), Refused> {
    let target = Target { login: login.to_owned(), version };
    alter(store, order, target, "account.disabled", |account| account.disabled = true).await
}

/// Opens a closed account again, with the password it had.
///
/// # Errors
/// [`Refused`].
pub async fn enable(store: &Store, order: Order<'_>, login: &str, version: i64) -> Result<(), Refused> {
    let target = Target { login: login.to_owned(), version };
    alter(store, order, target, "account.enabled", |account| account.disabled = false).await
}

/// Takes the second step off an account whose owner has lost the phone, and ends its sessions.
///
/// # Errors
/// [`Refused`].
pub async fn remove_second_step(store: &Store, order: Order<'_>, login: &str) -> Result<(), Refused> {
    order.needs(MANAGE_PEOPLE)?;
    let login = login.to_owned();
    let outcome = store
        .write(order.author(), order.key, "identity.remove_second_step", move |change| {
            Box::pin(async move {
                let before = existing(change, &login).await?;
                if before.totp_secret.is_none() {
                    return Err(Alter::Unchanged);
                }
                let new = before.clone().with_second_step(None, before.totp_last_step);
                Ok(record::put(change, Some(&before), &new, "account.edited").await?)
            })
        })
        .await;
    settle(outcome)
}

/// Which account, as of which version.
struct Target {
    login: String,
    version: i64,
}

/// How a change that may come to nothing ends.
pub(super) enum Alter {
    /// The record says so already: there is nothing to write.
    Unchanged,
    Refused(Refused),
}

impl<E: Into<Refused>> From<E> for Alter {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Nothing to write is no failure.
pub(super) fn settle(outcome: Result<(), Alter>) -> Result<(), Refused> {
    match outcome {
        Ok(()) | Err(Alter::Unchanged) => Ok(()),
        Err(Alter::Refused(refused)) => Err(refused),
    }
}

async fn alter(
    store: &Store,
    order: Order<'_>,
    target: Target,
    verb: &'static str,
    alteration: impl FnOnce(&mut Account) + Send + 'static,
) -> Result<(), Refused> {
    order.needs(MANAGE_PEOPLE)?;
    let outcome = store
        .write(order.author(), order.key, verb, move |change| {
            Box::pin(async move {
                let before = existing(change, &target.login).await?;
                let mut new = before.clone();
                alteration(&mut new.account);
                if new == before {
                    return Err(Alter::Unchanged);
                }
                new.account.version += 1;
                if before.account.version != target.version {
                    return Err(stale(target.version, &before.account, &new.account)?.into());
                }
                if is_administrator(&before.account) && !is_administrator(&new.account) {
                    another_administrator(change, &target.login).await?;
                }
                Ok(record::put(change, Some(&before), &new, verb).await?)
            })
        })
        .await;
    settle(outcome)
}

fn stale(your_version: i64, current: &Account, yours: &Account) -> Result<Stale, StoreError> {
    Ok(Stale {
        your_version,
        current_version: current.version,
        yours: serde_json::to_value(yours)?,
        current: serde_json::to_value(current)?,
    })
}

pub(super) async fn existing(change: &store::Change, login: &str) -> Result<Record, Refused> {
    record::read(change.connection(), change.zone(), login).await?.ok_or_else(|| Refused::NotFound(login.to_owned()))
}

pub(super) fn is_administrator(account: &Account) -> bool {
    !account.disabled && account.roles.iter().any(|role| role == ADMINISTRATOR)
}

async fn another_administrator(change: &store::Change, login: &str) -> Result<(), Refused> {
    let records = record::list(change.connection(), change.zone()).await?;
    let others = records.iter().any(|one| one.account.login != login && is_administrator(&one.account));
    if others { Ok(()) } else { Err(Refused::LastAdministrator) }
}
