use std::fmt;

use identity::Names;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InvalidMeasureId, Measure, MeasureId};
use crate::{Baseline, Direction, Expression, ExpressionError, KnownFacts, Rule, Unit, UnknownUnit};

/// The longest title or note.
const TEXT_LENGTH_MAX: usize = 200;
/// Larger figures are typing errors: a hundred times the yearly product of the country in yuan.
const NUMBER_MAX: f64 = 1e16;
/// How far short may still be amber: half of the target.
const AMBER_MAX: f64 = 0.5;

/// A measure as somebody types it in, field by field; also how the journal keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureDraft {
    /// See [`Measure::id`].
    pub id: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// The expression.
    pub expression: String,
    /// Name of the unit.
    pub unit: String,
    /// `at_least` or `at_most`.
    pub direction: String,
    /// A number, or empty.
    pub baseline: String,
    /// A day, or empty.
    pub baseline_on: String,
    /// A number; `60%` is 0.6.
    pub target: String,
    /// A day, or empty.
    pub due_on: String,
    /// A number; `5%` is 0.05.
    pub amber: String,
    /// Where it comes from.
    pub source: String,
    /// The first day on which it is held against this, or empty: then it is so for all the past.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
}

/// What is wrong with one field of a measure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureProblem {
    /// Nothing stands in it.
    #[error("must be filled in")]
    Missing,
    /// Too much stands in it.
    #[error("has more than {TEXT_LENGTH_MAX} characters, or one that cannot be seen")]
    Text,
    /// Not an id.
    #[error(transparent)]
    Id(#[from] InvalidMeasureId),
    /// Not a unit.
    #[error(transparent)]
    Unit(#[from] UnknownUnit),
    /// A day cannot be held against a figure.
    #[error("a measure is a number, a share or yes or no; a date has no target")]
    DateUnit,
    /// Not a direction.
    #[error("{0:?} is no direction; write at_least or at_most")]
    Direction(String),
    /// Not a number.
    #[error("{0:?} is not a number; write it like 0.6, 60% or 1200000")]
    Number(String),
    /// Not a day.
    #[error("{0:?} is not a day; write it like 2020-08-20")]
    Day(String),
    /// A baseline without its day, or a day without a baseline.
    #[error("a baseline has a value and a day; fill in both or neither")]
    HalfBaseline,
    /// The way to the target leads back in time.
    #[error("must lie after the day of the baseline")]
    DueBeforeBaseline,
    /// Amber must be a share.
    #[error("must lie between 0 and {AMBER_MAX}")]
    Amber,
    /// The expression is wrong.
    #[error(transparent)]
    Expression(#[from] ExpressionError),
}

/// Every field of a measure that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct MeasureProblems(pub Vec<(&'static str, MeasureProblem)>);

impl MeasureProblem {
    /// Names its sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Missing => "measure-missing",
            Self::Text => "measure-text",
            Self::Id(_) => "measure-id",
            Self::Unit(_) => "measure-unit",
            Self::DateUnit => "measure-date-unit",
            Self::Direction(_) => "measure-direction",
            Self::Number(_) => "measure-number",
            Self::Day(_) => "measure-day",
            Self::HalfBaseline => "measure-half-baseline",
            Self::DueBeforeBaseline => "measure-due-before-baseline",
            Self::Amber => "measure-amber",
            Self::Expression(error) => error.key(),
        }
    }

    /// What is put into the sentence.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Id(InvalidMeasureId(given))
            | Self::Unit(UnknownUnit(given))
            | Self::Direction(given)
            | Self::Number(given)
            | Self::Day(given) => vec![("given", given.clone())],
            Self::Expression(error) => error.arguments(),
            Self::Missing
            | Self::Text
            | Self::DateUnit
            | Self::HalfBaseline
            | Self::DueBeforeBaseline
            | Self::Amber => Vec::new(),
        }
    }
}

impl MeasureProblems {
    fn take<T>(&mut self, field: &'static str, value: Result<T, MeasureProblem>) -> Option<T> {
        value.map_err(|problem| self.0.push((field, problem))).ok()
    }

