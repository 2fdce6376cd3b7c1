//! Small problems, and all their assignments.

use std::path::PathBuf;

use proptest::prelude::*;
use siting::assignment::{Fit, Limits, Outcome, Problem, Sense, solve};

pub fn problem(sense: Sense, capacities: &[i64], fits: &[&[(i64, i64)]]) -> Problem {
    let row = |row: &&[(i64, i64)]| row.iter().map(|&(cost, need)| Some(Fit { cost, need })).collect();
    Problem::new(sense, capacities.to_vec(), fits.iter().map(row).collect()).unwrap()
}

pub fn solved(problem: &Problem) -> Outcome {
    solve(problem, None, Limits::none(), &mut |_| ()).unwrap()
}

/// The best objective of all assignments, by trying every one.
pub fn best_of_all(problem: &Problem) -> Option<i64> {
    let (agents, jobs) = (problem.agents(), problem.jobs());
    let count = agents.pow(u32::try_from(jobs).unwrap());
    let agent = |code: &mut usize| Some(std::mem::replace(code, *code / agents) % agents);
    let assignment = |mut code: usize| (0..jobs).map_while(|_| agent(&mut code)).collect::<Vec<_>>();
    let objectives = (0..count).filter_map(|code| problem.objective(&assignment(code)).ok());
    match problem.sense() {
        Sense::Minimise => objectives.min(),
        Sense::Maximise => objectives.max(),
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap()
}

/// Problems small enough to try all assignments of, a third of them without any.
pub fn small(cost_unit: i64, need_unit: i64) -> impl Strategy<Value = Problem> {
    let sense = prop_oneof![Just(Sense::Minimise), Just(Sense::Maximise)];
    (1_usize..=4, 1_usize..=6, sense, 2_i64..=9).prop_flat_map(move |(agents, jobs, sense, room)| {
        let fit = (-9_i64..=20, 1_i64..=9, -4_i64..=4, -4_i64..=4).prop_map(move |(cost, need, dust, grain)| Fit {
            cost: cost * cost_unit + dust * (cost_unit / 16),
            need: need * need_unit + grain * (need_unit / 16),
        });
        let row = prop::collection::vec(prop::option::weighted(0.85, fit), jobs);
        let capacity = (0..=room * number(jobs) / number(agents) + 4).prop_map(move |capacity| capacity * need_unit);
        (prop::collection::vec(capacity, agents), prop::collection::vec(row, agents))
            .prop_map(move |(capacities, fits)| Problem::new(sense, capacities, fits).unwrap())
    })
}

/// A problem of the literature's type D: costs fall as needs rise, so that capacity is worth its price everywhere.
pub fn type_d(agents: usize, jobs: usize, seed: u64) -> Problem {
    let mut state = seed;
    let mut draw = |low: i64, high: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + i64::try_from(state >> 33).unwrap() % (high - low + 1)
    };
    let mut row = |_| -> Vec<Option<Fit>> {
        let mut fit = || {
            let need = draw(1, 100);
            Fit { cost: 111 - need + draw(-10, 10), need }
        };
        (0..jobs).map(|_| Some(fit())).collect()
    };
    let fits: Vec<_> = (0..agents).map(&mut row).collect();
    let needs = |row: &Vec<Option<Fit>>| row.iter().flatten().map(|fit| fit.need).sum::<i64>();
    let capacities = fits.iter().map(|row| needs(row) * 4 / 5 / number(agents)).collect();
    Problem::new(Sense::Minimise, capacities, fits).unwrap()
}

/// A file of the reference material beside the workspace.
pub fn shared(name: &str) -> String {
    let shared = std::env::var_os("WUTONG_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join("peers/siting").join(name);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; set WUTONG_SHARED to the shared folder", path.display()))
}
