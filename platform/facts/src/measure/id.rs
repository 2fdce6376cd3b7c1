use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The longest id: it stands in addresses and beside clauses in files.
const LENGTH_MAX: usize = 60;

/// Names a measure: `land.industrial_share`.
///
/// Lower-case letters, digits, dots, hyphens and underscores, a letter or digit first.
///
/// ```
/// assert!("land.industrial_share".parse::<facts::MeasureId>().is_ok());
/// assert!("Land share".parse::<facts::MeasureId>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeasureId(String);

/// A text that cannot name a measure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the id of a measure has 1 to {LENGTH_MAX} lower-case letters, digits, dots, hyphens or underscores; got {0:?}"
)]
pub struct InvalidMeasureId(pub String);

impl MeasureId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MeasureId {
    type Err = InvalidMeasureId;

    fn from_str(text: &str) -> Result<Self, InvalidMeasureId> {
        let text = text.trim();
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let valid = text.len() <= LENGTH_MAX
            && text.bytes().next().is_some_and(plain)
            && text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'-' | b'_'))
            // The word stands in the addresses of the editor.
            && text != "new";
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidMeasureId(text.chars().take(LENGTH_MAX).collect())) }
    }
}

impl TryFrom<String> for MeasureId {
    type Error = InvalidMeasureId;

    fn try_from(text: String) -> Result<Self, InvalidMeasureId> {
        text.parse()
    }
}

impl From<MeasureId> for String {
    fn from(id: MeasureId) -> Self {
        id.0
    }
}

impl fmt::Display for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
