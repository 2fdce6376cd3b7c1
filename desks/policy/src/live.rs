//! The article as it stands on a day: each sentence with its clause, its light, and what the light rests on.

use std::{collections::BTreeMap, sync::Arc};

use facts::{Assessment, Assessments, Light, Registry, measures};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::StoreError;

use crate::{
    model::{Clause, ClauseId, Document, DocumentId, Edition, Evidence, Sentence, Standing, standing},
    store as tables,
    store::Pieces,
};

/// A document's text with what is true of it on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveArticle {
    /// The document.
    pub document: Document,
    /// The edition in force on that day.
    pub edition: Edition,
    /// Its sentences in reading order.
    pub sentences: Vec<LiveSentence>,
}

/// A sentence with what is true of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveSentence {
    /// The words and where they stand.
    pub sentence: Sentence,
    /// The clause whose words they are.
    pub clause: Clause,
    /// How it stands.
    pub standing: Standing,
    /// Its measures, in the clause's order; one that was deleted is left out here, and keeps the light from green.
    pub measures: Vec<Arc<Assessment>>,
    /// What shows by that day that it is carried out.
    pub evidence: Vec<Evidence>,
}

impl LiveSentence {
    /// Whether nothing at all stands behind it.
    pub fn is_uncovered(&self) -> bool {
        self.clause.measures.is_empty() && self.evidence.is_empty()
    }
}

/// The edition in force on a day: the newest that had come into the house; before all of them, the first.
pub fn in_force(editions: &[Edition], on: Date) -> Option<&Edition> {
    editions.iter().rev().find(|edition| edition.is_there(on)).or_else(|| editions.first())
}

/// A document as it stands at the end of a day; `None` where there is none that the scope may read.
///
/// The text, the evidence, the overrides and the figures are those of the day. Who answers for a clause, and by which
/// measures it is judged, is as it is now.
///
/// # Errors
/// What the database says.
pub async fn article(
    registry: &Registry,
    database: &DatabaseConnection,
    scope: &Scope,
    id: &DocumentId,
    as_of: Date,
) -> Result<Option<LiveArticle>, StoreError> {
    let Some(document) = tables::document(database, scope, id).await? else { return Ok(None) };
    let editions = tables::editions(database, scope, id).await?;
    let Some(edition) = in_force(&editions, as_of).cloned() else { return Ok(None) };
    let sentences = tables::sentences(database, scope, id, edition.number).await?;
    let clauses = tables::clauses(database, scope, id).await?;
    let pieces = tables::pieces(database, scope, id).await?;
    let assessments = measures::assess(registry, database, scope.zone(), as_of).await?;
    let sentences = put_together(sentences, clauses, &pieces, &assessments, as_of)?;
    Ok(Some(LiveArticle { document, edition, sentences }))
}

fn put_together(
    sentences: Vec<Sentence>,
    mut clauses: BTreeMap<ClauseId, Clause>,
    pieces: &Pieces,
    assessments: &Assessments,
    as_of: Date,
) -> Result<Vec<LiveSentence>, StoreError> {
    let join = |sentence: Sentence| {
        let clause = clauses.remove(&sentence.clause).ok_or_else(|| {
            StoreError::Corrupt(format!("a sentence of the clause {}, which is not there", sentence.clause))
        })?;
        Ok(live_sentence(sentence, clause, pieces, assessments, as_of))
    };
    sentences.into_iter().map(join).collect()
}

fn live_sentence(
    sentence: Sentence,
    clause: Clause,
    pieces: &Pieces,
    assessments: &Assessments,
    as_of: Date,
) -> LiveSentence {
    let lights: Vec<Light> =
        clause.measures.iter().map(|id| assessments.get(id).map_or(Light::Unknown, |found| found.light)).collect();
    let measures = clause.measures.iter().filter_map(|id| assessments.get(id).cloned()).collect();
    let evidence: Vec<_> =
        pieces.evidence.iter().filter(|one| one.clause == clause.id && one.on <= as_of).cloned().collect();
    let overrides = pieces.overrides.iter().filter(|one| one.clause == clause.id);
    let standing = standing(&clause, &lights, &evidence, overrides, as_of);
    LiveSentence { sentence, clause, standing, measures, evidence }
}
