//! The MATGAS reader: real files, odd files, hostile files.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]
mod common;

use common::{shared, text};
use gas_dispatch::dispatch::{Direction, Effort, LinkKind, Range, feasible};
use gas_dispatch::matgas::{Imported, MatgasError, parse};
use proptest::prelude::*;

const HEAD: &str = "mgc.gas_specific_gravity = 0.6;\nmgc.specific_heat_capacity_ratio = 1.4;\nmgc.temperature = 288.706;\n\
    mgc.sound_speed = 371.6643;\nmgc.compressibility_factor = 1;\nmgc.units = 'si';\n";
const JUNCTIONS: &str = "mgc.junction = [\n1 3e6 6e6 4e6 0 1\n2 3e6 6e6 4e6 0 1 'a name; with % signs' \"x y\"\n];\n";

fn read(rest: &str) -> Result<Imported, MatgasError> {
    parse(&format!("{HEAD}{JUNCTIONS}{rest}")).and_then(|case| case.market())
}

#[test]
fn every_reference_file_is_read() {
    let folder = shared().join("peers/gas/matgas");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let imported = parse(&text(&name)).unwrap().market().unwrap();
        imported.market.check().unwrap();
        assert!(imported.out_of_service.is_empty() && imported.market.junctions.len() >= 6, "{name}");
        let sources = if text(&name).contains("mgc.sources") { vec!["sources".to_owned()] } else { vec![] };
        assert_eq!(imported.skipped_tables, sources, "{name}");
        count += 1;
    }
    assert!(count >= 9, "only {count} files");
}

#[test]
fn a_file_is_read_to_the_figure() {
    let market = common::market("case-6-ls-priority.m");
    assert_eq!((market.junctions.len(), market.links.len(), market.transfers.len()), (6, 6, 5));
    assert!(market.deliveries.iter().all(|d| d.priority == 0.9 && d.bid_price == 0.0));
    assert!(market.transfers.iter().all(|t| t.withdrawal_kg_s == Range::fixed(0.0)), "not dispatchable: nominal");
    assert_eq!(market.junctions[0].pressure_pa, Range::fixed(4e6), "a slack junction is held at its nominal pressure");
    let LinkKind::Pipe { resistance } = market.links[0].kind else { panic!("a pipe") };
    let area = std::f64::consts::PI * 0.09;
    let wanted = 0.01 * 50_000.0 * 371.6643f64.powi(2) / (0.6 * area * area);
    assert!((resistance / wanted - 1.0).abs() < 1e-12);
    let LinkKind::Compressor { power_max_w, .. } = market.links[4].kind else { panic!("a compressor") };
    assert_eq!(power_max_w, 3e6);
}

#[test]
fn all_tables_are_understood() {
    let imported = read(
        "mgc.short_pipe = [1 1 2 1 1]\nmgc.valve = [2, 1, 2, 1, 10];\nmgc.resistor = [3 1 2 5 0.5 1 1]\n\
         mgc.loss_resistor = [4 1 2 1e5 1 1];\nmgc.regulator = [5 1 2 0 1 -80 80 1; 6 1 2 0 1 0 80 0];\n\
         mgc.control_valve = [\n7 1 2 0.1 1 0 80 1\n]\nmgc.ne_pipe = [8 1 2 0.5 1e4 0.01 3e6 6e6 1 77]\n\
         mgc.ne_compressor = [9 1 2 1 1.4 1e100 0 50 0 6e6 0 6e6 1 1000 10 1]\n\
         mgc.weather = [1 2 3]\nmgc.transfer = [1 2 -5 5 0 1 1 2.5 2.0 'border']\n\
         %column_names% id junction_id flow_injection_rate_min flow_injection_rate_max flow_withdrawal_rate_min flow_withdrawal_rate_max status\n\
         mgc.storage = [1 2 0 10 0 20 1]\nend",
    )
    .unwrap();
    let market = &imported.market;
    market.check().unwrap();
    let names: Vec<&str> = market.links.iter().map(|l| l.name.as_str()).collect();
    let wanted = [
        "ne_pipe 8",
        "ne_compressor 9",
        "short_pipe 1",
        "valve 2",
        "resistor 3",
        "loss_resistor 4",
        "regulator 5",
        "control_valve 7",
    ];
    assert_eq!(names, wanted);
    assert_eq!(market.links[0].construction_cost, Some(77.0));
    assert_eq!(market.links[1].construction_cost, Some(1000.0));
    assert_eq!(market.links[6].flow_kg_s, Range::new(-80.0, 80.0));
    assert_eq!(market.transfers[0].withdrawal_kg_s, Range::new(-5.0, 5.0));
    assert_eq!(market.storages[0].withdrawal_kg_s, Range::new(0.0, 20.0));
    assert_eq!(imported.out_of_service, ["regulator 6"]);
    assert_eq!(imported.skipped_tables, ["weather"]);
}

