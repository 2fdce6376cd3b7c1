//! Networks of our own as markets, and cases at their nominal flows.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]

mod common;

use gas_dispatch::dispatch::{Effort, LinkKind, least_cost, most_load};
use gas_dispatch::matgas::{Imported, NominalError, parse};
use gas_dispatch::{expansion, horizon, own};
use gas_flow::format::own_toml;
use gas_flow::network::ElementKind;
use gas_flow::{Options, Steady};

const ZONE: &str = include_str!("../../../fuzz/seeds/gas_own/market.toml");

fn converted(text: &str) -> own::Converted {
    let own = own_toml(text).unwrap();
    own::market(&own.network, &own.market.unwrap()).unwrap()
}

fn case(name: &str) -> Imported {
    parse(&common::text(name)).unwrap().market().unwrap()
}

#[test]
fn a_network_of_our_own_is_dispatched_at_least_cost() {
    let market = converted(ZONE).market;
    let plan = least_cost(&market, Effort::for_links(market.links.len())).unwrap();
    let by = |name: &str| market.receipts.iter().position(|one| one.name == name).unwrap();
    assert!(plan.injections_kg_s[by("west")] > 1e-3, "{plan:?}");
    let west = plan.injections_kg_s[by("west")];
    assert!(
        plan.injections_kg_s[by("spot")] < 1e-6 || (west - 0.3).abs() < 1e-6,
        "the dearer gas comes second: {plan:?}"
    );
    let school = market.deliveries.iter().position(|one| one.name == "school").unwrap();
    assert!((plan.withdrawals_kg_s[school] - 0.05).abs() < 1e-9, "what no delivery names is served as it stands");
    assert!(plan.residuals.holds() && plan.gap() < 1e-3);
}

#[test]
fn what_is_built_serves_more() {
    let market = converted(ZONE).market;
    let effort = Effort::for_expansion(market.links.len());
    let standing = most_load(&market, effort).unwrap();
    let built = expansion::most_load(&market, None, effort).unwrap();
    assert!(built.objective > standing.objective + 1e-3, "{} {}", built.objective, standing.objective);
    assert!((built.construction_cost - 1.6e6).abs() < 1.0);
}

#[test]
fn contracts_and_stocks_of_the_network_hold_over_a_horizon() {
    let zone = converted(ZONE);
    let text = "period_h = 12.0\nperiods = 2\n";
    assert!(horizon::read_toml(text, &zone.market).unwrap_err().to_string().contains("tank"));
    let horizon = horizon::read_toml_beside(text, &zone.market, &zone.standing).unwrap();
    assert_eq!((horizon.contracts[0].name.as_str(), horizon.inventories[0].start_kg), ("west 2027", 2000.0));
    let twice = format!("{text}[[contracts]]\nname = \"west 2027\"\nexchanges = [\"spot\"]\n");
    assert!(horizon::read_toml_beside(&twice, &zone.market, &zone.standing).unwrap_err().to_string().contains("twice"));
    let other = format!("{text}[[stores]]\nname = \"tank\"\nstock_kg = [0.0, 100.0]\nstart_kg = 50.0\n");
    let horizon = horizon::read_toml_beside(&other, &zone.market, &zone.standing).unwrap();
    assert_eq!(horizon.inventories[0].start_kg, 50.0, "the horizon's own stock goes before the network's");
}

