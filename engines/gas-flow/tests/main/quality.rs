//! Mixing, by hand and in loops.

use gas_flow::quality::{Feed, QualityError, Source, compositions, feeds, shares, track};
use gas_properties::{Component, Composition};

use super::support::{close, solve};

#[test]
fn two_sources_mix_in_proportion_to_their_flows() {
    let solved = solve(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = -0.03\nnode c\nnode d withdrawal_kg_per_s = 0.1\nnode e\n\
         pipe P a c\npipe Q b c\npipe R c d\npipe S d e",
    );
    let feeds = feeds(&solved.network, &solved.solution);
    assert_eq!(feeds.len(), 2);
    assert_eq!(feeds[1].source, Source::Node(solved.node("b")));
    close(feeds[0].flow_kg_per_s, 0.07, 1e-9);
    let heating_value = track(&solved.network, &solved.solution, &feeds, &[vec![50.0], vec![40.0]]).unwrap();
    close(heating_value.at(solved.node("d")).unwrap()[0], 47.0, 1e-6);
    close(heating_value.at(solved.node("b")).unwrap()[0], 40.0, 1e-12);
    // No gas flows to e.
    assert_eq!(heating_value.at(solved.node("e")), None);
}

#[test]
fn shares_add_up_to_one_even_where_a_compressor_drives_gas_in_a_ring() {
    let solved = solve(
        "node a fixed_pressure_bar = 20.0\nnode b\nnode c\nnode d withdrawal_kg_per_s = 1.0\nnode e withdrawal_kg_per_s = -0.2\n\
         pipe P a b\n\
         compressor C b c control = { ratio = 1.4 }, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3\n\
         pipe R c d\npipe S d e\npipe T e b\n",
    );
    assert!(solved.flow("S") > 0.0 && solved.flow("T") > 0.0, "the gas goes round");
    let feeds = feeds(&solved.network, &solved.solution);
    let shares = shares(&solved.network, &solved.solution, &feeds).unwrap();
    for node in ["a", "b", "c", "d", "e"] {
        close(shares.at(solved.node(node)).unwrap().iter().sum::<f64>(), 1.0, 1e-9);
    }
    // What leaves is what enters: the only withdrawal sees the mean of both sources.
    let injected = shares.at(solved.node("d")).unwrap()[1];
    let mean = 0.2 / (0.2 + feeds[0].flow_kg_per_s);
    close(injected, mean, 1e-6);
}

#[test]
fn compositions_mix_by_moles() {
    let solved = solve(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = -0.03\nnode c\nnode d withdrawal_kg_per_s = 0.1\nnode e\n\
         pipe P a c\npipe Q b c\npipe R c d\npipe S d e",
    );
    let gas = |text: &str| text.parse::<Composition>().unwrap();
    let entering = [gas("methane 1"), gas("carbon dioxide 1")];
    let feeds = feeds(&solved.network, &solved.solution);
    let arrived = compositions(&solved.network, &solved.solution, &feeds, &entering).unwrap();
    let at = |node: &str| arrived[solved.node(node).get()].as_ref();
    // 0.07 kg/s of methane at 16.043 g/mol, 0.03 kg/s of carbon dioxide at 44.010 g/mol.
    let (methane, carbon_dioxide) = (0.07 / 16.043, 0.03 / 44.010);
    let expected = carbon_dioxide / (methane + carbon_dioxide);
    close(at("d").unwrap().fraction(Component::CarbonDioxide), expected, 1e-5);
    close(at("a").unwrap().fraction(Component::Methane), 1.0, 1e-12);
    assert!(at("e").is_none(), "no gas flows there");
}

#[test]
fn qualities_that_do_not_belong_to_the_feeds_are_refused() {
    let line = "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = -0.01\nnode c withdrawal_kg_per_s = 0.1\n\
                pipe P a b\npipe Q b c";
    let solved = solve(line);
    let feeds = feeds(&solved.network, &solved.solution);
    let refused = |entering: &[Vec<f64>]| track(&solved.network, &solved.solution, &feeds, entering).unwrap_err();
    assert_eq!(refused(&[vec![1.0]]), QualityError::Entering { feeds: 2, entering: 1 });
    assert_eq!(refused(&vec![vec![1.0]; 3]), QualityError::Entering { feeds: 2, entering: 3 });
    let uneven = QualityError::Uneven { feed: 2, found: 2, expected: 1 };
    assert_eq!(refused(&[vec![1.0], vec![1.0, 2.0]]), uneven);
    let methane = Composition::pure(Component::Methane);
    let short = compositions(&solved.network, &solved.solution, &feeds, &[methane]);
    assert_eq!(short, Err(QualityError::Entering { feeds: 2, entering: 1 }));
    let other = solve("node a fixed_pressure_bar = 5.0\nnode b\npipe P a b");
    assert_eq!(shares(&other.network, &solved.solution, &feeds), Err(QualityError::Foreign));
}

#[test]
fn more_shares_than_memory_should_hold_are_refused() {
    let solved = solve("node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\npipe P a b");
    let source = Feed { source: Source::Well(0), node: solved.node("a"), flow_kg_per_s: 1e-6 };
    let many = shares(&solved.network, &solved.solution, &vec![source; 8_000]);
    assert_eq!(many, Err(QualityError::TooMany { nodes: 8_000, qualities: 8_000 }));
}

/// A compressor drives gas round a ring into which hardly any flows.
#[test]
fn a_ring_that_is_hardly_renewed_is_named_instead_of_half_mixed() {
    let solved = solve(
        "node a fixed_pressure_bar = 20.0\nnode b\nnode c withdrawal_kg_per_s = -5e-8\nnode d withdrawal_kg_per_s = 1e-7\n\
         pipe P a b\n\
         compressor C b c control = { ratio = 1.4 }, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3\n\
         pipe R c d\npipe T d b\n",
    );
    assert!(solved.flow("T") > 0.1, "the gas goes round: {}", solved.flow("T"));
    let feeds = feeds(&solved.network, &solved.solution);
    let error = shares(&solved.network, &solved.solution, &feeds).unwrap_err();
    assert!(matches!(&error, QualityError::Unsettled { node } if ["b", "c", "d"].contains(&node.as_str())), "{error}");
}
