//! How far a project is and how it is doing: the steps, what the next one asks for, and the forms that move it.

use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};

use super::Looked;
use crate::{
    BYPASS, EDIT,
    model::{Key, Need, Stage, StageGroup, StatusKind},
    pages::{pool, show, views},
};

/// The zone's stages as steps, with the day on which each was entered.
pub fn stepper(visit: &Visit, looked: &Looked) -> Markup {
    let (record, rules, day) = (&looked.record, &looked.rules, visit.as_of());
    let here = record.stages.stage_on(day).map(|transition| &transition.stage);
    let order = here.and_then(|key| rules.stages.get(key)).map(|stage| stage.order);
    let entered = |stage: &Stage| {
        let seen = record.stages.iter().filter(|one| one.entered_on <= day && one.stage == stage.key);
        seen.last().map(|transition| transition.entered_on)
    };
    html! {
        ol.stepper aria-label=(visit.text("projects-stages")) {
            @for stage in rules.stages.iter() {
                li.done[order.is_some_and(|order| stage.order < order)]
                    aria-current=[(Some(&stage.key) == here).then_some("step")] {
                    (show::stage_name(visit, stage))
                    @if let Some(on) = entered(stage) { " " time.cell-sub datetime=(on.to_string()) { (on) } }
                }
            }
        }
    }
}

/// What the next stage asks for, each a link to its field; and the form that moves the project on.
pub fn move_on(visit: &Visit, looked: &Looked, typed: &FormData, errors: &FieldErrors) -> Markup {
    if matches!(looked.record.statuses.on(visit.as_of()).kind(), StatusKind::Lost | StatusKind::Ended) {
        return html! {
            section.panel.mb-3.no-print #move-on {
                h2.panel-title { (visit.text("projects-move-on")) }
                p { (visit.text("projects-move-rests")) }
            }
        };
    }
    let asked = typed.given("stage").and_then(|stage| stage.parse::<Key>().ok());
    let asked = asked.filter(|_| !errors.is_empty()).and_then(|stage| looked.rules.stages.get(&stage));
    let next = match asked {
        Some(stage) => Some((stage, looked.record.missing(stage, &looked.rules))),
        None => looked.record.next_step(&looked.rules),
    };
    html! {
        section.panel.mb-3.no-print #move-on {
            h2.panel-title { (visit.text("projects-move-on")) }
            @match &next {
                None => { p { (visit.text("projects-last-stage")) } }
                Some((stage, _)) if stage.gate.verified => {
                    p { (visit.text_with("projects-next-is-verified", &[("stage", show::stage_name(visit, stage).into())])) " " a href="#claim" { (visit.text("projects-to-claim")) } }
                }
                Some((stage, missing)) => { (missing_needs(visit, looked, stage, missing)) }
            }
            // A stage that is verified is not entered by this form.
            @let open = next.map(|(stage, _)| stage).filter(|stage| !stage.gate.verified);
            (form(visit, looked, open, typed, errors))
            @let latest = looked.record.stages.latest().and_then(|latest| looked.rules.stages.group(&latest.stage));
            @if latest == Some(StageGroup::Lead) && looked.record.project.manager.is_some() && visit.scope().may(EDIT) {
                (pool::release_form(visit, &looked.record, looked.version))
            }
        }
    }
}

fn missing_needs(visit: &Visit, looked: &Looked, stage: &Stage, missing: &[Need]) -> Markup {
    html! {
        @if missing.is_empty() {
            p { (visit.text_with("projects-ready-for", &[("stage", show::stage_name(visit, stage).into())])) }
        } @else {
            p { (visit.text_with("projects-complete-these", &[("stage", show::stage_name(visit, stage).into())])) }
            (views::needs(visit, looked, missing))
        }
    }
}

fn form(visit: &Visit, looked: &Looked, next: Option<&Stage>, typed: &FormData, errors: &FieldErrors) -> Markup {
    let choices: Vec<Choice> = looked
        .rules
        .stages
        .iter()
        .map(|stage| Choice { value: stage.key.to_string(), label: show::stage_name(visit, stage).to_owned() })
        .collect();
    let mut data = typed.clone();
    if data.given("stage").is_none() {
        data = data.with("stage", next.map(|stage| stage.key.as_str()));
    }
    if data.given("stage_since").is_none() {
        data = data.with("stage_since", Some(&visit.today().to_string()));
    }
    let label = |key| show::field(visit, key);
    let (stage, since, reason) = (label("stage"), label("stage_since"), label("stage_reason"));
    let help = visit.text("projects-help-stage-reason");
    html! {
        form method="post" action=(visit.link(&format!("/projects/{}/advance", looked.record.id))) {
            (visit.form_fields())
            input type="hidden" name="version" value=(looked.version);
            div.form-grid {
                (components::select(Input::new("stage", &stage, &data, errors), &choices))
                (day_field(Input::new("stage_since", &since, &data, errors)))
                (components::text(Input::new("stage_reason", &reason, &data, errors).help(&help), "text"))
            }
            div.btn-list.mt-3 {
                @if visit.scope().may(EDIT) { button.btn.btn-primary type="submit" { (visit.text("projects-move-on")) } }
                @if visit.scope().may(BYPASS) {
                    button.btn type="submit" formaction=(visit.link(&format!("/projects/{}/bypass", looked.record.id))) {
                        (visit.text("projects-bypass"))
                    }
                }
            }
        }
    }
}

/// A browser's field for days empties itself of what is no day; what was typed wrongly is shown as text.
pub fn day_field(input: Input<'_>) -> Markup {
    if input.error.is_some() { components::text(input, "text") } else { components::date(input) }
}

/// How the project is doing, with the form that changes it.
pub fn status(visit: &Visit, looked: &Looked, typed: &FormData, errors: &FieldErrors) -> Markup {
    let choices: Vec<Choice> = StatusKind::ALL
        .into_iter()
        .map(|kind| Choice { value: kind.key().to_owned(), label: show::status_name(visit, kind) })
        .collect();
    let mut data = typed.clone();
    if data.given("status_since").is_none() {
        data = data.with("status_since", Some(&visit.today().to_string()));
    }
    if data.given("status").is_none() {
        data = data.with("status", Some(looked.record.statuses.on(visit.today()).kind().key()));
    }
    let label = |key| show::field(visit, key);
    let (status, since, reason, lost_to) =
        (label("status"), label("status_since"), label("status_reason"), label("lost_to"));
    let (reason_help, lost_help) = (visit.text("projects-help-status-reason"), visit.text("projects-help-lost-to"));
    html! {
        section.panel.mb-3.no-print #status {
            h2.panel-title { (visit.text("projects-change-status")) }
            form method="post" action=(visit.link(&format!("/projects/{}/status", looked.record.id))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(looked.version);
                div.form-grid {
                    (components::select(Input::new("status", &status, &data, errors), &choices))
                    (day_field(Input::new("status_since", &since, &data, errors)))
                    (components::text(Input::new("status_reason", &reason, &data, errors).help(&reason_help), "text"))
                    (components::text(Input::new("lost_to", &lost_to, &data, errors).help(&lost_help), "text"))
                }
                button.btn.mt-3 type="submit" { (visit.text("projects-change-status")) }
            }
        }
    }
}
