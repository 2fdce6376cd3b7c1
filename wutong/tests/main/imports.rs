//! Imports run down the house only.

use std::{collections::BTreeSet, fs, path::Path};

/// The crates of the house that a crate depends on, tests aside.
fn depends_on(folder: &str) -> Vec<(String, BTreeSet<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut crates = Vec::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(path.join("Cargo.toml")) else { continue };
        let manifest: toml::Table = text.parse().unwrap();
        let names = manifest["dependencies"].as_table().unwrap().keys().cloned().collect();
        crates.push((manifest["package"]["name"].as_str().unwrap().to_owned(), names));
    }
    assert!(!crates.is_empty());
    crates
}

fn names(folder: &str) -> BTreeSet<String> {
    depends_on(folder).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn an_engine_imports_nothing_of_the_house_and_nothing_that_waits() {
    let house: BTreeSet<_> = names("platform").union(&names("desks")).cloned().collect();
    for (engine, imports) in depends_on("engines") {
        for import in imports {
            assert!(!house.contains(&import), "{engine} imports {import}");
            assert!(!["tokio", "axum", "sea-orm"].contains(&import.as_str()), "{engine} imports {import}");
            // Siting draws from a generator whose seed is passed in; nobody asks the system for chance.
            assert!(import != "rand" || engine == "siting", "{engine} imports {import}");
        }
    }
}

#[test]
fn the_platform_imports_no_desk_and_only_four_engines() {
    let (desks, engines) = (names("desks"), names("engines"));
    for (part, imports) in depends_on("platform") {
        for import in &imports {
            assert!(!desks.contains(import), "{part} imports the desk {import}");
            assert!(
                !engines.contains(import) || ["print", "seal", "spreadsheet", "workdays"].contains(&import.as_str()),
                "{part} imports the engine {import}"
            );
        }
    }
}

#[test]
fn a_desk_imports_no_other_desk_but_landing_may() {
    let desks = names("desks");
    for (desk, imports) in depends_on("desks") {
        if desk == "landing" {
            continue;
        }
        let others: Vec<_> = imports.intersection(&desks).collect();
        assert!(others.is_empty(), "the desk {desk} imports {others:?}; ask them through facts");
    }
}
