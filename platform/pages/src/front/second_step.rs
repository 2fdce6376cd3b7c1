use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::{Password, TotpSecret, account};
use maud::{Markup, PreEscaped, html};
use store::StoreError;

use super::{explain, go, own_account::own, with_session};
use crate::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field, FieldErrors},
};

/// The way to switch the second step on, or off where it is on.
pub async fn form(visit: Visit) -> Result<Page, PageError> {
    if own(&visit).await?.second_step {
        Ok(off_page(&visit, &FieldErrors::default()))
    } else {
        on_page(&visit, &TotpSecret::random(), &FieldErrors::default())
    }
}

/// Switches it on, proved by a code.
pub async fn confirm(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let secret = TotpSecret::parse(form.data.get("secret")).map_err(|_| PageError::Malformed)?;
    let code = form.data.get("code");
    let order = form.order(&visit);
    match account::confirm_second_step(visit.store(), order, visit.remote(), secret.clone(), code).await {
        Ok(token) => Ok(with_session(&visit, &token, go(&visit, "/account?flash=second-step-on"))),
        Err(refused) => {
            let errors = explain::account(&visit, refused)?;
            Ok(on_page(&visit, &secret, &errors)?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// Switches it off, proved by the password.
pub async fn switch_off(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let password = Password::typed(form.data.get("password"));
    match account::switch_off_second_step(visit.store(), form.order(&visit), visit.remote(), password).await {
        Ok(token) => Ok(with_session(&visit, &token, go(&visit, "/account?flash=second-step-off"))),
        Err(refused) => {
            let errors = explain::account(&visit, refused)?;
            Ok(off_page(&visit, &errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

fn frame(visit: &Visit, body: Markup) -> Page {
    Page::new(visit, visit.text("second-step")).under(visit.text("own-account"), "/account").body(body)
}

fn on_page(visit: &Visit, secret: &TotpSecret, errors: &FieldErrors) -> Result<Page, PageError> {
    let zone = &visit.zone().name;
    let login = visit.scope().person().map_or("", |person| person.account.as_str());
    let enrolment = secret
        .enrolment(visit.language().pick(&zone.zh, &zone.en), login)
        .map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let data = FormData::default();
    let (label, help) = (visit.text("field-code"), visit.text("second-step-code-help"));
    let body = html! {
        div.sign-in.panel {
            p { (visit.text("second-step-lead")) }
            div role="img" aria-label=(visit.text("second-step-picture")) { (PreEscaped(&enrolment.qr_svg)) }
            p { (visit.text("second-step-by-hand")) " " code { (enrolment.secret.reveal()) } }
            (errors.summary(visit))
            form method="post" action=(visit.link("/account/second-step")) {
                (visit.form_fields())
                input type="hidden" name="secret" value=(enrolment.secret.reveal());
                (components::text(
                    Field::new("code", &label, &data, errors).help(&help).required().autocomplete("one-time-code"), "text"))
                div.btn-list { button.btn.btn-primary type="submit" { (visit.text("second-step-switch-on")) } }
            }
        }
    };
    Ok(frame(visit, body))
}

fn off_page(visit: &Visit, errors: &FieldErrors) -> Page {
    let data = FormData::default();
    let label = visit.text("field-password");
    frame(
        visit,
        html! {
            div.sign-in.panel {
                p { (visit.text("second-step-is-on")) }
                (errors.summary(visit))
                form method="post" action=(visit.link("/account/second-step/off")) {
                    (visit.form_fields())
                    (components::text(
                        Field::new("password", &label, &data, errors).required().autocomplete("current-password"), "password"))
                    div.btn-list { button.btn type="submit" { (visit.text("second-step-switch-off")) } }
                }
            }
        },
    )
}
