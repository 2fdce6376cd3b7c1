//! The fields of an item as the API sends and takes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{ItemDraft, ItemKind};

/// The fields of an item; which of them it has follows from its kind. What is left out stays, an empty text clears.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ItemFields {
    /// What it is, in a line: agreement, milestone, request, duty.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The day to which it belongs: talked, signed, raised. Today when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    on: Option<String>,
    /// Id of the organisation that must act; none for whoever manages the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// By when it is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    due_on: Option<String>,
    /// On which day it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    done_on: Option<String>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// Form of a talk or an agreement, by the zone's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    /// With whom was talked.
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<String>,
    /// What comes after a talk.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<String>,
    /// The other side of an agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<String>,
    /// Until when an agreement holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    ends_on: Option<String>,
    /// Id of the agreement in which a promise stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<String>,
    /// What is promised: `investment`, `output`, `tax`, `jobs`, `energy`, `start`, `completion`, `production`.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// How much is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    /// For which year it is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<String>,
    /// `yes` where the whole plan waits for a milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    critical: Option<String>,
    /// Class of a request, by the zone's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    /// Which of the "six nots" a hurdle is, by the zone's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    hurdle: Option<String>,
    /// Why there is a hurdle, by the zone's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// Id of the meeting that gave a duty.
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting: Option<String>,
}

impl ItemFields {
    /// Each field with its key.
    fn all(&mut self) -> [(&'static str, &mut Option<String>); 21] {
        [
            ("title", &mut self.title),
            ("text", &mut self.text),
            ("on", &mut self.on),
            ("owner", &mut self.owner),
            ("due_on", &mut self.due_on),
            ("done_on", &mut self.done_on),
            ("outcome", &mut self.outcome),
            ("form", &mut self.form),
            ("with", &mut self.with),
            ("next_step", &mut self.next_step),
            ("party", &mut self.party),
            ("ends_on", &mut self.ends_on),
            ("agreement", &mut self.agreement),
            ("what", &mut self.what),
            ("amount", &mut self.amount),
            ("year", &mut self.year),
            ("critical", &mut self.critical),
            ("class", &mut self.class),
            ("hurdle", &mut self.hurdle),
            ("cause", &mut self.cause),
            ("meeting", &mut self.meeting),
        ]
    }

    pub(super) fn of(mut texts: BTreeMap<&'static str, String>) -> Self {
        let mut fields = Self::default();
        for (key, field) in fields.all() {
            *field = texts.remove(key);
        }
        fields
    }

    /// Types what was given into a draft.
    ///
    /// # Errors
    /// The fields that an item of this kind does not have.
    pub(super) fn type_into(mut self, kind: ItemKind, draft: &mut ItemDraft) -> Result<(), Vec<&'static str>> {
        let mut foreign = Vec::new();
        for (key, field) in self.all() {
            match field.take() {
                Some(text) if kind.fields().contains(&key) => draft.set(key, text),
                Some(_) => foreign.push(key),
                None => {}
            }
        }
        if foreign.is_empty() { Ok(()) } else { Err(foreign) }
    }
}
