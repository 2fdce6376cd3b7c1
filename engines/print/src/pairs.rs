//! Labels with their values as rows of a table.

use crate::text::width;

/// A value up to this width shares its row with another.
const SHORT: usize = 26;
/// And its label up to this.
const SHORT_LABEL: usize = 20;

/// A row of labels and values.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PairRow<'a> {
    /// Two short ones.
    Two(&'a (String, String), &'a (String, String)),
    /// One across the page.
    One(&'a (String, String)),
}

/// Rows in the order of the pairs: two short ones that follow each other share a row.
pub(crate) fn rows(pairs: &[(String, String)]) -> Vec<PairRow<'_>> {
    let short = |(label, value): &(String, String)| {
        width(label) <= SHORT_LABEL && width(value) <= SHORT && !value.contains(['\n', '\r'])
    };
    let mut rows = Vec::new();
    let mut rest = pairs.iter().peekable();
    while let Some(pair) = rest.next() {
        let next = rest.next_if(|next| short(pair) && short(next));
        rows.push(next.map_or(PairRow::One(pair), |next| PairRow::Two(pair, next)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_short_ones_share_a_row() {
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let pairs = [pair("a", "1"), pair("b", "2"), pair("c", "3"), pair("d", &"长".repeat(40)), pair("e", "5")];
        let [first, second, third, long, last] = &pairs;
        let expected = [PairRow::Two(first, second), PairRow::One(third), PairRow::One(long), PairRow::One(last)];
        assert_eq!(rows(&pairs), expected);
    }
}
