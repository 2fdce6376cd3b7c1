//! The front of the house: where people sign in, find their work, look after their own account, and where
//! administrators look after everybody's and auditors read the journal. Built like a desk.

mod api;
mod chores;
mod delivery;
mod explain;
mod hooks;
mod inbox;
mod journal;
mod mail;
mod organisations;
mod own_account;
mod people;
mod person;
mod second_step;
mod sign_in;
mod tokens;
mod work;

use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use identity::{MANAGE_PEOPLE, READ_JOURNAL, Token};
use jiff::Timestamp;

use crate::{Access, Desk, MenuEntry, Route, Texts, Visit, cookie, finding};

/// Whoever manages people.
const MANAGE: Access = Access::Right(&[MANAGE_PEOPLE]);
/// Whoever reads the journal.
const READ: Access = Access::Right(&[READ_JOURNAL]);

/// The front, as the house takes it.
pub fn desk() -> Desk {
    Desk {
        key: "front",
        migrations: Vec::new(),
        roles: Vec::new(),
        routes: routes().into_iter().chain(api::routes()).collect(),
        menu: vec![
            MenuEntry { text: "menu-work", path: "/work", icon: "inbox", access: Access::SignedIn },
            MenuEntry { text: "menu-people", path: "/people", icon: "users", access: MANAGE },
            MenuEntry { text: "menu-journal", path: "/journal", icon: "history", access: READ },
            MenuEntry { text: "menu-chores", path: "/chores", icon: "refresh", access: READ },
        ],
        texts: Texts {
            chinese: include_str!("../../locales/front/zh.ftl"),
            english: include_str!("../../locales/front/en.ftl"),
        },
        api: Some(api::document),
        facts: None,
        work: None,
        files: None,
        chores: vec![mail::chore(), hooks::chore(), crate::documents::chore(), finding::chore()],
        articles: None,
        listings: None,
        missing: None,
        search: None,
        related: None,
    }
}

fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Access::Public, sign_in::form),
        Route::post("/sign-in", Access::Public, sign_in::enter),
        Route::post("/sign-out", Access::SignedIn, sign_in::leave),
        Route::get("/work", Access::SignedIn, work::queue),
        Route::post("/work/notices", Access::SignedIn, work::mark_read),
        Route::get("/notices", Access::SignedIn, inbox::list),
        Route::post("/notices", Access::SignedIn, inbox::mark_read),
        Route::get("/notices/delivery", Access::SignedIn, delivery::show),
        Route::post("/notices/delivery", Access::SignedIn, delivery::choose),
        Route::post("/notices/hook", Access::SignedIn, delivery::set_hook),
        Route::post("/notices/hook/remove", Access::SignedIn, delivery::remove_hook),
        Route::get("/search", Access::SignedIn, finding::staff),
        Route::get("/account", Access::SignedIn, own_account::show),
        Route::post("/account/language", Access::SignedIn, own_account::set_language),
        Route::get("/account/password", Access::SignedIn, own_account::password_form),
        Route::post("/account/password", Access::SignedIn, own_account::change_password),
        Route::post("/account/sessions", Access::SignedIn, own_account::end_sessions),
        Route::get("/account/tokens", Access::SignedIn, tokens::list),
        Route::post("/account/tokens", Access::SignedIn, tokens::make),
        Route::post("/account/tokens/{token}/revoke", Access::SignedIn, tokens::revoke),
        Route::get("/account/second-step", Access::SignedIn, second_step::form),
        Route::post("/account/second-step", Access::SignedIn, second_step::confirm),
        Route::post("/account/second-step/off", Access::SignedIn, second_step::switch_off),
        Route::get("/people", MANAGE, people::list),
        Route::get("/people.xlsx", MANAGE, people::spreadsheet),
        Route::get("/people/new", MANAGE, person::new),
        Route::post("/people/new", MANAGE, person::add),
        Route::get("/people/{login}", MANAGE, person::show),
        Route::post("/people/{login}", MANAGE, person::edit),
        Route::post("/people/{login}/roles", MANAGE, person::set_roles),
        Route::post("/people/{login}/password", MANAGE, person::reset_password),
        Route::post("/people/{login}/state", MANAGE, person::set_state),
        Route::post("/people/{login}/second-step", MANAGE, person::remove_second_step),
        Route::post("/people/{login}/sessions", MANAGE, person::end_sessions),
        Route::post("/people/{login}/tokens/{token}/revoke", MANAGE, tokens::revoke_for),
        Route::get("/organisations", MANAGE, organisations::list),
        Route::get("/organisations.xlsx", MANAGE, organisations::spreadsheet),
        Route::get("/organisations/new", MANAGE, organisations::new),
        Route::post("/organisations/new", MANAGE, organisations::add),
        Route::get("/organisations/{id}", MANAGE, organisations::show),
        Route::post("/organisations/{id}", MANAGE, organisations::edit),
        Route::get("/chores", READ, chores::list),
        Route::get("/journal", READ, journal::list),
        Route::get("/journal.xlsx", READ, journal::spreadsheet),
        Route::get("/journal/{sequence}", READ, journal::show),
    ]
}

/// On to a path below the zone.
fn go(visit: &Visit, path: &str) -> Response {
    Redirect::to(&visit.link(path)).into_response()
}

/// The response with the cookie of a session that has just begun.
fn with_session(visit: &Visit, token: &Token, mut response: Response) -> Response {
    let lasts_s = u32::try_from(identity::session::LASTS.as_secs()).unwrap_or(u32::MAX);
    if let Some(cookie) = cookie::set(cookie::SESSION, token.reveal(), lasts_s, visit.app().secure_cookies()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A moment as people of the zone read it: China's time, to the minute.
fn moment(at: Timestamp) -> String {
    crate::china().to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A role in the reader's language.
fn role_name(visit: &Visit, key: &str) -> String {
    named(visit, "role", key)
}

/// The text `PREFIX-KEY`, or the key itself where no language file names it.
fn named(visit: &Visit, prefix: &str, key: &str) -> String {
    let text = format!("{prefix}-{}", key.replace(['.', '_'], "-"));
    if visit.app().languages().has(&text) { visit.text(&text) } else { key.to_owned() }
}
