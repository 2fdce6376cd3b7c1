//! Dates and times as people write them.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use regex::{Captures, Regex};

use super::block::narrow;

/// A date that a text names, with its time where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Midnight where only the day is given.
    pub at: DateTime,
    /// Whether a time of day stands with it.
    pub has_time: bool,
    /// Byte range of the text that it was found in.
    pub start: usize,
    /// End of the range.
    pub end: usize,
}

impl Moment {
    /// Whether hardly anything stands beside the date in its text.
    pub fn is_alone_in(&self, text: &str) -> bool {
        const BESIDE_CHARS_MAX: usize = 6;
        let beside = text[..self.start].chars().chain(text[self.end..].chars());
        beside.filter(|c| c.is_alphanumeric()).count() <= BESIDE_CHARS_MAX
    }
}

// The patterns are constants that a test compiles; one that did not compile would match nothing.
static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let time = r"(?:[\sT]{0,4}(?:星期[一二三四五六日天]|周[一二三四五六日])?[\sT]{0,4}([0-2]?[0-9])[:时]([0-5][0-9])(?:[:分]([0-5][0-9]))?)?";
    let separator = r"\s?[-/.年]\s?";
    Regex::new(&format!(
        r"(?-u:\b)((?:19|20)[0-9]{{2}}){separator}([01]?[0-9])\s?[-/.月]\s?([0-3]?[0-9])\s?[日号]?{time}"
    ))
    .ok()
});
static NUMERALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([〇○零Ｏ一二三四五六七八九]{4})\s?年\s?([一二三四五六七八九十]{1,2})\s?月\s?([一二三四五六七八九十]{1,3})\s?日").ok()
});
static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?";
    Regex::new(&format!(r"(?i)\b(?:{month}\s([0-3]?[0-9])(?:st|nd|rd|th)?,?|([0-3]?[0-9])(?:st|nd|rd|th)?\s{month},?)\s((?:19|20)[0-9]{{2}})\b"))
        .ok()
});
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first moment that a text names, if it is one of the calendar.
pub(super) fn find(text: &str) -> Option<Moment> {
    if !text.chars().any(|c| narrow(c).is_ascii_digit() || c == '年') {
        return None;
    }
    let (plain, bytes) = narrowed(text);
    let found = digits(&plain).or_else(|| numerals(&plain)).or_else(|| english(&plain))?;
    Some(Moment { start: bytes[found.start], end: bytes[found.end], ..found })
}

/// The text in narrow characters, and for each of its bytes the byte of the original.
fn narrowed(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::with_capacity(text.len());
    let mut bytes = Vec::with_capacity(text.len() + 1);
    for (byte, character) in text.char_indices() {
        plain.push(narrow(character));
        bytes.resize(plain.len(), byte);
    }
    bytes.push(text.len());
    (plain, bytes)
}

fn digits(text: &str) -> Option<Moment> {
    let found = DIGITS.as_ref()?.captures(text)?;
    let day = Date::new(number(&found, 1)?, small(&found, 2)?, small(&found, 3)?).ok()?;
    let time = match (small(&found, 4), small(&found, 5)) {
        (Some(hour), Some(minute)) => Time::new(hour, minute, small(&found, 6).unwrap_or(0), 0).ok(),
        _ => None,
    };
    moment(&found, day, time)
}

fn numerals(text: &str) -> Option<Moment> {
    let found = NUMERALS.as_ref()?.captures(text)?;
    let year = found.get(1)?.as_str().chars().fold(0_i16, |year, digit| year * 10 + i16::from(numeral(digit)));
    moment(&found, Date::new(year, counted(found.get(2)?.as_str())?, counted(found.get(3)?.as_str())?).ok()?, None)
}

fn english(text: &str) -> Option<Moment> {
    let found = ENGLISH.as_ref()?.captures(text)?;
    let name = found.get(1).or_else(|| found.get(4))?.as_str().to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == name)?;
    let day = small(&found, 2).or_else(|| small(&found, 3))?;
    moment(&found, Date::new(number(&found, 5)?, i8::try_from(month + 1).ok()?, day).ok()?, None)
}

fn moment(found: &Captures<'_>, day: Date, time: Option<Time>) -> Option<Moment> {
    let whole = found.get(0)?;
    let at = day.to_datetime(time.unwrap_or(Time::midnight()));
    Some(Moment { at, has_time: time.is_some(), start: whole.start(), end: whole.end() })
}

fn number(found: &Captures<'_>, group: usize) -> Option<i16> {
    found.get(group)?.as_str().parse().ok()
}

fn small(found: &Captures<'_>, group: usize) -> Option<i8> {
    found.get(group)?.as_str().parse().ok()
}

fn numeral(character: char) -> i8 {
    "一二三四五六七八九".chars().zip(1..).find(|(known, _)| *known == character).map_or(0, |(_, value)| value)
}

/// 二十一 is 21, 十 is 10.
fn counted(text: &str) -> Option<i8> {
    let Some((tens, ones)) = text.split_once('十') else {
        return text.chars().map(numeral).next();
    };
    let tens = if tens.is_empty() { 1 } else { numeral(tens.chars().next()?) };
    Some(tens * 10 + ones.chars().next().map_or(0, numeral))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(DIGITS.is_some() && NUMERALS.is_some() && ENGLISH.is_some());
    }

    #[test]
    fn dates_are_found_as_people_write_them() {
        for (text, at) in [
            ("2020-08-20 11:26:30", "2020-08-20T11:26:30"),
            ("发布时间：2020年8月20日 09:05", "2020-08-20T09:05:00"),
            ("[2020/8/20]", "2020-08-20T00:00:00"),
            ("2020-08-20T11:26:30+08:00", "2020-08-20T11:26:30"),
            ("２０２０年０８月２０日", "2020-08-20T00:00:00"),
            ("2020.08.20", "2020-08-20T00:00:00"),
            ("二〇二〇年八月二十一日", "2020-08-21T00:00:00"),
            ("二○一九年十二月十日", "2019-12-10T00:00:00"),
            ("Published August 20, 2020", "2020-08-20T00:00:00"),
            ("on 1st Sept. 2020", "2020-09-01T00:00:00"),
            ("2018年11月7日 星期三 15:22:40", "2018-11-07T15:22:40"),
        ] {
            assert_eq!(find(text).map(|found| found.at.to_string()).as_deref(), Some(at), "{text}");
        }
        for text in ["2021-02-31", "12-2020-08", "", "第20201号", "1024*768", "二〇二〇年十三月一日"] {
            assert_eq!(find(text), None, "{text}");
        }
        let text = "时间：２０２０年８月２０日 来源";
        let found = find(text).unwrap();
        assert_eq!(&text[found.start..found.end], "２０２０年８月２０日");
    }
}
