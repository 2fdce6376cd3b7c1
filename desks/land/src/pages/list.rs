//! The register: every parcel, as it stands or stood.

use ::pages::{
    Page, PageError, Visit,
    components::{self, Choice, Field as Input, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    figure::figure,
    sheet::{self, SheetCell},
    shell::icon,
};
use axum::response::Response;
use facts::{Unit, Value};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{columns, field_name, park_name, tabs, use_name, words};
use crate::{
    EDIT,
    model::{Code, LandStatus, ParcelRecord, Step, Vocabulary},
    register::{Register, register},
};

/// The columns: key, whether it holds figures.
const COLUMNS: [(&str, bool); 6] =
    [("parcel", false), ("status", false), ("area_mu", true), ("land_use", false), ("park", false), ("since", false)];
/// Columns that sort; parcels by their codes.
const SORTABLE: [&str; 4] = ["parcel", "area_mu", "status", "since"];

/// A parcel that the register knew at the end of a day, and the step that had led there.
type Standing<'r> = (&'r ParcelRecord, &'r Step);

/// What the address asks for.
pub struct Filter {
    text: String,
    status: Option<LandStatus>,
    land_use: Option<Code>,
    park: Option<Code>,
}

impl Filter {
    pub fn of(visit: &Visit, words: &Vocabulary) -> Result<Self, PageError> {
        let query = visit.query();
        let bad = |key, given: &str| PageError::BadValue { key, given: given.chars().take(40).collect() };
        let status = query.given("status");
        let (land_use, park) = (query.given("land_use"), query.given("park"));
        Ok(Self {
            text: query.get("q").trim().to_lowercase(),
            status: status.map(|text| text.parse().map_err(|_| bad("land-bad-status", text))).transpose()?,
            land_use: land_use.map(|text| words.find_use(text).map_err(|_| bad("land-bad-use", text))).transpose()?,
            park: park.map(|text| words.find_park(text).map_err(|_| bad("land-bad-park", text))).transpose()?,
        })
    }

    pub fn fits(&self, (record, step): &Standing<'_>) -> bool {
        let has_text = |text: &str| text.to_lowercase().contains(&self.text);
        self.status.is_none_or(|status| step.status == status)
            && self.land_use.as_ref().is_none_or(|land_use| record.parcel.land_use == *land_use)
            && (self.park.is_none() || record.parcel.park == self.park)
            && (has_text(record.parcel.name.as_str()) || has_text(record.code.as_str()))
    }
}

impl Filter {
    /// The same for the map, which filters what its tiles carry.
    pub fn for_map(&self) -> String {
        let code = |code: &Option<Code>| code.as_ref().map(ToString::to_string);
        serde_json::json!({
            "text": self.text, "status": self.status.map(LandStatus::key), "use": code(&self.land_use),
            "park": code(&self.park),
        })
        .to_string()
    }
}

/// The parcels that are asked for, in the order asked for.
fn standing<'r>(register: &'r Register, filter: &Filter, state: &ListState, on: Date) -> Vec<Standing<'r>> {
    let known = register.records().filter_map(|record| Some((record, record.history.on(on)?)));
    let mut found: Vec<_> = known.filter(|one| filter.fits(one)).collect();
    match state.sort {
        "area_mu" => found.sort_by_key(|(record, _)| record.parcel.area),
        "status" => found.sort_by_key(|(_, step)| step.status),
        "since" => found.sort_by_key(|(_, step)| step.on),
        _ => {}
    }
    if state.order == SortOrder::Descending {
        found.reverse();
    }
    found
}

fn state(visit: &Visit) -> ListState {
    ListState::parse(visit.query(), &SORTABLE, ("parcel", SortOrder::Ascending))
}

/// The list.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let words = words(&visit).await?;
    let register = register(&visit).await?;
    let (filter, state) = (Filter::of(&visit, &words)?, state(&visit));
    let found = standing(&register, &filter, &state, visit.as_of());
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let rows: Vec<_> = found.iter().skip(skipped).take(per_page).map(|one| row(&visit, &words, *one)).collect();
    let title = visit.text("land-menu");
    let body = html! {
        (tabs(&visit, "land-parcels"))
        (form(&visit, &words))
        (sums(&visit, &words, &register))
        div.list-tools {
            span.as-of { (visit.text_with("land-as-of", &[("day", visit.as_of().to_string().into())])) }
            a.btn href=(visit.link(&format!("/land/export.xlsx{}", visit.query().with("flash", None).with("page", None).to_query()))) {
                (icon("download")) " " (visit.text("land-export"))
            }
        }
        @if rows.is_empty() && state.page == 1 {
            (components::empty(&visit.text("land-none"), &visit.text("land-none-advice"), None))
        } @else {
            div.card data-move {
                (components::table(&visit, &title, &columns(&visit, &COLUMNS, &SORTABLE), &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, Total::Exactly(found.len() as u64)))
            }
        }
    };
    let actions = html! {
        @if visit.scope().may(EDIT) && !visit.looks_back() {
            a.btn href=(visit.link("/land/import")) { (icon("upload")) " " (visit.text("land-import-parcels")) }
            a.btn.btn-primary href=(visit.link("/land/parcels/new")) { (icon("plus")) " " (visit.text("land-new")) }
        }
    };
    Ok(Page::new(&visit, title).actions(actions).body(body))
}

