//! Expressions that somebody wrote to break something, and readings that a desk got wrong.

use std::{panic::resume_unwind, thread};

use facts::{Direction, ExpressionError, LENGTH_MAX, Light, NESTING_MAX, Rule, Span, Unknown, Value};

use crate::{DAY, compile, reading, value};

/// What a worker of the server has left, well below the 2 MB that it begins with.
const STACK_BYTES: usize = 1 << 20;

/// As many repetitions as the length of an expression allows.
fn longest(part: &str, end: &str) -> String {
    part.repeat((LENGTH_MAX - end.len()) / part.len()) + end
}

fn nested(open: &str, inside: &str, close: &str) -> String {
    open.repeat(NESTING_MAX) + inside + &close.repeat(NESTING_MAX)
}

#[test]
fn no_expression_needs_a_deep_stack() {
    let flag = "permits.one_window";
    let sources = [
        longest("1+", "1"),
        longest("1-", "1"),
        longest("7/", "1"),
        longest("1*2-", "1"),
        longest("projects.signed/", "1"),
        longest("1<", "1"),
        longest("true==", "true"),
        longest("true&&", "true"),
        longest("true&&true||", "true"),
        longest("true?1:", "1"),
        longest("-", "1"),
        longest("!", "true"),
        longest("-!", "true"),
        longest("1 in ", "1"),
        longest("1%", "1"),
        longest("(", "1"),
        longest("{", "1"),
        format!("a{}", longest(".b", "")),
        format!("a{}", longest("[1]", "")),
        format!("a{}", longest(".b()", "")),
        nested("(", "1", ")"),
        nested("abs(", "1", ")"),
        nested("abs(1+1*", "1", ")"),
        nested("min(1,1-", "1", ")"),
        nested("!(", flag, ")"),
        nested("[1].map(x,", "1", ")"),
        nested("{1:", "1", "}"),
        nested("true?1:", "1", ""),
    ];
    let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        for source in &sources {
            for unit in ["share", "flag"] {
                if let Ok(expression) = compile(source, unit) {
                    let _ = expression.clone().evaluate(DAY, &reading);
                }
            }
        }
    });
    // A stack that runs over ends the whole test, as it would end the server.
    worker.unwrap().join().unwrap_or_else(|panic| resume_unwind(panic));
}

#[test]
fn what_is_nested_as_deep_as_allowed_still_works() {
    assert_eq!(value(&nested("abs(", "-7", ")"), "share"), Ok(Value::Number(7.0)));
    assert_eq!(value(&nested("permits.one_window ? 3 : ", "1", ""), "share"), Ok(Value::Number(3.0)));
    assert_eq!(value(&longest("1+", "1"), "share"), Ok(Value::Number(1_000.0)), "as long as allowed");
    let deeper = format!("({})", nested("(", "1", ")"));
    let at = Span { first: NESTING_MAX + 1, last: NESTING_MAX + 1 };
    assert_eq!(compile(&deeper, "share").unwrap_err(), ExpressionError::TooDeep { at });
}

#[test]
fn a_place_is_counted_in_characters_over_all_lines() {
    let source = "projects.signed + // 梧桐梧桐\n  projects.sigend";
    let error = compile(source, "count").unwrap_err();
    let ExpressionError::UnknownFact { at, .. } = error else { panic!("{error}") };
    assert_eq!(source.chars().skip(at.first - 1).take(at.last + 1 - at.first).collect::<String>(), "projects.sigend");

    let syntax = |source: &str| match compile(source, "share").unwrap_err() {
        ExpressionError::Syntax { at, found } => (at.first, at.last, found),
        error => panic!("{source}: {error}"),
    };
    assert_eq!(syntax("1 +\n  2 + )"), (11, 11, ")".to_owned()));
    assert_eq!(syntax("1 + 梧桐"), (5, 6, "梧桐".to_owned()));
    assert_eq!(syntax("// 梧桐\n1 + if"), (11, 12, "if".to_owned()));
    assert_eq!(syntax("1e999"), (1, 5, "1e999".to_owned()), "no infinity");
    for source in ["1 +", "(1", "1 +\n\n", "true ? 1 :"] {
        assert_eq!(compile(source, "share").unwrap_err(), ExpressionError::Unfinished, "{source:?}");
    }
}

#[test]
fn a_unit_beyond_measure_is_refused_and_not_forgotten() {
    let error = compile(&longest("land.industrial*", "1"), "share").unwrap_err();
    assert!(matches!(error, ExpressionError::UnitMismatch { .. } | ExpressionError::WrongResult { .. }), "{error}");
    // 128 of them are more than a unit can hold.
    let known = std::collections::BTreeMap::from([(
        "a",
        facts::FactType { unit: facts::Unit::mu(), kind: facts::Kind::Amount },
    )]);
    let product = vec!["a"; 128].join("*");
    let error = facts::Expression::compile(&product, &known, &facts::Unit::mu()).unwrap_err();
    assert!(matches!(error, ExpressionError::UnitMismatch { .. }), "{error}");
    assert!(error.to_string().len() < 400, "the message stays short: {error}");
}

#[test]
fn what_is_refused_is_called_as_it_was_written() {
    let cases =
        [("1 % 2", "%"), ("1 in [1]", "in"), ("[1][0]", "index"), ("has(projects.signed)", "has"), ("'x'", "text")];
    for (source, called) in cases {
        let error = compile(source, "share").unwrap_err();
        assert!(matches!(&error, ExpressionError::NotAllowed { what, .. } if what == called), "{source}: {error:?}");
    }
}

#[test]
fn a_reading_that_is_no_number_is_unknown() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let reading = |_: &str| Ok(Value::Number(wrong));
        for source in ["projects.signed", "min(projects.signed, 3)", "max(3, projects.signed)", "-projects.signed"] {
            let result = compile(source, "count").unwrap().evaluate(DAY, &reading);
            assert_eq!(result, Err(Unknown::NotANumber), "{source} of {wrong}");
        }
        for direction in [Direction::AtLeast, Direction::AtMost] {
            let rule = Rule { direction, baseline: None, target: 1.0, due_on: None, amber: 0.1 };
            assert_eq!(rule.light(&Ok(Value::Number(wrong)), DAY), Light::Unknown);
        }
    }
}
