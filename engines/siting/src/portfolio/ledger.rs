//! What a plan has taken so far, so that the next step is known to be possible.

use std::collections::BTreeSet;

use super::{
    choices::Choice,
    model::{Portfolio, is_short},
    plan::{Beginning, Plan},
};

/// A plan with what it leaves free. It always holds.
#[derive(Clone)]
pub(super) struct Ledger<'a> {
    portfolio: &'a Portfolio,
    pub placed: Vec<Option<u32>>,
    pub begun: Vec<Option<usize>>,
    /// Who is on each parcel.
    pub on: Vec<Option<usize>>,
    /// By resource and period.
    pub left: Vec<Vec<f64>>,
    pub money: Vec<f64>,
    pub floor: Vec<f64>,
}

/// What keeps a project off a site in a plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Obstacle {
    Taken { parcel: usize, by: usize },
    Work(usize),
    Short { resource: usize, period: usize, by: f64 },
    Floor { period: usize },
    TooClose { project: usize, between_m: f64, least_m: f64 },
}

impl<'a> Ledger<'a> {
    pub fn new(portfolio: &'a Portfolio) -> Self {
        Self {
            portfolio,
            placed: vec![None; portfolio.projects.len()],
            begun: vec![None; portfolio.works.len()],
            on: vec![None; portfolio.parcels.len()],
            left: portfolio.resources.iter().map(|resource| resource.free.clone()).collect(),
            money: portfolio.budgets.clone(),
            floor: vec![portfolio.floor.surplus; portfolio.periods()],
        }
    }

    /// The period from which a work is there; the number of periods where it is not.
    pub fn done(&self, work: usize) -> usize {
        self.begun[work].map_or(self.portfolio.periods(), |start| self.portfolio.done(work, start))
    }

    /// The first thing that keeps a project off a site.
    pub fn obstacle(&self, choice: Choice) -> Option<Obstacle> {
        self.obstacles(choice).next()
    }

    /// All that keeps a project off a site, with the rest of the plan as it is.
    pub fn obstacles(&self, choice: Choice) -> impl Iterator<Item = Obstacle> {
        let (site, wish) = (&self.portfolio.choices.sites[choice.site], &self.portfolio.projects[choice.project]);
        let taken = site.parcels.iter().filter_map(move |&parcel| {
            let by = self.on[parcel].filter(|by| *by != choice.project)?;
            Some(Obstacle::Taken { parcel, by })
        });
        let works = site.works.iter().filter(move |&&work| self.done(work) > choice.start);
        let short = wish.needs.iter().filter_map(move |&(input, amount)| {
            let resource = site.sources[input]?;
            let left = &self.left[resource];
            let period = (choice.start..left.len()).find(|&period| is_short(left[period], amount))?;
            Some(Obstacle::Short { resource, period, by: amount - left[period] })
        });
        let floor = (choice.start..self.floor.len()).find(move |&period| is_short(self.floor[period], site.uses_floor));
        let close = self.placed.iter().enumerate().filter_map(move |(project, &other)| {
            let (between_m, least_m) = self.too_close(choice, other?)?;
            Some(Obstacle::TooClose { project, between_m, least_m })
        });
        taken
            .chain(works.map(|&work| Obstacle::Work(work)))
            .chain(short)
            .chain(floor.map(|period| Obstacle::Floor { period }))
            .chain(close)
    }

    /// The first period from which on a project finds what it needs at these sources, works as they are.
    pub fn first_supplied(&self, project: usize, sources: &[Option<usize>]) -> usize {
        let lacks = |&(input, amount): &(usize, f64)| {
            let left = &self.left[sources[input]?];
            left.iter().rposition(|left| is_short(*left, amount)).map(|last| last + 1)
        };
        self.portfolio.projects[project].needs.iter().filter_map(lacks).max().unwrap_or(0)
    }

