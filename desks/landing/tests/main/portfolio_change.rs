//! Whatever is typed as a change is refused with a reason or leaves a problem that can be solved.

use std::collections::BTreeMap;

use landing::model::portfolio::{PortfolioChangeDraft, Problem};
use proptest::prelude::*;
use siting::portfolio::{Draft, Portfolio};

fn problem() -> Problem {
    let draft: Draft = toml::from_str(
        r#"
        periods = ["2020H2", "2021H1", "2021H2"]
        budgets_cny = [3e6, 3e6, 0]
        goals = { tax = 1 }
        uses = [{ id = "0601", industrial = true }]
        zones = [{ id = "gas/G1", free = { gas = 10 } }]
        parcels = [
            { id = "A", area_mu = 90, use = "0601", zones = ["gas/G1"], works = ["R1"] },
            { id = "B", area_mu = 95, use = "0601", joins = ["A"], near = { A = 10.5 } },
        ]
        [[works]]
        id = "R1"
        cost_cny = 2e6
        periods = 1
        earliest = "2020H2"
        latest = "2020H2"
        must = true
        [[works]]
        id = "G1"
        cost_cny = 2e6
        periods = 2
        earliest = "2021H1"
        after = ["R1"]
        adds = [{ zone = "gas/G1", input = "gas", amount = 100 }]
        [[projects]]
        id = "project/p"
        area_mu = [80, 100]
        tax_cny = [1e6]
        "#,
    )
    .unwrap();
    Problem {
        day: jiff::civil::date(2020, 8, 20),
        draft,
        seekers: Vec::new(),
        left_out: Vec::new(),
        parcels: BTreeMap::new(),
        works: BTreeMap::new(),
        uncosted: Vec::new(),
        unserved: 0,
        sources: Vec::new(),
        join: None,
        unplaced: Vec::new(),
        kinds: BTreeMap::new(),
        distances: Vec::new(),
        kept_off: Vec::new(),
        unkinded: Vec::new(),
        indicators: BTreeMap::new(),
    }
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![".{0,12}", "-?[0-9]{1,25}(\\.[0-9]{1,4})?", "[0-4]"]
}

proptest! {
    #[test]
    fn whatever_is_typed_is_refused_or_can_be_solved(
        withdraw in prop::collection::vec(prop_oneof!["[AB]", ".{0,8}"], 0..3),
        delay in prop::collection::btree_map(prop_oneof!["R1|G1", ".{0,8}"], typed(), 0..3),
        budget in prop::collection::btree_map(prop_oneof!["202[01]H[12]", ".{0,8}"], typed(), 0..3),
    ) {
        let problem = problem();
        match (PortfolioChangeDraft { withdraw, delay, budget }).check(&problem) {
            Err(flaws) => prop_assert!(!flaws.is_empty()),
            Ok(change) => {
                prop_assert!(!change.is_none());
                let changed = change.apply(&problem.draft);
                prop_assert!(changed.parcels.iter().all(|parcel| !change.withdraw.contains(&parcel.id)));
                prop_assert!(Portfolio::new(changed).is_ok(), "{change:?}");
            }
        }
    }
}

#[test]
fn a_delay_moves_a_work_that_was_not_begun_and_lengthens_one_that_was() {
    let problem = problem();
    let delay = BTreeMap::from([("R1".to_owned(), "2".to_owned()), ("G1".to_owned(), "3".to_owned())]);
    let change = PortfolioChangeDraft { delay, ..PortfolioChangeDraft::default() }.check(&problem).unwrap();
    let changed = change.apply(&problem.draft);
    let [road, main] = &changed.works[..] else { panic!("two works: {changed:?}") };
    assert_eq!((road.earliest.as_deref(), road.periods), (Some("2020H2"), 3));
    // One half-year later is the last of the plan; two more make it longer than the plan.
    assert_eq!((main.earliest.as_deref(), main.periods), (Some("2021H2"), 4));
}
