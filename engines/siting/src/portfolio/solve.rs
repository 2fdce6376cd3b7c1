//! The search as a whole: branch and bound over relaxations, with a search for good plans beside it.

use std::{cmp::Ordering, collections::BinaryHeap};

use rayon::prelude::*;

use super::{
    domain::{Domain, Question},
    ledger::Ledger,
    model::Portfolio,
    outcome::{Outcome, Progress, Status},
    plan::Plan,
    prices::{Prices, Tariff},
    relax::{Relaxed, Task, relax},
    search::{Guide, improve, round},
};
use crate::assignment::Limits;

/// An optimum is proven when the bound is above it by no more than this share: prices come of sums of many figures.
const PROVEN: f64 = 1e-6;
/// Turns of the search for plans before the first relaxation, beside it, and beside each round of nodes: for each
/// project.
const FIRST_TURNS: usize = 60;
const ROOT_TURNS: usize = 360;
const TURNS_A_ROUND: usize = 160;
/// Nodes relaxed side by side. A fixed number, so that the search does not depend on the number of processors.
const SIDE_BY_SIDE: usize = 2;
/// Rounds of the linear programme at the root and below.
const ROOT_ROUNDS: usize = 60;
const NODE_ROUNDS: usize = 6;

/// A part of all plans that may hold a better one.
struct Node {
    number: u64,
    relaxed: Relaxed,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    /// The highest bound first; of equals the oldest.
    fn cmp(&self, other: &Self) -> Ordering {
        self.relaxed.bound.total_cmp(&other.relaxed.bound).then(other.number.cmp(&self.number))
    }
}

/// Searches for the best plan, from a present one where there is one: what of that does not hold is left out.
pub fn solve(
    portfolio: &Portfolio,
    present: Option<&Plan>,
    limits: Limits<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Outcome {
    let task = Task { portfolio, penalty: 2.0 * portfolio.all_values(), stop: limits.stop };
    let (mut incumbent, fallen) = match present {
        Some(plan) => portfolio.take_over(plan),
        None => (Ledger::new(portfolio), Vec::new()),
    };
    let mut tree = Tree { task, seed: limits.seed, nodes: 0, heap: BinaryHeap::new(), settled: f64::NEG_INFINITY };
    let domain = Domain::all(portfolio);
    let tariff = Tariff::new(portfolio, &Prices::new());
    let guide = Guide::new(portfolio, &tariff);
    let bound = tariff.evaluate(portfolio, &domain, task.penalty).bound;
    incumbent = improve(task, &guide, incumbent, limits.seed, FIRST_TURNS * portfolio.projects.len(), bound);
    let mut told = Progress { incumbent: None, bound, nodes: 0 };
    tree.tell(&incumbent, bound, &mut told, progress);
    let root = Relaxed::whole(domain, bound);
    let (cutoff, from) = (tree.cutoff(&incumbent), incumbent.clone());
    let (root, improved) = rayon::join(
        || relax(task, root, cutoff, ROOT_ROUNDS),
        || improve(task, &guide, from, limits.seed.wrapping_add(1), ROOT_TURNS * portfolio.projects.len(), bound),
    );
    tree.better(&mut incumbent, improved);
    let best_prices = root.prices.clone();
    let guide = Guide::new(portfolio, &Tariff::new(portfolio, &root.prices));
    tree.better(&mut incumbent, round(task, &guide, &root.fraction, limits.seed));
    tree.heap.push(Node { number: 0, relaxed: root });
    tree.nodes = 1;
    loop {
        let bound = tree.bound(&incumbent);
        tree.tell(&incumbent, bound, &mut told, progress);
        if tree.is_done(&incumbent) || (limits.stop)() {
            return tree.outcome(incumbent, fallen, best_prices);
        }
        tree.round(&guide, &mut incumbent);
    }
}

struct Tree<'a> {
    task: Task<'a>,
    seed: u64,
    nodes: u64,
    heap: BinaryHeap<Node>,
    /// The highest bound of a part that is whole and yet a hair above its plan.
    settled: f64,
}

