//! The numbers that Word puts before paragraphs: they stand in no text, and an article needs them.

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::attribute;

/// Lists have so many levels.
const LEVELS: usize = 9;

/// Where a paragraph stands in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The list's id; `0` takes a paragraph out of the list of its style.
    pub list: Option<String>,
    /// The level, from 0.
    pub level: Option<usize>,
}

impl Place {
    /// Fills what is missing from the place that a style gives.
    pub fn or(&self, other: &Self) -> Self {
        Self { list: self.list.clone().or_else(|| other.list.clone()), level: self.level.or(other.level) }
    }
}

/// How a level counts.
#[derive(Clone, Debug)]
struct Level {
    format: String,
    /// What stands around the number: `第%1条`.
    text: String,
    start: u32,
}

impl Default for Level {
    fn default() -> Self {
        Self { format: "decimal".to_owned(), text: String::new(), start: 1 }
    }
}

/// The lists of a document, and how far each has counted.
#[derive(Default)]
pub(super) struct Numbering {
    patterns: HashMap<String, Vec<Level>>,
    /// The pattern of each list.
    lists: HashMap<String, String>,
    counts: HashMap<String, [Option<u32>; LEVELS]>,
}

/// Reads `word/numbering.xml`.
pub(super) fn read(xml: &str) -> Result<Numbering, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut numbering = Numbering::default();
    let (mut pattern, mut list) = (None, None);
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "abstractNum" => pattern = attribute(&tag, "abstractNumId"),
                "num" => (list, pattern) = (attribute(&tag, "numId"), None),
                "abstractNumId" => numbering.lists.extend(list.clone().zip(attribute(&tag, "val"))),
                name => {
                    if let Some(pattern) = &pattern {
                        take(numbering.patterns.entry(pattern.clone()).or_default(), name, &tag);
                    }
                }
            },
            Event::Eof => return Ok(numbering),
            _ => {}
        }
    }
}

fn take(levels: &mut Vec<Level>, name: &str, tag: &BytesStart<'_>) {
    if name == "lvl" && levels.len() < LEVELS {
        levels.push(Level::default());
    }
    let (Some(level), Some(value)) = (levels.last_mut(), attribute(tag, "val")) else {
        return;
    };
    match name {
        "numFmt" => level.format = value,
        "lvlText" => level.text = value,
        "start" => level.start = value.parse().unwrap_or(1),
        _ => {}
    }
}

impl Numbering {
    /// The number of the next paragraph at a place: `（二）`; empty for a bullet, `None` outside of all lists.
    pub fn next(&mut self, place: &Place) -> Option<String> {
        let pattern = self.lists.get(place.list.as_ref()?)?;
        let levels = self.patterns.get(pattern)?;
        let at = place.level.unwrap_or(0);
        let level = levels.get(at)?;
        let counts = self.counts.entry(pattern.clone()).or_default();
        counts[at] = Some(counts[at].map_or(level.start, |count| count.saturating_add(1)));
        counts[at + 1..].fill(None);
        if matches!(level.format.as_str(), "bullet" | "none") {
            return Some(String::new());
        }
        let mut text = level.text.clone();
        for (index, level) in levels.iter().enumerate().take(at + 1) {
            let count = counts[index].unwrap_or(level.start);
            text = text.replace(&format!("%{}", index + 1), &numeral(&level.format, count));
        }
        let latin = text.ends_with(['.', ')']) || text.ends_with(|c: char| c.is_ascii_alphanumeric());
        Some(if latin { text + " " } else { text })
    }
}

/// A number as a list writes it; in digits where the way is unknown.
fn numeral(format: &str, count: u32) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "chineseLegalSimplified"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(count),
        "lowerLetter" => letter(count, 'a'),
        "upperLetter" => letter(count, 'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        _ => count.to_string(),
    }
}

/// 1 to 99 in Chinese: 一, 十, 十一, 二十.
fn chinese(count: u32) -> String {
    const NUMERALS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| usize::try_from(value).ok().and_then(|index| NUMERALS.get(index)).copied();
    match (digit(count / 10), digit(count % 10)) {
        (Some(""), Some("")) => "〇".to_owned(),
        (Some(""), Some(ones)) => ones.to_owned(),
        (Some("一"), Some(ones)) => format!("十{ones}"),
        (Some(tens), Some(ones)) => format!("{tens}十{ones}"),
        _ => count.to_string(),
    }
}

fn circled(count: u32) -> String {
    let circle =
        count.checked_sub(1).filter(|index| *index < 20).and_then(|index| char::from_u32(u32::from('①') + index));
    circle.map_or_else(|| count.to_string(), String::from)
}

fn letter(count: u32, first: char) -> String {
    let letter = count.checked_sub(1).and_then(|index| char::from_u32(u32::from(first) + index % 26));
    letter.map_or_else(|| count.to_string(), String::from)
}

fn roman(count: u32) -> String {
    const NUMERALS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    const ROMAN_MAX: u32 = 3_999;
    if count > ROMAN_MAX {
        return count.to_string();
    }
    let mut rest = count;
    let mut text = String::new();
    for (value, numeral) in NUMERALS {
        while rest >= value {
            rest -= value;
            text.push_str(numeral);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_lists_write_them() {
        assert_eq!([1, 10, 11, 20, 35, 100].map(chinese), ["一", "十", "十一", "二十", "三十五", "100"]);
        assert_eq!([1, 4, 9, 1994, 4_000].map(roman), ["I", "IV", "IX", "MCMXCIV", "4000"]);
        assert_eq!(
            (circled(1), circled(21), letter(2, 'a'), letter(0, 'a')),
            ("①".into(), "21".into(), "b".into(), "0".into())
        );
    }
}