/// In fully rough flow at one pressure, pipes of both are the same pipes.
#[test]
fn a_plan_of_our_own_network_is_its_steady_flow() {
    let own =
        own_toml(&ZONE.replace("slope_per_bar = -0.0022", "slope_per_bar = 0.0").replace("1.1e-5", "1e-12")).unwrap();
    let market = own::market(&own.network, own.market.as_ref().unwrap()).unwrap().market;
    let plan = least_cost(&market, Effort::for_links(market.links.len())).unwrap();
    let network = own.network;
    let mut load = vec![0.0; network.nodes().len()];
    market.receipts.iter().zip(&plan.injections_kg_s).for_each(|(one, q)| load[one.junction] -= q);
    market.deliveries.iter().zip(&plan.withdrawals_kg_s).for_each(|(one, q)| load[one.junction] += q);
    market.storages.iter().zip(&plan.storage_kg_s).for_each(|(one, q)| load[one.junction] -= q);
    let mut file = serde_json::to_value(gas_flow::format::NetworkFile::from(&network)).unwrap();
    for (n, node) in file["nodes"].as_array_mut().unwrap().iter_mut().enumerate() {
        node["withdrawal_kg_per_s"] = load[n].into();
    }
    file["nodes"][0]["fixed_pressure_bar"] = (plan.pressures_pa[0] / 1e5).into();
    file["nodes"][0]["withdrawal_kg_per_s"] = 0.0.into();
    let network = gas_flow::format::read_json(file.to_string().as_bytes()).unwrap();
    let solution = Steady::new(&network, Options::default()).unwrap().solve().unwrap();
    for (ours, planned) in solution.pressure_pa.iter().zip(&plan.pressures_pa) {
        assert!((ours - planned).abs() < 1e-4 * planned, "{ours} {planned}");
    }
}

/// Weymouth: `p_i^2 - p_j^2 = w f |f|` on every pipe of a case that is solved at its nominal flows.
#[test]
fn a_case_at_its_nominal_flows_keeps_weymouths_law() {
    let case = case("case-6-gf.m");
    let network = case.network(&[("1".to_owned(), 45.0)], &[]).unwrap().network;
    let solution = Steady::new(&network, Options::default()).unwrap().solve().unwrap();
    let held = network.node_by_id("1").unwrap();
    assert!((solution.pressure_bar(held) - 45.0).abs() < 1e-9);
    let mut pipes = 0;
    for link in &case.market.links {
        let LinkKind::Pipe { resistance } = link.kind else { continue };
        let element = network.element_by_id(&link.name).unwrap();
        assert!(matches!(network.element(element).kind, ElementKind::Pipe(_)), "{}", link.name);
        let flow = solution.flow_kg_per_s[element.get()];
        let [from, to] = [link.from, link.to].map(|end| solution.pressure_pa[end].powi(2));
        let law = resistance * flow * flow.abs();
        assert!((from - to - law).abs() < 1e-6 * from, "{}: {} {law}", link.name, from - to);
        pipes += 1;
    }
    assert_eq!(pipes, 4);
}

#[test]
fn a_case_without_a_held_pressure_says_what_is_missing() {
    let text = common::text("case-6.m").replace("4000000 1  1  'synthetic6'", "4000000 0  1  'synthetic6'");
    let case = parse(&text).unwrap().market().unwrap();
    let error = case.network(&[], &[]).unwrap_err();
    assert!(matches!(&error, NominalError::NoPressure { junction, .. } if junction == "1"), "{error}");
    assert!(error.to_string().contains("30.000 to 60.000 bar"), "{error}");
    assert_eq!(case.network(&[("9".into(), 40.0)], &[]).unwrap_err(), NominalError::Unknown("9".into()));
    assert!(case.network(&[("1".into(), -40.0)], &[]).unwrap_err().to_string().contains("-40 bar"));
    assert!(case.network(&[("1".into(), 40.0)], &[]).is_ok());
}

#[test]
fn values_that_make_no_market_name_their_line() {
    let text = common::text("case-6.m")
        .replace("1	5	2	0.6	50000	0.01	3000000	6000000", "1	5	5	0.6	50000	0.01	3000000	6000000");
    let error = parse(&text).unwrap().market().unwrap_err().to_string();
    assert!(error.starts_with("line ") && error.contains("pipe 1"), "{error}");
}

/// A supplier that holds 5 bar, a plant that needs a pressure, and one element between.
fn station_between(element: &str, plant_min_bar: f64) -> String {
    format!(
        "[fluid]\ntemperature_k = 288.0\ncomposition = {{ methane = 1.0 }}\n\
         [[nodes]]\nid = \"gate\"\nfixed_pressure_bar = 5.0\n[[nodes]]\nid = \"plant\"\n\
         pressure_min_bar = {plant_min_bar}\npressure_max_bar = 8.0\n{element}\nid = \"E\"\nfrom = \"gate\"\nto = \"plant\"\n\
         [market]\n[[market.receipts]]\nid = \"all\"\nnode = \"gate\"\nmax_kg_per_s = 2.0\nprice_per_kg = 1.0\n\
         [[market.deliveries]]\nid = \"works\"\nnode = \"plant\"\nmin_kg_per_s = 1.0\nmax_kg_per_s = 1.0\nprice_per_kg = 3.0\n"
    )
}