/// Older files give a candidate compressor's cost in an extension, and name junctions otherwise.
#[test]
fn older_layouts_are_read_as_their_comments_say() {
    let rows = "mgc.ne_compressor = [9 1 2 1 1.4 1e100 0 50 0 6e6 0 6e6 1 10 1]\n\
                %column_names% construction_cost\nmgc.ne_compressor_data = [1500]\n";
    let head = "% id f_junction t_junction c_ratio_min c_ratio_max power_max flow_min flow_max inlet_p_min inlet_p_max \
                outlet_p_min outlet_p_max status operating_cost directionality\n";
    let exchange = "mgc.receipt = [1 1 0 200 0 1 1]\n";
    for file in [format!("{rows}{exchange}"), format!("{head}{rows}{exchange}")] {
        let link = &read(&file).unwrap().market.links[0];
        assert_eq!(link.construction_cost, Some(1500.0));
        assert!(matches!(link.kind, LinkKind::Compressor { direction: Direction::OneWay, .. }), "{link:?}");
    }
    // A comment that is not the table's list of columns is a comment.
    let link = &read(&format!("% id name of my choice\n{rows}{exchange}")).unwrap().market.links[0];
    assert_eq!(link.construction_cost, Some(1500.0));
}

#[test]
fn directions_and_flow_limits_of_extensions_count() {
    let market = read(
        "mgc.pipe = [\n1 1 2 0.5 1e4 0.01 3e6 6e6 1\n2 1 2 0.5 1e4 0.01 3e6 6e6 1\n]\n\
         %column_names% flow_direction flow_min flow_max\nmgc.pipe_data = [\n1 -9 50\n-1 -70 -0.5\n]\n\
         mgc.regulator = [5 1 2 0 1 -80 80 1]\n%column_names% is_bidirectional colour\nmgc.regulator_data = [0 'red']\n\
         mgc.receipt = [1 1 0 200 0 1 1]\n",
    )
    .unwrap();
    let flows: Vec<Range> = market.market.links.iter().map(|l| l.flow_kg_s).collect();
    assert_eq!(flows, [Range::new(0.0, 50.0), Range::new(-70.0, -0.5), Range::new(0.0, 80.0)]);
    assert_eq!(market.notes, ["mgc.regulator_data: the column colour is not used"]);
    let against =
        "mgc.pipe = [1 1 2 0.5 1e4 0.01 3e6 6e6 1]\n%column_names% flow_direction flow_max\nmgc.pipe_data = [1 -3]";
    assert!(read(against).unwrap_err().to_string().contains("direction"));
}

#[test]
fn an_impossible_drag_factor_is_said() {
    let imported =
        read("mgc.resistor = [3 1 2 7377164597 1 1 1; 4 1 2 5 1 1 1]\nmgc.receipt = [1 1 0 200 0 1 1]\n").unwrap();
    assert_eq!(imported.market.links[0].kind, LinkKind::ShortPipe);
    assert!(matches!(imported.market.links[1].kind, LinkKind::Pipe { .. }));
    assert!(imported.notes.len() == 1 && imported.notes[0].contains("resistor 3"), "{:?}", imported.notes);
}

