//! Portfolio plans in a zone's folder: the rules that they rest on, and those that were worked out.

use std::path::Path;

use ::pages::{FilesError, zone_file};
use ::store::{StoreError, ZoneId};
use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use super::{access, content};
use crate::{
    model::portfolio::{Answer, PortfolioChange, PortfolioRulesRecord, Problem, Run, RunState},
    store as tables,
};

const RULES: &str = "landing/portfolio.toml";
const RUNS: &str = "landing/portfolio";

/// A plan as its file says it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunWritten {
    number: i64,
    on: Date,
    by: String,
    asked_at: Timestamp,
    seconds: u32,
    before: Option<i64>,
    change: PortfolioChange,
    problem: Option<Problem>,
    answer: Answer,
}

/// What the folder says.
pub(super) struct Told {
    pub rules: Option<PortfolioRulesRecord>,
    pub runs: Vec<Run>,
}

pub(super) fn read(folder: &Path) -> Result<Told, FilesError> {
    let rules = zone_file::read::<PortfolioRulesRecord>(folder, RULES)?.map(|(told, _)| told);
    if let Some(rules) = &rules {
        rules.check().map_err(|problem| content(RULES, problem))?;
    }
    let runs: Vec<Run> = super::read_below(folder, RUNS, |run: &RunWritten| run.number.to_string())?
        .into_iter()
        .map(RunWritten::run)
        .collect();
    for run in &runs {
        let before = run.before.and_then(|before| runs.iter().find(|one| one.number == before));
        if run.problem.is_none() == before.is_none_or(|before| before.problem.is_none()) {
            return Err(content(&name(run.number), "needs its problem, or names the plan before it that has one"));
        }
    }
    Ok(Told { rules, runs })
}

fn name(number: i64) -> String {
    format!("{RUNS}/{number}.json")
}

impl RunWritten {
    fn run(self) -> Run {
        let Self { number, on, by, asked_at, seconds, before, change, problem, answer } = self;
        let state = RunState::Done(Box::new(answer));
        Run { number, on, by, asked_at, seconds, before, change, problem, state }
    }

    fn of(run: Run) -> Option<Self> {
        let Run { number, on, by, asked_at, seconds, before, change, problem, state } = run;
        let RunState::Done(answer) = state else { return None };
        Some(Self { number, on, by, asked_at, seconds, before, change, problem, answer: *answer })
    }
}

pub(super) async fn export(database: &impl ConnectionTrait, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
    if let Some(rules) = tables::portfolio_rules_record(database, zone).await? {
        zone_file::write(folder, RULES, &rules)?;
    }
    let runs = tables::runs(database, &Scope::system(zone.clone())).await?;
    let ended: Vec<RunWritten> = runs.into_iter().filter_map(RunWritten::of).collect();
    if !ended.is_empty() {
        std::fs::create_dir_all(folder.join(RUNS)).map_err(access(RUNS))?;
    }
    ended.iter().try_for_each(|run| {
        let name = name(run.number);
        let text = serde_json::to_string_pretty(run).map_err(StoreError::from)?;
        std::fs::write(folder.join(&name), text + "\n").map_err(access(&name))
    })
}
