use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{Problem, problem::shown};

/// More digits than any figure has; longer texts are not worth reading.
const NUMBER_CHARS_MAX: usize = 40;

/// Latin digits and signs for the full-width ones (全角) that Chinese input methods type.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{2212}' => '-',
        _ => c,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

/// Reads `1234.5`, `1,234.5`, `-3`; commas must stand between groups of three digits.
pub(super) fn parse_decimal(text: &str) -> Result<Decimal, Problem> {
    let not_a_number = || Problem::NotANumber { text: shown(text) };
    let narrow = half_width(text);
    let number = narrow.trim();
    if number.len() > NUMBER_CHARS_MAX {
        return Err(not_a_number());
    }
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(fraction) || !grouped(whole) {
        return Err(not_a_number());
    }
    let plain = number.replace(',', "");
    Decimal::from_str_exact(&plain).map_err(|_| not_a_number())
}

/// Digits, with commas between groups of three or without any.
fn grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut rest = groups.peekable();
    let plain = rest.peek().is_none();
    all_digits(first) && (plain || first.len() <= 3) && rest.all(|group| group.len() == 3 && all_digits(group))
}

/// Reads a number that is not below zero as a whole multiple of `10^-decimals`, at most `max` of them.
pub(super) fn parse_scaled(value: Decimal, typed: &str, decimals: u32, max: i64) -> Result<i64, Problem> {
    if value.is_sign_negative() && !value.is_zero() {
        return Err(Problem::Negative { text: shown(typed) });
    }
    let value = value.normalize();
    if value.scale() > decimals {
        return Err(Problem::TooManyDecimals { max: decimals });
    }
    let too_large = || Problem::TooLarge { max: Decimal::new(max, decimals).normalize().to_string() };
    let scaled = value.checked_mul(Decimal::from(10_i64.pow(decimals))).ok_or_else(too_large)?;
    i64::try_from(scaled).ok().filter(|scaled| *scaled <= max).ok_or_else(too_large)
}

/// Reads a count of things or people: a whole number, at most a million.
pub(crate) fn parse_count(text: &str) -> Result<u32, Problem> {
    const COUNT_MAX: i64 = 1_000_000;
    let count = parse_scaled(parse_decimal(text)?, text, 0, COUNT_MAX)?;
    u32::try_from(count).map_err(|_| Problem::TooLarge { max: COUNT_MAX.to_string() })
}

/// Removes zeros behind the decimal point: `2.50` becomes `2.5`, `100` stays.
pub(super) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}
