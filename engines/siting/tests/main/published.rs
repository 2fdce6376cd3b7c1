//! Problems of the OR-Library with known optima: gap1 and gap7 (Osman, 1995), gapa and gapc (Chu and Beasley, 1997).

use siting::assignment::{Answer, Sense, orlib};

use crate::support::{shared, solved};

fn optima(text: &str, sense: Sense) -> Vec<i64> {
    let problems = orlib::read(text, sense).unwrap();
    let optimum = |problem| match solved(problem).answer {
        Answer::Optimal(best) => {
            assert_eq!(problem.objective(&best.agent_of), Ok(best.objective));
            best.objective
        }
        other => panic!("no optimum but {other:?}"),
    };
    problems.iter().map(optimum).collect()
}

#[test]
fn gap1() {
    assert_eq!(optima(&shared("gap1.txt"), Sense::Maximise), [336, 327, 339, 341, 326]);
}

#[test]
fn gap7() {
    assert_eq!(optima(&shared("gap7.txt"), Sense::Maximise), [942, 949, 968, 945, 951]);
}

#[test]
fn gapa() {
    assert_eq!(optima(&shared("gapa.txt"), Sense::Minimise), [1698, 3235, 1360, 2623, 1158, 2339]);
}

#[test]
fn gapc() {
    assert_eq!(optima(&shared("gapc.txt"), Sense::Minimise), [1931, 3456, 1402, 2806, 1243, 2391]);
}
