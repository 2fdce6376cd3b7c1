//! Seconds per solve, best of n, beside the floor: one sparse Cholesky of the same graph by faer.
//!
//! ```text
//! cargo run --release --example time -- FILE [RUNS]         a reference network, compared with its peer's solution
//! cargo run --release --example time -- grid SIDE [RUNS]    a street grid of SIDE x SIDE nodes
//! ```
#![allow(clippy::print_stdout)]

use std::time::Instant;

use faer::sparse::linalg::solvers::{Llt, SymbolicLlt};
use faer::sparse::{SparseColMat, Triplet};
use gas_flow::contingency::{all_outages, contingencies};
use gas_flow::format::{Reference, read_reference};
use gas_flow::network::{Element, ElementKind, Network, Node, Pipe, index_nodes};
use gas_flow::units::{Density, Temperature, Viscosity};
use gas_flow::units::{Diameter, Length, LossCoefficient, MassFlow, Pressure, Roughness};
use gas_flow::{Compressibility, Fluid, Options, Solution, Steady};

type Failure = Box<dyn std::error::Error>;

/// N-1 is left out above this many elements: it takes as many solutions.
const CONTINGENCIES_MAX: usize = 5000;

fn main() -> Result<(), Failure> {
    // As the engine does: more threads only slow factors of gas networks.
    faer::set_global_parallelism(faer::Par::Seq);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (reference, rest) = match arguments.split_first() {
        Some((word, rest)) if word == "grid" => {
            let side = rest.first().ok_or("which side?")?.parse()?;
            (Reference { network: grid(side)?, solution: None }, &rest[1..])
        }
        Some((file, rest)) => (read_reference(&std::fs::read(file)?)?, rest),
        None => return Err("FILE [RUNS] or grid SIDE [RUNS]".into()),
    };
    let runs: usize = rest.first().map_or(Ok(5), |runs| runs.parse())?;
    let network = &reference.network;
    println!("{} nodes, {} elements", network.nodes().len(), network.elements().len());
    let (symbolic, numeric) = floor(network, runs)?;
    println!("floor      {symbolic:.6} s symbolic, {numeric:.6} s numeric");
    let (mut prepare, mut cold) = (f64::INFINITY, f64::INFINITY);
    let mut solved = None;
    for _ in 0..runs {
        let start = Instant::now();
        let mut steady = Steady::new(network, Options::default())?;
        prepare = prepare.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let solution = steady.solve()?;
        cold = cold.min(start.elapsed().as_secs_f64());
        solved = Some((steady, solution));
    }
    let Some((mut steady, solution)) = solved else { return Err("no runs".into()) };
    println!("prepare    {prepare:.6} s");
    let steps = solution.factorisations;
    println!(
        "cold solve {cold:.6} s, {steps} factorisations, {:.2} x floor",
        cold / (symbolic + numeric * steps as f64)
    );
    println!("imbalance  {:.1e} kg/s", solution.imbalance_kg_per_s);
    compare(&reference, &solution);
    what_ifs(&mut steady, &solution, runs)?;
    if network.elements().len() <= CONTINGENCIES_MAX {
        let outages = all_outages(network);
        let start = Instant::now();
        let cases = contingencies(&steady, &solution, &outages);
        let failed = cases.iter().filter(|case| case.failure.is_some()).count();
        println!(
            "N-1        {:.6} s for {} cases, {failed} without solution",
            start.elapsed().as_secs_f64(),
            cases.len()
        );
    }
    Ok(())
}

fn compare(reference: &Reference, solution: &Solution) {
    let Some(peer) = &reference.solution else { return };
    let nodes = reference.network.nodes().iter().zip(&solution.pressure_pa);
    let gauge = nodes.map(|(node, pressure)| (pressure - node.ambient.si()) / 1e5);
    let pressure = gauge.zip(&peer.pressure_bar_g).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let flows = solution.flow_kg_per_s.iter().zip(&peer.mass_flow_kg_per_s);
    let flow = flows.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("peer       within {pressure:.1e} bar and {flow:.1e} kg/s");
}

