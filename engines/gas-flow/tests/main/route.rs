//! The shortest way, round what is shut.

use gas_flow::network::node_index;
use gas_flow::route::{RouteError, shortest};

use super::support::network;

const RING: &str = "node a fixed_pressure_bar = 5.0\nnode b\nnode c\nnode d withdrawal_kg_per_s = 0.1\nnode far\n\
    pipe short a b length_m = 100.0, diameter_m = 0.1, roughness_mm = 0.1\n\
    pipe way b d length_m = 200.0, diameter_m = 0.1, roughness_mm = 0.1\n\
    pipe round a c length_m = 500.0, diameter_m = 0.1, roughness_mm = 0.1\n\
    valve tie d c open = true\nvalve shut d far open = false";

#[test]
fn the_shortest_way_by_length_of_pipe_through_stops_in_either_direction() {
    let network = network(RING);
    let node = |id: &str| network.node_by_id(id).unwrap();
    let ids = |stops: &[&str]| {
        let route = shortest(&network, &stops.iter().map(|id| node(id)).collect::<Vec<_>>()).unwrap();
        let ids: Vec<String> = route.elements.iter().map(|element| network.element(*element).id.clone()).collect();
        (ids.join(" "), route.distance_m)
    };
    assert_eq!(ids(&["a", "d"]), ("short way".to_owned(), vec![0.0, 100.0, 300.0]));
    assert_eq!(ids(&["d", "a"]), ("way short".to_owned(), vec![0.0, 200.0, 300.0]));
    assert_eq!(
        ids(&["a", "c"]),
        ("short way tie".to_owned(), vec![0.0, 100.0, 300.0, 300.0]),
        "the valve has no length"
    );
    let (back, distance) = ids(&["a", "c", "a"]);
    assert_eq!((back.as_str(), distance.last()), ("short way tie tie way short", Some(&600.0)));
}

#[test]
fn there_is_no_way_through_what_is_shut_and_none_of_one_node() {
    let network = network(RING);
    let node = |id: &str| network.node_by_id(id).unwrap();
    let apart = RouteError::Apart { from: "a".into(), to: "far".into() };
    assert_eq!(shortest(&network, &[node("a"), node("far")]), Err(apart));
    assert_eq!(shortest(&network, &[node("a")]), Err(RouteError::Short));
    let stays = shortest(&network, &[node("a"), node("a")]).unwrap();
    assert_eq!((stays.nodes.len(), stays.elements.len()), (1, 0));
}

#[test]
fn there_is_no_way_through_a_closed_station() {
    let station = |control: &str| {
        let network = network(&format!(
            "node a fixed_pressure_bar = 10.0\nnode b fixed_pressure_bar = 20.0\n\
             compressor C a b control = \"{control}\", ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3"
        ));
        shortest(&network, &[node_index(0), node_index(1)])
    };
    assert_eq!(station("closed"), Err(RouteError::Apart { from: "a".into(), to: "b".into() }));
    assert_eq!(station("bypass").unwrap().elements.len(), 1);
}

#[test]
fn what_belongs_to_another_network_is_refused() {
    let network = network(RING);
    let nodes = network.nodes().len();
    let unknown = RouteError::UnknownStop { stop: 2, nodes };
    assert_eq!(shortest(&network, &[node_index(0), node_index(nodes)]), Err(unknown));
    let route = shortest(&network, &[node_index(0), node_index(3)]).unwrap();
    assert_eq!(route.along(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap(), [(0.0, 1.0), (100.0, 2.0), (300.0, 4.0)]);
    assert_eq!(route.along(&[1.0, 2.0]), Err(RouteError::TooFewValues { values: 2 }));
}
