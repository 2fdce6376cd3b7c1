//! What is refused as a composition, and what the reader is told.

use gas_properties::{Component, Composition, CompositionError};

fn refusal(text: &str) -> String {
    text.parse::<Composition>().unwrap_err().to_string()
}

#[test]
fn a_composition_is_read_in_many_spellings() {
    let expected = Composition::from_fractions([(Component::Methane, 0.97), (Component::CarbonDioxide, 0.03)]).unwrap();
    for text in [
        "methane 0.97, carbon dioxide 0.03",
        "Methane = 97 %; CO2 = 3%",
        "甲烷 97%，二氧化碳 3%",
        "carbon_dioxide: 0.03\nCH4: 0.97\n",
        "methane 0.97, carbon dioxide 0.03, nitrogen 0",
    ] {
        assert_eq!(text.parse(), Ok(expected.clone()), "{text}");
    }
    assert_eq!(expected.to_string(), "methane 0.97, carbon dioxide 0.03");
}

#[test]
fn every_refusal_says_what_to_do() {
    for (text, message) in [
        ("methane 0.5, methane 0.5", "methane is named twice: give it once, with its whole fraction"),
        ("methane 1.1, nitrogen -0.1", "methane has the fraction 1.1: give a number from 0 to 1"),
        ("nitrogen -0.1, methane 1", "nitrogen has the fraction -0.1: give a number from 0 to 1"),
        ("methane NaN", "methane has the fraction NaN: give a number from 0 to 1"),
        ("methane 97 %, nitrogen 0.03", "some fractions carry a % and others do not: write all of them alike"),
        ("methane 97, nitrogen 3", "methane has the fraction 97: give a number from 0 to 1"),
        ("methane", "cannot read \"methane\": write a name and a number"),
        ("", "the fractions sum to 0.000000, not 1: add what is missing"),
        ("air 1", "no component is called \"air\"; use one of: methane"),
        ("methane 0.97, nitrogen 0.02", "the fractions sum to 0.990000, not 1"),
    ] {
        assert!(refusal(text).starts_with(message), "{text}: {}", refusal(text));
    }
}

#[test]
fn rounding_is_scaled_away_and_no_more_than_rounding() {
    let gas: Composition = "methane 0.9698, nitrogen 0.0298".parse().unwrap();
    assert!((gas.iter().map(|(_, fraction)| fraction).sum::<f64>() - 1.0).abs() < 1e-15);
    assert!((gas.fraction(Component::Methane) / gas.fraction(Component::Nitrogen) - 0.9698 / 0.0298).abs() < 1e-12);
    assert!("methane 0.9698, nitrogen 0.0295".parse::<Composition>().is_err());
}

#[test]
fn a_map_is_read_with_the_same_care() {
    let gas: Composition = serde_json::from_str(r#"{"methane": 0.97, "nitrogen": 0.03}"#).unwrap();
    assert!((gas.fraction(Component::Nitrogen) - 0.03).abs() < 1e-12);
    assert_eq!(serde_json::to_string(&gas).unwrap(), r#"{"methane":0.97,"nitrogen":0.03}"#);
    for (json, message) in [
        (r#"{"methane": 0.5, "CH4": 0.5}"#, "methane is named twice"),
        (r#"{"methane": 0.5}"#, "the fractions sum to 0.5"),
        (r#"{"air": 1.0}"#, "no component is called"),
        ("[0.97, 0.03]", "a map from component to mole fraction"),
    ] {
        let error = serde_json::from_str::<Composition>(json).unwrap_err().to_string();
        assert!(error.contains(message), "{json}: {error}");
    }
}

#[test]
fn streams_mix_by_their_moles() {
    let methane = Composition::pure(Component::Methane);
    let nitrogen = Composition::pure(Component::Nitrogen);
    let mix = Composition::mix(&[(&methane, 3.0), (&nitrogen, 1.0)]).unwrap();
    assert_eq!(mix.to_string(), "methane 0.75, nitrogen 0.25");
    assert_eq!(Composition::mix(&[(&methane, 0.0)]), Err(CompositionError::NoFlow));
    assert_eq!(Composition::mix(&[]), Err(CompositionError::NoFlow));
    let backwards = Composition::mix(&[(&methane, 1.0), (&nitrogen, -1.0)]).unwrap_err();
    assert_eq!(backwards, CompositionError::Flow { index: 1, flow: -1.0 });
    assert!(Composition::mix(&[(&methane, f64::NAN)]).is_err());
    assert!(Composition::mix(&[(&methane, f64::INFINITY)]).is_err());
    // Flows so large that their sum overflows are refused, not mixed into nothing.
    assert!(Composition::mix(&[(&methane, f64::MAX), (&nitrogen, f64::MAX)]).is_err());
}
