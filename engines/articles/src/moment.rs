//! Dates and times as people write them.

use std::sync::LazyLock;

use jiff::{
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use regex::{Captures, Regex};

use super::{block::narrow, china};

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
    let weekday = "(?:星期[一二三四五六日天]|周[一二三四五六日])?";
    let half = r"(?:(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上)\s?)?";
    // Behind seconds a zone cannot be the end of a span of hours.
    let zone = r"(?:\.[0-9]{1,9})?(?P<zone>Z\b|\s?[+-][0-9]{2}:?[0-9]{2}\b)?";
    let clock = format!(r"(?P<hour>[0-2]?[0-9])[:时](?P<minute>[0-5][0-9])(?:[:分](?P<second>[0-5][0-9]){zone})?");
    let separator = r"\s?[-/.年]\s?";
    Regex::new(&format!(
        r"(?-u:\b)(?P<year>(?:19|20)[0-9]{{2}}){separator}(?P<month>[01]?[0-9])\s?[-/.月]\s?(?P<day>[0-3]?[0-9])\s?[日号]?(?:[\sT]{{0,4}}{weekday}[\sT]{{0,4}}{half}{clock})?"
    ))
    .ok()
});
static COMPACT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])\b").ok());
static NUMERALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([〇○零Ｏ一二三四五六七八九]{4})\s?年\s?([一二三四五六七八九十]{1,2})\s?月\s?([一二三四五六七八九十]{1,3})\s?日").ok()
});
static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
    let clock = r"(?:,?\s(?:at\s)?(?P<hour>[0-2]?[0-9]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?(?:\s?(?P<half>[ap])\.?m\b\.?)?)?";
    let nth = "(?:st|nd|rd|th)?";
    Regex::new(&format!(
        r"(?i)\b(?:(?P<month>{month})[a-z]*\.?\s(?P<day>[0-3]?[0-9]){nth},?|(?P<day_first>[0-3]?[0-9]){nth}\s(?P<month_behind>{month})[a-z]*\.?,?)\s(?P<year>(?:19|20)[0-9]{{2}})\b{clock}"
    ))
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
    let moment = moment(&found, day(&found)?)?;
    let zone = found.name("zone").and_then(|zone| offset(zone.as_str()));
    let in_china = |offset: Offset| offset.to_timestamp(moment.at).ok().map(|at| china().to_datetime(at));
    Some(Moment { at: zone.and_then(in_china).unwrap_or(moment.at), ..moment })
}

/// The day at the beginning of a text that is known to name one, as 20200820 too.
pub(super) fn find_labelled(text: &str) -> Option<Moment> {
    let compact = || {
        let (plain, bytes) = narrowed(text);
        let found = COMPACT.as_ref()?.captures(&plain)?;
        let moment = moment(&found, day(&found)?)?;
        Some(Moment { start: bytes[moment.start], end: bytes[moment.end], ..moment })
    };
    find(text).or_else(compact)
}

fn day(found: &Captures<'_>) -> Option<Date> {
    Date::new(number(found, "year")?, small(found, "month")?, small(found, "day")?).ok()
}

/// `Z`, `+08:00`, `-0500`.
fn offset(zone: &str) -> Option<Offset> {
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let Some((hours, minutes)) = digits.split_at_checked(2) else { return Some(Offset::UTC) };
    let seconds = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(if zone.contains('-') { -seconds } else { seconds }).ok()
}

fn numerals(text: &str) -> Option<Moment> {
    let found = NUMERALS.as_ref()?.captures(text)?;
    let year = found.get(1)?.as_str().chars().fold(0_i16, |year, digit| year * 10 + i16::from(numeral(digit)));
    moment(&found, Date::new(year, counted(found.get(2)?.as_str())?, counted(found.get(3)?.as_str())?).ok()?)
}

fn english(text: &str) -> Option<Moment> {
    let found = ENGLISH.as_ref()?.captures(text)?;
    let name = found.name("month").or_else(|| found.name("month_behind"))?.as_str().to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == name)?;
    let day = small(&found, "day").or_else(|| small(&found, "day_first"))?;
    moment(&found, Date::new(number(&found, "year")?, i8::try_from(month + 1).ok()?, day).ok()?)
}

fn moment(found: &Captures<'_>, day: Date) -> Option<Moment> {
    let whole = found.get(0)?;
    let time = time(found);
    let at = day.to_datetime(time.unwrap_or(Time::midnight()));
    Some(Moment { at, has_time: time.is_some(), start: whole.start(), end: whole.end() })
}

/// The time of day, with 下午 3:05 and 3:05 p.m. counted from noon.
fn time(found: &Captures<'_>) -> Option<Time> {
    let hour = small(found, "hour")?;
    let half = found.name("half").map_or("", |half| half.as_str());
    let hour = match half {
        "下午" | "傍晚" | "晚上" | "p" | "P" if hour < 12 => hour + 12,
        "中午" if hour < 3 => hour + 12,
        "凌晨" | "a" | "A" if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, small(found, "minute")?, small(found, "second").unwrap_or(0), 0).ok()
}

fn number(found: &Captures<'_>, group: &str) -> Option<i16> {
    found.name(group)?.as_str().parse().ok()
}

fn small(found: &Captures<'_>, group: &str) -> Option<i8> {
    found.name(group)?.as_str().parse().ok()
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
            ("2020年8月20日 下午3:05", "2020-08-20T15:05:00"),
            ("2020年8月20日上午 09:05", "2020-08-20T09:05:00"),
            ("2020-08-20T01:30:15Z", "2020-08-20T09:30:15"),
            ("2020-08-20T01:30:15.123+0000", "2020-08-20T09:30:15"),
            ("2020-08-20 22:30:15 -05:00", "2020-08-21T11:30:15"),
            ("2020-08-20 09:30-11:30", "2020-08-20T09:30:00"),
            ("August 20, 2020, 3:05 p.m.", "2020-08-20T15:05:00"),
            ("20 August 2020 at 09:05", "2020-08-20T09:05:00"),
        ] {
            assert_eq!(find(text).map(|found| found.at.to_string()).as_deref(), Some(at), "{text}");
        }
        for text in ["2021-02-31", "12-2020-08", "", "第20201号", "1024*768", "二〇二〇年十三月一日"] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find_labelled(" ２０２００８２０").unwrap().at.to_string(), "2020-08-20T00:00:00");
        assert_eq!(find_labelled("20201320"), None);
        let text = "时间：２０２０年８月２０日 来源";
        let found = find(text).unwrap();
        assert_eq!(&text[found.start..found.end], "２０２０年８月２０日");
    }
}
