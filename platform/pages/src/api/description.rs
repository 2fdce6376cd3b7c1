use serde_json::{Map, Value, json};
use utoipa::{OpenApi, ToSchema};

use super::ProblemBody;

/// Every call of the API as OpenAPI 3.1: what each desk says of its own, and what the guard and the extractors answer to all.
#[derive(Clone, Debug)]
pub struct Description(Value);

/// One call.
pub(super) struct Call<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub told: &'a Value,
}

/// What [`super::Sent`] and [`super::SentFile`] refuse.
const OF_A_CHANGE: [(&str, &str); 4] =
    [("409", "Conflict"), ("413", "TooLarge"), ("415", "OtherMediaType"), ("422", "Wrong")];
/// What the guard refuses, and what cannot be read.
const OF_THE_GUARD: [(&str, &str); 4] =
    [("400", "Malformed"), ("401", "Unauthorized"), ("403", "Forbidden"), ("404", "NotFound")];

impl Description {
    /// The descriptions of the desks as one; a part that two of them tell of is told by the first.
    pub fn of(desks: impl IntoIterator<Item = utoipa::openapi::OpenApi>) -> Self {
        let mut whole = frame();
        for desk in desks {
            let Ok(told) = serde_json::to_value(desk) else { continue };
            take_over(&mut whole, &told, "/paths");
            take_over(&mut whole, &told, "/components/schemas");
            if let (Some(tags), Some(more)) = (whole["tags"].as_array_mut(), told["tags"].as_array()) {
                tags.extend(more.iter().cloned());
            }
        }
        for path in whole["paths"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            for (method, call) in path.as_object_mut().into_iter().flatten() {
                complete(method, call);
            }
        }
        Self(whole)
    }

    /// The description as JSON, for the zone whose addresses begin so.
    pub fn json(&self, server: &str) -> String {
        let mut told = self.0.clone();
        told["servers"] = json!([{ "url": server }]);
        told.to_string()
    }

    /// The parts of the API with what each is about.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str())
    }

    /// The calls of a part, in the order of their addresses.
    pub(super) fn calls<'a>(&'a self, part: &'a str) -> impl Iterator<Item = Call<'a>> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        let calls = paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, told)| Call { method: method.as_str(), path: path.as_str(), told })
        });
        calls.filter(move |call| call.told["tags"][0] == part)
    }

    /// What a reference leads to, or the value itself.
    pub(super) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let target = value["$ref"].as_str().and_then(|target| self.0.pointer(target.strip_prefix('#')?));
        target.unwrap_or(value)
    }
}

/// The house's own: who it is, how a program shows who it is, and the answers that all calls share.
fn frame() -> Value {
    let problem = |text: &str| {
        let schema = json!({ "$ref": "#/components/schemas/ProblemBody" });
        json!({ "description": text, "content": { "application/problem+json": { "schema": schema } } })
    };
    let mut unauthorized =
        problem("Nobody is signed in; or the access token is wrong, has ended, was revoked, or its account is closed");
    unauthorized["headers"] = json!({ "WWW-Authenticate": {
        "description": "`Bearer`, with `error=\"invalid_token\"` where a token was shown", "schema": { "type": "string" },
    } });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Wutong",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The API of a development zone. Amounts are decimal numbers in yuan, days are civil days in China, \
                both as text.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [],
        "tags": [],
        "security": [{ "access_token": [] }, { "session": [] }],
        "paths": {},
        "components": {
            "schemas": { (ProblemBody::name()): serde_json::to_value(<ProblemBody as utoipa::PartialSchema>::schema()).unwrap_or_default() },
            "securitySchemes": {
                "access_token": { "type": "http", "scheme": "bearer", "description": "An access token, made at /account/tokens" },
                "session": { "type": "apiKey", "in": "cookie", "name": "wutong-session", "description": "The cookie of whoever is signed in" },
            },
            "parameters": {
                "IdempotencyKey": {
                    "name": "Idempotency-Key", "in": "header", "required": true,
                    "description": "8 to 64 letters, digits and hyphens; the same key is carried out once",
                    "schema": { "type": "string", "pattern": "^[A-Za-z0-9-]{8,64}$" },
                },
                "AsOf": {
                    "name": "as_of", "in": "query", "required": false,
                    "description": "The day looked at; today when left out",
                    "schema": { "type": "string", "format": "date" },
                },
            },
            "responses": {
                "Malformed": problem("The query, the body or the key cannot be read"),
                "Unauthorized": unauthorized,
                "Forbidden": problem("Not for this role, or not within the reach of the access token"),
                "NotFound": problem("There is no such record, or not for this reader"),
                "Conflict": problem("Somebody else was faster: read the record again; or the key was used for another change"),
                "TooLarge": problem("More was sent than is taken"),
                "OtherMediaType": problem("What was sent is of another media type"),
                "Wrong": problem("What is wrong, by field"),
            },
        },
    })
}

/// Adds the members of an object to the same object of the whole.
fn take_over(whole: &mut Value, told: &Value, place: &str) {
    let (Some(into), Some(from)) = (whole.pointer_mut(place).and_then(Value::as_object_mut), told.pointer(place))
    else {
        return;
    };
    for (name, value) in from.as_object().into_iter().flatten() {
        into.entry(name).or_insert_with(|| value.clone());
    }
}

/// Adds to a call what the guard and the extractors ask for and answer.
fn complete(method: &str, call: &mut Value) {
    // `security(())`: anybody may call it, unless with a token that is none.
    let is_public = call["security"] == json!([{}]);
    let changes = method != "get";
    let parameter = match (changes, is_public) {
        (true, _) => Some("IdempotencyKey"),
        (false, false) => Some("AsOf"),
        (false, true) => None,
    };
    if let Some(name) = parameter {
        let reference = json!({ "$ref": format!("#/components/parameters/{name}") });
        match call["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(reference),
            None => call["parameters"] = json!([reference]),
        }
    }
    let guard = OF_THE_GUARD.iter().filter(|(status, _)| !is_public || *status == "401");
    for (status, name) in guard.chain(OF_A_CHANGE.iter().filter(|_| changes)) {
        let answers = call["responses"].as_object_mut();
        if let Some(answers) = answers {
            let reference = || json!({ "$ref": format!("#/components/responses/{name}") });
            answers.entry(*status).or_insert_with(reference);
        }
    }
}

/// The calls of the house itself.
#[derive(OpenApi)]
#[openapi(paths(super::reference::document), tags((name = "openapi.json", description = "This description")))]
pub(crate) struct House;
