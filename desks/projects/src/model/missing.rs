use std::collections::BTreeSet;

use super::{Field, Key, Project, Stages};

/// The empty fields that must be filled before a project may enter a stage ("to move on, complete these").
///
/// What the stages before it ask for is asked for too, so that nothing is skipped by a long step. In the order of the
/// stages, each field once. A stage that the list does not have asks for nothing.
pub fn missing_for(stage: &Key, project: &Project, stages: &Stages) -> Vec<Field> {
    let Some(target) = stages.get(stage) else {
        return Vec::new();
    };
    let mut asked = BTreeSet::new();
    stages
        .iter()
        .take_while(|stage| stage.order <= target.order)
        .flat_map(|stage| stage.requires.iter().copied())
        .filter(|field| asked.insert(*field))
        .filter(|field| !project.has(*field))
        .collect()
}
