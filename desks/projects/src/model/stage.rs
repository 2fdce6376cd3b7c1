use std::{collections::BTreeSet, fmt, str::FromStr};

use super::{Gate, Key, Line, Problem, text::unknown_term};

/// What a stage means to the rules, whatever the zone calls it. Later ones include the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageGroup {
    /// Known, nobody has talked yet (线索).
    Lead,
    /// Talks go on (洽谈).
    Negotiation,
    /// The contract is signed (签约, 落地).
    Signed,
    /// Works have started (开工, 在建).
    Construction,
    /// Works are finished (竣工).
    Completed,
    /// It produces (投产).
    Production,
    /// It produces what it was built for (达产).
    FullCapacity,
    /// It yields the output and tax that were promised (达效).
    FullBenefit,
}

/// One stage of the zone's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its key.
    pub key: Key,
    /// Its Chinese name.
    pub name_zh: Line,
    /// Its English name.
    pub name_en: Line,
    /// Its place in the sequence.
    pub order: u16,
    /// What it means to the rules.
    pub group: StageGroup,
    /// What must be there before a project enters it.
    pub gate: Gate,
    /// Where the rule comes from.
    pub source: Line,
}

/// The stages of a zone, in order. Data, not code: the zone's file names them and says what each asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    list: Vec<Stage>,
    first: Stage,
}

/// Why a list of stages cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StagesError {
    /// There is none.
    #[error("name at least one stage")]
    Empty,
    /// Two stages share a key or a name.
    #[error("the key or name {0:?} stands twice")]
    Twice(String),
    /// The order does not rise.
    #[error("stage {0}: its order must be higher than that of the stage before it")]
    Order(Key),
    /// The group falls back.
    #[error("stage {0}: its group must not come before that of the stage before it")]
    Group(Key),
}

impl Stages {
    /// A list of stages, in order.
    ///
    /// # Errors
    /// [`StagesError`] when it is empty, keys or names repeat, or orders or groups do not rise.
    pub fn new(list: Vec<Stage>) -> Result<Self, StagesError> {
        let first = list.first().cloned().ok_or(StagesError::Empty)?;
        let mut words = BTreeSet::new();
        for stage in &list {
            let own = BTreeSet::from([stage.key.as_str(), stage.name_zh.as_str(), stage.name_en.as_str()]);
            if let Some(word) = own.into_iter().find(|word| !words.insert(*word)) {
                return Err(StagesError::Twice(word.to_owned()));
            }
        }
        for pair in list.windows(2) {
            let [before, stage] = pair else { continue };
            if stage.order <= before.order {
                return Err(StagesError::Order(stage.key.clone()));
            }
            if stage.group < before.group {
                return Err(StagesError::Group(stage.key.clone()));
            }
        }
        Ok(Self { list, first })
    }

    /// All stages, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Stage> {
        self.list.iter()
    }

    /// Where a new project begins.
    pub fn first(&self) -> &Stage {
        &self.first
    }

    /// The stage with a key.
    pub fn get(&self, key: &Key) -> Option<&Stage> {
        self.list.iter().find(|stage| stage.key == *key)
    }

    /// The group of a stage; none when the list no longer has it.
    pub fn group(&self, key: &Key) -> Option<StageGroup> {
        self.get(key).map(|stage| stage.group)
    }

    /// The stage that follows.
    pub fn after(&self, key: &Key) -> Option<&Stage> {
        let position = self.list.iter().position(|stage| stage.key == *key)?;
        self.list.get(position + 1)
    }

    /// The stage that a person means by its key or one of its names.
    ///
    /// # Errors
    /// [`Problem::UnknownTerm`] with the names that there are.
    pub fn find(&self, text: &str) -> Result<&Stage, Problem> {
        let text = text.trim();
        let is_meant = |stage: &&Stage| {
            stage.key.as_str() == text
                || stage.name_zh.as_str() == text
                || stage.name_en.as_str().eq_ignore_ascii_case(text)
        };
        let known = || self.list.iter().map(|stage| stage.name_zh.as_str());
        self.list.iter().find(is_meant).ok_or_else(|| unknown_term(text, known()))
    }
}

const GROUP_KEYS: [(StageGroup, &str); 8] = [
    (StageGroup::Lead, "lead"),
    (StageGroup::Negotiation, "negotiation"),
    (StageGroup::Signed, "signed"),
    (StageGroup::Construction, "construction"),
    (StageGroup::Completed, "completed"),
    (StageGroup::Production, "production"),
    (StageGroup::FullCapacity, "full_capacity"),
    (StageGroup::FullBenefit, "full_benefit"),
];

impl StageGroup {
    /// All groups, in order.
    pub const ALL: [Self; 8] = [
        Self::Lead,
        Self::Negotiation,
        Self::Signed,
        Self::Construction,
        Self::Completed,
        Self::Production,
        Self::FullCapacity,
        Self::FullBenefit,
    ];

    /// Its key in the zone's files.
    pub fn key(self) -> &'static str {
        GROUP_KEYS.iter().find(|(group, _)| *group == self).map_or("", |(_, key)| key)
    }
}

impl FromStr for StageGroup {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let found = GROUP_KEYS.iter().find(|(_, key)| *key == text);
        found.map(|(group, _)| *group).ok_or_else(|| unknown_term(text, GROUP_KEYS.iter().map(|(_, key)| *key)))
    }
}

impl fmt::Display for StageGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::example::rules;

    #[test]
    fn a_list_that_does_not_rise_is_refused() {
        let list: Vec<Stage> = rules().stages.iter().cloned().collect();
        assert_eq!(Stages::new(Vec::new()), Err(StagesError::Empty));
        let mut turned = list.clone();
        turned.swap(0, 1);
        assert_eq!(Stages::new(turned), Err(StagesError::Order(list[0].key.clone())));
        let mut fallen = list.clone();
        fallen[5].group = StageGroup::Lead;
        assert_eq!(Stages::new(fallen), Err(StagesError::Group(list[5].key.clone())));
        let mut twice = list;
        twice[1].name_zh = twice[0].name_zh.clone();
        assert_eq!(Stages::new(twice), Err(StagesError::Twice("线索".into())));
    }

    #[test]
    fn a_stage_is_found_by_key_and_by_name() {
        let stages = rules().stages;
        for text in ["full_capacity", "达产", "full capacity", " 达产 "] {
            assert_eq!(stages.find(text).unwrap().group, StageGroup::FullCapacity);
        }
        assert_eq!(stages.after(&"production".parse().unwrap()).unwrap().key.as_str(), "full_capacity");
        assert_eq!(stages.after(&"full_benefit".parse().unwrap()), None);
        assert!(StageGroup::ALL.is_sorted());
    }
}
