//! Figures with their units, as a reader writes them; the words stand in the language files as `unit-NAME`.

use facts::{Reading, Unit, Value};

use crate::{Language, Languages};

/// A figure with its unit, as a reader of this language writes it: 63.2 %, 30 亿元, 12.5 million CNY, 1,234 亩, 2020-08-20.
///
/// Large money is scaled (万, 亿; million, billion); shares are per cent. No more digits than a reader takes in.
pub fn figure(languages: &Languages, language: Language, value: Value, unit: &Unit) -> String {
    match value {
        Value::Date(day) => day.to_string(),
        Value::Flag(flag) => languages.text(language, if flag { "figure-yes" } else { "figure-no" }),
        Value::Number(number) if unit.name() == "flag" => {
            languages.text(language, if number >= 0.5 { "figure-yes" } else { "figure-no" })
        }
        Value::Number(number) if unit.name() == "share" => format!("{} %", digits(number * 100.0, 1)),
        Value::Number(number) => amount(languages, language, number, unit.name()),
    }
}

/// A reading as a reader sees it: the figure, or the word for unknown.
pub fn reading(languages: &Languages, language: Language, reading: &Reading, unit: &Unit) -> String {
    match reading {
        Ok(value) => figure(languages, language, *value, unit),
        Err(_) => languages.text(language, "light-unknown"),
    }
}

/// The name of a unit, as it stands behind a number; empty for things counted.
pub fn unit_name(languages: &Languages, language: Language, unit: &Unit) -> String {
    let name = |part: &str| languages.text(language, &format!("unit-{part}"));
    match unit.name() {
        "count" => String::new(),
        other => other.split('/').map(|part| product(part, &name)).collect::<Vec<_>>().join("/"),
    }
}

/// How the values of an axis are written: by what they are multiplied, and the unit behind them. `largest` is the largest
/// value by size.
pub fn axis(languages: &Languages, language: Language, unit: &Unit, largest: f64) -> (f64, String) {
    if unit.name() == "share" {
        return (100.0, "%".to_owned());
    }
    let (first, rest) = unit.name().split_once('/').map_or((unit.name(), None), |(first, rest)| (first, Some(rest)));
    let (scaled, name) = scaled(language, largest, first);
    let factor = if largest == 0.0 { 1.0 } else { scaled / largest };
    let name_of = |part: &str| languages.text(language, &format!("unit-{part}"));
    let above = product(name, &name_of);
    let below: Vec<_> = rest.into_iter().flat_map(|rest| rest.split('/')).map(name_of).collect();
    (factor, std::iter::once(above).chain(below).collect::<Vec<_>>().join("/"))
}

fn product(part: &str, name: &impl Fn(&str) -> String) -> String {
    part.split('*').map(name).collect::<Vec<_>>().join("·")
}

fn amount(languages: &Languages, language: Language, number: f64, unit: &str) -> String {
    let (first, rest) = unit.split_once('/').map_or((unit, None), |(first, rest)| (first, Some(rest)));
    let (number, first) = scaled(language, number, first);
    let name = |part: &str| languages.text(language, &format!("unit-{part}"));
    let mut text = digits(number, if number.abs() < 100.0 { 2 } else { 1 });
    if first != "count" {
        text = format!("{text} {}", product(first, &name));
    } else if rest.is_some() {
        text.push(' ');
    }
    if let Some(rest) = rest {
        let below: Vec<_> = rest.split('/').map(name).collect();
        text = format!("{text}/{}", below.join("/"));
    }
    text
}

/// Money by ten thousands and hundred millions in Chinese, by millions and billions in English.
fn scaled(language: Language, number: f64, unit: &str) -> (f64, &str) {
    let (large, huge) = match language {
        Language::Chinese => (1e4, 1e8),
        Language::English => (1e6, 1e9),
    };
    match unit {
        "cny" if number.abs() >= huge => (number / huge, "cny-huge"),
        "cny" if number.abs() >= large => (number / large, "cny-large"),
        _ => (number, unit),
    }
}

/// A number with thousands apart and no needless zeros.
fn digits(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |text| ("\u{2212}", text));
    let (whole, fraction) = text.split_once('.').map_or((text, ""), |(whole, fraction)| (whole, fraction));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if grouped == "0" && fraction.is_empty() { "" } else { sign };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(number: f64, unit: &str, language: Language) -> String {
        let languages = Languages::new(&[crate::TEXTS]).unwrap();
        figure(&languages, language, Value::Number(number), &unit.parse().unwrap())
    }

    #[test]
    fn figures_are_written_as_readers_write_them() {
        let zh = |number, unit| shown(number, unit, Language::Chinese);
        assert_eq!(zh(0.632, "share"), "63.2 %");
        assert_eq!(zh(0.6, "share"), "60 %");
        assert_eq!(zh(3e9, "cny"), "30 亿元");
        assert_eq!(zh(125_000.0, "cny"), "12.5 万元");
        assert_eq!(zh(950.0, "cny"), "950 元");
        assert_eq!(zh(3_000_000.0, "cny/mu"), "300 万元/亩");
        assert_eq!(zh(1234.0, "mu"), "1,234 亩");
        assert_eq!(zh(22.0, "count"), "22");
        assert_eq!(zh(-0.004, "mu"), "0 亩");
        assert_eq!(zh(-12_345_678.25, "m3"), "\u{2212}12,345,678.2 m³");
        assert_eq!(zh(1.0, "flag"), "是");
    }

    #[test]
    fn english_scales_money_its_own_way() {
        let en = |number, unit| shown(number, unit, Language::English);
        assert_eq!(en(3e9, "cny"), "3 billion CNY");
        assert_eq!(en(125_000.0, "cny"), "125,000 CNY");
        assert_eq!(en(12_500_000.0, "cny"), "12.5 million CNY");
    }
}
