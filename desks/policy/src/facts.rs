//! The facts that policy itself offers: how far the sentences that the zone has published have owners, measures and
//! results. What is still being worked on counts for nothing: a draft must not move a light that the public sees.

use std::collections::BTreeMap;

use facts::{Fact, FactSource, Kind, Reading, RecordLink, Records, Title, Unit, Unknown, Value};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use crate::{
    commands::clause_subject,
    live::in_force,
    model::{self, Clause, DocumentId, Evidence, Grade, Sentence},
    store as tables,
};

/// The desk's facts.
pub(crate) struct PolicyFacts;

/// A clause that stands in the edition in force, with what a fact asks of it.
struct Standing {
    document: DocumentId,
    sentence: Sentence,
    clause: Clause,
    has_result: bool,
}

impl Standing {
    /// Whether somebody is to reach or do it.
    fn is_demand(&self) -> bool {
        self.clause.kind != model::Kind::Principle
    }

    fn is_owned(&self) -> bool {
        self.is_demand() && self.clause.owner.is_some()
    }

    fn is_measured(&self) -> bool {
        self.is_demand() && !self.clause.measures.is_empty()
    }

    fn is_duty(&self) -> bool {
        self.clause.kind == model::Kind::Duty
    }

    /// A measure or a result settles whether a duty is done; one with neither is overdue from its due date on.
    fn is_overdue(&self, on: Date) -> bool {
        let settled = self.has_result || !self.clause.measures.is_empty();
        self.is_duty() && !settled && self.clause.due.is_some_and(|due| due.is_past(on))
    }
}

/// Whether a clause counts for a fact on a day.
type Counts = fn(&Standing, Date) -> bool;

/// A figure of the desk: its key, its title, what it counts, and of what it is the share if it is one.
struct Figure {
    key: &'static str,
    title: &'static str,
    counts: Counts,
    share_of: Option<Counts>,
}

const DEMAND: Counts = |clause, _| clause.is_demand();

const FIGURES: [Figure; 8] = [
    Figure { key: "policy.clauses", title: "policy-fact-clauses", counts: |_, _| true, share_of: None },
    Figure { key: "policy.demands", title: "policy-fact-demands", counts: DEMAND, share_of: None },
    Figure {
        key: "policy.demands.owned",
        title: "policy-fact-owned",
        counts: |clause, _| clause.is_owned(),
        share_of: None,
    },
    Figure {
        key: "policy.demands.measured",
        title: "policy-fact-measured",
        counts: |clause, _| clause.is_measured(),
        share_of: None,
    },
    Figure {
        key: "policy.share.owned",
        title: "policy-fact-share-owned",
        counts: |clause, _| clause.is_owned(),
        share_of: Some(DEMAND),
    },
    Figure {
        key: "policy.share.measured",
        title: "policy-fact-share-measured",
        counts: |clause, _| clause.is_measured(),
        share_of: Some(DEMAND),
    },
    Figure { key: "policy.duties", title: "policy-fact-duties", counts: |clause, _| clause.is_duty(), share_of: None },
    Figure {
        key: "policy.duties.overdue",
        title: "policy-fact-duties-overdue",
        counts: Standing::is_overdue,
        share_of: None,
    },
];

impl Figure {
    fn fact(&self) -> Fact {
        let (unit, kind) = match self.share_of {
            Some(_) => (Unit::share(), Kind::Share),
            None => (Unit::count(), Kind::Count),
        };
        Fact { key: self.key.to_owned(), title: Title { key: self.title, of: Default::default() }, unit, kind }
    }

    fn reading(&self, clauses: &[Standing], on: Date) -> Reading {
        let count = |counts: Counts| clauses.iter().filter(|clause| counts(clause, on)).count() as f64;
        let part = count(self.counts);
        match self.share_of.map(count) {
            None => Ok(Value::Number(part)),
            Some(whole) if whole > 0.0 => Ok(Value::Number(part / whole)),
            Some(_) => Err(Unknown::NoRecords),
        }
    }
}

#[async_trait::async_trait]
impl FactSource for PolicyFacts {
    async fn facts(&self, _: &DatabaseConnection, _: &ZoneId) -> Result<Vec<Fact>, StoreError> {
        Ok(FIGURES.iter().map(Figure::fact).collect())
    }

    async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError> {
        let clauses = standing(database, &Scope::system(zone.clone()), as_of).await?;
        Ok(FIGURES.iter().map(|figure| (figure.key.to_owned(), figure.reading(&clauses, as_of))).collect())
    }

    async fn records(
        &self,
        database: &DatabaseConnection,
        scope: &Scope,
        as_of: Date,
        key: &str,
        offset: u64,
        limit: u64,
    ) -> Result<Records, StoreError> {
        let Some(figure) = FIGURES.iter().find(|figure| figure.key == key) else { return Ok(Records::default()) };
        let clauses = standing(database, scope, as_of).await?;
        let counted: Vec<_> = clauses.iter().filter(|clause| (figure.counts)(clause, as_of)).collect();
        let skip = usize::try_from(offset).unwrap_or(usize::MAX);
        let take = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Records { total: counted.len() as u64, rows: counted.into_iter().skip(skip).take(take).map(link).collect() })
    }
}

fn link(clause: &Standing) -> RecordLink {
    let subject = clause_subject(&clause.document, &clause.clause.id);
    RecordLink {
        title: clause.sentence.text.to_string(),
        contribution: None,
        path: format!("/policy/{}/clauses/{}", clause.document, clause.clause.id),
        subject: (subject.kind, subject.id),
    }
}

/// The clauses of all released documents as they stood on a day, those that the scope may read.
async fn standing(database: &DatabaseConnection, scope: &Scope, on: Date) -> Result<Vec<Standing>, StoreError> {
    let mut found = Vec::new();
    let documents = tables::documents(database, scope).await?;
    for (document, _) in documents.into_iter().filter(|(document, _)| document.released) {
        let editions = tables::editions(database, scope, &document.id).await?;
        // Before its first edition a document demanded nothing.
        let Some(edition) = in_force(&editions, on).filter(|edition| edition.is_there(on)) else { continue };
        let mut clauses = tables::clauses(database, scope, &document.id).await?;
        let evidence = tables::pieces(database, scope, &document.id).await?.evidence;
        for sentence in tables::sentences(database, scope, &document.id, edition.number).await? {
            let Some(clause) = clauses.remove(&sentence.clause) else { continue };
            let has_result = evidence.iter().any(|one| is_result(one, &clause, on));
            found.push(Standing { document: document.id.clone(), sentence, clause, has_result });
        }
    }
    Ok(found)
}

fn is_result(evidence: &Evidence, clause: &Clause, on: Date) -> bool {
    evidence.clause == clause.id && evidence.grade == Grade::Result && evidence.on <= on
}
