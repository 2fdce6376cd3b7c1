use std::process::ExitCode;

use gas_flow::{Diagnosis, diagnose, format::own::Place};
use serde_json::json;

use super::{Source, load, read, refusal::Refusal};
use crate::commands::Failure;

/// Says what is wrong.
pub fn run(source: &Source) -> Result<ExitCode, Failure> {
    let bytes = load::bytes(&source.file)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let faults: Vec<String> = match read::of_bytes(source, bytes) {
        Ok(read::Read::Own(own)) => {
            let name = load::name(&source.file);
            let placed = |fault: &Diagnosis| match subject(fault).and_then(|id| place(&text, id)) {
                Some(place) => format!("{name}: {place}: {fault}"),
                None => format!("{name}: {fault}"),
            };
            diagnose(&own.0.network).iter().map(placed).collect()
        }
        Ok(read::Read::Matgas(imported)) if !source.hold.is_empty() || !source.set.is_empty() => {
            let (network, _) = read::nominal(source, &imported)?;
            diagnose(&network).iter().map(ToString::to_string).collect()
        }
        Ok(read::Read::Matgas(_)) => Vec::new(),
        Err(refusal) if refusal.code == Refusal::FILE => refusal.lines,
        Err(refusal) => return Err(refusal.into()),
    };
    if source.json {
        say!("{}", json!({ "faults": faults }));
    } else if faults.is_empty() {
        tell!("{}: nothing is wrong with it", load::name(&source.file));
    } else {
        for fault in &faults {
            tell!("{fault}");
        }
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(Refusal::FILE) })
}

/// The node or element that a diagnosis is about.
fn subject(fault: &Diagnosis) -> Option<&str> {
    match fault {
        Diagnosis::NoNodes => None,
        Diagnosis::Island { nodes } => nodes.first().map(String::as_str),
        Diagnosis::UnreachableDemand { node, .. } | Diagnosis::HeldOutsideBounds { node, .. } => Some(node),
        Diagnosis::ContradictoryPressures { second, .. } => Some(second),
        Diagnosis::UnboundedFlow { elements, .. } | Diagnosis::EndlessRing { elements } => {
            elements.first().map(String::as_str)
        }
        Diagnosis::SetPointAgainstHeldPressure { element, .. }
        | Diagnosis::SetPointAboveLimit { element, .. }
        | Diagnosis::CrossedFlowLimits { element, .. } => Some(element),
    }
}

/// Where a text gives this id: `id = "X"` in TOML, `"id": "X"` in JSON, `id="X"` in XML.
fn place(text: &str, id: &str) -> Option<Place> {
    let quoted = format!("\"{id}\"");
    let given = |at: &usize| {
        let before = text.get(..*at).unwrap_or_default().trim_end();
        let key = before.strip_suffix(['=', ':']).unwrap_or_default().trim_end();
        key.trim_end_matches('"').ends_with("id")
    };
    let at = text.match_indices(&quoted).map(|(at, _)| at).find(given)?;
    Some(Place::of(text, at))
}