#[test]
fn customary_and_per_unit_files_are_the_same_network() {
    let si = "mgc.pipe = [1 1 2 0.6 50000 0.01 3e6 6e6 1]\nmgc.receipt = [1 1 0 200 0 1 1 1.25]\nmgc.delivery = [1 2 0 100 80 0 1]\n";
    let plain = read(si).unwrap().market;
    let head = HEAD.replace("'si'", "'usc'");
    let psi = 6_894.757_293_168;
    let per_day = 1e6 * 0.02832 / 86_400.0 * 101_325.0 / (8.314 * 288.706) * 0.6 * 0.02896;
    let (low, high) = (3e6 / psi, 6e6 / psi);
    let customary = format!(
        "{head}mgc.junction = [1 {low} {high} 500 0 1; 2 {low} {high} 500 0 1]\n\
         mgc.pipe = [1 1 2 {} {} 0.01 {low} {high} 1]\nmgc.receipt = [1 1 0 {} 0 1 1 {}]\nmgc.delivery = [1 2 0 0 {} 0 1]\n",
        0.6 / 0.0254,
        50_000.0 / 1_609.344,
        200.0 / per_day,
        1.25 * per_day,
        80.0 / per_day,
    );
    let customary = parse(&customary).unwrap().market().unwrap().market;
    let per_unit = format!(
        "{HEAD}mgc.is_per_unit = 1;\nmgc.base_pressure = 3e6;\nmgc.base_flow = 50;\nmgc.base_length = 5000;\n\
         mgc.junction = [1 1 2 1 0 1; 2 1 2 1 0 1]\nmgc.pipe = [1 1 2 0.6 10 0.01 1 2 1]\n\
         mgc.receipt = [1 1 0 4 0 1 1 62.5]\nmgc.delivery = [1 2 0 2 1.6 0 1]\n"
    );
    let per_unit = parse(&per_unit).unwrap().market().unwrap().market;
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * b.abs();
    for other in [&customary, &per_unit] {
        let (LinkKind::Pipe { resistance: a }, LinkKind::Pipe { resistance: b }) =
            (&other.links[0].kind, &plain.links[0].kind)
        else {
            panic!("pipes")
        };
        assert!(near(*a, *b), "{a} {b}");
        assert!(near(other.junctions[1].pressure_pa.max, 6e6));
        assert!(near(other.receipts[0].injection_kg_s.max, 200.0) && near(other.receipts[0].offer_price, 1.25));
        assert!(near(other.deliveries[0].withdrawal_kg_s.min, 80.0));
    }
}

#[test]
fn rounded_balances_are_made_up_for_and_said() {
    let rounded = "mgc.pipe = [1 1 2 0.6 5000 0.01 3e6 6e6 1]\nmgc.receipt = [1 1 0 99 50.0001 0 1]\nmgc.delivery = [1 2 0 99 50 0 1]\n";
    let imported = read(rounded).unwrap();
    assert!((imported.rounding_kg_s + 1e-4).abs() < 1e-9);
    assert!(feasible(&imported.market, Effort::for_links(1)).unwrap().residuals.holds());
    // So it is where the receipt can be dispatched, up to what is missing.
    let short = rounded.replace("99 50.0001 0 1", "49.9999 0 1 1");
    let imported = read(&short).unwrap();
    assert!((imported.rounding_kg_s - 1e-4).abs() < 1e-9);
    assert!(feasible(&imported.market, Effort::for_links(1)).unwrap().residuals.holds());
    // A real contradiction is left as it is.
    let wrong = read(&rounded.replace("50.0001", "51")).unwrap();
    assert_eq!(wrong.rounding_kg_s, 0.0);
    assert!(feasible(&wrong.market, Effort::for_links(1)).is_err());
}

#[test]
fn errors_name_line_and_element() {
    let message = |rest: &str| read(rest).unwrap_err().to_string();
    let pipe = message("mgc.pipe = [\n7 1 2 0.6 fast 0.01 3e6 6e6 1\n]");
    assert!(
        pipe.contains("line 12") && pipe.contains("pipe 7") && pipe.contains("length") && pipe.contains("fast"),
        "{pipe}"
    );
    assert!(message("mgc.pipe = [\n7 1 9 0.6 5 0.01 3e6 6e6 1\n]").contains("junction 9"));
    assert!(message("mgc.pipe = [\n7 1 2 0.6\n]").contains("has no length"));
    assert!(message("mgc.pipe = [\n7 1 2 -1 5 0.01 3e6 6e6 1\n]").contains("positive"));
    assert!(message("mgc.pipe = [\n7 1 2 0.6 5 0.01").contains("no closing bracket"));
    assert!(message("mgc.junction = [\n7 6e6 3e6 0 0 1\n]").contains("p_max"));
    assert!(message("mgc.pipe = ['7 1 2]").contains("closing quote"));
    assert!(message("hello there").contains("line 11"));
    assert!(
        message("mgc.delivery = [1 2 0 1 1 0 1]\n%column_names% priority\nmgc.delivery_data = [1\n2]")
            .contains("2 rows")
    );
    assert!(message("mgc.compressor = [1 1 2 1 2 1e9 0 9 0 6e6 0 6e6 1 10 7]").contains("0, 1 or 2"));
    assert!(parse("").unwrap().market().unwrap_err().to_string().contains("gas_specific_gravity"));
    assert!(parse(HEAD).unwrap().market().unwrap_err().to_string().contains("mgc.junction"));
    let units = parse(&format!("{HEAD}mgc.units = 'cgs';{JUNCTIONS}")).unwrap().market().unwrap_err().to_string();
    assert!(units.contains("'si' or 'usc'"), "{units}");
    let held = message("mgc.junction = [\n7 0 3e6 0 1 1\n]");
    assert!(held.contains("line 12: junction 7: p_nominal is \"0\"") && held.contains("junction_type 1"), "{held}");
    let old = parse("mgc.baseP = 8e6;\nmgc.consumer = [\n1 1 0.03 1 0\n]").unwrap().market().unwrap_err();
    assert!(old.to_string().contains("mgc.receipt"), "{old}");
}

