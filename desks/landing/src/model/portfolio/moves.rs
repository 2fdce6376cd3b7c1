//! What a change moves, and why.

use siting::portfolio::{Outcome, Placement, Reason, WorkReason};

use super::{PortfolioChange, Problem};

/// What becomes of somebody who looks for land.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// It had a place and has none any more.
    FallsOut,
    /// It goes to another place.
    Moves,
    /// It starts later where it was.
    Later,
    /// It starts earlier where it was.
    Earlier,
    /// It had no place and has one.
    Comes,
    /// It stays as it was.
    Stays,
    /// It had no place and has none.
    StaysOut,
}

/// Why it moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Its parcel is withdrawn.
    Withdrawn {
        /// Which.
        parcel: String,
    },
    /// A work that its old place needs is done later, or not at all.
    WorkLater {
        /// Which.
        work: String,
        /// When it is done instead; none where it is not done within the plan.
        done: Option<String>,
        /// Whether somebody delayed it; otherwise money or another work does.
        is_delayed: bool,
    },
    /// A work that its new place needs is done earlier than before.
    WorkEarlier {
        /// Which.
        work: String,
        /// When it is done now.
        done: Option<String>,
    },
    /// Somebody else is on its old parcel.
    TakenBy {
        /// Which.
        parcel: String,
        /// Who.
        by: String,
    },
    /// Whoever was on its new parcel before is not there any more.
    Freed {
        /// Which.
        parcel: String,
        /// Who was there.
        by: String,
    },
    /// Nothing hinders it: the plan as a whole gains more so.
    Better,
}

/// Somebody who looks for land, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved<'r> {
    /// Before.
    pub before: &'r Reason,
    /// After.
    pub after: &'r Reason,
    /// What becomes of it.
    pub what: Move,
    /// Why; none where it stays.
    pub why: Vec<Cause>,
}

/// The changes with both plans.
struct Sides<'r> {
    problem: &'r Problem,
    change: &'r PortfolioChange,
    before: &'r Outcome,
    after: &'r Outcome,
}

/// What becomes of all who look for land, those that move first.
pub fn moves<'r>(
    problem: &'r Problem,
    change: &'r PortfolioChange,
    before: &'r Outcome,
    after: &'r Outcome,
) -> Vec<Moved<'r>> {
    let sides = Sides { problem, change, before, after };
    let pairs = before.projects.iter().filter_map(|was| {
        let is = after.projects.iter().find(|is| is.project == was.project)?;
        Some((was, is))
    });
    let mut all: Vec<Moved<'r>> = pairs.map(|(was, is)| sides.moved(was, is)).collect();
    all.sort_by_key(|one| one.what);
    all
}

impl<'r> Sides<'r> {
    fn place(&self, period: &str) -> usize {
        self.problem.draft.periods.iter().position(|one| one == period).unwrap_or(usize::MAX)
    }

    fn moved(&self, before: &'r Reason, after: &'r Reason) -> Moved<'r> {
        let what = match (&before.placement, &after.placement) {
            (None, None) => Move::StaysOut,
            (Some(_), None) => Move::FallsOut,
            (None, Some(_)) => Move::Comes,
            (Some(was), Some(is)) if was.parcels != is.parcels => Move::Moves,
            (Some(was), Some(is)) => match self.place(&is.start).cmp(&self.place(&was.start)) {
                std::cmp::Ordering::Greater => Move::Later,
                std::cmp::Ordering::Less => Move::Earlier,
                std::cmp::Ordering::Equal => Move::Stays,
            },
        };
        let mut why = match (&before.placement, &after.placement) {
            _ if matches!(what, Move::Stays | Move::StaysOut) => return Moved { before, after, what, why: Vec::new() },
            (Some(was), _) => self.hindered(was),
            (None, _) => Vec::new(),
        };
        if let Some(is) = &after.placement {
            why.extend(self.opened(before.placement.as_ref(), is));
        }
        if why.is_empty() && after.placement.is_some() {
            why.push(Cause::Better);
        }
        Moved { before, after, what, why }
    }

    /// When a work is there; none where it is not within the plan.
    fn done(outcome: &Outcome, work: &str) -> Option<String> {
        let of = |one: &&WorkReason| one.beginning.work == work;
        outcome.works.iter().find(of).and_then(|one| one.done.clone())
    }

    /// What speaks against the old place now.
    fn hindered(&self, was: &Placement) -> Vec<Cause> {
        let mut why: Vec<Cause> = was
            .parcels
            .iter()
            .filter(|parcel| self.change.withdraw.contains(*parcel))
            .map(|parcel| Cause::Withdrawn { parcel: parcel.clone() })
            .collect();
        if !why.is_empty() {
            return why;
        }
        for work in Self::stands_on(self.before, &was.project) {
            let (then, now) = (Self::done(self.before, work), Self::done(self.after, work));
            let at = |done: &Option<String>| done.as_ref().map_or(usize::MAX, |done| self.place(done));
            if at(&now) > at(&then) {
                let is_delayed = self.change.delay.contains_key(work);
                why.push(Cause::WorkLater { work: work.to_owned(), done: now, is_delayed });
            }
        }
        why.extend(Self::others(self.after, was).map(|(parcel, by)| Cause::TakenBy { parcel, by }));
        why
    }

    /// What makes the new place possible.
    fn opened(&self, was: Option<&Placement>, is: &Placement) -> Vec<Cause> {
        let earlier = Self::stands_on(self.after, &is.project).filter_map(|work| {
            let (then, now) = (Self::done(self.before, work), Self::done(self.after, work));
            let at = |done: &Option<String>| done.as_ref().map_or(usize::MAX, |done| self.place(done));
            (at(&now) < at(&then)).then(|| Cause::WorkEarlier { work: work.to_owned(), done: now })
        });
        let freed = Self::others(self.before, is).map(|(parcel, by)| Cause::Freed { parcel, by });
        let is_new = was.is_none_or(|was| was.parcels != is.parcels);
        earlier.chain(freed.filter(|_| is_new)).collect()
    }

    /// The works that somebody stands on in a plan.
    fn stands_on(outcome: &'r Outcome, seeker: &str) -> impl Iterator<Item = &'r str> {
        let on = outcome.works.iter().filter(move |work| work.projects.iter().any(|one| one == seeker));
        on.map(|work| work.beginning.work.as_str()).collect::<Vec<_>>().into_iter()
    }

    /// Who else is on the parcels of a place in a plan.
    fn others(outcome: &'r Outcome, place: &Placement) -> impl Iterator<Item = (String, String)> {
        let (parcels, own) = (place.parcels.clone(), place.project.clone());
        let others = outcome.plan.projects.iter().filter(move |other| other.project != own);
        others.flat_map(move |other| {
            let shared = other.parcels.iter().filter(|parcel| parcels.contains(parcel));
            shared.map(|parcel| (parcel.clone(), other.project.clone())).collect::<Vec<_>>()
        })
    }
}
