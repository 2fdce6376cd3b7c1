//! Measures through their public door.
// Arithmetic is compared exactly: the same operations in the same order.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::float_cmp)]

use std::collections::BTreeMap;

use facts::{
    Baseline, Direction, Expression, ExpressionError, FactType, Kind, Light, Reading, Rule, Unit, Unknown, Value,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

#[path = "main/hostile.rs"]
mod hostile;
#[path = "main/random.rs"]
mod random;

const DAY: Date = date(2020, 8, 20);

fn known() -> BTreeMap<&'static str, FactType> {
    let fact = |unit: &str, kind| FactType { unit: unit.parse().unwrap(), kind };
    BTreeMap::from([
        ("projects.signed", fact("count", Kind::Count)),
        ("projects.count.stage.in_production", fact("count", Kind::Count)),
        ("projects.invested", fact("cny", Kind::Amount)),
        ("land.total", fact("m2", Kind::Amount)),
        ("land.industrial", fact("mu", Kind::Amount)),
        ("permits.one_window", fact("flag", Kind::Flag)),
        ("permits.opened_on", fact("date", Kind::Date)),
    ])
}

fn reading(key: &str) -> Reading {
    match key {
        "projects.signed" => Ok(Value::Number(6.0)),
        "projects.count.stage.in_production" => Ok(Value::Number(4.0)),
        "projects.invested" => Ok(Value::Number(3e9)),
        "land.total" => Ok(Value::Number(1_000_000.0)),
        "land.industrial" => Ok(Value::Number(900.0)),
        "permits.one_window" => Ok(Value::Flag(true)),
        "permits.opened_on" => Ok(Value::Date(date(2020, 8, 1))),
        other => Err(Unknown::Fact(other.to_owned())),
    }
}

fn compile(source: &str, unit: &str) -> Result<Expression, ExpressionError> {
    Expression::compile(source, &known(), &unit.parse().unwrap())
}

fn value(source: &str, unit: &str) -> Reading {
    compile(source, unit).unwrap_or_else(|error| panic!("{source}: {error}")).evaluate(DAY, &reading)
}

fn number(source: &str, unit: &str) -> f64 {
    value(source, unit).unwrap().as_number().unwrap()
}

#[test]
fn expressions_give_what_they_say() {
    let close = |left: f64, right: f64| assert!((left - right).abs() < 1e-9 * right.abs().max(1.0), "{left} {right}");
    close(number("projects.count.stage.in_production / projects.signed", "share"), 2.0 / 3.0);
    close(number("projects.signed + 1", "count"), 7.0);
    close(number("7 / 2", "share"), 3.5);
    close(number("-projects.signed * 2 + max(projects.signed, 10)", "count"), -2.0);
    close(number("round(abs(0.0 - 2.6))", "share"), 3.0);
    close(number("permits.one_window && projects.signed > 5 ? 1 : 0", "share"), 1.0);
    close(number("days_between(permits.opened_on, as_of)", "day"), 19.0);
    assert_eq!(value("permits.opened_on <= as_of", "flag"), Ok(Value::Flag(true)));
    assert_eq!(value("!permits.one_window || false", "flag"), Ok(Value::Flag(false)));
}

#[test]
fn units_of_one_kind_are_converted_and_others_refused() {
    // 900 mu are 600,000 m2.
    assert!((number("land.industrial / land.total", "share") - 0.6).abs() < 1e-12);
    assert!((number("land.total", "mu") - 1_500.0).abs() < 1e-9);
    assert!((number("land.total + land.industrial", "m2") - 1_600_000.0).abs() < 1e-6);
    assert!((number("projects.invested / land.industrial", "cny/mu") - 3e9 / 900.0).abs() < 1e-3);
    let error = compile("projects.invested + land.total", "cny").unwrap_err();
    assert!(
        matches!(&error, ExpressionError::UnitMismatch { left, right, .. } if left == "cny" && right == "m2"),
        "{error}"
    );
    let error = compile("projects.invested > projects.signed", "flag").unwrap_err();
    assert!(matches!(error, ExpressionError::UnitMismatch { .. }));
    let error = compile("projects.invested / land.total", "cny").unwrap_err();
    assert!(matches!(error, ExpressionError::WrongResult { .. }), "{error}");
}

