//! What leaders change to see what becomes of the plan.

use std::collections::{BTreeMap, BTreeSet};

use land::model::Level;
use serde::{Deserialize, Serialize};
use siting::portfolio::Draft;
use utoipa::ToSchema;

use super::{Problem, rules::TEN_THOUSAND};

/// Codes that a message names at most.
const NAMED_MAX: usize = 10;
/// Characters of a code that a message shows at most.
const SHOWN_MAX: usize = 40;

/// Changes as they were typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PortfolioChangeDraft {
    /// Codes of parcels that are withdrawn.
    pub withdraw: Vec<String>,
    /// By how many half-years works are delayed, by their codes.
    pub delay: BTreeMap<String, String>,
    /// What may be spent on works instead, in ten thousand yuan, by half-year.
    pub budget: BTreeMap<String, String>,
}

/// Changes that can be made to a problem; none at all for the plan as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortfolioChange {
    /// Parcels that are withdrawn.
    pub withdraw: BTreeSet<String>,
    /// By how many half-years works are delayed.
    pub delay: BTreeMap<String, usize>,
    /// What may be spent on works instead, in yuan, by half-year.
    pub budget_cny: BTreeMap<String, f64>,
}

/// What is wrong with a change, and in which field: `withdraw`, `delay-CODE`, `budget-HALF-YEAR` or `change` for all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFlaw {
    /// The plan has no such parcels.
    #[error("the plan has no parcels {codes}: name some that an investor can get")]
    Parcels {
        /// Which.
        codes: String,
    },
    /// The plan has no such work.
    #[error("the plan has no work {code}: name one that is not done")]
    Work {
        /// Which.
        code: String,
    },
    /// The plan has no such half-year.
    #[error("the plan does not reach {half_year}: name one of its half-years")]
    HalfYear {
        /// Which.
        half_year: String,
    },
    /// No number of half-years.
    #[error("a delay is 0 to {most} half-years")]
    Delay {
        /// Of which work.
        code: String,
        /// Half-years of the plan.
        most: usize,
    },
    /// No amount.
    #[error("a budget is 0 to 1000000000 ten thousand yuan, with three decimals at most")]
    Budget {
        /// Of which half-year.
        half_year: String,
    },
    /// Nothing is changed.
    #[error("nothing is changed: withdraw a parcel, delay a work or change a budget")]
    Nothing,
}

impl ChangeFlaw {
    /// The field.
    pub fn field(&self) -> String {
        match self {
            Self::Parcels { .. } => "withdraw".into(),
            Self::Work { code } | Self::Delay { code, .. } => format!("delay-{code}"),
            Self::HalfYear { half_year } | Self::Budget { half_year } => format!("budget-{half_year}"),
            Self::Nothing => "change".into(),
        }
    }
}

fn shown(code: &str) -> String {
    code.chars().take(SHOWN_MAX).collect()
}

impl PortfolioChangeDraft {
    /// The changes, against the problem of the present plan; what says the same as that is none.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn check(&self, problem: &Problem) -> Result<PortfolioChange, Vec<ChangeFlaw>> {
        let draft = &problem.draft;
        let mut flaws = Vec::new();
        let parcels: BTreeSet<&str> = draft.parcels.iter().map(|parcel| parcel.id.as_str()).collect();
        let codes = self.withdraw.iter().map(|code| code.trim()).filter(|code| !code.is_empty());
        let (known, unknown): (Vec<_>, Vec<_>) = codes.partition(|code| parcels.contains(code));
        if !unknown.is_empty() {
            let codes: Vec<String> = unknown.into_iter().take(NAMED_MAX).map(shown).collect();
            flaws.push(ChangeFlaw::Parcels { codes: codes.join(" ") });
        }
        let mut change =
            PortfolioChange { withdraw: known.into_iter().map(str::to_owned).collect(), ..PortfolioChange::default() };
        for (code, typed) in self.delay.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
            let most = draft.periods.len();
            match typed.trim().parse::<usize>().ok().filter(|by| *by <= most) {
                _ if draft.works.iter().all(|work| work.id != *code) => {
                    flaws.push(ChangeFlaw::Work { code: shown(code) });
                }
                None => flaws.push(ChangeFlaw::Delay { code: code.clone(), most }),
                Some(0) => {}
                Some(by) => drop(change.delay.insert(code.clone(), by)),
            }
        }
        for (half_year, typed) in self.budget.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
            let was = draft.periods.iter().zip(&draft.budgets_cny).find(|(period, _)| *period == half_year);
            match (was, typed.trim().parse::<Level>()) {
                (None, _) => flaws.push(ChangeFlaw::HalfYear { half_year: shown(half_year) }),
                (_, Err(_)) => flaws.push(ChangeFlaw::Budget { half_year: half_year.clone() }),
                (Some((_, was)), Ok(level)) => {
                    let is = level.to_f64() * TEN_THOUSAND;
                    if (is - was).abs() > 1e-6 {
                        change.budget_cny.insert(half_year.clone(), is);
                    }
                }
            }
        }
        match flaws.is_empty() {
            true if change == PortfolioChange::default() => Err(vec![ChangeFlaw::Nothing]),
            true => Ok(change),
            false => Err(flaws),
        }
    }
}

impl PortfolioChange {
    /// Whether it changes nothing: the plan as it is.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The problem with the changes. A work that was begun takes longer; another begins later, or, where that lies beyond
    /// the last half-year, is not done within the plan.
    pub fn apply(&self, draft: &Draft) -> Draft {
        let mut draft = draft.clone();
        draft.parcels.retain(|parcel| !self.withdraw.contains(&parcel.id));
        for parcel in &mut draft.parcels {
            parcel.joins.retain(|neighbour| !self.withdraw.contains(neighbour));
            parcel.near.iter_mut().for_each(|near| near.retain(|other, _| !self.withdraw.contains(other)));
        }
        let place = |period: &Option<String>| {
            let found = period.as_ref().and_then(|period| draft.periods.iter().position(|one| one == period));
            found.unwrap_or(0)
        };
        let last = draft.periods.len().saturating_sub(1);
        let starts: Vec<usize> = draft.works.iter().map(|work| place(&work.earliest)).collect();
        for (work, start) in draft.works.iter_mut().zip(starts) {
            let Some(by) = self.delay.get(&work.id).copied() else { continue };
            let later = if work.must { 0 } else { by.min(last.saturating_sub(start)) };
            work.earliest = draft.periods.get(start + later).cloned();
            work.periods = (work.periods + by - later).min(siting::portfolio::MAX_PERIODS);
        }
        for (period, budget) in draft.periods.iter().zip(&mut draft.budgets_cny) {
            if let Some(instead) = self.budget_cny.get(period) {
                *budget = *instead;
            }
        }
        draft
    }
}
