//! Regional assessments: the list, one of them, and what its form shows.

use ::pages::{
    FormData, Page, PageError, Visit,
    components::{self, Field as Input, FieldErrors},
    sheet::{self, SheetCell},
};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{
    field_name, park_name,
    record_form::{Form, Words, choice, edit_button, particulars, record},
    record_list::{List, asked, choices, filters, has_text, in_order},
};
use crate::{
    model::{AssessmentKind, LandRecord, RegionalAssessment, RegionalAssessmentDraft, Rules, Validity, Versioned},
    store as tables,
};

const COLUMNS: [(&str, bool); 6] = [
    ("assessment", false),
    ("kind", false),
    ("validity", false),
    ("done", false),
    ("until", false),
    ("document", false),
];
const SORTABLE: [&str; 4] = ["assessment", "kind", "done", "until"];
const FIELDS: [&str; 9] = ["name", "kind", "done", "until", "document", "parks", "parcels", "note", "source"];
const VALIDITIES: [&str; 3] = ["valid", "expiring", "expired"];

impl Form for RegionalAssessment {
    const PATH: &'static str = "/land/assessments";
    const LIST: &'static str = "land-assessments";
    const NEW: &'static str = "land-assessment-new";
    const FLASH: &'static str = "assessment-saved";

    fn title(&self) -> String {
        self.name.to_string()
    }

    fn typed(data: &FormData, _: &Rules) -> Self::Draft {
        let [name, kind, done, until, document, parks, parcels, note, source] =
            FIELDS.map(|key| data.get(key).to_owned());
        let code = data.get("code").to_owned();
        RegionalAssessmentDraft { code, kind, name, done, until, document, parks, parcels, note, source }
    }

    fn filled(draft: Self::Draft) -> FormData {
        let RegionalAssessmentDraft { code: _, kind, name, done, until, document, parks, parcels, note, source } =
            draft;
        FormData::from_pairs(FIELDS.into_iter().zip([name, kind, done, until, document, parks, parcels, note, source]))
    }

    fn fields(visit: &Visit, words: &Words, data: &FormData, errors: &FieldErrors) -> Markup {
        let kinds: Vec<_> =
            words.rules.assessments.iter().map(|one| choice(visit, &one.key, &one.name_zh, &one.name_en)).collect();
        let parks = words.vocabulary.parks.iter();
        let parks = parks.map(|park| {
            format!("{} {}", park.key, visit.language().pick(park.name_zh.as_str(), park.name_en.as_str()))
        });
        let parks = parks.collect::<Vec<_>>().join(visit.language().pick("；", "; "));
        let parks_help = visit.text_with("land-parks-help", &[("parks", parks.into())]);
        let codes_help = visit.text("land-codes-help");
        html! {
            @for key in FIELDS {
                @let label = field_name(visit, key);
                @let field = Input::new(key, &label, data, errors);
                @match key {
                    "kind" => (components::select(field.required(), &kinds)),
                    "done" | "until" => (components::date(field.required())),
                    "name" | "document" => (components::text(field.required(), "text")),
                    "parks" => div.field-wide { (components::text(field.help(&parks_help), "text")) },
                    "parcels" => div.field-wide { (components::text(field.help(&codes_help), "text")) },
                    _ => div.field-wide { (components::text(field, "text")) },
                }
            }
        }
    }
}

/// A validity by its key.
pub fn validity_key(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "valid",
        Validity::Expiring { .. } => "expiring",
        Validity::Expired { .. } => "expired",
    }
}

/// A validity as a word with its colour, and the days.
pub fn validity_pill(visit: &Visit, validity: Validity) -> Markup {
    let (tone, days) = match validity {
        Validity::Valid => ("good", None),
        Validity::Expiring { days_left } => ("warning", Some(days_left)),
        Validity::Expired { days } => ("bad", Some(days)),
    };
    let values: Vec<_> = days.map(|days| ("days", days.to_string().into())).into_iter().collect();
    let key = validity_key(validity);
    html! {
        (components::pill(tone, &visit.text(&format!("land-validity-{key}"))))
        @if days.is_some() { " " (visit.text_with(&format!("land-validity-{key}-days"), &values)) }
    }
}

/// What a kind of assessment is called; its key where the zone has it no more.
fn kind_name(visit: &Visit, rules: &Rules, record: &RegionalAssessment) -> String {
    let known = rules.find_assessment(record.kind.as_str());
    known.map_or_else(|_| record.kind.to_string(), |kind| called(visit, kind))
}

/// What a kind of assessment is called.
pub fn called(visit: &Visit, kind: &AssessmentKind) -> String {
    visit.language().pick(kind.name_zh.as_str(), kind.name_en.as_str()).to_owned()
}

fn validity(visit: &Visit, rules: &Rules, record: &RegionalAssessment) -> Option<Validity> {
    let warn_days = rules.find_assessment(record.kind.as_str()).map_or(0, |kind| kind.warn_days);
    record.validity(warn_days, visit.as_of())
}

