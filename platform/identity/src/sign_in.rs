use std::net::IpAddr;

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, Set};
use serde::{Deserialize, Serialize};
use store::{Author, Change, IdempotencyKey, Store, StoreError, ZoneId};

use crate::{
    HashingFailed, Password,
    account::record::Record,
    claim::{Claim, ClaimRefused},
    session,
    tables::account,
    token::Token,
};

/// Who the journal says did it, as long as nobody has proved to be somebody.
const NOBODY: &str = "public";

/// An attempt to sign in.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The login as it was typed.
    pub login: String,
    /// The password as it was typed.
    pub password: Password,
    /// The code of the second step, when it was asked for.
    pub code: Option<String>,
    /// Where the attempt comes from.
    pub address: IpAddr,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// Login or password is wrong, or the account is disabled: which of them is not told.
    #[error("login or password is wrong")]
    Wrong,
    /// The password is right; the account wants a code, too.
    #[error("enter the code from your phone")]
    CodeNeeded,
    /// The password is right, the code is not, or it was used before.
    #[error("the code is wrong or was used before; wait for the next one")]
    CodeWrong,
    /// Too many attempts failed.
    #[error("too many failed attempts; try again after {0}")]
    Throttled(Timestamp),
    /// The machine failed.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ClaimRefused> for SignInRefused {
    fn from(refused: ClaimRefused) -> Self {
        match refused {
            ClaimRefused::Throttled(until) => Self::Throttled(until),
            ClaimRefused::Hashing(error) => error.into(),
            ClaimRefused::Store(error) => error.into(),
        }
    }
}

/// How an attempt that was written down ended: a failure is counted, so it must be committed too.
#[derive(Serialize, Deserialize)]
enum Outcome {
    Entered,
    Wrong,
    CodeWrong,
}

/// Begins a session for whoever proves to be the owner of the account.
///
/// # Errors
/// [`SignInRefused`].
pub async fn sign_in(store: &Store, zone: &ZoneId, attempt: Attempt, now: Timestamp) -> Result<Token, SignInRefused> {
    let Attempt { login, password, code, address } = attempt;
    let login = login.trim().to_owned();
    let claim = Claim::check(store, zone, &login, password, address, now).await?;
    let author = Author {
        zone: zone.clone(),
        actor: if claim.fits() { login } else { NOBODY.to_owned() },
        on_behalf_of: None,
        through: None,
        at: now,
    };
    let token = Token::random();
    let hashed_token = token.hash();
    let outcome = store
        .write(author, IdempotencyKey::random(), "identity.sign_in", move |change| {
            Box::pin(async move {
                let Some(record) = claim.settle(change).await? else {
                    return Ok(Outcome::Wrong);
                };
                if !second_step(change, &record, code.as_deref()).await? {
                    claim.failed(change, true, "account.code_refused").await?;
                    return Ok(Outcome::CodeWrong);
                }
                claim.forgive(change).await?;
                session::start(change, &record.account.login, hashed_token, address).await?;
                Ok::<_, SignInRefused>(Outcome::Entered)
            })
        })
        .await?;
    match outcome {
        Outcome::Entered => Ok(token),
        Outcome::Wrong => Err(SignInRefused::Wrong),
        Outcome::CodeWrong => Err(SignInRefused::CodeWrong),
    }
}

/// Whether the second step is passed, or there is none; a code that passes is used up.
async fn second_step(change: &Change, record: &Record, code: Option<&str>) -> Result<bool, SignInRefused> {
    let Some(secret) = &record.totp_secret else {
        return Ok(true);
    };
    let code = code.filter(|code| !code.trim().is_empty()).ok_or(SignInRefused::CodeNeeded)?;
    let Some(step) = secret.accept(code, change.at(), record.totp_last_step) else {
        return Ok(false);
    };
    account::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        login: Set(record.account.login.clone()),
        totp_last_step: Set(step),
        ..Default::default()
    }
    .update(change.connection())
    .await
    .map_err(StoreError::from)?;
    Ok(true)
}
