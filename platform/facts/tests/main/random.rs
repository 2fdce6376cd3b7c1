//! Random expressions, worked out once by the library and once by hand.

use std::collections::BTreeMap;

use facts::{Expression, FactType, Kind, Reading, Unit, Unknown, Value};
use proptest::prelude::*;

use crate::DAY;

/// An expression over numbers without a unit.
#[derive(Clone, Debug)]
enum Part {
    Number(u32),
    Fact(usize),
    Minus(Box<Part>),
    Binary(&'static str, Box<Part>, Box<Part>),
    Function(&'static str, Box<Part>, Box<Part>),
    /// `a < b ? c : d`
    Choice(Box<[Part; 4]>),
}

const FACTS: [&str; 3] = ["land.share", "a", "gas.price.of_2020"];

impl Part {
    fn written(&self) -> String {
        match self {
            Self::Number(number) => format!("{number}.5"),
            Self::Fact(index) => FACTS[*index].to_owned(),
            Self::Minus(part) => format!("-({})", part.written()),
            Self::Binary(operator, left, right) => format!("({}{operator}{})", left.written(), right.written()),
            Self::Function(name, left, right) => format!("{name}({}, {})", left.written(), right.written()),
            Self::Choice(parts) => {
                let [left, right, then, otherwise] = parts.each_ref().map(Self::written);
                format!("({left} < {right} ? {then} : {otherwise})")
            }
        }
    }

    fn worked_out(&self, facts: &[Option<f64>; 3]) -> Result<f64, Unknown> {
        let of = |part: &Self| part.worked_out(facts);
        let result = match self {
            Self::Number(number) => f64::from(*number) + 0.5,
            Self::Fact(index) => facts[*index].ok_or(Unknown::NoRecords)?,
            Self::Minus(part) => -of(part)?,
            Self::Binary(operator, left, right) => match (*operator, of(left)?, of(right)?) {
                ("+", left, right) => left + right,
                ("-", left, right) => left - right,
                ("*", left, right) => left * right,
                (_, _, 0.0) => return Err(Unknown::DivisionByZero),
                (_, left, right) => left / right,
            },
            Self::Function("min", left, right) => of(left)?.min(of(right)?),
            Self::Function(_, left, right) => of(left)?.max(of(right)?),
            Self::Choice(parts) => {
                let [left, right, then, otherwise] = &**parts;
                if of(left)? < of(right)? { of(then)? } else { of(otherwise)? }
            }
        };
        if result.is_finite() { Ok(result) } else { Err(Unknown::NotANumber) }
    }
}

fn any_part() -> impl Strategy<Value = Part> {
    let leaf = prop_oneof![(0..100_u32).prop_map(Part::Number), (0..FACTS.len()).prop_map(Part::Fact)];
    leaf.prop_recursive(6, 40, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(Part::Minus),
            (prop::sample::select(vec!["+", "-", "*", "/"]), boxed(), boxed())
                .prop_map(|(operator, left, right)| Part::Binary(operator, left, right)),
            (prop::sample::select(vec!["min", "max"]), boxed(), boxed())
                .prop_map(|(name, left, right)| Part::Function(name, left, right)),
            [inner.clone(), inner.clone(), inner.clone(), inner].prop_map(|parts| Part::Choice(Box::new(parts))),
        ]
    })
}

fn known() -> BTreeMap<&'static str, FactType> {
    FACTS.into_iter().map(|key| (key, FactType { unit: Unit::share(), kind: Kind::Share })).collect()
}

fn number(reading: Reading) -> Result<f64, Unknown> {
    reading.map(|value| value.as_number().unwrap())
}

proptest! {
    #[test]
    fn the_library_works_out_what_is_written(
        part in any_part(),
        facts in prop::array::uniform3(prop::option::weighted(0.9, prop_oneof![Just(0.0), -1e3..1e3_f64])),
    ) {
        let source = part.written();
        prop_assume!(source.chars().count() <= facts::LENGTH_MAX);
        let expression = Expression::compile(&source, &known(), &Unit::share()).unwrap();
        let reading = |key: &str| {
            let value = facts[FACTS.iter().position(|fact| *fact == key).unwrap()];
            value.map(Value::Number).ok_or(Unknown::NoRecords)
        };
        prop_assert_eq!(number(expression.evaluate(DAY, &reading)), part.worked_out(&facts), "{}", source);
    }

    /// `a - b + c` and `a / b * c` are read from the left.
    #[test]
    fn chains_are_read_from_the_left(
        first in 1..1_000_u32,
        rest in prop::collection::vec((any::<bool>(), 1..1_000_u32), 0..200),
        product in any::<bool>(),
    ) {
        let (mut source, mut expected) = (first.to_string(), f64::from(first));
        for (back, number) in rest {
            let value = f64::from(number);
            let (operator, next) = match (product, back) {
                (false, false) => ('+', expected + value),
                (false, true) => ('-', expected - value),
                (true, false) => ('*', expected * value),
                (true, true) => ('/', expected / value),
            };
            source.push(operator);
            source += &number.to_string();
            expected = next;
        }
        prop_assume!(source.len() <= facts::LENGTH_MAX);
        let result = Expression::compile(&source, &known(), &Unit::share()).unwrap().evaluate(DAY, &|_| Err(Unknown::NoRecords));
        let expected = if expected.is_finite() { Ok(expected) } else { Err(Unknown::NotANumber) };
        prop_assert_eq!(number(result), expected, "{}", source);
    }

    /// The figure in another unit of its dimension is the same thing measured.
    #[test]
    fn a_unit_changes_the_figure_and_not_the_thing(mu in 0.1..1e6_f64, cny in 0.1..1e12_f64) {
        let known = BTreeMap::from([
            ("area", FactType { unit: Unit::mu(), kind: Kind::Amount }),
            ("money", FactType { unit: Unit::cny(), kind: Kind::Amount }),
        ]);
        let reading = |key: &str| Ok(Value::Number(if key == "area" { mu } else { cny }));
        let work_out = |source: &str, unit: &str| {
            let unit: Unit = unit.parse().unwrap();
            number(Expression::compile(source, &known, &unit).unwrap().evaluate(DAY, &reading)).unwrap()
        };
        let close = |left: f64, right: f64| (left - right).abs() <= 1e-9 * left.abs().max(right.abs());
        prop_assert!(close(work_out("area", "m2"), mu * 10_000.0 / 15.0));
        prop_assert!(close(work_out("money / area", "cny/m2") * work_out("area", "m2"), cny));
        prop_assert!(close(work_out("money / area", "cny/mu") * mu, cny));
        prop_assert!(close(work_out("area * 2 - area", "mu"), mu));
    }
}