impl<'a> Tree<'a> {
    fn score(&self, plan: &Ledger<'a>) -> f64 {
        plan.score(self.task.penalty)
    }

    /// Only plans above this are of interest.
    fn cutoff(&self, incumbent: &Ledger<'a>) -> f64 {
        let score = self.score(incumbent);
        score + PROVEN * score.abs() * 0.5
    }

    fn bound(&self, incumbent: &Ledger<'a>) -> f64 {
        let open = self.heap.peek().map_or(f64::NEG_INFINITY, |node| node.relaxed.bound);
        let pruned = if self.nodes == 0 { f64::NEG_INFINITY } else { self.cutoff(incumbent) };
        open.max(self.settled).max(pruned)
    }

    fn is_done(&self, incumbent: &Ledger<'a>) -> bool {
        let cutoff = self.cutoff(incumbent);
        // Whoever meets all musts has at least nothing; see the penalty.
        self.heap
            .peek()
            .is_none_or(|node| node.relaxed.bound <= cutoff || node.relaxed.bound < -self.task.portfolio.tolerance())
    }

    fn better(&self, incumbent: &mut Ledger<'a>, other: Ledger<'a>) {
        if self.score(&other) > self.score(incumbent) {
            *incumbent = other;
        }
    }

    fn tell(&self, incumbent: &Ledger<'a>, bound: f64, told: &mut Progress, progress: &mut dyn FnMut(Progress)) {
        let found = (incumbent.unmet() == 0).then(|| incumbent.objective());
        let news = Progress { incumbent: found, bound: bound.min(told.bound), nodes: self.nodes };
        if news.incumbent > told.incumbent || news.bound < told.bound || news.nodes < 2 {
            progress(news);
        }
        *told = news;
    }

    /// Splits the nodes with the highest bounds, and goes on from the best plan beside that.
    fn round(&mut self, guide: &Guide, incumbent: &mut Ledger<'a>) {
        let (task, cutoff) = (self.task, self.cutoff(incumbent));
        let mut halves: Vec<Relaxed> = Vec::new();
        for _ in 0..SIDE_BY_SIDE {
            let Some(node) = self.heap.pop().filter(|node| node.relaxed.bound > cutoff) else { break };
            match halves_of(task.portfolio, &node.relaxed) {
                Some(both) => halves.extend(both.map(|domain| Relaxed { domain, ..node.relaxed.clone() })),
                None => self.settled = self.settled.max(node.relaxed.bound),
            }
        }
        let seed = self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(self.nodes);
        let (from, turns) = (incumbent.clone(), TURNS_A_ROUND * task.portfolio.projects.len());
        // Another part's prices lead to other plans.
        let other = halves
            .first()
            .filter(|_| seed.is_multiple_of(2))
            .map(|half| Guide::new(task.portfolio, &Tariff::new(task.portfolio, &half.prices)));
        let towards = other.as_ref().unwrap_or(guide);
        let enough = self.bound(incumbent);
        let (relaxed, improved) = rayon::join(
            || halves.into_par_iter().map(|half| relax(task, half, cutoff, NODE_ROUNDS)).collect::<Vec<_>>(),
            || improve(task, towards, from, seed, turns, enough),
        );
        self.better(incumbent, improved);
        for relaxed in relaxed {
            self.nodes += 1;
            if relaxed.bound > cutoff {
                self.better(incumbent, round(task, guide, &relaxed.fraction, seed));
                self.heap.push(Node { number: self.nodes, relaxed });
            }
        }
    }

    fn outcome(self, incumbent: Ledger<'a>, fallen: Vec<String>, prices: Prices) -> Outcome {
        let bound = self.bound(&incumbent);
        let is_met = incumbent.unmet() == 0;
        let status = match (is_met, self.is_done(&incumbent)) {
            (true, true) => Status::Optimal,
            (true, false) => Status::Feasible,
            (false, true) => Status::Infeasible,
            (false, false) => Status::Unknown,
        };
        let objective = incumbent.objective();
        let bound = if status == Status::Optimal { bound.max(objective) } else { bound };
        super::explain::outcome(self.task, incumbent, status, bound, self.nodes, fallen, &prices)
    }
}

