use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Column, Field, FieldErrors, ListState, SortOrder},
};
use sea_orm::sea_query;

use super::{when, write::flaw_text};
use crate::{
    commands::{self, NotSettled},
    model::{Delivery, Letter, Settlement, State},
    store as tables,
};

/// The letters to the editor, those that wait first.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let state =
        match visit.query().given("state") {
            None => Some(State::Open),
            Some("all") => None,
            Some(given) => Some(given.parse().map_err(|_| PageError::BadValue {
                key: "portal-bad-state",
                given: given.chars().take(40).collect(),
            })?),
        };
    let list = ListState::parse(visit.query(), &["received"], ("received", SortOrder::Descending));
    let order = match list.order {
        SortOrder::Ascending => sea_query::Order::Asc,
        SortOrder::Descending => sea_query::Order::Desc,
    };
    let reader = visit.store().reader();
    let (letters, total) =
        tables::letters(reader, visit.scope(), state, order, list.offset(), components::PER_PAGE).await?;
    let columns = [
        Column::text(&visit, "received", "portal-letter-received"),
        Column::text(&visit, "name", "portal-letter-name").fixed(),
        Column::text(&visit, "text", "portal-letter-text").fixed(),
        Column::text(&visit, "state", "portal-letter-state").fixed(),
    ];
    let rows: Vec<_> = letters.iter().map(|letter| row(&visit, letter)).collect();
    let title = visit.text("portal-letters");
    let body = html! {
        (tabs(&visit, state))
        @if rows.is_empty() && list.page == 1 {
            (components::empty(&visit.text("portal-no-letters"), &visit.text("portal-no-letters-advice"), None))
        } @else {
            div.card {
                (components::table(&visit, &title, &columns, &rows, &list))
                (components::pager(&visit, &list, rows.len() as u64, total))
            }
        }
    };
    Ok(Page::new(&visit, title).body(body))
}

fn tabs(visit: &Visit, chosen: Option<State>) -> Markup {
    let mut views: Vec<_> = State::ALL
        .into_iter()
        .map(|state| (state_text(visit, state), format!("/letters?state={state}"), chosen == Some(state)))
        .collect();
    views.push((visit.text("portal-letters-all"), "/letters?state=all".to_owned(), chosen.is_none()));
    components::tabs(visit, &visit.text("portal-letter-state"), &views)
}

fn row(visit: &Visit, letter: &Letter) -> Vec<Markup> {
    const SHOWN_CHARS: usize = 60;
    let mut beginning: String = letter.text.chars().take(SHOWN_CHARS).collect();
    if letter.text.chars().count() > SHOWN_CHARS {
        beginning.push('…');
    }
    vec![
        html! { a href=(visit.link(&format!("/letters/{}", letter.id))) { (received(letter)) } },
        html! { (letter.name) },
        html! { (beginning) },
        state_pill(visit, letter.state),
    ]
}

fn received(letter: &Letter) -> String {
    pages::china().to_datetime(letter.received_at).strftime("%Y-%m-%d %H:%M").to_string()
}

fn state_text(visit: &Visit, state: State) -> String {
    visit.text(match state {
        State::Open => "portal-letter-open",
        State::Answered => "portal-letter-answered",
        State::SetAside => "portal-letter-set-aside",
    })
}

fn state_pill(visit: &Visit, state: State) -> Markup {
    let tone = match state {
        State::Open => "warning",
        State::Answered => "good",
        State::SetAside => "neutral",
    };
    components::pill(tone, &state_text(visit, state))
}

/// A letter, and how it was or can be dealt with.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let letter = letter(&visit).await?;
    Ok(page(&visit, &letter, &FormData::default(), &FieldErrors::default()))
}

/// Takes an answer, or why there is none.
pub async fn settle(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let letter = letter(&visit).await?;
    let data = &form.data;
    let state = match data.get("state") {
        "set_aside" => State::SetAside,
        _ => State::Answered,
    };
    let by_mail = visit.app().mail().is_some() && data.given("only_note").is_none();
    let settlement = match Settlement::parse(state, data.get("note")) {
        Ok(settlement) => settlement.by_mail(by_mail),
        Err(flaw) => {
            let mut errors = FieldErrors::default();
            errors.add("note", flaw_text(&visit, &flaw));
            let page = page(&visit, &letter, data, &errors).status(StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(page.into_response());
        }
    };
    let version = data.get("version").parse().map_err(|_| PageError::Expired)?;
    let order = form.order(&visit);
    match commands::settle_letter(visit.store(), order, &letter.id, version, settlement).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/letters?flash=letter-settled")).into_response()),
        Err(NotSettled::Forbidden(_)) => Err(PageError::Forbidden),
        Err(NotSettled::Unknown) => Err(PageError::NotFound),
        Err(NotSettled::Stale(stale)) => Err(stale.into()),
        Err(NotSettled::Store(error)) => Err(error.into()),
    }
}

