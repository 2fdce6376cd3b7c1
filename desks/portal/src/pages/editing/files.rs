//! The files of a manuscript: what is handed in, and how it is put into the text.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    Page, PageError, Submitted, Upload, Visit,
    components::{Choice, FieldErrors},
    documents::Documents,
    shell,
};

use crate::{
    EDIT,
    commands::{KIND, SUBJECT},
    import::escaped,
    model::{FILES, Manuscript, ManuscriptState},
    pages::files::{is_public, subject},
    store as tables,
};

/// An article, or what is written of one, and its files as this reader may use them.
struct Folder {
    id: String,
    title: String,
    documents: Documents,
}

/// Finds what the address names.
async fn find(visit: &Visit) -> Result<Folder, PageError> {
    let id = visit.param("id")?.to_owned();
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let manuscript = tables::manuscript(reader, scope, &id).await?;
    let seen = tables::any_article(reader, scope, &id).await?;
    let title = match (&manuscript, &seen) {
        (Some(manuscript), _) => manuscript.content.title_zh.clone(),
        (None, Some(seen)) => seen.article.title_zh.to_string(),
        (None, None) => return Err(PageError::NotFound),
    };
    // What waits for the publisher stays as it was handed in.
    let is_open = |one: &Manuscript| one.state == ManuscriptState::Writing;
    let may_change = scope.may(EDIT) && manuscript.as_ref().is_none_or(is_open);
    let documents = Documents {
        subject: subject(&id),
        path: format!("/editing/{id}/files"),
        kinds: vec![Choice { value: KIND.to_owned(), label: visit.text("portal-file") }],
        may_hand_in: may_change,
        may_take_back: may_change,
        only_of: None,
        for_everybody: true,
        follow: None,
    };
    Ok(Folder { id, title, documents })
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let folder = find(&visit).await?;
    page(&visit, &folder, &FieldErrors::default()).await
}

async fn page(visit: &Visit, folder: &Folder, errors: &FieldErrors) -> Result<Response, PageError> {
    let panel = folder.documents.panel(visit, errors).await?;
    let body = html! {
        (errors.summary(visit))
        @if !folder.documents.may_hand_in && visit.scope().may(EDIT) {
            div.alert.alert-info role="note" { (visit.text("portal-files-closed")) }
        }
        (panel)
        (lines_to_paste(visit, &folder.id).await?)
    };
    let actions = html! {
        @if folder.documents.may_hand_in {
            a.btn.btn-primary href=(visit.link(&format!("/editing/{}/edit", folder.id))) { (shell::icon("edit")) " " (visit.text("portal-edit")) }
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("portal-files"))
        .under(visit.text("portal-editing"), "/editing")
        .under(folder.title.as_str(), &format!("/editing/{}", folder.id))
        .actions(actions)
        .body(body)
        .status(status);
    Ok(page.into_response())
}

/// For each file the Markdown that shows it, or leads to it. The words of a picture are left to be written: a text without
/// them is refused.
pub async fn lines_to_paste(visit: &Visit, article: &str) -> Result<Markup, PageError> {
    let found = attachments::of_subject(visit.store().reader(), visit.scope(), &subject(article)).await?;
    Ok(html! {
        @if !found.is_empty() {
            section.panel.mb-3 #paste aria-labelledby="paste-title" {
                div.panel-head { h2.panel-title #paste-title { (visit.text("portal-paste")) } }
                p.text-secondary { (visit.text("portal-paste-help")) }
                @for one in found.iter().map(|document| &document.newest) {
                    @let field = format!("paste-{}", one.id);
                    div.mb-2 {
                        label.form-label for=(field) lang=[visit.tongue(&one.file_name)] {
                            (one.file_name)
                            @if let Some(size) = one.pixels { " " span.text-secondary { (size.width) " × " (size.height) } }
                        }
                        @let words = if one.file_type.is_image() { String::new() } else { escaped(&one.file_name) };
                        @let mark = if one.file_type.is_image() { "!" } else { "" };
                        input.form-control.font-monospace id=(field) type="text" readonly
                            value=(format!("{mark}[{words}]({FILES}{})", one.id));
                    }
                }
            }
        }
    })
}

/// Keeps a file.
pub async fn hand_in(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let folder = find(&visit).await?;
    match folder.documents.hand_in(&visit, upload).await? {
        Ok(_) => Ok(back(&visit, &folder, "document-handed-in")),
        Err(errors) => page(&visit, &folder, &errors).await,
    }
}

/// Takes a file back, unless the public is reading it.
pub async fn take_back(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let folder = find(&visit).await?;
    let id = visit.param("attachment")?;
    let found = attachments::find_of_kind(visit.store().reader(), visit.scope(), SUBJECT, id).await?;
    if let Some(one) = found.filter(|one| one.subject_id == folder.id)
        && is_public(&visit, &one).await?
    {
        let errors = FieldErrors::one(&format!("reason-{id}"), visit.text("portal-file-in-use"));
        return page(&visit, &folder, &errors).await;
    }
    match folder.documents.take_back(&visit, form).await? {
        Ok(()) => Ok(back(&visit, &folder, "document-taken-back")),
        Err(errors) => page(&visit, &folder, &errors).await,
    }
}

fn back(visit: &Visit, folder: &Folder, flash: &str) -> Response {
    Redirect::to(&visit.link(&format!("/editing/{}/files?flash={flash}", folder.id))).into_response()
}

/// Answers with one file.
pub async fn download(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    find(&visit).await?.documents.download(&visit, &headers).await
}