    /// What is wrong with the expression, if something is.
    pub fn expression(&self) -> Option<&ExpressionError> {
        self.0.iter().find_map(|(_, problem)| match problem {
            MeasureProblem::Expression(error) => Some(error),
            _ => None,
        })
    }
}

impl fmt::Display for MeasureProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, problem)) in self.0.iter().enumerate() {
            write!(f, "{}{field}: {problem}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl MeasureDraft {
    /// The measure that the draft describes.
    ///
    /// # Errors
    /// Every field that is wrong; an expression with the place where it is.
    pub fn check(&self, known: &dyn KnownFacts) -> Result<Measure, MeasureProblems> {
        let mut problems = MeasureProblems::default();
        let id = problems.take("id", self.id.parse::<MeasureId>().map_err(MeasureProblem::from));
        let zh = problems.take("title_zh", filled(&self.title_zh));
        let en = problems.take("title_en", filled(&self.title_en));
        let source = problems.take("source", line(&self.source));
        let unit = problems.take("unit", unit(&self.unit));
        if let Some(unit) = &unit {
            problems.take("expression", Expression::compile(&self.expression, known, unit).map_err(Into::into));
        }
        let rule = self.rule(&mut problems);
        let since = problems.take("since", given(&self.since, day));
        let whole = (|| {
            Some(Measure {
                id: id?,
                title: Names { zh: zh?, en: en? },
                expression: self.expression.trim().to_owned(),
                unit: unit?,
                rule: rule?,
                source: source?,
                since: since?,
                version: 1,
            })
        })();
        whole.filter(|_| problems.0.is_empty()).ok_or(problems)
    }

    fn rule(&self, problems: &mut MeasureProblems) -> Option<Rule> {
        let direction = problems.take(
            "direction",
            self.direction.trim().parse::<Direction>().map_err(|()| MeasureProblem::Direction(short(&self.direction))),
        );
        let baseline = problems.take("baseline", given(&self.baseline, number));
        let baseline_on = problems.take("baseline_on", given(&self.baseline_on, day));
        let target = problems.take("target", number(&self.target));
        let due_on = problems.take("due_on", given(&self.due_on, day));
        let amber = problems.take("amber", number(&self.amber).and_then(amber));
        let baseline = match (baseline?, baseline_on?) {
            (Some(value), Some(on)) => Some(Baseline { value, on }),
            (None, None) => None,
            _ => {
                problems.0.push(("baseline", MeasureProblem::HalfBaseline));
                return None;
            }
        };
        let due_on = due_on?;
        if baseline.zip(due_on).is_some_and(|(baseline, due_on)| due_on <= baseline.on) {
            problems.0.push(("due_on", MeasureProblem::DueBeforeBaseline));
            return None;
        }
        Some(Rule { direction: direction?, baseline, target: target?, due_on, amber: amber? })
    }
}

impl From<&Measure> for MeasureDraft {
    fn from(measure: &Measure) -> Self {
        let Measure { id, title, expression, unit, rule, source, since, version: _ } = measure;
        let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            id: id.to_string(),
            title_zh: title.zh.clone(),
            title_en: title.en.clone(),
            expression: expression.clone(),
            unit: unit.to_string(),
            direction: rule.direction.to_string(),
            baseline: rule.baseline.map(|baseline| baseline.value.to_string()).unwrap_or_default(),
            baseline_on: text(rule.baseline.map(|baseline| baseline.on)),
            target: rule.target.to_string(),
            due_on: text(rule.due_on),
            amber: rule.amber.to_string(),
            source: source.clone(),
            since: text(*since),
        }
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(60).collect()
}

fn line(text: &str) -> Result<String, MeasureProblem> {
    let text = text.trim();
    let plain = text.chars().count() <= TEXT_LENGTH_MAX
        && !text.chars().any(|c| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'));
    if plain { Ok(text.to_owned()) } else { Err(MeasureProblem::Text) }
}

fn filled(text: &str) -> Result<String, MeasureProblem> {
    line(text).and_then(|text| if text.is_empty() { Err(MeasureProblem::Missing) } else { Ok(text) })
}

fn unit(text: &str) -> Result<Unit, MeasureProblem> {
    let unit: Unit = text.trim().parse()?;
    if unit == Unit::date() { Err(MeasureProblem::DateUnit) } else { Ok(unit) }
}

fn given<T>(text: &str, read: fn(&str) -> Result<T, MeasureProblem>) -> Result<Option<T>, MeasureProblem> {
    if text.trim().is_empty() { Ok(None) } else { read(text).map(Some) }
}

fn day(text: &str) -> Result<Date, MeasureProblem> {
    text.trim().parse().map_err(|_| MeasureProblem::Day(short(text)))
}

/// A number, or a share written as per cent.
fn number(text: &str) -> Result<f64, MeasureProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(MeasureProblem::Missing);
    }
    let (digits, divisor) = match text.strip_suffix(['%', '％']) {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'e' | b'E' | b'+'));
    let number = digits.parse::<f64>().ok().filter(|number| plain && number.abs() <= NUMBER_MAX);
    number.map(|number| number / divisor).ok_or_else(|| MeasureProblem::Number(short(text)))
}

