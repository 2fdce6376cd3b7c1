use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use siting::portfolio::{Conflict, Outcome};

use super::{PortfolioChange, Problem};

/// The longest that a plan is looked for, in seconds.
pub const SECONDS_MAX: u32 = 600;
/// How much longer than its limit a run may take: a step of the search is not broken off, and a conflict is looked for.
const GRACE: SignedDuration = SignedDuration::from_secs(60);

/// A plan that was asked for (方案计算), and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number; names it for good.
    pub number: i64,
    /// On which day it was asked for.
    pub on: Date,
    /// By which account.
    pub by: String,
    /// When.
    pub asked_at: Timestamp,
    /// How long it may take.
    pub seconds: u32,
    /// The run of the present plan that it changes; none where it makes the present plan.
    pub before: Option<i64>,
    /// The changes to that.
    pub change: PortfolioChange,
    /// What the present plan is made from; none for changes, which rest on that of `before`.
    pub problem: Option<Problem>,
    /// How far it is.
    pub state: RunState,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq)]
pub enum RunState {
    /// It is worked out.
    Running,
    /// It ended with an answer.
    Done(Box<Answer>),
    /// It ended without one: the house failed.
    Failed,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// With a proof.
    Proven,
    /// Its time was over.
    Time,
    /// Somebody wanted it no longer.
    Cancelled,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The plan with its proof and its reasons.
    pub outcome: Outcome,
    /// Where no plan meets all musts: conditions that cannot hold together.
    pub conflict: Option<Conflict>,
    /// Why it ended.
    pub ended: Ended,
    /// How long it took.
    pub seconds: f64,
}

/// A run as lists have it: without what it was made from, and what it found.
#[derive(Clone, Debug, PartialEq)]
pub struct RunHead {
    /// Its number.
    pub number: i64,
    /// On which day it was asked for.
    pub on: Date,
    /// By which account.
    pub by: String,
    /// The run that it changes; none where it makes the present plan.
    pub before: Option<i64>,
    /// How far it is.
    pub stage: RunStage,
}

/// How far a run is, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStage {
    /// It is worked out.
    Running,
    /// It should have ended long ago: the program was stopped.
    BrokenOff,
    /// It ended with an answer.
    Done,
    /// It ended without one.
    Failed,
}

impl RunStage {
    /// Its name for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::BrokenOff => "broken_off",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// Whether a run should have ended.
pub(crate) fn is_overdue(asked_at: Timestamp, seconds: u32, now: Timestamp) -> bool {
    now.duration_since(asked_at) > SignedDuration::from_secs(2 * i64::from(seconds)) + GRACE
}

impl Run {
    /// What it found.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.state {
            RunState::Done(answer) => Some(answer),
            RunState::Running | RunState::Failed => None,
        }
    }

    /// How far it is, in a word.
    pub fn stage(&self, now: Timestamp) -> RunStage {
        match self.state {
            RunState::Running if is_overdue(self.asked_at, self.seconds, now) => RunStage::BrokenOff,
            RunState::Running => RunStage::Running,
            RunState::Done(_) => RunStage::Done,
            RunState::Failed => RunStage::Failed,
        }
    }

    /// Whether it runs.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.stage(now) == RunStage::Running
    }
}
