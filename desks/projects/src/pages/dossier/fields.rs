//! The form of an item: its fields by kind.

use std::collections::BTreeMap;

use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use store::StoreError;

use crate::{
    EDIT,
    model::{Conduct, Item, ItemDraft, ItemKind, Key, Promised, Rules, Terms},
    pages::{project::day_field, show},
    store::KeptItem,
};

/// The words that items are told with: lists of the zone, organisations by id.
pub(crate) struct Names {
    conduct: Conduct,
    organisations: BTreeMap<String, String>,
}

/// The words for a reader.
pub(crate) async fn names(visit: &Visit, rules: &Rules) -> Result<Names, StoreError> {
    let found = identity::organisation::list(visit.store().reader(), visit.scope()).await?;
    let bureaus = found.into_iter().filter(|one| one.kind == identity::organisation::Kind::Bureau);
    let organisations =
        bureaus.map(|one| (one.id, visit.language().pick(&one.name.zh, &one.name.en).to_owned())).collect();
    Ok(Names { conduct: rules.conduct.clone(), organisations })
}

impl Names {
    /// The list of the zone that a field of a kind chooses from.
    fn terms(&self, kind: ItemKind, key: &str) -> Option<&Terms> {
        match (kind, key) {
            (ItemKind::Talk, "form") => Some(&self.conduct.talk_forms),
            (ItemKind::Agreement, "form") => Some(&self.conduct.agreement_forms),
            (ItemKind::Request, "class") => Some(&self.conduct.request_classes),
            (ItemKind::Hurdle, "hurdle") => Some(&self.conduct.hurdles),
            (ItemKind::Hurdle, "cause") => Some(&self.conduct.causes),
            _ => None,
        }
    }

    /// A field of an item as a reader reads it.
    pub fn shown(&self, visit: &Visit, item: &Item, key: &str, text: &str) -> String {
        if let Some(terms) = self.terms(item.kind(), key) {
            return text.parse::<Key>().map_or_else(|_| text.to_owned(), |key| show::term(visit, terms, &key));
        }
        match key {
            "owner" => self.organisation(text),
            "what" => visit.text(&format!("projects-promised-{text}")),
            "critical" => visit.text("projects-yes"),
            _ => text.to_owned(),
        }
    }

    /// The organisations that can act, to choose from.
    pub fn owners(&self) -> Vec<Choice> {
        let choice = |(id, name): (&String, &String)| Choice { value: id.clone(), label: name.clone() };
        self.organisations.iter().map(choice).collect()
    }

    /// The name of an organisation; its id where the reader does not know it.
    pub fn organisation(&self, id: &str) -> String {
        self.organisations.get(id).map_or(id, String::as_str).to_owned()
    }
}

/// The label of a field: the words of its kind, where it has its own.
pub fn label(visit: &Visit, kind: ItemKind, key: &str) -> String {
    let own = format!("projects-item-{key}-{kind}");
    if visit.app().languages().has(&own) { visit.text(&own) } else { visit.text(&format!("projects-item-{key}")) }
}

/// What was typed into the fields of a kind.
pub fn draft(data: &FormData, kind: ItemKind) -> ItemDraft {
    kind.fields().iter().map(|key| (*key, data.get(key))).collect()
}

/// The fields of a form: an enterprise fills in what it asks for.
pub fn form(
    visit: &Visit,
    (names, kind): (&Names, ItemKind),
    agreements: &[&KeptItem],
    draft: &ItemDraft,
    errors: &FieldErrors,
) -> Markup {
    let data = FormData::from_pairs(kind.fields().iter().map(|key| (*key, draft.get(key).to_owned())));
    let input = |key: &'static str| {
        let label = label(visit, kind, key);
        let help = visit.app().languages().has(&format!("projects-help-item-{key}"));
        let help = if help { visit.text(&format!("projects-help-item-{key}")) } else { String::new() };
        let field = Input::new(key, &label, &data, errors).help(&help);
        let field = if kind.required().contains(&key) { field.required() } else { field };
        match key {
            "on" | "due_on" | "done_on" | "ends_on" => day_field(field),
            "text" | "outcome" => components::area(field, 4),
            "critical" => components::checkbox(field, "yes", draft.get(key) == "yes"),
            "form" | "class" | "hurdle" | "cause" | "owner" | "what" | "agreement" => {
                components::select(field, &choices(visit, (names, kind), agreements, key))
            }
            _ => components::text(field, "text"),
        }
    };
    html! {
        div.form-grid {
            @for key in if visit.scope().may(EDIT) { kind.fields() } else { kind.asked() } {
                div.field-wide[matches!(*key, "text" | "outcome")] { (input(key)) }
            }
        }
    }
}

fn choices(visit: &Visit, (names, kind): (&Names, ItemKind), agreements: &[&KeptItem], key: &str) -> Vec<Choice> {
    if let Some(terms) = names.terms(kind, key) {
        let choice = |term: &crate::model::Term| Choice {
            value: term.key.to_string(),
            label: show::term(visit, terms, &term.key),
        };
        return terms.iter().map(choice).collect();
    }
    match key {
        "owner" => names.owners(),
        "what" => {
            let choice =
                |key: &str| Choice { value: key.to_owned(), label: visit.text(&format!("projects-promised-{key}")) };
            Promised::KEYS.into_iter().map(choice).collect()
        }
        _ => {
            let title = |kept: &KeptItem| kept.item.title.as_ref().map(ToString::to_string).unwrap_or_default();
            agreements.iter().map(|kept| Choice { value: kept.id.to_string(), label: title(kept) }).collect()
        }
    }
}
