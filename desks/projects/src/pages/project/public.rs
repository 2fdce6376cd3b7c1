//! Whether a project is shown on the public site, with what stands there of it.

use axum::response::Response;
use maud::{Markup, html};
use pages::{PageError, Submitted, Visit};

use super::{Looked, finish, show};
use crate::{PUBLISH, commands, listing, store as tables};

/// The panel of whoever decides what the public sees.
pub async fn panel(visit: &Visit, looked: &Looked) -> Result<Markup, PageError> {
    if !visit.scope().may(PUBLISH) || visit.looks_back() {
        return Ok(html! {});
    }
    let id = &looked.record.id;
    let listed = tables::listing(visit.store().reader(), visit.scope(), id).await?;
    let public = listing::shown(visit.app(), visit.language(), &looked.rules, &looked.record);
    let (verb, value) = match listed {
        Some(_) => ("projects-unlist", "no"),
        None => ("projects-list-publicly", "yes"),
    };
    Ok(html! {
        details.panel.mb-3.no-print {
            summary.panel-title { (visit.text("projects-public")) " " @if listed.is_some() { span.tag { (visit.text("projects-is-public")) } } }
            @if let Some(listed) = &listed {
                p.cell-sub { (visit.text_with("projects-public-since", &[("day", listed.on.to_string().into()), ("name", show::person(&looked.names, listed.by.as_str()).into())])) }
            }
            p { (visit.text("projects-public-shows")) }
            dl.keyvalue {
                dt { (show::field(visit, "name")) } dd { (public.title) }
                @for (name, value) in &public.facts { dt { (name) } dd { (value) } }
                @if !public.note.is_empty() { dt { (show::field(visit, "description")) } dd.prose { (public.note) } }
            }
            form method="post" action=(visit.link(&format!("/projects/{id}/public"))) {
                (visit.form_fields())
                button.btn type="submit" name="public" value=(value) { (visit.text(verb)) }
            }
        }
    })
}

/// Shows the project to the public, or takes it off.
pub async fn change(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = show::project_id(&visit)?;
    let shown = form.data.get("public") == "yes";
    let outcome = if shown {
        commands::list_project(visit.store(), form.order(&visit), id).await
    } else {
        commands::unlist_project(visit.store(), form.order(&visit), id).await
    };
    finish(&visit, &form, "public", outcome, if shown { "project-listed" } else { "project-unlisted" }).await
}