    /// The metres between two who are closer than they may be, and those that there must be.
    fn too_close(&self, choice: Choice, other: u32) -> Option<(f64, f64)> {
        let other = self.portfolio.choice(other);
        let least = self.portfolio.apart(choice.project, other.project);
        if least <= 0.0 {
            return None;
        }
        let sites = &self.portfolio.choices.sites;
        let others = &sites[other.site].parcels;
        let pairs =
            sites[choice.site].parcels.iter().flat_map(|&one| others.iter().map(move |&another| (one, another)));
        let between = pairs.filter_map(|(one, another)| self.portfolio.between_m(one, another)).reduce(f64::min)?;
        (between < least).then_some((between, least))
    }

    /// Places a project that is not placed yet; whether that is possible.
    pub fn place(&mut self, number: u32) -> bool {
        let choice = self.portfolio.choice(number);
        if self.placed[choice.project].is_some() || self.obstacle(choice).is_some() {
            return false;
        }
        self.placed[choice.project] = Some(number);
        self.account(choice, Some(choice.project), 1.0);
        true
    }

    /// Takes a project off its site; the way it was placed.
    pub fn remove(&mut self, project: usize) -> Option<u32> {
        let number = self.placed[project].take()?;
        let choice = self.portfolio.choice(number);
        self.account(choice, None, -1.0);
        // Land that was industrial may have been what others rested upon.
        if self.floor.iter().any(|left| is_short(*left, 0.0)) {
            self.placed[project] = Some(number);
            self.account(choice, Some(project), 1.0);
            return None;
        }
        Some(number)
    }

    fn account(&mut self, choice: Choice, on: Option<usize>, sign: f64) {
        let (site, wish) = (&self.portfolio.choices.sites[choice.site], &self.portfolio.projects[choice.project]);
        for &parcel in &site.parcels {
            self.on[parcel] = on;
        }
        for &(input, amount) in &wish.needs {
            if let Some(resource) = site.sources[input] {
                self.left[resource][choice.start..].iter_mut().for_each(|left| *left -= sign * amount);
            }
        }
        self.floor[choice.start..].iter_mut().for_each(|left| *left -= sign * site.uses_floor);
    }

    /// Begins a work that has not begun yet; whether that is possible.
    pub fn begin(&mut self, work: usize, start: usize) -> bool {
        let data = &self.portfolio.works[work];
        let is_open = self.begun[work].is_none() && data.window.0 <= start && start <= data.window.1;
        let is_paid = |period: usize| !is_short(self.money[period], data.cost_a_period);
        let end = (start + data.periods).min(self.money.len());
        if !is_open || !data.after.iter().all(|&one| self.done(one) <= start) || !(start..end).all(is_paid) {
            return false;
        }
        self.begun[work] = Some(start);
        self.account_work(work, start, 1.0);
        true
    }

    /// Begins a work, and those that it needs, as early as money allows, so that it is there in a period; the works
    /// that were begun for it. None where that is not possible, and nothing has changed.
    pub fn begin_for(&mut self, work: usize, by: usize) -> Option<Vec<usize>> {
        let mut begun = Vec::new();
        if self.begin_chain(work, by, &mut begun) {
            return Some(begun);
        }
        begun.into_iter().rev().for_each(|one| self.undo(one));
        None
    }

    /// As deep as there are periods at most: each work takes one.
    fn begin_chain(&mut self, work: usize, by: usize, begun: &mut Vec<usize>) -> bool {
        if self.begun[work].is_some() {
            return self.done(work) <= by;
        }
        let data = &self.portfolio.works[work];
        let Some(latest) = by.checked_sub(data.periods) else { return false };
        if !data.after.iter().all(|&one| self.begin_chain(one, latest, begun)) {
            return false;
        }
        let first = data.after.iter().map(|&one| self.done(one)).fold(data.window.0, usize::max);
        let has_begun = (first..=latest).any(|start| self.begin(work, start));
        if has_begun {
            begun.push(work);
        }
        has_begun
    }

    /// Takes a work back that nothing rests upon.
    pub fn undo(&mut self, work: usize) {
        if let Some(start) = self.begun[work].take() {
            self.account_work(work, start, -1.0);
        }
    }

