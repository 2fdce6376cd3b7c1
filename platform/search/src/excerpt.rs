//! A few words around what was found.

use crate::words::fold;

/// Characters of an excerpt.
const CHARS: usize = 120;
/// Characters before the first word found.
const LEAD_CHARS: usize = 20;

/// A piece of a text, for the page to show: escaped like any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Whether they are what was searched for.
    pub found: bool,
}

/// The whole text with what was found marked.
pub(crate) fn marked(text: &str, terms: &[String]) -> Vec<Span> {
    let chars: Vec<char> = text.chars().collect();
    spans(&chars, &found(&chars, terms))
}

/// The part of a text in which the most of what was searched for stands together.
pub(crate) fn excerpt(text: &str, terms: &[String]) -> Vec<Span> {
    let chars: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let found = found(&chars, terms);
    let hits: Vec<usize> = (0..chars.len()).filter(|&at| found[at] && (at == 0 || !found[at - 1])).collect();
    let within = |first: usize| hits.iter().filter(|&&at| (first..first + CHARS - LEAD_CHARS).contains(&at)).count();
    // Of the best places the first one.
    let best = hits.iter().copied().rev().max_by_key(|&first| within(first)).unwrap_or(0);
    let from = best.saturating_sub(LEAD_CHARS);
    let to = (from + CHARS).min(chars.len());
    let mut spans = spans(&chars[from..to], &found[from..to]);
    let dots = || Span { text: "…".to_owned(), found: false };
    if from > 0 {
        spans.insert(0, dots());
    }
    if to < chars.len() {
        spans.push(dots());
    }
    spans
}

/// Which characters belong to a term. Only whole Latin words or their beginnings do, Chinese ones anywhere.
fn found(chars: &[char], terms: &[String]) -> Vec<bool> {
    let folded: Vec<char> = chars.iter().copied().map(fold).collect();
    let mut found = vec![false; chars.len()];
    for term in terms {
        let term: Vec<char> = term.chars().collect();
        let latin = term.first().is_some_and(char::is_ascii_alphanumeric);
        for (at, window) in folded.windows(term.len().max(1)).enumerate() {
            let inside = latin && at > 0 && folded[at - 1].is_ascii_alphanumeric();
            if window == term.as_slice() && !inside {
                found[at..at + term.len()].fill(true);
            }
        }
    }
    found
}

fn spans(chars: &[char], found: &[bool]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (c, &found) in chars.iter().zip(found) {
        match spans.last_mut() {
            Some(last) if last.found == found => last.text.push(*c),
            _ => spans.push(Span { text: c.to_string(), found }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(spans: &[Span]) -> String {
        spans.iter().map(|span| if span.found { format!("[{}]", span.text) } else { span.text.clone() }).collect()
    }

    #[test]
    fn an_excerpt_shows_where_most_stands_together() {
        let text = format!("沁水{}沁水的煤层气 Gas GAS2{}", "一".repeat(300), "二".repeat(300));
        let terms = ["沁水", "煤层气", "gas"].map(str::to_owned);
        let excerpt = shown(&excerpt(&text, &terms));
        assert!(excerpt.starts_with("…一") && excerpt.ends_with("二…"), "{excerpt}");
        assert!(excerpt.contains("[沁水]的[煤层气] [Gas] [GAS]2"), "{excerpt}");
        assert_eq!(shown(&marked("Las Vegas gas", &["gas".to_owned()])), "Las Vegas [gas]");
    }

    proptest! {
        #[test]
        fn an_excerpt_is_a_part_of_the_text(text in any::<String>(), terms in prop::collection::vec(any::<String>(), 0..4)) {
            let flat: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
            let spans = excerpt(&text, &terms);
            let inner: String = spans.iter().filter(|span| span.text != "…").map(|span| span.text.as_str()).collect();
            prop_assert!(text.contains('…') || flat.contains(&inner));
            let whole: String = marked(&text, &terms).into_iter().map(|span| span.text).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
