//! The OR-Library's text form, and what only looks like it.

use proptest::prelude::*;
use siting::assignment::{
    Fit, Problem, ProblemError, Sense,
    orlib::{ReadError, read, write},
};

use crate::support::{shared, small, solved};

fn refused(text: &str) -> ReadError {
    read(text, Sense::Minimise).unwrap_err()
}

#[test]
fn lines_break_anywhere() {
    let one = read("1 2 2 1 2 3 4 5 6 7 8 9 10", Sense::Minimise).unwrap();
    let many = read("1\n\n2\t2\r\n1 2 3\n4 5\n6\n7 8 9\n  10 \n\n", Sense::Minimise).unwrap();
    assert_eq!(one, many);
    assert_eq!(one[0].capacities(), [9, 10]);
    assert_eq!(one[0].fit(1, 0), Some(Fit { cost: 3, need: 7 }));
}

#[test]
fn errors_name_the_line() {
    assert_eq!(refused(""), ReadError::Truncated { line: 0, problem: 0, missing: 1 });
    assert_eq!(refused("1\n2 2\n1 2 3"), ReadError::Truncated { line: 3, problem: 1, missing: 7 });
    assert_eq!(refused("1\n1 1\n3\nx7 2"), ReadError::NotANumber { line: 4, found: "x7".into() });
    assert_eq!(refused("1\n1 1\n3.5 1 2"), ReadError::NotANumber { line: 3, found: "3.5".into() });
    assert_eq!(refused("1\n1 1\n3 1 2\n\n4"), ReadError::TooLong { line: 5, found: "4".into() });
    assert_eq!(refused("-1"), ReadError::Count { line: 1, what: "problems", found: -1 });
    assert_eq!(refused("1\n0 4"), ReadError::Count { line: 2, what: "agents", found: 0 });
    assert_eq!(
        refused("1 1 1\n99999999999999999999 1 1").to_string(),
        "line 2: \"99999999999999999999\" is not a whole number"
    );
    let source = ProblemError::Need { agent: 0, job: 0, need: -1 };
    assert_eq!(refused("1 1 1\n3 -1\n4"), ReadError::Problem { line: 3, problem: 1, source });
}

#[test]
fn counts_that_no_text_can_hold() {
    assert_eq!(refused("99999999"), ReadError::Count { line: 1, what: "problems", found: 99_999_999 });
    assert_eq!(refused("1 9999999 9999999"), ReadError::Count { line: 1, what: "jobs", found: 9_999_999 });
    assert!(matches!(refused("1 4000 4000 1"), ReadError::Truncated { missing: 32_003_999, .. }));
    assert!(matches!(refused("9999999 1 1 1 1 1"), ReadError::Truncated { problem: 2, .. }));
}

#[test]
fn a_forbidden_pair_is_written_as_one_that_does_not_fit() {
    let fits = vec![vec![None, Some(Fit { cost: 4, need: 2 })], vec![Some(Fit { cost: 5, need: 1 }), None]];
    let problem = Problem::new(Sense::Minimise, vec![2, 3], fits).unwrap();
    let again = read(&write(std::slice::from_ref(&problem)), Sense::Minimise).unwrap();
    assert_eq!(again[0].fit(0, 0).map(|fit| fit.need), Some(3));
    assert_eq!(solved(&again[0]).answer, solved(&problem).answer);
}

#[test]
fn published_problems_come_back() {
    let problems = read(&shared("gap1.txt"), Sense::Maximise).unwrap();
    assert_eq!(problems.len(), 5);
    assert_eq!(read(&write(&problems), Sense::Maximise).unwrap(), problems);
}

proptest! {
    #[test]
    fn what_is_written_is_read(problems in prop::collection::vec(small(3, 2), 1..4)) {
        let sense = problems[0].sense();
        let again = read(&write(&problems), sense).unwrap();
        prop_assert_eq!(write(&again), write(&problems));
    }

    #[test]
    fn no_text_is_too_strange(text in "[0-9 \\n-]{0,60}|\\PC{0,40}") {
        let _ = read(&text, Sense::Minimise);
    }

    #[test]
    fn a_cut_text_is_refused_in_its_last_line(length in 0..shared("gap1.txt").trim_end().len() - 2) {
        let text = shared("gap1.txt");
        let cut = &text[..length];
        let lines = cut.lines().count();
        match read(cut, Sense::Maximise) {
            Err(ReadError::Truncated { line, .. }) => prop_assert!(line <= lines),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
