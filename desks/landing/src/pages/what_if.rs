//! A need that is changed to see what moves: it stands in the address, and nothing is kept.

use ::pages::{FormData, Visit, components::FieldErrors};
use maud::{Markup, html};

use super::{difference, field_name, form, said::Said};
use crate::model::{Plan, Wish, WishDraft, WishRecord, Words};

/// Needs that can be changed for a look.
const NEEDS: [&str; 13] = [
    "area_least",
    "area_most",
    "land_use",
    "start",
    "production",
    "gas",
    "water",
    "power",
    "heat",
    "investment",
    "investment_years",
    "output",
    "jobs",
];

/// What the address asks to look at.
pub(super) enum Asked {
    /// The wish as it stands.
    Nothing,
    /// Otherwise.
    Otherwise(Box<Wish>),
    /// With fields that cannot be.
    Wrong(FieldErrors),
}

/// Reads the address: a need that stands there replaces that of the wish, an empty one takes it away.
pub(super) fn asked(visit: &Visit, record: &WishRecord, words: &Words) -> Asked {
    let was = record.wish.draft();
    let draft = changed(visit, &was);
    if draft == was {
        return Asked::Nothing;
    }
    match draft.check(words) {
        Ok(wish) if wish == record.wish => Asked::Nothing,
        Ok(wish) => Asked::Otherwise(Box::new(wish)),
        Err(flaws) => Asked::Wrong(land::errors(visit, &flaws, |field| field_name(visit, field))),
    }
}

fn changed(visit: &Visit, was: &WishDraft) -> WishDraft {
    let mut draft = was.clone();
    for (name, value) in visit.query().pairs() {
        if NEEDS.contains(&name.as_str()) {
            draft.set(name, value.trim());
        }
    }
    draft
}

/// The form, open where something is looked at.
pub(super) fn panel(visit: &Visit, record: &WishRecord, words: &Words, asked: &Asked) -> Markup {
    let nothing = FieldErrors::default();
    let errors = if let Asked::Wrong(errors) = asked { errors } else { &nothing };
    let data: FormData = form::typed(&changed(visit, &record.wish.draft()));
    let path = visit.link(&format!("/landing/wishes/{}", record.number));
    html! {
        details #what-if.panel.mb-3.no-print open[!matches!(asked, Asked::Nothing)] {
            summary.panel-title { (visit.text("landing-what-if")) }
            p.text-secondary { (visit.text("landing-what-if-about")) }
            (errors.summary(visit))
            form method="get" action=(path) {
                @if visit.looks_back() { input type="hidden" name="as_of" value=(visit.as_of()); }
                div.form-grid { (form::fields(visit, words, &NEEDS, &data, errors)) }
                div.btn-list {
                    button.btn type="submit" { (visit.text("landing-what-if-look")) }
                    @if !matches!(asked, Asked::Nothing) { a.btn href=(path) { (visit.text("landing-what-if-back")) } }
                }
            }
        }
    }
}

/// What moves, and that nothing was kept.
pub(super) fn moved(visit: &Visit, was: &Plan, is: &Plan) -> Markup {
    let said = Said(visit);
    let heads = ["landing-what-if-was", "landing-what-if-is"].map(|key| visit.text(key));
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("landing-what-if-moves")) }
            p.alert.alert-info role="status" { (visit.text("landing-what-if-kept")) }
            (difference::table(said, &difference::differing(said, was, is), heads))
        }
    }
}
