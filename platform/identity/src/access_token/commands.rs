//! Making a token, revoking it, noting that it was used.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use store::{Change, Entry, IdempotencyKey, Store, StoreError, Subject};

use super::{
    AccessToken, Bearer, LIFE_DAYS_MAX, NewAccessToken, PREFIX, READ, Reach, Refused, TOKENS_MAX, WRITE, day_of,
    of_account,
};
use crate::{
    Flaw, Forbidden, MANAGE_PEOPLE, OWN_ACCOUNT, Order, Viewer,
    account::{once, record},
    tables::access_token::{self, Column, Entity},
    text::{self, Check},
    token::{self, Token},
};

/// The longest name of a token.
const NAME_LENGTH_MAX: usize = 60;

/// What is wrong with a new token, all at once; its name and how far it reaches where nothing is.
fn checked(new: &NewAccessToken) -> Result<(String, Reach), Refused> {
    let mut check = Check::default();
    let name = check.take("name", text::filled(&new.name, NAME_LENGTH_MAX));
    let lives = (1..=LIFE_DAYS_MAX).contains(&new.life_days);
    check.take("life_days", if lives { Ok(()) } else { Err(Flaw::Life(LIFE_DAYS_MAX)) });
    let parts = new.parts.iter().map(|part| text::key(part)).collect::<Result<Vec<_>, _>>();
    let parts = check.take("parts", parts);
    check.finish()?;
    Ok((name, Reach { writes: new.writes, parts }))
}

/// Makes a token for whoever gives the order, or for anybody at the command line; nobody makes one for somebody else. It
/// comes back with the secret, which nobody can read again.
///
/// # Errors
/// [`Refused`].
pub async fn create(store: &Store, order: Order<'_>, new: NewAccessToken) -> Result<(AccessToken, String), Refused> {
    let is_own = order.scope.person().is_some_and(|person| person.account == new.login);
    // A token does not make others: whoever finds one must not be able to outlive it.
    if *order.scope.viewer() != Viewer::System && (!is_own || order.scope.through().is_some()) {
        return Err(Forbidden(OWN_ACCOUNT).into());
    }
    let (name, reach) = checked(&new)?;
    let secret = format!("{PREFIX}{}", Token::random().reveal());
    let hash = token::digest("access-token", &secret);
    let expires_at = order.at.saturating_add(SignedDuration::from_hours(24) * i32::from(new.life_days));
    let made = AccessToken {
        id: id(&hash),
        login: new.login,
        name,
        reach,
        created_at: order.at,
        expires_at: expires_at.unwrap_or(Timestamp::MAX),
        last_used_on: None,
    };
    let (ours, mark) = once();
    let (given, made) = store
        .write(order.author(), order.key, "identity.create_access_token", move |change| {
            Box::pin(async move {
                check_room(change, &made).await?;
                row(change, &made, hash).insert(change.connection()).await?;
                change.record(Entry::new("access_token.created", subject(&made.login)).after(&made)?);
                Ok::<_, Refused>((mark, made))
            })
        })
        .await?;
    if ours == given { Ok((made, secret)) } else { Err(Refused::AlreadyDone) }
}

/// A name for the row that says nothing about the secret: a part of the hash of its hash.
fn id(hash: &str) -> String {
    token::digest("access-token-id", hash).chars().take(16).collect()
}

/// Whether the account is in use and may have one more of this name.
async fn check_room(change: &Change, made: &AccessToken) -> Result<(), Refused> {
    let account = record::read(change.connection(), change.zone(), &made.login).await?;
    if account.is_none_or(|found| found.account.disabled) {
        return Err(Refused::NoAccount(made.login.clone()));
    }
    let others = of_account(change.connection(), change.zone(), &made.login).await?;
    if others.iter().any(|other| other.name == made.name) {
        return Err(Refused::NameTaken);
    }
    if others.len() >= TOKENS_MAX { Err(Refused::TooMany) } else { Ok(()) }
}

fn row(change: &Change, made: &AccessToken, hash: String) -> access_token::ActiveModel {
    access_token::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(made.id.clone()),
        login: Set(made.login.clone()),
        name: Set(made.name.clone()),
        token_hash: Set(hash),
        reach: Set(if made.reach.writes { WRITE } else { READ }.to_owned()),
        parts: Set(made.reach.parts.join(" ")),
        created_at: Set(store::instant_text(made.created_at)),
        expires_at: Set(store::instant_text(made.expires_at)),
        last_used_on: Set(None),
    }
}

fn subject(login: &str) -> Subject {
    Subject::new("account", login)
}

/// Revokes a token: one's own, or for an administrator anybody's.
///
/// # Errors
/// [`Refused`].
pub async fn revoke(store: &Store, order: Order<'_>, login: &str, id: &str) -> Result<(), Refused> {
    if order.scope.person().is_none_or(|person| person.account != login) {
        order.needs(MANAGE_PEOPLE)?;
    }
    let (login, id) = (login.to_owned(), id.to_owned());
    store
        .write(order.author(), order.key, "identity.revoke_access_token", move |change| {
            Box::pin(async move {
                let tokens = of_account(change.connection(), change.zone(), &login).await?;
                let found = tokens.into_iter().find(|token| token.id == id).ok_or(Refused::NotFound)?;
                Entity::delete_by_id((change.zone().to_string(), id)).exec(change.connection()).await?;
                change.record(Entry::new("access_token.revoked", subject(&login)).before(&found)?);
                Ok(())
            })
        })
        .await
}

/// Revokes all tokens of an account that is closed, within that change: opened again, it begins without any.
pub(crate) async fn revoke_all(change: &mut Change, login: &str) -> Result<(), StoreError> {
    for token in of_account(change.connection(), change.zone(), login).await? {
        Entity::delete_by_id((change.zone().to_string(), token.id.clone())).exec(change.connection()).await?;
        change.record(Entry::new("access_token.revoked", subject(login)).before(&token)?);
    }
    Ok(())
}

/// How noting a use goes.
enum Noted {
    /// Somebody has noted it already.
    Already,
    Failed(StoreError),
}

impl<E: Into<StoreError>> From<E> for Noted {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Notes that a token was shown today, once a day: whether one is still needed can be seen, and nothing is written at each
/// request.
///
/// # Errors
/// What the database says.
pub async fn note_use(store: &Store, bearer: &Bearer, at: Timestamp) -> Result<(), StoreError> {
    let today = day_of(at);
    if bearer.token.last_used_on == Some(today) {
        return Ok(());
    }
    let order = Order { scope: &bearer.scope, at, key: IdempotencyKey::random() };
    let token = bearer.token.clone();
    let outcome = store
        .write(order.author(), order.key, "identity.use_access_token", move |change| {
            Box::pin(async move {
                let noted = Entity::update_many()
                    .col_expr(Column::LastUsedOn, Expr::value(today.to_string()))
                    .filter(Column::ZoneId.eq(change.zone().as_str()))
                    .filter(Column::Id.eq(token.id.as_str()))
                    .filter(Column::LastUsedOn.is_null().or(Column::LastUsedOn.lt(today.to_string())))
                    .exec(change.connection())
                    .await?;
                if noted.rows_affected == 0 {
                    return Err(Noted::Already);
                }
                let entry = Entry::new("access_token.used", subject(&token.login));
                change.record(entry.after(&json!({ "id": token.id, "name": token.name }))?);
                Ok(())
            })
        })
        .await;
    match outcome {
        Ok(()) | Err(Noted::Already) => Ok(()),
        Err(Noted::Failed(error)) => Err(error),
    }
}
