//! References in HTML, such as `&nbsp;` and `&#8220;`.

use std::borrow::Cow;

/// Those that pages of text have.
const NAMED: [(&str, char); 61] = [
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("lang", '〈'),
    ("rang", '〉'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("middot", '·'),
    ("bull", '•'),
    ("sect", '§'),
    ("para", '¶'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("permil", '‰'),
    ("times", '×'),
    ("divide", '÷'),
    ("plusmn", '±'),
    ("minus", '−'),
    ("ne", '≠'),
    ("le", '≤'),
    ("ge", '≥'),
    ("asymp", '≈'),
    ("infin", '∞'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("micro", 'µ'),
    ("yen", '¥'),
    ("euro", '€'),
    ("pound", '£'),
    ("cent", '¢'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("prime", '′'),
    ("Prime", '″'),
    ("shy", '\u{ad}'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];
/// No reference is longer.
const LENGTH_MAX: usize = 12;
/// What browsers show for the numbers 128 to 159, which are letters of Windows there.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text with its references resolved; one that is unknown stays as it is.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split('&');
    let mut result = String::with_capacity(text.len());
    result.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (character, length) = reference(piece).unwrap_or(('&', 0));
        result.push(character);
        result.push_str(&piece[length..]);
    }
    Cow::Owned(result)
}

/// The character that a reference stands for, and its length without the ampersand. The semicolon may be missing.
fn reference(text: &str) -> Option<(char, usize)> {
    let length = text.bytes().take(LENGTH_MAX).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    let name = &text[..length];
    let closed = length + usize::from(text[length..].starts_with(';'));
    if let Some(number) = name.strip_prefix('#') {
        return Some((numbered(number)?, closed));
    }
    let known = NAMED.iter().find(|(known, _)| *known == name);
    // `&nbspText` is read as browsers do; other names need their end.
    let open = || name.strip_prefix("nbsp").map(|_| ('\u{a0}', "nbsp".len()));
    known.map(|(_, character)| (*character, closed)).or_else(open)
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        128..=159 => usize::try_from(code - 128).ok().map(|index| WINDOWS[index]),
        code => char::from_u32(code),
    }
}
