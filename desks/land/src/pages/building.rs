//! Standard factory buildings: the list of their units, one building, and what its form shows.

use ::pages::{
    FormData, Page, PageError, Visit,
    components::{self, Field as Input, FieldErrors},
    sheet::{self, SheetCell},
};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{
    assessment::text,
    field_name,
    record_form::{Form, Rows, Words, edit_button, parcel_link, particulars, record, typed_rows},
    record_list::{List, asked, choices, filters, has_text, in_order},
};
use crate::{
    model::{
        Amount, FactoryBuilding, FactoryBuildingDraft, FactoryLease, FactoryLeaseDraft, FactoryUnit, FactoryUnitDraft,
        LandRecord, Rules,
    },
    store as tables,
};

const COLUMNS: [(&str, bool); 9] = [
    ("unit", false),
    ("floor", true),
    ("area_m2", true),
    ("load_kn_m2", true),
    ("height_m", true),
    ("power_kva", true),
    ("gas_m3_h", true),
    ("lease", false),
    ("rent", true),
];
const SORTABLE: [&str; 5] = ["unit", "floor", "area_m2", "load_kn_m2", "height_m"];
const FIELDS: [&str; 6] = ["name", "parcel", "ready", "floors", "note", "source"];
const LETTINGS: [&str; 3] = ["vacant", "ending", "leased"];

impl Form for FactoryBuilding {
    const PATH: &'static str = "/land/buildings";
    const LIST: &'static str = "land-buildings";
    const NEW: &'static str = "land-building-new";
    const FLASH: &'static str = "building-saved";

    fn title(&self) -> String {
        self.name.to_string()
    }

    fn typed(data: &FormData, _: &Rules) -> Self::Draft {
        let [name, parcel, ready, floors, note, source] = FIELDS.map(|key| data.get(key).to_owned());
        let units = typed_rows(data, ["unit", "floor", "area_m2", "load_kn_m2", "height_m", "power_kva", "gas_m3_h"]);
        let unit = |[unit, floor, area_m2, load_kn_m2, height_m, power_kva, gas_m3_h]: [String; 7]| FactoryUnitDraft {
            unit,
            floor,
            area_m2,
            load_kn_m2,
            height_m,
            power_kva,
            gas_m3_h,
        };
        let leases = typed_rows(data, ["lease_unit", "tenant", "from", "to", "ended", "rent"]);
        let lease = |[unit, tenant, from, to, ended, rent]: [String; 6]| FactoryLeaseDraft {
            unit,
            tenant,
            from,
            to,
            ended,
            rent,
        };
        let (unit, lease) = (units.into_iter().map(unit).collect(), leases.into_iter().map(lease).collect());
        FactoryBuildingDraft {
            code: data.get("code").to_owned(),
            name,
            parcel,
            ready,
            floors,
            note,
            source,
            unit,
            lease,
        }
    }

    fn filled(draft: Self::Draft) -> FormData {
        let values = [draft.name, draft.parcel, draft.ready, draft.floors, draft.note, draft.source];
        let mut pairs: Vec<(&str, String)> = FIELDS.into_iter().zip(values).collect();
        for one in draft.unit {
            pairs.extend([("unit", one.unit), ("floor", one.floor), ("area_m2", one.area_m2)]);
            pairs.extend([("load_kn_m2", one.load_kn_m2), ("height_m", one.height_m)]);
            pairs.extend([("power_kva", one.power_kva), ("gas_m3_h", one.gas_m3_h)]);
        }
        for one in draft.lease {
            pairs.extend([("lease_unit", one.unit), ("tenant", one.tenant), ("from", one.from)]);
            pairs.extend([("to", one.to), ("ended", one.ended), ("rent", one.rent)]);
        }
        FormData::from_pairs(pairs)
    }

