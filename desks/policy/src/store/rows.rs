//! Between rows and the model's types, both ways.

use std::str::FromStr;

use facts::{Light, MeasureId};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use store::{Change, StoreError, instant_from_text, instant_text};

use super::tables;
use crate::model::{
    Clause, Comment, Document, DocumentId, Edition, Evidence, Heading, Override, PieceId, Place, Sentence,
    owners_from_text, owners_text,
};

/// Sentences written by one statement; SQLite allows 32,766 parameters, a sentence has 8.
const INSERT_ROWS_MAX: usize = 1_000;

/// What a column holds, as the type that was written into it.
pub fn parsed<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("{text:?}")))
}

fn parsed_if<T: FromStr>(text: Option<&String>) -> Result<Option<T>, StoreError> {
    text.map(|text| parsed(text)).transpose()
}

fn number(value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt(format!("number {value}")))
}

fn text_of(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

/// Ids in one column.
fn joined(ids: &[MeasureId]) -> String {
    ids.iter().map(MeasureId::as_str).collect::<Vec<_>>().join(";")
}

pub fn document(row: tables::document::Model) -> Result<Document, StoreError> {
    Ok(Document { id: parsed(&row.id)?, edition: number(row.edition)?, released: row.released, version: row.version })
}

pub fn edition(row: tables::edition::Model) -> Result<Edition, StoreError> {
    Ok(Edition {
        number: number(row.number)?,
        heading: Heading {
            title: parsed(&row.title)?,
            published_at: row.published_at.as_deref().map(instant_from_text).transpose()?,
            source: parsed_if(row.source.as_ref())?,
            author: parsed_if(row.author.as_ref())?,
            note: parsed_if(row.note.as_ref())?,
        },
        imported_at: instant_from_text(&row.imported_at)?,
        imported_by: row.imported_by,
    })
}

pub fn sentence(row: tables::sentence::Model) -> Result<Sentence, StoreError> {
    Ok(Sentence {
        clause: parsed(&row.clause_id)?,
        place: Place { section: parsed_if(row.section.as_ref())?, paragraph: number(row.paragraph)? },
        text: parsed(&row.words)?,
    })
}

pub fn clause(row: tables::clause::Model) -> Result<Clause, StoreError> {
    Ok(Clause {
        id: parsed(&row.id)?,
        kind: parsed(&row.kind)?,
        owner: parsed_if(row.owner.as_ref())?,
        co_owners: owners_from_text(&row.co_owners).map_err(|_| StoreError::Corrupt(row.co_owners.clone()))?,
        due: parsed_if(row.due.as_ref())?,
        measures: row.measures.split(';').filter(|id| !id.is_empty()).map(parsed).collect::<Result<_, _>>()?,
        released: row.released,
        source: parsed_if(row.source.as_ref())?,
        version: row.version,
    })
}

pub fn evidence(row: tables::evidence::Model) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        id: parsed(&row.id)?,
        clause: parsed(&row.clause_id)?,
        grade: parsed(&row.grade)?,
        on: parsed(&row.on_day)?,
        text: parsed(&row.words)?,
        link: parsed_if(row.link.as_ref())?,
        added_at: instant_from_text(&row.added_at)?,
        added_by: row.added_by,
        source: parsed_if(row.source.as_ref())?,
    })
}

pub fn comment(row: tables::comment::Model) -> Result<Comment, StoreError> {
    Ok(Comment {
        id: parsed(&row.id)?,
        clause: parsed(&row.clause_id)?,
        at: instant_from_text(&row.written_at)?,
        by: row.written_by,
        text: parsed(&row.words)?,
    })
}

pub fn set_light(row: tables::set_light::Model) -> Result<Override, StoreError> {
    Ok(Override {
        id: parsed(&row.id)?,
        clause: parsed(&row.clause_id)?,
        light: parsed::<Light>(&row.light)?,
        reason: parsed(&row.reason)?,
        at: instant_from_text(&row.set_at)?,
        by: row.set_by,
        expires_on: parsed(&row.expires_on)?,
    })
}

fn document_row(change: &Change, document: &Document) -> tables::document::ActiveModel {
    tables::document::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(document.id.to_string()),
        edition: Set(document.edition.into()),
        released: Set(document.released),
        version: Set(document.version),
    }
}

pub async fn insert_document(change: &Change, document: &Document) -> Result<(), StoreError> {
    document_row(change, document).insert(change.connection()).await?;
    Ok(())
}

pub async fn update_document(change: &Change, document: &Document) -> Result<(), StoreError> {
    document_row(change, document).update(change.connection()).await?;
    Ok(())
}