fn row(visit: &Visit, words: &Vocabulary, (record, step): Standing<'_>) -> Vec<Markup> {
    let parcel = &record.parcel;
    vec![
        html! {
            a href=(visit.link(&format!("/land/parcels/{}", record.code))) { (parcel.name) }
            span.cell-sub { (record.code) @if record.listing.is_some() { " · " (visit.text("land-is-public")) } }
        },
        status_pill(visit, step.status),
        html! { (parcel.area) },
        html! { (use_name(visit, words, &parcel.land_use)) },
        html! { (park_name(visit, words, parcel.park.as_ref()).unwrap_or("–")) },
        html! { (step.on) },
    ]
}

/// A status as a word with its colour.
pub fn status_pill(visit: &Visit, status: LandStatus) -> Markup {
    let tone = match status {
        LandStatus::Ready | LandStatus::Built => "good",
        LandStatus::Idle => "bad",
        LandStatus::Banked | LandStatus::Levelled | LandStatus::Recovered => "warning",
        LandStatus::Planned | LandStatus::Requisitioned | LandStatus::Granted => "neutral",
    };
    components::pill(tone, &visit.text(&format!("land-status-{status}")))
}

/// What stands above the list: what can be had at once, what lies idle, and how much of the land is for industry.
fn sums(visit: &Visit, words: &Vocabulary, register: &Register) -> Markup {
    let known: Vec<Standing<'_>> =
        register.records().filter_map(|record| Some((record, record.history.on(visit.as_of())?))).collect();
    let area = |wanted: &dyn Fn(&Standing<'_>) -> bool| -> f64 {
        known.iter().filter(|one| wanted(one)).map(|(record, _)| record.parcel.area.to_f64()).sum()
    };
    let is_industrial =
        |(record, _): &Standing<'_>| words.land_use(&record.parcel.land_use).is_some_and(|one| one.industrial);
    let total = area(&|_| true);
    let write = |value, unit: &Unit| figure(visit.app().languages(), visit.language(), Value::Number(value), unit);
    let of = |status: LandStatus| write(area(&|(_, step)| step.status == status), &Unit::mu());
    html! {
        @if total > 0.0 {
            div.stats {
                (components::stat(&visit.text("land-sum-total"), &write(total, &Unit::mu()), ""))
                (components::stat(&visit.text("land-sum-ready"), &of(LandStatus::Ready), ""))
                (components::stat(&visit.text("land-sum-idle"), &of(LandStatus::Idle), ""))
                (components::stat(&visit.text("land-sum-industrial"), &write(area(&is_industrial) / total, &Unit::share()), ""))
            }
        }
    }
}

/// What narrows the list, or the map.
pub fn form(visit: &Visit, words: &Vocabulary) -> Markup {
    let none = FieldErrors::default();
    let query = visit.query();
    let statuses =
        LandStatus::ALL.map(|one| Choice { value: one.to_string(), label: visit.text(&format!("land-status-{one}")) });
    let parks: Vec<_> = words
        .parks
        .iter()
        .map(|park| Choice {
            value: park.key.to_string(),
            label: visit.language().pick(park.name_zh.as_str(), park.name_en.as_str()).to_owned(),
        })
        .collect();
    let uses: Vec<_> = words
        .uses
        .iter()
        .map(|one| Choice {
            value: one.code.to_string(),
            label: visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()).to_owned(),
        })
        .collect();
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit role="search" {
            (components::text(Input::new("q", &visit.text("land-search"), query, &none), "search"))
            (components::select(Input::new("status", &field_name(visit, "status"), query, &none), &statuses))
            (components::select(Input::new("land_use", &field_name(visit, "land_use"), query, &none), &uses))
            (components::select(Input::new("park", &field_name(visit, "park"), query, &none), &parks))
            button.btn.btn-primary type="submit" { (visit.text("land-filter")) }
            a.btn href=(visit.path()) { (visit.text("land-filter-none")) }
        }
    }
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let words = words(&visit).await?;
    let register = register(&visit).await?;
    let found = standing(&register, &Filter::of(&visit, &words)?, &state(&visit), visit.as_of());
    let keys = ["code", "name", "land_use", "park", "area_mu", "status", "since", "note", "source"];
    let headings = keys.map(|key| field_name(&visit, key));
    let line = |text: Option<String>| text.map_or(SheetCell::Empty, SheetCell::Text);
    let rows = found.iter().map(|(record, step)| {
        let parcel = &record.parcel;
        vec![
            SheetCell::Text(record.code.to_string()),
            SheetCell::Text(parcel.name.to_string()),
            SheetCell::Text(use_name(&visit, &words, &parcel.land_use).to_owned()),
            line(park_name(&visit, &words, parcel.park.as_ref()).map(str::to_owned)),
            SheetCell::Number(parcel.area.to_f64()),
            SheetCell::Text(visit.text(&format!("land-status-{}", step.status))),
            SheetCell::Day(step.on),
            line(parcel.note.as_ref().map(ToString::to_string)),
            line(parcel.source.as_ref().map(ToString::to_string)),
        ]
    });
    sheet::download(&visit, "parcels", &headings, rows)
}
