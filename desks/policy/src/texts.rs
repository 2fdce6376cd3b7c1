//! Wordings that several pages share.

use facts::{Assessment, Direction, Measure, Value};
use pages::{
    App, Language,
    figure::{figure, reading},
};

/// The value of a measure against its target: `63.2 % / ≥ 60 %`.
pub fn against_target(app: &App, language: Language, assessment: &Assessment) -> String {
    let value = reading(app.languages(), language, &assessment.reading, &assessment.measure.unit);
    format!("{value} / {}", target(app, language, &assessment.measure))
}

/// The same, and what is due by now where that is not yet the target: why 9 of 27 is green.
pub fn on_schedule(app: &App, language: Language, assessment: &Assessment) -> String {
    let standing = against_target(app, language, assessment);
    let due = limit(app, language, &assessment.measure, assessment.due);
    if due == target(app, language, &assessment.measure) {
        return standing;
    }
    app.languages().text_with(language, "policy-on-schedule", &[("standing", standing.into()), ("due", due.into())])
}

/// What is to be reached: `≥ 60 %`.
pub fn target(app: &App, language: Language, measure: &Measure) -> String {
    limit(app, language, measure, measure.rule.target)
}

fn limit(app: &App, language: Language, measure: &Measure, number: f64) -> String {
    let sign = match measure.rule.direction {
        Direction::AtLeast => "≥",
        Direction::AtMost => "≤",
    };
    format!("{sign} {}", figure(app.languages(), language, Value::Number(number), &measure.unit))
}
