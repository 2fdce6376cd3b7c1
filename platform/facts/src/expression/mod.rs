//! The language of measures: a subset of CEL, checked with its units when it is saved.
//!
//! Numbers, facts by name, `as_of` (the day that is asked about), `+ - * /`, comparisons, `&& || !`, `a ? b : c`, and the
//! functions `min`, `max`, `abs`, `round` and `days_between`. Everything else of CEL is refused: a measure always ends.
//! Numbers written out take the unit of what they are added to or compared with, and none when they multiply.

mod check;
mod error;
mod node;

use std::collections::BTreeSet;

use cel::Program;
use jiff::civil::Date;

pub use error::{ExpressionError, Span};

use crate::{Kind, Reading, Unit};
use check::Checker;
use node::Node;

/// Longer ones are not read by people.
pub const LENGTH_MAX: usize = 2_000;
/// Deeper ones are not written by people, and the parser is recursive.
pub const NESTING_MAX: usize = 32;
/// Levels of the parsed tree: each parenthesis may hold one function and one sum.
const LEVELS_MAX: usize = 2 * NESTING_MAX;
/// How much of a name an error repeats.
const NAME_LENGTH_MAX: usize = 100;

/// What an expression needs to know of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct FactType {
    /// Its unit.
    pub unit: Unit,
    /// Its kind.
    pub kind: Kind,
}

/// The facts that may be named.
pub trait KnownFacts: Send + Sync {
    /// The type of a fact, if there is one of this name.
    fn find(&self, key: &str) -> Option<FactType>;
    /// All names, to suggest one.
    fn keys(&self) -> Box<dyn Iterator<Item = &str> + '_>;
}

/// An expression that was checked.
///
/// ```
/// use facts::{Expression, FactType, Kind, Unit, Value};
/// # use std::collections::BTreeMap;
/// let count = FactType { unit: Unit::count(), kind: Kind::Count };
/// let known = BTreeMap::from([("projects.started", count.clone()), ("projects.signed", count)]);
/// let rate = Expression::compile("projects.started / projects.signed", &known, &Unit::share()).unwrap();
/// let reading = rate.evaluate(jiff::civil::date(2020, 8, 20), &|key| {
///     Ok(Value::Number(if key == "projects.started" { 3.0 } else { 4.0 }))
/// });
/// assert_eq!(reading, Ok(Value::Number(0.75)));
/// ```
#[derive(Clone, Debug)]
pub struct Expression {
    source: String,
    root: Node,
    facts: BTreeSet<String>,
}

impl Expression {
    /// Parses and checks an expression whose result is to be in `unit`.
    ///
    /// # Errors
    /// [`ExpressionError`] with its place.
    pub fn compile(source: &str, known: &dyn KnownFacts, unit: &Unit) -> Result<Self, ExpressionError> {
        check_limits(source)?;
        let program = Program::compile(source).map_err(|errors| syntax(source, &errors))?;
        let mut checker = Checker::new(known, program.source_info());
        let root = checker.result(program.expression(), unit)?;
        Ok(Self { source: source.to_owned(), root, facts: checker.into_facts() })
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The facts that it names.
    pub fn facts(&self) -> &BTreeSet<String> {
        &self.facts
    }

    /// The result on a day, in the measure's unit. One unknown fact that matters makes it unknown.
    pub fn evaluate(&self, as_of: Date, reading: &dyn Fn(&str) -> Reading) -> Reading {
        self.root.evaluate(as_of, reading)
    }
}

/// Refuses what would make the parser work too long or too deep, before it is given to it.
fn check_limits(source: &str) -> Result<(), ExpressionError> {
    if source.trim().is_empty() {
        return Err(ExpressionError::Empty);
    }
    // Bytes first: counting the characters of 50 MB is work too.
    let length = if source.len() > 4 * LENGTH_MAX { source.len() } else { source.chars().count() };
    if length > LENGTH_MAX {
        return Err(ExpressionError::TooLong { length });
    }
    let (mut open, mut choices) = (0_usize, 0_usize);
    for (index, character) in source.chars().enumerate() {
        match character {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            // What follows a choice lies inside of it.
            '?' => choices += 1,
            _ => {}
        }
        if open + choices > NESTING_MAX {
            return Err(ExpressionError::TooDeep { at: Span { first: index + 1, last: index + 1 } });
        }
    }
    Ok(())
}

/// The first place that the parser could not read, with what stands there: its own words name its tokens, in one language.
fn syntax(source: &str, errors: &cel::ParseErrors) -> ExpressionError {
    let (line, column) = errors.errors.first().map_or((1, 1), |error| error.pos);
    let number = |from_one: isize| usize::try_from(from_one).unwrap_or(1).saturating_sub(1);
    let before: usize = source.split_inclusive('\n').take(number(line)).map(|line| line.chars().count()).sum();
    let at = before + number(column);
    let mut rest = source.chars().skip(at).peekable();
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    let mut found: String = std::iter::from_fn(|| rest.next_if(is_part)).take(NAME_LENGTH_MAX).collect();
    if found.is_empty() {
        found.extend(rest.next());
    }
    if found.trim().is_empty() {
        return ExpressionError::Unfinished;
    }
    ExpressionError::Syntax { at: Span { first: at + 1, last: at + found.chars().count() }, found }
}

impl KnownFacts for std::collections::BTreeMap<&str, FactType> {
    fn find(&self, key: &str) -> Option<FactType> {
        self.get(key).cloned()
    }

    fn keys(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.keys().copied())
    }
}

impl KnownFacts for crate::Facts {
    fn find(&self, key: &str) -> Option<FactType> {
        self.get(key).map(|fact| FactType { unit: fact.unit.clone(), kind: fact.kind })
    }

    fn keys(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.keys().map(String::as_str))
    }
}
