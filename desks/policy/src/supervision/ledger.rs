use facts::Registry;
use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::DatabaseConnection;
use store::{StoreError, journal};

use crate::{
    commands::clause_subject,
    live::{self, LiveArticle, LiveSentence},
    model::{ClauseId, DocumentId, Duty, Kind, day_in_china},
    store as tables,
};

/// A line of the ledger (台账): a sentence that somebody answers for.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerLine {
    /// The document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// The clause.
    pub clause: ClauseId,
    /// Its words.
    pub words: String,
    /// The heading above it.
    pub section: Option<String>,
    /// What supervision looks at.
    pub duty: Duty,
}

impl LedgerLine {
    /// Where the clause is, below the zone.
    pub fn path(&self) -> String {
        format!("/policy/{}/clauses/{}", self.document, self.clause)
    }

    /// The beginning of its words, for a line of a list.
    pub fn excerpt(&self) -> String {
        const LENGTH: usize = 40;
        let mut excerpt: String = self.words.chars().take(LENGTH).collect();
        if self.words.chars().nth(LENGTH).is_some() {
            excerpt.push('…');
        }
        excerpt
    }
}

/// All duties of the zone that the scope may read, as they stand at the end of a day, in reading order.
///
/// # Errors
/// What the database says.
pub async fn ledger(
    registry: &Registry,
    database: &DatabaseConnection,
    scope: &Scope,
    as_of: Date,
) -> Result<Vec<LedgerLine>, StoreError> {
    let until = end_of(as_of)?;
    let touched = journal::last_touched(database, scope.zone(), "clause", until).await?;
    let mut lines = Vec::new();
    for (document, _) in tables::documents(database, scope).await? {
        let Some(article) = live::article(registry, database, scope, &document.id, as_of).await? else { continue };
        let pieces = tables::pieces(database, scope, &document.id).await?;
        let commented = |clause: &ClauseId| {
            let own = pieces.comments.iter().filter(|one| one.clause == *clause && one.at <= until);
            own.map(|one| day_in_china(one.at)).max()
        };
        for sentence in &article.sentences {
            let journalled = touched.get(&clause_subject(&document.id, &sentence.clause.id).id).copied();
            let seen = [journalled.map(day_in_china), commented(&sentence.clause.id)];
            lines.extend(line(&article, sentence, seen.into_iter().flatten().max()));
        }
    }
    Ok(lines)
}

/// The line of a sentence; none for a principle, or where nobody answers. What was done before anybody touched the record
/// counts from the day of its evidence, and at the earliest from the day that the text came into the house.
fn line(article: &LiveArticle, live: &LiveSentence, touched: Option<Date>) -> Option<LedgerLine> {
    let clause = &live.clause;
    let owner = clause.owner.clone().filter(|_| clause.kind != Kind::Principle)?;
    let imported = day_in_china(article.edition.imported_at);
    let shown = live.evidence.iter().map(|evidence| evidence.on).max();
    let touched_on = touched.into_iter().chain(shown).max().unwrap_or(imported);
    Some(LedgerLine {
        document: article.document.id.clone(),
        title: article.edition.heading.title.to_string(),
        clause: clause.id.clone(),
        words: live.sentence.text.to_string(),
        section: live.sentence.place.section.as_ref().map(ToString::to_string),
        duty: Duty {
            owner,
            co_owners: clause.co_owners.clone(),
            due: clause.due,
            light: live.standing.light,
            touched_on,
        },
    })
}

fn end_of(day: Date) -> Result<Timestamp, StoreError> {
    let next = day.tomorrow().map_err(|error| StoreError::Corrupt(error.to_string()))?;
    pages::china().to_timestamp(next.at(0, 0, 0, 0)).map_err(|error| StoreError::Corrupt(error.to_string()))
}
