//! The editor of a measure, which checks an expression while it is written.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use facts::{ExpressionError, Measure, MeasureDraft, measures};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
    figure,
};

use super::{
    errors,
    measures::measure_id,
    panel::measure::{facts_to_choose, standing},
};
use crate::commands;

/// Names of the fields, as the draft has them.
const FIELDS: [&str; 13] = [
    "id",
    "title_zh",
    "title_en",
    "expression",
    "unit",
    "direction",
    "baseline",
    "baseline_on",
    "target",
    "due_on",
    "amber",
    "source",
    "since",
];
/// The units that can be chosen; the expression's own unit decides which fits.
const UNITS: [&str; 13] =
    ["count", "share", "cny", "cny/mu", "cny/m2", "cny/m3", "m2", "mu", "m3", "day", "kwh", "t", "flag"];

/// An empty editor.
pub async fn new(visit: Visit) -> Result<Page, PageError> {
    let draft = MeasureDraft {
        unit: "count".to_owned(),
        direction: "at_least".to_owned(),
        amber: "0.05".to_owned(),
        ..MeasureDraft::default()
    };
    editor(&visit, &draft, None, &FieldErrors::default(), None).await
}

/// The editor of a measure.
pub async fn edit(visit: Visit) -> Result<Page, PageError> {
    let id = measure_id(&visit)?;
    let measure =
        measures::find(visit.store().reader(), visit.scope().zone(), &id).await?.ok_or(PageError::NotFound)?;
    let since = measure.since.max(Some(visit.today()));
    let draft = MeasureDraft::from(&Measure { since, ..measure.clone() });
    editor(&visit, &draft, Some(measure.version), &FieldErrors::default(), None).await
}

fn typed(data: &FormData) -> MeasureDraft {
    let [
        id,
        title_zh,
        title_en,
        expression,
        unit,
        direction,
        baseline,
        baseline_on,
        target,
        due_on,
        amber,
        source,
        since,
    ] = FIELDS.map(|name| data.get(name).to_owned());
    MeasureDraft {
        id,
        title_zh,
        title_en,
        expression,
        unit,
        direction,
        baseline,
        baseline_on,
        target,
        due_on,
        amber,
        source,
        since,
    }
}

fn fields_of(draft: &MeasureDraft) -> FormData {
    let values = [
        &draft.id,
        &draft.title_zh,
        &draft.title_en,
        &draft.expression,
        &draft.unit,
        &draft.direction,
        &draft.baseline,
        &draft.baseline_on,
        &draft.target,
        &draft.due_on,
        &draft.amber,
        &draft.source,
        &draft.since,
    ];
    FormData::from_pairs(FIELDS.into_iter().zip(values).map(|(name, value)| (name, value.as_str())))
}

/// Adds a measure.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    keep(&visit, form, None).await
}

/// Keeps an edited measure.
pub async fn save(visit: Visit, mut form: Submitted) -> Result<Response, PageError> {
    let version = form.version()?;
    form.data = form.data.with("id", Some(measure_id(&visit)?.as_str()));
    keep(&visit, form, Some(version)).await
}

async fn keep(visit: &Visit, form: Submitted, version: Option<i64>) -> Result<Response, PageError> {
    let draft = typed(&form.data);
    let known = visit.app().facts().facts(visit.store().reader(), visit.scope().zone()).await?;
    let wrong = draft.check(&*known).err();
    let order = form.order(visit);
    let outcome = commands::save_measure(visit.store(), order, known, draft.clone(), version).await;
    match errors::settled(visit, outcome)? {
        Err(errors) if !errors.is_empty() => {
            let place = wrong.as_ref().and_then(|problems| problems.expression());
            Ok(editor(visit, &draft, version, &errors, place).await?.into_response())
        }
        _ => {
            let address = visit.link(&format!("/policy/measures/{}?flash=measure-saved", draft.id.trim()));
            Ok(Redirect::to(&address).into_response())
        }
    }
}

/// What the draft gives today, or what is wrong with it: below the editor's fields, or the whole editor without
/// JavaScript. Nothing is kept.
pub async fn check(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let draft = typed(&form.data);
    let version = form.data.given("version").and_then(|text| text.parse().ok());
    let known = visit.app().facts().facts(visit.store().reader(), visit.scope().zone()).await?;
    let checked = draft.check(&*known);
    if visit.is_fragment() {
        return Ok(verdict(&visit, &draft, checked.as_ref().err().and_then(|wrong| wrong.expression()))
            .await?
            .into_response());
    }
    let errors = checked.as_ref().err().map(|wrong| errors::measure_fields(&visit, wrong)).unwrap_or_default();
    let place = checked.as_ref().err().and_then(|wrong| wrong.expression());
    Ok(editor(&visit, &draft, version, &errors, place).await?.into_response())
}

