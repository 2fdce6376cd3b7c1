use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{FormData, Visit};

/// What is wrong with a form, field by field, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    messages: BTreeMap<String, String>,
    /// What the fields are called, where the summary is to say so.
    names: BTreeMap<String, String>,
}

impl FieldErrors {
    /// One field and what is wrong with it.
    pub fn one(field: &str, message: String) -> Self {
        Self { messages: BTreeMap::from([(field.to_owned(), message)]), names: BTreeMap::new() }
    }

    /// Adds a message to a field; the first one stays.
    pub fn add(&mut self, field: &str, message: String) {
        self.messages.entry(field.to_owned()).or_insert(message);
    }

    /// Says what a field is called: the summary names it.
    pub fn name(&mut self, field: &str, label: String) {
        self.names.insert(field.to_owned(), label);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The message of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.messages.get(field).map(String::as_str)
    }

    /// All fields with their messages.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.messages.iter().map(|(field, message)| (field.as_str(), message.as_str()))
    }

    /// All errors at the head of the form, each a link to its field.
    pub fn summary(&self, visit: &Visit) -> Markup {
        html! {
            @if !self.messages.is_empty() {
                div.alert.alert-danger role="alert" tabindex="-1" data-error-summary {
                    h2.alert-title { (visit.text("form-errors")) }
                    ul { @for (field, message) in &self.messages { li {
                        a href=(format!("#field-{field}")) {
                            @if let Some(name) = self.names.get(field) { (name) (visit.language().pick("：", ": ")) }
                            (message)
                        }
                    } } }
                }
            }
        }
    }
}

/// A field of a form: its name, its label, what was typed, what is wrong.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// Name in the form.
    pub name: &'a str,
    /// Label, in the reader's language.
    pub label: &'a str,
    /// What stands in it.
    pub value: &'a str,
    /// How to fill it in; empty for none.
    pub help: &'a str,
    /// Whether it must be filled in.
    pub required: bool,
    /// What is wrong with it.
    pub error: Option<&'a str>,
    /// What a browser or a password store may fill in, as HTML's `autocomplete` names it.
    pub autocomplete: Option<&'static str>,
    /// Its name in the form, where several forms of a page have the same and errors must tell them apart.
    pub sent_as: Option<&'a str>,
    /// The most characters that a browser lets in.
    pub length_max: Option<u16>,
}

impl<'a> Field<'a> {
    /// A field that shows what was typed and what is wrong with it.
    pub fn new(name: &'a str, label: &'a str, data: &'a FormData, errors: &'a FieldErrors) -> Self {
        Self {
            name,
            label,
            value: data.get(name),
            help: "",
            required: false,
            error: errors.get(name),
            autocomplete: None,
            sent_as: None,
            length_max: None,
        }
    }

    /// With a line of help below.
    #[must_use]
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = help;
        self
    }

    /// To be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With what a browser or a password store may fill in: `username`, `current-password`.
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// Called otherwise in the form than on the page.
    #[must_use]
    pub fn sent_as(mut self, name: &'a str) -> Self {
        self.sent_as = Some(name);
        self
    }

    /// With the most characters that a browser lets in.
    #[must_use]
    pub fn length_max(mut self, characters: u16) -> Self {
        self.length_max = Some(characters);
        self
    }

    fn described_by(&self) -> Option<String> {
        let mut ids = Vec::new();
        if !self.help.is_empty() {
            ids.push(format!("help-{}", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("error-{}", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn frame(&self, control: Markup) -> Markup {
        html! {
            div.mb-3 {
                label.form-label.required[self.required] for=(format!("field-{}", self.name)) { (self.label) }
                (control)
                (self.notes())
            }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if !self.help.is_empty() { div.form-hint id=(format!("help-{}", self.name)) { (self.help) } }
            @if let Some(error) = self.error {
                div.invalid-feedback.d-block id=(format!("error-{}", self.name)) { (error) }
            }
        }
    }

    fn input(&self, kind: &str, mode: Option<&str>) -> Markup {
        html! {
            input.form-control.is-invalid[self.error.is_some()] type=(kind) id=(format!("field-{}", self.name))
                name=(self.sent_as.unwrap_or(self.name)) value=(self.value) required[self.required] maxlength=[self.length_max] inputmode=[mode] autocomplete=[self.autocomplete] aria-describedby=[self.described_by()]
                aria-invalid=[self.error.map(|_| "true")];
        }
    }
}

/// A line of text; `kind` is an input type: `text`, `password`, `email`, `search`.
pub fn text(field: Field<'_>, kind: &str) -> Markup {
    field.frame(field.input(kind, None))
}

/// A number, typed freely: 3,000 and 30亿 are parsed by the desk.
pub fn number(field: Field<'_>) -> Markup {
    field.frame(field.input("text", Some("decimal")))
}

/// A day.
pub fn date(field: Field<'_>) -> Markup {
    field.frame(field.input("date", None))
}

/// A file, or several, of the types that `accept` names as HTML does.
pub fn file(field: Field<'_>, accept: &str, several: bool) -> Markup {
    field.frame(html! {
        input.form-control.is-invalid[field.error.is_some()] type="file" id=(format!("field-{}", field.name))
            name=(field.sent_as.unwrap_or(field.name)) accept=(accept) multiple[several] required[field.required]
            aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")];
    })
}

/// Several lines of text.
pub fn area(field: Field<'_>, rows: u8) -> Markup {
    field.frame(html! {
        textarea.form-control.is-invalid[field.error.is_some()] id=(format!("field-{}", field.name)) name=(field.name)
            rows=(rows) required[field.required] aria-describedby=[field.described_by()]
            aria-invalid=[field.error.map(|_| "true")] { (field.value) }
    })
}

/// One of the values that a field may take.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// One out of a list. An empty choice comes first unless the field is required and filled.
pub fn select(field: Field<'_>, choices: &[Choice]) -> Markup {
    field.frame(html! {
        select.form-select.is-invalid[field.error.is_some()] id=(format!("field-{}", field.name)) name=(field.name)
            required[field.required] aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] {
            @if !field.required || field.value.is_empty() { option value="" {} }
            @for choice in choices {
                option value=(choice.value) selected[choice.value == field.value] { (choice.label) }
            }
        }
    })
}

/// Yes or no; `value` is what is sent for yes.
pub fn checkbox(field: Field<'_>, value: &str, checked: bool) -> Markup {
    html! {
        div.mb-3 {
            label.form-check {
                input.form-check-input type="checkbox" id=(format!("field-{}", field.name)) name=(field.name) value=(value)
                    checked[checked] aria-describedby=[field.described_by()];
                span.form-check-label { (field.label) }
            }
            (field.notes())
        }
    }
}
