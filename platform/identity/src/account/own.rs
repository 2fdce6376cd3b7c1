//! What people do with their own accounts.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use store::Store;

use super::{
    Refused,
    administer::{Alter, existing, once, settle, shown_once},
    record,
};
use crate::{
    Forbidden, Invalid, OWN_ACCOUNT, Order, Password, PasswordHash, TotpSecret, WeakPassword, claim::Claim, session,
    text, token::Token,
};

/// How an order that needs the password ended, as the ledger of orders keeps it.
#[derive(Serialize, Deserialize)]
enum Answer {
    /// Carried out; with the mark of this order.
    Done(String),
    /// The password was wrong, and that was counted.
    WrongPassword,
}

/// Login of the person who gives the order.
fn own_login(order: &Order<'_>) -> Result<String, Refused> {
    let person = order.scope.person().ok_or(Forbidden(OWN_ACCOUNT))?;
    Ok(person.account.clone())
}

/// Changes the own password. Every session of the account ends; a new one begins, whose token comes back.
///
/// # Errors
/// [`Refused`]; a wrong current password counts like a failed sign-in.
pub async fn change_password(
    store: &Store,
    order: Order<'_>,
    address: IpAddr,
    current: Password,
    chosen: &str,
) -> Result<Token, Refused> {
    let login = own_login(&order)?;
    if current.reveal() == chosen {
        return Err(WeakPassword::Unchanged.into());
    }
    let chosen = Password::chosen(chosen, &login)?;
    let claim = Claim::check(store, order.zone(), &login, current, address, order.at).await?;
    let hash = PasswordHash::hash(chosen).await?;
    let token = Token::random();
    let hashed_token = token.hash();
    let (ours, mark) = once();
    let answer = store
        .write(order.author(), order.key, "identity.change_password", move |change| {
            Box::pin(async move {
                let Some(before) = claim.settle(change).await? else {
                    return Ok(Answer::WrongPassword);
                };
                let mut new = before.clone();
                new.password_hash = hash;
                new.account.must_change_password = false;
                record::put(change, Some(&before), &new, "account.password_chosen").await?;
                session::start(change, &login, hashed_token, address).await?;
                Ok::<_, Refused>(Answer::Done(mark))
            })
        })
        .await?;
    match answer {
        Answer::Done(given) => shown_once(&ours, &given, token),
        Answer::WrongPassword => Err(Refused::WrongPassword),
    }
}

/// Chooses the own language, `zh-CN` or `en`.
///
/// # Errors
/// [`Refused`].
pub async fn set_language(store: &Store, order: Order<'_>, language: &str) -> Result<(), Refused> {
    let login = own_login(&order)?;
    let language = text::language(language).map_err(|flaw| Invalid(vec![("language", flaw)]))?;
    let outcome = store
        .write(order.author(), order.key, "identity.set_language", move |change| {
            Box::pin(async move {
                let before = existing(change, &login).await?;
                let mut new = before.clone();
                new.account.language = language;
                if new == before {
                    return Err(Alter::Unchanged);
                }
                // It is on the administrators' form, too: an older one must not take it back.
                new.account.version += 1;
                Ok(record::put(change, Some(&before), &new, "account.language_chosen").await?)
            })
        })
        .await;
    settle(outcome)
}

/// Switches the second step on, proved by a code from the phone that has the secret. Other sessions end, and a new one
/// begins, whose token comes back.
///
/// # Errors
/// [`Refused`].
pub async fn confirm_second_step(
    store: &Store,
    order: Order<'_>,
    address: IpAddr,
    secret: TotpSecret,
    code: &str,
) -> Result<Token, Refused> {
    let login = own_login(&order)?;
    let step = secret.accept(code, order.at, 0).ok_or(Refused::WrongCode)?;
    let token = Token::random();
    let hashed_token = token.hash();
    let (ours, mark) = once();
    let given = store
        .write(order.author(), order.key, "identity.confirm_second_step", move |change| {
            Box::pin(async move {
                let before = existing(change, &login).await?;
                if before.totp_secret.is_some() {
                    return Err(Refused::SecondStepOn);
                }
                let new = before.clone().with_second_step(Some(secret), step);
                record::put(change, Some(&before), &new, "account.edited").await?;
                session::start(change, &login, hashed_token, address).await?;
                Ok(mark)
            })
        })
        .await?;
    shown_once(&ours, &given, token)
}

/// Switches the second step off, proved by the password. Other sessions end, and a new one begins, whose token comes
/// back.
///
/// # Errors
/// [`Refused`]; a wrong password counts like a failed sign-in.
pub async fn switch_off_second_step(
    store: &Store,
    order: Order<'_>,
    address: IpAddr,
    password: Password,
) -> Result<Token, Refused> {
    let login = own_login(&order)?;
    let claim = Claim::check(store, order.zone(), &login, password, address, order.at).await?;
    let token = Token::random();
    let hashed_token = token.hash();
    let (ours, mark) = once();
    let answer = store
        .write(order.author(), order.key, "identity.switch_off_second_step", move |change| {
            Box::pin(async move {
                let Some(before) = claim.settle(change).await? else {
                    return Ok(Answer::WrongPassword);
                };
                let new = before.clone().with_second_step(None, before.totp_last_step);
                record::put(change, Some(&before), &new, "account.edited").await?;
                session::start(change, &login, hashed_token, address).await?;
                Ok::<_, Refused>(Answer::Done(mark))
            })
        })
        .await?;
    match answer {
        Answer::Done(given) => shown_once(&ours, &given, token),
        Answer::WrongPassword => Err(Refused::WrongPassword),
    }
}
