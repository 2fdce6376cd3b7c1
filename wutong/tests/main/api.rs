//! The one description of the API, put together from those of the desks.

use std::collections::BTreeMap;

use pages::Desk;
use serde_json::Value;

fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

fn told(desk: &Desk) -> Option<Value> {
    let told = desk.api?();
    Some(serde_json::from_str(&told.to_json().unwrap()).unwrap())
}

#[test]
fn one_name_means_one_body_whichever_desk_tells_of_it() {
    let mut known: BTreeMap<String, (&str, Value)> = BTreeMap::new();
    let desks = desks();
    for desk in &desks {
        let schemas = told(desk).map_or(Value::Null, |told| told["components"]["schemas"].clone());
        for (name, schema) in schemas.as_object().into_iter().flatten() {
            if let Some((other, before)) = known.get(name) {
                assert_eq!(before, schema, "{name} of {} is another than that of {other}", desk.key);
            }
            known.insert(name.clone(), (desk.key, schema.clone()));
        }
    }
    assert!(known.len() > 30, "{:?}", known.keys());
}

#[test]
fn every_address_of_the_api_is_told_of_by_its_desk() {
    for desk in desks() {
        let told = told(&desk).unwrap_or_default();
        for route in desk.routes.iter().filter(|route| route.path.starts_with("/api/")) {
            let call = &told["paths"][route.path][route.method.as_str().to_lowercase()];
            assert!(call["operationId"].is_string(), "{} {}", route.method, route.path);
        }
    }
}
