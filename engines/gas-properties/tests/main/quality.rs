//! Classes of gas.

use gas_properties::{ClassTableError, Composition, QualityClasses, Quantity, Sulphur};

const CLEAN: Sulphur = Sulphur { total_mg_per_m3: Some(5.0), hydrogen_sulphide_mg_per_m3: Some(1.0) };

fn judge(text: &str, sulphur: Sulphur) -> String {
    let gas: Composition = text.parse().unwrap();
    QualityClasses::gb_17820_2018().unwrap().judge(&gas, sulphur).to_string()
}

#[test]
fn a_gas_gets_the_best_class_it_meets_and_the_reasons() {
    let sour = Sulphur { total_mg_per_m3: Some(60.0), ..CLEAN };
    let unknown = Sulphur::default();
    for (text, sulphur, verdict) in [
        ("methane 0.965, nitrogen 0.025, CO2 0.01", CLEAN, "class 1"),
        ("methane 0.92, nitrogen 0.08", CLEAN, "class 1"),
        // At the limit is within it.
        ("methane 0.96, nitrogen 0.01, CO2 0.03", CLEAN, "class 1"),
        (
            "methane 0.9, nitrogen 0.1",
            CLEAN,
            "class 2; not class 1: the higher heating value is 33.4 MJ/m3, at least 34 allowed",
        ),
        ("methane 1", sour, "class 2; not class 1: total sulphur is 60 mg/m3, at most 20 allowed"),
        (
            "methane 0.35, nitrogen 0.5, oxygen 0.1, CO2 0.05",
            CLEAN,
            "no class; not class 1: the higher heating value is 13 MJ/m3, at least 34 allowed, carbon dioxide is 5 %, \
             at most 3 allowed; not class 2: the higher heating value is 13 MJ/m3, at least 31.4 allowed, carbon dioxide \
             is 5 %, at most 4 allowed",
        ),
        (
            "methane 1",
            unknown,
            "no class; not class 1: total sulphur was not measured, at most 20 mg/m3 allowed, hydrogen sulphide was not \
             measured, at most 6 mg/m3 allowed; not class 2: total sulphur was not measured, at most 100 mg/m3 allowed, \
             hydrogen sulphide was not measured, at most 20 mg/m3 allowed",
        ),
        // Rounding does not hide that a limit is missed.
        (
            "methane 0.96, nitrogen 0.00998, CO2 0.03002",
            CLEAN,
            "class 2; not class 1: carbon dioxide is 3.002 %, at most 3 allowed",
        ),
    ] {
        assert_eq!(judge(text, sulphur), verdict);
    }
}

#[test]
fn not_a_number_meets_nothing() {
    let gas: Composition = "methane 1".parse().unwrap();
    let broken = Sulphur { total_mg_per_m3: Some(f64::NAN), ..CLEAN };
    let verdict = QualityClasses::gb_17820_2018().unwrap().judge(&gas, broken);
    assert_eq!(verdict.class, None);
    assert_eq!(verdict.missed[0].1[0].quantity, Quantity::TotalSulphur);
}

/// 0.01 % of hydrogen sulphide: 0.0001 x 41.65 mol/m3 x 34.08 g/mol = 142 mg/m3.
#[test]
fn sulphur_can_be_read_off_a_composition() {
    let gas: Composition = "methane 0.9999, hydrogen sulphide 0.0001".parse().unwrap();
    let sulphur = Sulphur::of_composition(&gas);
    assert!((sulphur.hydrogen_sulphide_mg_per_m3.unwrap() - 142.0).abs() < 0.5, "{sulphur:?}");
    assert!((sulphur.total_mg_per_m3.unwrap() - 133.6).abs() < 0.5, "{sulphur:?}");
}

#[test]
fn classes_are_data() {
    let classes = QualityClasses::gb_17820_2018().unwrap();
    assert!(classes.classes().iter().all(|class| class.source.contains("unverified")));
    let text = toml::to_string(&classes).unwrap();
    assert_eq!(QualityClasses::from_toml(&text).unwrap(), classes);

    assert!(matches!(QualityClasses::from_toml("class = []"), Err(ClassTableError::Empty)));
    let error = QualityClasses::from_toml(&text.replace("co2_mole_percent_max", "co2_percent")).unwrap_err();
    assert!(error.to_string().contains("unknown field `co2_percent`"), "{error}");
}