pub async fn insert_edition(change: &Change, document: &DocumentId, edition: &Edition) -> Result<(), StoreError> {
    let Heading { title, published_at, source, author, note } = &edition.heading;
    tables::edition::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        document_id: Set(document.to_string()),
        number: Set(edition.number.into()),
        title: Set(title.to_string()),
        published_at: Set(published_at.map(instant_text)),
        source: Set(text_of(source.as_ref())),
        author: Set(text_of(author.as_ref())),
        note: Set(text_of(note.as_ref())),
        imported_at: Set(instant_text(edition.imported_at)),
        imported_by: Set(edition.imported_by.clone()),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

pub async fn insert_sentences(
    change: &Change,
    document: &DocumentId,
    edition: u32,
    sentences: &[Sentence],
) -> Result<(), StoreError> {
    let placed: Vec<(i64, &Sentence)> = (1..).zip(sentences).collect();
    for batch in placed.chunks(INSERT_ROWS_MAX) {
        let rows = batch.iter().map(|(position, sentence)| tables::sentence::ActiveModel {
            zone_id: Set(change.zone().to_string()),
            document_id: Set(document.to_string()),
            edition: Set(edition.into()),
            position: Set(*position),
            clause_id: Set(sentence.clause.to_string()),
            section: Set(text_of(sentence.place.section.as_ref())),
            paragraph: Set(sentence.place.paragraph.into()),
            words: Set(sentence.text.to_string()),
        });
        tables::sentence::Entity::insert_many(rows).exec_without_returning(change.connection()).await?;
    }
    Ok(())
}

fn clause_row(change: &Change, document: &DocumentId, clause: &Clause) -> tables::clause::ActiveModel {
    tables::clause::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        document_id: Set(document.to_string()),
        id: Set(clause.id.to_string()),
        kind: Set(clause.kind.to_string()),
        owner: Set(text_of(clause.owner.as_ref())),
        co_owners: Set(owners_text(&clause.co_owners)),
        due: Set(text_of(clause.due.as_ref())),
        measures: Set(joined(&clause.measures)),
        released: Set(clause.released),
        source: Set(text_of(clause.source.as_ref())),
        version: Set(clause.version),
    }
}

pub async fn insert_clause(change: &Change, document: &DocumentId, clause: &Clause) -> Result<(), StoreError> {
    clause_row(change, document, clause).insert(change.connection()).await?;
    Ok(())
}

pub async fn update_clause(change: &Change, document: &DocumentId, clause: &Clause) -> Result<(), StoreError> {
    clause_row(change, document, clause).update(change.connection()).await?;
    Ok(())
}

pub async fn insert_evidence(change: &Change, document: &DocumentId, evidence: &Evidence) -> Result<(), StoreError> {
    tables::evidence::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        document_id: Set(document.to_string()),
        id: Set(evidence.id.to_string()),
        clause_id: Set(evidence.clause.to_string()),
        grade: Set(evidence.grade.to_string()),
        on_day: Set(evidence.on.to_string()),
        words: Set(evidence.text.to_string()),
        link: Set(text_of(evidence.link.as_ref())),
        added_at: Set(instant_text(evidence.added_at)),
        added_by: Set(evidence.added_by.clone()),
        source: Set(text_of(evidence.source.as_ref())),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

pub async fn insert_comment(change: &Change, document: &DocumentId, comment: &Comment) -> Result<(), StoreError> {
    tables::comment::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        document_id: Set(document.to_string()),
        id: Set(comment.id.to_string()),
        clause_id: Set(comment.clause.to_string()),
        written_at: Set(instant_text(comment.at)),
        written_by: Set(comment.by.clone()),
        words: Set(comment.text.to_string()),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

fn override_row(change: &Change, document: &DocumentId, set: &Override) -> tables::set_light::ActiveModel {
    tables::set_light::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        document_id: Set(document.to_string()),
        id: Set(set.id.to_string()),
        clause_id: Set(set.clause.to_string()),
        light: Set(set.light.name().to_owned()),
        reason: Set(set.reason.to_string()),
        set_at: Set(instant_text(set.at)),
        set_by: Set(set.by.clone()),
        expires_on: Set(set.expires_on.to_string()),
    }
}

pub async fn insert_override(change: &Change, document: &DocumentId, set: &Override) -> Result<(), StoreError> {
    override_row(change, document, set).insert(change.connection()).await?;
    Ok(())
}

pub async fn update_override(change: &Change, document: &DocumentId, set: &Override) -> Result<(), StoreError> {
    override_row(change, document, set).update(change.connection()).await?;
    Ok(())
}

pub async fn delete_evidence(change: &Change, document: &DocumentId, id: &PieceId) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), document.to_string(), id.to_string());
    tables::evidence::Entity::delete_by_id(key).exec(change.connection()).await?;
    Ok(())
}
