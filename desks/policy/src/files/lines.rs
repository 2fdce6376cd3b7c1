//! The lines of each file, read and written by the same columns.

use std::str::FromStr;

use facts::{MeasureDraft, MeasureId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::model::{
    Clause, ClauseId, Comment, Edition, Evidence, Heading, Override, Place, Problem, Problems, Sentence, china_instant,
    owners_from_text, owners_text,
};

/// What a field holds, as the type that it stands for.
fn field<T: FromStr>(problems: &mut Problems, name: &str, text: &str) -> Option<T>
where
    Problem: From<Unreadable<T::Err>>,
{
    problems.take(name, text.trim().parse().map_err(|error| Unreadable { error, given: text.to_owned() }.into()))
}

/// The same for a field that may be empty; `None` also for a wrong one, whose problem then fails the line.
fn optional<T: FromStr>(problems: &mut Problems, name: &str, text: &str) -> Option<T>
where
    Problem: From<Unreadable<T::Err>>,
{
    if text.trim().is_empty() { None } else { field(problems, name, text) }
}

/// A text that could not be read, with what the type said.
struct Unreadable<E> {
    error: E,
    given: String,
}

impl From<Unreadable<Problem>> for Problem {
    fn from(unreadable: Unreadable<Problem>) -> Self {
        unreadable.error
    }
}

impl From<Unreadable<jiff::Error>> for Problem {
    fn from(unreadable: Unreadable<jiff::Error>) -> Self {
        Self::Instant(unreadable.given.chars().take(60).collect())
    }
}

impl From<Unreadable<()>> for Problem {
    fn from(unreadable: Unreadable<()>) -> Self {
        Self::Word {
            given: unreadable.given.chars().take(60).collect(),
            known: "green, amber, red, unknown".to_owned(),
        }
    }
}

impl From<Unreadable<facts::InvalidMeasureId>> for Problem {
    fn from(unreadable: Unreadable<facts::InvalidMeasureId>) -> Self {
        Self::Unknown(unreadable.error.0)
    }
}

impl From<Unreadable<std::num::ParseIntError>> for Problem {
    fn from(unreadable: Unreadable<std::num::ParseIntError>) -> Self {
        Self::Word { given: unreadable.given.chars().take(60).collect(), known: "1, 2, 3 …".to_owned() }
    }
}

fn text_of(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// `document.toml` and `edition.toml`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released: Option<bool>,
    pub edition: u32,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    published_at: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    author: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    imported_at: String,
    imported_by: String,
}

impl EditionFile {
    pub fn of(edition: &Edition, released: Option<bool>) -> Self {
        let Heading { title, published_at, source, author, note } = &edition.heading;
        Self {
            released,
            edition: edition.number,
            title: title.to_string(),
            published_at: published_at.map(china_instant).unwrap_or_default(),
            source: text_of(source.as_ref()),
            author: text_of(author.as_ref()),
            note: text_of(note.as_ref()),
            imported_at: china_instant(edition.imported_at),
            imported_by: edition.imported_by.clone(),
        }
    }

    pub fn read(self) -> Result<Edition, Problems> {
        let mut problems = Problems::default();
        let title = field(&mut problems, "title", &self.title);
        let published_at = optional(&mut problems, "published_at", &self.published_at);
        let source = optional(&mut problems, "source", &self.source);
        let author = optional(&mut problems, "author", &self.author);
        let note = optional(&mut problems, "note", &self.note);
        let imported_at = field(&mut problems, "imported_at", &self.imported_at);
        let whole = (|| {
            let heading = Heading { title: title?, published_at, source, author, note };
            Some(Edition { number: self.edition, heading, imported_at: imported_at?, imported_by: self.imported_by })
        })();
        problems.finish(whole)
    }
}

/// A line of `clauses.csv`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseLine {
    clause: String,
    section: String,
    paragraph: String,
    text: String,
    kind: String,
    owner: String,
    co_owners: String,
    due: String,
    measures: String,
    released: String,
    source: String,
}

impl ClauseLine {
    pub fn of(clause: &Clause, sentence: Option<&Sentence>) -> Self {
        Self {
            clause: clause.id.to_string(),
            section: text_of(sentence.and_then(|sentence| sentence.place.section.as_ref())),
            paragraph: text_of(sentence.map(|sentence| sentence.place.paragraph).as_ref()),
            text: text_of(sentence.map(|sentence| &sentence.text)),
            kind: clause.kind.to_string(),
            owner: text_of(clause.owner.as_ref()),
            co_owners: owners_text(&clause.co_owners),
            due: text_of(clause.due.as_ref()),
            measures: clause.measures.iter().map(MeasureId::as_str).collect::<Vec<_>>().join(";"),
            released: if clause.released { "yes" } else { "" }.to_owned(),
            source: text_of(clause.source.as_ref()),
        }
    }

