//! `boundaryValue`: what the nodes feed in or take, and the pressures that they hold.

use std::collections::HashMap;

use super::notes::Notes;
use super::quantity::{Flow, PRESSURE};
use super::xml::Element;
use super::{GasLibError, GasLibProblem};
use crate::units::Pressure;

/// One scenario.
#[derive(Debug)]
pub(super) struct Scenario<'a> {
    pub id: String,
    pub nodes: HashMap<&'a str, ScenarioNode<'a>>,
}

#[derive(Debug)]
pub(super) struct ScenarioNode<'a> {
    pub element: &'a Element,
    pub is_entry: bool,
    /// Unsigned: into the network at entries, out of it at exits.
    pub flow: Option<Flow>,
    pub pressure_min: Option<Pressure>,
    pub pressure_max: Option<Pressure>,
}

/// Reads the chosen scenario, or the only one.
pub(super) fn read<'a>(
    root: &'a Element,
    chosen: Option<&str>,
    notes: &mut Notes,
) -> Result<Scenario<'a>, GasLibError> {
    let scenarios: Vec<&Element> = root.children.iter().filter(|child| child.name == "scenario").collect();
    for other in root.children.iter().filter(|child| child.name != "scenario") {
        notes.skip(format!("{} > {}", root.name, other.name), other.line);
    }
    let id = |scenario: &Element| scenario.attribute("id").unwrap_or_default().to_owned();
    let choose = || GasLibError::ChooseScenario { available: scenarios.iter().map(|s| id(s)).collect() };
    let scenario = match (chosen, scenarios.as_slice()) {
        (_, []) => return Err(GasLibError::NoScenario),
        (None, [only]) => only,
        (None, _) => return Err(choose()),
        (Some(chosen), all) => all.iter().find(|s| s.attribute("id") == Some(chosen)).ok_or_else(choose)?,
    };
    let mut nodes = HashMap::new();
    for child in &scenario.children {
        if child.name != "node" {
            notes.skip(format!("scenario > {}", child.name), child.line);
            continue;
        }
        let node = node(child, notes)?;
        if nodes.insert(child.required("id")?, node).is_some() {
            return Err(child.at(GasLibProblem::NodeTwice));
        }
    }
    Ok(Scenario { id: id(scenario), nodes })
}

fn node<'a>(element: &'a Element, notes: &mut Notes) -> Result<ScenarioNode<'a>, GasLibError> {
    notes.skip_rest(element, &["id", "type"], &["flow", "pressure"]);
    let kind = element.required("type")?;
    let is_entry = match kind {
        "entry" | "source" => true,
        "exit" | "sink" => false,
        _ => {
            let (attribute, text) = ("type", kind.to_owned());
            return Err(element.at(GasLibProblem::UnknownWord { attribute, text, known: "entry, exit" }));
        }
    };
    let (mut flow, mut pressure) = (Bounds::default(), Bounds::default());
    let mut is_mass = false;
    for child in &element.children {
        match child.name.as_str() {
            "flow" => {
                let value = element.inside(child, child.flow())?;
                let now_mass = matches!(value, Flow::Mass(_));
                if (flow.lower.is_some() || flow.upper.is_some()) && now_mass != is_mass {
                    return Err(element.at(GasLibProblem::MixedFlow));
                }
                is_mass = now_mass;
                let (Flow::Volume(size) | Flow::Mass(size)) = value;
                element.inside(child, flow.set(child, size))?;
            }
            "pressure" => {
                let value = element.inside(child, child.si(&PRESSURE))?;
                element.inside(child, pressure.set(child, value))?;
            }
            _ => {}
        }
    }
    let id = element.required("id")?;
    if element.children.iter().any(|child| child.name == "flow" && child.unit().is_none()) {
        notes.assume("flows without unit are taken in 1000 m³/h at normal conditions", id);
    }
    flow.check("flow", element)?;
    pressure.check("pressure", element)?;
    let bound =
        |pa: Option<f64>| pa.filter(|&pa| pa > 0.0).map(Pressure::new).transpose().map_err(|error| element.at(error));
    Ok(ScenarioNode {
        element,
        is_entry,
        flow: flow.value(id, notes).map(|size| if is_mass { Flow::Mass(size) } else { Flow::Volume(size) }),
        pressure_min: bound(pressure.lower)?,
        pressure_max: bound(pressure.upper)?,
    })
}

#[derive(Default)]
struct Bounds {
    lower: Option<f64>,
    upper: Option<f64>,
}

impl Bounds {
    fn set(&mut self, child: &Element, value: f64) -> Result<(), GasLibError> {
        let bound = child.attribute("bound").unwrap_or("both");
        if !matches!(bound, "lower" | "upper" | "both") {
            let (attribute, text) = ("bound", bound.to_owned());
            return Err(child.at(GasLibProblem::UnknownWord { attribute, text, known: "lower, upper, both" }));
        }
        if bound != "upper" {
            self.lower = Some(value);
        }
        if bound != "lower" {
            self.upper = Some(value);
        }
        Ok(())
    }

    fn check(&self, quantity: &'static str, element: &Element) -> Result<(), GasLibError> {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if lower > upper => {
                Err(element.at(GasLibProblem::CrossedBounds { quantity, lower, upper }))
            }
            _ => Ok(()),
        }
    }

    /// The one flow to solve for.
    fn value(&self, id: &str, notes: &mut Notes) -> Option<f64> {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if lower < upper => {
                notes.assume("lower and upper bound of the flow differ: their middle is taken", id);
                Some(f64::midpoint(lower, upper))
            }
            (Some(one), Some(_)) => Some(one),
            (Some(one), None) | (None, Some(one)) => {
                notes.assume("only one bound of the flow is given: it is taken as the flow", id);
                Some(one)
            }
            (None, None) => None,
        }
    }
}
