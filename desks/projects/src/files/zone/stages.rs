use serde::{Deserialize, Serialize};

use crate::{
    files::FileError,
    model::{FieldError, Problem, Stage, Stages, UnknownField},
};

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
    requires: Vec<String>,
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

fn stage(entry: Entry) -> Result<Stage, String> {
    let of = |field: &'static str| move |problem: Problem| FieldError::new(field, problem).to_string();
    let requires = entry.requires.iter().map(|key| key.parse()).collect::<Result<_, UnknownField>>();
    Ok(Stage {
        key: entry.key.parse().map_err(of("key"))?,
        name_zh: entry.name_zh.parse().map_err(of("name_zh"))?,
        name_en: entry.name_en.parse().map_err(of("name_en"))?,
        order: entry.order,
        group: entry.group.parse().map_err(of("group"))?,
        requires: requires.map_err(|error| error.to_string())?,
        source: entry.source.parse().map_err(of("source"))?,
    })
}

pub(super) fn write(stages: &Stages) -> Result<String, FileError> {
    let entry = |stage: &Stage| Entry {
        key: stage.key.to_string(),
        name_zh: stage.name_zh.to_string(),
        name_en: stage.name_en.to_string(),
        order: stage.order,
        group: stage.group.to_string(),
        requires: stage.requires.iter().map(ToString::to_string).collect(),
        source: stage.source.to_string(),
    };
    let file = File { stage: stages.iter().map(entry).collect() };
    toml::to_string(&file).map_err(|error| FileError::Write { message: error.to_string() })
}
