//! The page of one clause, which is also the panel beside the article, and what can be done there.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use pages::{FormData, Page, PageError, Submitted, Visit};

use super::{
    errors,
    panel::{self, Typed},
    show::{self, Names},
};
use crate::{
    commands::{self, ClauseAt, EvidenceDraft, OverrideDraft, Refused},
    live::{self, LiveArticle, LiveSentence},
    model::{ClauseId, DocumentId, PieceId},
};

/// The document and the clause that the address names.
pub fn ids(visit: &Visit) -> Result<(DocumentId, ClauseId), PageError> {
    let clause = visit.param("clause")?.parse().map_err(|_| PageError::NotFound)?;
    Ok((show::document_id(visit)?, clause))
}

/// The article, and which of its sentences the address names.
pub async fn find(visit: &Visit) -> Result<(LiveArticle, LiveSentence), PageError> {
    let (document, clause) = ids(visit)?;
    let database = visit.store().reader();
    let article = live::article(visit.app().facts(), database, visit.scope(), &document, visit.as_of()).await?;
    let article = article.ok_or(PageError::NotFound)?;
    let found = article.sentences.iter().find(|live| live.clause.id == clause).cloned();
    Ok((article, found.ok_or(PageError::NotFound)?))
}

/// The panel alone for htmx, otherwise as a page of its own.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &Typed::default()).await
}

async fn page(visit: &Visit, typed: &Typed) -> Result<Response, PageError> {
    let (article, live) = find(visit).await?;
    let names = Names::read(visit).await?;
    let content = panel::content(visit, &article, &live, &names, typed).await?;
    if visit.is_fragment() {
        return Ok(content.into_response());
    }
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = article.edition.heading.title.as_str();
    let page = Page::new(visit, visit.text_with("policy-clause", &[("id", live.clause.id.as_str().into())]))
        .under(visit.text("policy-menu"), "/policy")
        .under(title, &format!("/policy/{}", article.document.id))
        .body(html! { div.panel { (content) } })
        .status(status);
    Ok(page.into_response())
}

/// Back to the article with the panel open, or the form again with what was wrong.
async fn answer<T>(
    visit: &Visit,
    outcome: Result<T, Refused>,
    form: &'static str,
    data: FormData,
    flash: &str,
) -> Result<Response, PageError> {
    match errors::settled(visit, outcome)? {
        Ok(_) => back(visit, flash),
        Err(errors) => page(visit, &Typed { form, data, errors }).await,
    }
}

fn back(visit: &Visit, flash: &str) -> Result<Response, PageError> {
    let (document, clause) = ids(visit)?;
    let address = visit.link(&format!("/policy/{document}?clause={clause}&flash={flash}#{clause}"));
    Ok(Redirect::to(&address).into_response())
}

/// Puts evidence beside the clause.
pub async fn add_evidence(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (document, clause) = ids(&visit)?;
    let data = &form.data;
    let draft =
        EvidenceDraft::parse(data.get("grade"), data.get("on"), data.get("text"), data.get("link"), visit.today());
    let outcome = match draft {
        Ok(draft) => commands::add_evidence(visit.store(), form.order(&visit), document, clause, draft).await,
        Err(problems) => Err(problems.into()),
    };
    answer(&visit, outcome, "evidence", form.data, "evidence-added").await
}

/// Takes evidence away.
pub async fn remove_evidence(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (document, _) = ids(&visit)?;
    let outcome = commands::remove_evidence(visit.store(), form.order(&visit), document, piece(&visit)?).await;
    answer(&visit, outcome, "evidence", form.data, "evidence-removed").await
}

fn piece(visit: &Visit) -> Result<PieceId, PageError> {
    visit.param("piece")?.parse().map_err(|_| PageError::NotFound)
}

/// Writes a remark beside the clause.
pub async fn comment(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (document, clause) = ids(&visit)?;
    let outcome = match form.data.get("comment").parse() {
        Ok(text) => commands::comment(visit.store(), form.order(&visit), document, clause, text).await,
        Err(problem) => Err(crate::model::Problems::one("comment", problem).into()),
    };
    answer(&visit, outcome, "comment", form.data, "commented").await
}

/// Sets the light for a time.
pub async fn override_light(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (document, clause) = ids(&visit)?;
    let data = &form.data;
    let draft = OverrideDraft::parse(data.get("new_light"), data.get("reason"), data.get("expires_on"), visit.today());
    let outcome = match draft {
        Ok(draft) => commands::override_light(visit.store(), form.order(&visit), document, clause, draft).await,
        Err(problems) => Err(problems.into()),
    };
    answer(&visit, outcome, "override", form.data, "light-set").await
}

/// Ends an override.
pub async fn withdraw_override(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (document, _) = ids(&visit)?;
    let outcome = commands::withdraw_override(visit.store(), form.order(&visit), document, piece(&visit)?).await;
    answer(&visit, outcome, "override", form.data, "override-withdrawn").await
}

/// Lets the public see the light, or no longer.
pub async fn release(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let at = clause_at(&visit, &form)?;
    let released = form.data.get("released") == "yes";
    let outcome = commands::release_clause(visit.store(), form.order(&visit), at, released).await;
    let flash = if released { "clause-released" } else { "clause-held-back" };
    answer(&visit, outcome, "release", FormData::default(), flash).await
}

/// The clause at the version that the form was shown with.
pub fn clause_at(visit: &Visit, form: &Submitted) -> Result<ClauseAt, PageError> {
    let (document, clause) = ids(visit)?;
    let version = form.version()?;
    Ok(ClauseAt { document, clause, version })
}
