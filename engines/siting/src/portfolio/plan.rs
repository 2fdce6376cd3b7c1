//! A plan: who is where from when on, and which works begin when.

use serde::{Deserialize, Serialize};

use super::{choices::Choice, ledger::Ledger, model::Portfolio};

/// A plan by names, as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Projects with their sites.
    pub projects: Vec<Placement>,
    /// Works with their beginnings.
    pub works: Vec<Beginning>,
}

/// Where a project is, and from when on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The project.
    pub project: String,
    /// Its parcels.
    pub parcels: Vec<String>,
    /// The period in which it starts.
    pub start: String,
}

/// When a work begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beginning {
    /// The work.
    pub work: String,
    /// The period in which it begins.
    pub start: String,
}

/// Does what can be done, in turns: one thing may stand before another that it rests upon. What could not be done
/// remains.
fn exhaust<'a, T>(ledger: &mut Ledger<'a>, mut rest: Vec<T>, act: impl Fn(&mut Ledger<'a>, &T) -> bool) -> Vec<T> {
    loop {
        let before = rest.len();
        rest.retain(|one| !act(ledger, one));
        if rest.len() == before {
            return rest;
        }
    }
}

impl Plan {
    /// A plan from JSON: its own, or what `wutong siting plan --json` wrote.
    pub fn from_json(text: &str) -> Result<Self, super::ReadError> {
        #[derive(Deserialize)]
        struct Told {
            plan: Plan,
        }
        match serde_json::from_str::<Told>(text) {
            Ok(told) => Ok(told.plan),
            Err(_) => Ok(serde_json::from_str(text)?),
        }
    }
}

impl Portfolio {
    /// What of a plan holds, with what does not: each project or work that is not known, does not fit or has no room
    /// any more.
    pub fn review(&self, plan: &Plan) -> (Plan, Vec<String>) {
        let (ledger, fallen) = self.take_over(plan);
        (ledger.plan(), fallen)
    }

    pub(super) fn take_over(&self, plan: &Plan) -> (Ledger<'_>, Vec<String>) {
        let mut ledger = Ledger::new(self);
        let begin = |ledger: &mut Ledger<'_>, one: &&Beginning| -> bool {
            self.beginning(one).is_some_and(|(work, at)| ledger.begin(work, at))
        };
        let place = |ledger: &mut Ledger<'_>, one: &&Placement| self.placed(one).is_some_and(|one| ledger.place(one));
        let works = exhaust(&mut ledger, plan.works.iter().collect(), begin);
        let projects = exhaust(&mut ledger, plan.projects.iter().collect(), place);
        let works = works.into_iter().map(|beginning| beginning.work.clone());
        let fallen = works.chain(projects.into_iter().map(|placement| placement.project.clone())).collect();
        (ledger, fallen)
    }

    fn period(&self, name: &str) -> Option<usize> {
        self.draft.periods.iter().position(|period| period == name)
    }

    fn beginning(&self, beginning: &Beginning) -> Option<(usize, usize)> {
        let work = self.draft.works.iter().position(|work| work.id == beginning.work)?;
        Some((work, self.period(&beginning.start)?))
    }

    fn placed(&self, placement: &Placement) -> Option<u32> {
        let project = self.draft.projects.iter().position(|project| project.id == placement.project)?;
        let start = self.period(&placement.start)?;
        let place = |id: &String| self.draft.parcels.iter().position(|parcel| parcel.id == *id);
        let mut parcels = placement.parcels.iter().map(place).collect::<Option<Vec<_>>>()?;
        parcels.sort_unstable();
        let is_it = |number: &usize| {
            let choice = self.choices.all[*number];
            choice.start == start && self.choices.sites[choice.site].parcels == parcels
        };
        self.choices.of[project].clone().find(is_it).and_then(|number| u32::try_from(number).ok())
    }

    pub(super) fn placement(&self, choice: Choice) -> Placement {
        let parcels = &self.choices.sites[choice.site].parcels;
        Placement {
            project: self.draft.projects[choice.project].id.clone(),
            parcels: parcels.iter().map(|&one| self.draft.parcels[one].id.clone()).collect(),
            start: self.draft.periods[choice.start].clone(),
        }
    }
}
