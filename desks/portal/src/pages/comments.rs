//! What people say about articles: how they say it, how an editor judges it, and how it is shown.

use std::collections::BTreeMap;

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use maud::{Markup, PreEscaped, html};
use pages::{
    Access, FormData, Page, PageError, Route, Submitted, Visit,
    components::{self, Choice, Column, Field, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
};

use super::{
    consultations::{days, phase},
    files::Sizes,
    frame::Frame,
    site, when,
    write::{flaw_text, in_words},
};
use crate::{
    EDIT,
    commands::{self, NotHeard, NotSettled},
    model::{Article, Comment, CommentState, Consultation, Draft, Judgement, Network, Phase},
    store::{self as tables, ShownComment},
};

/// Comments that stand below an article.
const SHOWN_MAX: u64 = 200;

/// The addresses of comments.
pub fn routes() -> Vec<Route> {
    let editor = Access::Right(&[EDIT]);
    vec![
        Route::get("/articles/{id}/comment", Access::Public, form),
        Route::post("/articles/{id}/comment", Access::Public, send),
        Route::get("/articles/{id}/comment/sent", Access::Public, sent),
        Route::get("/comments", editor, list),
        Route::get("/comments/{id}", editor, show),
        Route::post("/comments/{id}", editor, judge),
    ]
}

/// The part of an article that says until when comments are taken, what was said, and what came of it.
pub async fn of_article(visit: &Visit, id: &str, period: &Consultation, sizes: &Sizes) -> Result<Markup, PageError> {
    let (shown, total) = tables::shown_comments(visit.store().reader(), visit.scope(), id, SHOWN_MAX).await?;
    let now = period.phase(visit.today());
    Ok(html! {
        section.consultation aria-labelledby="comments" {
            h2 #comments { (visit.text("portal-comments")) }
            p { (phase(visit, period)) " " (days(visit, period)) }
            @if now == Phase::Open {
                p { a.btn.btn-primary href=(visit.link(&format!("/articles/{id}/comment"))) { (visit.text("portal-comment")) } }
            }
            @if let (Phase::Closed, Some(outcome)) = (now, &period.outcome) {
                h3 { (visit.text("portal-outcome")) }
                div.article-body lang="zh-CN" { (PreEscaped(sizes.html(visit, outcome))) }
            }
            @if total > 0 { p.text-secondary { (visit.text_with("portal-comment-count", &[("count", total.into())])) } }
            ol.comment-list { @for comment in &shown { (shown_comment(visit, comment, now == Phase::Closed)) } }
        }
    })
}

fn shown_comment(visit: &Visit, comment: &ShownComment, closed: bool) -> Markup {
    html! {
        li {
            p.comment-head { strong lang=[visit.tongue(&comment.name)] { (comment.name) } " " time datetime=(comment.received_at) { (when(comment.received_at)) } }
            @for line in comment.text.lines() { p lang=[visit.tongue(line)] { (line) } }
            @if closed && !comment.answer.is_empty() {
                div.comment-answer {
                    strong { (visit.text("portal-answer")) }
                    @for line in comment.answer.lines() { p lang=[visit.tongue(line)] { (line) } }
                }
            }
        }
    }
}

/// The article of the address, if anybody may or might comment on it.
async fn article(visit: &Visit) -> Result<(Article, Consultation), PageError> {
    let found = tables::article(visit.store().reader(), visit.scope(), visit.param("id")?, visit.now()).await?;
    let article = found.filter(|seen| seen.withdrawn.is_none()).ok_or(PageError::NotFound)?.article;
    let period = article.consultation.clone().ok_or(PageError::NotFound)?;
    Ok((article, period))
}

/// The form for a comment.
async fn form(visit: Visit) -> Result<Response, PageError> {
    let data = FormData::default();
    Ok(form_page(&visit, &data, &FieldErrors::default(), None).await?.into_response())
}

/// Takes a comment; shown again with what was typed when something is wrong.
async fn send(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (article, _) = article(&visit).await?;
    let id = article.id.as_str();
    let data = &form.data;
    let draft = match Draft::parse(Some(id), data.get("name"), data.get("contact"), data.get("text")) {
        Ok(draft) => draft,
        Err(errors) => {
            let page = form_page(&visit, data, &in_words(&visit, &errors), None).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let order = form.order(&visit);
    let (status, alarm) = match commands::comment(visit.store(), order, id, draft, Network::of(visit.remote())).await {
        Ok(_) => return Ok(Redirect::to(&visit.link(&format!("/articles/{id}/comment/sent"))).into_response()),
        Err(NotHeard::TooMany) => (StatusCode::TOO_MANY_REQUESTS, "portal-comment-too-many"),
        Err(NotHeard::NotOpen) => (StatusCode::CONFLICT, "portal-comment-not-open"),
        Err(NotHeard::Store(error)) => return Err(error.into()),
    };
    let page = form_page(&visit, data, &FieldErrors::default(), Some(visit.text(alarm))).await?;
    Ok((status, page).into_response())
}

async fn form_page(
    visit: &Visit,
    data: &FormData,
    errors: &FieldErrors,
    alarm: Option<String>,
) -> Result<Html<String>, PageError> {
    let (article, period) = article(visit).await?;
    let path = format!("/articles/{}", article.id);
    let title = visit.text("portal-comment");
    let main = html! {
        h1.article-title { (title) }
        p { (phase(visit, &period)) " " (days(visit, &period)) }
        @if let Some(alarm) = alarm { div.alert.alert-danger role="alert" { (alarm) } }
        (errors.summary(visit))
        @if period.phase(visit.today()) == Phase::Open {
            form.letter-form method="post" action=(visit.link(&format!("{path}/comment"))) {
                (visit.form_fields())
                (components::text(Field::new("name", &visit.text("portal-letter-name"), data, errors)
                    .help(&visit.text("portal-comment-name-help")).required(), "text"))
                (components::text(Field::new("contact", &visit.text("portal-letter-contact"), data, errors)
                    .help(&visit.text("portal-comment-contact-help")), "text"))
                (components::area(Field::new("text", &visit.text("portal-comment-text"), data, errors).required(), 8))
                p.text-secondary { (visit.text("portal-comment-moderated")) }
                button.btn.btn-primary type="submit" { (visit.text("portal-comment-send")) }
            }
        } @else { p { (visit.text("portal-comment-not-open")) } }
    };
    let site = site(visit).await?;
    let frame = Frame::new(visit, &site, title).under(article.title_zh.to_string(), &path).hidden();
    Ok(Html(frame.render(main, None).into_string()))
}

/// Says that the comment has arrived.
async fn sent(visit: Visit) -> Result<Response, PageError> {
    let (article, _) = article(&visit).await?;
    let path = format!("/articles/{}", article.id);
    let site = site(&visit).await?;
    let title = visit.text("portal-comment-sent");
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("portal-comment-moderated")) }
        p { a.btn.btn-primary href=(visit.link(&path)) { (visit.text("portal-back-to-article")) } }
    };
    let frame = Frame::new(&visit, &site, title.clone()).under(article.title_zh.to_string(), &path).hidden();
    Ok(Html(frame.render(main, None).into_string()).into_response())
}

