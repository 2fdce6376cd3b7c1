use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;

use crate::Visit;

/// Two editions of a record side by side, field by field where they differ. A field's name is the text `field-NAME`
/// where the language files have it.
pub fn difference(visit: &Visit, left_key: &str, left: &Value, right_key: &str, right: &Value) -> Markup {
    let names: BTreeSet<&str> = [left, right]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|object| object.keys().map(String::as_str))
        .collect();
    html! {
        table.table.difference {
            thead { tr {
                th scope="col" { (visit.text("difference-field")) }
                th scope="col" { (visit.text(left_key)) }
                th scope="col" { (visit.text(right_key)) }
            } }
            tbody {
                @for name in names {
                    @let (was, is) = (shown(left.get(name)), shown(right.get(name)));
                    @if was != is {
                        tr { th scope="row" { (field_name(visit, name)) } td { (was) } td { (is) } }
                    }
                }
            }
        }
    }
}

fn field_name(visit: &Visit, name: &str) -> String {
    let key = format!("field-{}", name.replace('_', "-"));
    if visit.app().languages().has(&key) { visit.text(&key) } else { name.to_owned() }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
