//! From records to files: sorted by id, quoted only where needed, lines ended by LF.

use std::{collections::BTreeSet, path::Path};

use facts::measures;
use identity::Scope;
use pages::FilesError;
use sea_orm::DatabaseConnection;
use serde::Serialize;
use store::ZoneId;

use super::{
    FOLDER, access, edition_path,
    lines::{ClauseLine, CommentLine, EditionFile, EvidenceLine, MeasureEntry, OverrideLine, SentenceLine},
    path_of,
};
use crate::{
    model::{Document, Sentence},
    store as tables,
};

/// Writes the desk's folder of a zone.
pub async fn zone(database: &DatabaseConnection, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
    let scope = Scope::system(zone.clone());
    let measures: Vec<_> = measures::editions(database, zone).await?.iter().map(MeasureEntry::of).collect();
    if !measures.is_empty() {
        #[derive(Serialize)]
        struct File {
            measure: Vec<MeasureEntry>,
        }
        save_toml(folder, &format!("{FOLDER}/measures.toml"), &File { measure: measures })?;
    }
    for (document, _) in tables::documents(database, &scope).await? {
        write_document(database, &scope, folder, &document).await?;
    }
    Ok(())
}

async fn write_document(
    database: &DatabaseConnection,
    scope: &Scope,
    folder: &Path,
    document: &Document,
) -> Result<(), FilesError> {
    let id = &document.id;
    let clauses = tables::clauses(database, scope, id).await?;
    for edition in tables::editions(database, scope, id).await? {
        let sentences = tables::sentences(database, scope, id, edition.number).await?;
        if edition.number != document.edition {
            let file = edition_path(id, edition.number, "edition.toml");
            save_toml(folder, &file, &EditionFile::of(&edition, None))?;
            let file = edition_path(id, edition.number, "sentences.csv");
            save_table(folder, &file, sentences.iter().map(SentenceLine::of))?;
            continue;
        }
        save_toml(folder, &path_of(id, "document.toml"), &EditionFile::of(&edition, Some(document.released)))?;
        let standing: BTreeSet<_> = sentences.iter().map(|sentence| &sentence.clause).collect();
        let gone = clauses.values().filter(|clause| !standing.contains(&clause.id));
        let line =
            |sentence: &Sentence| clauses.get(&sentence.clause).map(|clause| ClauseLine::of(clause, Some(sentence)));
        let lines = sentences.iter().filter_map(line).chain(gone.map(|clause| ClauseLine::of(clause, None)));
        save_table(folder, &path_of(id, "clauses.csv"), lines)?;
    }
    let pieces = tables::pieces(database, scope, id).await?;
    save_table(folder, &path_of(id, "evidence.csv"), pieces.evidence.iter().map(EvidenceLine::of))?;
    save_table(folder, &path_of(id, "comments.csv"), pieces.comments.iter().map(CommentLine::of))?;
    save_table(folder, &path_of(id, "overrides.csv"), pieces.overrides.iter().map(OverrideLine::of))
}

fn save_toml(folder: &Path, file: &str, content: &impl Serialize) -> Result<(), FilesError> {
    let text = toml::to_string(content).map_err(|error| access(file, std::io::Error::other(error)))?;
    save(folder, file, text.as_bytes())
}

/// A file without a line is left out.
fn save_table<L: Serialize>(folder: &Path, file: &str, lines: impl Iterator<Item = L>) -> Result<(), FilesError> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return Ok(());
    }
    let failed = |error: csv::Error| access(file, error.into());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.serialize(line).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| access(file, error.into_error()))?;
    save(folder, file, &bytes)
}

fn save(folder: &Path, file: &str, bytes: &[u8]) -> Result<(), FilesError> {
    let path = folder.join(file);
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(&path, bytes)).map_err(|error| access(file, error))
}
