use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::{
    Password, READ_JOURNAL,
    access_token::{self, AccessToken},
    account::{self, Account, Details, NewAccount},
};
use maud::{Markup, html};

use super::{
    explain, go,
    own_account::languages,
    people::{Names, organisation_choices, organisation_names, state_pill},
    role_name, tokens,
};
use crate::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field, FieldErrors},
};

/// The form for a new account.
pub async fn new(visit: Visit) -> Result<Page, PageError> {
    let organisations = organisation_names(&visit).await?;
    Ok(new_page(&visit, &organisations, visit.query(), &FieldErrors::default()))
}

/// Adds an account and shows its one-time password.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let account = NewAccount {
        login: data.get("login").to_owned(),
        name: data.get("name").to_owned(),
        organisation: data.get("organisation").to_owned(),
        post: data.get("post").to_owned(),
        email: data.get("email").to_owned(),
        roles: data.all("roles").map(str::to_owned).collect(),
    };
    let login = account.login.clone();
    match account::add(visit.store(), visit.app().roles(), form.order(&visit), account).await {
        Ok(password) => Ok(password_page(&visit, &login, &password).into_response()),
        Err(refused) => {
            let errors = explain::account(&visit, refused)?;
            let organisations = organisation_names(&visit).await?;
            let page = new_page(&visit, &organisations, data, &errors);
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// An account with everything that can be done about it.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let account = named_in_path(&visit).await?;
    page(&visit, &account, None, &FieldErrors::default()).await
}

/// Saves name, organisation, post, e-mail and language.
pub async fn edit(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let details = Details {
        login: visit.param("login")?.to_owned(),
        name: data.get("name").to_owned(),
        organisation: data.get("organisation").to_owned(),
        post: data.get("post").to_owned(),
        email: data.get("email").to_owned(),
        language: data.get("language").to_owned(),
    };
    let outcome = account::edit(visit.store(), form.order(&visit), form.version()?, details).await;
    answer(&visit, data, outcome).await
}

/// Saves the roles.
pub async fn set_roles(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let keys: Vec<_> = data.all("roles").map(str::to_owned).collect();
    let login = visit.param("login")?;
    let order = form.order(&visit);
    let outcome = account::set_roles(visit.store(), visit.app().roles(), order, login, form.version()?, &keys).await;
    answer(&visit, data, outcome).await
}

/// Closes or opens the account.
pub async fn set_state(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let (login, order, version) = (visit.param("login")?, form.order(&visit), form.version()?);
    let outcome = match data.get("state") {
        "disabled" => account::disable(visit.store(), order, login, version).await,
        "in-use" => account::enable(visit.store(), order, login, version).await,
        _ => return Err(PageError::Malformed),
    };
    answer(&visit, data, outcome).await
}

/// Gives the account a one-time password and shows it.
pub async fn reset_password(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let login = visit.param("login")?;
    match account::reset_password(visit.store(), form.order(&visit), login).await {
        Ok(password) => Ok(password_page(&visit, login, &password).into_response()),
        Err(refused) => answer(&visit, &form.data, Err(refused)).await,
    }
}

/// Takes the second step off.
pub async fn remove_second_step(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let login = visit.param("login")?;
    let outcome = account::remove_second_step(visit.store(), form.order(&visit), login).await;
    answer(&visit, &form.data, outcome).await
}

/// Signs the person out everywhere.
pub async fn end_sessions(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let login = named_in_path(&visit).await?.login;
    identity::session::end_all(visit.store(), form.order(&visit), &login).await.map_err(explain::session)?;
    Ok(go(&visit, &format!("/people/{login}?flash=saved")))
}

async fn named_in_path(visit: &Visit) -> Result<Account, PageError> {
    let login = visit.param("login")?;
    account::find(visit.store().reader(), visit.scope(), login).await?.ok_or(PageError::NotFound)
}

/// Back to the account: with a word that it is done, or with what is wrong.
async fn answer(visit: &Visit, data: &FormData, outcome: Result<(), account::Refused>) -> Result<Response, PageError> {
    let Err(refused) = outcome else {
        return Ok(go(visit, &format!("/people/{}?flash=saved", visit.param("login")?)));
    };
    let errors = explain::account(visit, refused)?;
    let account = named_in_path(visit).await?;
    let page = page(visit, &account, Some(data), &errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn new_page(visit: &Visit, organisations: &Names, data: &FormData, errors: &FieldErrors) -> Page {
    let (label, help) = (visit.text("field-login"), visit.text("login-help"));
    let chosen: Vec<_> = data.all("roles").collect();
    let body = html! {
        (errors.summary(visit))
        form.panel method="post" action=(visit.link("/people/new")) data-guard {
            (visit.form_fields())
            div.form-grid {
                (components::text(Field::new("login", &label, data, errors).help(&help).required(), "text"))
                (who(visit, organisations, data, errors))
                div.field-wide { (role_choices(visit, &chosen, errors)) }
            }
            div.btn-list.mt-3 { button.btn.btn-primary type="submit" { (visit.text("add-person")) } }
        }
    };
    Page::new(visit, visit.text("add-person")).under(visit.text("people"), "/people").body(body)
}

/// Name, organisation, post, e-mail.
fn who(visit: &Visit, organisations: &Names, data: &FormData, errors: &FieldErrors) -> Markup {
    let label = |key: &str| visit.text(key);
    let (name, organisation, post, email) =
        (label("field-person"), label("field-organisation"), label("field-post"), label("field-email"));
    html! {
        (components::text(Field::new("name", &name, data, errors).required(), "text"))
        (components::select(
            Field::new("organisation", &organisation, data, errors).required(), &organisation_choices(organisations)))
        (components::text(Field::new("post", &post, data, errors), "text"))
        (components::text(Field::new("email", &email, data, errors), "email"))
    }
}

fn role_choices(visit: &Visit, chosen: &[&str], errors: &FieldErrors) -> Markup {
    let error = errors.get("roles");
    html! {
        fieldset #field-roles tabindex="-1" aria-describedby=[error.map(|_| "error-roles")] {
            legend { (visit.text("field-roles")) }
            @for key in visit.app().roles().keys() {
                label.choice {
                    input type="checkbox" name="roles" value=(key) checked[chosen.contains(&key)];
                    (role_name(visit, key))
                }
            }
            @if let Some(error) = error { div.invalid-feedback.d-block #error-roles { (error) } }
        }
    }
}

async fn page(
    visit: &Visit,
    account: &Account,
    typed: Option<&FormData>,
    errors: &FieldErrors,
) -> Result<Page, PageError> {
    let organisations = organisation_names(visit).await?;
    let held = access_token::list(visit.store().reader(), visit.scope(), &account.login).await?;
    // What was typed is kept, where it was this form that came back.
    let stored = stored(account);
    let data = typed.filter(|data| data.given("name").is_some()).unwrap_or(&stored);
    let body = html! {
        (errors.summary(visit))
        div.split.split-wide {
            (details(visit, account, &organisations, data, errors))
            div.stack { (roles(visit, account, errors)) (state(visit, account)) (tokens(visit, account, &held)) }
        }
    };
    let actions = html! {
        @if visit.scope().may(READ_JOURNAL) {
            a.btn href=(visit.link(&format!("/journal?kind=account&id={}", account.login))) { (visit.text("journal-of-this")) }
        }
    };
    Ok(Page::new(visit, account.name.clone()).under(visit.text("people"), "/people").actions(actions).body(body))
}

fn stored(account: &Account) -> FormData {
    FormData::from_pairs([
        ("name", &account.name),
        ("organisation", &account.organisation),
        ("post", &account.post),
        ("email", &account.email),
        ("language", &account.language),
    ])
}

fn details(visit: &Visit, account: &Account, organisations: &Names, data: &FormData, errors: &FieldErrors) -> Markup {
    // What was typed may be from an edition that is no longer the newest; its number goes along.
    let version = data.given("version").map_or_else(|| account.version.to_string(), str::to_owned);
    let label = visit.text("field-language");
    html! {
        section.panel aria-labelledby="details" {
            div.panel-head { h2.panel-title #details { (account.login) } (state_pill(visit, account)) }
            form method="post" action=(visit.link(&format!("/people/{}", account.login))) data-guard {
                (visit.form_fields())
                input type="hidden" name="version" value=(version);
                div.form-grid {
                    (who(visit, organisations, data, errors))
                    (components::select(Field::new("language", &label, data, errors).required(), &languages(visit)))
                }
                div.btn-list.mt-3 { button.btn.btn-primary type="submit" { (visit.text("save")) } }
            }
        }
    }
}

fn roles(visit: &Visit, account: &Account, errors: &FieldErrors) -> Markup {
    let held: Vec<_> = account.roles.iter().map(String::as_str).collect();
    html! {
        section.panel {
            form method="post" action=(visit.link(&format!("/people/{}/roles", account.login))) data-guard {
                (visit.form_fields())
                input type="hidden" name="version" value=(account.version);
                (role_choices(visit, &held, errors))
                p.form-hint { (visit.text("roles-help")) }
                button.btn type="submit" { (visit.text("save-roles")) }
            }
        }
    }
}

fn state(visit: &Visit, account: &Account) -> Markup {
    let (next, text, question) = if account.disabled {
        ("in-use", "enable-account", None)
    } else {
        ("disabled", "disable-account", Some("disable-account-question"))
    };
    html! {
        section.panel aria-labelledby="state" {
            div.panel-head { h2.panel-title #state { (visit.text("safety")) } }
            div.btn-list {
                (action(visit, account, "password", "reset-password", Some("reset-password-question"), None))
                (action(visit, account, "state", text, question, Some(next)))
                (action(visit, account, "sessions", "end-sessions", None, None))
                @if account.second_step {
                    (action(visit, account, "second-step", "remove-second-step", Some("remove-second-step-question"), None))
                }
            }
        }
    }
}

/// The access tokens of the person, where there are any.
fn tokens(visit: &Visit, account: &Account, held: &[AccessToken]) -> Markup {
    html! {
        @if !held.is_empty() {
            section.panel aria-labelledby="tokens" {
                div.panel-head { h2.panel-title #tokens { (visit.text("tokens")) } }
                (tokens::table(visit, held, &format!("/people/{}/tokens", account.login)))
            }
        }
    }
}

/// A form of one button.
fn action(
    visit: &Visit,
    account: &Account,
    path: &str,
    text: &str,
    question: Option<&str>,
    state: Option<&str>,
) -> Markup {
    let question = question.map(|key| visit.text_with(key, &[("name", account.name.as_str().into())]));
    html! {
        form method="post" action=(visit.link(&format!("/people/{}/{path}", account.login))) data-confirm=[question] {
            (visit.form_fields())
            input type="hidden" name="version" value=(account.version);
            @if let Some(state) = state { input type="hidden" name="state" value=(state); }
            button.btn type="submit" { (visit.text(text)) }
        }
    }
}

/// A one-time password, shown this once.
fn password_page(visit: &Visit, login: &str, password: &Password) -> Page {
    let body = html! {
        div.panel {
            p { (visit.text_with("one-time-password-lead", &[("login", login.into())])) }
            p { strong.one-time { (password.reveal()) } }
            p.text-secondary { (visit.text("one-time-password-advice")) }
            a.btn href=(visit.link(&format!("/people/{login}"))) { (visit.text("back-to-person")) }
        }
    };
    Page::new(visit, visit.text("one-time-password")).under(visit.text("people"), "/people").body(body)
}