    fn account_work(&mut self, work: usize, start: usize, sign: f64) {
        let data = &self.portfolio.works[work];
        let done = self.portfolio.done(work, start);
        let end = (start + data.periods).min(self.money.len());
        self.money[start..end].iter_mut().for_each(|left| *left -= sign * data.cost_a_period);
        for &(resource, amount) in &data.adds {
            self.left[resource][done..].iter_mut().for_each(|left| *left += sign * amount);
        }
    }

    /// Whether a work's addition to a resource could be done without.
    pub fn spares(&self, work: usize, resource: usize) -> bool {
        let added =
            self.portfolio.works[work].adds.iter().find(|(one, _)| *one == resource).map_or(0.0, |(_, all)| *all);
        !self.left[resource][self.done(work)..].iter().any(|left| is_short(*left, added))
    }

    /// Whether nothing rests upon a work: no work, no site, no capacity that is used, no must.
    pub fn is_idle(&self, work: usize) -> bool {
        let data = &self.portfolio.works[work];
        let needed = |other: &usize| self.portfolio.works[*other].after.contains(&work);
        let stands_on =
            |number: &u32| self.portfolio.choices.sites[self.portfolio.choice(*number).site].works.contains(&work);
        !data.must
            && !(0..self.begun.len()).filter(|&other| self.begun[other].is_some()).any(|other| needed(&other))
            && !self.placed.iter().flatten().any(stands_on)
            && data.adds.iter().all(|&(resource, _)| self.spares(work, resource))
    }

    /// Takes back works that nothing rests upon, until there are none.
    pub fn tidy(&mut self) {
        loop {
            let idle: BTreeSet<usize> =
                (0..self.begun.len()).filter(|&work| self.begun[work].is_some() && self.is_idle(work)).collect();
            let before = self.objective();
            let mut is_changed = false;
            for work in idle {
                if self.is_idle(work)
                    && let Some(start) = self.begun[work]
                {
                    self.undo(work);
                    // That land gets ready may be a goal in itself.
                    if self.objective() < before {
                        self.begun[work] = Some(start);
                        self.account_work(work, start, 1.0);
                    } else {
                        is_changed = true;
                    }
                }
            }
            if !is_changed {
                return;
            }
        }
    }

    /// The objective without what musts would cost.
    pub fn objective(&self) -> f64 {
        let placed: f64 =
            self.placed.iter().flatten().map(|&number| self.portfolio.value(self.portfolio.choice(number))).sum();
        placed + self.readiness()
    }

    fn readiness(&self) -> f64 {
        let periods = self.portfolio.periods();
        let gain = |lot: &super::model::Lot| {
            let done = lot.works.iter().map(|&work| self.done(work)).fold(lot.ready, usize::max);
            lot.value * periods.saturating_sub(done) as f64
        };
        self.portfolio.lots.iter().map(gain).sum()
    }

    /// Projects and works that must be and are not.
    pub fn unmet(&self) -> usize {
        let projects = self.portfolio.projects.iter().zip(&self.placed).filter(|(one, at)| one.must && at.is_none());
        let works = self.portfolio.works.iter().zip(&self.begun).filter(|(one, at)| one.must && at.is_none());
        projects.count() + works.count()
    }

    /// The objective, less so much for each must that is not met.
    pub fn score(&self, penalty: f64) -> f64 {
        self.objective() - penalty * self.unmet() as f64
    }

    pub fn plan(&self) -> Plan {
        let choices = self.placed.iter().flatten().map(|&number| self.portfolio.choice(number));
        let beginning = |(work, start): (usize, &Option<usize>)| {
            Some(Beginning {
                work: self.portfolio.draft.works[work].id.clone(),
                start: self.portfolio.draft.periods[(*start)?].clone(),
            })
        };
        Plan {
            projects: choices.map(|choice| self.portfolio.placement(choice)).collect(),
            works: self.begun.iter().enumerate().filter_map(beginning).collect(),
        }
    }
}
