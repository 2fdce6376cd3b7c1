//! What a search tells.

use serde::{Deserialize, Serialize};

use super::{
    choices::Misfit,
    plan::{Beginning, Placement, Plan},
    value::Yield,
};

/// What is known of the best plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No plan is better, to a millionth.
    Optimal,
    /// Stopped early, with a plan that meets all musts.
    Feasible,
    /// No plan meets all musts; [`conflict`](super::conflict) says why.
    Infeasible,
    /// Stopped before a plan that meets all musts was found.
    Unknown,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The best objective so far of a plan that meets all musts.
    pub incumbent: Option<f64>,
    /// No plan has more.
    pub bound: f64,
    /// Parts that were looked at.
    pub nodes: u64,
}

/// A plan with its proof and its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What is known.
    pub status: Status,
    /// What the plan reaches; without all musts where the status says so.
    pub objective: f64,
    /// No plan that meets all musts reaches more.
    pub bound: f64,
    /// `(bound - objective) / objective`; none where a must is not met, or nothing is reached.
    pub gap: Option<f64>,
    /// The best plan found.
    pub plan: Plan,
    /// What the plan brings in within the periods.
    pub brought: Brought,
    /// Every project, in the order given.
    pub projects: Vec<Reason>,
    /// Every work that is done, in the order given.
    pub works: Vec<WorkReason>,
    /// What binds, the dearest first.
    pub bottlenecks: Vec<Bottleneck>,
    /// Of the present plan: the projects and works that did not hold any more.
    pub fallen: Vec<String>,
    /// Parts that were looked at.
    pub nodes: u64,
}

/// What a plan brings in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brought {
    /// Of all placed projects.
    pub total: Yield,
    /// Invested in projects of the six news, as a share of all that is invested; none where nothing is.
    pub six_news_share: Option<f64>,
    /// Industrial land as a share of all land in use, with the plan; none where there is none.
    pub industrial_share: Option<f64>,
    /// Land that is placed.
    pub land_mu: f64,
    /// Spent on works within the periods.
    pub works_cny: f64,
}

/// Why a project is where it is, or nowhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The project.
    pub project: String,
    /// Where it is; none where it is nowhere.
    pub placement: Option<Placement>,
    /// What that adds to the objective.
    pub value: f64,
    /// The next best place.
    pub next: Option<NextBest>,
    /// Where it is nowhere: what keeps it off its best place, with the rest of the plan as it is.
    pub obstacles: Vec<Hindrance>,
    /// How many ways there are to place it, whatever the others do.
    pub ways: usize,
    /// Where there are none: what speaks against how many parcels.
    pub misfits: Vec<(Misfit, usize)>,
}

/// Another place, and what it would cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextBest {
    /// Where.
    pub placement: Placement,
    /// The objective of the plan falls by this at least, however the others move.
    pub costs_at_least: f64,
    /// And by this at most: with the rest of the plan as it is. None where that has no room for it.
    pub costs_at_most: Option<f64>,
}

/// What keeps a project off a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// Somebody is on a parcel.
    Taken {
        /// The parcel.
        parcel: String,
        /// Who.
        by: String,
    },
    /// A work is not done by then.
    Work {
        /// The work.
        work: String,
    },
    /// Too little is left of an input.
    Short {
        /// Of which zone.
        zone: String,
        /// The input.
        input: String,
        /// From which period on.
        period: String,
        /// How much is missing then.
        by: f64,
    },
    /// The share of industrial land would fall below its floor.
    Floor {
        /// In which period.
        period: String,
    },
    /// It would be too close to another project.
    TooClose {
        /// Which.
        project: String,
        /// The metres between them.
        #[serde(default)]
        between_m: Option<f64>,
        /// The metres that there must be.
        #[serde(default)]
        least_m: Option<f64>,
    },
}

/// A work that is done, and for whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkReason {
    /// The work and when it begins.
    #[serde(flatten)]
    pub beginning: Beginning,
    /// The first period in which it is there; none where that lies beyond the last.
    pub done: Option<String>,
    /// What it costs.
    pub cost_cny: f64,
    /// Projects that stand on it, by their sites or by what they take in.
    pub projects: Vec<String>,
    /// Works that wait for it.
    pub works: Vec<String>,
}

/// A condition that binds: what the bound would rise by, at first, for a unit more of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// Which.
    pub condition: Condition,
    /// The shadow price (影子价格), in the unit of the objective per unit of the condition.
    pub price: f64,
    /// What is left of it in the plan.
    pub left: f64,
}

/// A condition by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// A project must be placed.
    MustPlace {
        /// Which.
        project: String,
    },
    /// A work must be done.
    MustDo {
        /// Which.
        work: String,
    },
    /// A budget, in yuan.
    Budget {
        /// Of which period.
        period: String,
    },
    /// What is free of an input.
    Capacity {
        /// Of which zone.
        zone: String,
        /// Which input.
        input: String,
        /// In which period; none for all.
        period: Option<String>,
    },
    /// The floor under the share of industrial land.
    IndustrialShare,
    /// The distance between two kinds.
    Distance {
        /// One.
        one: String,
        /// The other.
        other: String,
    },
    /// There is one parcel of its name.
    Parcel {
        /// Which.
        parcel: String,
    },
    /// A project waits no longer than it says.
    Latest {
        /// Which.
        project: String,
    },
    /// The control indicators of a use.
    Indicators {
        /// Which.
        land_use: String,
    },
}
