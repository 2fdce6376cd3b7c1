//! Commitment letters: the list, one of them with what came of it, and what its form shows.

use std::collections::BTreeMap;

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
    record_form::{Form, Rows, Words, choice, edit_button, parcel_link, particulars, record},
    record_list::{List, asked, choices, filters, has_text, in_order},
    standard::{indicator_name, indicator_unit, limit_said},
};
use crate::{
    model::{
        Code, Commitment, Indicator, LandCommitmentDraft, LandRecord, LandYearDraft, Level, Rules, Shortfall, Versioned,
    },
    store as tables,
};

const COLUMNS: [(&str, bool); 6] = [
    ("commitment", false),
    ("parcel", false),
    ("project", false),
    ("signed", false),
    ("full_year", true),
    ("kept", false),
];
const SORTABLE: [&str; 4] = ["commitment", "parcel", "signed", "full_year"];
const FIELDS: [&str; 9] =
    ["parcel", "enterprise", "project", "industry", "signed", "full_year", "ground", "note", "source"];
const KEPT: [&str; 3] = ["kept", "short", "not_due"];

/// The name of the field that holds an indicator's value: promised, or of a year.
fn key(prefix: &str, indicator: &Code) -> String {
    format!("{prefix}.{indicator}")
}

impl Form for Commitment {
    const PATH: &'static str = "/land/commitments";
    const LIST: &'static str = "land-commitments";
    const NEW: &'static str = "land-commitment-new";
    const FLASH: &'static str = "commitment-saved";

    fn title(&self) -> String {
        format!("{} {}", self.enterprise, self.code)
    }

    fn typed(data: &FormData, rules: &Rules) -> Self::Draft {
        let [parcel, enterprise, project, industry, signed, full_year, ground, note, source] =
            FIELDS.map(|key| data.get(key).to_owned());
        let indicators = rules.indicators.iter().map(|one| &one.key);
        let promise = |code: &Code| (code.to_string(), data.get(&key("promise", code)).to_owned());
        let filled = |values: BTreeMap<String, String>| -> BTreeMap<String, String> {
            values.into_iter().filter(|(_, value)| !value.is_empty()).collect()
        };
        let promises = filled(indicators.clone().map(promise).collect());
        let rows = data.all("year").count();
        let year = |row: usize| {
            let at = |name: &str| data.all(name).nth(row).unwrap_or_default().to_owned();
            let value = indicators.clone().map(|code| (code.to_string(), at(&key("actual", code)))).collect();
            LandYearDraft { year: at("year"), source: at("year_source"), value: filled(value) }
        };
        let actual = (0..rows).map(year).filter(|year| *year != LandYearDraft::default()).collect();
        let code = data.get("code").to_owned();
        LandCommitmentDraft {
            code,
            parcel,
            project,
            enterprise,
            industry,
            signed,
            full_year,
            ground,
            note,
            source,
            promise: promises,
            actual,
        }
    }

    fn filled(draft: Self::Draft) -> FormData {
        let values = [
            draft.parcel,
            draft.enterprise,
            draft.project,
            draft.industry,
            draft.signed,
            draft.full_year,
            draft.ground,
            draft.note,
            draft.source,
        ];
        let mut pairs: Vec<(String, String)> = FIELDS.iter().map(|key| (*key).to_owned()).zip(values).collect();
        pairs.extend(draft.promise.into_iter().map(|(code, value)| (format!("promise.{code}"), value)));
        // Every year has a value of every indicator that any year has, so that rows stay rows.
        let all: Vec<String> = draft.actual.iter().flat_map(|year| year.value.keys()).cloned().collect();
        for year in draft.actual {
            pairs.push(("year".to_owned(), year.year));
            pairs.push(("year_source".to_owned(), year.source));
            let mut seen = std::collections::BTreeSet::new();
            for code in all.iter().filter(|code| seen.insert(code.as_str())) {
                pairs.push((format!("actual.{code}"), year.value.get(code).cloned().unwrap_or_default()));
            }
        }
        FormData::from_pairs(pairs)
    }

