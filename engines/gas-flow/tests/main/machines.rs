//! Machines of GasLib's compressor stations.

use gas_flow::format::gaslib::{GasLibOptions, StationMachines, read_gaslib, read_machines};
use gas_flow::network::ElementKind;

use super::gaslib::held;
use super::support::close;

/// A station with a turbo compressor on a gas turbine, two of them in series in its second configuration, and one with a
/// piston compressor; the coefficients of the first are those of GasLib-11 (gaslib.zib.de, CC BY 3.0).
const CS: &str = include_str!("../fixtures/valley.cs");
const NET: &str = include_str!("../fixtures/valley.net");
const SCN: &str = include_str!("../fixtures/valley.scn");

fn fails(from: &str, to: &str) -> String {
    assert!(CS.contains(from));
    read_machines(&CS.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn the_strongest_configuration_counts() {
    let machines = read_machines(CS).unwrap();
    let StationMachines { efficiency, power_max, ratio_max } = machines.stations["station"];
    // At 5200 1/min, by hand: 0.417733 + 0.195530 Q - 0.022464 Q² is best at 4.352 m³/s.
    close(efficiency.si(), 0.417_730 + 0.195_532 * 0.195_532 / (4.0 * 0.022_463_7), 1e-3);
    // 9498.4 - 60.29 T - 0.2391 T² kW at 15 °C, twice.
    close(power_max.si() / 2e3, 9_498.4 - 60.288 * 15.0 - 0.2391 * 225.0, 2.0);
    assert_eq!(ratio_max, None);
    let piston = machines.stations["piston"];
    close(piston.efficiency.si(), 0.9, 1e-12);
    // Two in parallel and then one: 2 x 1.5, each with 2000 + 3 x 300 kW.
    close(piston.ratio_max.unwrap().si(), 3.0, 1e-12);
    close(piston.power_max.si(), 3.0 * 2_900e3, 1e-6);
    assert!(machines.skipped.iter().any(|part| part.part == "turboCompressor > surgeline_coeff_1" && part.count == 2));
}

#[test]
fn a_station_is_bounded_by_its_machines() {
    let machines = read_machines(CS).unwrap().stations;
    let options = GasLibOptions { machines: machines.clone(), ratio_max: 1.7, ..held() };
    let read = read_gaslib(NET, Some(SCN), &options).unwrap();
    let station = read.network.element(read.network.element_by_id("station").unwrap());
    let ElementKind::Compressor(compressor) = &station.kind else { panic!("{station:?}") };
    assert_eq!(compressor.power_max, Some(machines["station"].power_max));
    assert_eq!(compressor.efficiency, machines["station"].efficiency);
    close(compressor.ratio_max.si(), 1.7, 0.0);
    let said =
        read.assumptions.iter().any(|assumed| assumed.text.contains("the greatest ratio is that of the options"));
    assert!(said, "{:?}", read.assumptions);
}

#[test]
fn errors_name_line_and_machine() {
    assert!(
        fails("drive=\"turbine\"", "drive=\"mill\"")
            .contains("turboCompressor \"turbo\": drive=\"mill\" names no machine")
    );
    let text = fails("<compressor id=\"turbo\" nominalSpeed=\"5200\"/>", "<compressor id=\"turbo\"/>");
    assert!(text.contains("nominalSpeed is missing"), "{text}");
    let text = fails("<adiabaticEfficiency value=\"0.9\"/>", "<adiabaticEfficiency value=\"1.9\"/>");
    assert!(text.contains("compressorStation \"piston\", configuration") && text.contains("share"), "{text}");
    let text = fails("<power_fun_coeff_1 value=\"2000\"/>", "");
    assert!(text.contains("gasDrivenMotor \"motor\": element <power_fun_coeff_1> is missing"), "{text}");
    assert!(fails("id=\"piston\"", "id=\"station\"").contains("used before, in line"));
    let text = fails("id=\"small\"", "id=\"large\"");
    assert!(text.contains("pistonCompressor \"large\": its id was used before, in line"), "{text}");
    let motor = "<gasDrivenMotor id=\"motor\">";
    let text = fails(motor, &format!("{motor}<power_fun_coeff_1 value=\"1\"/></gasDrivenMotor>{motor}"));
    assert!(text.contains("gasDrivenMotor \"motor\": its id was used before, in line"), "{text}");
    let text = fails("<configuration confId=\"1\" nrOfSerialStages=\"1\">", "<configuration confId=\"1\"><stage/>");
    assert!(text.contains("compressorStation \"station\", configuration: a stage without compressors"), "{text}");
    assert!(read_machines(NET).unwrap_err().to_string().contains("begins with <compressorStations>"));
}