    /// The clause, and its sentence in the newest edition if it has one.
    pub fn read(self) -> Result<(Clause, Option<Sentence>), Problems> {
        let mut problems = Problems::default();
        let sentence = if self.text.trim().is_empty() && self.paragraph.is_empty() && self.section.is_empty() {
            Some(None)
        } else {
            sentence(&mut problems, &self.clause, &self.section, &self.paragraph, &self.text).map(Some)
        };
        let ids = self.measures.split(';').filter(|id| !id.trim().is_empty());
        let measures: Option<Vec<MeasureId>> = ids.map(|id| field(&mut problems, "measures", id)).collect();
        let id = field(&mut problems, "clause", &self.clause);
        let kind = field(&mut problems, "kind", &self.kind);
        let owner = optional(&mut problems, "owner", &self.owner);
        let co_owners = problems.take("co_owners", owners_from_text(&self.co_owners));
        let due = optional(&mut problems, "due", &self.due);
        let released = problems.take("released", yes(&self.released));
        let source = optional(&mut problems, "source", &self.source);
        let whole = (|| {
            let clause = Clause {
                id: id?,
                kind: kind?,
                owner,
                co_owners: co_owners?,
                due,
                measures: measures?,
                released: released?,
                source,
                version: 1,
            };
            Some((clause, sentence?))
        })();
        problems.finish(whole)
    }
}

fn yes(text: &str) -> Result<bool, Problem> {
    match text {
        "yes" => Ok(true),
        "" => Ok(false),
        other => Err(Problem::Word { given: other.chars().take(60).collect(), known: "yes".to_owned() }),
    }
}

fn sentence(problems: &mut Problems, clause: &str, section: &str, paragraph: &str, text: &str) -> Option<Sentence> {
    let section = optional(problems, "section", section);
    let paragraph = field(problems, "paragraph", paragraph);
    let text = field(problems, "text", text);
    let clause = clause.parse::<ClauseId>().ok();
    Some(Sentence { clause: clause?, place: Place { section, paragraph: paragraph? }, text: text? })
}

/// A line of `sentences.csv`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentenceLine {
    clause: String,
    section: String,
    paragraph: String,
    text: String,
}

impl SentenceLine {
    pub fn of(sentence: &Sentence) -> Self {
        Self {
            clause: sentence.clause.to_string(),
            section: text_of(sentence.place.section.as_ref()),
            paragraph: sentence.place.paragraph.to_string(),
            text: sentence.text.to_string(),
        }
    }

    pub fn read(self) -> Result<Sentence, Problems> {
        let mut problems = Problems::default();
        field::<ClauseId>(&mut problems, "clause", &self.clause);
        let sentence = sentence(&mut problems, &self.clause, &self.section, &self.paragraph, &self.text);
        problems.finish(sentence)
    }
}

/// A line of `evidence.csv`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceLine {
    evidence: String,
    clause: String,
    grade: String,
    on: String,
    text: String,
    link: String,
    added_at: String,
    added_by: String,
    source: String,
}

impl EvidenceLine {
    pub fn of(evidence: &Evidence) -> Self {
        Self {
            evidence: evidence.id.to_string(),
            clause: evidence.clause.to_string(),
            grade: evidence.grade.to_string(),
            on: evidence.on.to_string(),
            text: evidence.text.to_string(),
            link: text_of(evidence.link.as_ref()),
            added_at: china_instant(evidence.added_at),
            added_by: evidence.added_by.clone(),
            source: text_of(evidence.source.as_ref()),
        }
    }

    pub fn read(self) -> Result<Evidence, Problems> {
        let mut problems = Problems::default();
        let id = field(&mut problems, "evidence", &self.evidence);
        let clause = field(&mut problems, "clause", &self.clause);
        let grade = field(&mut problems, "grade", &self.grade);
        let on = field(&mut problems, "on", &self.on);
        let text = field(&mut problems, "text", &self.text);
        let link = optional(&mut problems, "link", &self.link);
        let added_at = field::<Timestamp>(&mut problems, "added_at", &self.added_at);
        let source = optional(&mut problems, "source", &self.source);
        let whole = (|| {
            Some(Evidence {
                id: id?,
                clause: clause?,
                grade: grade?,
                on: on?,
                text: text?,
                link,
                added_at: added_at?,
                added_by: self.added_by,
                source,
            })
        })();
        problems.finish(whole)
    }
}