    fn fields(visit: &Visit, words: &Words, data: &FormData, errors: &FieldErrors) -> Markup {
        let industries = words.rules.industries.iter();
        let industries: Vec<_> = industries.map(|one| choice(visit, &one.key, &one.name_zh, &one.name_en)).collect();
        let (ground, all) = (visit.text("land-ground-help"), visit.text("land-industry-help"));
        html! {
            @for key in FIELDS {
                @let label = field_name(visit, if key == "industry" { "limit_industry" } else { key });
                @let field = Input::new(key, &label, data, errors);
                @match key {
                    "parcel" => (components::select(field.required(), &words.parcels)),
                    "industry" => (components::select(field.help(&all), &industries)),
                    "signed" => (components::date(field.required())),
                    "full_year" => (components::number(field.required())),
                    "enterprise" => (components::text(field.required(), "text")),
                    "project" => (components::text(field, "text")),
                    "ground" => div.field-wide { (components::text(field.help(&ground), "text")) },
                    _ => div.field-wide { (components::text(field, "text")) },
                }
            }
            (promises(visit, &words.rules, data, errors))
            (years(visit, &words.rules, data, errors))
        }
    }
}

/// The fields of what is promised, each with the limits that hold today.
fn promises(visit: &Visit, rules: &Rules, data: &FormData, errors: &FieldErrors) -> Markup {
    let industry = data.given("industry").and_then(|text| text.parse::<Code>().ok());
    let day = data.get("signed").parse().unwrap_or_else(|_| visit.today());
    html! {
        fieldset.field-wide id="field-promise" tabindex="-1" {
            legend.form-label { (field_name(visit, "promise")) }
            @if let Some(error) = errors.get("promise") { div.invalid-feedback.d-block { (error) } }
            div.form-grid { @for indicator in &rules.indicators {
                @let name = key("promise", &indicator.key);
                @let unit = indicator_unit(visit, indicator);
                @let label = if unit.is_empty() { indicator_name(visit, indicator) } else { format!("{} ({unit})", indicator_name(visit, indicator)) };
                @let limit = rules.limit(&indicator.key, industry.as_ref(), day);
                @let help = limit.map(|limit| limit_said(visit, indicator, &limit.value)).unwrap_or_default();
                (components::number(Input::new(&name, &label, data, errors).help(&help)))
            } }
        }
    }
}

/// The rows of what came of it.
fn years(visit: &Visit, rules: &Rules, data: &FormData, errors: &FieldErrors) -> Markup {
    let keys: Vec<_> = rules.indicators.iter().map(|one| key("actual", &one.key)).collect();
    let mut columns = vec![("year", "decimal", field_name(visit, "year"))];
    columns.extend(
        keys.iter().zip(&rules.indicators).map(|(key, one)| (key.as_str(), "decimal", indicator_name(visit, one))),
    );
    columns.push(("year_source", "text", field_name(visit, "source")));
    Rows { name: "actual", columns: &columns }.show(visit, data, errors)
}

/// How a letter stands: kept, short, or not yet to be kept.
fn standing(record: &Commitment, shortfalls: &[Shortfall], visit: &Visit) -> &'static str {
    match shortfalls {
        [] if visit.as_of().year() <= record.full_year => "not_due",
        [] => "kept",
        _ => "short",
    }
}

fn kept_pill(visit: &Visit, key: &str) -> Markup {
    let tone = match key {
        "kept" => "good",
        "short" => "bad",
        _ => "neutral",
    };
    components::pill(tone, &visit.text(&format!("land-kept-{key}")))
}

/// A letter that was signed by the end of the day, and what it did not keep.
type Standing = (Versioned<Commitment>, Vec<Shortfall>);