/// The two halves of a domain, both smaller; none where it holds one plan.
fn halves_of(portfolio: &Portfolio, relaxed: &Relaxed) -> Option<[Domain; 2]> {
    let halves = |question| [true, false].map(|answer| relaxed.domain.half(portfolio, question, answer));
    let asked = question(portfolio, relaxed).map(halves);
    asked
        .filter(|both| both.iter().all(|half| *half != relaxed.domain))
        .or_else(|| any_question(portfolio, &relaxed.domain).map(halves))
}

/// What to ask next: about works first, for much hangs on them; then who is placed, when and where.
fn question(portfolio: &Portfolio, relaxed: &Relaxed) -> Option<Question> {
    let mut best: Option<(f64, Question)> = None;
    let mut offer = |part: f64, weight: f64, question: Question| {
        let score = part.min(1.0 - part) * weight;
        if score > 1e-4 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, question));
        }
    };
    let Relaxed { fraction, domain, .. } = relaxed;
    for work in 0..portfolio.works.len() {
        let mut part = 0.0;
        for period in domain.starts(work) {
            part += fraction.starts.iter().filter(|one| (one.0, one.1) == (work, period)).map(|one| one.2).sum::<f64>();
            offer(part, 2.0, Question::BeginsBy { work, period });
        }
    }
    let project = |number: u32| portfolio.choice(number).project;
    for group in fraction.choices.chunk_by(|one, other| project(one.0) == project(other.0)) {
        let project = project(group[0].0);
        let sum = |is_so: &dyn Fn(u32) -> bool| group.iter().filter(|one| is_so(one.0)).map(|one| one.1).sum::<f64>();
        offer(sum(&|_| true), 1.5, Question::IsPlaced { project });
        for &(number, _) in group {
            let choice = portfolio.choice(number);
            let by = sum(&|other| portfolio.choice(other).start <= choice.start);
            offer(by, 1.0, Question::StartsBy { project, period: choice.start });
            for &parcel in &portfolio.choices.sites[choice.site].parcels {
                let has = |other: u32| portfolio.choices.sites[portfolio.choice(other).site].parcels.contains(&parcel);
                offer(sum(&has), 0.8, Question::IsOn { project, parcel });
            }
        }
    }
    best.map(|(_, question)| question)
}

/// A question whose answer is open in a domain; none where it holds one plan.
fn any_question(portfolio: &Portfolio, domain: &Domain) -> Option<Question> {
    let project = |number: u32| portfolio.choice(number).project;
    for group in domain.choices.chunk_by(|&one, &other| project(one) == project(other)) {
        let (first, project) = (portfolio.choice(group[0]), project(group[0]));
        if !domain.forced_projects[project] {
            return Some(Question::IsPlaced { project });
        }
        let starts = group.iter().map(|&number| portfolio.choice(number).start);
        let (least, most) = (starts.clone().min()?, starts.max()?);
        if least < most {
            return Some(Question::StartsBy { project, period: least });
        }
        if group.len() > 1 {
            let sites = &portfolio.choices.sites;
            let other = &sites[portfolio.choice(group[1]).site].parcels;
            let one = sites[first.site].parcels.iter().find(|parcel| !other.contains(parcel));
            let parcel = one.or_else(|| other.iter().find(|parcel| !sites[first.site].parcels.contains(parcel)))?;
            return Some(Question::IsOn { project, parcel: *parcel });
        }
    }
    (0..portfolio.works.len()).find_map(|work| {
        let mut starts = domain.starts(work);
        let first = starts.next()?;
        let is_open = starts.next().is_some() || !domain.forced_works[work];
        is_open.then_some(Question::BeginsBy { work, period: first })
    })
}
