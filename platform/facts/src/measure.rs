//! What a measure is, and how one is typed in and checked.

mod draft;
mod id;

use identity::Names;
use jiff::civil::Date;

pub use draft::{MeasureDraft, MeasureProblem, MeasureProblems};
pub use id::{InvalidMeasureId, MeasureId};

use crate::{Expression, ExpressionError, KnownFacts, Light, Reading, Rule, Unit, Unknown};

/// A measure (指标): an expression over facts, held against a rule.
///
/// It keeps the expression as it was written: facts come and go with the zone's own lists, so that an expression that
/// was right when it was saved is compiled anew against the facts of the day, and is unknown when one of them is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// What it measures.
    pub title: Names,
    /// The expression as it was written.
    pub expression: String,
    /// Unit of the result and of the target.
    pub unit: Unit,
    /// What it is held against.
    pub rule: Rule,
    /// Where measure and target come from.
    pub source: String,
    /// The first day on which it is held against this; none: ever since. Earlier days keep what was held then.
    pub since: Option<Date>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// How a measure stands at the end of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The measure.
    pub measure: Measure,
    /// The facts that its expression names, in order; none when it cannot be compiled.
    pub facts: Vec<String>,
    /// Its value, or why there is none.
    pub reading: Reading,
    /// What is due by that day, in the measure's unit.
    pub due: f64,
    /// Its light.
    pub light: Light,
    /// Why the expression cannot be computed any more, if it cannot.
    pub broken: Option<ExpressionError>,
}

impl Measure {
    /// The expression, ready to be computed.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn compile(&self, known: &dyn KnownFacts) -> Result<Expression, ExpressionError> {
        Expression::compile(&self.expression, known, &self.unit)
    }

    /// How it stands, given its compiled expression and the readings of the day.
    pub fn assess(
        &self,
        expression: &Result<Expression, ExpressionError>,
        as_of: Date,
        reading: &dyn Fn(&str) -> Reading,
    ) -> Assessment {
        let (reading, facts, broken) = match expression {
            Ok(expression) => (expression.evaluate(as_of, reading), expression.facts().iter().cloned().collect(), None),
            Err(error) => (Err(unknown_because(error)), Vec::new(), Some(error.clone())),
        };
        Assessment {
            light: self.rule.light(&reading, as_of),
            due: self.rule.due(as_of),
            measure: self.clone(),
            facts,
            reading,
            broken,
        }
    }

    /// Whether values kept of the other are values of this one: title, source and day say nothing about them.
    pub(crate) fn computes_like(&self, other: &Self) -> bool {
        self.expression == other.expression && self.unit == other.unit && self.rule == other.rule
    }
}

/// A stored expression fails when a fact that it names is gone, or has another unit now.
fn unknown_because(error: &ExpressionError) -> Unknown {
    match error {
        ExpressionError::UnknownFact { name, .. } => Unknown::Fact(name.clone()),
        _ => Unknown::NotANumber,
    }
}
