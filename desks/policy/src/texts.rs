//! Wordings that several pages share.

use facts::{Assessment, Direction, Value};
use pages::{
    App, Language,
    figure::{figure, reading},
};

/// The value of a measure against its target: `63.2 % / ≥ 60 %`.
pub fn against_target(app: &App, language: Language, assessment: &Assessment) -> String {
    let languages = app.languages();
    let measure = &assessment.measure;
    let sign = match measure.rule.direction {
        Direction::AtLeast => "≥",
        Direction::AtMost => "≤",
    };
    let value = reading(languages, language, &assessment.reading, &measure.unit);
    let target = figure(languages, language, Value::Number(measure.rule.target), &measure.unit);
    format!("{value} / {sign} {target}")
}
