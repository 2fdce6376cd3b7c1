//! How the reader's notices reach them: how often by e-mail, and where they are posted to; for administrators the zone's
//! own hook besides.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::MANAGE_PEOPLE;
use maud::{Markup, html};
use notices::{Digest, Hook, HookUrl};
use store::StoreError;

use super::{go, hooks::find, moment};
use crate::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
};

/// The page of all choices.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    page(&visit, &FieldErrors::default()).await
}

async fn page(visit: &Visit, errors: &FieldErrors) -> Result<Page, PageError> {
    let (database, zone) = (visit.store().reader(), &visit.zone().id);
    let account = own(visit)?;
    let digest = notices::digests(database, zone).await?.get(&account).copied().unwrap_or_default();
    let hooks = notices::hooks(database, zone).await?;
    let body = html! {
        (errors.summary(visit))
        div.stack {
            (digest_form(visit, digest))
            (hook_form(visit, "own", find(&hooks, Some(&account)), errors))
            @if visit.scope().may(MANAGE_PEOPLE) { (hook_form(visit, "zone", find(&hooks, None), errors)) }
        }
    };
    Ok(Page::new(visit, visit.text("delivery")).under(visit.text("notices"), "/notices").body(body))
}

fn own(visit: &Visit) -> Result<String, PageError> {
    visit.scope().person().map(|person| person.account.clone()).ok_or(PageError::SignIn)
}

fn digest_form(visit: &Visit, digest: Digest) -> Markup {
    let choices = Digest::ALL.map(|digest| Choice {
        value: digest.key().to_owned(),
        label: visit.text(&format!("digest-{}", digest.key())),
    });
    let (label, data) = (visit.text("digest"), FormData::from_pairs([("digest", digest.key())]));
    html! {
        section.panel {
            h2.panel-title { (visit.text("delivery-mail")) }
            @if visit.app().mail().is_none() { p.alert.alert-warning { (visit.text("delivery-no-mail")) } }
            form method="post" action=(visit.link("/notices/delivery")) {
                (visit.form_fields())
                (components::select(Field::new("digest", &label, &data, &FieldErrors::default()).required(), &choices))
                button.btn type="submit" { (visit.text("save")) }
            }
        }
    }
}

/// `whose` is `own` or `zone`.
fn hook_form(visit: &Visit, whose: &str, hook: Option<&Hook>, errors: &FieldErrors) -> Markup {
    let (name, label, none) = (format!("url-{whose}"), visit.text("hook-url"), FormData::default());
    let input = Field::new(&name, &label, &none, errors).sent_as("url").length_max(500).autocomplete("off").required();
    let action = visit.link("/notices/hook");
    html! {
        section.panel {
            h2.panel-title { (visit.text(&format!("hook-{whose}"))) }
            p.text-secondary { (visit.text(&format!("hook-{whose}-lead"))) }
            @if let Some(hook) = hook {
                p { code { (hook.url) } " " span.text-secondary { (visit.text_with("hook-since", &[("at", moment(hook.set_at).into())])) } }
            }
            form method="post" action=(action) {
                (visit.form_fields())
                input type="hidden" name="whose" value=(whose);
                (components::text(input, "url"))
                button.btn type="submit" { (visit.text(if hook.is_some() { "hook-replace" } else { "hook-set" })) }
            }
            @if hook.is_some() {
                form.mt-2 method="post" action=(visit.link("/notices/hook/remove")) {
                    (visit.form_fields())
                    input type="hidden" name="whose" value=(whose);
                    button.btn type="submit" { (visit.text("hook-remove")) }
                }
            }
        }
    }
}

/// Chooses how often.
pub async fn choose(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let account = own(&visit)?;
    let digest = Digest::of_key(form.data.get("digest")).ok_or(PageError::Malformed)?;
    let order = form.order(&visit);
    visit
        .store()
        .write(order.author(), order.key, "notices.set_digest", move |change| {
            Box::pin(async move { notices::set_digest(change, &account, digest).await })
        })
        .await?;
    Ok(go(&visit, "/notices/delivery?flash=saved"))
}

/// Whose hook the form is about, if the reader may change it: `None` is the zone's.
fn whose(visit: &Visit, form: &Submitted) -> Result<Option<String>, PageError> {
    match form.data.get("whose") {
        "own" => own(visit).map(Some),
        "zone" if visit.scope().may(MANAGE_PEOPLE) => Ok(None),
        "zone" => Err(PageError::Forbidden),
        _ => Err(PageError::Malformed),
    }
}

/// Sets a hook and shows its secret, this once.
pub async fn set_hook(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let account = whose(&visit, &form)?;
    let Ok(url) = HookUrl::parse(form.data.get("url"), visit.app().hook_reach()) else {
        let field = format!("url-{}", form.data.get("whose"));
        let page = page(&visit, &FieldErrors::one(&field, visit.text("hook-url-wrong"))).await?;
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let order = form.order(&visit);
    let secret = hex::encode(rand::random::<[u8; 32]>());
    let (kept, mark) = (secret.clone(), mark_of(&secret));
    let given = visit
        .store()
        .write(order.author(), order.key, "notices.set_hook", move |change| {
            Box::pin(async move {
                let mark = mark_of(&kept);
                notices::set_hook(change, account.as_deref(), &url, kept).await?;
                Ok::<_, StoreError>(mark)
            })
        })
        .await?;
    // The same form sent again: what was shown once is not shown again, and this secret is nobody's.
    if given != mark {
        return Ok(go(&visit, "/notices/delivery"));
    }
    let body = html! {
        div.panel {
            p { (visit.text("hook-secret-lead")) }
            p { strong.one-time { (secret) } }
            p.text-secondary { (visit.text("hook-secret-advice")) }
            a.btn href=(visit.link("/notices/delivery")) { (visit.text("hook-secret-noted")) }
        }
    };
    let page = Page::new(&visit, visit.text("hook-secret")).under(visit.text("delivery"), "/notices/delivery");
    Ok(page.body(body).into_response())
}

/// What the ledger of answers may hold of a secret.
fn mark_of(secret: &str) -> String {
    use sm3::Digest;
    hex::encode(sm3::Sm3::digest(format!("wutong hook {secret}")))
}

/// There was none.
enum Removed {
    Nothing,
    Failed(StoreError),
}

impl From<StoreError> for Removed {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Takes a hook away.
pub async fn remove_hook(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let account = whose(&visit, &form)?;
    let order = form.order(&visit);
    let outcome = visit
        .store()
        .write(order.author(), order.key, "notices.remove_hook", move |change| {
            Box::pin(async move {
                let there = notices::remove_hook(change, account.as_deref()).await?;
                if there { Ok(()) } else { Err(Removed::Nothing) }
            })
        })
        .await;
    match outcome {
        Ok(()) | Err(Removed::Nothing) => Ok(go(&visit, "/notices/delivery?flash=saved")),
        Err(Removed::Failed(error)) => Err(error.into()),
    }
}
