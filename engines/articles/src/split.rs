//! Paragraphs to sentences to clauses. Nothing is lost: the parts put together are the whole.

use super::marks::{Mark, is_closer, is_hanzi, marks};

/// What ends a sentence wherever it stands.
const ENDS: &str = "。！？｡";
/// What may follow an end and belongs to it.
const TRAIL: &str = "。！？｡!?…";
/// What goes on with a sentence although a quoted one has ended.
const GOES_ON: &str = "，、；：。！？,;:…";
/// Behind these an item of an enumeration may begin.
const BEFORE_ITEM: &str = "，；：。！？,;:!?—";
/// Behind these a numeral with `、` is an item; behind a comma it is one of several numbers.
const BEFORE_NUMERAL: &str = "；：。！？;:!?";
/// Counting words of an enumeration.
const NUMERALS: &str = "一二三四五六七八九十";
/// 三要素 is a noun, 三要抓项目 an item: what follows 要 in nouns.
const NOUN_AFTER_YAO: &str = "素件点求义害领道职旨";
/// Words before a full stop that are no end of a sentence, even before a capital letter.
const ABBREVIATIONS: [&str; 21] = [
    "no", "nos", "mr", "mrs", "ms", "dr", "prof", "st", "vs", "art", "arts", "sec", "fig", "vol", "ch", "cf", "approx",
    "gov", "gen", "sen", "rep",
];
/// No abbreviation or number that a full stop belongs to is longer.
const WORD_CHARS_MAX: usize = 12;

/// Splits a paragraph behind each full stop, exclamation or question mark that stands outside quotes and brackets.
///
/// Closing quotes and brackets go with the sentence before them, and so do blanks. A quote that is a sentence of its own
/// (it opens a sentence, or follows a colon) ends one too.
///
/// ```
/// let parts = articles::sentences("要“先行。先试”。第3.5项也算。");
/// assert_eq!(parts, ["要“先行。先试”。", "第3.5项也算。"]);
/// ```
pub fn sentences(paragraph: &str) -> Vec<&str> {
    let marks = marks(paragraph);
    let mut cuts = Vec::new();
    let mut start = first_visible(&marks, 0);
    for index in 0..marks.len() {
        if index < start || marks[index].depth > 0 {
            continue;
        }
        if ends_sentence(&marks, index, start) || ends_quoted(&marks, index, start) {
            start = behind(&marks, index);
            cuts.push(start);
        }
    }
    cut(paragraph, &marks, &cuts)
}

/// Splits a sentence into clauses: behind a semicolon, and before each item of an enumeration (一要…二要…, 一是…,
/// 第一，…, （一）…, 1. …, ①…).
///
/// ```
/// let parts = articles::clauses("一要抓项目；二是促“双创；双引”，三要惠企。");
/// assert_eq!(parts, ["一要抓项目；", "二是促“双创；双引”，", "三要惠企。"]);
/// ```
pub fn clauses(sentence: &str) -> Vec<&str> {
    let marks = marks(sentence);
    let mut cuts = Vec::new();
    let mut before = None;
    for (index, mark) in marks.iter().enumerate() {
        if mark.depth == 0 {
            if matches!(mark.character, '；' | ';') {
                cuts.push(behind(&marks, index));
            } else if before.is_some_and(|before| starts_item(before, &marks[index..])) {
                cuts.push(index);
            }
        }
        // 。” ends what was before as 。 does.
        let closes_an_end = is_closer(mark.character) && before.is_some_and(|before| BEFORE_NUMERAL.contains(before));
        if !mark.character.is_whitespace() && !closes_an_end {
            before = Some(mark.character);
        }
    }
    cut(sentence, &marks, &cuts)
}

/// Whether a sentence that began at `start` ends with this mark.
fn ends_sentence(marks: &[Mark], index: usize, start: usize) -> bool {
    let next = marks.get(index + 1).map(|mark| mark.character);
    match marks[index].character {
        here if ENDS.contains(here) => !next.is_some_and(|next| GOES_ON.contains(next) && !TRAIL.contains(next)),
        // In an address or a formula something follows directly.
        '!' | '?' => !next.is_some_and(|next| next.is_ascii_alphanumeric() || "=/&,;".contains(next)),
        '.' | '．' => is_full_stop(marks, index, start),
        _ => false,
    }
}

/// A full stop of Latin letters: a blank or the end follows, and neither a number that counts nor an abbreviation stands
/// before it. Behind a Chinese character it is one in any case.
fn is_full_stop(marks: &[Mark], index: usize, start: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|at| marks[at].character) else {
        return false;
    };
    let next = marks.get(index + 1).map(|mark| mark.character);
    if is_hanzi(before) || (is_closer(before) && next.is_some_and(is_hanzi)) {
        return next != Some('.');
    }
    if next.is_some_and(|next| !next.is_whitespace() && !is_closer(next)) {
        return false;
    }
    let from = marks[..index].iter().rev().take(WORD_CHARS_MAX).take_while(|mark| is_word(mark.character)).count();
    let word: String = marks[index - from..index].iter().map(|mark| mark.character.to_ascii_lowercase()).collect();
    let counts = index - from == start && (word.bytes().all(|b| b.is_ascii_digit()) || is_roman(&word));
    let initials = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()) || word.contains('.');
    let continues = marks[index + 1..].iter().map(|mark| mark.character).find(|c| !c.is_whitespace() && !is_closer(*c));
    next.is_none()
        || !(counts
            || initials
            || ABBREVIATIONS.contains(&word.as_str())
            || continues.is_some_and(|c| c.is_ascii_lowercase()))
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '.'
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'))
}

