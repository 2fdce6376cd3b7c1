//! What a clause is, who answers for it, until when, and by which measures it is judged.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use facts::{Measure, measures};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
};

use super::{
    clause::{clause_at, find, ids},
    errors,
    show::Names,
};
use crate::{
    commands::{self, Classification},
    model::{Clause, Kind, Problem, Problems},
};

/// The form.
pub async fn form(visit: Visit) -> Result<Response, PageError> {
    page(&visit, None, &FieldErrors::default()).await
}

/// Keeps kind, owners and due date.
pub async fn classify(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let at = clause_at(&visit, &form)?;
    let data = &form.data;
    let (owner, co_owners) = (owner_typed(data), data.all("co_owners").collect::<Vec<_>>().join(";"));
    let new = Classification::parse(data.get("kind"), &owner, &co_owners, &due_typed(data));
    let order = form.order(&visit);
    let outcome = match new {
        Ok(new) => commands::classify(visit.store(), order, at, new).await,
        Err(problems) => Err(problems.into()),
    };
    match errors::settled(&visit, outcome)? {
        Ok(_) => back(&visit, "clause-classified"),
        Err(errors) => page(&visit, Some(&form.data), &errors).await,
    }
}

/// An organisation, with a post in it where one is named.
fn owner_typed(data: &FormData) -> String {
    match data.given("owner_post") {
        Some(post) => format!("{}/{post}", data.get("owner")),
        None => data.get("owner").to_owned(),
    }
}

/// A day, or a period where a first day is given.
fn due_typed(data: &FormData) -> String {
    match data.given("due_from") {
        Some(from) => format!("{from}/{}", data.get("due")),
        None => data.get("due").to_owned(),
    }
}

/// Attaches or detaches a measure.
pub async fn measure(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let at = clause_at(&visit, &form)?;
    let given = form.data.get("measure");
    let order = form.order(&visit);
    let outcome = match (given.parse(), form.data.get("action")) {
        (Err(_), _) => Err(Problems::one("measure", Problem::Unknown(given.chars().take(60).collect())).into()),
        (Ok(id), "detach") => commands::detach_measure(visit.store(), order, at, id).await,
        (Ok(id), _) => commands::attach_measure(visit.store(), order, at, id).await,
    };
    match errors::settled(&visit, outcome)? {
        Ok(_) => {
            let (document, clause) = ids(&visit)?;
            let address = visit.link(&format!("/policy/{document}/clauses/{clause}/edit?flash=clause-measures"));
            Ok(Redirect::to(&address).into_response())
        }
        Err(errors) => page(&visit, None, &errors).await,
    }
}

fn back(visit: &Visit, flash: &str) -> Result<Response, PageError> {
    let (document, clause) = ids(visit)?;
    let address = visit.link(&format!("/policy/{document}?clause={clause}&flash={flash}#{clause}"));
    Ok(Redirect::to(&address).into_response())
}

/// The fields as the clause has them.
fn fields_of(clause: &Clause) -> FormData {
    let text = |text: Option<String>| text.unwrap_or_default();
    let mut pairs = vec![
        ("kind", clause.kind.to_string()),
        ("owner", text(clause.owner.as_ref().map(|owner| owner.organisation().to_owned()))),
        ("owner_post", text(clause.owner.as_ref().and_then(|owner| owner.post().map(str::to_owned)))),
        ("due_from", text(clause.due.and_then(|due| due.first_day()).map(|day| day.to_string()))),
        ("due", text(clause.due.map(|due| due.last_day().to_string()))),
    ];
    pairs.extend(clause.co_owners.iter().map(|owner| ("co_owners", owner.to_string())));
    FormData::from_pairs(pairs)
}

