//! Why no plan meets all musts: a smallest set of conditions that cannot hold together.

use std::collections::BTreeSet;

use super::{
    draft::{Course, Draft},
    model::Portfolio,
    outcome::{Condition, Status},
    solve::solve,
};
use crate::assignment::Limits;

/// So much that it is no limit.
const PLENTY: f64 = 1e15;

/// Conditions that cannot hold together.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Conflict {
    /// Which, beside what is not in question: areas and uses of parcels, what works cost, take and wait for.
    pub conditions: Vec<Condition>,
    /// Whether it was shown that each is needed: without any of them the others can hold. False where the search was
    /// stopped before.
    pub is_irreducible: bool,
}

/// What a try to do without conditions showed.
enum Trial {
    CanHold,
    CannotHold,
    Stopped,
}

/// A smallest set of conditions that no plan meets, by leaving out one after the other (deletion filter; Chinneck and
/// Dravnieks, 1991). None where a plan meets all, or the search was stopped before it was known.
pub fn conflict(portfolio: &Portfolio, limits: Limits<'_>) -> Option<Conflict> {
    let all = conditions(&portfolio.draft);
    let mut left_out = BTreeSet::new();
    if !matches!(trial(&portfolio.draft, &left_out, limits), Trial::CannotHold) {
        return None;
    }
    let mut is_irreducible = true;
    // Whole families first: most conditions have nothing to do with it.
    let families: Vec<Vec<&Condition>> = all
        .chunk_by(|one, other| std::mem::discriminant(one) == std::mem::discriminant(other))
        .map(|c| c.iter().collect())
        .collect();
    let singles = all.iter().map(|one| vec![one]);
    for group in families.into_iter().chain(singles) {
        if group.iter().all(|one| left_out.contains(*one)) {
            continue;
        }
        let mut tried = left_out.clone();
        tried.extend(group.into_iter().cloned());
        match trial(&portfolio.draft, &tried, limits) {
            Trial::CannotHold => left_out = tried,
            Trial::CanHold => {}
            Trial::Stopped => is_irreducible = false,
        }
    }
    let conditions = all.into_iter().filter(|one| !left_out.contains(one)).collect();
    Some(Conflict { conditions, is_irreducible })
}

/// All conditions that a plan may fail, those of a family together.
fn conditions(draft: &Draft) -> Vec<Condition> {
    let mut all = Vec::new();
    let places = draft.projects.iter().filter(|project| project.must);
    all.extend(places.clone().map(|project| Condition::MustPlace { project: project.id.clone() }));
    all.extend(draft.works.iter().filter(|one| one.must).map(|one| Condition::MustDo { work: one.id.clone() }));
    let latest = places.filter(|project| project.latest.is_some());
    all.extend(latest.map(|project| Condition::Latest { project: project.id.clone() }));
    all.extend(draft.periods.iter().map(|period| Condition::Budget { period: period.clone() }));
    for zone in &draft.zones {
        all.extend(zone.free.keys().map(|input| Condition::Capacity {
            zone: zone.id.clone(),
            input: input.clone(),
            period: None,
        }));
    }
    all.extend(
        draft
            .distances
            .iter()
            .map(|distance| Condition::Distance { one: distance.between.0.clone(), other: distance.between.1.clone() }),
    );
    all.extend(draft.uses.iter().map(|one| Condition::Indicators { land_use: one.id.clone() }));
    if draft.land.industrial_share_min > 0.0 {
        all.push(Condition::IndustrialShare);
    }
    all
}

fn trial(draft: &Draft, left_out: &BTreeSet<Condition>, limits: Limits<'_>) -> Trial {
    let mut draft = draft.clone();
    for condition in left_out {
        leave_out(&mut draft, condition);
    }
    // What nobody must do is of no interest.
    draft.projects.retain(|project| project.must);
    let Ok(mut portfolio) = Portfolio::new(draft) else { return Trial::Stopped };
    portfolio.projects.iter_mut().for_each(|project| project.values.fill(0.0));
    portfolio.lots.clear();
    match solve(&portfolio, None, limits, &mut |_| ()).status {
        Status::Optimal | Status::Feasible => Trial::CanHold,
        Status::Infeasible => Trial::CannotHold,
        Status::Unknown => Trial::Stopped,
    }
}

fn leave_out(draft: &mut Draft, condition: &Condition) {
    match condition {
        Condition::MustPlace { project } => draft.projects.retain(|one| one.id != *project),
        Condition::MustDo { work } => {
            draft.works.iter_mut().filter(|one| one.id == *work).for_each(|one| one.must = false);
        }
        Condition::Latest { project } => {
            draft.projects.iter_mut().filter(|one| one.id == *project).for_each(|one| one.latest = None);
        }
        Condition::Budget { period } => {
            let of = draft.periods.iter().zip(&mut draft.budgets_cny).filter(|(one, _)| *one == period);
            of.for_each(|(_, budget)| *budget = PLENTY);
        }
        Condition::Capacity { zone, input, .. } => {
            let zones = draft.zones.iter_mut().filter(|one| one.id == *zone);
            zones.filter_map(|one| one.free.get_mut(input)).for_each(|course| *course = Course::Constant(PLENTY));
        }
        Condition::Distance { one, other } => {
            let of = draft.distances.iter_mut().filter(|of| (&of.between.0, &of.between.1) == (one, other));
            of.for_each(|of| of.least_m = 0.0);
        }
        Condition::Indicators { land_use } => {
            for of in draft.uses.iter_mut().filter(|of| of.id == *land_use) {
                (of.investment_cny_per_mu_min, of.output_cny_per_mu_min, of.tax_cny_per_mu_min) = (0.0, 0.0, 0.0);
            }
            draft.parcels.iter_mut().filter(|of| of.land_use == *land_use).for_each(|of| of.asks.clear());
        }
        Condition::IndustrialShare => draft.land.industrial_share_min = 0.0,
        // There is one parcel of its name, whatever is wished.
        Condition::Parcel { .. } => {}
    }
}
