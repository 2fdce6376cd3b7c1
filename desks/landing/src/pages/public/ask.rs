//! The form for investors without an account.

use ::pages::{
    FormData, PageError, Submitted, Visit,
    components::{self, Field, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use portal::model::Network;

use super::framed;
use crate::{
    commands::{self, Refused},
    model::WishDraft,
    pages::{field_name, form, words},
    secret::Secret,
};

/// What everybody is asked; what they do not know stays empty.
const NEEDS: [&str; 14] = [
    "industry",
    "area_least",
    "area_most",
    "land_use",
    "start",
    "production",
    "gas",
    "water",
    "power",
    "heat",
    "investment",
    "investment_years",
    "output",
    "jobs",
];

/// The form.
pub async fn form(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &FormData::default(), &FieldErrors::default(), None).await
}

/// Takes a wish; shown again with what was typed when something is wrong.
pub async fn send(visit: Visit, sent: Submitted) -> Result<Response, PageError> {
    let data = &sent.data;
    let draft: WishDraft = form::draft(data);
    if data.get("consent") != "1" {
        let mut errors = FieldErrors::one("consent", visit.text("landing-ask-consent-missing"));
        errors.name("consent", visit.text("landing-field-consent"));
        return page(&visit, data, &errors, None).await;
    }
    // A form that was sent twice leads to the same receipt.
    let receipt = Secret::of_form(data.get("csrf"), sent.key.as_str());
    let (contact, network) = (data.get("contact").to_owned(), Network::of(visit.remote()));
    match commands::send_wish(visit.store(), sent.order(&visit), draft, contact, network, &receipt).await {
        Ok(_) => Ok(Redirect::to(&visit.link(&format!("/landing/receipts/{}", receipt.reveal()))).into_response()),
        Err(Refused::Wrong(flaws)) => {
            let errors = land::errors(&visit, &flaws, |field| field_name(&visit, field));
            page(&visit, data, &errors, None).await
        }
        Err(Refused::TooMany) => {
            page(&visit, data, &FieldErrors::default(), Some(visit.text("landing-ask-too-many"))).await
        }
        Err(Refused::Store(error)) => Err(error.into()),
        Err(_) => Err(PageError::Malformed),
    }
}

async fn page(
    visit: &Visit,
    data: &FormData,
    errors: &FieldErrors,
    alarm: Option<String>,
) -> Result<Response, PageError> {
    let words = words(visit).await?;
    let title = visit.text("landing-ask");
    let field = |name: &'static str| (name, field_name(visit, name));
    let [about, investor, contact, note] = ["title", "investor", "contact", "note"].map(field);
    let consent = visit.text("landing-ask-consent");
    let contact_help = visit.text("landing-ask-contact-help");
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("landing-ask-about")) }
        @if let Some(alarm) = &alarm { div.alert.alert-danger role="alert" { (alarm) } }
        (errors.summary(visit))
        form.letter-form method="post" action=(visit.link("/landing/ask")) {
            (visit.form_fields())
            (components::text(Field::new(about.0, &about.1, data, errors).required(), "text"))
            (components::text(Field::new(investor.0, &investor.1, data, errors).required(), "text"))
            (components::text(Field::new(contact.0, &contact.1, data, errors).help(&contact_help).required(), "text"))
            p.text-secondary { (visit.text("landing-ask-unknown")) }
            div.form-grid.mb-3 { (form::fields(visit, &words, &NEEDS, data, errors)) }
            (components::text(Field::new(note.0, &note.1, data, errors), "text"))
            (components::checkbox(Field::new("consent", &consent, data, errors), "1", data.get("consent") == "1"))
            button.btn.btn-primary type="submit" { (visit.text("landing-ask-send")) }
        }
    };
    let status = match (alarm.is_some(), errors.is_empty()) {
        (true, _) => StatusCode::TOO_MANY_REQUESTS,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    framed(visit, status, (title, Some("/landing/ask")), main).await
}
