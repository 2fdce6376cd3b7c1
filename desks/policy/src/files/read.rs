//! From files to records, with the file and the line where something is wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::Path,
};

use pages::FilesError;
use serde::{Deserialize, de::DeserializeOwned};
use toml::Spanned;

use super::{
    DocumentFolder, FOLDER, Folder, access, content, edition_path,
    lines::{ClauseLine, CommentLine, EditionFile, EvidenceLine, MeasureEntry, OverrideLine, SentenceLine},
    path_of,
};
use crate::{
    model::{Clause, ClauseId, Document, DocumentId, Edition, Problems, Sentence, check_sentences},
    store::Pieces,
};

/// A zone has some thousand clauses; a larger file is a mistake.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Reads and checks the desk's folder; `None` when the zone has none.
pub fn folder(zone: &Path) -> Result<Option<Folder>, FilesError> {
    if !zone.join(FOLDER).is_dir() {
        return Ok(None);
    }
    let mut documents = Vec::new();
    for id in names(zone, &format!("{FOLDER}/documents"))? {
        let path = format!("{FOLDER}/documents/{id}");
        let id: DocumentId = id.parse().map_err(|problem| content(&path, 0, problem))?;
        documents.push(document(zone, id)?);
    }
    Ok(Some(Folder { measures: measures(zone)?, documents }))
}

/// The names in a folder, in order; none when it is not there.
fn names(zone: &Path, path: &str) -> Result<Vec<String>, FilesError> {
    let entries = match std::fs::read_dir(zone.join(path)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(access(path, error)),
    };
    let mut names = BTreeSet::new();
    for entry in entries {
        let entry = entry.map_err(|error| access(path, error))?;
        if entry.path().is_dir() {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names.into_iter().collect())
}

/// The text of a file; `None` when it is not there.
fn text(zone: &Path, file: &str) -> Result<Option<String>, FilesError> {
    let opened = match std::fs::File::open(zone.join(file)) {
        Ok(opened) => opened,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(access(file, error)),
    };
    let mut bytes = Vec::new();
    opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| access(file, error))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(content(file, 0, format!("the file has more than {} MiB", FILE_BYTES_MAX >> 20)));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| content(file, 0, format!("not UTF-8 ({error}); save the file as UTF-8")))?;
    Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
}

fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or_default().matches('\n').count() + 1
}

fn toml_file<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FilesError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        content(file, line, error.message())
    })
}

fn measures(zone: &Path) -> Result<Vec<(usize, facts::MeasureDraft)>, FilesError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        measure: Vec<Spanned<MeasureEntry>>,
    }
    let file = format!("{FOLDER}/measures.toml");
    let Some(text) = text(zone, &file)? else { return Ok(Vec::new()) };
    let parsed: File = toml_file(&file, &text)?;
    let mut seen = BTreeSet::new();
    let mut measures = Vec::new();
    for entry in parsed.measure {
        let line = line_of(&text, entry.span().start);
        let draft = entry.into_inner().read();
        if !seen.insert((draft.id.clone(), draft.since.clone())) {
            return Err(content(&file, line, format!("the measure {:?} stands here twice", draft.id)));
        }
        measures.push((line, draft));
    }
    Ok(measures)
}

/// The lines of a CSV file, each read into a record; no line when the file is not there.
fn table<L: DeserializeOwned, T>(
    zone: &Path,
    file: &str,
    read: impl Fn(L) -> Result<T, Problems>,
) -> Result<Vec<(usize, T)>, FilesError> {
    let Some(text) = text(zone, file)? else { return Ok(Vec::new()) };
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let line_of = |position: Option<&csv::Position>| position.map_or(1, |at| usize::try_from(at.line()).unwrap_or(1));
    let failed = |error: csv::Error| content(file, line_of(error.position()), error);
    let headers = reader.headers().map_err(failed)?.clone();
    let mut records = Vec::new();
    for row in reader.records() {
        let row = row.map_err(failed)?;
        let line = line_of(row.position());
        let parsed: L = row.deserialize(Some(&headers)).map_err(failed)?;
        records.push((line, read(parsed).map_err(|problems| content(file, line, problems))?));
    }
    Ok(records)
}

fn edition_file(zone: &Path, file: &str) -> Result<(EditionFile, Edition), FilesError> {
    let text = text(zone, file)?.ok_or_else(|| access(file, std::io::ErrorKind::NotFound.into()))?;
    let parsed: EditionFile = toml_file(file, &text)?;
    let edition = toml_file::<EditionFile>(file, &text)?.read().map_err(|problems| content(file, 0, problems))?;
    Ok((parsed, edition))
}