async fn page(visit: &Visit, typed: Option<&FormData>, errors: &FieldErrors) -> Result<Response, PageError> {
    let (article, live) = find(visit).await?;
    let names = Names::read(visit).await?;
    let measures = measures::list(visit.store().reader(), visit.scope().zone()).await?;
    let path = format!("/policy/{}/clauses/{}", article.document.id, live.clause.id);
    let kept = fields_of(&live.clause);
    let body = html! {
        blockquote.panel-quote lang=[visit.tongue(live.sentence.text.as_str())] { (live.sentence.text) }
        (errors.summary(visit))
        div.split {
            (classification(visit, &path, &live.clause, typed.unwrap_or(&kept), errors, &names))
            (attached(visit, &path, &live.clause, &measures, errors))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("policy-classify"))
        .under(visit.text("policy-menu"), "/policy")
        .under(article.edition.heading.title.as_str(), &format!("/policy/{}", article.document.id))
        .under(visit.text_with("policy-clause", &[("id", live.clause.id.as_str().into())]), &path)
        .body(body)
        .status(status);
    Ok(page.into_response())
}

fn classification(
    visit: &Visit,
    path: &str,
    clause: &Clause,
    data: &FormData,
    errors: &FieldErrors,
    names: &Names,
) -> Markup {
    let kinds =
        Kind::ALL.map(|kind| Choice { value: kind.to_string(), label: visit.text(&format!("policy-kind-{kind}")) });
    let owners: Vec<_> =
        names.organisations.iter().map(|(id, name)| Choice { value: id.clone(), label: name.clone() }).collect();
    html! {
        form.panel method="post" action=(visit.link(&format!("{path}/classify"))) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(clause.version);
            (components::select(Field::new("kind", &visit.text("policy-kind"), data, errors).required(), &kinds))
            (components::select(Field::new("owner", &visit.text("policy-owner"), data, errors), &owners))
            (components::text(Field::new("owner_post", &visit.text("policy-owner-post"), data, errors)
                .help(&visit.text("policy-owner-post-help")), "text"))
            (co_owners(visit, data, errors, names))
            (components::date(Field::new("due_from", &visit.text("policy-due-from"), data, errors)
                .help(&visit.text("policy-due-from-help"))))
            (components::date(Field::new("due", &visit.text("policy-due"), data, errors)))
            button.btn.btn-primary type="submit" { (visit.text("policy-save")) }
        }
    }
}

/// One box for each organisation, and for each post that was chosen before.
fn co_owners(visit: &Visit, data: &FormData, errors: &FieldErrors, names: &Names) -> Markup {
    let chosen: Vec<&str> = data.all("co_owners").collect();
    let posts = chosen.iter().filter(|owner| !names.organisations.contains_key(**owner)).map(|owner| {
        let label = owner.parse().map_or_else(|_| (*owner).to_owned(), |owner| names.owner(&owner));
        ((*owner).to_owned(), label)
    });
    let boxes = names.organisations.iter().map(|(id, name)| (id.clone(), name.clone())).chain(posts);
    html! {
        fieldset.mb-3 id="field-co_owners" {
            legend.form-label { (visit.text("policy-co-owners")) }
            @for (value, label) in boxes {
                label.form-check.form-check-inline {
                    input.form-check-input type="checkbox" name="co_owners" value=(value) checked[chosen.contains(&value.as_str())];
                    span.form-check-label { (label) }
                }
            }
            @if let Some(error) = errors.get("co_owners") { div.invalid-feedback.d-block { (error) } }
        }
    }
}

fn attached(visit: &Visit, path: &str, clause: &Clause, measures: &[Measure], errors: &FieldErrors) -> Markup {
    let title = |measure: &Measure| visit.language().pick(&measure.title.zh, &measure.title.en).to_owned();
    let free = measures.iter().filter(|measure| !clause.measures.contains(&measure.id));
    let choices: Vec<_> = free.map(|measure| Choice { value: measure.id.to_string(), label: title(measure) }).collect();
    let action = visit.link(&format!("{path}/measures"));
    html! {
        section.panel {
            h2.panel-title { (visit.text("policy-measures")) }
            @if clause.measures.is_empty() { p.text-secondary { (visit.text("policy-no-measure")) } }
            @for id in &clause.measures {
                @let known = measures.iter().find(|measure| measure.id == *id);
                form.d-flex.align-items-center.gap-2 method="post" action=(action) {
                    (visit.form_fields())
                    input type="hidden" name="version" value=(clause.version);
                    input type="hidden" name="measure" value=(id);
                    input type="hidden" name="action" value="detach";
                    @match known {
                        Some(measure) => { a href=(visit.link(&format!("/policy/measures/{id}"))) { (title(measure)) } }
                        None => { code { (id) } }
                    }
                    button.btn.btn-sm type="submit" { (visit.text("policy-detach")) }
                }
            }
            form method="post" action=(action) {
                (visit.form_fields())
                input type="hidden" name="version" value=(clause.version);
                (components::select(Field::new("measure", &visit.text("policy-measure"), &FormData::default(), errors).required(), &choices))
                button.btn type="submit" { (visit.text("policy-attach")) }
                " " a href=(visit.link("/policy/measures/new")) { (visit.text("policy-new-measure")) }
            }
        }
    }
}
