//! A day of a reference network at one-minute output: withdrawals swing by half around noon and evening.
//!
//! ```text
//! cargo run --release --example day -- FILE [FAILED_NODE HOUR]
//! ```
#![allow(clippy::print_stdout)]

use std::time::Instant;

use gas_flow::format::read_reference;
use gas_flow::network::Network;
use gas_flow::transient::{
    FactorPoint, FactorProfile, Interpolation, Schedule, SourceFailure, Transient, TransientOptions,
};
use gas_flow::units::Pressure;

type Failure = Box<dyn std::error::Error>;

/// Share of the mean withdrawal, hour by hour: night, morning peak, evening peak.
const SHARE: [f64; 25] = [
    0.55, 0.50, 0.48, 0.48, 0.55, 0.85, 1.35, 1.50, 1.35, 1.15, 1.05, 1.05, 1.10, 1.05, 1.00, 1.00, 1.10, 1.25, 1.45,
    1.50, 1.35, 1.15, 0.90, 0.70, 0.55,
];

/// Gauge pressure below which customers are not served.
const LEAST_BAR_G: f64 = 0.5;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments.first().ok_or("FILE [FAILED_NODE HOUR]")?;
    let network = with_minimum(&read_reference(&std::fs::read(file)?)?.network)?;
    let points =
        SHARE.iter().zip(0u32..).map(|(&factor, hour)| FactorPoint { time_s: 3600.0 * f64::from(hour), factor });
    let factor = FactorProfile { interpolation: Interpolation::Linear, points: points.collect() };
    let mut schedule = Schedule { withdrawal_factor: Some(factor), ..Schedule::constant(86_400.0, 60.0) };
    let mut failed_s = 0.0;
    if let [_, node, hour] = arguments.as_slice() {
        failed_s = 3600.0 * hour.parse::<f64>()?;
        schedule.source_failures.push(SourceFailure { node: node.clone(), time_s: failed_s, until_s: None });
    }
    let start = Instant::now();
    let transient = Transient::new(&network, &schedule, TransientOptions::default())?;
    println!("prepare    {:.3} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let mut worst: f64 = 0.0;
    let mut outputs = 0;
    let outcome = transient.run_each(|snapshot| {
        worst = worst.max(snapshot.account.relative_error());
        if outputs % 120 == 0 {
            let least = snapshot.pressure_pa.iter().copied().fold(f64::INFINITY, f64::min);
            let supply: f64 = snapshot.supply_kg_per_s.iter().map(|(_, flow)| flow).sum();
            println!(
                "{:>5.1} h  least {:.5} bar  line-pack {:.3} kg  supply {supply:.5} kg/s",
                snapshot.time_s / 3600.0,
                least / 1e5,
                snapshot.account.linepack_kg
            );
        }
        outputs += 1;
    })?;
    println!("run        {:.3} s for {outputs} outputs", start.elapsed().as_secs_f64());
    println!(
        "steps      {} taken, {} given up, {} factorisations, {} cells",
        outcome.steps, outcome.rejected, outcome.factorisations, outcome.cells
    );
    println!(
        "mass       relative error {:.1e}, worst {worst:.1e}; {:?}",
        outcome.account.relative_error(),
        outcome.account
    );
    println!("survival   {:?} s, stopped {:?}", outcome.survival_s(failed_s), outcome.stop);
    Ok(())
}

/// The same network with a minimum pressure at every node.
fn with_minimum(network: &Network) -> Result<Network, Failure> {
    let mut nodes = network.nodes().to_vec();
    for node in &mut nodes {
        node.pressure_min = Some(Pressure::new(node.ambient.si() + LEAST_BAR_G * 1e5)?);
    }
    Ok(Network::new(network.fluid().clone(), nodes, network.elements().to_vec())?)
}
