use jiff::Timestamp;

use crate::StoreError;

/// An instant as it stands in a column: UTC with six decimals, so that text order is time order.
///
/// ```
/// let at: jiff::Timestamp = "2020-08-20T11:26:30+08:00".parse().unwrap();
/// assert_eq!(store::instant_text(at), "2020-08-20T03:26:30.000000Z");
/// ```
pub fn instant_text(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// Reads back what [`instant_text`] wrote.
///
/// # Errors
/// [`StoreError::Corrupt`] when the column holds something else.
pub fn instant_from_text(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("{text:?} is not an instant")))
}