async fn letter(visit: &Visit) -> Result<Letter, PageError> {
    tables::letter(visit.store().reader(), visit.scope(), visit.param("id")?).await?.ok_or(PageError::NotFound)
}

fn page(visit: &Visit, letter: &Letter, data: &FormData, errors: &FieldErrors) -> Page {
    let title = visit.text_with("portal-letter-from", &[("name", letter.name.as_str().into())]);
    let body = html! {
        div.card { div.card-body {
            dl {
                dt { (visit.text("portal-letter-state")) } dd { (state_pill(visit, letter.state)) }
                dt { (visit.text("portal-letter-received")) } dd { (received(letter)) }
                dt { (visit.text("portal-letter-contact")) }
                dd { @if letter.contact.is_empty() { (visit.text("portal-letter-no-contact")) } @else { (letter.contact) } }
                @if !letter.about.is_empty() {
                    dt { (visit.text("portal-letter-about")) }
                    dd { a href=(visit.link(&format!("/articles/{}", letter.about))) { (letter.about) } }
                }
                dt { (visit.text("portal-letter-text")) }
                @for line in letter.text.lines() { dd { (line) } }
                @if !letter.note.is_empty() {
                    dt { (visit.text("portal-letter-note")) }
                    @for line in letter.note.lines() { dd { (line) } }
                    dd.text-secondary { (letter.settled_by) }
                }
                @let delivery = delivery(visit, letter);
                @if !delivery.is_empty() {
                    dt { (visit.text("portal-answer-delivery")) }
                    @for said in delivery { dd { (said) } }
                }
            }
        } }
        (settling(visit, letter, data, errors))
    };
    Page::new(visit, title).under(visit.text("portal-letters"), "/letters").body(body)
}

/// What was mailed last, what becomes of the present answer, and what is left to do for whoever gave it.
fn delivery(visit: &Visit, letter: &Letter) -> Vec<String> {
    let is_mailed = letter.has_mailed(&letter.note);
    let mailed = letter.mailed.as_ref().map(|mailed| {
        let key = if is_mailed { "portal-answer-mailed" } else { "portal-answer-mailed-before" };
        visit.text_with(key, &[("at", when(mailed.at).into())])
    });
    let is_told = letter.state != State::Answered || (is_mailed && letter.delivery.is_none());
    mailed.into_iter().chain((!is_told).then(|| visit.text(present(visit, letter)))).collect()
}

/// What becomes of an answer that no mail has carried.
fn present(visit: &Visit, letter: &Letter) -> &'static str {
    let mails = visit.app().mail().is_some();
    match letter.delivery {
        Delivery::Waiting { .. } if mails && letter.is_on_its_way(visit.now()) => "portal-answer-waits",
        Delivery::None if letter.address().is_none() => "portal-answer-no-address",
        Delivery::None if mails => "portal-answer-only-noted",
        _ if !mails => "portal-answer-no-mail",
        _ => "portal-answer-failed",
    }
}

/// What happens with the note of this letter, said before it is sent.
fn note_help(visit: &Visit, letter: &Letter) -> String {
    match letter.address() {
        Some(address) if visit.app().mail().is_some() => {
            visit.text_with("portal-letter-note-mailed", &[("address", address.as_str().into())])
        }
        Some(_) => visit.text("portal-letter-note-no-mail"),
        None => visit.text("portal-letter-note-no-address"),
    }
}

fn settling(visit: &Visit, letter: &Letter, data: &FormData, errors: &FieldErrors) -> Markup {
    let choices = [State::Answered, State::SetAside]
        .map(|state| Choice { value: state.to_string(), label: state_text(visit, state) });
    // Whoever typed has seen the edition of the form, though there be a newer one.
    let version = data.given("version").map_or_else(|| letter.version.to_string(), str::to_owned);
    let mut state = Field::new("state", "", data, errors).required();
    let label = visit.text("portal-letter-settle-as");
    state.label = &label;
    if state.value.is_empty() {
        state.value = "answered";
    }
    html! {
        section.mt-3 {
            h2 { (visit.text("portal-letter-settle")) }
            (errors.summary(visit))
            form method="post" action=(visit.link(&format!("/letters/{}", letter.id))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(version);
                (components::select(state, &choices))
                (components::area(Field::new("note", &visit.text("portal-letter-note"), data, errors)
                    .help(&note_help(visit, letter)).required(), 4))
                @if letter.address().is_some() && visit.app().mail().is_some() {
                    (components::checkbox(Field::new("only_note", &visit.text("portal-letter-only-note"), data, errors),
                        "1", data.given("only_note").is_some()))
                }
                button.btn.btn-primary type="submit" { (visit.text("portal-letter-settle")) }
            }
        }
    }
}
