//! What is no problem is refused by name.

use siting::assignment::{Fit, MAX_PAIRS, MAX_SUM, Problem, ProblemError, Sense};

fn made(capacities: &[i64], fits: &[&[(i64, i64)]]) -> Result<Problem, ProblemError> {
    let row = |row: &&[(i64, i64)]| row.iter().map(|&(cost, need)| Some(Fit { cost, need })).collect();
    Problem::new(Sense::Minimise, capacities.to_vec(), fits.iter().map(row).collect())
}

#[test]
fn shapes() {
    assert_eq!(made(&[], &[]), Err(ProblemError::NoAgents));
    assert_eq!(made(&[1], &[&[]]), Err(ProblemError::NoJobs));
    assert_eq!(made(&[1, 1], &[&[(1, 1)]]), Err(ProblemError::Rows { rows: 1, agents: 2 }));
    let uneven = made(&[1, 1], &[&[(1, 1)], &[]]);
    assert_eq!(uneven, Err(ProblemError::Columns { agent: 1, found: 0, jobs: 1 }));
    let (agents, jobs) = (2, MAX_PAIRS / 2 + 1);
    let large = Problem::new(Sense::Minimise, vec![1; agents], vec![vec![None; jobs]; agents]);
    assert_eq!(large, Err(ProblemError::TooLarge { agents, jobs }));
}

#[test]
fn numbers() {
    assert_eq!(made(&[-1], &[&[(1, 1)]]), Err(ProblemError::Capacity { agent: 0, capacity: -1 }));
    for need in [0, -3, i64::MIN] {
        assert_eq!(made(&[9], &[&[(1, 1), (1, need)]]), Err(ProblemError::Need { agent: 0, job: 1, need }));
    }
    let refused = made(&[9], &[&[(1, 0)]]).unwrap_err();
    assert_eq!(refused.to_string(), "job 0 needs 0 of agent 0: a need is more than zero");
}

#[test]
fn sums() {
    let half = MAX_SUM / 2;
    assert!(made(&[9], &[&[(half, half), (-half, half)]]).is_ok());
    assert_eq!(made(&[9], &[&[(half, 1), (-half - 1, 1)]]), Err(ProblemError::CostSum { job: 1 }));
    assert_eq!(made(&[9], &[&[(i64::MIN, 1)]]), Err(ProblemError::CostSum { job: 0 }));
    assert_eq!(made(&[9], &[&[(0, half), (0, half + 1)]]), Err(ProblemError::NeedSum { agent: 0 }));
    assert_eq!(made(&[9], &[&[(0, i64::MAX), (0, i64::MAX)]]), Err(ProblemError::NeedSum { agent: 0 }));
}

#[test]
fn what_does_not_exist_fits_nowhere() {
    let problem = made(&[9], &[&[(1, 1)]]).unwrap();
    assert_eq!(problem.fit(0, 0), Some(Fit { cost: 1, need: 1 }));
    assert_eq!((problem.fit(1, 0), problem.fit(0, 1), problem.fit(usize::MAX, usize::MAX)), (None, None, None));
}
