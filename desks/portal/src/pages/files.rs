//! The files of articles: pictures that they show, and what readers take home.

use std::collections::BTreeMap;

use attachments::{Attachment, Pixels};
use axum::{http::HeaderMap, response::Response};
use pages::{PageError, Visit, documents};
use store::{StoreError, Subject};

use crate::{
    EDIT, PUBLISH,
    commands::SUBJECT,
    model::{Article, Body},
    store as tables,
};

/// The record that the files of an article belong to.
pub fn subject(article: &str) -> Subject {
    Subject::new(SUBJECT, article)
}

/// How large the pictures of an article are, by their ids.
#[derive(Default)]
pub struct Sizes(BTreeMap<String, Pixels>);

impl Sizes {
    /// Reads them, where one of the texts names a file.
    pub async fn read<'a>(
        visit: &Visit,
        article: &str,
        mut texts: impl Iterator<Item = &'a Body>,
    ) -> Result<Self, StoreError> {
        if texts.all(|text| text.files().is_empty()) {
            return Ok(Self::default());
        }
        let found = attachments::of_subject(visit.store().reader(), visit.scope(), &subject(article)).await?;
        let each = found.into_iter().flat_map(|document| document.older.into_iter().chain([document.newest]));
        Ok(Self(each.filter_map(|one| Some((one.id, one.pixels?))).collect()))
    }

    /// Those of the pictures of this article.
    pub async fn of(visit: &Visit, article: &Article) -> Result<Self, StoreError> {
        Self::read(visit, article.id.as_str(), article.texts().map(|(_, text)| text)).await
    }

    /// The text of an article as HTML, with addresses of this zone.
    pub fn html(&self, visit: &Visit, text: &Body) -> String {
        text.html(|path| visit.link(path), |id| self.0.get(id).copied())
    }
}

/// A file: for anybody where an article that the public reads names it, otherwise for whoever edits or publishes.
pub async fn answer(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    let id = visit.param("id")?;
    let found = attachments::find_of_kind(visit.store().reader(), visit.scope(), SUBJECT, id).await?;
    let one = found.ok_or(PageError::NotFound)?;
    let public = is_public(&visit, &one).await?;
    if public || visit.scope().may(EDIT) || visit.scope().may(PUBLISH) {
        documents::answer(&visit, &headers, &one, public).await
    } else {
        Err(PageError::NotFound)
    }
}

/// Whether the article that the file belongs to can be read by anybody now, and names it.
pub async fn is_public(visit: &Visit, one: &Attachment) -> Result<bool, StoreError> {
    let seen = tables::article(visit.store().reader(), visit.scope(), &one.subject_id, visit.now()).await?;
    Ok(seen.is_some_and(|seen| seen.withdrawn.is_none() && seen.article.files().contains(&one.id)))
}
