use std::{collections::BTreeMap, str::FromStr};

use jiff::civil::Date;

use super::{FieldError, Line, Problem, ProjectId, Prose, parse_date};

/// The most projects of one meeting: nobody talks about more in a morning.
const AGENDA_MAX: usize = 100;

/// A dispatch meeting (调度会): what is red is talked about, and what is resolved becomes a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// What it is called.
    pub title: Line,
    /// On which day it is held.
    pub held_on: Date,
    /// Who presides.
    pub chair: Option<Line>,
    /// The projects that are talked about, in their order.
    pub agenda: Vec<ProjectId>,
    /// What was said.
    pub minutes: Option<Prose>,
}

impl Meeting {
    /// A meeting from what was typed into `title`, `held_on`, `chair`, `agenda` (ids separated by `;`) and `minutes`.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn parse(typed: &BTreeMap<&str, String>) -> Result<Self, Vec<FieldError>> {
        let text = |key: &str| typed.get(key).map_or("", |text| text.trim());
        let mut errors = Vec::new();
        let title = required(&mut errors, "title", text("title"), str::parse);
        let held_on = required(&mut errors, "held_on", text("held_on"), parse_date);
        let chair = optional(&mut errors, "chair", text("chair"));
        let minutes = optional(&mut errors, "minutes", text("minutes"));
        let mut agenda: Vec<ProjectId> = Vec::new();
        for id in text("agenda").split(';').filter(|id| !id.is_empty()) {
            match id.parse() {
                Ok(id) if agenda.contains(&id) => {}
                Ok(id) => agenda.push(id),
                Err(_) => errors.push(FieldError::new("agenda", Problem::UnknownProject)),
            }
        }
        if agenda.len() > AGENDA_MAX {
            errors.push(FieldError::new("agenda", Problem::TooLarge { max: AGENDA_MAX.to_string() }));
        }
        match (title, held_on) {
            (Some(title), Some(held_on)) if errors.is_empty() => Ok(Self { title, held_on, chair, agenda, minutes }),
            _ => Err(errors),
        }
    }

    /// The texts of its fields; those that are empty too.
    pub fn texts(&self) -> BTreeMap<&'static str, String> {
        let agenda: Vec<&str> = self.agenda.iter().map(ProjectId::as_str).collect();
        let text = |value: Option<String>| value.unwrap_or_default();
        BTreeMap::from([
            ("title", self.title.to_string()),
            ("held_on", self.held_on.to_string()),
            ("chair", text(self.chair.as_ref().map(ToString::to_string))),
            ("agenda", agenda.join(";")),
            ("minutes", text(self.minutes.as_ref().map(ToString::to_string))),
        ])
    }
}

fn required<T>(
    errors: &mut Vec<FieldError>,
    field: &'static str,
    text: &str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Option<T> {
    let value = if text.is_empty() { Err(Problem::Missing) } else { parse(text) };
    value.map_err(|problem| errors.push(FieldError::new(field, problem))).ok()
}

fn optional<T: FromStr<Err = Problem>>(errors: &mut Vec<FieldError>, field: &'static str, text: &str) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|problem| errors.push(FieldError::new(field, problem))).ok()
}
