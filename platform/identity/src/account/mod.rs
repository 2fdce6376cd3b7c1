//! Accounts (账号): one per person, in one organisation, with roles.
//!
//! A login names its account for good: it stands in the journal, so it is never renamed, deleted or given to somebody
//! else. Whoever leaves is disabled.

mod administer;
mod first;
mod own;
pub(crate) mod record;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{Stale, StoreError};

pub(crate) use administer::once;
pub use administer::{Details, add, disable, edit, enable, remove_second_step, reset_password, set_roles};
pub use first::first_administrator;
pub use own::{change_password, confirm_second_step, set_language, switch_off_second_step};

use crate::{
    Forbidden, HashingFailed, Invalid, MANAGE_PEOPLE, MailAddress, READ_JOURNAL, Scope, UnknownRole, Viewer,
    WeakPassword,
    claim::ClaimRefused,
    organisation::{self, Kind},
    tables::{account, account_role},
};

/// An account as administrators see it: everything but its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Name to sign in with, and the account's id.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Id of the organisation.
    pub organisation: String,
    /// The post held (岗位); may be empty.
    pub post: String,
    /// E-mail for notices; may be empty.
    pub email: String,
    /// `zh-CN` or `en`.
    pub language: String,
    /// Keys of the roles, in order.
    pub roles: Vec<String>,
    /// Whether signing in asks for a code, too.
    pub second_step: bool,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// Whether the account cannot be used.
    pub disabled: bool,
    /// Where the record comes from.
    pub source: String,
    /// Counts the changes that administrators make, from 1.
    pub version: i64,
}

impl Account {
    /// Where notices can be mailed to.
    pub fn mail_address(&self) -> Option<MailAddress> {
        self.email.parse().ok()
    }
}

/// An account to add, as a form or the command line gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAccount {
    /// Name to sign in with; never changes.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Id of the organisation.
    pub organisation: String,
    /// The post held; may be empty.
    pub post: String,
    /// E-mail for notices; may be empty.
    pub email: String,
    /// Keys of the roles.
    pub roles: Vec<String>,
}

/// Why an account is not changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields are wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// No desk declares the role.
    #[error(transparent)]
    UnknownRole(#[from] UnknownRole),
    /// There is no such organisation.
    #[error("there is no organisation {0:?}; add it first")]
    UnknownOrganisation(String),
    /// There is no such account.
    #[error("there is no account {0:?}")]
    NotFound(String),
    /// There is an account of this login, perhaps a disabled one.
    #[error("the login {0:?} is taken; choose another")]
    LoginTaken(String),
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// Nobody could manage people any more.
    #[error("this is the zone's last administrator; make somebody else one first")]
    LastAdministrator,
    /// The form was sent before; what it showed once is not shown again.
    #[error("this was done before, and the password was shown then; reset it again if nobody noted it")]
    AlreadyDone,
    /// The new password is too weak.
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    /// The password given as proof is not the account's.
    #[error("the current password is wrong")]
    WrongPassword,
    /// The code is not the right one now.
    #[error("the code is wrong or was used before; wait for the next one")]
    WrongCode,
    /// There is a second step already; it is switched off first.
    #[error("the second step is on already; switch it off first")]
    SecondStepOn,
    /// Too many wrong passwords.
    #[error("too many wrong passwords; try again after {0}")]
    Throttled(Timestamp),
    /// The machine failed.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ClaimRefused> for Refused {
    fn from(refused: ClaimRefused) -> Self {
        match refused {
            ClaimRefused::Throttled(until) => Self::Throttled(until),
            ClaimRefused::Hashing(error) => error.into(),
            ClaimRefused::Store(error) => error.into(),
        }
    }
}

impl From<sea_orm::DbErr> for Refused {
    fn from(error: sea_orm::DbErr) -> Self {
        StoreError::from(error).into()
    }
}

/// The accounts that the scope may see, by login: administrators see all, others their own.
///
/// # Errors
/// What the database says.
pub async fn list(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Account>, StoreError> {
    let records = record::list(database, scope.zone()).await?;
    Ok(records.into_iter().map(|record| record.account).filter(|account| is_visible(account, scope)).collect())
}

/// One account, where the scope may see it.
///
/// # Errors
/// What the database says.
pub async fn find(database: &impl ConnectionTrait, scope: &Scope, login: &str) -> Result<Option<Account>, StoreError> {
    let record = record::read(database, scope.zone(), login).await?;
    Ok(record.map(|record| record.account).filter(|account| is_visible(account, scope)))
}

fn is_visible(account: &Account, scope: &Scope) -> bool {
    scope.may(MANAGE_PEOPLE) || scope.person().is_some_and(|person| person.account == account.login)
}

/// People's names by login, to show who did something or who could: administrators and auditors see all, whoever is
/// signed in those of the bureaus and of the own organisation, the public none.
///
/// # Errors
/// What the database says.
pub async fn names(database: &impl ConnectionTrait, scope: &Scope) -> Result<BTreeMap<String, String>, StoreError> {
    if *scope.viewer() == Viewer::Public {
        return Ok(BTreeMap::new());
    }
    let all = scope.may(MANAGE_PEOPLE) || scope.may(READ_JOURNAL);
    let open: Vec<String> = organisation::list(database, scope)
        .await?
        .into_iter()
        .filter(|organisation| {
            organisation.kind == Kind::Bureau
                || scope.person().is_some_and(|person| person.organisation == organisation.id)
        })
        .map(|organisation| organisation.id)
        .collect();
    let rows: Vec<(String, String, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Login, account::Column::Name, account::Column::OrganisationId])
        .filter(account::Column::ZoneId.eq(scope.zone().as_str()))
        .into_tuple()
        .all(database)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|(_, _, organisation)| all || open.contains(organisation))
        .map(|(login, name, _)| (login, name))
        .collect())
}

/// The logins of all people of the zone who hold the role and can sign in, in order: whom to write to.
///
/// # Errors
/// What the database says.
pub async fn holders(database: &impl ConnectionTrait, scope: &Scope, role: &str) -> Result<Vec<String>, StoreError> {
    let rows = account_role::Entity::find()
        .filter(account_role::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(account_role::Column::Role.eq(role))
        .order_by_asc(account_role::Column::Login)
        .all(database)
        .await?;
    let known = record::list(database, scope.zone()).await?;
    let enabled = |login: &str| known.iter().any(|one| one.account.login == login && !one.account.disabled);
    Ok(rows.into_iter().map(|row| row.login).filter(|login| enabled(login)).collect())
}
