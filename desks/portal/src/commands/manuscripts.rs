use identity::{Order, Scope};
use store::{Change, Entry, Stale, Store, StoreError, Subject};

use super::{NotEdited, SUBJECT};
use crate::{
    EDIT, PUBLISH,
    model::{Article, ArticleRecord, FILES, FieldFlaw, Flaw, Manuscript, ManuscriptState, Reason, free_address},
    store::{self as tables, day_of},
};

/// Writes a manuscript: a new one where `begun` says that there was none. Without an address it gets one from the day.
/// Its address comes back.
///
/// # Errors
/// [`NotEdited`]; all fields that are wrong at once.
pub async fn write_manuscript(
    store: &Store,
    order: Order<'_>,
    content: ArticleRecord,
    begun: Begun,
) -> Result<String, NotEdited> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "portal.write_manuscript", move |change| {
            Box::pin(async move { write(change, &scope, content, begun).await })
        })
        .await
}

/// From what a form was begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// The version of the manuscript; 0 where there was none.
    pub version: i64,
    /// The number of the edition that was the newest; 0 where there was none.
    pub edition: i64,
}

async fn write(
    change: &mut Change,
    scope: &Scope,
    mut content: ArticleRecord,
    begun: Begun,
) -> Result<String, NotEdited> {
    if content.id.is_empty() {
        content.id = new_address(change).await?;
    }
    let (id, now) = (content.id.clone(), change.at());
    let known = tables::manuscript(change.connection(), scope, &id).await?;
    let newest = tables::newest_edition(change.connection(), scope, &id).await?;
    match &known {
        Some(known) if known.version != begun.version => {
            return Err(stale((begun.version, known.version), &content, &known.content).into());
        }
        // Somebody else's manuscript was published meanwhile, or this one was discarded.
        None if begun != (Begun { version: 0, edition: newest }) => {
            let seen = tables::any_article(change.connection(), scope, &id).await?;
            let current = seen.map(|seen| tables::record_of_article(&seen.article)).unwrap_or_default();
            return Err(stale((begun.edition, newest), &content, &current).into());
        }
        _ => {}
    }
    if let Some(known) = known.as_ref().filter(|known| known.state != ManuscriptState::Writing) {
        return Err(NotEdited::State(known.state));
    }
    check(change, scope, &content).await?;
    let author = change.author().actor.clone();
    let mut authors = known.as_ref().map(|known| known.authors.clone()).unwrap_or_default();
    if !authors.contains(&author) {
        authors.push(author.clone());
    }
    let base = known.as_ref().map_or(newest, |known| known.base);
    let new = Manuscript {
        state: ManuscriptState::Writing,
        authors,
        base,
        returned_for: known.as_ref().map(|known| known.returned_for.clone()).unwrap_or_default(),
        changed_at: now,
        changed_by: author,
        version: known.as_ref().map_or(0, |known| known.version) + 1,
        content,
    };
    tables::put_manuscript(change, &new).await?;
    let entry = Entry::new("article.drafted", Subject::new(SUBJECT, id.as_str()));
    let entry = match &known {
        Some(known) => entry.before(&known.content)?,
        None => entry,
    };
    change.record(entry.after(&new.content)?);
    Ok(id)
}

async fn new_address(change: &Change) -> Result<String, NotEdited> {
    let day = day_of(change.at());
    let taken = tables::addresses_from(change, &day.strftime("%Y%m%d-").to_string()).await?;
    let free = free_address(day, |id| taken.iter().any(|one| one == id));
    let none = || NotEdited::Wrong(vec![FieldFlaw { field: "id", flaw: Flaw::Empty }]);
    free.map(|id| id.to_string()).ok_or_else(none)
}

/// Every word of it, and that its column, its topic and its files are there.
async fn check(change: &Change, scope: &Scope, content: &ArticleRecord) -> Result<(), NotEdited> {
    let mut flaws = match content.at_the_latest(&change.at().to_string()).check_all() {
        Ok(article) => missing_files(change, scope, &article).await?,
        Err(flaws) => flaws,
    };
    let site = tables::site(change.connection(), scope).await?;
    let unknown = |given: &str| Flaw::Unknown { given: given.chars().take(60).collect(), known: String::new() };
    if site.as_ref().is_none_or(|site| site.column(&content.column).is_none()) {
        flaws.push(FieldFlaw { field: "column", flaw: unknown(&content.column) });
    }
    if let Some(document) = &content.document
        && site.as_ref().is_none_or(|site| site.topic(&document.topic).is_none())
    {
        flaws.push(FieldFlaw { field: "topic", flaw: unknown(&document.topic) });
    }
    if flaws.is_empty() { Ok(()) } else { Err(NotEdited::Wrong(flaws)) }
}