async fn found(visit: &Visit, rules: &Rules) -> Result<Vec<Standing>, PageError> {
    let wanted = asked(visit, "kept", &KEPT)?;
    let all = tables::all_of::<Commitment>(visit.store().reader(), visit.scope()).await?;
    let signed = all.into_iter().filter(|one| one.record.signed <= visit.as_of());
    let mut found: Vec<Standing> = signed
        .map(|one| {
            let shortfalls = one.record.shortfalls(rules, visit.as_of());
            (one, shortfalls)
        })
        .filter(|(one, short)| wanted.is_none_or(|wanted| standing(&one.record, short, visit) == wanted))
        .filter(|(one, _)| {
            let project = one.record.project.as_ref().map_or("", Code::as_str);
            has_text(
                visit,
                &[one.record.enterprise.as_str(), one.record.code.as_str(), one.record.parcel.as_str(), project],
            )
        })
        .collect();
    in_order(visit, &SORTABLE, &mut found, |key, found| match key {
        "parcel" => found.sort_by(|left, right| left.0.record.parcel.cmp(&right.0.record.parcel)),
        "signed" => found.sort_by_key(|(one, _)| one.record.signed),
        "full_year" => found.sort_by_key(|(one, _)| one.record.full_year),
        _ => {}
    });
    Ok(found)
}

/// The list.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let words = Words::of(&visit).await?;
    let list = List {
        tab: "land-commitments",
        file: "/land/commitments/export.xlsx",
        new: Some(("/land/commitments/new", "land-commitment-new")),
        none: "land-commitments-none",
        columns: &COLUMNS,
        sortable: &SORTABLE,
        filters: filters(&visit, "land-commitment-search", &[("kept", choices(&visit, "land-kept", &KEPT))]),
        sums: html! {},
        found: found(&visit, &words.rules).await?,
    };
    Ok(list.page(&visit, |(one, short)| {
        let record = &one.record;
        vec![
            html! {
                a href=(visit.link(&format!("/land/commitments/{}", record.code))) { (record.enterprise) }
                span.cell-sub { (record.code) }
            },
            parcel_link(&visit, &record.parcel),
            html! { @match &record.project { Some(project) => (project), None => "–" } },
            html! { (record.signed) },
            html! { (record.full_year) },
            html! {
                (kept_pill(&visit, standing(record, short, &visit)))
                @if !short.is_empty() { " " (visit.text_with("land-shortfalls", &[("count", short.len().to_string().into())])) }
            },
        ]
    }))
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let words = Words::of(&visit).await?;
    let keys = [
        "code",
        "enterprise",
        "parcel",
        "project",
        "industry",
        "signed",
        "full_year",
        "kept",
        "shortfall",
        "ground",
        "note",
    ];
    let headings = keys.map(|key| field_name(&visit, key));
    let found = found(&visit, &words.rules).await?;
    let rows = found.iter().map(|(one, short)| {
        let draft = one.record.draft();
        let said: Vec<_> = short.iter().map(|short| shortfall_said(&visit, &words.rules, short)).collect();
        let first = [draft.code, draft.enterprise, draft.parcel, draft.project, draft.industry];
        let last = [
            visit.text(&format!("land-kept-{}", standing(&one.record, short, &visit))),
            said.join(visit.language().pick("；", "; ")),
            draft.ground,
            draft.note,
        ];
        let middle = [SheetCell::Day(one.record.signed), SheetCell::Number(one.record.full_year.into())];
        first.into_iter().map(text).chain(middle).chain(last.into_iter().map(text)).collect()
    });
    sheet::download(&visit, "commitments", &headings, rows)
}

fn shortfall_said(visit: &Visit, rules: &Rules, short: &Shortfall) -> String {
    let indicator = rules.find_indicator(short.indicator.as_str());
    let name = indicator.map_or_else(|_| short.indicator.to_string(), |one| indicator_name(visit, one));
    let values = [
        ("year", short.year.to_string().into()),
        ("name", name.into()),
        ("promised", short.promised.to_string().into()),
        ("actual", short.actual.map(|actual| actual.to_string()).unwrap_or_default().into()),
    ];
    visit.text_with(if short.actual.is_some() { "land-shortfall-said" } else { "land-unreported-said" }, &values)
}

