use std::{collections::BTreeSet, fmt};

use identity::{Order, Scope};
use serde::{Deserialize, Serialize};
use store::{Change, Entry, Store};

use super::{Refused, check_version, document_subject};
use crate::{
    EDIT,
    model::{Clause, Comparison, Document, DocumentId, Edition, Heading, Sentence, Text},
    store as tables,
};

/// What an import has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// The document.
    pub document: DocumentId,
    /// Number of the new edition; of the one in force when nothing was new.
    pub edition: u32,
    /// Clauses that stand word for word as before.
    pub kept: usize,
    /// Clauses found again with other words.
    pub edited: usize,
    /// New clauses.
    pub added: usize,
    /// Clauses that are gone.
    pub removed: usize,
}

impl fmt::Display for ImportSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { document, edition, kept, edited, added, removed } = self;
        write!(f, "{document}, edition {edition}: {kept} clauses kept, {edited} edited, {added} new, {removed} gone")
    }
}

/// Keeps a text as a new document, or as the next edition of one: clauses that are found again keep their ids and all
/// that is known of them, and the edition before is kept.
///
/// `version` is that of the document that the text was compared with, so that nobody's edition is replaced unseen;
/// `None` for whoever has compared nothing, at the command line.
///
/// # Errors
/// [`Refused`].
pub async fn import(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    text: Text,
    version: Option<i64>,
) -> Result<ImportSummary, Refused> {
    order.needs(EDIT)?;
    store
        .write(order.author(), order.key, "policy.import", move |change| {
            Box::pin(async move {
                let scope = Scope::system(change.zone().clone());
                match tables::document(change.connection(), &scope, &document).await? {
                    None => first_edition(change, document, text).await,
                    Some(before) => next_edition(change, before, text, version).await,
                }
            })
        })
        .await
}

async fn first_edition(change: &mut Change, id: DocumentId, text: Text) -> Result<ImportSummary, Refused> {
    let document = Document { id, edition: 1, released: false, version: 1 };
    let comparison = Comparison::new(&[], &BTreeSet::new(), &text.passages);
    tables::insert_document(change, &document).await?;
    write_edition(change, &document, text.heading, &comparison).await?;
    let entry = Entry::new("document.imported", document_subject(&document.id)).after(&document)?;
    change.record(entry);
    Ok(summary(&document, &comparison))
}

async fn next_edition(
    change: &mut Change,
    before: Document,
    text: Text,
    version: Option<i64>,
) -> Result<ImportSummary, Refused> {
    let scope = Scope::system(change.zone().clone());
    let database = change.connection();
    let old = tables::sentences(database, &scope, &before.id, before.edition).await?;
    let edition = tables::edition(database, &scope, &before.id, before.edition).await?;
    let known = tables::clauses(database, &scope, &before.id).await?.into_keys().collect();
    let comparison = Comparison::new(&old, &known, &text.passages);
    let now: Vec<&Sentence> = comparison.sentences.iter().map(|(sentence, _)| sentence).collect();
    if edition.is_some_and(|edition| edition.heading == text.heading) && now == old.iter().collect::<Vec<_>>() {
        return Err(Refused::Unchanged);
    }
    let after = Document { edition: before.edition + 1, version: before.version + 1, ..before.clone() };
    check_version(version.unwrap_or(before.version), before.version, &after, &before)?;
    tables::update_document(change, &after).await?;
    write_edition(change, &after, text.heading, &comparison).await?;
    let entry = Entry::new("document.imported", document_subject(&after.id)).before(&before)?.after(&after)?;
    change.record(entry);
    Ok(summary(&after, &comparison))
}

/// Writes the edition, its sentences, and a clause for each new one.
async fn write_edition(
    change: &mut Change,
    document: &Document,
    heading: Heading,
    comparison: &Comparison,
) -> Result<(), Refused> {
    let edition = Edition {
        number: document.edition,
        heading,
        imported_at: change.at(),
        imported_by: change.author().actor.clone(),
    };
    let scope = Scope::system(change.zone().clone());
    let known = tables::clauses(change.connection(), &scope, &document.id).await?;
    tables::insert_edition(change, &document.id, &edition).await?;
    let sentences: Vec<Sentence> = comparison.sentences.iter().map(|(sentence, _)| sentence.clone()).collect();
    for sentence in sentences.iter().filter(|sentence| !known.contains_key(&sentence.clause)) {
        tables::insert_clause(change, &document.id, &Clause::new(sentence.clause.clone())).await?;
    }
    tables::insert_sentences(change, &document.id, edition.number, &sentences).await?;
    Ok(())
}

fn summary(document: &Document, comparison: &Comparison) -> ImportSummary {
    let counts = comparison.counts();
    ImportSummary {
        document: document.id.clone(),
        edition: document.edition,
        kept: counts.kept,
        edited: counts.edited,
        added: counts.added,
        removed: counts.removed,
    }
}
