//! The characters of a text, and how deep each stands in quotes and brackets.

/// Marks that open, each with the one that closes it.
const PAIRS: [(char, char); 12] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('(', ')'),
    ('【', '】'),
    ('〔', '〕'),
    ('[', ']'),
    ('"', '"'),
];

/// A character of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where it begins.
    pub byte: usize,
    /// The character.
    pub character: char,
    /// In how many closed pairs of quotes or brackets it stands; the marks of a pair stand outside of it.
    pub depth: u32,
    /// For a mark that closes a pair: the index of the one that opens it.
    pub opened_at: Option<usize>,
}

/// Whether the character closes a quote or bracket.
pub(super) fn is_closer(character: char) -> bool {
    PAIRS.iter().any(|(_, closer)| *closer == character)
}

/// Whether the character is a Chinese one.
pub(super) fn is_hanzi(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// The characters of a text with their depths, in linear time.
///
/// An opening mark counts only where its closing mark follows: a forgotten one must not swallow the paragraph.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> =
        text.char_indices().map(|(byte, character)| Mark { byte, character, depth: 0, opened_at: None }).collect();
    let mut steps = vec![0_i32; marks.len() + 1];
    for (opened, closed) in pairs(&marks) {
        steps[opened + 1] += 1;
        steps[closed] -= 1;
        marks[closed].opened_at = Some(opened);
    }
    let mut depth = 0_i32;
    for (mark, step) in marks.iter_mut().zip(steps) {
        depth += step;
        mark.depth = depth.unsigned_abs();
    }
    marks
}

/// The pairs that close, as indices. What a closing mark skips stays without a partner, so every mark is looked at twice
/// at most.
fn pairs(marks: &[Mark]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut waiting = [0_usize; PAIRS.len()];
    for (index, mark) in marks.iter().enumerate() {
        let closes = PAIRS.iter().position(|(_, closer)| *closer == mark.character).filter(|&kind| waiting[kind] > 0);
        if let Some(kind) = closes {
            while let Some((opened_kind, opened)) = open.pop() {
                waiting[opened_kind] -= 1;
                if opened_kind == kind {
                    pairs.push((opened, index));
                    break;
                }
            }
        } else if let Some(kind) = PAIRS.iter().position(|(opener, _)| *opener == mark.character) {
            waiting[kind] += 1;
            open.push((kind, index));
        }
    }
    pairs
}
