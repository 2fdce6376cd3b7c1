use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The longest zone id: it stands in every key and every address.
const ZONE_ID_LENGTH_MAX: usize = 40;

/// Names one development zone (开发区); first part of every key.
///
/// Lower-case letters, digits and hyphens, beginning with a letter: it is also the first part of a page's address.
///
/// ```
/// assert!("qinshui".parse::<store::ZoneId>().is_ok());
/// assert!("Qin shui".parse::<store::ZoneId>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneId(String);

/// A text that cannot name a zone.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "a zone id has 1 to {ZONE_ID_LENGTH_MAX} lower-case letters, digits or hyphens and begins with a letter; got {0:?}"
)]
pub struct InvalidZoneId(String);

impl ZoneId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ZoneId {
    type Err = InvalidZoneId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.len() <= ZONE_ID_LENGTH_MAX
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidZoneId(text.chars().take(2 * ZONE_ID_LENGTH_MAX).collect()))
        }
    }
}

impl TryFrom<String> for ZoneId {
    type Error = InvalidZoneId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ZoneId> for String {
    fn from(zone: ZoneId) -> Self {
        zone.0
    }
}

impl fmt::Display for ZoneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
