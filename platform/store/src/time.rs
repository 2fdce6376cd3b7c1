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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{instant_from_text, instant_text};

    /// The years 0 to 9999: what a record of people can hold.
    fn any_instant() -> impl Strategy<Value = Timestamp> {
        let (first, last): (Timestamp, Timestamp) =
            ("0000-01-01T00:00:00Z".parse().unwrap(), "9999-12-30T22:00:00Z".parse().unwrap());
        (first.as_microsecond()..=last.as_microsecond()).prop_map(|us| Timestamp::from_microsecond(us).unwrap())
    }

    proptest! {
        #[test]
        fn text_order_is_time_order(one in any_instant(), other in any_instant()) {
            prop_assert_eq!(instant_text(one).cmp(&instant_text(other)), one.cmp(&other));
        }

        #[test]
        fn an_instant_comes_back(instant in any_instant()) {
            prop_assert_eq!(instant_from_text(&instant_text(instant)).unwrap(), instant);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = instant_from_text(&text);
        }
    }
}
