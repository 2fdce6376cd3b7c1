use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Problem, problem::shown};

/// The longest id: it stands in keys and addresses.
const ID_LENGTH_MAX: usize = 60;
/// Words that stand in addresses where a document's id would.
const RESERVED: [&str; 6] = ["coverage", "facts", "import", "leader", "measures", "supervision"];

fn checked(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let valid = (1..=ID_LENGTH_MAX).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|b| plain(b) || b == b'-');
    if valid { Ok(text.to_owned()) } else { Err(Problem::Id(shown(text))) }
}

/// Declares an id: a newtype that only holds what may stand in an address.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                let check: fn(String) -> Result<String, Problem> = $check;
                checked(text).and_then(check).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Problem;

            fn try_from(text: String) -> Result<Self, Problem> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Names a document; the last part of its address.
    DocumentId, |id| {
        if RESERVED.contains(&id.as_str()) { Err(Problem::Reserved(id)) } else { Ok(id) }
    }
}
id! {
    /// Names a clause of a document for good, through all its editions.
    ClauseId, Ok
}
id! {
    /// Names a piece of evidence, a comment or an override within its document.
    PieceId, Ok
}

impl ClauseId {
    /// The id with this number: `c007`.
    pub(crate) fn numbered(number: u64) -> Self {
        Self(format!("c{number:03}"))
    }
}

impl PieceId {
    /// A new id that nobody else has, later ones sorting after earlier ones.
    pub fn new() -> Self {
        Self(uuid::Uuid::now_v7().to_string())
    }
}

impl Default for PieceId {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_stand_in_an_address() {
        for right in ["a", "c001", "transformation-2020", "0190f4c2-7b1c-7c3e-8f60-1a2b3c4d5e6f"] {
            assert_eq!(right.parse::<ClauseId>().map(String::from), Ok(right.to_owned()));
        }
        for wrong in ["", "-a", "A", "a b", "a/b", "文", "a.b", &"a".repeat(61)] {
            assert!(wrong.parse::<ClauseId>().is_err(), "{wrong}");
        }
        assert_eq!("import".parse::<DocumentId>(), Err(Problem::Reserved("import".to_owned())));
        assert!("import".parse::<ClauseId>().is_ok());
    }
}
