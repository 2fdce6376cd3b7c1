use std::fmt;

use sm3::{Digest, Sm3};

/// Random bytes of a token: nobody guesses 256 bits.
const TOKEN_BYTES: usize = 32;

/// Digits of a token as text.
pub(crate) const TOKEN_DIGITS: usize = 2 * TOKEN_BYTES;

/// What a browser shows to be recognised: the content of the session cookie. The database holds only its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new token that nobody can guess.
    pub fn random() -> Self {
        Self(random_digits())
    }

    /// The token as text, for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What the database knows of a token.
pub(crate) fn hash(token: &str) -> String {
    digest("session", token)
}

/// What the session's forms carry; it does not lead back to the token.
pub(crate) fn csrf(token: &str) -> String {
    digest("csrf", token)
}

/// A secret of 256 bits that nobody can guess, in hexadecimal.
pub fn random_digits() -> String {
    hex::encode(rand::random::<[u8; TOKEN_BYTES]>())
}

/// SM3 of a text, apart for each use, in hexadecimal: what the database may know of a secret.
pub fn digest(usage: &str, text: &str) -> String {
    hex::encode(Sm3::new().chain_update(usage).chain_update([0]).chain_update(text).finalize())
}
