//! The conditions of a plan as rows of a linear programme: what each decision puts into them.
//!
//! Variables are the choices x (project, site, start), the beginnings y of works (work, start) and, where readiness
//! counts, that a lot is ready in a period, z. All are 0 or 1; that a project has one choice and a work one beginning
//! at most is kept aside, see [`prices`](super::prices).

use std::sync::Arc;

use super::{choices::Choice, covers::Cover, model::Portfolio};

/// A kind on a parcel, and a project that keeps away from it. No two of the choices that it names go together: those of the
/// kind share the parcel, and the project is placed once (a clique of the conflicts; Padberg, 1973).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Near {
    pub kind: usize,
    pub parcel: usize,
    pub project: usize,
}

/// Two kinds that keep apart, each on one of two parcels near each other. No two of the choices that it names go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Apart {
    pub kinds: (usize, usize),
    pub parcels: (usize, usize),
}

/// A condition `Σ a x <= b`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Row {
    /// One project on a parcel.
    Parcel(usize),
    /// What is spent in a period.
    Budget(usize),
    /// Works that cannot all be paid for in a period.
    Cover(Arc<Cover>),
    /// What is taken of a resource, less what works have added.
    Capacity { resource: usize, period: usize },
    /// The share of industrial land.
    Floor(usize),
    /// A project that has started on a site needs a work: it is done.
    ForProject { project: usize, work: usize, period: usize },
    /// Whoever has started on a parcel needs a work: it is done.
    ForParcel { parcel: usize, work: usize, period: usize },
    /// A work that has begun needs another: it is done.
    Before { work: usize, needed: usize, period: usize },
    /// Whoever of a kind is on a parcel keeps a project off all that is near.
    Near(Near),
    /// Of two parcels near each other, one has one kind or the other has the other.
    Apart(Apart),
    /// A lot that is ready needs a work: it is done.
    Ready { lot: usize, work: usize, period: usize },
}

impl Portfolio {
    /// The right side of a row.
    pub(super) fn limit(&self, row: &Row) -> f64 {
        match *row {
            Row::Parcel(_) | Row::Near(_) | Row::Apart(_) => 1.0,
            Row::Budget(period) => self.budgets[period],
            Row::Cover(ref cover) => f64::from(cover.most),
            Row::Capacity { resource, period } => self.resources[resource].free[period],
            Row::Floor(_) => self.floor.surplus,
            Row::ForProject { .. } | Row::ForParcel { .. } | Row::Before { .. } | Row::Ready { .. } => 0.0,
        }
    }

    /// What a choice puts into rows, other than those of distances.
    pub(super) fn choice_entries(&self, choice: Choice, put: &mut impl FnMut(Row, f64)) {
        let (site, wish) = (&self.choices.sites[choice.site], &self.projects[choice.project]);
        let after = choice.start..self.periods();
        for &parcel in &site.parcels {
            put(Row::Parcel(parcel), 1.0);
            for &work in &self.parcels[parcel].works {
                after.clone().for_each(|period| put(Row::ForParcel { parcel, work, period }, 1.0));
            }
        }
        for &work in &site.works {
            after.clone().for_each(|period| put(Row::ForProject { project: choice.project, work, period }, 1.0));
        }
        for &(input, amount) in &wish.needs {
            if let Some(resource) = site.sources[input] {
                after.clone().for_each(|period| put(Row::Capacity { resource, period }, amount));
            }
        }
        if site.uses_floor != 0.0 && self.floor.share > 0.0 {
            after.for_each(|period| put(Row::Floor(period), site.uses_floor));
        }
    }

    /// Whether a choice counts in a row of distances; never in another row.
    pub(super) fn keeps_off(&self, choice: Choice, row: &Row) -> bool {
        let parcels = &self.choices.sites[choice.site].parcels;
        let kind = self.projects[choice.project].kind;
        match *row {
            Row::Near(Near { kind: of, parcel, project }) if choice.project == project => {
                let least_m = kind.map_or(0.0, |kind| self.apart[of][kind]);
                parcels.iter().any(|&one| one == parcel || self.are_closer(one, parcel, least_m))
            }
            Row::Near(Near { kind: of, parcel, .. }) => kind == Some(of) && parcels.contains(&parcel),
            Row::Apart(Apart { kinds, parcels: at }) => {
                kind == Some(kinds.0) && parcels.contains(&at.0) || kind == Some(kinds.1) && parcels.contains(&at.1)
            }
            _ => false,
        }
    }

    /// Whether a project may count in a row of distances.
    pub(super) fn is_kept_off(&self, project: usize, row: &Row) -> bool {
        let is_of = |kind: usize| self.projects[project].kind == Some(kind);
        match *row {
            Row::Near(near) => near.project == project || is_of(near.kind),
            Row::Apart(apart) => is_of(apart.kinds.0) || is_of(apart.kinds.1),
            _ => false,
        }
    }

    /// What a beginning puts into a row: below zero where it makes room.
    pub(super) fn start_coefficient(&self, row: &Row, work: usize, start: usize) -> f64 {
        let data = &self.works[work];
        let room = |is_it: bool, period: usize| if is_it && self.done(work, start) <= period { -1.0 } else { 0.0 };
        match *row {
            Row::Cover(ref cover) if (start..start + data.periods).contains(&cover.period) => {
                f64::from(cover.count(work))
            }
            Row::Budget(period) if (start..start + data.periods).contains(&period) => data.cost_a_period,
            Row::Capacity { resource, period } => {
                let added = data.adds.iter().find(|(one, _)| *one == resource).map_or(0.0, |(_, amount)| *amount);
                added * room(true, period)
            }
            Row::ForProject { work: needed, period, .. }
            | Row::ForParcel { work: needed, period, .. }
            | Row::Ready { work: needed, period, .. } => room(needed == work, period),
            Row::Before { work: waiting, needed, period } => {
                let waits = if waiting == work && start <= period { 1.0 } else { 0.0 };
                waits + room(needed == work, period)
            }
            Row::Budget(_) | Row::Cover(_) | Row::Parcel(_) | Row::Floor(_) | Row::Near(_) | Row::Apart(_) => 0.0,
        }
    }

    /// The works whose beginnings may be in a row.
    pub(super) fn works_in(&self, row: &Row) -> Vec<usize> {
        match *row {
            Row::Budget(_) => (0..self.works.len()).collect(),
            Row::Cover(ref cover) => cover.counts.iter().map(|(work, _)| *work).collect(),
            Row::Capacity { resource, .. } => {
                let adds = |work: &usize| self.works[*work].adds.iter().any(|(one, _)| *one == resource);
                (0..self.works.len()).filter(adds).collect()
            }
            Row::ForProject { work, .. } | Row::ForParcel { work, .. } | Row::Ready { work, .. } => vec![work],
            Row::Before { work, needed, .. } => vec![work, needed],
            Row::Parcel(_) | Row::Floor(_) | Row::Near(_) | Row::Apart(_) => Vec::new(),
        }
    }
}