/// The format's own writer names all columns, writes `per_unit`, doubles quotes and leaves `''` where it knows nothing.
#[test]
fn what_its_own_writer_writes_is_read() {
    let head = HEAD.replace("mgc.units", "mgc.version = '0.0.0';\nmgc.name = 'the valley''s';\nmgc.units");
    let written = format!(
        "{head}mgc.per_unit = 1;\nmgc.base_pressure = 3e+06;\nmgc.base_length = 5000;\n\
         %% junction\n%column_names% id p_min p_max p_nominal junction_type status pipeline_name edi_id lat lon\n\
         mgc.junction = [\n1\t1\t2\t1.5\t0\t1\t'O''Neil''s, ''new'''\t''\t36\t112\n2\t1\t2\t1.5\t0\t1\t''\t''\t''\t''\n];\n\
         mgc.pipe = [1 1 2 0.6 10 0.01 1 2 1];\nmgc.receipt = [1 1 0 4 0 1 1 1];\n"
    );
    let case = parse(&written).unwrap();
    assert_eq!(case.header["name"].1, "the valley's");
    assert_eq!(case.tables["junction"].rows[0].fields[6..8], ["O'Neil's, 'new'", ""]);
    let imported = case.market().unwrap();
    assert_eq!(imported.positions, [Some((112.0, 36.0)), None]);
    assert_eq!(imported.market.junctions[0].pressure_pa, Range::new(3e6, 6e6));
    assert!((imported.market.receipts[0].injection_kg_s.max / (4.0 * 3e6 / 371.6643) - 1.0).abs() < 1e-9);
}

/// Stores have design data between their junction and their flows; those without it say so in a comment, or are refused.
#[test]
fn stores_are_read_in_both_layouts() {
    let store = |text: &str| read(text).map(|imported| imported.market.storages[0].clone());
    let today = store("mgc.storage = [1 2 0.3 3962 0.015 9e6 3e8 6e8 0.8 0.5 2 1 0 10 0 20]\n").unwrap();
    assert_eq!(today.injection_kg_s, Range::new(0.0, 10.0));
    assert_eq!(today.withdrawal_kg_s, Range::new(0.0, 20.0));
    let comment = "% id junction_id pressure_nominal flow_injection_rate_min flow_injection_rate_max \
                   flow_withdrawal_rate_min flow_withdrawal_rate_max capacity status\n";
    let row = "mgc.storage = [1 2 5e6 0 10 0 20 1e6 1]\n";
    assert_eq!(store(&format!("{comment}{row}")).unwrap(), today);
    assert!(store(row).unwrap_err().to_string().contains("has no flow_injection_rate_min"));
}

