//! A text as rows of fields that know where they stand: only texts in which something is wrong are read this way.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::fault::Place;

/// The tables of a text; those of the market under `market.receipts` and so on.
pub(super) struct Document<'a> {
    text: &'a str,
    pub tables: Vec<Table>,
}

/// The rows of a list, or the one row of a table.
pub(super) struct Table {
    pub name: String,
    pub at: usize,
    pub rows: Vec<Entry>,
}

/// A row.
pub(super) struct Entry {
    pub at: usize,
    fields: Vec<Field>,
    /// It has no keys, but is a value.
    bare: Option<toml::Value>,
}

struct Field {
    key: String,
    at: usize,
    value: toml::Value,
}

/// The part of the format that is a table of tables.
const MARKET: &str = "market";

impl<'a> Document<'a> {
    /// # Errors
    /// Text that is no TOML.
    pub fn of_toml(text: &'a str) -> Result<Self, toml::de::Error> {
        let root = DeTable::parse(text)?;
        let mut tables = Vec::new();
        for (key, value) in root.get_ref() {
            let (name, at) = (key.get_ref().to_string(), key.span().start);
            match value.get_ref() {
                DeValue::Table(market) if name == MARKET => {
                    let (lists, own): (Vec<_>, Vec<_>) =
                        market.iter().partition(|(_, value)| matches!(value.get_ref(), DeValue::Array(_)));
                    tables.extend(lists.into_iter().map(|(key, list)| Table {
                        name: format!("{MARKET}.{}", key.get_ref()),
                        at: key.span().start,
                        rows: toml_rows(list),
                    }));
                    let fields = own.into_iter().map(toml_field).collect();
                    tables.push(Table { name, at, rows: vec![Entry { at, fields, bare: None }] });
                }
                _ => tables.push(Table { name, at, rows: toml_rows(value) }),
            }
        }
        Ok(Self { text, tables })
    }

    /// # Errors
    /// Text that is no JSON.
    pub fn of_json(text: &'a str) -> Result<Self, serde_json::Error> {
        let at = |raw: &RawValue| raw.get().as_ptr() as usize - text.as_ptr() as usize;
        let mut tables = Vec::new();
        for (name, raw) in serde_json::from_str::<BTreeMap<String, &RawValue>>(text)? {
            match serde_json::from_str::<BTreeMap<String, &RawValue>>(raw.get()) {
                Ok(market) if name == MARKET => {
                    let (lists, own): (Vec<_>, Vec<_>) =
                        market.into_iter().partition(|(_, raw)| raw.get().starts_with('['));
                    tables.extend(lists.into_iter().map(|(key, list)| Table {
                        name: format!("{MARKET}.{key}"),
                        at: at(list),
                        rows: json_rows(list, &at),
                    }));
                    let fields = own.into_iter().filter_map(|(key, raw)| json_field(key, raw, &at)).collect();
                    tables.push(Table { name, at: at(raw), rows: vec![Entry { at: at(raw), fields, bare: None }] });
                }
                _ => tables.push(Table { name, at: at(raw), rows: json_rows(raw, &at) }),
            }
        }
        Ok(Self { text, tables })
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Where a byte stands.
    pub fn place(&self, at: usize) -> Place {
        Place::of(self.text, at)
    }
}

fn toml_rows(value: &toml::Spanned<DeValue>) -> Vec<Entry> {
    let row = |value: &toml::Spanned<DeValue>| match value.get_ref() {
        DeValue::Table(table) => {
            Entry { at: value.span().start, fields: table.iter().map(toml_field).collect(), bare: None }
        }
        _ => Entry { at: value.span().start, fields: Vec::new(), bare: toml_value(value) },
    };
    match value.get_ref() {
        DeValue::Array(rows) => rows.iter().map(row).collect(),
        _ => vec![row(value)],
    }
}

fn toml_field((key, value): (&toml::Spanned<toml::de::DeString>, &toml::Spanned<DeValue>)) -> Field {
    let absent = toml::Value::Boolean(false);
    Field { key: key.get_ref().to_string(), at: value.span().start, value: toml_value(value).unwrap_or(absent) }
}

fn toml_value(value: &toml::Spanned<DeValue>) -> Option<toml::Value> {
    toml::Value::deserialize(ValueDeserializer::from(value.clone())).ok()
}

fn json_rows(raw: &RawValue, at: &impl Fn(&RawValue) -> usize) -> Vec<Entry> {
    let row = |raw: &RawValue| match serde_json::from_str::<BTreeMap<String, &RawValue>>(raw.get()) {
        Ok(fields) => {
            let fields = fields.into_iter().filter_map(|(key, raw)| json_field(key, raw, at)).collect();
            Entry { at: at(raw), fields, bare: None }
        }
        Err(_) => {
            Entry { at: at(raw), fields: Vec::new(), bare: json_value(raw).or(Some(toml::Value::Boolean(false))) }
        }
    };
    match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        Ok(rows) => rows.into_iter().map(row).collect(),
        Err(_) => vec![row(raw)],
    }
}

