//! Paragraphs to sentences to clauses. Nothing is lost: the parts put together are the whole.

use std::collections::HashMap;

/// What ends a sentence.
const ENDS: [char; 5] = ['。', '！', '？', '!', '?'];
/// What may follow an end and still belongs to it.
const CLOSERS: [char; 12] = ['”', '’', '》', '）', ')', '」', '』', '】', '〉', '"', '。', '！'];
/// Words before a full stop that are no end of a sentence.
const ABBREVIATIONS: [&str; 8] = ["No", "Mr", "Mrs", "Dr", "vs", "e.g", "i.e", "etc"];
/// Counting words of an enumeration.
const NUMERALS: &str = "一二三四五六七八九十";

/// Splits a paragraph behind each full stop, exclamation or question mark that stands outside quotes and brackets.
///
/// ```
/// let parts = policy::article::sentences("要“先行。先试”。第3.5项也算。");
/// assert_eq!(parts, ["要“先行。先试”。", "第3.5项也算。"]);
/// ```
pub fn sentences(paragraph: &str) -> Vec<&str> {
    let characters = inside(paragraph);
    let mut cuts = Vec::new();
    for (index, here) in characters.iter().enumerate() {
        if here.depth == 0 && ends_sentence(&characters, index) {
            cuts.push(behind_closers(&characters, index));
        }
    }
    cut(paragraph, &characters, &cuts)
}

/// Splits a sentence into clauses: behind a semicolon, and before each item of an enumeration (一要…二要…, 一是…,
/// （一）…, 1. …).
///
/// ```
/// let parts = policy::article::clauses("一要抓项目；二是促“双创；双引”，三要惠企。");
/// assert_eq!(parts, ["一要抓项目；", "二是促“双创；双引”，", "三要惠企。"]);
/// ```
pub fn clauses(sentence: &str) -> Vec<&str> {
    let characters = inside(sentence);
    let mut cuts = Vec::new();
    for (index, here) in characters.iter().enumerate() {
        if here.depth > 0 {
            continue;
        }
        if matches!(here.character, '；' | ';') {
            cuts.push(behind_closers(&characters, index));
        } else if index > 0 && starts_item(&characters, index) {
            cuts.push(index);
        }
    }
    cut(sentence, &characters, &cuts)
}

/// A character, where it begins, and in how many closed quotes or brackets it stands.
#[derive(Clone, Copy)]
struct Place {
    byte: usize,
    character: char,
    depth: u32,
}

/// An opening mark counts only where its closing mark follows: a forgotten one must not swallow the paragraph.
fn inside(text: &str) -> Vec<Place> {
    let mut places: Vec<Place> =
        text.char_indices().map(|(byte, character)| Place { byte, character, depth: 0 }).collect();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut waiting: HashMap<char, usize> = HashMap::new();
    let mut pairs = Vec::new();
    for (index, place) in places.iter().enumerate() {
        if let Some(closing) = closing_of(place.character) {
            open.push((closing, index));
            *waiting.entry(closing).or_insert(0_usize) += 1;
        } else if waiting.get(&place.character).is_some_and(|&count| count > 0) {
            // Whatever was opened since and not closed is forgotten: each mark is looked at once.
            while let Some((closing, from)) = open.pop() {
                waiting.entry(closing).and_modify(|count| *count -= 1);
                if closing == place.character {
                    pairs.push((from, index));
                    break;
                }
            }
        }
    }
    let mut steps = vec![0_i32; places.len() + 1];
    for (from, to) in pairs {
        // The marks themselves stand outside: an item may begin with a bracket.
        steps[from + 1] += 1;
        steps[to] -= 1;
    }
    let mut depth = 0;
    for (place, step) in places.iter_mut().zip(steps) {
        depth += step;
        place.depth = u32::try_from(depth).unwrap_or(0);
    }
    places
}

fn closing_of(character: char) -> Option<char> {
    Some(match character {
        '“' => '”',
        '‘' => '’',
        '《' => '》',
        '〈' => '〉',
        '（' => '）',
        '(' => ')',
        '「' => '」',
        '『' => '』',
        '【' => '】',
        _ => return None,
    })
}

fn ends_sentence(characters: &[Place], index: usize) -> bool {
    let here = characters[index].character;
    if ENDS.contains(&here) {
        return true;
    }
    here == '.' && is_full_stop(characters, index)
}

/// An English full stop: a blank or the end follows, and neither a number nor an abbreviation stands before it.
fn is_full_stop(characters: &[Place], index: usize) -> bool {
    let follows = characters.get(index + 1).map(|place| place.character);
    if follows.is_some_and(|next| !next.is_whitespace()) {
        return false;
    }
    let start = characters[..index]
        .iter()
        .rposition(|place| !(place.character.is_ascii_alphanumeric() || place.character == '.'));
    let word: String = characters[start.map_or(0, |at| at + 1)..index].iter().map(|place| place.character).collect();
    let is_initials = word.chars().count() == 1 && word.chars().all(|c| c.is_ascii_alphabetic()) || word.contains('.');
    let is_item = start.is_none() && word.chars().all(|c| c.is_ascii_digit()) && follows.is_some();
    follows.is_none() || !(word.is_empty() || is_initials || is_item || ABBREVIATIONS.contains(&word.as_str()))
}

/// The place behind an end with the closing marks that belong to it.
fn behind_closers(characters: &[Place], index: usize) -> usize {
    let mut next = index + 1;
    while characters.get(next).is_some_and(|place| {
        place.depth == 0
            && (CLOSERS.contains(&place.character)
                || ENDS.contains(&place.character)
                || place.character.is_whitespace())
    }) {
        next += 1;
    }
    next
}

/// Whether an item of an enumeration begins here, behind a mark that ends what was before.
fn starts_item(characters: &[Place], index: usize) -> bool {
    let before = characters[..index].iter().rev().map(|place| place.character).find(|c| !c.is_whitespace());
    if !before.is_some_and(|c| "，,；;：:。！？、".contains(c)) || before == Some('、') {
        return false;
    }
    let rest: Vec<char> = characters[index..].iter().take(8).map(|place| place.character).collect();
    let numerals = rest.iter().take_while(|c| NUMERALS.contains(**c)).count();
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let after = |count: usize| rest.get(count).copied();
    let named = (1..=3).contains(&numerals) && after(numerals).is_some_and(|c| "要是则、".contains(c));
    let numbered = (1..=2).contains(&digits)
        && after(digits).is_some_and(|c| "、.．".contains(c))
        && !after(digits + 1).is_some_and(|c| c.is_ascii_digit());
    named || numbered || is_bracketed_item(&rest)
}

/// `（一）` or `(2)`.
fn is_bracketed_item(rest: &[char]) -> bool {
    let Some(('（' | '(', tail)) = rest.split_first().map(|(first, tail)| (*first, tail)) else {
        return false;
    };
    let count = tail.iter().take_while(|c| NUMERALS.contains(**c) || c.is_ascii_digit()).count();
    (1..=3).contains(&count) && matches!(tail.get(count), Some('）' | ')'))
}

fn cut<'a>(text: &'a str, characters: &[Place], cuts: &[usize]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for &at in cuts {
        let end = characters.get(at).map_or(text.len(), |place| place.byte);
        if !text[start..end].trim().is_empty() {
            parts.push(&text[start..end]);
            start = end;
        }
    }
    match parts.last_mut() {
        // Blanks at the end belong to what stands before them.
        Some(last) if text[start..].trim().is_empty() => *last = &text[start - last.len()..],
        _ if start < text.len() => parts.push(&text[start..]),
        _ => {}
    }
    parts
}