proptest! {
    /// Any text is read or refused: what is read is there in the text, what is refused is said with a place.
    #[test]
    fn any_text_is_safe(text in "(mgc\\.[a-z]{1,3} = |\\[|\\]|;|'|\"|%|\n| |[0-9]{1,3}|\\PC){0,60}") {
        match parse(&text) {
            Ok(case) => {
                let rows = case.tables.values().flat_map(|table| &table.rows);
                let fields = rows.flat_map(|row| row.fields.iter().chain(&row.extension));
                for field in fields.chain(case.header.values().map(|value| &value.1)) {
                    prop_assert!(text.contains(field.as_str()), "{field:?}");
                }
                // Without its header it is no network.
                prop_assert!(case.market().is_err());
            }
            Err(error) => {
                let line = error.to_string().strip_prefix("line ").and_then(|rest| rest.split(':').next()?.parse().ok());
                prop_assert!(line.is_some_and(|line: usize| (1..=text.lines().count()).contains(&line)), "{error}");
            }
        }
    }

    /// So is any reference file, cut off and spoiled anywhere: what is read passes or fails the market's own check.
    #[test]
    fn spoiled_files_are_safe(cut in 0.0..1.0f64, at in 0.0..1.0f64, with in "[\\[\\]';%=\\-0-9a-z\\n ]{0,6}") {
        let whole = text("case-6-ne.m");
        let place = |share: f64| (share * whole.len() as f64).floor();
        let chars: Vec<char> = whole.chars().collect();
        let end = chars.iter().scan(0.0, |n, _| { *n += 1.0; Some(*n) }).take_while(|n| *n < place(1.0 - cut * cut)).count();
        let middle = chars.iter().scan(0.0, |n, _| { *n += 1.0; Some(*n) }).take_while(|n| *n < place(at)).count().min(end);
        let spoiled: String = chars[..middle].iter().copied().chain(with.chars()).chain(chars[middle..end].iter().copied()).collect();
        if let Ok(imported) = parse(&spoiled).and_then(|case| case.market()) {
            let effort = Effort { programmes: 3, gap: 1e-2 };
            let solved = feasible(&imported.market, effort);
            prop_assert_eq!(imported.market.check().is_err(), matches!(solved, Err(gas_dispatch::dispatch::NoPlan::Market(_))));
        }
    }
}

#[test]
fn ids_are_one_of_a_kind_in_each_table() {
    let pipes = "mgc.pipe = [\n1 1 2 0.6 5000 0.01 3e6 6e6 1\n2 1 2 0.6 5000 0.01 3e6 6e6 1\n]\n";
    let receipts = "mgc.receipt = [\n1 1 0 99 50 0 1\n2 1 0 99 50 0 1\n]\nmgc.delivery = [1 2 0 99 100 0 1]\n";
    assert!(read(&format!("{pipes}{receipts}")).is_ok());
    for (first, table) in [("\n2 1 2 0.6", "pipe"), ("\n2 1 0 99", "receipt")] {
        let text = format!("{pipes}{receipts}").replace(first, &first.replace("\n2", "\n1"));
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(&format!("{table} 1 is there twice")) && error.starts_with("line 1"), "{error}");
    }
    let junction = parse(&format!("{HEAD}mgc.junction = [\n1 3e6 6e6 4e6 0 1\n1 3e6 6e6 4e6 0 0\n]")).unwrap().market();
    assert!(junction.unwrap_err().to_string().contains("junction 1 is there twice"));
}

#[test]
fn heights_are_on_earth() {
    let rest = "mgc.pipe = [1 1 2 0.6 5000 0.01 3e6 6e6 1]\nmgc.receipt = [1 1 0 99 50 0 1]\nmgc.delivery = [1 2 0 99 50 0 1]\n";
    let at = |height: &str| read(&format!("{rest}%column_names% elevation\nmgc.junction_data = [0\n{height}]\n"));
    assert!(at("8848").is_ok() && at("-400").is_ok());
    for height in ["-1e7", "1e7", "inf", "10001"] {
        let error = at(height).unwrap_err().to_string();
        assert!(error.contains("junction 2: elevation") && error.contains("-500 to 10000 m"), "{error}");
    }
}

/// One wide row and thousands of short ones with an extension: each row keeps what it has.
#[test]
fn a_wide_row_widens_no_other() {
    let (rows, wide) = ("1 2\n".repeat(2000), "7 ".repeat(250));
    let text = format!("mgc.x = [\n{rows}{wide}\n];\n%column_names% a b\nmgc.x_data = [\n{}];", "3 4\n".repeat(2001));
    let case = parse(&text).unwrap();
    let table = &case.tables["x"];
    assert_eq!(table.rows.iter().map(|row| row.fields.len() + row.extension.len()).sum::<usize>(), 2001 * 4 + 248);
    assert_eq!((table.field(&table.rows[0], "b"), table.field(&table.rows[0], "c")), (Some("4"), None));
}

#[test]
fn a_row_as_wide_as_a_file_is_refused() {
    let row = "1 ".repeat(257);
    for text in [format!("{HEAD}mgc.junction = [\n{row}\n];"), format!("{HEAD}%column_names% {row}\n")] {
        let error = parse(&text).unwrap_err().to_string();
        assert!(error.contains("a row has more than 256 fields"), "{error}");
    }
}

#[test]
fn statements_may_follow_the_end() {
    assert_eq!(parse("x.a = 1; end; return;;;").unwrap().header["a"], (1, "1".to_owned()));
}
