use std::fmt;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc};
use rand::RngExt;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Shorter ones are guessed.
const LENGTH_MIN: usize = 10;
/// Longer ones only cost hashing time.
const LENGTH_MAX: usize = 200;
/// Hashes computed at once: each takes 19 MiB and a core for some 20 ms, and a flood of sign-ins must not take all.
const HASHES_AT_ONCE_MAX: usize = 4;
/// The dearest hash that is accepted from a file: dearer ones would turn every sign-in into a denial of service.
const MEMORY_KIB_MAX: u32 = 256 * 1024;
/// See [`MEMORY_KIB_MAX`].
const PASSES_MAX: u32 = 10;
/// See [`MEMORY_KIB_MAX`].
const LANES_MAX: u32 = 4;
/// Letters of a one-time password: none that look alike.
const ONE_TIME_LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

static HASHING: Semaphore = Semaphore::const_new(HASHES_AT_ONCE_MAX);

/// A password as it was typed; never logged, never stored.
#[derive(Clone)]
pub struct Password(String);

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than ten characters.
    #[error("a password has at least {LENGTH_MIN} characters")]
    TooShort,
    /// More than two hundred.
    #[error("a password has at most {LENGTH_MAX} characters")]
    TooLong,
    /// The same as the login name, or one character over and over.
    #[error("this password is too easy to guess")]
    Guessable,
    /// The same as before.
    #[error("the new password is the old one; choose another")]
    Unchanged,
}

impl WeakPassword {
    /// Names its sentence in the language files.
    pub fn key(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::Guessable => "password-guessable",
            Self::Unchanged => "password-unchanged",
        }
    }
}

impl Password {
    /// A password that somebody typed to sign in; checked against nothing but its hash.
    pub fn typed(text: &str) -> Self {
        Self(text.chars().take(LENGTH_MAX).collect())
    }

    /// A new password for the account with this login.
    ///
    /// # Errors
    /// [`WeakPassword`].
    pub fn chosen(text: &str, login: &str) -> Result<Self, WeakPassword> {
        let length = text.chars().count();
        if length < LENGTH_MIN {
            return Err(WeakPassword::TooShort);
        }
        if length > LENGTH_MAX {
            return Err(WeakPassword::TooLong);
        }
        let first = text.chars().next();
        if text.eq_ignore_ascii_case(login) || text.chars().all(|c| Some(c) == first) {
            return Err(WeakPassword::Guessable);
        }
        Ok(Self(text.to_owned()))
    }

    /// A random one for the first sign-in.
    pub fn one_time() -> Self {
        let mut random = rand::rng();
        let letters = (0..16).map(|_| {
            let index = random.random_range(0..ONE_TIME_LETTERS.len());
            char::from(ONE_TIME_LETTERS[index])
        });
        Self(letters.collect())
    }

    /// Shows the password; for printing a one-time password once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// An argon2id hash in PHC form (`$argon2id$v=19$m=…`), with its salt and cost.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// A text that is no argon2id hash in PHC form, or one dearer than the house computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a password hash: $argon2id$v=19$… in PHC form, at most {MEMORY_KIB_MAX} KiB, {PASSES_MAX} passes, {LANES_MAX} lanes"
)]
pub struct InvalidPasswordHash;

/// The machine could not compute a hash: no memory, or no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed; try again")]
pub struct HashingFailed;

impl PasswordHash {
    /// Hashes a password with a new salt; takes a core for some 20 ms, so call [`Self::hash`] from async code.
    ///
    /// # Errors
    /// [`HashingFailed`].
    pub fn of(password: &Password) -> Result<Self, HashingFailed> {
        let hash: phc::PasswordHash =
            Argon2::default().hash_password(password.0.as_bytes()).map_err(|_| HashingFailed)?;
        Ok(Self(hash.to_string()))
    }

    /// [`Self::of`], away from the threads that serve requests.
    ///
    /// # Errors
    /// [`HashingFailed`].
    pub async fn hash(password: Password) -> Result<Self, HashingFailed> {
        let _permit = HASHING.acquire().await.map_err(|_| HashingFailed)?;
        spawn_blocking(move || Self::of(&password)).await.map_err(|_| HashingFailed)?
    }

