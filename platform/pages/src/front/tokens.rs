//! Access tokens: one's own, and for administrators anybody's.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::access_token::{self, AccessToken, LIVES_DAYS, NewAccessToken, Refused};
use maud::{Markup, html};

use super::{explain, go, moment};
use crate::{
    FormData, Page, PageError, Submitted, Visit, api,
    components::{self, Choice, Field, FieldErrors},
};

/// How long a token lasts unless its owner chooses otherwise, in days.
const LIFE_DEFAULT: &str = "90";

/// The own tokens, and the form for one more.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let typed = FormData::from_pairs([("life_days", LIFE_DEFAULT)]);
    page(&visit, &typed, &FieldErrors::default()).await
}

fn own_login(visit: &Visit) -> Result<&str, PageError> {
    Ok(visit.scope().person().ok_or(PageError::SignIn)?.account.as_str())
}

async fn page(visit: &Visit, typed: &FormData, errors: &FieldErrors) -> Result<Page, PageError> {
    let tokens = access_token::list(visit.store().reader(), visit.scope(), own_login(visit)?).await?;
    let body = html! {
        (errors.summary(visit))
        p.page-lead { (visit.text("tokens-lead")) }
        div.split.split-wide {
            section.panel aria-labelledby="tokens" {
                div.panel-head { h2.panel-title #tokens { (visit.text("tokens")) } }
                (table(visit, &tokens, "/account/tokens"))
            }
            (form(visit, typed, errors))
        }
    };
    let actions = html! { a.btn href=(visit.link("/api")) { (visit.text("api")) } };
    Ok(Page::new(visit, visit.text("tokens")).under(visit.text("own-account"), "/account").actions(actions).body(body))
}

/// The tokens of an account, each with the form that revokes it below `path`.
pub fn table(visit: &Visit, tokens: &[AccessToken], path: &str) -> Markup {
    let label = visit.text("tokens");
    html! {
        @if tokens.is_empty() { p.text-secondary { (visit.text("tokens-none")) } } @else {
            div.table-responsive.position-relative tabindex="0" role="region" aria-label=(label) {
                table.table {
                    thead { tr {
                        @for key in ["token-name", "token-reach", "token-expires", "token-used"] { th scope="col" { (visit.text(key)) } }
                        th scope="col" { span.visually-hidden { (visit.text("token-revoke")) } }
                    } }
                    tbody { @for token in tokens { tr {
                        th scope="row" { (token.name) }
                        td { (reach(visit, token)) }
                        td {
                            time datetime=(token.expires_at.to_string()) { (moment(token.expires_at)) }
                            @if token.expires_at <= visit.now() { " " (components::pill("bad", &visit.text("token-ended"))) }
                        }
                        td { @match token.last_used_on { Some(day) => { time datetime=(day.to_string()) { (day) } } None => { (visit.text("token-never")) } } }
                        td { (revoke_form(visit, token, path)) }
                    } } }
                }
            }
        }
    }
}

fn reach(visit: &Visit, token: &AccessToken) -> Markup {
    let parts: Vec<String> = token.reach.parts.iter().map(|part| api::part_name(visit, part)).collect();
    html! {
        (visit.text(if token.reach.writes { "token-writes" } else { "token-reads" }))
        @if !parts.is_empty() { span.cell-sub { (parts.join(visit.language().pick("、", ", "))) } }
    }
}

fn revoke_form(visit: &Visit, token: &AccessToken, path: &str) -> Markup {
    let question = visit.text_with("token-revoke-question", &[("name", token.name.as_str().into())]);
    html! {
        form method="post" action=(visit.link(&format!("{path}/{}/revoke", token.id))) data-confirm=(question) {
            (visit.form_fields())
            button.btn.btn-sm type="submit" { (visit.text("token-revoke")) span.visually-hidden { " " (token.name) } }
        }
    }
}

/// The parts of the API that a token can be held to.
fn parts(visit: &Visit) -> impl Iterator<Item = &str> {
    visit.app().description().parts().filter(|part| *part != api::ITSELF)
}

fn form(visit: &Visit, typed: &FormData, errors: &FieldErrors) -> Markup {
    let [name, help, life, reach] =
        ["token-name", "token-name-help", "token-life", "token-reach"].map(|key| visit.text(key));
    let lives = LIVES_DAYS
        .map(|days| Choice { value: days.to_string(), label: visit.text_with("token-days", &[("days", days.into())]) });
    let reaches = ["read", "write"].map(|value| Choice {
        value: value.to_owned(),
        label: visit.text(if value == "write" { "token-writes" } else { "token-reads" }),
    });
    let chosen: Vec<&str> = typed.all("parts").collect();
    html! {
        section.panel aria-labelledby="token-new" {
            div.panel-head { h2.panel-title #token-new { (visit.text("token-new")) } }
            form method="post" action=(visit.link("/account/tokens")) data-guard {
                (visit.form_fields())
                (components::text(Field::new("name", &name, typed, errors).help(&help).required(), "text"))
                (components::select(Field::new("life_days", &life, typed, errors).required(), &lives))
                (components::select(Field::new("reach", &reach, typed, errors).required(), &reaches))
                fieldset #field-parts tabindex="-1" {
                    legend { (visit.text("token-parts")) }
                    p.form-hint { (visit.text("token-parts-help")) }
                    @for part in parts(visit) {
                        label.choice {
                            input type="checkbox" name="parts" value=(part) checked[chosen.contains(&part)];
                            (api::part_name(visit, part))
                        }
                    }
                }
                button.btn.btn-primary type="submit" { (visit.text("token-make")) }
            }
        }
    }
}

/// Makes a token and shows it, this once.
pub async fn make(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let writes = match data.get("reach") {
        "read" => false,
        "write" => true,
        _ => return refuse(&visit, data, &explain::one("reach", visit.text("flaw-empty"))).await,
    };
    let parts: Vec<String> = data.all("parts").map(str::to_owned).collect();
    if !parts.iter().all(|part| self::parts(&visit).any(|known| known == part)) {
        return Err(PageError::Malformed);
    }
    let new = NewAccessToken {
        login: own_login(&visit)?.to_owned(),
        name: data.get("name").to_owned(),
        life_days: data.get("life_days").parse().unwrap_or_default(),
        writes,
        parts,
    };
    match access_token::create(visit.store(), form.order(&visit), new).await {
        Ok((token, secret)) => Ok(made(&visit, &token, &secret).into_response()),
        Err(refused) => refuse(&visit, data, &explained(&visit, refused)?).await,
    }
}

async fn refuse(visit: &Visit, typed: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    Ok(page(visit, typed, errors).await?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn made(visit: &Visit, token: &AccessToken, secret: &str) -> Page {
    let example = api::with_token(visit, "/api/notices");
    let body = html! {
        div.panel {
            p { (visit.text_with("token-made-lead", &[("name", token.name.as_str().into())])) }
            p { strong.one-time { (secret) } }
            p.text-secondary { (visit.text("token-made-advice")) }
            pre tabindex="0" { code { (example) } }
            a.btn href=(visit.link("/account/tokens")) { (visit.text("token-noted")) }
        }
    };
    Page::new(visit, visit.text("token-made")).under(visit.text("tokens"), "/account/tokens").body(body)
}

fn explained(visit: &Visit, refused: Refused) -> Result<FieldErrors, PageError> {
    Ok(match refused {
        Refused::Forbidden(_) => return Err(PageError::Forbidden),
        Refused::NotFound | Refused::NoAccount(_) => return Err(PageError::NotFound),
        Refused::AlreadyDone => return Err(PageError::Expired),
        Refused::Store(error) => return Err(error.into()),
        Refused::Invalid(fields) => explain::invalid(visit, &fields),
        Refused::NameTaken => explain::one("name", visit.text("refused-token-name")),
        Refused::TooMany => explain::one("name", visit.text("refused-token-many")),
    })
}

/// Revokes one of the own tokens.
pub async fn revoke(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let login = own_login(&visit)?;
    revoke_of(&visit, &form, login).await?;
    Ok(go(&visit, "/account/tokens?flash=token-revoked"))
}

/// Revokes a token of the person in the address.
pub async fn revoke_for(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let login = visit.param("login")?;
    revoke_of(&visit, &form, login).await?;
    Ok(go(&visit, &format!("/people/{login}?flash=token-revoked")))
}

async fn revoke_of(visit: &Visit, form: &Submitted, login: &str) -> Result<(), PageError> {
    let outcome = access_token::revoke(visit.store(), form.order(visit), login, visit.param("token")?).await;
    match outcome {
        Ok(()) => Ok(()),
        Err(refused) => Err(explained(visit, refused).err().unwrap_or(PageError::Malformed)),
    }
}