#[test]
fn an_error_says_where_it_is() {
    let error = compile("projects.signed + projects.in_prodution", "count").unwrap_err();
    let ExpressionError::UnknownFact { at, name, .. } = error else { panic!("{error}") };
    assert_eq!((at.first, at.last, name.as_str()), (19, 39, "projects.in_prodution"));
    let error = compile("projects.sigend", "count").unwrap_err();
    let ExpressionError::UnknownFact { suggestion, .. } = error else { panic!("{error}") };
    assert_eq!(suggestion.as_deref(), Some("projects.signed"));
    assert_eq!(compile("projects.signed +", "count").unwrap_err(), ExpressionError::Unfinished);
    let error = compile("permits.one_window + 1", "share").unwrap_err();
    let ExpressionError::WrongType { at, expected, found } = error else { panic!("{error}") };
    assert_eq!((at.first, expected, found), (1, "number", "flag"));
    assert!(matches!(compile("min(1)", "share"), Err(ExpressionError::WrongCount { takes: 2, .. })));
}

#[test]
fn what_loops_or_is_no_figure_is_refused() {
    for source in [
        "[1, 2, 3].all(x, x > 0)",
        "[1,2].map(x, x * 2)",
        "{'a': 1}",
        "'text'",
        "size('abc')",
        "projects.signed.toString()",
        "has(projects.signed)",
        "[1][0]",
        "1 % 2",
        "1 in [1]",
        "null",
        "b'x'",
        "exists(1)",
        "projects[0]",
        "matches('a', 'b')",
    ] {
        let error = compile(source, "share").unwrap_err();
        assert!(
            matches!(
                error,
                ExpressionError::NotAllowed { .. }
                    | ExpressionError::UnknownFact { .. }
                    | ExpressionError::Syntax { .. }
            ),
            "{source}: {error}"
        );
    }
}

#[test]
fn huge_and_deep_expressions_are_refused_at_once() {
    assert!(matches!(compile("", "share"), Err(ExpressionError::Empty)));
    assert!(matches!(compile(" \n", "share"), Err(ExpressionError::Empty)));
    let long = "1 + ".repeat(25_000) + "1";
    assert!(matches!(compile(&long, "share"), Err(ExpressionError::TooLong { .. })));
    let deep = "(".repeat(500) + "1" + &")".repeat(500);
    assert!(matches!(compile(&deep, "share"), Err(ExpressionError::TooDeep { .. })));
    let signs = "-".repeat(1_901) + "1";
    assert!((number(&signs, "share") + 1.0).abs() < 1e-9, "signs cancel out");
    let wide = "1 + ".repeat(190) + "1";
    assert!((number(&wide, "share") - 191.0).abs() < 1e-9);
}

#[test]
fn what_cannot_be_computed_is_unknown() {
    assert_eq!(value("1 / 0", "share"), Err(Unknown::DivisionByZero));
    assert_eq!(value("projects.signed / (projects.signed - 6)", "share"), Err(Unknown::DivisionByZero));
    assert_eq!(value("1e308 * 1e308", "share"), Err(Unknown::NotANumber));
    let expression = compile("projects.signed", "count").unwrap();
    let unknown = expression.evaluate(DAY, &|_| Err(Unknown::NoRecords));
    assert_eq!(unknown, Err(Unknown::NoRecords));
    assert_eq!(expression.facts().iter().collect::<Vec<_>>(), ["projects.signed"]);
    // One side that decides makes the other harmless.
    let half = |key: &str| if key == "projects.signed" { Err(Unknown::NoRecords) } else { reading(key) };
    let either = compile("projects.signed > 3 || permits.one_window", "flag").unwrap();
    assert_eq!(either.evaluate(DAY, &half), Ok(Value::Flag(true)));
    let both = compile("projects.signed > 3 && permits.one_window", "flag").unwrap();
    assert_eq!(both.evaluate(DAY, &half), Err(Unknown::NoRecords));
}

