use maud::{Markup, PreEscaped, html};
use pages::{
    FormData, Page, PageError, Visit,
    components::{self, Field, FieldErrors},
    shell,
};

use super::{
    People, column_name,
    editions::text as difference,
    links::{texts_of, warning, warning_of},
};
use crate::{
    EDIT, PUBLISH,
    model::{Article, ArticleRecord, Manuscript, ManuscriptState, Site, Withdrawal},
    pages::{files::Sizes, site, when},
    store::{self as tables, Seen},
};

/// What stands between an article and the public: what is written, what is published, and what can be done now.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let site = site(&visit).await?;
    let id = visit.param("id")?;
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let manuscript = tables::manuscript(reader, scope, id).await?;
    let seen = tables::any_article(reader, scope, id).await?;
    let written = manuscript.as_ref().map(Manuscript::check);
    let shown = match (&written, &seen) {
        (Some(Ok(article)), _) => article,
        (_, Some(seen)) => &seen.article,
        _ => return Err(PageError::NotFound),
    };
    let people = People::read(&visit).await?;
    let dead_links = match &manuscript {
        Some(manuscript) => warning_of(&visit, id, texts_of(&manuscript.content)).await?,
        None => warning(&visit, id, shown.texts().map(|(_, text)| text)).await?,
    };
    let body = html! {
        (wrong(&visit))
        @if let Some(manuscript) = &manuscript { (state_of_manuscript(&visit, &people, manuscript)) }
        @if let Some(seen) = &seen { (state_of_article(&visit, &people, seen)) }
        (dead_links)
        (what_to_do(&visit, id, manuscript.as_ref(), seen.as_ref()))
        @if let (Some(manuscript), Some(seen)) = (&manuscript, &seen) {
            (what_differs(&visit, &tables::record_of_article(&seen.article), &manuscript.content))
        }
        (text(&visit, &site, shown, &Sizes::of(&visit, shown).await?))
    };
    let actions = html! {
        a.btn href=(visit.link(&format!("/editing/{id}/files"))) { (shell::icon("paperclip")) " " (visit.text("portal-files")) }
        a.btn href=(visit.link(&format!("/editing/{id}/editions"))) { (shell::icon("history")) " " (visit.text("portal-editions")) }
        @let writable = manuscript.as_ref().is_none_or(|one| one.state == ManuscriptState::Writing);
        @if visit.scope().may(EDIT) && writable {
            a.btn.btn-primary href=(visit.link(&format!("/editing/{id}/edit"))) { (shell::icon("edit")) " " (visit.text("portal-edit")) }
        }
    };
    let title = shown.title_zh.as_str();
    Ok(Page::new(&visit, title).under(visit.text("portal-editing"), "/editing").actions(actions).body(body))
}

/// What a correction changes of what the public reads: whoever decides on it looks here first.
fn what_differs(visit: &Visit, was: &ArticleRecord, is: &ArticleRecord) -> Markup {
    html! {
        details.panel.mb-3 {
            summary { (visit.text("portal-what-differs")) }
            (difference(visit, "portal-title-zh", &was.title_zh, &is.title_zh))
            (difference(visit, "portal-body-zh", &was.body_zh, &is.body_zh))
            (difference(visit, "portal-body-en", &was.body_en, &is.body_en))
        }
    }
}

/// Why the last step was not taken.
fn wrong(visit: &Visit) -> Markup {
    let key = match visit.query().get("wrong") {
        "own-work" => "portal-wrong-own-work",
        "state" => "portal-wrong-state",
        "content" => "portal-wrong-content",
        "files" => "portal-wrong-files",
        "reason" => "portal-wrong-reason",
        _ => return html! {},
    };
    html! { div.alert.alert-danger role="alert" { (visit.text(key)) } }
}

fn state_of_manuscript(visit: &Visit, people: &People, manuscript: &Manuscript) -> Markup {
    let (tone, key) = match manuscript.state {
        ManuscriptState::Writing => ("neutral", "portal-state-writing"),
        ManuscriptState::Submitted => ("warning", "portal-state-submitted"),
    };
    let by = [("who", people.names(visit, &manuscript.authors).into()), ("at", when(manuscript.changed_at).into())];
    html! {
        p {
            (components::pill(tone, &visit.text(key))) " "
            @if manuscript.base > 0 { (visit.text_with("portal-new-edition-of", &[("number", manuscript.base.into())])) " " }
            span.text-secondary { (visit.text_with("portal-written", &by)) }
        }
        @if !manuscript.returned_for.is_empty() {
            div.alert.alert-warning role="note" {
                (visit.text_with("portal-returned-for", &[("reason", manuscript.returned_for.as_str().into())]))
            }
        }
    }
}

