//! Sessions (会话): who is signed in, kept in the database so that they end everywhere at once.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, Set, Statement};
use store::{Change, Entry, Store, StoreError, Subject, ZoneId, instant_from_text, instant_text};

use crate::{
    Forbidden, MANAGE_PEOPLE, Order, Person, Role, Roles, Scope,
    tables::session::{self, Column, Entity},
    token,
};

/// A session lasts a working day; nobody is signed out in the middle of one.
pub const LASTS: SignedDuration = SignedDuration::from_hours(12);

/// What a request learns from its session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What the person may see and do.
    pub scope: Scope,
    /// The language that the person chose: `zh-CN` or `en`.
    pub language: String,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// What the forms of this session carry.
    pub csrf: String,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Session, account and roles at once: it runs on every request. One row per role; one with NULL for no role.
const FIND: &str = "SELECT s.expires_at, a.login, a.name, a.organisation_id, a.post, a.language, \
     a.must_change_password, r.role \
     FROM session s \
     JOIN account a ON a.zone_id = s.zone_id AND a.login = s.login \
     LEFT JOIN account_role r ON r.zone_id = a.zone_id AND r.login = a.login \
     WHERE s.zone_id = $1 AND s.token_hash = $2 AND s.expires_at > $3 AND a.disabled = $4";

/// The session that a token opens; `None` when it ended, or its account is disabled.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    roles: &Roles,
    zone: &ZoneId,
    token: &str,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let values = [zone.as_str().into(), token::hash(token).into(), instant_text(now).into(), false.into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), FIND, values);
    let rows = database.query_all_raw(statement).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let text = |column: &str| first.try_get::<String>("", column);
    Ok(Some(Session {
        scope: Scope::of(zone.clone(), person(first)?, held(&rows, roles)?),
        language: text("language")?,
        must_change_password: first.try_get("", "must_change_password")?,
        csrf: token::csrf(token),
        expires_at: instant_from_text(&text("expires_at")?)?,
    }))
}

/// Whose account stands in a row.
pub(crate) fn person(row: &QueryResult) -> Result<Person, StoreError> {
    let text = |column: &str| row.try_get::<String>("", column);
    Ok(Person {
        account: text("login")?,
        name: text("name")?,
        organisation: text("organisation_id")?,
        post: text("post")?,
    })
}

/// The roles that stand in the rows of an account. One that no desk declares any more gives no rights.
pub(crate) fn held(rows: &[QueryResult], roles: &Roles) -> Result<Vec<Role>, StoreError> {
    let held = rows.iter().map(|row| row.try_get::<Option<String>>("", "role")).collect::<Result<Vec<_>, _>>()?;
    Ok(held.iter().flatten().filter_map(|key| roles.find(key).ok()).flatten().copied().collect())
}

/// Why a session is not ended.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How ending sessions goes.
enum End {
    /// There was none.
    Nothing,
    Failed(StoreError),
}

impl<E: Into<StoreError>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn settle(outcome: Result<(), End>) -> Result<(), Refused> {
    match outcome {
        Ok(()) | Err(End::Nothing) => Ok(()),
        Err(End::Failed(error)) => Err(error.into()),
    }
}

/// Ends the session of this token; of the own account only. One that has ended already is no error.
///
/// # Errors
/// [`Refused`].
pub async fn sign_out(store: &Store, order: Order<'_>, token: &str) -> Result<(), Refused> {
    let hash = token::hash(token);
    let outcome = store
        .write(order.author(), order.key, "identity.sign_out", move |change| {
            Box::pin(async move {
                let actor = change.author().actor.clone();
                let ended = Entity::delete_many()
                    .filter(Column::ZoneId.eq(change.zone().as_str()))
                    .filter(Column::TokenHash.eq(hash))
                    .filter(Column::Login.eq(actor.as_str()))
                    .exec(change.connection())
                    .await?;
                if ended.rows_affected == 0 {
                    return Err(End::Nothing);
                }
                change.record(Entry::new("session.ended", Subject::new("account", actor)));
                Ok(())
            })
        })
        .await;
    settle(outcome)
}

/// Ends all sessions of an account: of one's own, or for an administrator of anybody's.
///
/// # Errors
/// [`Refused`].
pub async fn end_all(store: &Store, order: Order<'_>, login: &str) -> Result<(), Refused> {
    if order.scope.person().is_none_or(|person| person.account != login) {
        order.needs(MANAGE_PEOPLE)?;
    }
    let login = login.to_owned();
    let outcome = store
        .write(order.author(), order.key, "identity.end_sessions", move |change| {
            Box::pin(async move {
                match end_sessions(change, &login).await? {
                    0 => Err(End::Nothing),
                    _ => Ok(()),
                }
            })
        })
        .await;
    settle(outcome)
}

/// Ends all sessions of an account within a change; how many there were.
pub(crate) async fn end_sessions(change: &mut Change, login: &str) -> Result<u64, StoreError> {
    let ended = Entity::delete_many()
        .filter(Column::ZoneId.eq(change.zone().as_str()))
        .filter(Column::Login.eq(login))
        .exec(change.connection())
        .await?
        .rows_affected;
    if ended > 0 {
        let entry = Entry::new("session.all_ended", Subject::new("account", login));
        change.record(entry.after(&serde_json::json!({ "sessions": ended }))?);
    }
    Ok(ended)
}

/// Begins a session within a change, and clears away those that ended by themselves.
pub(crate) async fn start(
    change: &mut Change,
    login: &str,
    token_hash: String,
    address: IpAddr,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::ZoneId.eq(change.zone().as_str()))
        .filter(Column::ExpiresAt.lte(instant_text(change.at())))
        .exec(change.connection())
        .await?;
    let expires_at = change.at().saturating_add(LASTS).unwrap_or(Timestamp::MAX);
    session::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        token_hash: Set(token_hash),
        login: Set(login.to_owned()),
        created_at: Set(instant_text(change.at())),
        expires_at: Set(instant_text(expires_at)),
        address: Set(address.to_string()),
    }
    .insert(change.connection())
    .await?;
    let entry = Entry::new("session.started", Subject::new("account", login));
    change.record(entry.after(&serde_json::json!({ "address": address }))?);
    Ok(())
}