/// A member that is null is as good as none.
fn json_field(key: String, raw: &RawValue, at: &impl Fn(&RawValue) -> usize) -> Option<Field> {
    Some(Field { key, at: at(raw), value: json_value(raw)? })
}

fn json_value(raw: &RawValue) -> Option<toml::Value> {
    of_value(serde_json::from_str(raw.get()).ok()?)
}

fn of_value(value: serde_json::Value) -> Option<toml::Value> {
    Some(match value {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(value) => toml::Value::Boolean(value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(whole) => toml::Value::Integer(whole),
            None => toml::Value::Float(number.as_f64()?),
        },
        serde_json::Value::String(text) => toml::Value::String(text),
        serde_json::Value::Array(values) => toml::Value::Array(values.into_iter().filter_map(of_value).collect()),
        serde_json::Value::Object(members) => {
            toml::Value::Table(members.into_iter().filter_map(|(key, value)| Some((key, of_value(value)?))).collect())
        }
    })
}

impl Entry {
    /// The text that it has under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.key == key).and_then(|field| field.value.as_str())
    }

    /// Where the value of a key stands, or else the row itself.
    pub fn at(&self, key: Option<&str>) -> usize {
        self.fields.iter().find(|field| Some(field.key.as_str()) == key).map_or(self.at, |field| field.at)
    }

    /// The row as what it should be, or where and why it is not.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, (usize, String)> {
        let said = match T::deserialize(self.without(None)) {
            Ok(row) => return Ok(row),
            Err(error) => reason(error),
        };
        if said.starts_with("missing field") {
            return Err((self.at, said));
        }
        // A field without which the row would be right, or would lack just that field, and of several the one that is named.
        let to_blame = |field: &&Field| match T::deserialize(self.without(Some(&field.key))) {
            Ok(_) => true,
            Err(error) => reason(error) == format!("missing field `{}`", field.key),
        };
        let is_named =
            |field: &&Field| said.contains(&format!("`{}`", field.key)) || said.contains(&shown(&field.value));
        let blamed: Vec<&Field> = self.fields.iter().filter(to_blame).collect();
        Err(match blamed.iter().copied().find(is_named).or(blamed.first().copied()) {
            Some(field) if said.contains(&format!("`{}`", field.key)) => (field.at, said),
            Some(field) => (field.at, format!("{}: {said}", field.key)),
            None => (self.at, said),
        })
    }

    fn without(&self, key: Option<&str>) -> toml::Value {
        let fields = self.fields.iter().filter(|field| Some(field.key.as_str()) != key);
        let table = || toml::Value::Table(fields.map(|field| (field.key.clone(), field.value.clone())).collect());
        self.bare.clone().unwrap_or_else(table)
    }
}

/// What serde says, on one line.
fn reason(error: toml::de::Error) -> String {
    error.message().replace('\n', " ")
}

/// A value as serde shows what it did not expect.
fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => format!("string {text:?}"),
        toml::Value::Integer(whole) => format!("integer `{whole}`"),
        toml::Value::Float(number) => format!("floating point `{number}"),
        toml::Value::Boolean(value) => format!("boolean `{value}`"),
        toml::Value::Array(_) => "sequence".to_owned(),
        toml::Value::Table(_) | toml::Value::Datetime(_) => "map".to_owned(),
    }
}