    /// Reads a hash in PHC form.
    ///
    /// # Errors
    /// [`InvalidPasswordHash`].
    pub fn parse(text: &str) -> Result<Self, InvalidPasswordHash> {
        let hash = phc::PasswordHash::new(text).map_err(|_| InvalidPasswordHash)?;
        let cost = argon2::Params::try_from(&hash).map_err(|_| InvalidPasswordHash)?;
        let valid = hash.algorithm.as_str() == "argon2id"
            && hash.version == Some(argon2::Version::V0x13.into())
            && hash.salt.is_some()
            && hash.hash.is_some()
            && cost.m_cost() <= MEMORY_KIB_MAX
            && cost.t_cost() <= PASSES_MAX
            && cost.p_cost() <= LANES_MAX
            && hash.to_string() == text;
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidPasswordHash) }
    }

    /// Whether the password is the one that was hashed; takes as long as hashing.
    pub fn verify(&self, password: &Password) -> bool {
        phc::PasswordHash::new(&self.0)
            .is_ok_and(|hash| Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok())
    }

    /// The hash in PHC form, for the database and the zone's files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Whether the password is the hashed one, away from the threads that serve requests.
///
/// Without a hash, for a login that nobody has, it hashes all the same: the time must not tell whether a login exists.
pub(crate) async fn verify(hash: Option<PasswordHash>, password: Password) -> Result<bool, HashingFailed> {
    let _permit = HASHING.acquire().await.map_err(|_| HashingFailed)?;
    spawn_blocking(move || match hash {
        Some(hash) => hash.verify(&password),
        None => PasswordHash::of(&password).is_err(),
    })
    .await
    .map_err(|_| HashingFailed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hash_knows_its_password_alone() {
        let hash = PasswordHash::of(&Password::typed("wutong-2020")).unwrap();
        assert_eq!(PasswordHash::parse(hash.as_str()), Ok(hash.clone()));
        assert!(hash.verify(&Password::typed("wutong-2020")));
        assert!(!hash.verify(&Password::typed("wutong-2021")));
        assert!(!hash.verify(&Password::typed("")));
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert_eq!(verify(None, Password::typed("anything")).await, Ok(false));
    }

    #[test]
    fn foreign_and_dear_hashes_are_refused() {
        let salted = "$ceQJtj37DPUKYcMqFe+IQA$6vuOFUSjA5LdBOMLkUhqTUvIZ3SXPlBFUJ3yWVjMbRE";
        let id = |cost: &str| PasswordHash::parse(&format!("$argon2id$v=19${cost}{salted}"));
        assert!(id("m=19456,t=2,p=1").is_ok());
        for cost in ["m=4194304,t=2,p=1", "m=19456,t=4000000,p=1", "m=19456,t=2,p=400", "m=x", ""] {
            assert_eq!(id(cost), Err(InvalidPasswordHash), "{cost}");
        }
        for text in [
            String::new(),
            "5f4dcc3b5aa765d61d8327deb882cf99".to_owned(),
            format!("$argon2i$v=19$m=19456,t=2,p=1{salted}"),
            format!("$argon2id$m=19456,t=2,p=1{salted}"),
            "$argon2id$v=19$m=19456,t=2,p=1".to_owned(),
            "$".repeat(10_000),
        ] {
            assert_eq!(PasswordHash::parse(&text), Err(InvalidPasswordHash), "{text:.60}");
        }
    }

    #[test]
    fn weak_passwords_are_refused() {
        let refused = |text: &str| Password::chosen(text, "li-wei-long").err();
        assert_eq!(refused("short"), Some(WeakPassword::TooShort));
        assert_eq!(refused(&"ab".repeat(101)), Some(WeakPassword::TooLong));
        assert_eq!(refused("LI-WEI-LONG"), Some(WeakPassword::Guessable));
        assert_eq!(refused("梧梧梧梧梧梧梧梧梧梧"), Some(WeakPassword::Guessable));
        assert_eq!(refused("梧桐一叶落天下尽知秋"), None);
    }

    #[test]
    fn nothing_secret_shows_in_a_log() {
        let password = Password::one_time();
        assert!(!format!("{password:?}").contains(password.reveal()));
        let hash = PasswordHash::of(&password).unwrap();
        assert!(!format!("{hash:?}").contains(hash.as_str()));
        assert_ne!(Password::one_time().reveal(), password.reveal());
    }
}
