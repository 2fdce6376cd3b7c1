//! What stands in a link that opens something without an account. Whoever reads the database finds only its hash.

use identity::{digest, random_digits};

/// The secret part of a link.
pub(crate) struct Secret(String);

impl Secret {
    /// One that nobody can guess.
    pub fn random() -> Self {
        Self(random_digits())
    }

    /// One that follows from what only this visitor's browser has: a form that is sent twice leads to the same place.
    pub fn of_form(token: &str, key: &str) -> Self {
        Self(digest("landing receipt", &format!("{token} {key}")))
    }

    /// For the link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// For the database.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

/// What the database knows of a secret.
pub(crate) fn hash(secret: &str) -> String {
    digest("landing link", secret)
}
