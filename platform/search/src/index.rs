use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Subject, ZoneId};
use tantivy::{
    IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::{Count, TopDocs},
    directory::MmapDirectory,
    schema::Value,
};

use crate::{
    Document, Reader, SearchError, Span,
    excerpt::{excerpt, marked},
    query::Asked,
    schema::{FORMAT, Fields, Shown, subject_term},
};

/// Memory of a writer, in bytes; the least that tantivy takes is 15 MB.
const WRITER_BYTES: usize = 32 * 1024 * 1024;
/// Pages behind this one are not asked for: nobody reads the ten-thousandth finding.
pub const OFFSET_MAX: usize = 10_000;

/// The indexes of all zones, each in a folder of its own.
pub struct Indexes {
    folder: PathBuf,
    open: Mutex<HashMap<ZoneId, Arc<Index>>>,
}

impl Indexes {
    /// Indexes below this folder, which is made with the first one.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), open: Mutex::default() }
    }

    /// The index of a zone; an empty one without a [`State`] where there was none or one of another format.
    ///
    /// # Errors
    /// [`SearchError`] where the folder cannot be made or read.
    pub fn zone(&self, zone: &ZoneId) -> Result<Arc<Index>, SearchError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = open.get(zone) {
            return Ok(index.clone());
        }
        let index = Arc::new(Index::open(&self.folder.join(zone.as_str()))?);
        open.insert(zone.clone(), index.clone());
        Ok(index)
    }
}

/// Up to where an index knows the journal: the hash of the entry tells whether it is still the same journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Sequence of the last entry that was taken in.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// What is kept with each commit.
#[derive(Serialize, Deserialize)]
struct Payload {
    format: u32,
    state: State,
}

/// The index of one zone.
pub struct Index {
    inner: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    /// Kept between changes, so that it merges in peace what many small changes have left; no other program writes
    /// meanwhile.
    writer: Mutex<Option<IndexWriter>>,
    state: Mutex<Option<State>>,
    gate: tokio::sync::Mutex<()>,
}

/// What is searched for in one kind of documents, or in all.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// As somebody typed it.
    pub text: &'a str,
    /// The kind.
    pub kind: Option<&'a str>,
    /// Findings to pass over.
    pub offset: usize,
    /// Findings at most.
    pub limit: usize,
}

/// The findings of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The kind; empty for all kinds together.
    pub kind: String,
    /// How many there are in all.
    pub total: usize,
    /// The best of them.
    pub hits: Vec<Hit>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: String,
    /// Its title.
    pub title: Vec<Span>,
    /// A part of its text.
    pub excerpt: Vec<Span>,
    /// Where it is read, below the zone.
    pub path: String,
    /// The day that it is of.
    pub day: Option<jiff::civil::Date>,
}

