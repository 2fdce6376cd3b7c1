//! Works that cannot all be paid for at once. A budget as a sum lets parts of works in until it is spent; whole works
//! leave a rest, which is gone. Cover inequalities see that (Balas, 1975), made stronger by lifting in sequence
//! (Padberg, 1975).

use std::{cmp::Ordering, sync::Arc};

use super::{linear::Fraction, model::Portfolio, rows::Row};

/// Of these works only so many can be under way in a period.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Cover {
    pub period: usize,
    /// Works, in their order, with what each counts.
    pub counts: Vec<(usize, u32)>,
    pub most: u32,
}

/// What a sum must be above its budget by, as a share of it, before works are said to be too dear together.
const TOO_DEAR: f64 = 1e-6;
/// A cover is broken by more than this.
const BROKEN: f64 = 1e-3;

/// A work with what it costs in the period, and how far a solution has it under way.
#[derive(Clone, Copy)]
struct Item {
    work: usize,
    cost: f64,
    part: f64,
}

/// In which orders works are taken into a cover: what is cheapest to have whole, what is most whole, what is dearest.
const ORDERS: [fn(&Item, &Item) -> Ordering; 3] = [
    |a, b| ((1.0 - a.part) / a.cost).total_cmp(&((1.0 - b.part) / b.cost)),
    |a, b| b.part.total_cmp(&a.part),
    |a, b| (b.part * b.cost).total_cmp(&(a.part * a.cost)),
];

impl Cover {
    /// What a work counts; nothing where it is not named.
    pub fn count(&self, work: usize) -> u32 {
        self.counts.binary_search_by_key(&work, |(one, _)| *one).map_or(0, |place| self.counts[place].1)
    }

    /// From works in some order the first that are too dear together, less what is not needed for that, and all others
    /// with as much as they can count.
    fn from_order(period: usize, budget: f64, order: &[Item], rest: &[Item]) -> Option<Self> {
        let mut cover: Vec<Item> = Vec::new();
        let mut cost = 0.0;
        for item in order {
            cover.push(*item);
            cost += item.cost;
            if cost > budget {
                break;
            }
        }
        if cost <= budget {
            return None;
        }
        let mut least_part_first = cover.clone();
        least_part_first.sort_by(|a, b| a.part.total_cmp(&b.part).then(a.work.cmp(&b.work)));
        for item in least_part_first {
            if cost - item.cost > budget {
                cost -= item.cost;
                cover.retain(|one| one.work != item.work);
            }
        }
        let most = cover.len() - 1;
        // For each count the least that works of so much cost together.
        let mut least = vec![f64::INFINITY; most + 1];
        least[0] = 0.0;
        let mut counts: Vec<(usize, u32)> = Vec::new();
        let is_covered = |work: usize| cover.iter().any(|one| one.work == work);
        let others = rest.iter().filter(|item| !is_covered(item.work));
        for (item, is_lifted) in cover.iter().map(|item| (item, false)).chain(others.map(|item| (item, true))) {
            let beside = least.iter().rposition(|cost| *cost <= budget - item.cost).unwrap_or(0);
            let count = if is_lifted { most - beside } else { 1 };
            if count == 0 {
                continue;
            }
            counts.push((item.work, u32::try_from(count).ok()?));
            for reached in (1..=most).rev() {
                least[reached] = least[reached].min(least[reached.saturating_sub(count)] + item.cost);
            }
        }
        counts.sort_unstable();
        Some(Self { period, counts, most: u32::try_from(most).ok()? })
    }
}

/// The covers that a solution breaks, with by how much.
pub(super) fn broken(portfolio: &Portfolio, fraction: &Fraction) -> Vec<(f64, Row)> {
    (0..portfolio.periods()).flat_map(|period| broken_in(portfolio, fraction, period)).collect()
}

fn broken_in(portfolio: &Portfolio, fraction: &Fraction, period: usize) -> Vec<(f64, Row)> {
    let budget = portfolio.budgets[period] * (1.0 + TOO_DEAR);
    let part = |work: usize| -> f64 {
        let runs = |start: usize| (start..start + portfolio.works[work].periods).contains(&period);
        fraction.starts.iter().filter(|(one, start, _)| *one == work && runs(*start)).map(|(_, _, part)| part).sum()
    };
    let item = |work: usize| Item { work, cost: portfolio.works[work].cost_a_period, part: part(work) };
    // What is too dear alone has no beginning here.
    let mut items: Vec<Item> =
        (0..portfolio.works.len()).map(item).filter(|item| item.cost > 0.0 && item.cost <= budget).collect();
    if items.iter().map(|item| item.part * item.cost).sum::<f64>() < budget * 0.9 {
        return Vec::new();
    }
    items.sort_by(|a, b| b.part.total_cmp(&a.part).then(b.cost.total_cmp(&a.cost)).then(a.work.cmp(&b.work)));
    let mut found: Vec<(f64, Row)> = Vec::new();
    for order in ORDERS {
        let mut ordered = items.clone();
        ordered.sort_by(order);
        let Some(cover) = Cover::from_order(period, budget, &ordered, &items) else { continue };
        let sum: f64 = items.iter().map(|item| item.part * f64::from(cover.count(item.work))).sum();
        let excess = sum - f64::from(cover.most);
        let row = Row::Cover(Arc::new(cover));
        if excess > BROKEN && found.iter().all(|(_, other)| *other != row) {
            found.push((excess, row));
        }
    }
    found
}