fn state_key(state: CommentState) -> (&'static str, &'static str) {
    match state {
        CommentState::Waiting => ("warning", "portal-comment-waiting"),
        CommentState::Shown => ("good", "portal-comment-shown"),
        CommentState::Refused => ("neutral", "portal-comment-refused"),
    }
}

/// The comments for an editor, those that wait first.
async fn list(visit: Visit) -> Result<Page, PageError> {
    let state = match visit.query().given("state") {
        None => CommentState::Waiting,
        Some(given) => given.parse().map_err(|_| PageError::BadValue {
            key: "portal-bad-comment-state",
            given: given.chars().take(40).collect(),
        })?,
    };
    let list = ListState::parse(visit.query(), &[], ("received", SortOrder::Ascending));
    let (found, total) =
        tables::comments(visit.store().reader(), visit.scope(), state, list.offset(), PER_PAGE).await?;
    let columns = [
        Column::text(&visit, "received", "portal-letter-received").fixed(),
        Column::text(&visit, "name", "portal-letter-name").fixed(),
        Column::text(&visit, "text", "portal-comment-text").fixed(),
        Column::text(&visit, "article", "portal-about-article").fixed(),
    ];
    let articles: Vec<&str> = found.iter().map(|comment| comment.article.as_str()).collect();
    let titles = tables::titles(visit.store().reader(), visit.scope(), &articles).await?;
    let rows: Vec<_> = found.iter().map(|comment| row(&visit, comment, &titles)).collect();
    let title = visit.text("portal-comments");
    let views: Vec<_> = CommentState::ALL
        .into_iter()
        .map(|one| (visit.text(state_key(one).1), format!("/comments?state={one}"), one == state))
        .collect();
    let body = html! {
        (components::tabs(&visit, &visit.text("portal-letter-state"), &views))
        @if rows.is_empty() && list.page == 1 {
            (components::empty(&visit.text("portal-no-comments"), &visit.text("portal-no-comments-advice"), None))
        } @else {
            div.card {
                (components::table(&visit, &title, &columns, &rows, &list))
                (components::pager(&visit, &list, rows.len() as u64, Total::Exactly(total)))
            }
        }
    };
    Ok(Page::new(&visit, title).body(body))
}

fn row(visit: &Visit, comment: &Comment, titles: &BTreeMap<String, String>) -> Vec<Markup> {
    const SHOWN_CHARS: usize = 60;
    let mut beginning: String = comment.text.chars().take(SHOWN_CHARS).collect();
    if comment.text.chars().count() > SHOWN_CHARS {
        beginning.push('…');
    }
    vec![
        html! { a href=(visit.link(&format!("/comments/{}", comment.id))) { (when(comment.received_at)) } },
        html! { (comment.name) },
        html! { (beginning) },
        html! { a href=(visit.link(&format!("/articles/{}", comment.article))) { (title_of(comment, titles)) } },
    ]
}

