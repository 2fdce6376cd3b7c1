use std::collections::HashMap;

use crate::model::{CreditCode, Line, Project, ProjectCode, ProjectId, ProjectRecord};

/// By what a row finds its project, the surest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Its id.
    Id(ProjectId),
    /// Its code in the approval platform.
    Code(ProjectCode),
    /// The investor's credit code and the project's name.
    CreditAndName(CreditCode, Line),
    /// The investor's name and the project's name.
    InvestorAndName(Line, Line),
}

impl Identity {
    /// Everything by which a project can be found.
    pub fn of(id: Option<&ProjectId>, project: &Project) -> Vec<Self> {
        let id = id.cloned().map(Self::Id);
        let code = project.project_code.clone().map(Self::Code);
        let credit = project.credit_code.clone().map(|credit| Self::CreditAndName(credit, project.name.clone()));
        let investor = Self::InvestorAndName(project.investor_name.clone(), project.name.clone());
        [id, code, credit, Some(investor)].into_iter().flatten().collect()
    }
}

/// Finds records in memory by any of their identities; of two with the same, the first.
#[derive(Debug, Default)]
pub struct Index<'a>(HashMap<Identity, &'a ProjectRecord>);

impl<'a> Index<'a> {
    /// An index over records.
    pub fn new(records: impl IntoIterator<Item = &'a ProjectRecord>) -> Self {
        let mut index = HashMap::new();
        for record in records {
            for identity in Identity::of(Some(&record.id), &record.project) {
                index.entry(identity).or_insert(record);
            }
        }
        Self(index)
    }

    /// The record of an identity.
    pub fn get(&self, identity: &Identity) -> Option<&'a ProjectRecord> {
        self.0.get(identity).copied()
    }
}