/// Loads changed one at a time, each solved from the solution of all as they are.
fn what_ifs(steady: &mut Steady, base: &Solution, runs: usize) -> Result<(), Failure> {
    let network = steady.network();
    let index = index_nodes(network.nodes())?;
    let (mut best, mut worst, mut steps) = (f64::INFINITY, 0.0_f64, 0);
    for run in 1..=runs.max(3) {
        let node = &network.nodes()[run * (network.nodes().len() - 1) / (runs.max(3) + 1)];
        steady.set_withdrawal(index[node.id.as_str()], MassFlow::new(node.withdrawal.si() + 0.002)?);
        let start = Instant::now();
        steps += steady.solve_from(base)?.factorisations;
        let seconds = start.elapsed().as_secs_f64();
        (best, worst) = (best.min(seconds), worst.max(seconds));
        steady.set_withdrawal(index[node.id.as_str()], node.withdrawal);
    }
    println!("what-if    {best:.6} to {worst:.6} s, {steps} factorisations in all");
    Ok(())
}

/// One symbolic and one numeric Cholesky factorisation of the graph's Laplacian, best of n.
fn floor(network: &Network, runs: usize) -> Result<(f64, f64), Failure> {
    let n = network.nodes().len();
    let mut triplets: Vec<Triplet<u32, u32, f64>> = Vec::new();
    for (i, node) in (0u32..).zip(network.nodes()) {
        triplets.push(Triplet::new(i, i, if node.fixed_pressure.is_some() { 1e3 } else { 1e-6 }));
    }
    for element in network.elements() {
        let (a, b) = (u32::try_from(element.from.get())?, u32::try_from(element.to.get())?);
        triplets.extend([Triplet::new(a, a, 1.0), Triplet::new(b, b, 1.0), Triplet::new(a.max(b), a.min(b), -1.0)]);
    }
    let matrix = SparseColMat::<u32, f64>::try_new_from_triplets(n, n, &triplets).map_err(|e| format!("{e:?}"))?;
    let (mut symbolic, mut numeric) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..runs {
        let start = Instant::now();
        let shape = SymbolicLlt::try_new(matrix.symbolic(), faer::Side::Lower).map_err(|e| format!("{e:?}"))?;
        symbolic = symbolic.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        Llt::try_new_with_symbolic(shape, matrix.as_ref(), faer::Side::Lower).map_err(|e| format!("{e:?}"))?;
        numeric = numeric.min(start.elapsed().as_secs_f64());
    }
    Ok((symbolic, numeric))
}

/// A street grid like the peer's: a supply per block of 25 x 25, loads that use up about half the pressure.
fn grid(side: usize) -> Result<Network, Failure> {
    let mut state = 7u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let block = side.min(25);
    let mut nodes = Vec::with_capacity(side * side);
    for n in 0..side * side {
        let supplies = (n / side) % block == block / 2 && (n % side) % block == block / 2;
        nodes.push(Node {
            withdrawal: MassFlow::new(0.014 * random())?,
            fixed_pressure: supplies.then(|| Pressure::from_bar(5.01325)).transpose()?,
            ..Node::new(n.to_string())?
        });
    }
    let index = index_nodes(&nodes)?;
    let at = |n: usize| index[nodes[n].id.as_str()];
    let mut elements = Vec::with_capacity(2 * side * side);
    for n in 0..side * side {
        for (next, there) in [(n + 1, n % side + 1 < side), (n + side, n / side + 1 < side)] {
            if there {
                let pipe = Pipe {
                    length: Length::new(100.0 + 200.0 * random())?,
                    diameter: Diameter::new(match random() {
                        share if share < 1.0 / 3.0 => 0.08,
                        share if share < 2.0 / 3.0 => 0.1,
                        _ => 0.15,
                    })?,
                    roughness: Roughness::new(1e-4)?,
                    loss_coefficient: LossCoefficient::new(0.0)?,
                };
                let kind = ElementKind::Pipe(pipe);
                elements.push(Element { id: elements.len().to_string(), from: at(n), to: at(next), kind });
            }
        }
    }
    let fluid = Fluid {
        density_normal: Density::new(0.7995)?,
        viscosity: Viscosity::new(1.152e-5)?,
        temperature: Temperature::new(283.15)?,
        compressibility: Compressibility::Linear { offset: 1.0, slope_per_bar: -0.0022 },
    };
    drop(index);
    Ok(Network::new(fluid, nodes, elements)?)
}
