//! The documents of a project.

use std::collections::BTreeSet;

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use identity::Scope;
use maud::html;
use pages::{
    Page, PageError, Submitted, Upload, Visit,
    components::{Choice, FieldErrors},
    documents::Documents,
};
use store::Subject;

use super::{
    project::{Looked, look, tabs},
    show,
};
use crate::{
    EDIT, HAND_IN_OWN, READ,
    commands::{SUBJECT, note_documents},
};

/// The documents of a project as this reader may use them: an enterprise sees those that its own people have handed in.
pub(crate) async fn documents(visit: &Visit, looked: &Looked) -> Result<Documents, PageError> {
    let terms = &looked.rules.vocabulary.documents;
    let choice =
        |term: &crate::model::Term| Choice { value: term.key.to_string(), label: show::term(visit, terms, &term.key) };
    let (id, scope) = (&looked.record.id, visit.scope());
    let own = looked.is_own && scope.may(HAND_IN_OWN);
    let may_hand_in = (scope.may(EDIT) || own) && !visit.looks_back();
    Ok(Documents {
        subject: Subject::new(SUBJECT, id.as_str()),
        path: format!("/projects/{id}/documents"),
        kinds: terms.iter().map(choice).collect(),
        may_hand_in,
        may_take_back: may_hand_in && (scope.may(EDIT) || !scope.may(READ)),
        only_of: if scope.may(READ) { None } else { Some(colleagues(visit).await?) },
        for_everybody: false,
        follow: Some(|change, subject| Box::pin(note_documents(change, subject))),
    })
}

/// The accounts of the reader's organisation, those that are locked too.
async fn colleagues(visit: &Visit) -> Result<BTreeSet<String>, PageError> {
    let system = Scope::system(visit.zone().id.clone());
    let accounts = identity::account::list(visit.store().reader(), &system).await?;
    let own = visit.scope().person().map(|person| person.organisation.as_str());
    Ok(accounts.into_iter().filter(|one| Some(one.organisation.as_str()) == own).map(|one| one.login).collect())
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &FieldErrors::default()).await
}

async fn page(visit: &Visit, errors: &FieldErrors) -> Result<Response, PageError> {
    let looked = look(visit, &show::project_id(visit)?).await?;
    let panel = documents(visit, &looked).await?.panel(visit, errors).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let path = format!("/projects/{}", looked.record.id);
    let page = Page::new(visit, visit.text("projects-documents"))
        .under(visit.text("projects-menu"), "/projects")
        .under(looked.record.project.name.as_str(), &path)
        .body(html! { (errors.summary(visit)) (tabs(visit, &looked.record.id, "documents")) (panel) })
        .status(status);
    Ok(page.into_response())
}

/// Keeps a file.
pub async fn hand_in(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let looked = look(&visit, &show::project_id(&visit)?).await?;
    let done = documents(&visit, &looked).await?.hand_in(&visit, upload).await?;
    back(&visit, done.map(drop), "document-handed-in").await
}

/// Takes a version back.
pub async fn take_back(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let looked = look(&visit, &show::project_id(&visit)?).await?;
    let done = documents(&visit, &looked).await?.take_back(&visit, form).await?;
    back(&visit, done, "document-taken-back").await
}

async fn back(visit: &Visit, done: Result<(), FieldErrors>, flash: &str) -> Result<Response, PageError> {
    match done {
        Ok(()) => {
            let path = format!("/projects/{}/documents?flash={flash}", show::project_id(visit)?);
            Ok(Redirect::to(&visit.link(&path)).into_response())
        }
        Err(errors) => page(visit, &errors).await,
    }
}

/// Answers with one file.
pub async fn download(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    let looked = look(&visit, &show::project_id(&visit)?).await?;
    documents(&visit, &looked).await?.download(&visit, &headers).await
}
