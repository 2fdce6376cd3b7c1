use axum::response::{IntoResponse, Redirect, Response};
use pages::{PageError, Submitted, Visit};

use crate::commands::{self, NotEdited, Step};

/// Hands a manuscript in, takes it back, or throws it away.
pub async fn of_author(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (step, flash) = match form.data.get("step") {
        "submit" => (Step::Submit, "article-submitted"),
        "take_back" => (Step::TakeBack, "article-taken-back"),
        "discard" => (Step::Discard, "article-discarded"),
        _ => return Err(PageError::Malformed),
    };
    let done = commands::step(visit.store(), form.order(&visit), visit.param("id")?, form.version()?, step).await;
    answer(&visit, done, flash)
}

/// Publishes a manuscript, or gives it back.
pub async fn of_publisher(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (visit.param("id")?, form.version()?);
    match form.data.get("step") {
        "publish" => {
            let done = commands::publish(visit.store(), form.order(&visit), id, version).await;
            answer(&visit, done, "article-published")
        }
        "return" => {
            let Ok(reason) = form.data.get("reason").parse() else { return Ok(back(&visit, id, "reason")) };
            let step = Step::Return(reason);
            let done = commands::step(visit.store(), form.order(&visit), id, version, step).await;
            answer(&visit, done, "article-returned")
        }
        _ => Err(PageError::Malformed),
    }
}

/// Takes an article back from the public.
pub async fn withdraw(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = visit.param("id")?;
    let Ok(reason) = form.data.get("reason").parse() else { return Ok(back(&visit, id, "reason")) };
    let done = commands::withdraw(visit.store(), form.order(&visit), id, reason).await;
    answer(&visit, done, "article-withdrawn")
}

/// To the page of the article, with what is wrong.
fn back(visit: &Visit, id: &str, wrong: &str) -> Response {
    Redirect::to(&visit.link(&format!("/editing/{id}?wrong={wrong}"))).into_response()
}

fn answer(visit: &Visit, done: Result<(), NotEdited>, flash: &str) -> Result<Response, PageError> {
    match done {
        Ok(()) => {
            let place = match flash {
                "article-discarded" => "/editing".to_owned(),
                _ => format!("/editing/{}", visit.param("id")?),
            };
            Ok(Redirect::to(&visit.link(&format!("{place}?flash={flash}"))).into_response())
        }
        Err(error) => refused(visit, visit.param("id")?, error),
    }
}

/// What the reader sees of a refusal.
pub fn refused(visit: &Visit, id: &str, error: NotEdited) -> Result<Response, PageError> {
    match error {
        NotEdited::Forbidden(_) => Err(PageError::Forbidden),
        NotEdited::Unknown => Err(PageError::NotFound),
        NotEdited::Stale(stale) => Err(stale.into()),
        NotEdited::Store(error) => Err(error.into()),
        NotEdited::OwnWork => Ok(back(visit, id, "own-work")),
        NotEdited::State(_) => Ok(back(visit, id, "state")),
        NotEdited::Files(_) => Ok(back(visit, id, "files")),
        NotEdited::Wrong(_) => Ok(back(visit, id, "content")),
    }
}
