//! The documents of a record (附件): the list with its forms, and the answers to them. A desk brings the addresses and
//! decides who may what.
//!
//! With `PATH` below the zone, the desk has three routes, and shows [`Documents::panel`] on the record's page:
//!
//! | route | answer |
//! | --- | --- |
//! | `POST PATH` | [`Documents::hand_in`] |
//! | `GET PATH/{attachment}` | [`Documents::download`] |
//! | `POST PATH/{attachment}/remove` | [`Documents::take_back`] |
//!
//! ```
//! use pages::{Page, PageError, Upload, Visit, components::{Choice, FieldErrors}, documents::Documents};
//!
//! /// After the desk has found the project with the reader's scope.
//! fn documents(visit: &Visit, id: &str, may_edit: bool) -> Documents {
//!     Documents {
//!         subject: store::Subject::new("project", id),
//!         path: format!("/projects/{id}/documents"),
//!         kinds: vec![Choice { value: "agreement".into(), label: visit.text("document-kind") }],
//!         may_hand_in: may_edit,
//!         may_take_back: may_edit,
//!         only_of: None,
//!         for_everybody: false,
//!         follow: None,
//!     }
//! }
//!
//! async fn hand_in(visit: Visit, upload: Upload) -> Result<axum::response::Response, PageError> {
//!     let id = visit.param("id")?.to_owned();
//!     match documents(&visit, &id, true).hand_in(&visit, upload).await? {
//!         Ok(_) => {
//!             let done = visit.link(&format!("/projects/{id}?flash=document-handed-in"));
//!             Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(&done)))
//!         }
//!         Err(errors) => Ok(axum::response::IntoResponse::into_response(show(&visit, &id, &errors).await?)),
//!     }
//! }
//!
//! async fn show(visit: &Visit, id: &str, errors: &FieldErrors) -> Result<Page, PageError> {
//!     let status = errors.is_empty().then_some(axum::http::StatusCode::OK);
//!     let panel = documents(visit, id, true).panel(visit, errors).await?;
//!     Ok(Page::new(visit, id).body(panel).status(status.unwrap_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY)))
//! }
//! ```

mod answer;
pub mod folder;
mod panel;

use std::collections::BTreeSet;

use answer::Audience;
use attachments::{Attachment, Document, Follow, HandIn, HandInError, Received, Refusal, TakeBackError};
use axum::{http::HeaderMap, response::Response};
use store::{StoreError, Subject};

use crate::{
    PageError, Submitted, Upload, UploadedFile, Visit,
    components::{Choice, FieldErrors},
    desk::{Chore, ChoreError},
};

/// The documents of one record, as one reader may use them. Made by the desk once it has found the record with the
/// reader's scope: whoever gets one may read.
#[derive(Clone, Debug)]
pub struct Documents {
    /// The record.
    pub subject: Subject,
    /// Where its documents are, below the zone.
    pub path: String,
    /// What a document may be: the desk's key and its label. Where there is one only, nobody is asked.
    pub kinds: Vec<Choice>,
    /// Whether the reader may hand in.
    pub may_hand_in: bool,
    /// Whether the reader may take back.
    pub may_take_back: bool,
    /// Accounts whose files alone the reader may see, renew and take back; `None` for everybody's.
    pub only_of: Option<BTreeSet<String>>,
    /// Whether everybody may see them one day: see [`Files::receive_for_everybody`](attachments::Files).
    pub for_everybody: bool,
    /// What the desk does in the transaction of a change.
    pub follow: Option<Follow>,
}

impl Documents {
    /// Keeps the file of a form: a new document, or a new version where the form names a `document`. What the reader did
    /// wrong comes back as errors for [`Documents::panel`].
    ///
    /// # Errors
    /// [`PageError::Forbidden`] without the right, or what the database says.
    pub async fn hand_in(&self, visit: &Visit, upload: Upload) -> Result<Result<Attachment, FieldErrors>, PageError> {
        if !self.may_hand_in {
            return Err(PageError::Forbidden);
        }
        let supersedes = upload.data.given("document").map(str::to_owned);
        if let Some(document) = &supersedes {
            let seen = self.seen(visit).await?;
            seen.iter().find(|one| one.newest.document == *document).ok_or(PageError::NotFound)?;
        }
        let field = supersedes.as_ref().map_or_else(|| "file".to_owned(), |document| format!("file-{document}"));
        let refused = |key: &str| Ok(Err(FieldErrors::one(&field, visit.text(key))));
        let Some(kind) = self.kind(&upload, supersedes.is_some()) else {
            return Ok(Err(FieldErrors::one("kind", visit.text("document-kind-missing"))));
        };
        let order = upload.order(visit);
        let Some((_, file)) = upload.files.into_iter().find(|(name, _)| name == "file") else {
            return refused("document-file-missing");
        };
        let received = match self.receive(visit, file).await {
            Ok(received) => received,
            Err(refusal) => return Ok(Err(FieldErrors::one(&field, refusal_text(visit, &refusal)))),
        };
        let what = HandIn { subject: self.subject.clone(), kind, supersedes, received, follow: self.follow };
        match attachments::hand_in(visit.store(), order, what).await {
            Ok(attachment) => Ok(Ok(attachment)),
            Err(HandInError::NoDocument) => Err(PageError::NotFound),
            Err(HandInError::Same) => refused("document-same"),
            Err(HandInError::Store(error)) => Err(error.into()),
        }
    }