async fn editor(
    visit: &Visit,
    draft: &MeasureDraft,
    version: Option<i64>,
    errors: &FieldErrors,
    place: Option<&ExpressionError>,
) -> Result<Page, PageError> {
    let facts = visit.app().facts().facts(visit.store().reader(), visit.scope().zone()).await?;
    let action = match version {
        Some(_) => format!("/policy/measures/{}", draft.id),
        None => "/policy/measures".to_owned(),
    };
    let check = visit.link("/policy/measures/check");
    let body = html! {
        (errors.summary(visit))
        form.panel method="post" action=(visit.link(&action)) data-guard {
            (visit.form_fields())
            @if let Some(version) = version { input type="hidden" name="version" value=(version); }
            (fields(visit, draft, version.is_some(), errors))
            div.mt-3 #measure-check aria-live="polite" { (verdict(visit, draft, place).await?) }
            div.btn-list {
                button.btn.btn-primary type="submit" { (visit.text("policy-save")) }
                button.btn type="submit" formaction=(check) hx-post=(check) hx-target="#measure-check" { (visit.text("policy-check-measure")) }
                a.btn.btn-ghost-secondary href=(visit.link("/policy/measures")) { (visit.text("policy-cancel")) }
            }
        }
        (facts_to_choose(visit, &facts))
    };
    let title = visit.text(if version.is_some() { "policy-edit-measure" } else { "policy-new-measure" });
    let page = Page::new(visit, title)
        .under(visit.text("policy-menu"), "/policy")
        .under(visit.text("policy-measures"), "/policy/measures")
        .body(body);
    Ok(if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) })
}

fn fields(visit: &Visit, draft: &MeasureDraft, exists: bool, errors: &FieldErrors) -> Markup {
    let data = fields_of(draft);
    let mut units: Vec<&str> = UNITS.to_vec();
    if !draft.unit.is_empty() && !units.contains(&draft.unit.as_str()) {
        units.push(&draft.unit);
    }
    let units: Vec<_> =
        units.into_iter().map(|unit| Choice { value: unit.to_owned(), label: unit_label(visit, unit) }).collect();
    let directions = ["at_least", "at_most"].map(|name| Choice {
        value: name.to_owned(),
        label: visit.text(&format!("policy-direction-{}", name.replace('_', "-"))),
    });
    let label = |key: &str| visit.text(key);
    html! {
        div.form-grid {
            @if exists {
                p { (label("policy-measure-id")) ": " code { (draft.id) } }
                input type="hidden" name="id" value=(draft.id);
            } @else {
                (components::text(Field::new("id", &label("policy-measure-id"), &data, errors).help(&label("policy-measure-id-help")).required(), "text"))
            }
            (components::text(Field::new("title_zh", &label("policy-title-zh"), &data, errors).required(), "text"))
            (components::text(Field::new("title_en", &label("policy-title-en"), &data, errors).required(), "text"))
        }
        div.mt-3 { (components::area(Field::new("expression", &label("policy-expression"), &data, errors).help(&label("policy-expression-help")).required(), 3)) }
        div.form-grid {
            (components::select(Field::new("unit", &label("policy-unit"), &data, errors).required(), &units))
            (components::select(Field::new("direction", &label("policy-direction"), &data, errors).required(), &directions))
            (components::number(Field::new("target", &label("policy-target"), &data, errors).help(&label("policy-number-help")).required()))
            (components::date(Field::new("due_on", &label("policy-target-due"), &data, errors).help(&label("policy-target-due-help"))))
            (components::number(Field::new("baseline", &label("policy-baseline"), &data, errors).help(&label("policy-baseline-help"))))
            (components::date(Field::new("baseline_on", &label("policy-baseline-on"), &data, errors)))
            (components::number(Field::new("amber", &label("policy-amber"), &data, errors).help(&label("policy-amber-help")).required()))
            (components::text(Field::new("source", &label("policy-source"), &data, errors), "text"))
            (components::date(Field::new("since", &label("policy-since"), &data, errors).help(&label("policy-since-help"))))
        }
    }
}

fn unit_label(visit: &Visit, unit: &str) -> String {
    let known = unit.parse().ok().map(|unit| figure::unit_name(visit.app().languages(), visit.language(), &unit));
    match known {
        Some(name) if !name.is_empty() => format!("{unit} ({name})"),
        _ => unit.to_owned(),
    }
}

/// The value of the draft today, or the place in the expression where it is wrong.
async fn verdict(visit: &Visit, draft: &MeasureDraft, wrong: Option<&ExpressionError>) -> Result<Markup, PageError> {
    if let Some(error) = wrong {
        let values = error.arguments();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        return Ok(html! {
            div.alert.alert-danger role="alert" {
                p { (visit.text_with(error.key(), &values)) }
                pre { code { (marked(&draft.expression, error)) } }
            }
        });
    }
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let known = registry.facts(database, visit.scope().zone()).await?;
    let Ok(measure) = draft.check(&*known) else { return Ok(html! {}) };
    let readings = registry.readings(database, visit.scope().zone(), visit.as_of()).await?;
    let reading = |key: &str| readings.get(key).cloned().unwrap_or_else(|| Err(facts::Unknown::Fact(key.to_owned())));
    let assessment = measure.assess(&measure.compile(&*known), visit.as_of(), &reading);
    let named = assessment.facts.iter().filter_map(|key| known.get(key));
    Ok(html! {
        div.alert.alert-success role="status" {
            (standing(visit, &assessment))
            ul { @for fact in named {
                li {
                    (super::panel::measure::title_of(visit, fact)) ": "
                    (figure::reading(visit.app().languages(), visit.language(), &reading(&fact.key), &fact.unit))
                }
            } }
        }
    })
}

/// The expression with the wrong place marked.
fn marked(expression: &str, error: &ExpressionError) -> Markup {
    let Some(span) = error.span() else { return html! { (expression) } };
    let characters: Vec<char> = expression.chars().collect();
    let first = span.first.saturating_sub(1).min(characters.len());
    let last = span.last.clamp(first, characters.len());
    let part = |range: &[char]| range.iter().collect::<String>();
    html! { (part(&characters[..first])) mark { (part(&characters[first..last])) } (part(&characters[last..])) }
}
