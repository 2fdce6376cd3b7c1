use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, PageError, Submitted, Visit,
    components::{self, Field, FieldErrors},
};

use super::{frame::Frame, site};
use crate::{
    catalogue::{self, Listed},
    commands::{self, NotTaken},
    model::{Draft, DraftErrors, Flaw, Network, Site},
};

/// The form for a letter to the editor.
pub async fn form(visit: Visit) -> Result<Response, PageError> {
    let site = site(&visit).await?;
    let data = visit.query().clone();
    Ok(page(&visit, &site, &data, &FieldErrors::default(), None).await?.into_response())
}

/// Takes a letter; shown again with what was typed when something is wrong.
pub async fn send(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let site = site(&visit).await?;
    let about = about(&visit, &site, &form.data).await?.map(|listed| listed.id);
    let data = &form.data;
    let draft = match Draft::parse(about.as_deref(), data.get("name"), data.get("contact"), data.get("text")) {
        Ok(draft) => draft,
        Err(errors) => {
            let body = page(&visit, &site, data, &in_words(&visit, &errors), None).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response());
        }
    };
    let order = form.order(&visit);
    match commands::send_letter(visit.store(), order, draft, Network::of(visit.remote())).await {
        Ok(_) => Ok(Redirect::to(&visit.link("/write/sent")).into_response()),
        Err(NotTaken::TooMany) => {
            let alarm = visit.text("portal-letter-too-many");
            let body = page(&visit, &site, data, &FieldErrors::default(), Some(alarm)).await?;
            Ok((StatusCode::TOO_MANY_REQUESTS, body).into_response())
        }
        Err(NotTaken::Store(error)) => Err(error.into()),
    }
}

/// Says that the letter has arrived.
pub async fn sent(visit: Visit) -> Result<Response, PageError> {
    let site = site(&visit).await?;
    let title = visit.text("portal-letter-sent");
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("portal-letter-sent-advice")) }
        @if let Some(days) = site.record.reply_within_days {
            p { (visit.text_with("portal-letter-promise", &[("days", days.into())])) }
        }
        p { a.btn.btn-primary href=(visit.link("")) { (visit.text("portal-back-home")) } }
    };
    let markup =
        Frame::new(&visit, &site, title.clone()).under(visit.text("portal-write"), "/write").render(main, None);
    Ok(Html(markup.into_string()).into_response())
}

/// The published article that the letter is about.
async fn about(visit: &Visit, site: &Site, data: &FormData) -> Result<Option<Listed>, PageError> {
    let Some(id) = data.given("about") else { return Ok(None) };
    Ok(catalogue::listed(visit, site, id).await?)
}

/// What is wrong with what somebody wrote, by field of the form.
pub fn in_words(visit: &Visit, wrong: &DraftErrors) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, flaw) in &wrong.0 {
        errors.add(field, flaw_text(visit, flaw));
    }
    errors
}

/// What is wrong with a field, in the reader's language.
pub fn flaw_text(visit: &Visit, flaw: &Flaw) -> String {
    match flaw {
        Flaw::TooLong { max, got } => visit.text_with(flaw.key(), &[("max", (*max).into()), ("got", (*got).into())]),
        Flaw::TooMany { max } => visit.text_with(flaw.key(), &[("max", (*max).into())]),
        Flaw::Link(address) | Flaw::Picture(address) | Flaw::NoFile(address) => {
            visit.text_with(flaw.key(), &[("address", address.as_str().into())])
        }
        Flaw::Invisible { position } => visit.text_with(flaw.key(), &[("position", (*position).into())]),
        _ => visit.text(flaw.key()),
    }
}

async fn page(
    visit: &Visit,
    site: &Site,
    data: &FormData,
    errors: &FieldErrors,
    alarm: Option<String>,
) -> Result<Html<String>, PageError> {
    let about = about(visit, site, data).await?;
    let title = visit.text("portal-write");
    let contact_help = visit.text(match visit.app().mail() {
        Some(_) => "portal-letter-contact-help",
        None => "portal-letter-contact-help-no-mail",
    });
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("portal-write-invitation")) }
        @if let Some(alarm) = alarm { div.alert.alert-danger role="alert" { (alarm) } }
        (errors.summary(visit))
        form.letter-form method="post" action=(visit.link("/write")) {
            (visit.form_fields())
            @if let Some(about) = &about {
                input type="hidden" name="about" value=(about.id);
                p { (visit.text("portal-letter-about")) span lang="zh-CN" { (about.title_zh) } }
            }
            (components::text(Field::new("name", &visit.text("portal-letter-name"), data, errors).required(), "text"))
            (components::text(Field::new("contact", &visit.text("portal-letter-contact"), data, errors)
                .help(&contact_help), "text"))
            (components::area(Field::new("text", &visit.text("portal-letter-text"), data, errors).required(), 8))
            (privacy(visit, site))
            button.btn.btn-primary type="submit" { (visit.text("portal-letter-send")) }
        }
    };
    Ok(Html(Frame::new(visit, site, title).render(main, None).into_string()))
}

/// What happens with the letter, and by when there is an answer.
fn privacy(visit: &Visit, site: &Site) -> Markup {
    html! {
        p.text-secondary {
            (visit.text("portal-letter-privacy"))
            @if let Some(days) = site.record.reply_within_days {
                " " (visit.text_with("portal-letter-promise", &[("days", days.into())]))
            }
        }
    }
}