/// The fields whose text names a file that is not among those of the article.
pub(super) async fn missing_files(
    change: &Change,
    scope: &Scope,
    article: &Article,
) -> Result<Vec<FieldFlaw>, StoreError> {
    let mut flaws = Vec::new();
    for (field, text) in article.texts() {
        for id in text.files() {
            let subject = Subject::new(SUBJECT, article.id.as_str());
            if attachments::find(change.connection(), scope, &subject, &id).await?.is_none() {
                flaws.push(FieldFlaw { field, flaw: Flaw::NoFile(format!("{FILES}{id}")) });
            }
        }
    }
    Ok(flaws)
}

/// What keeps a text from the public although it may be written on: files that are gone, pictures without words.
pub(super) async fn unfit(change: &Change, scope: &Scope, article: &Article) -> Result<(), NotEdited> {
    let mut flaws = missing_files(change, scope, article).await?;
    flaws.extend(article.unmended());
    if flaws.is_empty() { Ok(()) } else { Err(NotEdited::Files(flaws)) }
}

fn stale((your_version, current_version): (i64, i64), yours: &ArticleRecord, current: &ArticleRecord) -> Stale {
    let fields = |record: &ArticleRecord| serde_json::to_value(record).unwrap_or_default();
    Stale { your_version, current_version, yours: fields(yours), current: fields(current) }
}

/// What can be done with a manuscript besides writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its author hands it in (提交审核).
    Submit,
    /// Its author takes it back to write on (收回).
    TakeBack,
    /// Whoever publishes gives it back, for a reason (退稿).
    Return(Reason),
    /// It is thrown away (作废).
    Discard,
}

/// Takes a manuscript a step further or back.
///
/// # Errors
/// [`NotEdited`].
pub async fn step(store: &Store, order: Order<'_>, id: &str, version: i64, step: Step) -> Result<(), NotEdited> {
    order.needs(if matches!(step, Step::Return(_)) { PUBLISH } else { EDIT })?;
    let (id, scope) = (id.to_owned(), order.scope.clone());
    store
        .write(order.author(), order.key, "portal.step", move |change| {
            Box::pin(async move {
                let known = current(change, &scope, &id, version).await?;
                if step == Step::Submit {
                    let article = known.check().map_err(|flaw| NotEdited::Wrong(vec![flaw]))?;
                    unfit(change, &scope, &article).await?;
                }
                take(change, known, &step).await
            })
        })
        .await
}

/// The manuscript as whoever gave the order saw it.
pub(super) async fn current(change: &Change, scope: &Scope, id: &str, version: i64) -> Result<Manuscript, NotEdited> {
    let known = tables::manuscript(change.connection(), scope, id).await?.ok_or(NotEdited::Unknown)?;
    if known.version == version {
        Ok(known)
    } else {
        Err(stale((version, known.version), &known.content, &known.content).into())
    }
}

async fn take(change: &mut Change, known: Manuscript, step: &Step) -> Result<(), NotEdited> {
    use ManuscriptState::{Submitted, Writing};
    let subject = Subject::new(SUBJECT, known.content.id.as_str());
    let (from, to, entry) = match step {
        Step::Submit => (Writing, Submitted, Entry::new("article.submitted", subject)),
        Step::TakeBack => (Submitted, Writing, Entry::new("article.taken_back", subject)),
        Step::Return(reason) => {
            let said = serde_json::json!({ "reason": reason.as_str() });
            (Submitted, Writing, Entry::new("article.returned", subject).after(&said)?)
        }
        Step::Discard => (Writing, Writing, Entry::new("article.discarded", subject).before(&known.content)?),
    };
    if known.state != from {
        return Err(NotEdited::State(known.state));
    }
    change.record(entry);
    if *step == Step::Discard {
        return Ok(tables::delete_manuscript(change, &known.content.id).await?);
    }
    let returned_for = match step {
        Step::Return(reason) => reason.as_str().to_owned(),
        _ => String::new(),
    };
    let next = Manuscript {
        state: to,
        returned_for,
        changed_at: change.at(),
        changed_by: change.author().actor.clone(),
        version: known.version + 1,
        ..known
    };
    Ok(tables::put_manuscript(change, &next).await?)
}
