use jiff::civil::Date;

use crate::{Reading, Unknown, Value};

/// An expression after its check: every type fits, every unit is converted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Flag(bool),
    AsOf,
    Fact(String),
    /// A number in another unit of the same dimension.
    Scaled(Box<Node>, f64),
    Negate(Box<Node>),
    Not(Box<Node>),
    /// From left to right; as long as the text allows, and no deeper for it.
    Chain(Box<Node>, Vec<(Arithmetic, Node)>),
    Compare(Comparison, Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Round(Box<Node>),
    Abs(Box<Node>),
    DaysBetween(Box<Node>, Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Minimum,
    Maximum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Node {
    pub(super) fn evaluate(&self, as_of: Date, reading: &dyn Fn(&str) -> Reading) -> Reading {
        let of = |node: &Self| node.evaluate(as_of, reading);
        let number = |node: &Self| of(node)?.as_number().ok_or(Unknown::NotANumber);
        match self {
            Self::Number(value) => Ok(Value::Number(*value)),
            Self::Flag(flag) => Ok(Value::Flag(*flag)),
            Self::AsOf => Ok(Value::Date(as_of)),
            Self::Fact(key) => match reading(key)? {
                Value::Number(value) => finite(value),
                other => Ok(other),
            },
            Self::Scaled(node, factor) => finite(number(node)? * factor),
            Self::Negate(node) => Ok(Value::Number(-number(node)?)),
            Self::Round(node) => Ok(Value::Number(number(node)?.round())),
            Self::Abs(node) => Ok(Value::Number(number(node)?.abs())),
            Self::Not(node) => Ok(Value::Flag(!flag(of(node))?)),
            Self::Chain(first, steps) => {
                let apply =
                    |so_far: f64, (operation, right): &(Arithmetic, Self)| operation.apply(so_far, number(right)?);
                steps.iter().try_fold(number(first)?, apply).map(Value::Number)
            }
            Self::Compare(comparison, left, right) => comparison.apply(of(left)?, of(right)?),
            Self::And(left, right) => absorb(of(left), of(right), false),
            Self::Or(left, right) => absorb(of(left), of(right), true),
            Self::If(condition, then, otherwise) => {
                if flag(of(condition))? {
                    of(then)
                } else {
                    of(otherwise)
                }
            }
            Self::DaysBetween(from, to) => match (of(from)?, of(to)?) {
                (Value::Date(from), Value::Date(to)) => {
                    let days = from.until(to).map_err(|_| Unknown::NotANumber)?.get_days();
                    Ok(Value::Number(f64::from(days)))
                }
                _ => Err(Unknown::NotANumber),
            },
        }
    }
}

fn finite(value: f64) -> Reading {
    if value.is_finite() { Ok(Value::Number(value)) } else { Err(Unknown::NotANumber) }
}

fn flag(reading: Reading) -> Result<bool, Unknown> {
    match reading? {
        Value::Flag(flag) => Ok(flag),
        Value::Number(_) | Value::Date(_) => Err(Unknown::NotANumber),
    }
}

/// `&&` and `||`: one side that decides makes the other side's being unknown harmless.
fn absorb(left: Reading, right: Reading, deciding: bool) -> Reading {
    match (flag(left), flag(right)) {
        (Ok(value), _) | (_, Ok(value)) if value == deciding => Ok(Value::Flag(deciding)),
        (Ok(_), Ok(_)) => Ok(Value::Flag(!deciding)),
        (Err(unknown), _) | (_, Err(unknown)) => Err(unknown),
    }
}

impl Arithmetic {
    fn apply(self, left: f64, right: f64) -> Result<f64, Unknown> {
        let result = match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide if right == 0.0 => return Err(Unknown::DivisionByZero),
            Self::Divide => left / right,
            Self::Minimum => left.min(right),
            Self::Maximum => left.max(right),
        };
        if result.is_finite() { Ok(result) } else { Err(Unknown::NotANumber) }
    }
}

impl Comparison {
    fn apply(self, left: Value, right: Value) -> Reading {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let order = match (left, right) {
            (Value::Date(left), Value::Date(right)) => Some(left.cmp(&right)),
            (Value::Flag(left), Value::Flag(right)) => Some(left.cmp(&right)),
            (Value::Number(left), Value::Number(right)) => left.partial_cmp(&right),
            _ => None,
        };
        let order = order.ok_or(Unknown::NotANumber)?;
        Ok(Value::Flag(match self {
            Self::Equal => order == Equal,
            Self::NotEqual => order != Equal,
            Self::Less => order == Less,
            Self::LessOrEqual => order != Greater,
            Self::Greater => order == Greater,
            Self::GreaterOrEqual => order != Less,
        }))
    }
}
