//! Known answers of the standard, and what must hold of every chain.
#![allow(clippy::unwrap_used)]

use proptest::{collection::vec, prelude::*};
use seal::{Digest, canonical_json, digest, link, verify};
use serde_json::{Value, json};

#[test]
fn known_answers_of_gb_t_32905() {
    let cases = [
        ("", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
        ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (
            "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
        ),
    ];
    for (text, hash) in cases {
        assert_eq!(digest(text.as_bytes()).to_string(), hash);
    }
}

#[test]
fn the_framing_tells_entries_apart() {
    // The same bytes cut in another place give another chain.
    let one = link(&link(&Digest::ZERO, b"ab"), b"c");
    let other = link(&link(&Digest::ZERO, b"a"), b"bc");
    assert_ne!(one, other);
}

#[test]
fn a_hash_is_read_back_and_nothing_else_is() {
    let hash = digest(b"x");
    assert_eq!(serde_json::from_value::<Digest>(json!(hash.to_string())).unwrap(), hash);
    for text in ["", "66c7", "zz".repeat(32).as_str(), hash.to_string().to_uppercase().as_str()] {
        assert!(text.parse::<Digest>().is_err(), "{text}");
    }
}

fn chain(entries: &[Vec<u8>]) -> Vec<(Vec<u8>, Digest)> {
    let mut head = Digest::ZERO;
    entries
        .iter()
        .map(|entry| {
            head = link(&head, entry);
            (entry.clone(), head)
        })
        .collect()
}

fn walk(record: &[(Vec<u8>, Digest)]) -> Result<Digest, usize> {
    verify(&Digest::ZERO, record.iter().map(|(entry, hash)| (entry.as_slice(), *hash)))
        .map_err(|broken| broken.position)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<u64>().prop_map(|bits| json!(f64::from_bits(bits))),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::hash_map(".*", inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_whole_chain_ends_at_its_last_link(entries in vec(vec(any::<u8>(), 0..50), 1..20)) {
        let record = chain(&entries);
        prop_assert_eq!(walk(&record), Ok(record.last().unwrap().1));
    }

    #[test]
    fn an_altered_entry_is_named(entries in vec(vec(any::<u8>(), 1..50), 1..20), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut record = chain(&entries);
        let at = at.index(record.len());
        record[at].0[0] ^= 1 << bit;
        prop_assert_eq!(walk(&record), Err(at));
    }

    #[test]
    fn a_missing_entry_is_named(entries in vec(vec(any::<u8>(), 1..50), 2..20), at in any::<prop::sample::Index>()) {
        let mut record = chain(&entries);
        let at = at.index(record.len() - 1);
        record.remove(at);
        prop_assert_eq!(walk(&record), Err(at));
    }

    #[test]
    fn canonical_json_reads_back_and_forgets_the_order_of_keys(value in any_json()) {
        let text = canonical_json(&value);
        let back: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&back, &value);
        prop_assert_eq!(canonical_json(&back), text);
    }
}
