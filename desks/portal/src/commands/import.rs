use identity::{Order, Scope};
use sea_orm::ConnectionTrait;
use store::{Change, Entry, IdempotencyKey, Store, StoreError, Subject};

use super::{KIND, NotEdited, SUBJECT};
use crate::{
    EDIT, PUBLISH,
    import::Taken,
    model::{FILES, Manuscript, ManuscriptState},
    store as tables,
};

/// Articles that are written in one step: a long import does not hold up everybody else.
const TOGETHER: usize = 50;

/// What became of the pages of an import, by their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Stand on the site.
    pub published: Vec<String>,
    /// Are manuscripts that an editor finishes.
    pub manuscripts: Vec<String>,
    /// Were there already, under the same address.
    pub known: Vec<String>,
}

/// Takes over pages of another site. With `publish` those that are understood stand on the site at once, as they stood
/// on the other one: that needs the right to publish. All others become manuscripts.
///
/// # Errors
/// [`NotEdited`]; pages taken over before an error stay.
pub async fn import(store: &Store, order: Order<'_>, pages: Vec<Taken>, publish: bool) -> Result<Imported, NotEdited> {
    order.needs(EDIT)?;
    if publish {
        order.needs(PUBLISH)?;
    }
    let mut imported = Imported::default();
    let mut pages = pages.into_iter().peekable();
    while pages.peek().is_some() {
        let mut some = Vec::new();
        for page in pages.by_ref().take(TOGETHER) {
            if is_known(store.reader(), order.scope, &page).await? {
                imported.known.push(page.path);
            } else {
                some.push(page);
            }
        }
        if some.is_empty() {
            continue;
        }
        let scope = order.scope.clone();
        let (published, manuscripts, known) = store
            .write(order.author(), IdempotencyKey::random(), "portal.import", move |change| {
                Box::pin(async move { write(change, &scope, some, publish).await })
            })
            .await?;
        imported.published.extend(published);
        imported.manuscripts.extend(manuscripts);
        imported.known.extend(known);
    }
    Ok(imported)
}

async fn is_known(database: &impl ConnectionTrait, scope: &Scope, page: &Taken) -> Result<bool, StoreError> {
    let id = page.record.id.as_str();
    Ok(tables::any_article(database, scope, id).await?.is_some()
        || tables::manuscript(database, scope, id).await?.is_some())
}

type Paths = Vec<String>;

async fn write(
    change: &mut Change,
    scope: &Scope,
    pages: Vec<Taken>,
    publish: bool,
) -> Result<(Paths, Paths, Paths), NotEdited> {
    let (mut published, mut manuscripts, mut known) = (Paths::new(), Paths::new(), Paths::new());
    for page in pages {
        // Another page of the same import may have the same address.
        if is_known(change.connection(), scope, &page).await? {
            known.push(page.path);
            continue;
        }
        let page = keep_pictures(change, page).await?;
        if publish && page.is_whole() {
            publish_page(change, &page).await?;
            published.push(page.path);
        } else {
            keep_page(change, &page).await?;
            manuscripts.push(page.path);
        }
    }
    Ok((published, manuscripts, known))
}

/// Adds the pictures to the files of the article; its text shows them from there.
async fn keep_pictures(change: &mut Change, mut page: Taken) -> Result<Taken, StoreError> {
    let subject = Subject::new(SUBJECT, page.record.id.as_str());
    for picture in std::mem::take(&mut page.pictures) {
        let Some(kept) = picture.kept else { continue };
        let file = attachments::add(change, &subject, KIND, kept).await?;
        let (slot, id) = (format!("]({FILES}{})", picture.slot), format!("]({FILES}{})", file.id));
        page.record.body_zh = page.record.body_zh.replace(&slot, &id);
    }
    Ok(page)
}

async fn publish_page(change: &mut Change, page: &Taken) -> Result<(), NotEdited> {
    let article = page.record.check_all().map_err(NotEdited::Wrong)?;
    tables::put_article(change, &article).await?;
    let entry = Entry::new("article.taken_over", Subject::new(SUBJECT, article.id.as_str()));
    change.record(entry.after(&page.record)?);
    Ok(())
}

async fn keep_page(change: &mut Change, page: &Taken) -> Result<(), StoreError> {
    let actor = change.author().actor.clone();
    let manuscript = Manuscript {
        state: ManuscriptState::Writing,
        authors: vec![actor.clone()],
        base: 0,
        returned_for: String::new(),
        changed_at: change.at(),
        changed_by: actor,
        version: 1,
        content: page.record.clone(),
    };
    tables::put_manuscript(change, &manuscript).await?;
    let entry = Entry::new("article.drafted", Subject::new(SUBJECT, page.record.id.as_str()));
    change.record(entry.after(&page.record)?);
    Ok(())
}
