//! Whatever is written as a measure is refused with a place inside the text, or works out to a figure of its unit or to
//! unknown; never a panic, an endless run, or a figure that is no number.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use std::{collections::BTreeMap, sync::LazyLock};

use facts::{Direction, Expression, FactType, Kind, LENGTH_MAX, Light, Reading, Rule, Unit, Unknown, Value};
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;

const AS_OF: Date = date(2020, 8, 20);

static KNOWN: LazyLock<BTreeMap<&'static str, FactType>> = LazyLock::new(|| {
    let fact = |unit: &str, kind| FactType { unit: unit.parse().unwrap(), kind };
    BTreeMap::from([
        ("n.a", fact("count", Kind::Count)),
        ("n.b", fact("count", Kind::Count)),
        ("money", fact("cny", Kind::Amount)),
        ("land.mu", fact("mu", Kind::Amount)),
        ("land.m2", fact("m2", Kind::Amount)),
        ("share", fact("share", Kind::Share)),
        ("day", fact("date", Kind::Date)),
        ("yes", fact("flag", Kind::Flag)),
    ])
});

// The first byte picks the unit of the result and the readings, the rest is the measure.
fuzz_target!(|input: (u8, &str)| {
    let (choice, source) = input;
    let names = ["count", "share", "cny", "mu", "cny/m2", "day", "flag", "date"];
    let unit: Unit = names[usize::from(choice) % names.len()].parse().unwrap();
    let expression = match Expression::compile(source, &*KNOWN, &unit) {
        Ok(expression) => expression,
        Err(error) => {
            let length = source.chars().count();
            if let Some(at) = error.span() {
                assert!(1 <= at.first && at.first <= at.last && at.first <= length, "{source:?}: {error:?}");
            }
            assert!(error.to_string().len() < 2_000, "{error}");
            return;
        }
    };
    assert!(source.chars().count() <= LENGTH_MAX);
    let result = expression.evaluate(AS_OF, &|key| reading(key, choice));
    match &result {
        Ok(Value::Number(number)) => assert!(unit.is_number() && number.is_finite(), "{source:?}: {number}"),
        Ok(Value::Flag(_)) => assert_eq!(unit, Unit::flag(), "{source:?}"),
        Ok(Value::Date(_)) => assert_eq!(unit, Unit::date(), "{source:?}"),
        Err(_) => {
            let rule = Rule { direction: Direction::AtMost, baseline: None, target: 1.0, due_on: None, amber: 0.1 };
            assert_eq!(rule.light(&result, AS_OF), Light::Unknown);
        }
    }
});

fn reading(key: &str, choice: u8) -> Reading {
    if !KNOWN.contains_key(key) {
        unreachable!("{key} was compiled without being known");
    }
    let figures = [0.0, 1.0, -7.5, 1e300, f64::NAN, f64::INFINITY];
    match key {
        "day" => Ok(Value::Date(date(-9999, 1, 1))),
        "yes" => Ok(Value::Flag(choice % 2 == 0)),
        "n.b" if choice % 3 == 0 => Err(Unknown::NoRecords),
        _ => Ok(Value::Number(figures[usize::from(choice / 8) % figures.len()])),
    }
}