async fn comment(visit: &Visit) -> Result<Comment, PageError> {
    tables::comment(visit.store().reader(), visit.scope(), visit.param("id")?).await?.ok_or(PageError::NotFound)
}

async fn titles(visit: &Visit, comment: &Comment) -> Result<BTreeMap<String, String>, PageError> {
    Ok(tables::titles(visit.store().reader(), visit.scope(), &[&comment.article]).await?)
}

/// A comment, and how it was or can be judged.
async fn show(visit: Visit) -> Result<Page, PageError> {
    let comment = comment(&visit).await?;
    let judged = if comment.state == CommentState::Refused { "refused" } else { "shown" };
    let data = FormData::from_pairs([
        ("state", judged),
        ("answer", comment.answer.as_str()),
        ("reason", comment.reason.as_str()),
    ]);
    let titles = titles(&visit, &comment).await?;
    Ok(page(&visit, (&comment, &titles), &data, &FieldErrors::default()))
}

/// Shows a comment, or notes why it is not shown.
async fn judge(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let comment = comment(&visit).await?;
    let data = &form.data;
    let judgement = match Judgement::parse(data.get("state") == "shown", data.get("answer"), data.get("reason")) {
        Ok(judgement) => judgement,
        Err(flaw) => {
            let mut errors = FieldErrors::default();
            errors.add(flaw.field, flaw_text(&visit, &flaw.flaw));
            let titles = titles(&visit, &comment).await?;
            return Ok(page(&visit, (&comment, &titles), data, &errors)
                .status(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response());
        }
    };
    let version = data.get("version").parse().map_err(|_| PageError::Expired)?;
    let order = form.order(&visit);
    match commands::judge_comment(visit.store(), order, &comment.id, version, judgement).await {
        Ok(()) => Ok(Redirect::to(&visit.link("/comments?flash=comment-judged")).into_response()),
        Err(NotSettled::Forbidden(_)) => Err(PageError::Forbidden),
        Err(NotSettled::Unknown) => Err(PageError::NotFound),
        Err(NotSettled::Stale(stale)) => Err(stale.into()),
        Err(NotSettled::Store(error)) => Err(error.into()),
    }
}

/// The title of the article; its address where it is gone.
fn title_of<'a>(comment: &'a Comment, titles: &'a BTreeMap<String, String>) -> &'a str {
    titles.get(&comment.article).unwrap_or(&comment.article)
}

fn page(
    visit: &Visit,
    (comment, titles): (&Comment, &BTreeMap<String, String>),
    data: &FormData,
    errors: &FieldErrors,
) -> Page {
    let (tone, key) = state_key(comment.state);
    // Whoever typed has seen the edition of the form, though there be a newer one.
    let version = data.given("version").map_or_else(|| comment.version.to_string(), str::to_owned);
    let choices = [("shown", "portal-comment-show"), ("refused", "portal-comment-refuse")]
        .map(|(value, key)| Choice { value: value.to_owned(), label: visit.text(key) });
    let body = html! {
        div.card { div.card-body {
            dl {
                dt { (visit.text("portal-letter-state")) } dd { (components::pill(tone, &visit.text(key))) }
                dt { (visit.text("portal-about-article")) }
                dd { a href=(visit.link(&format!("/articles/{}", comment.article))) { (title_of(comment, titles)) } }
                dt { (visit.text("portal-letter-received")) } dd { (when(comment.received_at)) }
                dt { (visit.text("portal-letter-contact")) }
                dd { @if comment.contact.is_empty() { (visit.text("portal-letter-no-contact")) } @else { (comment.contact) } }
                dt { (visit.text("portal-comment-text")) }
                @for line in comment.text.lines() { dd { (line) } }
            }
        } }
        section.mt-3 {
            h2 { (visit.text("portal-comment-judge")) }
            (errors.summary(visit))
            form method="post" action=(visit.link(&format!("/comments/{}", comment.id))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(version);
                (components::select(Field::new("state", &visit.text("portal-comment-judgement"), data, errors).required(), &choices))
                (components::area(Field::new("answer", &visit.text("portal-answer"), data, errors)
                    .help(&visit.text("portal-answer-help")), 4))
                (components::text(Field::new("reason", &visit.text("portal-refusal-reason"), data, errors)
                    .help(&visit.text("portal-refusal-reason-help")), "text"))
                button.btn.btn-primary type="submit" { (visit.text("portal-comment-judge")) }
            }
        }
    };
    let title = visit.text_with("portal-comment-from", &[("name", comment.name.as_str().into())]);
    Page::new(visit, title).under(visit.text("portal-comments"), "/comments").body(body)
}
