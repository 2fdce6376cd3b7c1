//! The forms of the panel, each shown to whoever may send it. They speak of today: a page of another day has none.

use facts::Light;
use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Choice, Field, FieldErrors},
};

use super::Typed;
use crate::{
    OVERRIDE, RELEASE,
    live::LiveSentence,
    model::{Basis, Evidence, Grade},
};

/// What was typed into this form, or nothing.
fn typed_into<'a>(
    typed: &'a Typed,
    form: &str,
    nothing: &'a (FormData, FieldErrors),
) -> (&'a FormData, &'a FieldErrors) {
    if typed.form == form { (&typed.data, &typed.errors) } else { (&nothing.0, &nothing.1) }
}

/// A form that opens, and is open when something was wrong with it.
fn folded(visit: &Visit, summary: &str, action: &str, typed: &Typed, form: &str, fields: Markup) -> Markup {
    html! {
        @if !visit.looks_back() {
            details.d-print-none open[typed.form == form] {
                summary { (visit.text(summary)) }
                form method="post" action=(visit.link(action)) data-guard {
                    (visit.form_fields())
                    @if typed.form == form { (typed.errors.summary(visit)) }
                    (fields)
                    button.btn.btn-primary type="submit" { (visit.text(summary)) }
                }
            }
        }
    }
}

/// Puts evidence beside the clause.
pub fn evidence(visit: &Visit, path: &str, live: &LiveSentence, typed: &Typed) -> Markup {
    if !live.clause.may_work_on(visit.scope()) {
        return html! {};
    }
    let nothing = Default::default();
    let (data, errors) = typed_into(typed, "evidence", &nothing);
    let grades = Grade::ALL
        .map(|grade| Choice { value: grade.to_string(), label: visit.text(&format!("policy-grade-{grade}")) });
    let fields = html! {
        (components::select(Field::new("grade", &visit.text("policy-grade"), data, errors)
            .help(&visit.text("policy-grade-help")).required(), &grades))
        (components::date(Field::new("on", &visit.text("policy-true-of"), data, errors).required()))
        (components::area(Field::new("text", &visit.text("policy-evidence-text"), data, errors).required(), 3))
        (components::text(Field::new("link", &visit.text("policy-link"), data, errors).help(&visit.text("policy-link-help")), "text"))
    };
    folded(visit, "policy-add-evidence", &format!("{path}/evidence"), typed, "evidence", fields)
}

/// Takes evidence away.
pub fn remove_evidence(visit: &Visit, path: &str, live: &LiveSentence, evidence: &Evidence) -> Markup {
    html! {
        @if live.clause.may_work_on(visit.scope()) && !visit.looks_back() {
            form.d-print-none method="post" action=(visit.link(&format!("{path}/evidence/{}/remove", evidence.id)))
                data-confirm=(visit.text("policy-remove-evidence-confirm")) {
                (visit.form_fields())
                button.btn.btn-sm.btn-ghost-secondary type="submit" { (visit.text("policy-remove-evidence")) }
            }
        }
    }
}

/// Writes a remark.
pub fn comment(visit: &Visit, path: &str, typed: &Typed) -> Markup {
    let nothing = Default::default();
    let (data, errors) = typed_into(typed, "comment", &nothing);
    let label = visit.text("policy-comment-text");
    let fields = html! {
        (components::area(Field::new("comment", &label, data, errors).required(), 3))
    };
    folded(visit, "policy-add-comment", &format!("{path}/comments"), typed, "comment", fields)
}

/// Sets the light for a time, or ends that.
pub fn override_light(visit: &Visit, path: &str, live: &LiveSentence, typed: &Typed) -> Markup {
    if !visit.scope().may(OVERRIDE) {
        return html! {};
    }
    let nothing = Default::default();
    let (data, errors) = typed_into(typed, "override", &nothing);
    let lights = Light::ALL
        .map(|light| Choice { value: light.name().to_owned(), label: visit.text(&format!("light-{}", light.name())) });
    let fields = html! {
        (components::select(Field::new("new_light", &visit.text("policy-light"), data, errors).required(), &lights))
        (components::area(Field::new("reason", &visit.text("policy-reason"), data, errors).required(), 3))
        (components::date(Field::new("expires_on", &visit.text("policy-expires-on"), data, errors)
            .help(&visit.text("policy-expires-on-help")).required()))
    };
    html! {
        h3.d-print-none { (visit.text("policy-override")) }
        @match &live.standing.basis {
            Basis::Override(set) if !visit.looks_back() => {
                form.d-print-none method="post" action=(visit.link(&format!("{path}/override/{}/withdraw", set.id))) {
                    (visit.form_fields())
                    button.btn type="submit" { (visit.text("policy-withdraw-override")) }
                }
            }
            _ => { (folded(visit, "policy-set-light", &format!("{path}/override"), typed, "override", fields)) }
        }
    }
}

/// Lets the public see the light, or no longer.
pub fn release(visit: &Visit, path: &str, live: &LiveSentence) -> Markup {
    let released = live.clause.released;
    html! {
        @if visit.scope().may(RELEASE) && !visit.looks_back() {
            form method="post" action=(visit.link(&format!("{path}/release"))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(live.clause.version);
                input type="hidden" name="released" value=(if released { "" } else { "yes" });
                button.btn.btn-sm type="submit" { (visit.text(if released { "policy-hold-back" } else { "policy-release" })) }
            }
        }
    }
}