    fn fields(visit: &Visit, words: &Words, data: &FormData, errors: &FieldErrors) -> Markup {
        let name = |key| field_name(visit, key);
        let decimal = |key| (key, "decimal", name(key));
        let units = [
            ("unit", "text", name("unit_code")),
            decimal("floor"),
            decimal("area_m2"),
            decimal("load_kn_m2"),
            decimal("height_m"),
            decimal("power_kva"),
            decimal("gas_m3_h"),
        ];
        let leases = [
            ("lease_unit", "text", name("unit_code")),
            ("tenant", "text", name("tenant")),
            ("from", "date", name("from")),
            ("to", "date", name("to")),
            ("ended", "date", name("ended")),
            decimal("rent"),
        ];
        html! {
            @for key in FIELDS {
                @let label = field_name(visit, key);
                @let field = Input::new(key, &label, data, errors);
                @match key {
                    "parcel" => (components::select(field.required(), &words.parcels)),
                    "ready" => (components::date(field.required())),
                    "floors" => (components::number(field.required())),
                    "name" => (components::text(field.required(), "text")),
                    _ => div.field-wide { (components::text(field, "text")) },
                }
            }
            (Rows { name: "unit", columns: &units }.show(visit, data, errors))
            (Rows { name: "lease", columns: &leases }.show(visit, data, errors))
        }
    }
}

/// A unit that can be had or is leased on the day looked at.
type Standing<'b> = (&'b FactoryBuilding, &'b FactoryUnit, Option<&'b FactoryLease>);

fn letting(visit: &Visit, rules: &Rules, lease: Option<&FactoryLease>) -> &'static str {
    let ending =
        |lease: &FactoryLease| rules.lease.as_ref().is_some_and(|rule| rule.is_ending(lease.last(), visit.as_of()));
    match lease {
        None => "vacant",
        Some(lease) if ending(lease) => "ending",
        Some(_) => "leased",
    }
}

fn letting_cell(visit: &Visit, rules: &Rules, lease: Option<&FactoryLease>) -> Markup {
    let key = letting(visit, rules, lease);
    let tone = match key {
        "vacant" => "good",
        "ending" => "warning",
        _ => "neutral",
    };
    html! {
        (components::pill(tone, &visit.text(&format!("land-letting-{key}"))))
        @if let Some(lease) = lease {
            " " (lease.tenant)
            div.text-secondary { (visit.text_with("land-lease-to", &[("day", lease.last().to_string().into())])) }
        }
    }
}

async fn buildings(visit: &Visit) -> Result<Vec<FactoryBuilding>, PageError> {
    let all = tables::all_of::<FactoryBuilding>(visit.store().reader(), visit.scope()).await?;
    Ok(all.into_iter().map(|one| one.record).filter(|one| one.ready <= visit.as_of()).collect())
}

async fn rules(visit: &Visit) -> Result<Rules, PageError> {
    Ok(tables::rules(visit.store().reader(), visit.scope().zone()).await?)
}

fn found<'b>(visit: &Visit, rules: &Rules, buildings: &'b [FactoryBuilding]) -> Result<Vec<Standing<'b>>, PageError> {
    let wanted = asked(visit, "letting", &LETTINGS)?;
    let least = visit.query().given("least_m2");
    let bad = |given: &str| PageError::BadValue { key: "land-bad-filter", given: given.chars().take(40).collect() };
    let least = least.map(|text| text.parse::<Amount>().map_err(|_| bad(text))).transpose()?;
    let units =
        buildings.iter().flat_map(|one| one.units.iter().map(move |unit| (one, unit, one.lease(unit, visit.as_of()))));
    let mut found: Vec<_> = units
        .filter(|(_, _, lease)| wanted.is_none_or(|wanted| letting(visit, rules, *lease) == wanted))
        .filter(|(_, unit, _)| least.is_none_or(|least| unit.area_m2 >= least))
        .filter(|(one, unit, lease)| {
            let tenant = lease.map_or("", |lease| lease.tenant.as_str());
            has_text(visit, &[one.name.as_str(), one.code.as_str(), unit.code.as_str(), tenant])
        })
        .collect();
    in_order(visit, &SORTABLE, &mut found, |key, found| match key {
        "floor" => found.sort_by_key(|(_, unit, _)| unit.floor),
        "area_m2" => found.sort_by_key(|(_, unit, _)| unit.area_m2),
        "load_kn_m2" => found.sort_by_key(|(_, unit, _)| unit.load_kn_m2),
        "height_m" => found.sort_by_key(|(_, unit, _)| unit.height_m),
        _ => {}
    });
    Ok(found)
}