/// A line of `comments.csv`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentLine {
    comment: String,
    clause: String,
    at: String,
    by: String,
    text: String,
}

impl CommentLine {
    pub fn of(comment: &Comment) -> Self {
        Self {
            comment: comment.id.to_string(),
            clause: comment.clause.to_string(),
            at: china_instant(comment.at),
            by: comment.by.clone(),
            text: comment.text.to_string(),
        }
    }

    pub fn read(self) -> Result<Comment, Problems> {
        let mut problems = Problems::default();
        let id = field(&mut problems, "comment", &self.comment);
        let clause = field(&mut problems, "clause", &self.clause);
        let at = field(&mut problems, "at", &self.at);
        let text = field(&mut problems, "text", &self.text);
        let whole = (|| Some(Comment { id: id?, clause: clause?, at: at?, by: self.by, text: text? }))();
        problems.finish(whole)
    }
}

/// A line of `overrides.csv`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideLine {
    #[serde(rename = "override")]
    id: String,
    clause: String,
    light: String,
    reason: String,
    at: String,
    by: String,
    expires_on: String,
}

impl OverrideLine {
    pub fn of(set: &Override) -> Self {
        Self {
            id: set.id.to_string(),
            clause: set.clause.to_string(),
            light: set.light.name().to_owned(),
            reason: set.reason.to_string(),
            at: china_instant(set.at),
            by: set.by.clone(),
            expires_on: set.expires_on.to_string(),
        }
    }

    pub fn read(self) -> Result<Override, Problems> {
        let mut problems = Problems::default();
        let id = field(&mut problems, "override", &self.id);
        let clause = field(&mut problems, "clause", &self.clause);
        let light = field(&mut problems, "light", &self.light);
        let reason = field(&mut problems, "reason", &self.reason);
        let at = field(&mut problems, "at", &self.at);
        let expires_on = field(&mut problems, "expires_on", &self.expires_on);
        let whole = (|| {
            Some(Override {
                id: id?,
                clause: clause?,
                light: light?,
                reason: reason?,
                at: at?,
                by: self.by,
                expires_on: expires_on?,
            })
        })();
        problems.finish(whole)
    }
}

/// A number of `measures.toml`: whole ones are written without a point.
#[derive(Clone, Copy, Deserialize)]
#[serde(transparent)]
pub struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Beyond this, not every whole number has a double of its own.
        const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
        let whole = self.0.fract() == 0.0 && self.0.abs() <= WHOLE_MAX;
        #[allow(clippy::cast_possible_truncation)] // Whole, and within range.
        if whole { serializer.serialize_i64(self.0 as i64) } else { serializer.serialize_f64(self.0) }
    }
}

/// An entry of `measures.toml`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureEntry {
    id: String,
    title_zh: String,
    title_en: String,
    expression: String,
    unit: String,
    direction: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_on: Option<String>,
    target: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    amber: Number,
    source: String,
    /// An entry of the same id with a later day says what holds from then on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    since: String,
}

impl MeasureEntry {
    pub fn of(measure: &facts::Measure) -> Self {
        let draft = MeasureDraft::from(measure);
        let rule = &measure.rule;
        Self {
            id: draft.id,
            title_zh: draft.title_zh,
            title_en: draft.title_en,
            expression: draft.expression,
            unit: draft.unit,
            direction: draft.direction,
            baseline: rule.baseline.map(|baseline| Number(baseline.value)),
            baseline_on: Some(draft.baseline_on).filter(|day| !day.is_empty()),
            target: Number(rule.target),
            due_on: Some(draft.due_on).filter(|day| !day.is_empty()),
            amber: Number(rule.amber),
            source: draft.source,
            since: draft.since,
        }
    }

    pub fn read(self) -> MeasureDraft {
        MeasureDraft {
            id: self.id,
            title_zh: self.title_zh,
            title_en: self.title_en,
            expression: self.expression,
            unit: self.unit,
            direction: self.direction,
            baseline: self.baseline.map(|number| number.0.to_string()).unwrap_or_default(),
            baseline_on: self.baseline_on.unwrap_or_default(),
            target: self.target.0.to_string(),
            due_on: self.due_on.unwrap_or_default(),
            amber: self.amber.0.to_string(),
            source: self.source,
            since: self.since,
        }
    }
}
