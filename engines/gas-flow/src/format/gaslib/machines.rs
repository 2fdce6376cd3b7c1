//! Machines of compressor stations (`.cs`).

use std::collections::HashMap;

use super::notes::{Notes, Skipped};
use super::quantity::NUMBER;
use super::xml::Element;
use super::{GasLibError, GasLibProblem, rooted};
use crate::units::{InvalidQuantity, Power, PressureRatio, Share};

/// Temperature of the air at a gas turbine's inlet, °C: standard reference conditions of ISO 3977-2.
const AMBIENT_CELSIUS: f64 = 15.0;

const EFFICIENCY: [&str; 9] = [
    "eta_ad_isoline_coeff_1",
    "eta_ad_isoline_coeff_2",
    "eta_ad_isoline_coeff_3",
    "eta_ad_isoline_coeff_4",
    "eta_ad_isoline_coeff_5",
    "eta_ad_isoline_coeff_6",
    "eta_ad_isoline_coeff_7",
    "eta_ad_isoline_coeff_8",
    "eta_ad_isoline_coeff_9",
];
const POWER: [&str; 9] = [
    "power_fun_coeff_1",
    "power_fun_coeff_2",
    "power_fun_coeff_3",
    "power_fun_coeff_4",
    "power_fun_coeff_5",
    "power_fun_coeff_6",
    "power_fun_coeff_7",
    "power_fun_coeff_8",
    "power_fun_coeff_9",
];
const PISTON: [&str; 2] = ["adiabaticEfficiency", "maximalCompressionRatio"];

/// What its strongest configuration of machines allows a station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationMachines {
    /// Mean adiabatic efficiency of the machines: of turbo compressors the best at their nominal speed.
    pub efficiency: Share,
    /// Greatest power of all drives together, at nominal speed and 15 °C.
    pub power_max: Power,
    /// Greatest pressure ratio of all stages together, if every stage has a piston compressor that gives one.
    pub ratio_max: Option<PressureRatio>,
}

/// Machines of compressor stations.
#[derive(Debug, Clone, PartialEq)]
pub struct Machines {
    /// By id of the station; for [`super::GasLibOptions::machines`].
    pub stations: HashMap<String, StationMachines>,
    /// What was not read: the characteristic diagrams, surge and choke lines (volume flows at the inlet, which are no
    /// limit of mass), torques, speeds and the drives' own consumption.
    pub skipped: Vec<Skipped>,
}

/// Reads machines (`.cs`). A station without configurations is left out.
///
/// # Errors
/// [`GasLibError`], with the line and the element.
pub fn read_machines(cs: &str) -> Result<Machines, GasLibError> {
    let root = rooted(cs, "file of compressor stations (.cs)", "compressorStations")?;
    let mut notes = Notes::default();
    let mut stations = HashMap::new();
    let mut lines = HashMap::new();
    for xml in &root.children {
        if xml.name != "compressorStation" {
            notes.skip(format!("compressorStations > {}", xml.name), xml.line);
            continue;
        }
        let id = xml.required("id")?;
        if let Some(first_line) = lines.insert(id, xml.line) {
            return Err(xml.at(GasLibProblem::DuplicateId { first_line }));
        }
        if let Some(machines) = Station::read(xml, &mut notes)?.strongest()? {
            stations.insert(id.to_owned(), machines);
        }
    }
    Ok(Machines { stations, skipped: notes.skipped })
}

struct Station<'a> {
    xml: &'a Element,
    compressors: HashMap<&'a str, Compressor<'a>>,
    drives: HashMap<&'a str, Curves>,
}

struct Compressor<'a> {
    xml: &'a Element,
    drive: &'a str,
    efficiency: Curves,
    ratio_max: Option<f64>,
}

/// Coefficients of three curves, each a square in the speed in 1/min.
type Curves = [f64; 9];

impl<'a> Station<'a> {
    fn read(xml: &'a Element, notes: &mut Notes) -> Result<Self, GasLibError> {
        notes.skip_rest(xml, &["id"], &["compressors", "drives", "configurations"]);
        let (mut compressors, mut drives) = (HashMap::new(), HashMap::new());
        let list = |name: &str| xml.child(name).into_iter().flat_map(|list| &list.children);
        let mut lines = HashMap::new();
        for one in list("compressors") {
            notes.skip_rest(one, &["id", "drive"], &[&EFFICIENCY[..], &PISTON].concat());
            once(&mut lines, xml, one)?;
            compressors.insert(one.required("id")?, Compressor::read(one)?);
        }
        lines.clear();
        for one in list("drives") {
            notes.skip_rest(one, &["id"], &POWER);
            once(&mut lines, xml, one)?;
            drives.insert(one.required("id")?, curves(one, &POWER)?);
        }
        Ok(Self { xml, compressors, drives })
    }

