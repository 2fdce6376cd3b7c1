//! What the form of a grant shows.

use ::pages::{
    FormData, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use maud::{Markup, html};

use super::{
    field_name,
    grant::supply_name,
    record_form::{Form, Rows, Words, typed_rows},
};
use crate::model::{LandGrant, LandGrantDraft, LandPaymentDraft, LandProgressDraft, Rules, SupplyKind};

/// The fields of a grant, in the order of the form.
const FIELDS: [&str; 16] = [
    "parcel",
    "grantee",
    "kind",
    "agreement",
    "signed",
    "area_mu",
    "price",
    "project",
    "start_by",
    "complete_by",
    "started",
    "completed",
    "recovered",
    "recovery",
    "note",
    "source",
];
fn payments(data: &FormData, prefix: [&str; 2]) -> Vec<LandPaymentDraft> {
    typed_rows(data, prefix).into_iter().map(|[on, amount]| LandPaymentDraft { on, amount }).collect()
}

impl Form for LandGrant {
    const PATH: &'static str = "/land/grants";
    const LIST: &'static str = "land-grants";
    const NEW: &'static str = "land-grant-new";
    const FLASH: &'static str = "grant-saved";

    fn title(&self) -> String {
        format!("{} {}", self.grantee, self.code)
    }

    fn typed(data: &FormData, _: &Rules) -> Self::Draft {
        let [
            parcel,
            grantee,
            kind,
            agreement,
            signed,
            area_mu,
            price,
            project,
            start_by,
            complete_by,
            started,
            completed,
            recovered,
            recovery,
            note,
            source,
        ] = FIELDS.map(|key| data.get(key).to_owned());
        let progress = typed_rows(data, ["progress_on", "built_percent", "invested_percent", "stopped"]);
        let progress = progress.into_iter().map(|[on, built_percent, invested_percent, stopped]| LandProgressDraft {
            on,
            built_percent,
            invested_percent,
            stopped,
        });
        LandGrantDraft {
            code: data.get("code").to_owned(),
            parcel,
            grantee,
            project,
            kind,
            agreement,
            signed,
            area_mu,
            price,
            start_by,
            complete_by,
            started,
            completed,
            recovered,
            recovery,
            note,
            source,
            payment: payments(data, ["payment_on", "payment_amount"]),
            receipt: payments(data, ["receipt_on", "receipt_amount"]),
            progress: progress.collect(),
        }
    }

    fn filled(draft: Self::Draft) -> FormData {
        let values = [
            draft.parcel,
            draft.grantee,
            draft.kind,
            draft.agreement,
            draft.signed,
            draft.area_mu,
            draft.price,
            draft.project,
            draft.start_by,
            draft.complete_by,
            draft.started,
            draft.completed,
            draft.recovered,
            draft.recovery,
            draft.note,
            draft.source,
        ];
        let mut pairs: Vec<(&str, String)> = FIELDS.into_iter().zip(values).collect();
        for one in draft.payment {
            pairs.extend([("payment_on", one.on), ("payment_amount", one.amount)]);
        }
        for one in draft.receipt {
            pairs.extend([("receipt_on", one.on), ("receipt_amount", one.amount)]);
        }
        for one in draft.progress {
            pairs.extend([("progress_on", one.on), ("built_percent", one.built_percent)]);
            pairs.extend([("invested_percent", one.invested_percent), ("stopped", one.stopped)]);
        }
        FormData::from_pairs(pairs)
    }

    fn fields(visit: &Visit, words: &Words, data: &FormData, errors: &FieldErrors) -> Markup {
        let kinds = SupplyKind::ALL.map(|one| Choice { value: one.to_string(), label: supply_name(visit, one) });
        let help = visit.text("land-recovery-help");
        html! {
            @for key in FIELDS {
                @let label = field_name(visit, if key == "kind" { "supply" } else { key });
                @let field = Input::new(key, &label, data, errors);
                @match key {
                    "parcel" => (components::select(field.required(), &words.parcels)),
                    "kind" => (components::select(field.required(), &kinds)),
                    "signed" | "start_by" | "complete_by" => (components::date(field.required())),
                    "recovered" => (components::date(field.help(&help))),
                    "started" | "completed" => (components::date(field)),
                    "area_mu" => (components::number(field.required())),
                    "price" => (components::number(field)),
                    "grantee" | "agreement" => (components::text(field.required(), "text")),
                    "project" | "recovery" => (components::text(field, "text")),
                    _ => div.field-wide { (components::text(field, "text")) },
                }
            }
            (rows(visit, data, errors))
        }
    }
}

fn rows(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    let name = |key| field_name(visit, key);
    let payment = [("payment_on", "date", name("due_on")), ("payment_amount", "decimal", name("amount"))];
    let receipt = [("receipt_on", "date", name("paid_on")), ("receipt_amount", "decimal", name("amount"))];
    let progress = [
        ("progress_on", "date", name("on")),
        ("built_percent", "decimal", name("built_percent")),
        ("invested_percent", "decimal", name("invested_percent")),
        ("stopped", "text", name("stopped")),
    ];
    html! {
        (Rows { name: "payment", columns: &payment }.show(visit, data, errors))
        (Rows { name: "receipt", columns: &receipt }.show(visit, data, errors))
        (Rows { name: "progress", columns: &progress }.show(visit, data, errors))
    }
}