/// An assessment that was approved by the end of the day, and how long it is good for.
type Standing = (Versioned<RegionalAssessment>, Validity);

async fn found(visit: &Visit, rules: &Rules) -> Result<Vec<Standing>, PageError> {
    let wanted = asked(visit, "validity", &VALIDITIES)?;
    let all = tables::all_of::<RegionalAssessment>(visit.store().reader(), visit.scope()).await?;
    let standing =
        all.into_iter().filter_map(|one| validity(visit, rules, &one.record).map(|validity| (one, validity)));
    let mut found: Vec<Standing> = standing
        .filter(|(_, validity)| wanted.is_none_or(|wanted| validity_key(*validity) == wanted))
        .filter(|(one, _)| {
            let record = &one.record;
            has_text(visit, &[record.name.as_str(), record.code.as_str(), record.document.as_str()])
        })
        .collect();
    in_order(visit, &SORTABLE, &mut found, |key, found| match key {
        "kind" => found.sort_by(|left, right| left.0.record.kind.cmp(&right.0.record.kind)),
        "done" => found.sort_by_key(|(one, _)| one.record.done),
        "until" => found.sort_by_key(|(one, _)| one.record.until),
        _ => {}
    });
    Ok(found)
}

/// The list.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let words = Words::of(&visit).await?;
    let list = List {
        tab: "land-assessments",
        file: "/land/assessments/export.xlsx",
        new: Some(("/land/assessments/new", "land-assessment-new")),
        none: "land-assessments-none",
        columns: &COLUMNS,
        sortable: &SORTABLE,
        filters: filters(
            &visit,
            "land-assessment-search",
            &[("validity", choices(&visit, "land-validity", &VALIDITIES))],
        ),
        sums: html! {},
        found: found(&visit, &words.rules).await?,
    };
    Ok(list.page(&visit, |(one, validity)| {
        let record = &one.record;
        vec![
            html! {
                a href=(visit.link(&format!("/land/assessments/{}", record.code))) { (record.name) }
                span.cell-sub { (record.code) }
            },
            html! { (kind_name(&visit, &words.rules, record)) },
            validity_pill(&visit, *validity),
            html! { (record.done) },
            html! { (record.until) },
            html! { (record.document) },
        ]
    }))
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let words = Words::of(&visit).await?;
    let keys = ["code", "name", "kind", "validity", "done", "until", "document", "parks", "parcels", "note", "source"];
    let headings = keys.map(|key| field_name(&visit, key));
    let found = found(&visit, &words.rules).await?;
    let rows = found.iter().map(|(one, validity)| {
        let draft = one.record.draft();
        let texts = [
            draft.code,
            draft.name,
            kind_name(&visit, &words.rules, &one.record),
            visit.text(&format!("land-validity-{}", validity_key(*validity))),
        ];
        let days = [one.record.done, one.record.until];
        let rest = [draft.document, draft.parks, draft.parcels, draft.note, draft.source];
        let texts = texts.into_iter().map(text).chain(days.into_iter().map(SheetCell::Day));
        texts.chain(rest.into_iter().map(text)).collect()
    });
    sheet::download(&visit, "assessments", &headings, rows)
}

/// A cell of text; an empty one where there is none.
pub fn text(text: String) -> SheetCell {
    if text.is_empty() { SheetCell::Empty } else { SheetCell::Text(text) }
}

/// The page of one.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let (known, words) = (record::<RegionalAssessment>(&visit).await?, Words::of(&visit).await?);
    let (record, draft) = (&known.record, known.record.draft());
    let parks =
        record.parks.iter().map(|park| park_name(&visit, &words.vocabulary, Some(park)).unwrap_or(park.as_str()));
    let lines = [
        ("code", draft.code),
        ("kind", kind_name(&visit, &words.rules, record)),
        ("done", draft.done),
        ("until", draft.until),
        ("document", draft.document),
        ("parks", parks.collect::<Vec<_>>().join(visit.language().pick("、", ", "))),
        ("note", draft.note),
        ("source", draft.source),
    ];
    let parcels = tables::parcels(visit.store().reader(), visit.scope()).await?;
    let covered: Vec<_> = parcels.iter().filter(|parcel| record.covers(parcel)).collect();
    let standing = html! {
        dt { (field_name(&visit, "validity")) }
        dd { @match validity(&visit, &words.rules, record) { Some(validity) => (validity_pill(&visit, validity)), None => "–" } }
    };
    let body = html! {
        (particulars(&visit, "land-assessment-particulars", standing, &lines))
        section.panel.mb-3 {
            h2.panel-title { (visit.text_with("land-assessment-covers", &[("count", covered.len().to_string().into())])) }
            ul { @for parcel in &covered { li {
                a href=(visit.link(&format!("/land/parcels/{}/standard", parcel.code))) { (parcel.parcel.name) } " " (parcel.code)
            } } }
        }
    };
    let page = Page::new(&visit, record.title()).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-assessments"), "/land/assessments");
    let actions = edit_button(&visit, &format!("/land/assessments/{}", record.code));
    Ok(page.actions(actions).body(body).into_response())
}