    /// The configuration of greatest power.
    fn strongest(&self) -> Result<Option<StationMachines>, GasLibError> {
        let mut best: Option<StationMachines> = None;
        for xml in self.xml.child("configurations").into_iter().flat_map(|list| &list.children) {
            let next = self.together(xml)?;
            if best.is_none_or(|best| next.power_max > best.power_max) {
                best = Some(next);
            }
        }
        Ok(best)
    }

    fn together(&self, configuration: &Element) -> Result<StationMachines, GasLibError> {
        let (mut efficiencies, mut watts, mut ratio) = (Vec::new(), 0.0, Some(1.0));
        for stage in &configuration.children {
            if stage.children.is_empty() {
                return self.xml.inside(configuration, Err(stage.at(GasLibProblem::EmptyStage)));
            }
            let mut of_stage = Some(f64::INFINITY);
            for unit in &stage.children {
                let missing = || unit.at(GasLibProblem::MissingAttribute("nominalSpeed"));
                let speed = unit.number("nominalSpeed")?.ok_or_else(missing)?;
                let compressor = find(&self.compressors, unit, "id", unit.required("id")?)?;
                let drive = find(&self.drives, compressor.xml, "drive", compressor.drive)?;
                efficiencies.push(efficiency(&compressor.efficiency, speed));
                watts += power_w(drive, speed);
                of_stage = of_stage.zip(compressor.ratio_max).map(|(others, greatest)| others.min(greatest));
            }
            ratio = ratio.zip(of_stage).map(|(before, stage)| before * stage);
        }
        if efficiencies.is_empty() {
            return self.xml.inside(configuration, Err(configuration.at(GasLibProblem::MissingChild("compressor"))));
        }
        let mean = efficiencies.iter().sum::<f64>() / efficiencies.len() as f64;
        let machines = || {
            Ok::<_, InvalidQuantity>(StationMachines {
                efficiency: Share::new(mean)?,
                power_max: Power::new(watts)?,
                ratio_max: ratio.map(PressureRatio::new).transpose()?,
            })
        };
        self.xml.inside(configuration, machines().map_err(|error| configuration.at(error)))
    }
}

/// Refuses a second machine of one id; `lines` are those of the machines before it.
fn once<'a>(lines: &mut HashMap<&'a str, usize>, station: &Element, one: &'a Element) -> Result<(), GasLibError> {
    match lines.insert(one.required("id")?, one.line) {
        Some(first_line) => station.inside(one, Err(one.at(GasLibProblem::DuplicateId { first_line }))),
        None => Ok(()),
    }
}

fn find<'m, T>(
    machines: &'m HashMap<&str, T>,
    at: &Element,
    attribute: &'static str,
    id: &str,
) -> Result<&'m T, GasLibError> {
    machines.get(id).ok_or_else(|| at.at(GasLibProblem::UnknownMachine { attribute, id: id.to_owned() }))
}

impl<'a> Compressor<'a> {
    fn read(xml: &'a Element) -> Result<Self, GasLibError> {
        let efficiency = if xml.name == "pistonCompressor" {
            let mut constant = [0.0; 9];
            constant[0] = xml.required_si("adiabaticEfficiency", &NUMBER)?;
            constant
        } else {
            curves(xml, &EFFICIENCY)?
        };
        let ratio_max = xml.child_si("maximalCompressionRatio", &NUMBER)?;
        Ok(Self { xml, drive: xml.required("drive")?, efficiency, ratio_max })
    }
}

fn curves(xml: &Element, names: &[&'static str; 9]) -> Result<Curves, GasLibError> {
    let mut curves = [xml.required_si(names[0], &NUMBER)?; 9];
    for (coefficient, name) in curves.iter_mut().zip(names) {
        *coefficient = xml.child_si(name, &NUMBER)?.unwrap_or(0.0);
    }
    Ok(curves)
}

/// `η = a(n) + b(n) Q + c(n) Q²` at the volume flow Q where it is best.
fn efficiency(curves: &Curves, speed: f64) -> f64 {
    let [a, b, c] = at_speed(curves, speed);
    if b > 0.0 && c < 0.0 { a - b * b / (4.0 * c) } else { a }
}

/// Greatest power of a drive, W: `a(n) + b(n) T + c(n) T²` in kW, T the temperature of the air in °C; only gas turbines
/// have b and c.
fn power_w(curves: &Curves, speed: f64) -> f64 {
    let [a, b, c] = at_speed(curves, speed);
    1e3 * (a + AMBIENT_CELSIUS * (b + AMBIENT_CELSIUS * c))
}

fn at_speed(curves: &Curves, speed: f64) -> [f64; 3] {
    [0, 3, 6].map(|i| curves[i] + speed * (curves[i + 1] + speed * curves[i + 2]))
}
