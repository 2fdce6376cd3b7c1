//! How the pages write what the model knows.

use std::collections::BTreeMap;

use facts::{Unit, Value};
use jiff::Timestamp;
use maud::{Markup, html};
use pages::{Language, PageError, Visit, china, components, figure::figure};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    files::Wording,
    model::{
        Category, Field, FieldError, Key, Money, Need, Overdue, Problem, ProjectId, Promised, Quantity, Rules, Stage,
        StatusKind, Terms,
    },
};

/// The project that the address names.
pub fn project_id(visit: &Visit) -> Result<ProjectId, PageError> {
    visit.param("id")?.parse().map_err(|_| PageError::NotFound)
}

/// A path below the zone that keeps the day that the page speaks of.
pub fn same_day(visit: &Visit, path: &str) -> String {
    if !visit.looks_back() {
        return path.to_owned();
    }
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}as_of={}", visit.as_of())
}

/// The address of such a path.
pub fn on_same_day(visit: &Visit, path: &str) -> String {
    visit.link(&same_day(visit, path))
}

/// Money as a reader writes it: 3.2 亿元, 320 million CNY.
pub fn money(visit: &Visit, money: Money) -> String {
    amount(visit, money.to_decimal())
}

/// A sum of money in yuan as a reader writes it.
pub fn amount(visit: &Visit, yuan: Decimal) -> String {
    let number = yuan.to_f64().unwrap_or_default();
    figure(visit.app().languages(), visit.language(), Value::Number(number), &Unit::cny())
}

/// A need with its unit: 95 亩, 12,000 m³/h.
pub fn quantity(visit: &Visit, quantity: Quantity, unit_key: &str) -> String {
    let number = quantity.to_decimal().to_f64().unwrap_or_default();
    let digits = figure(visit.app().languages(), visit.language(), Value::Number(number), &Unit::count());
    format!("{digits} {}", visit.text(unit_key))
}

/// Energy in tonnes of coal equivalent with its unit.
pub fn energy(visit: &Visit, tonnes: Decimal) -> String {
    format!("{} {}", number(visit, tonnes), visit.text("projects-unit-tce"))
}

/// A number without its unit, as a reader writes it.
pub fn number(visit: &Visit, number: Decimal) -> String {
    let number = Value::Number(number.to_f64().unwrap_or_default());
    figure(visit.app().languages(), visit.language(), number, &Unit::count())
}

/// A moment as people read it: minutes of China's time.
pub fn moment(at: Timestamp) -> String {
    china().to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The name of a stage.
pub fn stage_name<'a>(visit: &Visit, stage: &'a Stage) -> &'a str {
    visit.language().pick(stage.name_zh.as_str(), stage.name_en.as_str())
}

/// The name of a stage by its key; the key itself when the zone's list no longer has it.
pub fn stage(visit: &Visit, rules: &Rules, key: &Key) -> String {
    rules.stages.get(key).map_or_else(|| key.to_string(), |stage| stage_name(visit, stage).to_owned())
}

/// The name of a word of the zone; the key itself when the zone's list no longer has it.
pub fn term(visit: &Visit, terms: &Terms, key: &Key) -> String {
    let name =
        |term: &crate::model::Term| visit.language().pick(term.name_zh.as_str(), term.name_en.as_str()).to_owned();
    terms.get(key).map_or_else(|| key.to_string(), name)
}

/// The name of a category.
pub fn category(visit: &Visit, category: Category) -> String {
    visit.text(&format!("projects-category-{}", category.key()))
}

/// A status in a word, with a shape.
pub fn status(visit: &Visit, kind: StatusKind) -> Markup {
    let tone = match kind {
        StatusKind::Active => "good",
        StatusKind::Dormant | StatusKind::Delayed => "warning",
        StatusKind::Lost => "bad",
        StatusKind::Ended => "neutral",
    };
    components::pill(tone, &status_name(visit, kind))
}

/// The name of a status.
pub fn status_name(visit: &Visit, kind: StatusKind) -> String {
    visit.text(&format!("projects-status-{}", kind.key()))
}

/// What is late, and by how many days.
pub fn overdue(visit: &Visit, late: &[Overdue]) -> Markup {
    html! {
        @for one in late {
            div { span.due.due-overdue { (overdue_text(visit, one)) } }
        }
    }
}