    async fn receive(&self, visit: &Visit, file: UploadedFile) -> Result<Received, Refusal> {
        let (files, zone) = (visit.app().files(), &visit.zone().id);
        if self.for_everybody {
            files.receive_for_everybody(zone, &file.name, file.bytes, visit.now()).await
        } else {
            files.receive(zone, &file.name, file.bytes, visit.now()).await
        }
    }

    fn kind(&self, upload: &Upload, supersedes: bool) -> Option<String> {
        match self.kinds.as_slice() {
            // A new version is of the kind of those before.
            _ if supersedes => Some(String::new()),
            [only] => Some(only.value.clone()),
            kinds => kinds.iter().map(|kind| &kind.value).find(|key| *key == upload.data.get("kind")).cloned(),
        }
    }

    /// Takes back what the address names as `{attachment}`; the form says why in `reason`.
    ///
    /// # Errors
    /// [`PageError::Forbidden`] without the right, [`PageError::NotFound`], or what the database says.
    pub async fn take_back(&self, visit: &Visit, form: Submitted) -> Result<Result<(), FieldErrors>, PageError> {
        if !self.may_take_back {
            return Err(PageError::Forbidden);
        }
        let id = visit.param("attachment")?.to_owned();
        // Whoever sees everything may send the same order twice: it finds the version taken back, and is done once.
        if self.only_of.is_some() {
            self.find(visit, &id).await?;
        }
        let order = form.order(visit);
        let (subject, reason) = (self.subject.clone(), form.data.get("reason").to_owned());
        match attachments::take_back(visit.store(), order, subject, (id.clone(), reason), self.follow).await {
            Ok(()) => Ok(Ok(())),
            Err(TakeBackError::NoAttachment) => Err(PageError::NotFound),
            Err(TakeBackError::NoReason) => {
                Ok(Err(FieldErrors::one(&format!("reason-{id}"), visit.text("document-reason-missing"))))
            }
            Err(TakeBackError::Store(error)) => Err(error.into()),
        }
    }

    /// Answers with what the address names as `{attachment}`: pictures and PDF are shown, everything else is saved.
    ///
    /// # Errors
    /// [`PageError::NotFound`], or what the database or the disk says.
    pub async fn download(&self, visit: &Visit, headers: &HeaderMap) -> Result<Response, PageError> {
        let found = self.find(visit, visit.param("attachment")?).await?;
        answer::download(visit, headers, &found, Audience::Staff).await
    }

    /// The documents with those of their versions that the reader may see.
    ///
    /// # Errors
    /// What the database says.
    pub async fn seen(&self, visit: &Visit) -> Result<Vec<Document>, StoreError> {
        let found = attachments::of_subject(visit.store().reader(), visit.scope(), &self.subject).await?;
        Ok(found.into_iter().filter_map(|document| document.versions(|version| self.shows(version))).collect())
    }

    async fn find(&self, visit: &Visit, id: &str) -> Result<Attachment, PageError> {
        let found = attachments::find(visit.store().reader(), visit.scope(), &self.subject, id).await?;
        found.filter(|version| self.shows(version)).ok_or(PageError::NotFound)
    }

    /// Whether the reader may see a version.
    fn shows(&self, version: &Attachment) -> bool {
        self.only_of.as_ref().is_none_or(|accounts| accounts.contains(&version.uploaded_by))
    }
}

/// Answers with a file of which the desk has found out that the reader may have it. With `public`, a public page shows it:
/// pictures are shown, everything else is saved, and browsers keep it.
///
/// # Errors
/// What the disk says.
pub async fn answer(visit: &Visit, headers: &HeaderMap, one: &Attachment, public: bool) -> Result<Response, PageError> {
    let audience = if public { Audience::Everybody } else { Audience::Staff };
    answer::download(visit, headers, one, audience).await
}

/// What is wrong with a file, in the reader's language.
fn refusal_text(visit: &Visit, refusal: &Refusal) -> String {
    let megabytes = |bytes: usize| bytes / 1024 / 1024;
    match refusal {
        Refusal::Empty => visit.text("document-refused-empty"),
        Refusal::TooLarge { .. } => {
            visit.text_with("document-refused-too-large", &[("limit", megabytes(attachments::FILE_BYTES_MAX).into())])
        }
        Refusal::OtherType { name } => visit.text_with(
            "document-refused-other-type",
            &[("name", name.as_str().into()), ("accepted", panel::accepted().into())],
        ),
        Refusal::OtherContent { named, found } => visit.text_with(
            "document-refused-other-content",
            &[("named", panel::short(*named).into()), ("found", panel::short_of_media_type(found).into())],
        ),
        Refusal::Macros => visit.text("document-refused-macros"),
        Refusal::Bomb => visit.text("document-refused-bomb"),
        Refusal::Infected => visit.text("document-refused-infected"),
        Refusal::NotScanned { why } => {
            tracing::error!(why, "a file could not be scanned and was refused");
            visit.text("document-refused-not-scanned")
        }
        Refusal::Unkept(error) => {
            tracing::error!(%error, "a file could not be kept");
            visit.text("document-refused-unkept")
        }
    }
}

/// Removes contents that were kept for a row that never came.
pub(crate) fn chore() -> Chore {
    const EVERY_MINUTES: u32 = 6 * 60;
    Chore {
        name: "attachments.sweep",
        every_minutes: EVERY_MINUTES,
        run: |app, zone, now| {
            Box::pin(async move {
                match app.files().sweep(app.store().reader(), zone, now).await {
                    Ok(0) => Ok(String::new()),
                    Ok(swept) => Ok(format!("{swept} contents without a row removed")),
                    Err(error) => Err(ChoreError::from(error)),
                }
            })
        },
    }
}
