//! Texts as they can be printed.

/// Where a line may break without a sign of it.
const BREAK: char = '\u{200b}';

/// The lines of a text, without what no paper shows: control characters, halves of pairs, characters for the program's own
/// use. XML allows none of them either.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n")
        .split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'])
        .map(line)
        .collect()
}

/// A text as one line.
pub(crate) fn line(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' | '\n' | '\r' => Some(' '),
        c if c.is_control() || is_noncharacter(c) || is_turning(c) => None,
        c => Some(c),
    };
    text.chars().filter_map(shown).collect()
}

/// U+FDD0 to U+FDEF and the last two of each plane.
fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// Characters that turn the direction of what follows: in a document that is filed, words stand in the order in which they
/// were written. Scripts that run from right to left do so without them.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same line with places to break in words of more characters than there is room for: an address, a name without
/// spaces. What fits is left as it is, so that it can be looked for and copied.
pub(crate) fn breakable(line: &str, room_chars: usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut unbroken = 0;
    for c in line.chars() {
        let breaks_anyway = c.is_whitespace() || is_wide(c);
        unbroken = if breaks_anyway { 0 } else { unbroken + 1 };
        if unbroken > room_chars && !joins(c) {
            out.push(BREAK);
            unbroken = 1;
        }
        out.push(c);
    }
    out
}

/// Whether a character belongs to the one before it: marks, joiners, variants, skin tones.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether a character is as wide as it is high: lines break around it, and it takes the place of two.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// How many columns of a fixed-width page a text would take.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// A part of the words that number pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// Words.
    Words(String),
    /// The number of the page.
    Page,
    /// How many there are.
    Pages,
}

/// The parts of a pattern such as `{page} / {pages}`.
pub(crate) fn numbering(pattern: &str) -> Vec<Numbering> {
    let mut parts = Vec::new();
    let words = |text: &str| (!text.is_empty()).then(|| Numbering::Words(line(text)));
    for (index, part) in pattern.split("{page}").enumerate() {
        parts.extend((index > 0).then_some(Numbering::Page));
        for (index, part) in part.split("{pages}").enumerate() {
            parts.extend((index > 0).then_some(Numbering::Pages));
            parts.extend(words(part));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_paper_shows_is_left_out() {
        assert_eq!(lines("a\0b\u{1b}c\r\nd\te\u{fffe}"), ["abc", "d e"]);
        assert_eq!(line("x\u{202e}y"), "xy");
    }

    #[test]
    fn long_words_may_break_and_others_are_left_alone() {
        let common = "a common sentence, 中文也是一样的没有空格的长长的句子";
        assert_eq!(breakable(common, 10), common);
        let long = "x".repeat(300);
        let broken = breakable(&long, 16);
        assert_eq!(broken.replace(BREAK, ""), long);
        assert!(broken.split(BREAK).all(|part| part.chars().count() <= 16));
    }

    #[test]
    fn pages_are_numbered_by_a_pattern() {
        let parts = numbering("第 {page} 页，共 {pages} 页");
        let words = |text: &str| Numbering::Words(text.to_owned());
        assert_eq!(parts, [words("第 "), Numbering::Page, words(" 页，共 "), Numbering::Pages, words(" 页")]);
        assert_eq!(numbering(""), []);
    }
}
