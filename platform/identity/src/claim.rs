//! A claim to be somebody, made with a password: checked outside the writer because it takes long, settled inside.

use std::net::IpAddr;

use jiff::Timestamp;
use store::{Change, Entry, Store, StoreError, Subject, ZoneId};

use crate::{
    HashingFailed, Password, PasswordHash,
    account::record::{self, Record},
    password,
    throttle::Suspects,
};

/// Why a claim is not looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClaimRefused {
    #[error("too many wrong passwords; try again after {0}")]
    Throttled(Timestamp),
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A claim whose password has been compared.
pub(crate) struct Claim {
    login: String,
    address: IpAddr,
    suspects: Suspects,
    /// The hash that the password fits.
    fits: Option<PasswordHash>,
}

impl Claim {
    /// Compares the password, unless too many were wrong before. Takes as long for a login that nobody has.
    pub async fn check(
        store: &Store,
        zone: &ZoneId,
        login: &str,
        password: Password,
        address: IpAddr,
        now: Timestamp,
    ) -> Result<Self, ClaimRefused> {
        let suspects = Suspects::new(login, address);
        if let Some(until) = suspects.blocked_until(store.reader(), zone, now).await? {
            return Err(ClaimRefused::Throttled(until));
        }
        let hash = record::read(store.reader(), zone, login).await?.map(|record| record.password_hash);
        let fits = password::verify(hash.clone(), password).await?;
        Ok(Self { login: login.to_owned(), address, suspects, fits: hash.filter(|_| fits) })
    }

    /// Whether somebody may be allowed in by this claim: known before the transaction, for the journal.
    pub fn fits(&self) -> bool {
        self.fits.is_some()
    }

    /// The account, when the claim holds still; otherwise the failure is counted and written to the journal.
    ///
    /// Attempts that were made at the same time are throttled here one after another.
    pub async fn settle(&self, change: &mut Change) -> Result<Option<Record>, ClaimRefused> {
        let blocked = self.suspects.blocked_until(change.connection(), change.zone(), change.at());
        if let Some(until) = blocked.await? {
            return Err(ClaimRefused::Throttled(until));
        }
        let record = record::read(change.connection(), change.zone(), &self.login).await?;
        let holds = |record: &&Record| !record.account.disabled && Some(&record.password_hash) == self.fits.as_ref();
        if let Some(record) = record.as_ref().filter(holds) {
            return Ok(Some(record.clone()));
        }
        self.failed(change, record.is_some(), "account.password_refused").await?;
        Ok(None)
    }

    /// Whoever got in by this claim mistyped before; not called before the second step, or its codes could be guessed
    /// without end.
    pub async fn forgive(&self, change: &Change) -> Result<(), StoreError> {
        self.suspects.forgive_login(change).await
    }

    /// Counts a failure. A login that nobody has is named by its hash: it may be a password typed into the wrong field.
    pub async fn failed(&self, change: &mut Change, known: bool, verb: &str) -> Result<(), StoreError> {
        self.suspects.failed(change).await?;
        let subject = if known {
            Subject::new("account", &self.login)
        } else {
            Subject::new("login_failure", self.suspects.hashed_login())
        };
        let address = serde_json::json!({ "address": self.address });
        change.record(Entry::new(verb, subject).after(&address)?);
        Ok(())
    }
}
