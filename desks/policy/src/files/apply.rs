//! Writes what the database does not have yet.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Facts, MeasureId, MeasureRefused, measures};
use identity::{Scope, organisation};
use pages::FilesError;
use store::{Change, Entry, StoreError};

use super::{DocumentFolder, FOLDER, Folder, content, path_of};
use crate::{
    commands::document_subject,
    model::{Clause, Owner},
    store as tables,
};

/// How loading ends without a change.
pub enum Load {
    /// The database has everything already.
    Unchanged,
    Failed(FilesError),
}

impl<E: Into<FilesError>> From<E> for Load {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Adds the measures and documents of the folder that the database does not have.
pub async fn folder(change: &mut Change, known: &Facts, folder: Folder) -> Result<(), Load> {
    let scope = Scope::system(change.zone().clone());
    let added = add_measures(change, known, folder.measures).await?;
    let measures: BTreeSet<MeasureId> =
        measures::list(change.connection(), change.zone()).await?.into_iter().map(|measure| measure.id).collect();
    let organisations: BTreeSet<String> =
        organisation::list(change.connection(), &scope).await?.into_iter().map(|one| one.id).collect();
    let mut differs = added;
    for document in folder.documents {
        if tables::document(change.connection(), &scope, &document.document.id).await?.is_some() {
            continue;
        }
        check_names(&document, &measures, &organisations)?;
        add_document(change, document).await?;
        differs = true;
    }
    if differs { Ok(()) } else { Err(Load::Unchanged) }
}

async fn add_measures(
    change: &mut Change,
    known: &Facts,
    drafts: Vec<(usize, facts::MeasureDraft)>,
) -> Result<bool, FilesError> {
    let file = format!("{FOLDER}/measures.toml");
    // Versions of what was added: entries that follow say what holds from later days on.
    let mut added = BTreeMap::<String, i64>::new();
    for (line, draft) in drafts {
        match measures::save(change, known, &draft, added.get(&draft.id).copied()).await {
            Ok(_) => *added.entry(draft.id).or_default() += 1,
            Err(MeasureRefused::Exists(_)) => {}
            Err(MeasureRefused::Store(error)) => return Err(error.into()),
            Err(refused) => return Err(content(&file, line, format!("{}: {refused}", draft.id))),
        }
    }
    Ok(!added.is_empty())
}

/// Every owner is an organisation of the zone, every measure is there.
fn check_names(
    document: &DocumentFolder,
    measures: &BTreeSet<MeasureId>,
    organisations: &BTreeSet<String>,
) -> Result<(), FilesError> {
    let file = path_of(&document.document.id, "clauses.csv");
    let unknown = |clause: &Clause| {
        let owners = clause.owner.iter().chain(&clause.co_owners).map(Owner::organisation);
        let owner = owners.filter(|id| !organisations.contains(*id)).map(|id| format!("there is no organisation {id}"));
        let missing = clause.measures.iter().filter(|id| !measures.contains(*id));
        owner.chain(missing.map(|id| format!("there is no measure {id}"))).next()
    };
    let found = document.clauses.iter().find_map(|(line, clause)| unknown(clause).map(|problem| (*line, problem)));
    found.map_or(Ok(()), |(line, problem)| Err(content(&file, line, problem)))
}

async fn add_document(change: &mut Change, folder: DocumentFolder) -> Result<(), StoreError> {
    let DocumentFolder { document, editions, clauses, pieces } = folder;
    tables::insert_document(change, &document).await?;
    for (_, clause) in &clauses {
        tables::insert_clause(change, &document.id, clause).await?;
    }
    for (edition, sentences) in &editions {
        tables::insert_edition(change, &document.id, edition).await?;
        tables::insert_sentences(change, &document.id, edition.number, sentences).await?;
    }
    for evidence in &pieces.evidence {
        tables::insert_evidence(change, &document.id, evidence).await?;
    }
    for comment in &pieces.comments {
        tables::insert_comment(change, &document.id, comment).await?;
    }
    for set in &pieces.overrides {
        tables::insert_override(change, &document.id, set).await?;
    }
    let entry = Entry::new("document.loaded", document_subject(&document.id)).after(&document)?;
    change.record(entry);
    Ok(())
}