/// The page of one: what was promised against its limit, and every year against what was promised.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let (known, words) = (record::<Commitment>(&visit).await?, Words::of(&visit).await?);
    let (letter, draft) = (&known.record, known.record.draft());
    let shortfalls = letter.shortfalls(&words.rules, visit.as_of());
    let industry = words.rules.find_industry(&draft.industry);
    let industry = industry.map(|one| visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()).to_owned());
    let lines = [
        ("code", draft.code),
        ("enterprise", draft.enterprise),
        ("project", draft.project),
        ("limit_industry", industry.unwrap_or(draft.industry)),
        ("signed", draft.signed),
        ("full_year", draft.full_year),
        ("ground", draft.ground),
        ("note", draft.note),
        ("source", draft.source),
    ];
    let first = html! {
        dt { (field_name(&visit, "kept")) }
        dd {
            (kept_pill(&visit, standing(letter, &shortfalls, &visit)))
            @if !shortfalls.is_empty() { ul.mb-0 { @for short in &shortfalls { li { (shortfall_said(&visit, &words.rules, short)) } } } }
        }
        dt { (field_name(&visit, "parcel")) }
        dd { (parcel_link(&visit, &letter.parcel)) }
    };
    let body = html! {
        (particulars(&visit, "land-commitment-particulars", first, &lines))
        (table(&visit, &words.rules, letter))
    };
    let page = Page::new(&visit, letter.title()).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-commitments"), "/land/commitments");
    let actions = edit_button(&visit, &format!("/land/commitments/{}", letter.code));
    Ok(page.actions(actions).body(body).into_response())
}

fn table(visit: &Visit, rules: &Rules, letter: &Commitment) -> Markup {
    let caption = visit.text("land-promise-and-actual");
    let headings = ["indicator", "limit", "promise"].map(|key| field_name(visit, key));
    let years: Vec<_> = letter.years.iter().filter(|(year, _)| **year <= visit.as_of().year()).collect();
    let promised = |indicator: &Indicator| letter.promises.get(&indicator.key).copied();
    let limit = |indicator: &Indicator| rules.limit(&indicator.key, letter.industry.as_ref(), letter.signed);
    let level = |level: Option<&Level>| level.map_or_else(|| "–".to_owned(), ToString::to_string);
    html! {
        section.panel.mb-3 {
            h2.panel-title { (caption) }
            div.table-responsive tabindex="0" role="region" aria-label=(caption) {
                table.table.table-vcenter {
                    caption.visually-hidden { (caption) }
                    thead { tr {
                        @for heading in &headings { th scope="col" { (heading) } }
                        @for (year, _) in &years { th scope="col" {
                            (year) @if **year < letter.full_year { " " span.cell-sub { (visit.text("land-year-early")) } }
                        } }
                    } }
                    tbody { @for indicator in &rules.indicators { tr {
                        th scope="row" { (indicator_name(visit, indicator)) span.cell-sub { (indicator_unit(visit, indicator)) } }
                        td { @match limit(indicator) { Some(limit) => (limit_said(visit, indicator, &limit.value)), None => "–" } }
                        td { (level(promised(indicator).as_ref())) }
                        @for (year, result) in &years { td {
                            @let actual = result.values.get(&indicator.key);
                            (level(actual))
                            @if let (Some(actual), Some(promised), true) = (actual, promised(indicator), **year >= letter.full_year) {
                                @if !indicator.bound.keeps(*actual, promised) { " " (components::pill("bad", &visit.text("land-kept-short"))) }
                            }
                        } }
                    } } }
                }
            }
        }
    }
}