/// The plant's pressure and the flows of the cheapest plan.
fn between(element: &str, plant_min_bar: f64) -> Result<(f64, Vec<(String, f64)>), String> {
    let text = station_between(element, plant_min_bar);
    let market = converted(&text).market;
    let plan = least_cost(&market, Effort::for_links(market.links.len())).map_err(|error| error.to_string())?;
    assert!(plan.residuals.holds());
    let flows = market.links.iter().zip(&plan.links).map(|(link, at)| (link.name.clone(), at.flow_kg_s));
    Ok((plan.pressures_pa[1] / 1e5, flows.collect()))
}

#[test]
fn a_plan_feels_constant_losses() {
    let fitting = |loss: f64| format!("[[loss_resistors]]\npressure_loss_bar = {loss}");
    let (bar, _) = between(&fitting(0.4), 4.5).unwrap();
    assert!((bar - 4.6).abs() < 1e-6, "{bar}");
    assert!(between(&fitting(0.6), 4.5).is_err());
    let regulator = |losses: &str| format!("[[regulators]]\noutlet_pressure_bar = 4.0\n{losses}");
    let losses = "pressure_loss_in_bar = 0.2\npressure_loss_out_bar = 0.3";
    assert!(between(&regulator(""), 4.8).is_ok() && between(&regulator(losses), 4.8).is_err());
    let (bar, flows) = between(&regulator(losses), 4.3).unwrap();
    assert!((4.3..=4.5 + 1e-6).contains(&bar), "{bar}");
    for through in ["E", "E inlet", "E outlet"] {
        assert!(flows.iter().any(|(name, flow)| name == through && (flow - 1.0).abs() < 1e-6), "{flows:?}");
    }
}

#[test]
fn a_plan_bypasses_a_station_without_loss() {
    let station = |lift: f64| {
        format!(
            "[[compressors]]\ncontrol = \"bypass\"\nratio_max = {lift}\nefficiency = 0.8\nheat_capacity_ratio = 1.3\n\
             pressure_loss_in_bar = 0.2\npressure_loss_out_bar = 0.3"
        )
    };
    // Too weak to make up for its piping, it is passed by.
    let (bar, flows) = between(&station(1.05), 4.9).unwrap();
    assert!((bar - 5.0).abs() < 1e-6, "{bar}");
    assert!(flows.iter().any(|(name, flow)| name == "E bypass" && (flow - 1.0).abs() < 1e-6), "{flows:?}");
    let (bar, flows) = between(&station(1.5), 6.0).unwrap();
    assert!((6.0 - 1e-6..=4.8 * 1.5 - 0.3 + 1e-6).contains(&bar), "{bar}");
    assert!(flows.iter().any(|(name, flow)| name == "E" && (flow - 1.0).abs() < 1e-6), "{flows:?}");
    assert!(between(&station(1.5), 7.0).is_err());
}

/// What is built is built with its bypass, and passes nothing before.
#[test]
fn a_candidate_with_losses_is_bypassed_once_it_is_built() {
    let text = station_between(
        "[[market.candidate_compressors]]\nconstruction_cost = 7.0\ncontrol = \"bypass\"\nratio_max = 1.05\nefficiency = 0.8\n\
         heat_capacity_ratio = 1.3\npressure_loss_in_bar = 0.2\npressure_loss_out_bar = 0.3",
        4.9,
    );
    let market = converted(&text).market;
    let effort = Effort::for_expansion(market.links.len());
    assert!(least_cost(&market, effort).is_err());
    let plan = expansion::cheapest(&market, effort).unwrap();
    assert!(plan.residuals.holds() && (plan.construction_cost - 7.0).abs() < 1e-9, "{}", plan.construction_cost);
    let built: Vec<&str> = plan.built(&market).map(|link| market.links[link].name.as_str()).collect();
    assert_eq!(built, ["E"]);
    assert!((plan.pressures_pa[1] / 1e5 - 5.0).abs() < 1e-6, "{}", plan.pressures_pa[1]);
}