/// What is late, and by how many days, in words.
pub fn overdue_text(visit: &Visit, late: &Overdue) -> String {
    visit.text_with(&format!("projects-overdue-{}", late.milestone.key()), &[("days", late.late_days.into())])
}

/// The name of a field of projects, reports or files.
pub fn field(visit: &Visit, key: &str) -> String {
    if let Ok(Field::Plan(year)) = key.parse::<Field>() {
        return visit.text_with("projects-field-plan", &[("year", year.to_string().into())]);
    }
    named(visit, key).unwrap_or_else(|| visit.text(&format!("projects-item-{key}")))
}

/// The same, where it has one.
fn named(visit: &Visit, key: &str) -> Option<String> {
    let keys = [format!("projects-field-{key}"), format!("projects-item-{key}")];
    keys.into_iter().find(|key| visit.app().languages().has(key)).map(|key| visit.text(&key))
}

/// What a problem says, in the reader's language; fields by their names.
pub fn problem(visit: &Visit, problem: &Problem) -> String {
    if let Problem::StageNeeds { needs } = problem {
        let names: Vec<String> = needs.iter().map(|one| need(visit, one)).collect();
        let names = names.join(visit.language().pick("、", ", "));
        return visit.text_with(problem.key(), &[("fields", names.into())]);
    }
    let args = problem.args();
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    visit.text_with(problem.key(), &args)
}

/// The name of something that is missing. Kinds of documents stand by their keys where the zone's list is not at hand.
pub fn need(visit: &Visit, need: &Need) -> String {
    match need {
        Need::Field(one) => field(visit, &one.key()),
        Need::Document(kind) => visit.text_with("projects-need-document", &[("kind", kind.as_str().into())]),
    }
}

/// Logins with the names of those who have them.
pub type Names = BTreeMap<String, String>;

/// The name of somebody; the login where the reader may not know it.
pub fn person(names: &Names, login: &str) -> String {
    names.get(login).map_or(login, String::as_str).to_owned()
}

/// Problems beside their fields.
pub fn field_errors(visit: &Visit, errors: &[FieldError]) -> components::FieldErrors {
    let mut shown = components::FieldErrors::default();
    for error in errors {
        shown.add(&error.field, problem(visit, &error.problem));
        if let Some(name) = named(visit, &error.field) {
            shown.name(&error.field, name);
        }
    }
    shown
}

/// How files name their columns for this reader.
pub fn wording(visit: &Visit) -> Wording {
    match visit.language() {
        Language::Chinese => Wording::Chinese,
        Language::English => Wording::English,
    }
}

/// An amount, in the unit of what is promised, as a reader writes it.
pub fn promised_amount(visit: &Visit, promised: &Promised, amount: &str) -> String {
    let shown = match promised {
        Promised::Investment(_) | Promised::Output(_) | Promised::Tax(_) => {
            amount.parse().ok().map(|sum| money(visit, sum))
        }
        Promised::Energy(_) => amount.parse().ok().map(|energy| quantity(visit, energy, "projects-unit-tce")),
        _ => None,
    };
    shown.unwrap_or_else(|| amount.to_owned())
}

/// Fields in two editions side by side: key, how it stands on the left, how on the right.
pub fn differences(visit: &Visit, sides: (&str, &str), lines: &[(String, String, String)]) -> Markup {
    let labelled = |(key, was, is): &(String, String, String)| (field(visit, key), was.clone(), is.clone());
    labelled_differences(visit, sides, &lines.iter().map(labelled).collect::<Vec<_>>())
}

/// The same with labels instead of keys.
pub fn labelled_differences(visit: &Visit, (left, right): (&str, &str), lines: &[(String, String, String)]) -> Markup {
    let shown = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(visit.text("projects-what-changed")) {
            table.table.difference {
                thead { tr {
                    th scope="col" { (visit.text("difference-field")) }
                    th scope="col" { (visit.text(left)) }
                    th scope="col" { (visit.text(right)) }
                } }
                tbody {
                    @for (label, was, is) in lines {
                        tr { th scope="row" { (label) } td { (shown(was)) } td { (shown(is)) } }
                    }
                }
            }
        }
    }
}