fn amount(amount: Option<Amount>) -> String {
    amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string())
}

fn figures(unit: &FactoryUnit) -> [Option<Amount>; 4] {
    [unit.load_kn_m2, unit.height_m, unit.power_kva, unit.gas_m3_h]
}

/// The list of units.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let (buildings, rules) = (buildings(&visit).await?, rules(&visit).await?);
    let sizes = ["300", "500", "1000", "2000"]
        .map(|size| components::Choice { value: size.to_owned(), label: size.to_owned() });
    let lists = [("letting", choices(&visit, "land-letting", &LETTINGS)), ("least_m2", sizes.into())];
    let list = List {
        tab: "land-buildings",
        file: "/land/buildings/export.xlsx",
        new: Some(("/land/buildings/new", "land-building-new")),
        none: "land-buildings-none",
        columns: &COLUMNS,
        sortable: &SORTABLE,
        filters: filters(&visit, "land-building-search", &lists),
        sums: sums(&visit, &buildings),
        found: found(&visit, &rules, &buildings)?,
    };
    Ok(list.page(&visit, |(building, unit, lease)| {
        let mut cells = vec![
            html! {
                a href=(visit.link(&format!("/land/buildings/{}", building.code))) { (building.name) }
                span.cell-sub { (unit.code) }
            },
            html! { (unit.floor) },
            html! { (unit.area_m2) },
        ];
        cells.extend(figures(unit).map(|figure| html! { (amount(figure)) }));
        cells.push(letting_cell(&visit, &rules, *lease));
        cells.push(html! { (amount(lease.map(|lease| lease.rent))) });
        cells
    }))
}

/// What stands above the list: how much floor there is, and how much of it is vacant.
fn sums(visit: &Visit, buildings: &[FactoryBuilding]) -> Markup {
    let areas = buildings.iter().map(|one| one.vacancy(visit.as_of()));
    let (total, vacant) = areas.fold((0.0, 0.0), |(total, vacant), (all, free)| (total + all, vacant + free));
    html! {
        @if total > 0.0 {
            div.stats {
                (components::stat(&visit.text("land-floor-area"), &format!("{total:.0}"), ""))
                (components::stat(&visit.text("land-floor-vacant"), &format!("{vacant:.0}"), ""))
                (components::stat(&visit.text("land-vacancy"), &format!("{:.1} %", 100.0 * vacant / total), ""))
            }
        }
    }
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let keys = [
        "building",
        "unit_code",
        "parcel",
        "floor",
        "area_m2",
        "load_kn_m2",
        "height_m",
        "power_kva",
        "gas_m3_h",
        "letting",
        "tenant",
        "from",
        "to",
        "rent",
    ];
    let headings = keys.map(|key| field_name(&visit, key));
    let (buildings, rules) = (buildings(&visit).await?, rules(&visit).await?);
    let found = found(&visit, &rules, &buildings)?;
    let number = |amount: Option<Amount>| amount.map_or(SheetCell::Empty, |amount| SheetCell::Number(amount.to_f64()));
    let day = |day: Option<jiff::civil::Date>| day.map_or(SheetCell::Empty, SheetCell::Day);
    let rows = found.iter().map(|(building, unit, lease)| {
        let mut cells = vec![
            text(building.name.to_string()),
            text(unit.code.to_string()),
            text(building.parcel.to_string()),
            SheetCell::Number(unit.floor.into()),
            number(Some(unit.area_m2)),
        ];
        cells.extend(figures(unit).map(number));
        cells.extend([
            text(visit.text(&format!("land-letting-{}", letting(&visit, &rules, *lease)))),
            text(lease.map(|lease| lease.tenant.to_string()).unwrap_or_default()),
            day(lease.map(|lease| lease.from)),
            day(lease.map(FactoryLease::last)),
            number(lease.map(|lease| lease.rent)),
        ]);
        cells
    });
    sheet::download(&visit, "factory-units", &headings, rows)
}

