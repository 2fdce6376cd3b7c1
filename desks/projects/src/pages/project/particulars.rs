//! What a project is: its fields in groups, and its place.

use maud::{Markup, html};
use pages::{
    Visit,
    components::{self, MapPlace},
};
use rust_decimal::prelude::ToPrimitive;

use crate::{
    READ,
    model::{Field, ProjectRecord, Rules},
    pages::{columns::field_text, show},
};

/// The groups with their fields.
pub const GROUPS: [(&str, &[Field]); 4] = [
    (
        "projects-group-who",
        &[
            Field::InvestorName,
            Field::CreditCode,
            Field::ProjectCode,
            Field::LeadSource,
            Field::Manager,
            Field::Likelihood,
            Field::Description,
            Field::Source,
        ],
    ),
    ("projects-group-filing", &[Field::Industry, Field::Park, Field::Cluster, Field::LeadingIndustry, Field::SixNews]),
    ("projects-group-needs", &[Field::Land, Field::Gas, Field::Power, Field::Water, Field::Unknown]),
    (
        "projects-group-promises",
        &[
            Field::TotalInvestment,
            Field::Output,
            Field::Tax,
            Field::Jobs,
            Field::StartPromised,
            Field::ProductionPromised,
        ],
    ),
];

/// All fields, each group in a panel of its own.
pub fn panels(visit: &Visit, known: (&Rules, &show::Names), record: &ProjectRecord) -> Markup {
    html! {
        @for (title, fields) in GROUPS {
            section.panel.mb-3.keep-together {
                h2.panel-title { (visit.text(title)) }
                dl.keyvalue {
                    @for field in fields.iter().filter(|field| !field.is_internal() || visit.scope().may(READ)) {
                        dt { (show::field(visit, &field.key())) }
                        dd { (field_text(visit, known, record, *field).unwrap_or_else(|| "–".to_owned())) }
                    }
                }
            }
        }
    }
}

/// Where it stands, on the map; nothing for a project without a place.
pub fn place(visit: &Visit, record: &ProjectRecord) -> Markup {
    let Some(location) = record.project.location else { return html! {} };
    let title = record.project.name.to_string();
    let degrees = |degrees: rust_decimal::Decimal| degrees.to_f64().unwrap_or_default();
    let place = MapPlace {
        longitude: degrees(location.longitude_deg()),
        latitude: degrees(location.latitude_deg()),
        title: title.clone(),
        path: format!("/projects/{}", record.id),
        light: None,
    };
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-group-place")) }
            (components::map(visit, &title, None, &[place]))
            p.cell-sub { (location.to_string()) }
        }
    }
}
