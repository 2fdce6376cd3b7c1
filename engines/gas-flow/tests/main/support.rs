//! Networks in a few lines.

use gas_flow::format::read_toml;
use gas_flow::network::{ElementIndex, NodeIndex};
use gas_flow::{Mode, Network, Options, Solution, Steady, SteadyError};

/// Density at normal conditions, kg/m³; gas temperature, K; viscosity, Pa·s: of [`IDEAL`].
pub const DENSITY: f64 = 0.75;
pub const TEMPERATURE: f64 = 300.0;
pub const VISCOSITY: f64 = 1.1e-5;

/// Gas constant of that gas, J/(kg K).
pub fn gas_constant() -> f64 {
    101_325.0 / (DENSITY * 273.15)
}

pub const IDEAL: &str = r#"
[fluid]
density_normal_kg_per_m3 = 0.75
viscosity_pa_s = 1.1e-5
temperature_k = 300.0
compressibility = { law = "linear", offset = 1.0, slope_per_bar = 0.0 }
"#;

/// A network of ideal gas from lines such as `pipe P1 a b` and `node a fixed_pressure_bar = 5`: the word, the id, the
/// ends, then keys of the TOML format.
pub fn network(lines: &str) -> Network {
    network_of(IDEAL, lines)
}

pub fn network_of(fluid: &str, lines: &str) -> Network {
    let mut toml = fluid.to_owned();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, rest) = line.split_once(' ').unwrap();
        let ends = match word {
            "node" => 1,
            "well" | "storage" => 2,
            _ => 3,
        };
        let mut words = rest.splitn(ends + 1, ' ');
        let names = match word {
            "well" | "storage" => ["id", "node", ""],
            _ => ["id", "from", "to"],
        };
        toml.push_str(&format!("[[{word}s]]\n"));
        for name in &names[..ends] {
            toml.push_str(&format!("{name} = \"{}\"\n", words.next().unwrap()));
        }
        if word == "pipe" && !rest.contains("length_m") {
            toml.push_str("length_m = 1000.0\ndiameter_m = 0.1\nroughness_mm = 0.1\n");
        }
        let mut depth = 0;
        for letter in words.next().unwrap_or("").chars() {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            toml.push(if letter == ',' && depth == 0 { '\n' } else { letter });
        }
        toml.push('\n');
    }
    read_toml(&toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
}

pub struct Solved {
    pub network: Network,
    pub solution: Solution,
}

pub fn solve(lines: &str) -> Solved {
    let network = network(lines);
    let solution = Steady::new(&network, Options::default()).unwrap().solve().unwrap();
    assert!(solution.imbalance_kg_per_s < 1e-9);
    Solved { network, solution }
}

pub fn fails(lines: &str) -> SteadyError {
    let network = network(lines);
    match Steady::new(&network, Options::default()) {
        Ok(mut steady) => steady.solve().expect_err("there should be no steady flow"),
        Err(error) => error,
    }
}

impl Solved {
    pub fn node(&self, id: &str) -> NodeIndex {
        self.network.node_by_id(id).unwrap()
    }

    pub fn element(&self, id: &str) -> ElementIndex {
        self.network.element_by_id(id).unwrap()
    }

    pub fn bar(&self, node: &str) -> f64 {
        self.solution.pressure_bar(self.node(node))
    }

    pub fn flow(&self, element: &str) -> f64 {
        self.solution.flow(self.element(element))
    }

    pub fn mode(&self, element: &str) -> Mode {
        self.solution.mode[self.element(element).get()].unwrap()
    }
}

#[track_caller]
pub fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not within {tolerance} of {b}");
}

/// Pressure (bar) at the end of a pipe of ideal gas, as the test itself works it out: Nikuradse with laminar term.
pub fn pipe_outlet_bar(inlet_bar: f64, flow: f64, length: f64, diameter: f64, roughness: f64) -> f64 {
    let area = std::f64::consts::PI * diameter * diameter / 4.0;
    let reynolds = flow * diameter / (VISCOSITY * area);
    let lambda = 64.0 / reynolds + 1.0 / (2.0 * (diameter / roughness).log10() + 1.14).powi(2);
    let loss = lambda * length / diameter * gas_constant() * TEMPERATURE * (flow / area).powi(2);
    ((inlet_bar * 1e5).powi(2) - loss).sqrt() / 1e5
}
