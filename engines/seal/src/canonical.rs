use serde_json::Value;

/// JSON in one defined form: keys sorted by their bytes, no white space, strings escaped as little as JSON allows,
/// numbers in their shortest form that reads back the same.
///
/// In the spirit of RFC 8785, which sorts keys by UTF-16 units instead: the two differ only for keys outside the Basic
/// Multilingual Plane.
///
/// ```
/// let value = serde_json::json!({ "b": [1, 2.5, null], "a": "梧桐\n" });
/// assert_eq!(seal::canonical_json(&value), r#"{"a":"梧桐\n","b":[1,2.5,null]}"#);
/// ```
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            // The map may keep insertion order when another crate turns that feature on: sort here.
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (index, (key, item)) in fields.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}
