//! Access tokens (访问令牌): what a program shows instead of a person's password.
//!
//! A token speaks for the person who made it, never beyond what that person may, and only as far as it [reaches](Reach).
//! It ends by itself after a year at most, when it is revoked, and with the account. The database holds only its hash.

mod commands;

use jiff::{Timestamp, civil::Date};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use serde::{Deserialize, Serialize};
use store::{StoreError, ZoneId, instant_from_text, instant_text};

pub(crate) use commands::revoke_all;
pub use commands::{create, note_use, revoke};

use crate::{
    Forbidden, Invalid, MANAGE_PEOPLE, Person, Roles, Scope, session,
    tables::access_token::{self, Column, Entity},
    token,
};

/// How every token begins, so that those who search repositories for secrets recognise one: `wutong_[0-9a-f]{64}`.
pub const PREFIX: &str = "wutong_";
/// The lives that a person chooses from, in days.
pub const LIVES_DAYS: [u16; 5] = [7, 30, 90, 180, LIFE_DAYS_MAX];
/// The longest life: what nobody renews within a year nobody needs.
pub const LIFE_DAYS_MAX: u16 = 365;
/// The most tokens of one person: whoever has more has forgotten some.
pub const TOKENS_MAX: usize = 20;

/// How far a token reaches. A person may narrow it down, never widen it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reach {
    /// Whether it changes anything, or reads only.
    pub writes: bool,
    /// Keys of the parts of the API to which it is held: `projects`. None: all of them.
    pub parts: Vec<String>,
}

impl Reach {
    /// Whether a request to this part of the API is within it.
    pub fn covers(&self, part: &str, writes: bool) -> bool {
        (self.writes || !writes) && (self.parts.is_empty() || self.parts.iter().any(|one| one == part))
    }
}

/// A token as its owner and administrators see it: everything but the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Names it for good.
    pub id: String,
    /// Whose it is.
    pub login: String,
    /// What its owner calls it; the journal names it so.
    pub name: String,
    /// How far it reaches.
    pub reach: Reach,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// The last day, in UTC, on which it was shown.
    pub last_used_on: Option<Date>,
}

/// A token to make, as a form or the command line gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAccessToken {
    /// Whose it will be.
    pub login: String,
    /// What its owner calls it.
    pub name: String,
    /// How many days it lasts, 1 to [`LIFE_DAYS_MAX`].
    pub life_days: u16,
    /// Whether it changes anything.
    pub writes: bool,
    /// Keys of the parts of the API to which it is held; none: all.
    pub parts: Vec<String>,
}

/// Why a token is not made or revoked.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// A token is made by its owner only.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields are wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no such account, or it is closed.
    #[error("there is no account {0:?} in use")]
    NoAccount(String),
    /// There is no such token of this account.
    #[error("there is no such token")]
    NotFound,
    /// The person has one of this name.
    #[error("there is a token of this name already; choose another")]
    NameTaken,
    /// The person has too many.
    #[error("there are {TOKENS_MAX} tokens already; revoke one that nobody uses")]
    TooMany,
    /// The form was sent before; what it showed once is not shown again.
    #[error("this was done before, and the token was shown then; revoke it and make another if nobody noted it")]
    AlreadyDone,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for Refused {
    fn from(error: sea_orm::DbErr) -> Self {
        StoreError::from(error).into()
    }
}

/// What a request learns from the token that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// What the owner may see and do; changes made with it name the token.
    pub scope: Scope,
    /// The token.
    pub token: AccessToken,
    /// The language that the owner chose.
    pub language: String,
    /// Whether the owner must change the password before anything else.
    pub must_change_password: bool,
}

/// Token, account and roles at once, as a session is found: it runs on every request.
const FIND: &str = "SELECT t.id, t.name AS token_name, t.reach, t.parts, t.created_at, t.expires_at, t.last_used_on, \
     a.login, a.name, a.organisation_id, a.post, a.language, a.must_change_password, r.role \
     FROM access_token t \
     JOIN account a ON a.zone_id = t.zone_id AND a.login = t.login \
     LEFT JOIN account_role r ON r.zone_id = a.zone_id AND r.login = a.login \
     WHERE t.zone_id = $1 AND t.token_hash = $2 AND t.expires_at > $3 AND a.disabled = $4";

/// Whom a token speaks for; `None` when it is none, has ended or was revoked, or its account is disabled.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    roles: &Roles,
    zone: &ZoneId,
    shown: &str,
    now: Timestamp,
) -> Result<Option<Bearer>, StoreError> {
    // What cannot be a token is not looked up.
    let digits = shown.strip_prefix(PREFIX).unwrap_or_default();
    if digits.len() != token::TOKEN_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let hash = token::digest("access-token", shown);
    let values = [zone.as_str().into(), hash.into(), instant_text(now).into(), false.into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), FIND, values);
    let rows = database.query_all_raw(statement).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let text = |column: &str| first.try_get::<String>("", column);
    let person: Person = session::person(first)?;
    let found = AccessToken {
        id: text("id")?,
        login: person.account.clone(),
        name: text("token_name")?,
        reach: reach(&text("reach")?, &text("parts")?),
        created_at: instant_from_text(&text("created_at")?)?,
        expires_at: instant_from_text(&text("expires_at")?)?,
        last_used_on: day(first.try_get("", "last_used_on")?),
    };
    Ok(Some(Bearer {
        scope: Scope::of(zone.clone(), person, session::held(&rows, roles)?).carried_by(found.name.clone()),
        language: text("language")?,
        must_change_password: first.try_get("", "must_change_password")?,
        token: found,
    }))
}

/// The tokens of an account, the newest first: for its owner, and for administrators. Those that have ended by themselves
/// are told of, too, until they are revoked.
///
/// # Errors
/// What the database says.
pub async fn list(database: &impl ConnectionTrait, scope: &Scope, login: &str) -> Result<Vec<AccessToken>, StoreError> {
    if !scope.may(MANAGE_PEOPLE) && scope.person().is_none_or(|person| person.account != login) {
        return Ok(Vec::new());
    }
    of_account(database, scope.zone(), login).await
}

async fn of_account(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    login: &str,
) -> Result<Vec<AccessToken>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ZoneId.eq(zone.as_str()))
        .filter(Column::Login.eq(login))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(database)
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: access_token::Model) -> Result<AccessToken, StoreError> {
    Ok(AccessToken {
        reach: reach(&row.reach, &row.parts),
        created_at: instant_from_text(&row.created_at)?,
        expires_at: instant_from_text(&row.expires_at)?,
        last_used_on: day(row.last_used_on),
        id: row.id,
        login: row.login,
        name: row.name,
    })
}

/// What `reach` says of a token that changes things; any other word reads.
const WRITE: &str = "write";
const READ: &str = "read";

fn reach(word: &str, parts: &str) -> Reach {
    Reach { writes: word == WRITE, parts: parts.split_whitespace().map(str::to_owned).collect() }
}

fn day(text: Option<String>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}

/// The day, in UTC, on which something happens.
fn day_of(at: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(at).date()
}