fn document(zone: &Path, id: DocumentId) -> Result<DocumentFolder, FilesError> {
    let file = path_of(&id, "document.toml");
    let (head, edition) = edition_file(zone, &file)?;
    let number = edition.number;
    let file = path_of(&id, "clauses.csv");
    let (clauses, sentences) = clauses(zone, &file)?;
    check_sentences(&sentences).map_err(|problems| content(&file, 0, problems))?;
    let known: BTreeSet<ClauseId> = clauses.iter().map(|(_, clause)| clause.id.clone()).collect();
    let mut editions = earlier_editions(zone, &id, &known, number)?;
    editions.push((edition, sentences));
    let pieces = pieces(zone, &id, &known)?;
    let document = Document { id, edition: number, released: head.released.unwrap_or(false), version: 1 };
    Ok(DocumentFolder { document, editions, clauses, pieces })
}

type Clauses = (Vec<(usize, Clause)>, Vec<Sentence>);

fn clauses(zone: &Path, file: &str) -> Result<Clauses, FilesError> {
    let mut clauses = Vec::new();
    let mut sentences = Vec::new();
    let mut lines = BTreeMap::new();
    for (line, (clause, sentence)) in table(zone, file, ClauseLine::read)? {
        if let Some(first) = lines.insert(clause.id.clone(), line) {
            return Err(content(file, line, format!("the clause {} stands in line {first} already", clause.id)));
        }
        sentences.extend(sentence);
        clauses.push((line, clause));
    }
    Ok((clauses, sentences))
}

fn earlier_editions(
    zone: &Path,
    id: &DocumentId,
    known: &BTreeSet<ClauseId>,
    newest: u32,
) -> Result<Vec<(Edition, Vec<Sentence>)>, FilesError> {
    let mut editions = Vec::new();
    for number in 1..newest {
        let (_, edition) = edition_file(zone, &edition_path(id, number, "edition.toml"))?;
        if edition.number != number {
            let file = edition_path(id, number, "edition.toml");
            return Err(content(&file, 0, format!("the folder is named {number}, the edition {}", edition.number)));
        }
        let file = edition_path(id, number, "sentences.csv");
        let mut sentences = Vec::new();
        for (line, sentence) in table(zone, &file, SentenceLine::read)? {
            check_known(&file, line, known, &sentence.clause)?;
            sentences.push(sentence);
        }
        check_sentences(&sentences).map_err(|problems| content(&file, 0, problems))?;
        editions.push((edition, sentences));
    }
    Ok(editions)
}

fn check_known(file: &str, line: usize, known: &BTreeSet<ClauseId>, clause: &ClauseId) -> Result<(), FilesError> {
    if known.contains(clause) {
        return Ok(());
    }
    Err(content(file, line, format!("clauses.csv has no clause {clause}")))
}

fn pieces(zone: &Path, id: &DocumentId, known: &BTreeSet<ClauseId>) -> Result<Pieces, FilesError> {
    Ok(Pieces {
        evidence: of_clauses(zone, &path_of(id, "evidence.csv"), known, |line: EvidenceLine| {
            line.read().map(|one| (one.id.to_string(), one.clause.clone(), one))
        })?,
        comments: of_clauses(zone, &path_of(id, "comments.csv"), known, |line: CommentLine| {
            line.read().map(|one| (one.id.to_string(), one.clause.clone(), one))
        })?,
        overrides: of_clauses(zone, &path_of(id, "overrides.csv"), known, |line: OverrideLine| {
            line.read().map(|one| (one.id.to_string(), one.clause.clone(), one))
        })?,
    })
}

/// Records about clauses, each with an id of its own.
fn of_clauses<L: DeserializeOwned, T>(
    zone: &Path,
    file: &str,
    known: &BTreeSet<ClauseId>,
    read: impl Fn(L) -> Result<(String, ClauseId, T), Problems>,
) -> Result<Vec<T>, FilesError> {
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    for (line, (id, clause, record)) in table(zone, file, read)? {
        check_known(file, line, known, &clause)?;
        if !seen.insert(id.clone()) {
            return Err(content(file, line, format!("{id} stands here twice")));
        }
        records.push(record);
    }
    Ok(records)
}