/// Whether a closed quote or bracket ends here that is a sentence of its own: “……。” after a colon, （……。） after a full
/// stop.
fn ends_quoted(marks: &[Mark], index: usize, start: usize) -> bool {
    let Some(opened) = marks[index].opened_at.filter(|_| !matches!(marks[index].character, '》' | '〉' | '】'))
    else {
        return false;
    };
    let inner = marks[opened + 1..index].last().map(|mark| mark.character);
    let alone = opened == start || marks[..opened].last().is_some_and(|mark| matches!(mark.character, '：' | ':'));
    let next = marks.get(index + 1).map(|mark| mark.character);
    alone
        && inner.is_some_and(|inner| TRAIL.contains(inner) || inner == '.')
        && !next.is_some_and(|next| GOES_ON.contains(next) || is_closer(next))
}

/// The place behind an end, with the marks and blanks that belong to it.
fn behind(marks: &[Mark], index: usize) -> usize {
    let belongs = |mark: &&Mark| {
        mark.depth == 0 && (TRAIL.contains(mark.character) || is_closer(mark.character) && mark.opened_at.is_none())
    };
    let close = index + 1 + marks[index + 1..].iter().take_while(belongs).count();
    first_visible(marks, close)
}

fn first_visible(marks: &[Mark], from: usize) -> usize {
    from + marks[from..].iter().take_while(|mark| mark.character.is_whitespace()).count()
}

/// Whether an item of an enumeration begins here, behind a mark that ends what was before.
fn starts_item(before: char, rest: &[Mark]) -> bool {
    const LOOK_CHARS: usize = 6;
    let mut ahead = ['\0'; LOOK_CHARS];
    for (slot, mark) in ahead.iter_mut().zip(rest) {
        *slot = mark.character;
    }
    BEFORE_ITEM.contains(before) && (is_named(&ahead) || is_numbered(before, &ahead) || is_bracketed(&ahead))
        || matches!(ahead[0], '①'..='⑳' | '⑴'..='⒇' | '㈠'..='㈩') && !is_hanzi(before)
}

/// 一要, 二是, 三则; 第一，.
fn is_named(ahead: &[char]) -> bool {
    let ordinal = usize::from(ahead[0] == '第');
    let count = numerals(&ahead[ordinal..]);
    let next = |at: usize| ahead.get(ordinal + count + at).copied().unwrap_or('\0');
    let named = match next(0) {
        '要' => !NOUN_AFTER_YAO.contains(next(1)),
        '是' | '则' => true,
        _ => false,
    };
    (1..=3).contains(&count) && (ordinal == 0 && named || ordinal == 1 && "，,、：:".contains(next(0)))
}

/// `1.`, `2、`, `3）`; 四、 behind a stronger mark than a comma.
fn is_numbered(before: char, ahead: &[char]) -> bool {
    let digits = ahead.iter().take_while(|c| c.is_ascii_digit()).count();
    let next = |at: usize| ahead.get(at).copied().unwrap_or('\0');
    let numeral = numerals(ahead);
    (1..=2).contains(&digits)
        && before != ','
        && "、.．)）".contains(next(digits))
        && !next(digits + 1).is_ascii_digit()
        || (1..=3).contains(&numeral)
            && BEFORE_NUMERAL.contains(before)
            && next(numeral) == '、'
            && !NUMERALS.contains(next(numeral + 1))
}

/// （一）, (2), (a); not the （二）项 of a reference.
fn is_bracketed(ahead: &[char]) -> bool {
    if !matches!(ahead[0], '（' | '(') {
        return false;
    }
    let inner = &ahead[1..];
    let count = numerals(inner)
        .max(inner.iter().take_while(|c| c.is_ascii_digit()).count())
        .max(inner.iter().take_while(|c| c.is_ascii_lowercase()).count());
    let next = |at: usize| inner.get(at).copied().unwrap_or('\0');
    (1..=3).contains(&count)
        && matches!(next(count), '）' | ')')
        && !matches!(next(count + 1), '项' | '款' | '条' | '目')
}

fn numerals(ahead: &[char]) -> usize {
    ahead.iter().take_while(|c| NUMERALS.contains(**c)).count()
}

/// The parts between the cuts; one without a letter or figure goes with its neighbour.
fn cut<'a>(text: &'a str, marks: &[Mark], cuts: &[usize]) -> Vec<&'a str> {
    let ends = cuts.iter().map(|&at| marks.get(at).map_or(text.len(), |mark| mark.byte)).chain([text.len()]);
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut open = 0;
    let mut start = 0;
    for end in ends {
        let says_something = text[start..end].chars().any(char::is_alphanumeric);
        start = end;
        match parts.last_mut() {
            Some(last) if !says_something => last.1 = end,
            None if !says_something => continue,
            _ => parts.push((open, end)),
        }
        open = end;
    }
    if parts.is_empty() && !text.is_empty() {
        parts.push((0, text.len()));
    }
    parts.into_iter().map(|(start, end)| &text[start..end]).collect()
}
