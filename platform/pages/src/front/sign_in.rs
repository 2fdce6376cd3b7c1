use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use identity::{Attempt, Password, SignInRefused};
use maud::{Markup, html};
use store::StoreError;

use super::{explain, go, with_session};
use crate::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field, FieldErrors},
    cookie,
    guard::own_path,
};

/// The sign-in form; whoever is signed in already goes on.
pub async fn form(visit: Visit) -> Response {
    if visit.scope().person().is_some() {
        return onward(&visit, visit.query());
    }
    page(&visit, visit.query(), &FieldErrors::default()).into_response()
}

/// Lets somebody in, or says why not.
pub async fn enter(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let attempt = Attempt {
        login: data.get("login").to_owned(),
        password: Password::typed(data.get("password")),
        code: data.given("code").map(str::to_owned),
        address: visit.remote(),
    };
    let refused = match identity::sign_in(visit.store(), &visit.zone().id, attempt, visit.now()).await {
        Ok(token) => return Ok(with_session(&visit, &token, onward(&visit, data))),
        Err(refused) => refused,
    };
    let (status, errors) = match refused {
        SignInRefused::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, explain::one("login", visit.text("sign-in-wrong"))),
        SignInRefused::CodeNeeded => {
            (StatusCode::UNPROCESSABLE_ENTITY, explain::one("code", visit.text("sign-in-code-needed")))
        }
        SignInRefused::CodeWrong => {
            (StatusCode::UNPROCESSABLE_ENTITY, explain::one("code", visit.text("refused-wrong-code")))
        }
        SignInRefused::Throttled(until) => {
            (StatusCode::TOO_MANY_REQUESTS, explain::one("login", explain::wait(&visit, until)))
        }
        SignInRefused::Hashing(_) => return Err(StoreError::Closed.into()),
        SignInRefused::Store(error) => return Err(error.into()),
    };
    Ok(page(&visit, &data.with("password", None), &errors).status(status).into_response())
}

/// Ends the session and goes to the public front page.
pub async fn leave(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    if let Some(token) = visit.session_token() {
        identity::session::sign_out(visit.store(), form.order(&visit), token).await.map_err(explain::session)?;
    }
    let mut response = go(&visit, "/");
    if let Some(cookie) = cookie::set(cookie::SESSION, "", 0, visit.app().secure_cookies()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// To the page that asked for signing in, or to the own work.
fn onward(visit: &Visit, data: &FormData) -> Response {
    match data.given("next").and_then(own_path) {
        Some(next) => axum::response::Redirect::to(next).into_response(),
        None => go(visit, "/work"),
    }
}

fn page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Page {
    Page::new(visit, visit.text("sign-in")).body(html! {
        div.sign-in.panel {
            (errors.summary(visit))
            @if visit.query().given("unsaved").is_some() {
                p.alert.alert-warning role="alert" { (visit.text("sign-in-unsaved")) }
            }
            form method="post" action=(visit.link("/sign-in")) {
                (visit.form_fields())
                @if let Some(next) = data.given("next") { input type="hidden" name="next" value=(next); }
                (fields(visit, data, errors))
                div.btn-list { button.btn.btn-primary type="submit" { (visit.text("sign-in")) } }
            }
        }
    })
}

fn fields(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    let (login, password, code) = (visit.text("field-login"), visit.text("field-password"), visit.text("field-code"));
    let help = visit.text("sign-in-code-help");
    html! {
        (components::text(Field::new("login", &login, data, errors).required().autocomplete("username"), "text"))
        (components::text(Field::new("password", &password, data, errors).required().autocomplete("current-password"), "password"))
        (components::text(Field::new("code", &code, data, errors).help(&help).autocomplete("one-time-code"), "text"))
    }
}