impl Index {
    fn open(folder: &Path) -> Result<Self, SearchError> {
        let (schema, fields) = Fields::new();
        fs::create_dir_all(folder)?;
        let opened = |folder: &Path| {
            let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
            tantivy::Index::open_or_create(directory, schema.clone())
        };
        let index = match opened(folder) {
            Ok(index) if !is_foreign(&index) => index,
            // Damaged, or of another format: nothing in it is a record, so that it may go.
            _ => {
                emptied(folder)?;
                opened(folder)?
            }
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let state = Mutex::new(state_of(&index));
        Ok(Self { inner: index, fields, reader, writer: Mutex::default(), state, gate: tokio::sync::Mutex::new(()) })
    }

    /// Up to where it knows the journal; `None` where it must be made anew.
    pub fn state(&self) -> Option<State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whoever changes the index waits here for the others.
    pub async fn gate(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.gate.lock().await
    }

    /// Notes that the journal went on without touching any document.
    pub fn pass_over(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
    }

    /// The writer, for whoever holds the gate; one that is not given back after an error is made anew.
    fn writer(&self) -> Result<IndexWriter, SearchError> {
        let kept = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(match kept {
            Some(writer) => writer,
            None => self.inner.writer_with_num_threads(1, WRITER_BYTES)?,
        })
    }

    /// Begins to make the whole index anew; until that is finished, the old one answers.
    ///
    /// # Errors
    /// [`SearchError`], also while another program writes.
    pub fn rewrite(self: &Arc<Self>) -> Result<Rewrite, SearchError> {
        let writer = self.writer()?;
        writer.delete_all_documents()?;
        Ok(Rewrite { index: self.clone(), writer })
    }

    /// Puts documents in the place of all that these subjects had, and of all that the documents' own subjects had.
    ///
    /// # Errors
    /// [`SearchError`]; the index is then as it was.
    pub fn update(&self, subjects: &[Subject], documents: &[Document], state: State) -> Result<(), SearchError> {
        let writer = self.writer()?;
        for subject in subjects.iter().chain(documents.iter().map(|document| &document.subject)) {
            writer.delete_term(Term::from_field_text(self.fields.subject, &subject_term(subject)));
        }
        for document in documents {
            writer.add_document(self.fields.document(document)?)?;
        }
        self.commit(writer, state)
    }

    fn commit(&self, mut writer: IndexWriter, state: State) -> Result<(), SearchError> {
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&serde_json::to_string(&Payload { format: FORMAT, state: state.clone() })?);
        commit.commit()?;
        self.reader.reload()?;
        self.pass_over(state);
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer);
        Ok(())
    }

    /// The best findings of each kind, the kind with the best one first; nothing for a text without words.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn overview(
        &self,
        reader: &Reader,
        now: Timestamp,
        text: &str,
        of_each: usize,
    ) -> Result<Vec<Group>, SearchError> {
        let Some(asked) = Asked::parse(self.fields, text) else { return Ok(Vec::new()) };
        let searcher = self.reader.searcher();
        let mut groups = Vec::new();
        for kind in self.kinds(&searcher)? {
            let (best, group) = self.group(&searcher, (reader, now), &asked, (Some(&kind), 0, of_each))?;
            if group.total > 0 {
                groups.push((best, group));
            }
        }
        groups.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        Ok(groups.into_iter().map(|(_, group)| group).collect())
    }

    /// Findings, best first.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn search(&self, reader: &Reader, now: Timestamp, question: Question<'_>) -> Result<Group, SearchError> {
        let Some(asked) = Asked::parse(self.fields, question.text) else {
            return Ok(Group { kind: question.kind.unwrap_or_default().to_owned(), total: 0, hits: Vec::new() });
        };
        let part = (question.kind, question.offset.min(OFFSET_MAX), question.limit);
        Ok(self.group(&self.reader.searcher(), (reader, now), &asked, part)?.1)
    }

    fn group(
        &self,
        searcher: &Searcher,
        (reader, now): (&Reader, Timestamp),
        asked: &Asked,
        (kind, offset, limit): (Option<&str>, usize, usize),
    ) -> Result<(f32, Group), SearchError> {
        let query = asked.query(self.fields, reader, now, kind);
        let top = TopDocs::with_limit(limit.max(1)).and_offset(offset).order_by_score();
        let (best, total) = searcher.search(&query, &(top, Count))?;
        let score = best.first().map_or(0.0, |(score, _)| *score);
        let hits = best.into_iter().map(|(_, address)| self.hit(&searcher.doc(address)?, &asked.terms));
        let hits = hits.collect::<Result<Vec<_>, SearchError>>()?;
        Ok((score, Group { kind: kind.unwrap_or_default().to_owned(), total, hits }))
    }

    fn hit(&self, row: &TantivyDocument, terms: &[String]) -> Result<Hit, SearchError> {
        let shown = row.get_first(self.fields.shown).and_then(|value| value.as_str()).unwrap_or_default();
        let Shown { kind, title, text, path, day } = serde_json::from_str(shown)?;
        Ok(Hit { kind, title: marked(&title, terms), excerpt: excerpt(&text, terms), path, day })
    }

    /// All kinds that any document has.
    fn kinds(&self, searcher: &Searcher) -> Result<Vec<String>, SearchError> {
        let mut kinds = std::collections::BTreeSet::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.kind)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                kinds.insert(String::from_utf8_lossy(terms.key()).into_owned());
            }
        }
        Ok(kinds.into_iter().collect())
    }
}

/// An index on its way to be made anew; dropped unfinished, nothing has changed.
pub struct Rewrite {
    index: Arc<Index>,
    writer: IndexWriter,
}

impl Rewrite {
    /// Adds a document.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn add(&mut self, document: &Document) -> Result<(), SearchError> {
        self.writer.add_document(self.index.fields.document(document)?)?;
        Ok(())
    }

    /// Puts the new documents in the place of the old.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn finish(self, state: State) -> Result<(), SearchError> {
        self.index.commit(self.writer, state)
    }
}

/// Whether somebody has committed to the index in another format.
fn is_foreign(index: &tantivy::Index) -> bool {
    index.load_metas().ok().and_then(|metas| metas.payload).is_some() && state_of(index).is_none()
}

fn state_of(index: &tantivy::Index) -> Option<State> {
    let payload: Payload = serde_json::from_str(&index.load_metas().ok()?.payload?).ok()?;
    (payload.format == FORMAT).then_some(payload.state)
}

/// Removes what lies in the folder.
fn emptied(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}