fn state_of_article(visit: &Visit, people: &People, seen: &Seen) -> Markup {
    let at = seen.article.published_at;
    let (tone, key) = match &seen.withdrawn {
        Some(_) => ("bad", "portal-state-withdrawn"),
        None if at > visit.now() => ("warning", "portal-state-scheduled"),
        None => ("good", "portal-state-published"),
    };
    html! {
        p {
            (components::pill(tone, &visit.text(key))) " "
            time datetime=(at) { (when(at)) } " "
            @if at <= visit.now() {
                a href=(visit.link(&format!("/articles/{}", seen.article.id))) { (visit.text("portal-public-page")) }
            }
        }
        @if let Some(Withdrawal { by, at, reason }) = &seen.withdrawn {
            div.alert.alert-warning role="note" {
                (visit.text_with("portal-withdrawn-by", &[("who", people.name(visit, by).into()), ("at", when(*at).into()), ("reason", reason.as_str().into())]))
            }
        }
    }
}

/// The buttons for whoever may press them.
fn what_to_do(visit: &Visit, id: &str, manuscript: Option<&Manuscript>, seen: Option<&Seen>) -> Markup {
    let (writes, publishes) = (visit.scope().may(EDIT), visit.scope().may(PUBLISH));
    let own = manuscript.is_some_and(|one| one.authors.iter().any(|author| author == visit.scope().actor()));
    let author = |steps: &[(&str, &str)]| {
        html! {
            form.btn-list.mb-3 method="post" action=(visit.link(&format!("/editing/{id}/step"))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(manuscript.map_or(0, |one| one.version));
                @for (step, key) in steps {
                    button.btn.btn-primary[*step == "submit"] type="submit" name="step" value=(step) { (visit.text(key)) }
                }
            }
        }
    };
    html! {
        @match manuscript.map(|one| one.state) {
            Some(ManuscriptState::Writing) if writes => {
                (author(&[("submit", "portal-submit"), ("discard", "portal-discard")]))
            }
            Some(ManuscriptState::Submitted) => {
                @if publishes && own { p.text-secondary { (visit.text("portal-wrong-own-work")) } }
                @else if publishes { (decision(visit, id, manuscript.map_or(0, |one| one.version))) }
                @if writes { (author(&[("take_back", "portal-take-back")])) }
            }
            _ => {}
        }
        @if publishes && seen.is_some_and(|seen| seen.withdrawn.is_none()) { (withdrawing(visit, id)) }
    }
}

fn decision(visit: &Visit, id: &str, version: i64) -> Markup {
    let data = FormData::default();
    let errors = FieldErrors::default();
    html! {
        form.mb-3 method="post" action=(visit.link(&format!("/editing/{id}/decision"))) {
            (visit.form_fields())
            input type="hidden" name="version" value=(version);
            (components::text(Field::new("reason", &visit.text("portal-return-reason"), &data, &errors)
                .help(&visit.text("portal-return-reason-help")), "text"))
            div.btn-list {
                button.btn.btn-primary type="submit" name="step" value="publish" { (visit.text("portal-publish")) }
                button.btn type="submit" name="step" value="return" { (visit.text("portal-return")) }
            }
        }
    }
}

fn withdrawing(visit: &Visit, id: &str) -> Markup {
    html! {
        details.mb-3 {
            summary { (visit.text("portal-withdraw")) }
            form method="post" action=(visit.link(&format!("/editing/{id}/withdraw"))) {
                (visit.form_fields())
                div.mb-3 {
                    label.form-label.required for="field-withdraw-reason" { (visit.text("portal-withdraw-reason")) }
                    input.form-control type="text" id="field-withdraw-reason" name="reason" required aria-describedby="help-withdraw";
                    div.form-hint #help-withdraw { (visit.text("portal-withdraw-reason-help")) }
                }
                button.btn type="submit" { (visit.text("portal-withdraw")) }
            }
        }
    }
}

/// The article as it will be, or is, read.
fn text(visit: &Visit, site: &Site, article: &Article, sizes: &Sizes) -> Markup {
    html! {
        div.card { div.card-body {
            p.text-secondary {
                (column_name(visit, site, article.column.as_str()))
                @for word in article.source.iter().chain(&article.author).chain(&article.keywords) { " · " (word) }
            }
            div.article-body lang="zh-CN" { (PreEscaped(sizes.html(visit, &article.body_zh))) }
            @if let Some(body) = &article.body_en { hr; div.article-body lang="en" { (PreEscaped(sizes.html(visit, body))) } }
        } }
    }
}
