use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use identity::{
    LANGUAGES, Password,
    account::{self, Account},
};
use maud::{Markup, html};

use super::{explain, go, role_name, with_session};
use crate::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
    cookie,
    guard::LANGUAGE_AGE_S,
};

/// The own account of whoever looks.
pub async fn own(visit: &Visit) -> Result<Account, PageError> {
    let person = visit.scope().person().ok_or(PageError::SignIn)?;
    account::find(visit.store().reader(), visit.scope(), &person.account).await?.ok_or(PageError::NotFound)
}

/// What the house knows of the reader, and what they can change.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let account = own(&visit).await?;
    let organisation =
        identity::organisation::find(visit.store().reader(), visit.scope(), &account.organisation).await?;
    let organisation = organisation.map_or_else(
        || account.organisation.clone(),
        |found| found.name.in_language(visit.language().tag()).to_owned(),
    );
    let roles: Vec<_> = account.roles.iter().map(|role| role_name(&visit, role)).collect();
    let body = html! {
        div.split {
            section.panel aria-labelledby="about" {
                div.panel-head { h2.panel-title #about { (account.name) } }
                dl {
                    dt { (visit.text("field-login")) } dd { (account.login) }
                    dt { (visit.text("field-organisation")) } dd { (organisation) }
                    @if !account.post.is_empty() { dt { (visit.text("field-post")) } dd { (account.post) } }
                    @if !account.email.is_empty() { dt { (visit.text("field-email")) } dd { (account.email) } }
                    dt { (visit.text("field-roles")) }
                    dd { @if roles.is_empty() { (visit.text("no-roles")) } @else { (roles.join(visit.language().pick("、", ", "))) } }
                }
                p.text-secondary { (visit.text("own-account-note")) }
            }
            div.stack { (language(&visit, &account)) (safety(&visit, &account)) }
        }
    };
    Ok(Page::new(&visit, visit.text("own-account")).body(body))
}

fn language(visit: &Visit, account: &Account) -> Markup {
    let label = visit.text("field-language");
    let data = FormData::from_pairs([("language", account.language.as_str())]);
    let errors = FieldErrors::default();
    html! {
        section.panel {
            form method="post" action=(visit.link("/account/language")) {
                (visit.form_fields())
                (components::select(Field::new("language", &label, &data, &errors).required(), &languages(visit)))
                button.btn type="submit" { (visit.text("save")) }
            }
        }
    }
}

/// The languages of the house, each named in itself.
pub fn languages(visit: &Visit) -> Vec<Choice> {
    LANGUAGES
        .iter()
        .map(|tag| Choice { value: (*tag).to_owned(), label: super::named(visit, "language", tag) })
        .collect()
}

fn safety(visit: &Visit, account: &Account) -> Markup {
    let state = if account.second_step { "second-step-is-on" } else { "second-step-is-off" };
    html! {
        section.panel aria-labelledby="safety" {
            div.panel-head { h2.panel-title #safety { (visit.text("safety")) } }
            p { (visit.text(state)) }
            div.btn-list {
                a.btn href=(visit.link("/account/password")) { (visit.text("change-password")) }
                a.btn href=(visit.link("/account/second-step")) { (visit.text("second-step")) }
                a.btn href=(visit.link("/account/tokens")) { (visit.text("tokens")) }
                form method="post" action=(visit.link("/account/sessions")) data-confirm=(visit.text("end-own-sessions-question")) {
                    (visit.form_fields())
                    button.btn type="submit" { (visit.text("end-own-sessions")) }
                }
            }
        }
    }
}

/// Chooses the language, for this browser too.
pub async fn set_language(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let chosen = form.data.get("language");
    if let Err(refused) = account::set_language(visit.store(), form.order(&visit), chosen).await {
        explain::account(&visit, refused)?;
        return Err(PageError::Malformed);
    }
    let mut response = go(&visit, "/account?flash=saved");
    let secure = visit.app().secure_cookies();
    if let Some(cookie) = cookie::set(cookie::LANGUAGE, chosen, LANGUAGE_AGE_S, secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Signs the person out everywhere, here too.
pub async fn end_sessions(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let login = own(&visit).await?.login;
    identity::session::end_all(visit.store(), form.order(&visit), &login).await.map_err(explain::session)?;
    Ok(go(&visit, "/sign-in?flash=sessions-ended"))
}

/// The form for a new password.
pub async fn password_form(visit: Visit) -> Page {
    password_page(&visit, &FieldErrors::default())
}

/// Changes the password; all other sessions end.
pub async fn change_password(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let refuse = |errors: &FieldErrors| {
        Ok(password_page(&visit, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
    };
    let (chosen, again) = (form.data.get("chosen"), form.data.get("again"));
    if chosen != again {
        return refuse(&explain::one("again", visit.text("password-not-the-same")));
    }
    let current = Password::typed(form.data.get("password"));
    let changed = account::change_password(visit.store(), form.order(&visit), visit.remote(), current, chosen).await;
    match changed {
        Ok(token) => {
            let next = if visit.must_change_password() { "/work" } else { "/account" };
            Ok(with_session(&visit, &token, go(&visit, &format!("{next}?flash=password-changed"))))
        }
        Err(refused) => refuse(&explain::account(&visit, refused)?),
    }
}

fn password_page(visit: &Visit, errors: &FieldErrors) -> Page {
    let nothing = FormData::default();
    let label = |key: &str| visit.text(key);
    let (current, chosen, again) =
        (label("field-password-current"), label("field-password-new"), label("field-password-again"));
    let help = visit.text("password-help");
    let field =
        |name, label, autocomplete| Field::new(name, label, &nothing, errors).required().autocomplete(autocomplete);
    let body = html! {
        div.sign-in.panel {
            @if visit.must_change_password() { p.alert { (visit.text("error-change-password-advice")) } }
            (errors.summary(visit))
            form method="post" action=(visit.link("/account/password")) {
                (visit.form_fields())
                (components::text(field("password", &current, "current-password"), "password"))
                (components::text(field("chosen", &chosen, "new-password").help(&help), "password"))
                (components::text(field("again", &again, "new-password"), "password"))
                div.btn-list { button.btn.btn-primary type="submit" { (visit.text("change-password")) } }
            }
        }
    };
    Page::new(visit, visit.text("change-password")).under(visit.text("own-account"), "/account").body(body)
}