/// The page of one building: its units, and who has leased them.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let known = record::<FactoryBuilding>(&visit).await?;
    let (building, draft) = (&known.record, known.record.draft());
    let rules = rules(&visit).await?;
    let (total, vacant) = building.vacancy(visit.as_of());
    let lines = [
        ("code", draft.code),
        ("ready", draft.ready),
        ("floors", draft.floors),
        ("vacant_m2", format!("{vacant:.0} / {total:.0}")),
        ("note", draft.note),
        ("source", draft.source),
    ];
    let first = html! {
        dt { (field_name(&visit, "parcel")) }
        dd { (parcel_link(&visit, &building.parcel)) }
    };
    let body = html! {
        (particulars(&visit, "land-building-particulars", first, &lines))
        (units(&visit, &rules, building))
        (leases(&visit, building))
    };
    let page = Page::new(&visit, building.title()).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-buildings"), "/land/buildings");
    let actions = edit_button(&visit, &format!("/land/buildings/{}", building.code));
    Ok(page.actions(actions).body(body).into_response())
}

fn units(visit: &Visit, rules: &Rules, building: &FactoryBuilding) -> Markup {
    let headings = ["unit_code", "floor", "area_m2", "load_kn_m2", "height_m", "power_kva", "gas_m3_h", "letting"];
    let rows = building.units.iter().map(|unit| {
        let mut cells = vec![html! { (unit.code) }, html! { (unit.floor) }, html! { (unit.area_m2) }];
        cells.extend(figures(unit).map(|figure| html! { (amount(figure)) }));
        cells.push(letting_cell(visit, rules, building.lease(unit, visit.as_of())));
        cells
    });
    plain_table(visit, "unit", &headings, rows.collect())
}

fn leases(visit: &Visit, building: &FactoryBuilding) -> Markup {
    let headings = ["unit_code", "tenant", "from", "to", "rent"];
    let rows = building.leases.iter().rev().map(|lease| {
        vec![
            html! { (lease.unit) },
            html! { (lease.tenant) },
            html! { (lease.from) },
            html! { (lease.last()) },
            html! { (lease.rent) },
        ]
    });
    plain_table(visit, "lease", &headings, rows.collect())
}

/// Columns of figures.
const FIGURES: [&str; 6] = ["area_m2", "load_kn_m2", "height_m", "power_kva", "gas_m3_h", "rent"];

/// A table that neither sorts nor pages.
fn plain_table(visit: &Visit, caption: &str, headings: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    let caption = field_name(visit, caption);
    html! {
        section.panel.mb-3 {
            h2.panel-title { (caption) }
            @if rows.is_empty() { p.text-secondary { (visit.text("land-history-none")) } } @else {
                div.table-responsive tabindex="0" role="region" aria-label=(caption) {
                    table.table.table-vcenter {
                        caption.visually-hidden { (caption) }
                        thead { tr { @for heading in headings { th scope="col" { (field_name(visit, heading)) } } } }
                        tbody { @for row in &rows { tr {
                            @for (heading, cell) in headings.iter().zip(row) { td.numeric[FIGURES.contains(heading)] { (cell) } }
                        } } }
                    }
                }
            }
        }
    }
}
