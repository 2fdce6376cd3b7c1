//! Adding a project, and changing what is known about one.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{FormData, Page, PageError, Submitted, Visit, components::FieldErrors};

use super::{
    Ended, ended, form as fields,
    project::{Looked, Words, look},
    show,
};
use crate::{
    commands,
    model::{Field, ProjectDraft, ProjectId},
};

/// The form of a new project; the address may bring what is known of its investor.
pub async fn new(visit: Visit) -> Result<Page, PageError> {
    let known = [Field::InvestorName, Field::CreditCode].map(|field| {
        let key = field.key().into_owned();
        let text = visit.query().get(&key).to_owned();
        (key, text)
    });
    new_page(&visit, &fields::draft(&FormData::from_pairs(known)), &FieldErrors::default()).await
}

/// Adds the project.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let draft = fields::draft(&form.data);
    let order = form.order(&visit);
    let outcome = commands::create(visit.store(), order, draft.clone()).await;
    match ended(&visit, outcome)? {
        Ended::Done(id) => Ok(to_project(&visit, &id, "project-added")),
        Ended::Wrong(errors) => Ok(new_page(&visit, &draft, &errors).await?.into_response()),
        // A new project has no edition that somebody could have changed.
        Ended::Unchanged | Ended::Stale(_) => Err(PageError::Malformed),
    }
}

async fn new_page(visit: &Visit, draft: &ProjectDraft, errors: &FieldErrors) -> Result<Page, PageError> {
    let rules = super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let names = identity::account::names(visit.store().reader(), visit.scope()).await?;
    let cancel = visit.link("/projects");
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link("/projects/new")) data-guard {
            (visit.form_fields())
            (fields::fields(visit, (&rules, &names), draft, errors))
            (buttons(visit, &cancel))
        }
    };
    let page = Page::new(visit, visit.text("projects-new")).under(visit.text("projects-menu"), "/projects").body(body);
    Ok(if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) })
}

fn buttons(visit: &Visit, cancel: &str) -> Markup {
    html! {
        div.btn-list {
            button.btn.btn-primary type="submit" { (visit.text("projects-save")) }
            a.btn href=(cancel) { (visit.text("projects-cancel")) }
        }
    }
}

fn to_project(visit: &Visit, id: &str, flash: &str) -> Response {
    Redirect::to(&visit.link(&format!("/projects/{id}?flash={flash}"))).into_response()
}

/// The form of a project as it stands.
pub async fn form(visit: Visit) -> Result<Page, PageError> {
    let looked = look(&visit, &show::project_id(&visit)?).await?;
    let draft = ProjectDraft::of(&looked.record.project);
    let none = FieldErrors::default();
    let shown = Shown { id: &looked.record.id, version: looked.version, draft: &draft, errors: &none };
    Ok(shown.page(&visit, &looked, None))
}

/// Keeps what was changed.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = show::project_id(&visit)?;
    let version: i64 = form.version()?;
    let draft = fields::draft(&form.data);
    let order = form.order(&visit);
    let outcome = commands::edit(visit.store(), order, id.clone(), version, draft.clone()).await;
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done(()) | Ended::Unchanged => return Ok(to_project(&visit, id.as_str(), "project-saved")),
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    let looked = look(&visit, &id).await?;
    // Whoever has seen both editions saves upon the newer one.
    let version = if stale { looked.version } else { version };
    let shown = Shown { id: &id, version, draft: &draft, errors: &errors };
    let both = if stale {
        let words = Words::of(&visit, &looked).await?;
        Some(fields::both_editions(&visit, &words, &looked.record.project, &draft))
    } else {
        None
    };
    Ok(shown.page(&visit, &looked, both).into_response())
}

/// The form of a project as a page shows it.
struct Shown<'a> {
    id: &'a ProjectId,
    version: i64,
    draft: &'a ProjectDraft,
    errors: &'a FieldErrors,
}

impl Shown<'_> {
    /// The page; `both` are the two editions where somebody else was faster.
    fn page(&self, visit: &Visit, looked: &Looked, both: Option<Markup>) -> Page {
        let (rules, names) = (&looked.rules, &looked.names);
        let path = format!("/projects/{}", self.id);
        let status = match &both {
            Some(_) => StatusCode::CONFLICT,
            None if self.errors.is_empty() => StatusCode::OK,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let body = html! {
            @if let Some(both) = both { (both) }
            (self.errors.summary(visit))
            form method="post" action=(visit.link(&format!("{path}/edit"))) data-guard {
                (visit.form_fields())
                input type="hidden" name="version" value=(self.version);
                (fields::fields(visit, (rules, names), self.draft, self.errors))
                (buttons(visit, &visit.link(&path)))
            }
        };
        Page::new(visit, visit.text("projects-edit"))
            .under(visit.text("projects-menu"), "/projects")
            .under(looked.record.project.name.as_str(), &path)
            .body(body)
            .status(status)
    }
}
