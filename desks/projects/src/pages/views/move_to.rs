//! A move that the board asks for: the form when the gate is open, what is missing when it is not.

use maud::{Markup, html};
use pages::{Page, PageError, Visit, components, components::Field as Input, components::FieldErrors};

use crate::{
    model::{Key, Need, Stage},
    pages::{
        project::{Looked, day_field, look},
        show,
    },
};

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let id = show::project_id(&visit)?;
    let looked = look(&visit, &id).await?;
    let to: Key = visit.query().get("to").parse().map_err(|_| PageError::NotFound)?;
    let stage = looked.rules.stages.get(&to).cloned().ok_or(PageError::NotFound)?;
    let name = show::stage_name(&visit, &stage).to_owned();
    let title = visit.text_with("projects-move-to", &[("stage", name.into())]);
    let body = html! {
        section.panel {
            p { (visit.text_with("projects-moves-from", &[
                ("project", looked.record.project.name.as_str().into()),
                ("stage", looked.record.stages.latest().map(|one| show::stage(&visit, &looked.rules, &one.stage)).unwrap_or_default().into()),
            ])) }
            (asked(&visit, &looked, &stage))
        }
    };
    let path = format!("/projects/{id}");
    Ok(Page::new(&visit, title)
        .under(visit.text("projects-menu"), "/projects")
        .under(looked.record.project.name.as_str(), &path)
        .body(body))
}

fn asked(visit: &Visit, looked: &Looked, stage: &Stage) -> Markup {
    let record = &looked.record;
    let path = visit.link(&format!("/projects/{}", record.id));
    let order = record.stages.latest().and_then(|latest| looked.rules.stages.get(&latest.stage)).map(|from| from.order);
    let back = order.is_some_and(|from| stage.order < from);
    let missing = record.missing(stage, &looked.rules);
    let name = || [("stage", show::stage_name(visit, stage).into())];
    if !back && stage.gate.verified {
        return html! {
            p { (visit.text_with("projects-next-is-verified", &name())) }
            a.btn.btn-primary href=(format!("{path}#claim")) { (visit.text("projects-to-claim")) }
        };
    }
    if !back && !missing.is_empty() {
        return html! {
            p { (visit.text_with("projects-complete-these", &name())) }
            (needs(visit, looked, &missing))
        };
    }
    form(visit, looked, stage, back)
}

/// What is missing, each a link to where it is filled in.
pub fn needs(visit: &Visit, looked: &Looked, missing: &[Need]) -> Markup {
    let path = visit.link(&format!("/projects/{}", looked.record.id));
    html! {
        ul.work-queue {
            @for need in missing {
                @match need {
                    Need::Field(field) => {
                        li { a href=(format!("{path}/edit#field-{}", field.key())) { (show::field(visit, &field.key())) } }
                    }
                    Need::Document(kind) => {
                        li { a href=(format!("{path}/documents?kind={kind}")) { (show::term(visit, &looked.rules.vocabulary.documents, kind)) } }
                    }
                }
            }
        }
    }
}

fn form(visit: &Visit, looked: &Looked, stage: &Stage, back: bool) -> Markup {
    let today = visit.today().to_string();
    let data = pages::FormData::from_pairs([("stage_since", today.as_str())]);
    let none = FieldErrors::default();
    let (since, reason) = (show::field(visit, "stage_since"), show::field(visit, "stage_reason"));
    let reason = Input::new("stage_reason", &reason, &data, &none);
    let reason = if back { reason.required() } else { reason };
    html! {
        form method="post" action=(visit.link(&format!("/projects/{}/advance", looked.record.id))) {
            (visit.form_fields())
            input type="hidden" name="version" value=(looked.version);
            input type="hidden" name="stage" value=(stage.key);
            @if visit.query().get("back") == "board" { input type="hidden" name="back" value="board"; }
            div.form-grid {
                (day_field(Input::new("stage_since", &since, &data, &none)))
                (components::text(reason, "text"))
            }
            button.btn.btn-primary type="submit" data-take-focus { (visit.text_with("projects-move-to", &[("stage", show::stage_name(visit, stage).into())])) }
        }
    }
}
