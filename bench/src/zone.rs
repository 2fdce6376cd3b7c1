//! The demo zone with as many measures as the goals speak of.

use std::{fmt::Write, fs, path::Path};

use crate::Failure;

/// The demo zone.
const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../zones/qinshui");
/// Measures in all.
const MEASURES: usize = 60;
/// What the further measures look at.
const FACTS: [&str; 7] = [
    "projects.count.stage.lead",
    "projects.count.stage.signed",
    "projects.count.park.circular",
    "projects.count.cluster.clean_energy",
    "projects.count.tag.technology",
    "projects.count.category.continued",
    "projects.count.total",
];

/// Writes the folder of the zone.
pub fn write(folder: &Path) -> Result<(), Failure> {
    copy(Path::new(DEMO), folder)?;
    let file = folder.join("policy/measures.toml");
    let mut measures = fs::read_to_string(&file)?;
    for number in measures.matches("[[measure]]").count()..MEASURES {
        let fact = FACTS[number % FACTS.len()];
        let _ = write!(
            measures,
            "\n[[measure]]\nid = \"bench.{number}\"\ntitle_zh = \"测试指标{number}\"\ntitle_en = \"Measure {number} of the bench\"\n\
             expression = \"{fact} + {number}\"\nunit = \"count\"\ndirection = \"at_least\"\ntarget = 100\namber = 0.1\n\
             source = \"made up for the bench\"\n"
        );
    }
    fs::write(file, measures)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