#[test]
fn the_way_to_a_target_is_straight() {
    let rule = Rule {
        direction: Direction::AtLeast,
        baseline: Some(Baseline { value: 0.0, on: date(2020, 1, 1) }),
        target: 366.0,
        due_on: Some(date(2021, 1, 1)),
        amber: 0.1,
    };
    assert!((rule.due(date(2019, 1, 1)) - 0.0).abs() < 1e-9);
    assert!((rule.due(date(2020, 1, 11)) - 10.0).abs() < 1e-9);
    assert!((rule.due(date(2025, 1, 1)) - 366.0).abs() < 1e-9);
    assert_eq!(rule.light(&Ok(Value::Number(10.0)), date(2020, 1, 11)), Light::Green);
    assert_eq!(rule.light(&Ok(Value::Number(9.0)), date(2020, 1, 11)), Light::Amber);
    assert_eq!(rule.light(&Ok(Value::Number(300.0)), date(2025, 1, 1)), Light::Red);
    assert_eq!(rule.light(&Err(Unknown::NoRecords), date(2025, 1, 1)), Light::Unknown);
}

#[test]
fn a_figure_on_the_edge_is_not_rounded_over_it() {
    let light = |direction, target: f64, amber, value: f64| {
        Rule { direction, baseline: None, target, due_on: None, amber }.light(&Ok(Value::Number(value)), DAY)
    };
    // In binary, 0.1 + 0.2 is more than 0.3 and 1 - 0.95 is more than 0.05.
    assert_eq!(light(Direction::AtMost, 0.3, 0.0, 0.1 + 0.2), Light::Green);
    assert_eq!(light(Direction::AtLeast, 1.0, 0.05, 0.95), Light::Amber);
    assert_eq!(light(Direction::AtLeast, 0.6, 0.05, 0.57), Light::Amber);
    assert_eq!(light(Direction::AtLeast, 1.0, 0.05, 0.949_999), Light::Red);
    assert_eq!(light(Direction::AtLeast, 1.0, 0.0, 0.999_999), Light::Red);
    assert_eq!(light(Direction::AtMost, 0.0, 0.0, 1e-6), Light::Red, "nothing may be overdue");
}

fn any_rule() -> impl Strategy<Value = Rule> {
    (any::<bool>(), proptest::option::of(-1e6..1e6), -1e6..1e6, any::<bool>(), 0.0..1.0).prop_map(
        |(up, baseline, target, due, amber)| Rule {
            direction: if up { Direction::AtLeast } else { Direction::AtMost },
            baseline: baseline.map(|value| Baseline { value, on: date(2019, 1, 1) }),
            target,
            due_on: due.then_some(date(2022, 6, 1)),
            amber,
        },
    )
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(source in ".{0,300}") {
        let _ = compile(&source, "share");
    }

    #[test]
    fn no_text_of_its_own_letters_makes_it_panic(source in r"[-+*/%()\[\]{}.!?:&|<>=, 0-9a-z_'\n]{0,200}") {
        if let Ok(expression) = compile(&source, "share") {
            let _ = expression.evaluate(DAY, &reading);
        }
    }

    #[test]
    fn arithmetic_is_that_of_numbers(a in -1e6..1e6f64, b in -1e6..1e6f64) {
        prop_assert_eq!(number(&format!("({a:?}) + ({b:?})"), "share"), a + b);
        prop_assert_eq!(number(&format!("({a:?}) * ({b:?})"), "share"), a * b);
        prop_assert_eq!(number(&format!("min({a:?}, {b:?})"), "share"), a.min(b));
    }

    #[test]
    fn a_better_figure_never_has_a_worse_light(rule in any_rule(), a in -1e6..1e6f64, b in -1e6..1e6f64, day in 0i32..2000) {
        let on = date(2018, 6, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let (worse, better) = match rule.direction {
            Direction::AtLeast => (a.min(b), a.max(b)),
            Direction::AtMost => (a.max(b), a.min(b)),
        };
        let light = |value| rule.light(&Ok(Value::Number(value)), on);
        prop_assert!(light(better) <= light(worse));
        prop_assert_eq!(rule.light(&Err(Unknown::NoRecords), on), Light::Unknown);
    }

    #[test]
    fn a_unit_is_read_back(index in 0usize..9, other in 0usize..9) {
        let names = ["count", "cny", "m2", "mu", "day", "m3", "kwh", "t", "kg"];
        let quotient: Unit = format!("{}/{}", names[index], names[other]).parse().unwrap();
        let product = quotient.times(&names[other].parse().unwrap()).unwrap();
        prop_assert_eq!(&product, &names[index].parse::<Unit>().unwrap());
        let derived = names[index].parse::<Unit>().unwrap().over(&names[other].parse().unwrap()).unwrap();
        prop_assert!(derived.is_like(&quotient));
    }
}
