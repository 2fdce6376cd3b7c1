//! The documents of a project.

use attachments::{Attachment, Document};
use axum::{Json, http::HeaderMap, response::Response};
use jiff::Timestamp;
use pages::{
    FormData, PageError, Submitted, Upload, UploadedFile, Visit,
    api::{Asked, Sent, SentFile, wrong},
    components::FieldErrors,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{items::RemovedBody, made};
use crate::pages::{documents, look, project_id};

/// One version of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionOfDocumentBody {
    /// Id of the version; it names the address of the content.
    id: String,
    /// Id of the document; all its versions share it.
    document: String,
    /// Counted from 1 within the document.
    version: i64,
    /// Kind of the document, by the zone's list.
    kind: String,
    /// The file's name.
    file_name: String,
    /// Its media type.
    media_type: &'static str,
    /// How large it is.
    size_bytes: i64,
    /// SM3 digest of the content.
    digest: String,
    /// Login of whoever handed it in.
    uploaded_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Timestamp,
}

impl VersionOfDocumentBody {
    fn of(one: &Attachment) -> Self {
        Self {
            id: one.id.clone(),
            document: one.document.clone(),
            version: one.version,
            kind: one.kind.clone(),
            file_name: one.file_name.clone(),
            media_type: one.file_type.media_type(),
            size_bytes: one.size_bytes,
            digest: one.digest.to_string(),
            uploaded_by: one.uploaded_by.clone(),
            uploaded_at: one.uploaded_at,
        }
    }
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentBody {
    /// The version that counts.
    newest: VersionOfDocumentBody,
    /// Those before it, the newest first.
    older: Vec<VersionOfDocumentBody>,
}

/// The documents of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentsBody {
    /// The documents.
    documents: Vec<DocumentBody>,
}

impl DocumentBody {
    fn of(document: &Document) -> Self {
        Self {
            newest: VersionOfDocumentBody::of(&document.newest),
            older: document.older.iter().map(VersionOfDocumentBody::of).collect(),
        }
    }
}

/// What a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HandInQuery {
    /// The file's name, with the ending that says what it is.
    #[param(example = "协议.pdf")]
    name: String,
    /// Kind of a new document, by the zone's list.
    #[serde(default)]
    #[param(required = false)]
    kind: String,
    /// Id of the document of which this is a new version.
    #[serde(default)]
    #[param(required = false)]
    document: String,
}

/// Why a version is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackBody {
    /// Why.
    reason: String,
}

/// The documents of a project; an enterprise sees those that its own people have handed in.
#[utoipa::path(
    get, path = "/api/projects/{id}/documents", tag = "projects", operation_id = "projects_documents",
    params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = DocumentsBody, description = "The documents")),
)]
pub async fn list(visit: Visit) -> Result<Json<DocumentsBody>, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    let found = documents(&visit, &looked).await?.seen(&visit).await?;
    Ok(Json(DocumentsBody { documents: found.iter().map(DocumentBody::of).collect() }))
}

/// Hands in a file: a new document, or a new version of one.
#[utoipa::path(
    post, path = "/api/projects/{id}/documents", tag = "projects", operation_id = "projects_documents_hand_in",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The content of the file, 50 MB at most"),
    params(("id" = String, Path, description = "Id of the project"), HandInQuery),
    responses((status = 201, body = VersionOfDocumentBody, description = "The version", headers(("Location" = String, description = "Address of the content")))),
)]
pub async fn hand_in(visit: Visit, Asked(asked): Asked<HandInQuery>, sent: SentFile) -> Result<Response, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    let upload = Upload {
        data: FormData::from_pairs([("kind", asked.kind), ("document", asked.document)]),
        files: vec![("file".to_owned(), UploadedFile { name: asked.name, bytes: sent.bytes })],
        key: sent.key,
    };
    match documents(&visit, &looked).await?.hand_in(&visit, upload).await? {
        Ok(version) => {
            let path = format!("/api/projects/{}/documents/{}", looked.record.id, version.id);
            Ok(made(&visit, &path, VersionOfDocumentBody::of(&version)))
        }
        Err(errors) => Ok(wrong(&visit, unnumbered(&errors))),
    }
}

/// The content of one version.
#[utoipa::path(
    get, path = "/api/projects/{id}/documents/{attachment}", tag = "projects", operation_id = "projects_documents_download",
    params(("id" = String, Path, description = "Id of the project"), ("attachment" = String, Path, description = "Id of the version")),
    responses(
        (status = 200, content_type = "*/*", body = Vec<u8>, description = "The content, of the version's media type"),
        (status = 304, description = "The caller has it already, as `If-None-Match` says"),
    ),
)]
pub async fn download(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    documents(&visit, &looked).await?.download(&visit, &headers).await
}

/// Takes a version back: it is shown no more, the journal keeps it.
#[utoipa::path(
    post, path = "/api/projects/{id}/documents/{attachment}/remove", tag = "projects", operation_id = "projects_documents_take_back",
    request_body = TakeBackBody,
    params(("id" = String, Path, description = "Id of the project"), ("attachment" = String, Path, description = "Id of the version")),
    responses((status = 200, body = RemovedBody, description = "That it was taken back")),
)]
pub async fn take_back(visit: Visit, sent: Sent<TakeBackBody>) -> Result<Response, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    let form = Submitted { key: sent.key(), data: FormData::from_pairs([("reason", sent.body.reason)]) };
    match documents(&visit, &looked).await?.take_back(&visit, form).await? {
        Ok(()) => {
            let removed = visit.param("attachment")?.to_owned();
            Ok(axum::response::IntoResponse::into_response(Json(RemovedBody { removed })))
        }
        Err(errors) => Ok(wrong(&visit, unnumbered(&errors))),
    }
}

/// The page has a form for each document and numbers its fields; here there is one of each.
fn unnumbered(errors: &FieldErrors) -> FieldErrors {
    let mut plain = FieldErrors::default();
    for (field, message) in errors.iter() {
        let name = ["file", "reason"].into_iter().find(|name| field.starts_with(&format!("{name}-"))).unwrap_or(field);
        plain.add(name, message.to_owned());
    }
    plain
}
