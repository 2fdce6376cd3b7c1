use serde::{Deserialize, Serialize};
use spreadsheet::TableError;

use crate::model::{Condition, Field, FieldError, Gate, Key, Problem, Requirements, Stage, Stages, UnknownField};

use super::ZoneError;

const FILE: &str = "stages.toml";

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    stage: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    name_zh: String,
    name_en: String,
    order: u16,
    group: String,
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    documents: Vec<String>,
    /// Fields that may stay unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    may_be_unknown: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    verified: bool,
    source: String,
    #[serde(default, rename = "when", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<ConditionEntry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ConditionEntry {
    field: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    is: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requires: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    documents: Vec<String>,
    source: String,
}

pub(super) fn read(text: &str) -> Result<Stages, ZoneError> {
    let file: File = super::vocabulary::parse(FILE, text)?;
    let read = |entry: Entry| {
        let key = entry.key.clone();
        stage(entry).map_err(|problem| whole(&format!("stage {key:?}: {problem}")))
    };
    let stages = file.stage.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Stages::new(stages).map_err(|error| whole(&error))
}

fn whole(problem: &impl ToString) -> ZoneError {
    ZoneError { file: FILE, line: 0, problem: problem.to_string() }
}

fn of(field: &'static str) -> impl Fn(Problem) -> String {
    move |problem| FieldError::new(field, problem).to_string()
}

fn stage(entry: Entry) -> Result<Stage, String> {
    let gate = Gate {
        requires: requirements(&entry.requires, &entry.documents)?,
        may_be_unknown: fields(&entry.may_be_unknown)?.into_iter().collect(),
        conditions: entry.conditions.into_iter().map(condition).collect::<Result<_, _>>()?,
        verified: entry.verified,
    };
    Ok(Stage {
        key: entry.key.parse().map_err(of("key"))?,
        name_zh: entry.name_zh.parse().map_err(of("name_zh"))?,
        name_en: entry.name_en.parse().map_err(of("name_en"))?,
        order: entry.order,
        group: entry.group.parse().map_err(of("group"))?,
        gate,
        source: entry.source.parse().map_err(of("source"))?,
    })
}

fn fields(keys: &[String]) -> Result<Vec<Field>, String> {
    let fields = keys.iter().map(|key| key.parse()).collect::<Result<_, UnknownField>>();
    fields.map_err(|error| error.to_string())
}

fn requirements(fields_of: &[String], documents: &[String]) -> Result<Requirements, String> {
    let documents = documents.iter().map(|key| key.parse().map_err(of("documents"))).collect::<Result<_, _>>()?;
    Ok(Requirements { fields: fields(fields_of)?, documents })
}

fn condition(entry: ConditionEntry) -> Result<Condition, String> {
    Ok(Condition {
        field: entry.field.parse().map_err(|error: UnknownField| error.to_string())?,
        values: entry.is.into_iter().collect(),
        requires: requirements(&entry.requires, &entry.documents)?,
        source: entry.source.parse().map_err(of("source"))?,
    })
}

pub(super) fn write(stages: &Stages) -> Result<String, TableError> {
    let keys = |fields: &[Field]| fields.iter().map(ToString::to_string).collect();
    let kinds = |documents: &[Key]| documents.iter().map(ToString::to_string).collect();
    let condition = |condition: &Condition| ConditionEntry {
        field: condition.field.to_string(),
        is: condition.values.iter().cloned().collect(),
        requires: keys(&condition.requires.fields),
        documents: kinds(&condition.requires.documents),
        source: condition.source.to_string(),
    };
    let entry = |stage: &Stage| Entry {
        key: stage.key.to_string(),
        name_zh: stage.name_zh.to_string(),
        name_en: stage.name_en.to_string(),
        order: stage.order,
        group: stage.group.to_string(),
        requires: keys(&stage.gate.requires.fields),
        documents: kinds(&stage.gate.requires.documents),
        may_be_unknown: stage.gate.may_be_unknown.iter().map(ToString::to_string).collect(),
        verified: stage.gate.verified,
        source: stage.source.to_string(),
        conditions: stage.gate.conditions.iter().map(condition).collect(),
    };
    let file = File { stage: stages.iter().map(entry).collect() };
    toml::to_string(&file).map_err(|error| TableError::Write { message: error.to_string() })
}
