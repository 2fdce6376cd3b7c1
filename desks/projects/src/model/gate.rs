use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{Field, Key, Line, Project, Prose, Stages};

/// What must be there before a project enters a stage (准入条件). Data, not code: the zone's file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// What every project needs.
    pub requires: Requirements,
    /// Fields that the investor may leave open ("client cannot say"): an honest unknown is better than a made-up figure.
    pub may_be_unknown: BTreeSet<Field>,
    /// What only some projects need.
    pub conditions: Vec<Condition>,
    /// Whether somebody who does not manage the project must verify that it is there (认定).
    pub verified: bool,
}

/// Fields to be filled and kinds of documents to be handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// The fields.
    pub fields: Vec<Field>,
    /// Keys of the kinds of documents in the vocabulary.
    pub documents: Vec<Key>,
}

/// Requirements of those projects of which a field has one of some values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The field that decides.
    pub field: Field,
    /// Its values, as texts of keys. Without any, every project in which the field is filled is meant.
    pub values: BTreeSet<String>,
    /// What they need.
    pub requires: Requirements,
    /// Where the rule comes from.
    pub source: Line,
}

/// One thing that is still missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A field is empty.
    Field(Field),
    /// No document of this kind has been handed in.
    Document(Key),
}

/// The kinds of documents that have been handed in for a project.
pub type DocumentKinds = BTreeSet<Key>;

/// How a project came through the gate of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Passage {
    /// All was there that the stage asks for; or the past was taken over from elsewhere.
    #[default]
    Complete,
    /// Somebody let it through although something was missing (越关); why is said with the transition.
    Bypassed {
        /// Account of who did.
        by: Line,
    },
    /// Somebody who does not manage the project has verified it (认定).
    Verified {
        /// Account of who did.
        by: Line,
        /// On what evidence.
        evidence: Prose,
    },
}

impl Condition {
    /// Whether a project is meant.
    pub fn holds(&self, project: &Project) -> bool {
        let text = project.text(self.field);
        let mut values = text.split(';').filter(|value| !value.is_empty()).peekable();
        if self.values.is_empty() {
            return values.peek().is_some();
        }
        values.any(|value| self.values.contains(value))
    }
}

impl Gate {
    /// All that the gate asks of a project, missing or not.
    fn asks(&self, project: &Project) -> impl Iterator<Item = Need> {
        let conditional = self.conditions.iter().filter(|condition| condition.holds(project));
        let all: Vec<&Requirements> =
            std::iter::once(&self.requires).chain(conditional.map(|condition| &condition.requires)).collect();
        let needs = |one: &Requirements| -> Vec<Need> {
            let fields = one.fields.iter().copied().map(Need::Field);
            fields.chain(one.documents.iter().cloned().map(Need::Document)).collect()
        };
        all.into_iter().flat_map(needs).collect::<Vec<_>>().into_iter()
    }
}

/// What is still missing before a project may enter a stage ("to move on, complete these").
///
/// What the stages before it ask for is asked for too, so that nothing is skipped by a long step; what one of them lets
/// stay unknown, and the project says is unknown, is not missing. In the order of the stages, each need once. A stage that
/// the list does not have asks for nothing.
pub fn missing_for(stage: &Key, project: &Project, documents: &DocumentKinds, stages: &Stages) -> Vec<Need> {
    let Some(target) = stages.get(stage) else {
        return Vec::new();
    };
    let mut asked = BTreeSet::new();
    let up_to = stages.iter().take_while(|stage| stage.order <= target.order);
    let mut missing = Vec::new();
    for gate in up_to.map(|stage| &stage.gate) {
        let is_open = |field: &Field| gate.may_be_unknown.contains(field) && project.unknown.contains(field);
        missing.extend(gate.asks(project).filter(|need| match need {
            Need::Field(field) => !project.has(*field) && !is_open(field),
            Need::Document(kind) => !documents.contains(kind),
        }));
    }
    missing.retain(|need| asked.insert(need.clone()));
    missing
}

/// The fields that some stage lets stay unknown, each with the first stage that does.
pub fn may_be_unknown(stages: &Stages) -> BTreeMap<Field, Key> {
    let mut fields = BTreeMap::new();
    for stage in stages.iter() {
        for field in &stage.gate.may_be_unknown {
            fields.entry(*field).or_insert_with(|| stage.key.clone());
        }
    }
    fields
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => field.fmt(f),
            Self::Document(kind) => write!(f, "document:{kind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::example::{record, rules};

    fn missing(stage: &str, project: &Project, documents: &[&str]) -> Vec<String> {
        let documents = documents.iter().map(|kind| kind.parse().unwrap()).collect();
        let stages = rules().stages;
        missing_for(&stage.parse().unwrap(), project, &documents, &stages).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_condition_asks_only_those_whom_it_means() {
        let mut project = record("p1", "a").project;
        assert_eq!(missing("landed", &project, &["contract"]), [""; 0]);
        project.filing.leading_industry = Some("cbm".parse().unwrap());
        assert_eq!(missing("landed", &project, &["contract"]), ["gas_m3_per_hour"]);
        project.needs.gas_m3_per_hour = Some("500".parse().unwrap());
        assert_eq!(missing("landed", &project, &["contract"]), [""; 0]);
    }

    #[test]
    fn an_honest_unknown_opens_the_gate_that_allows_it() {
        let mut project = record("p1", "a").project;
        project.needs.land_mu = None;
        assert_eq!(missing("started", &project, &["contract"]), ["land_mu"]);
        project.unknown = BTreeSet::from([Field::Land]);
        assert_eq!(missing("started", &project, &["contract"]), [""; 0]);
        project.total_investment_cny = None;
        project.unknown.insert(Field::TotalInvestment);
        assert_eq!(missing("started", &project, &["contract"]), ["total_investment_cny"], "no gate allows this one");
    }

    #[test]
    fn a_document_is_asked_for_until_it_is_there() {
        let project = record("p1", "a").project;
        assert_eq!(missing("landed", &project, &[]), ["document:contract"]);
        assert_eq!(missing("signed", &project, &[]), [""; 0]);
    }
}
