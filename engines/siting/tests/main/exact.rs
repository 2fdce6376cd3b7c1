//! The answer is the best of all assignments.

use proptest::prelude::*;
use siting::assignment::{Answer, Fit, Problem, Sense};

use crate::support::{best_of_all, problem, small, solved, type_d};

fn is_best(problem: &Problem) {
    let outcome = solved(problem);
    match (best_of_all(problem), &outcome.answer) {
        (Some(objective), Answer::Optimal(best)) => {
            assert_eq!(best.objective, objective);
            assert_eq!(problem.objective(&best.agent_of), Ok(objective));
            assert_eq!((outcome.bound(), outcome.gap()), (Some(objective), Some(0.0)));
        }
        (None, Answer::Infeasible) => assert_eq!((outcome.bound(), outcome.gap()), (None, None)),
        (all, answer) => panic!("{all:?} is the best of all, but {answer:?} came"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn small_problems(problem in small(1, 1)) {
        is_best(&problem);
    }

    #[test]
    fn problems_in_fen_and_square_metres(problem in small(1_000_000, 66_667)) {
        is_best(&problem);
    }

    #[test]
    fn problems_at_the_end_of_the_numbers(problem in small(1 << 45, 1 << 46)) {
        is_best(&problem);
    }
}

#[test]
fn a_job_that_fits_nowhere() {
    let problem = problem(Sense::Minimise, &[5, 5], &[&[(1, 2), (1, 6)], &[(1, 2), (1, 7)]]);
    assert_eq!(solved(&problem).answer, Answer::Infeasible);
}

#[test]
fn jobs_that_fit_alone_but_not_together() {
    // Nine jobs of 4 in three agents of 11: two each at most.
    let row: Vec<(i64, i64)> = (0..9).map(|job| (job, 4)).collect();
    let problem = problem(Sense::Maximise, &[11, 11, 11], &[&row, &row, &row]);
    assert_eq!(solved(&problem).answer, Answer::Infeasible);
}

#[test]
fn needs_that_exceed_all_capacity_by_little_are_seen_at_once() {
    let row: Vec<Option<Fit>> = (0..200).map(|job| Some(Fit { cost: job, need: 1_000 + job * 7 })).collect();
    let all: i64 = row.iter().flatten().map(|fit| fit.need).sum();
    let problem = Problem::new(Sense::Minimise, vec![all / 10 - 2; 10], vec![row; 10]).unwrap();
    let outcome = solved(&problem);
    assert_eq!((outcome.answer, outcome.nodes), (Answer::Infeasible, 0));
}

#[test]
fn one_agent_takes_all() {
    let problem = problem(Sense::Maximise, &[6], &[&[(3, 1), (-4, 2), (5, 3)]]);
    assert_eq!(solved(&problem).assignment().unwrap().objective, 4);
}

#[test]
fn grains_in_large_needs_change_nothing() {
    // The needs as given are solved by tables; a thousand times as large and with grains in them, which never add up to
    // one of the old units, from their core.
    for seed in 0..6 {
        let coarse = type_d(4, 28, seed);
        let grain =
            |job: usize, fit: Fit| Some(Fit { need: fit.need * 1_000 + i64::from(job.is_multiple_of(3)), ..fit });
        let row = |agent: usize| (0..28).map(|job| grain(job, coarse.fit(agent, job)?)).collect();
        let capacities = coarse.capacities().iter().map(|capacity| capacity * 1_000 + 999).collect();
        let fine = Problem::new(Sense::Minimise, capacities, (0..4).map(row).collect()).unwrap();
        let optimum = |problem: &Problem| solved(problem).assignment().map(|best| best.objective);
        assert_eq!(optimum(&fine), optimum(&coarse), "seed {seed}");
        assert!(optimum(&fine).is_some());
    }
}
