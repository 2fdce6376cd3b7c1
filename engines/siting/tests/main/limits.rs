//! Searches that end early, start warm or are told about.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use siting::assignment::{Answer, AssignmentError, Limits, Progress, Sense, solve};

use crate::support::{best_of_all, problem, small, solved, type_d};

#[test]
fn a_stopped_search_tells_what_it_has() {
    let problem = type_d(8, 60, 1);
    let optimum = solved(&problem).assignment().unwrap().objective;
    for looks in [0, 1, 10, 40, 160] {
        let looked = AtomicUsize::new(0);
        let stop = || looked.fetch_add(1, Ordering::Relaxed) >= looks;
        let outcome = solve(&problem, None, Limits { stop: &stop, seed: 1 }, &mut |_| ()).unwrap();
        assert!(outcome.bound().unwrap() <= optimum, "{outcome:?}");
        if let Some(best) = outcome.assignment() {
            assert_eq!(problem.objective(&best.agent_of), Ok(best.objective));
            assert!(best.objective >= optimum);
        }
    }
}

#[test]
fn a_search_stopped_at_once_keeps_its_warm_start() {
    let problem = problem(Sense::Minimise, &[7, 8], &[&[(6, 4), (2, 3), (9, 2)], &[(5, 3), (3, 4), (1, 5)]]);
    let limits = Limits { stop: &|| true, seed: 0 };
    let outcome = solve(&problem, Some(&[1, 0, 0]), limits, &mut |_| ()).unwrap();
    assert!(outcome.assignment().unwrap().objective <= 16);
    let best = solve(&problem, Some(&[1, 0, 1]), Limits::none(), &mut |_| ()).unwrap();
    assert_eq!(best.assignment().unwrap().agent_of, [1, 0, 1]);
}

#[test]
fn a_wrong_warm_start_is_refused() {
    let problem = problem(Sense::Minimise, &[7, 8], &[&[(6, 4), (2, 4)], &[(5, 3), (3, 4)]]);
    let refused = |agent_of: &[usize]| solve(&problem, Some(agent_of), Limits::none(), &mut |_| ()).unwrap_err();
    assert_eq!(refused(&[0]), AssignmentError::Length { found: 1, jobs: 2 });
    assert_eq!(refused(&[0, 2]), AssignmentError::Forbidden { agent: 2, job: 1 });
    assert_eq!(refused(&[0, 0]), AssignmentError::Overloaded { agent: 0, job: 1 });
    assert_eq!(refused(&[0, 0]).to_string(), "agent 0 is over its capacity with job 1: give it fewer jobs");
}

#[test]
fn equal_seeds_give_equal_outcomes_on_any_number_of_processors() {
    let problem = type_d(6, 50, 3);
    let run = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut told = Vec::new();
            let outcome = solve(&problem, None, Limits { stop: &|| false, seed }, &mut |progress| told.push(progress));
            (outcome.unwrap(), told)
        })
    };
    let one = run(1, 7);
    assert_eq!(run(3, 7), one);
    assert_eq!(run(2, 8).0.assignment().unwrap().objective, one.0.assignment().unwrap().objective);
}

#[test]
fn progress_gets_better_and_ends_at_the_optimum() {
    let problem = type_d(6, 50, 4);
    let mut told: Vec<Progress> = Vec::new();
    let outcome = solve(&problem, None, Limits::none(), &mut |progress| told.push(progress)).unwrap();
    for pair in told.windows(2) {
        assert!(pair[1].bound >= pair[0].bound && pair[1].nodes >= pair[0].nodes, "{pair:?}");
        let fell = pair[0].incumbent.is_none_or(|before| pair[1].incumbent.is_some_and(|after| after <= before));
        assert!(fell && pair[0] != pair[1], "{pair:?}");
    }
    let last = told.last().unwrap();
    let Answer::Optimal(best) = outcome.answer else { panic!("no optimum") };
    assert_eq!((last.incumbent, last.bound, last.nodes), (Some(best.objective), best.objective, outcome.nodes));
}

proptest! {
    #[test]
    fn a_bound_is_one_whenever_the_search_stops((problem, looks) in (small(7, 5), 0_usize..20)) {
        let looked = AtomicUsize::new(0);
        let stop = || looked.fetch_add(1, Ordering::Relaxed) >= looks;
        let outcome = solve(&problem, None, Limits { stop: &stop, seed: 0 }, &mut |_| ()).unwrap();
        match (best_of_all(&problem), outcome.bound(), problem.sense()) {
            (Some(best), Some(bound), Sense::Minimise) => prop_assert!(bound <= best),
            (Some(best), Some(bound), Sense::Maximise) => prop_assert!(bound >= best),
            (Some(_), None, _) => prop_assert!(false, "there is an assignment"),
            (None, ..) => prop_assert!(outcome.assignment().is_none()),
        }
    }
}
