use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

/// A position as a file has it, right or wrong.
pub(super) struct Position {
    pub numbers: [f64; 2],
    /// How many numbers there are, heights included.
    pub count: usize,
    /// What stands where a number is due.
    pub wrong: Option<String>,
}

enum Number {
    Is(f64),
    Not(String),
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PositionVisitor;
        impl<'de> Visitor<'de> for PositionVisitor {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a position, which is a list of numbers")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Position, A::Error> {
                let mut position = Position { numbers: [0.0; 2], count: 0, wrong: None };
                while position.count < 2 {
                    match list.next_element()? {
                        Some(Number::Is(number)) => position.numbers[position.count] = number,
                        Some(Number::Not(found)) => position.wrong = position.wrong.or(Some(found)),
                        None => return Ok(position),
                    }
                    position.count += 1;
                }
                while list.next_element::<IgnoredAny>()?.is_some() {
                    position.count += 1;
                }
                Ok(position)
            }
        }
        deserializer.deserialize_seq(PositionVisitor)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberVisitor;
        impl Visitor<'_> for NumberVisitor {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
                Ok(Number::Is(number))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number::Is(number as f64))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
                Ok(Number::Is(number as f64))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                Ok(Number::Not(format!("the text {text:?}")))
            }

            fn visit_bool<E: Error>(self, flag: bool) -> Result<Number, E> {
                Ok(Number::Not(flag.to_string()))
            }

            fn visit_unit<E: Error>(self) -> Result<Number, E> {
                Ok(Number::Not("null".to_owned()))
            }
        }
        deserializer.deserialize_any(NumberVisitor)
    }
}
