//! The description of the API, for programs and for people.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::{Description, description::Call};
use crate::{Page, Visit};

/// How deep an example goes into what a body is made of.
const EXAMPLE_DEPTH_MAX: u8 = 4;

/// What the API takes and answers, as OpenAPI 3.1.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "openapi.json", operation_id = "openapi", security(()),
    responses((status = 200, content_type = "application/json", body = serde_json::Value, description = "An OpenAPI document")),
)]
pub(crate) async fn document(visit: Visit) -> Response {
    let told = visit.app().description().json(&visit.link(""));
    ([(header::CONTENT_TYPE, "application/json")], told).into_response()
}

/// The same as a page, with an example of each call.
pub(crate) async fn show(visit: Visit) -> Page {
    let told = visit.app().description();
    let body = html! {
        div.panel.mb-3 {
            p { (visit.text("api-lead")) }
            pre tabindex="0" { code { (with_token(&visit, "/api/projects")) } }
            p { (visit.text("api-lead-changes")) }
        }
        @for part in told.parts() {
            section.panel.mb-3 aria-labelledby=(format!("part-{part}")) {
                h2.panel-title id=(format!("part-{part}")) { (part_name(&visit, part)) }
                @for call in told.calls(part) { (one(&visit, told, &call)) }
            }
        }
    };
    let actions = html! {
        a.btn href=(visit.link("/account/tokens")) { (visit.text("tokens")) }
        a.btn href=(visit.link("/api/openapi.json")) { "OpenAPI" }
    };
    Page::new(&visit, visit.text("api")).actions(actions).body(body)
}

/// What a part of the API is called.
pub(crate) fn part_name(visit: &Visit, part: &str) -> String {
    let key = format!("api-part-{}", part.replace(['.', '_'], "-"));
    if visit.app().languages().has(&key) { visit.text(&key) } else { part.to_owned() }
}

/// A call at the command line, with the access token out of the environment: it stays out of the history of commands.
pub(crate) fn with_token(visit: &Visit, path: &str) -> String {
    format!("curl -H \"Authorization: Bearer $WUTONG_TOKEN\" {}{}", visit.app().public_url(), visit.link(path))
}

fn one(visit: &Visit, told: &Description, call: &Call<'_>) -> Markup {
    let id = call.told["operationId"].as_str().unwrap_or_default();
    let body = call.told["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
    let schema = body.map(|(_, of)| told.resolve(&of["schema"]));
    html! {
        details.call id=(id) {
            summary { code { (call.method.to_uppercase()) " " (call.path) } " " (visit.text(&format!("api-{}", id.replace('_', "-")))) }
            pre tabindex="0" { code { (curl(visit, told, call, body)) } }
            (parameters(visit, told, call))
            @if let Some(schema) = schema { (fields(visit, told, schema)) }
            p { (visit.text("api-answers")) " " (answers(call)) }
        }
    }
}

fn answers(call: &Call<'_>) -> String {
    let statuses: Vec<&str> =
        call.told["responses"].as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    statuses.join(" · ")
}

/// The parameters of the address and the headers; their meanings are told in English, as in the description.
fn parameters(visit: &Visit, told: &Description, call: &Call<'_>) -> Markup {
    let all = call.told["parameters"].as_array().into_iter().flatten().map(|one| told.resolve(one));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = all.map(|one| {
        let kind = format!("{} · {}", text(&one["in"]), kind(told, &one["schema"]));
        (text(&one["name"]), kind, one["required"] == true, text(&one["description"]))
    });
    table(visit, "api-parameters", lines.collect())
}

fn fields(visit: &Visit, told: &Description, schema: &Value) -> Markup {
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
    let lines = schema["properties"].as_object().into_iter().flatten().map(|(name, of)| {
        let meaning = of["description"].as_str().or(told.resolve(of)["description"].as_str());
        (name.clone(), kind(told, of), required(name), meaning.unwrap_or_default().to_owned())
    });
    table(visit, "api-fields", lines.collect())
}

fn table(visit: &Visit, caption: &str, lines: Vec<(String, String, bool, String)>) -> Markup {
    let label = visit.text(caption);
    html! {
        @if !lines.is_empty() {
            div.table-responsive tabindex="0" role="region" aria-label=(label) {
                table.table.table-sm {
                    caption { (label) }
                    thead { tr {
                        @for key in ["api-name", "api-kind", "api-meaning"] { th scope="col" { (visit.text(key)) } }
                    } }
                    tbody { @for (name, kind, required, meaning) in &lines { tr {
                        th scope="row" { code { (name) } @if *required { " " span.pill { (visit.text("api-required")) } } }
                        td { (kind) }
                        td lang="en" { (meaning) }
                    } } }
                }
            }
        }
    }
}

/// What may stand in a value, in the words of JSON Schema.
fn kind(told: &Description, schema: &Value) -> String {
    let schema = told.resolve(given(schema));
    let word = match &schema["type"] {
        Value::String(one) => one.clone(),
        Value::Array(several) => several.iter().filter_map(Value::as_str).filter(|one| *one != "null").collect(),
        _ => String::new(),
    };
    match (word.as_str(), schema["format"].as_str(), schema["enum"].as_array()) {
        ("array", ..) => format!("array of {}", kind(told, &schema["items"])),
        (_, _, Some(words)) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        (_, Some(format), _) => format.to_owned(),
        _ => word,
    }
}

/// What stands beside null in a schema of something that may be left out.
fn given(schema: &Value) -> &Value {
    let several = schema["oneOf"].as_array().into_iter().flatten();
    several.into_iter().find(|one| one["type"] != "null").unwrap_or(schema)
}

/// The call at the command line.
fn curl(visit: &Visit, told: &Description, call: &Call<'_>, body: Option<(&String, &Value)>) -> String {
    let mut lines = vec![with_token(visit, call.path)];
    if call.method != "get" {
        lines.push("-H \"Idempotency-Key: $(uuidgen)\"".to_owned());
    }
    match body {
        Some((media_type, of)) if media_type == "application/json" => {
            lines.push(format!("-H 'Content-Type: {media_type}'"));
            let example = example(told, &of["schema"], EXAMPLE_DEPTH_MAX);
            lines.push(format!("-d '{example}'"));
        }
        Some((media_type, _)) => {
            lines.push(format!("-H 'Content-Type: {media_type}'"));
            lines.push("--data-binary @FILE".to_owned());
        }
        None => {}
    }
    lines.join(" \\\n  ")
}

/// Something that a schema allows: its own example where it gives one, the fields that must be there.
fn example(told: &Description, schema: &Value, depth: u8) -> Value {
    let schema = told.resolve(given(schema));
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str());
    match kind {
        Some("object") if depth > 0 => {
            let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let members = names.map(|name| (name.to_owned(), example(told, &schema["properties"][name], depth - 1)));
            Value::Object(members.collect())
        }
        Some("array") if depth > 0 => Value::Array(vec![example(told, &schema["items"], depth - 1)]),
        Some("object") => Value::Object(Map::new()),
        Some("array") => Value::Array(Vec::new()),
        Some("integer" | "number") => Value::from(1),
        Some("boolean") => Value::from(true),
        _ if schema["format"] == "date" => Value::from("2020-08-20"),
        _ => Value::from("…"),
    }
}