fn amber(share: f64) -> Result<f64, MeasureProblem> {
    if (0.0..=AMBER_MAX).contains(&share) { Ok(share) } else { Err(MeasureProblem::Amber) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::{FactType, Kind};

    fn known() -> BTreeMap<&'static str, FactType> {
        BTreeMap::from([("land.share", FactType { unit: Unit::share(), kind: Kind::Share })])
    }

    fn draft() -> MeasureDraft {
        MeasureDraft {
            id: "land.industrial_share".to_owned(),
            title_zh: "产业用地占比".to_owned(),
            title_en: "Share of industrial land".to_owned(),
            expression: "land.share".to_owned(),
            unit: "share".to_owned(),
            direction: "at_least".to_owned(),
            baseline: "52%".to_owned(),
            baseline_on: "2018-12-31".to_owned(),
            target: "60%".to_owned(),
            due_on: "2025-12-31".to_owned(),
            amber: "0.05".to_owned(),
            source: String::new(),
            since: String::new(),
        }
    }

    #[test]
    fn a_draft_becomes_a_measure_and_back() {
        let measure = draft().check(&known()).unwrap();
        assert!((measure.rule.target - 0.6).abs() < 1e-12);
        let again = MeasureDraft::from(&measure).check(&known()).unwrap();
        assert_eq!(again, measure);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = MeasureDraft {
            id: "Land".to_owned(),
            title_zh: " ".to_owned(),
            title_en: "a\u{202e}".to_owned(),
            expression: "land.shape + 1".to_owned(),
            direction: "up".to_owned(),
            baseline: "1e400".to_owned(),
            target: "NaN".to_owned(),
            due_on: "2020-02-31".to_owned(),
            amber: "-1".to_owned(),
            ..draft()
        };
        let MeasureProblems(problems) = wrong.check(&known()).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|(field, _)| *field).collect();
        let all = ["id", "title_zh", "title_en", "expression", "direction", "baseline", "target", "due_on", "amber"];
        assert_eq!(fields, all);
        let MeasureProblem::Expression(error) = &problems[3].1 else { unreachable!() };
        assert_eq!(error.span().map(|span| (span.first, span.last)), Some((1, 10)));
    }

    #[test]
    fn a_way_needs_both_ends_and_leads_forward() {
        let half = MeasureDraft { baseline_on: String::new(), ..draft() };
        assert_eq!(half.check(&known()).unwrap_err().0, [("baseline", MeasureProblem::HalfBaseline)]);
        let back = MeasureDraft { due_on: "2018-12-31".to_owned(), ..draft() };
        assert_eq!(back.check(&known()).unwrap_err().0, [("due_on", MeasureProblem::DueBeforeBaseline)]);
        let date = MeasureDraft { unit: "date".to_owned(), ..draft() };
        assert_eq!(date.check(&known()).unwrap_err().0, [("unit", MeasureProblem::DateUnit)]);
    }
}
