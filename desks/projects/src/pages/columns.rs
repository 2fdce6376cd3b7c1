//! The columns of the list: which are shown, and what stands in a cell. The file of the same list has the same ones.

use std::borrow::Cow;

use maud::{Markup, html};
use pages::{FormData, Visit, components};

use super::show;
use crate::{
    files::{Column, ExportRow},
    model::{Field, Rules, Terms, Year},
};

/// What is shown until the reader chooses.
const DEFAULT: [Column; 8] = [
    Column::Field(Field::Name),
    Column::Stage,
    Column::Status,
    Column::Category,
    Column::Field(Field::Park),
    Column::Field(Field::TotalInvestment),
    Column::InvestmentDoneThisYear,
    Column::OverdueDays,
];

/// Value of `cols` for everything there is.
pub const ALL: &str = "all";

/// The columns of the address, in the order of a complete file; the name, which leads to the project, always comes first.
pub fn chosen(query: &FormData) -> Vec<Column> {
    let keys: Vec<&str> = query.all("cols").flat_map(|keys| keys.split(',')).collect();
    if keys.contains(&ALL) {
        return offered();
    }
    let wanted: Vec<Column> = keys.into_iter().filter_map(Column::from_key).collect();
    let wanted = if wanted.is_empty() { DEFAULT.to_vec() } else { wanted };
    offered().into_iter().filter(|column| is_name(*column) || wanted.contains(column)).collect()
}

/// The columns of a file: the id, by which it is found again when the file comes back, and those of the list; the complete
/// file has the plan year by year.
pub fn of_file(query: &FormData, plan_years: impl IntoIterator<Item = Year>) -> Vec<Column> {
    let all = query.all("cols").any(|keys| keys.split(',').any(|key| key == ALL));
    if all { Column::all(plan_years) } else { [vec![Column::Id], chosen(query)].concat() }
}

/// The columns that the list can show.
pub fn offered() -> Vec<Column> {
    let mut columns = Column::all([]);
    columns.retain(|column| !is_name(*column) && *column != Column::Id);
    columns.insert(0, Column::Field(Field::Name));
    columns
}

fn is_name(column: Column) -> bool {
    column == Column::Field(Field::Name)
}

/// The heading, and whether it sorts.
pub fn heading(visit: &Visit, column: Column, sortable: &[&'static str]) -> components::Column {
    // Plans of single years, the only columns without a constant key, are not in the list.
    let key = match column.key() {
        Cow::Borrowed(key) => key,
        Cow::Owned(_) => "plan",
    };
    components::Column {
        key,
        heading: show::field(visit, key),
        sortable: sortable.contains(&key),
        numeric: is_numeric(column),
    }
}

fn is_numeric(column: Column) -> bool {
    match column {
        Column::OverdueDays
        | Column::InvestmentDone
        | Column::InvestmentDoneThisYear
        | Column::OutputThisYear
        | Column::TaxThisYear => true,
        Column::Field(field) => matches!(
            field,
            Field::TotalInvestment
                | Field::Land
                | Field::Gas
                | Field::Power
                | Field::Water
                | Field::Output
                | Field::Tax
                | Field::Jobs
                | Field::Longitude
                | Field::Latitude
                | Field::Plan(_)
        ),
        _ => false,
    }
}

/// What stands in a cell of the list.
pub fn cell(visit: &Visit, known: (&Rules, &show::Names), row: ExportRow<'_>, column: Column) -> Markup {
    let (rules, _) = known;
    let (record, actuals, day) = (row.record, row.actuals, visit.as_of());
    let status = record.statuses.on(day);
    let transition = record.stages.stage_on(day);
    let sum = |sum: Option<rust_decimal::Decimal>| html! { (sum.map_or_else(dash, |sum| show::amount(visit, sum))) };
    match column {
        Column::Id => html! { (record.id) },
        Column::Field(field) => field_cell(visit, known, row, field),
        Column::Stage => html! {
            @if let Some(transition) = transition { span.stage { (show::stage(visit, rules, &transition.stage)) } }
        },
        Column::StageSince => html! { @if let Some(transition) = transition { (transition.entered_on) } },
        Column::StageReason => {
            html! { @if let Some(reason) = transition.and_then(|one| one.reason.as_ref()) { (reason) } }
        }
        Column::Status => show::status(visit, status.kind()),
        Column::StatusSince => html! { @if let Some(change) = record.statuses.change_on(day) { (change.since) } },
        Column::StatusReason => html! { @if let Some(reason) = status.reason() { (reason) } },
        Column::LostTo => html! { @if let Some(went_to) = status.went_to() { (went_to) } },
        Column::Category => {
            html! { @if let Some(category) = record.category(day, rules) { span.tag { (show::category(visit, category)) } } }
        }
        Column::OverdueDays => {
            let late = record.overdue(day, rules);
            html! { @if late.is_empty() { (dash()) } @else { (show::overdue(visit, &late)) } }
        }
        Column::InvestmentDone => sum(actuals.investment_cny),
        Column::InvestmentDoneThisYear => sum(actuals.investment_this_year_cny),
        Column::OutputThisYear => sum(actuals.output_this_year_cny),
        Column::TaxThisYear => sum(actuals.tax_this_year_cny),
    }
}

/// What stands where nothing is known.
fn dash() -> String {
    "–".to_owned()
}

fn field_cell(visit: &Visit, known: (&Rules, &show::Names), row: ExportRow<'_>, field: Field) -> Markup {
    if field == Field::Name {
        let path = format!("/projects/{}", row.record.id);
        return html! {
            a href=(show::on_same_day(visit, &path)) { (row.record.project.name) }
            div.cell-sub { (row.record.project.investor_name) }
        };
    }
    html! { (field_text(visit, known, row.record, field).unwrap_or_else(dash)) }
}

/// A field as a reader reads it: names instead of keys, figures with their units; none when it is not filled.
pub fn field_text(
    visit: &Visit,
    (rules, names): (&Rules, &show::Names),
    record: &crate::model::ProjectRecord,
    field: Field,
) -> Option<String> {
    let project = &record.project;
    let (filing, needs, promises) = (&project.filing, &project.needs, &project.promises);
    let vocabulary = &rules.vocabulary;
    let term = |terms: &Terms, key: &Option<crate::model::Key>| key.as_ref().map(|key| show::term(visit, terms, key));
    let money = |money: Option<crate::model::Money>| money.map(|money| show::money(visit, money));
    let quantity =
        |quantity: Option<crate::model::Quantity>, unit| quantity.map(|quantity| show::quantity(visit, quantity, unit));
    match field {
        Field::Industry => filing.industry.as_ref().map(|code| {
            let names = vocabulary.industries.get(code);
            let name = names.map_or("", |names| visit.language().pick(names.name_zh.as_str(), names.name_en.as_str()));
            format!("{code} {name}").trim_end().to_owned()
        }),
        Field::Park => term(&vocabulary.parks, &filing.park),
        Field::Cluster => term(&vocabulary.clusters, &filing.cluster),
        Field::LeadingIndustry => term(&vocabulary.leading_industries, &filing.leading_industry),
        Field::SixNews => {
            let names: Vec<_> =
                filing.six_news.iter().map(|key| show::term(visit, &vocabulary.six_news, key)).collect();
            (!names.is_empty()).then(|| names.join(visit.language().pick("、", ", ")))
        }
        Field::TotalInvestment => money(project.total_investment_cny),
        Field::Plan(year) => money(project.plan.get(&year).map(|planned| planned.amount_cny)),
        Field::Output => money(promises.output_cny_per_year),
        Field::Tax => money(promises.tax_cny_per_year),
        Field::Land => quantity(needs.land_mu, "unit-mu"),
        Field::Gas => quantity(needs.gas_m3_per_hour, "projects-unit-m3-per-hour"),
        Field::Power => quantity(needs.power_kw, "projects-unit-kw"),
        Field::Water => quantity(needs.water_t_per_day, "projects-unit-t-per-day"),
        Field::LeadSource => term(&vocabulary.lead_sources, &project.lead_source),
        Field::Manager => project.manager.as_ref().map(|manager| show::person(names, manager.as_str())),
        Field::Likelihood => project.likelihood.map(|one| visit.text(&format!("projects-likelihood-{one}"))),
        Field::Unknown => {
            let names: Vec<_> = project.unknown.iter().map(|field| show::field(visit, &field.key())).collect();
            (!names.is_empty()).then(|| names.join(visit.language().pick("、", ", ")))
        }
        Field::Name
        | Field::InvestorName
        | Field::CreditCode
        | Field::ProjectCode
        | Field::Description
        | Field::Longitude
        | Field::Latitude
        | Field::Jobs
        | Field::StartPromised
        | Field::ProductionPromised
        | Field::Source => Some(project.text(field)).filter(|text| !text.is_empty()),
    }
}

/// The chooser of columns: part of the address, so that the list can be sent to a colleague.
pub fn chooser(visit: &Visit) -> Markup {
    let shown = chosen(visit.query());
    html! {
        details.menu {
            summary.btn { (pages::shell::icon("columns-3")) " " (visit.text("projects-columns")) }
            form.menu-list method="get" action=(visit.path()) data-columns {
                (kept(visit, &["cols"]))
                @for column in offered().into_iter().filter(|column| !is_name(*column)) {
                    label.choice {
                        input type="checkbox" name="cols" value=(column.key()) checked[shown.contains(&column)];
                        (show::field(visit, &column.key()))
                    }
                }
                button.btn.btn-primary type="submit" { (visit.text("projects-columns-show")) }
            }
        }
    }
}

/// The address's other fields, hidden in a form that changes some of them; another list begins at its first page.
pub fn kept(visit: &Visit, without: &[&str]) -> Markup {
    let others = visit.query().pairs().iter().filter(|(name, value)| {
        !value.is_empty() && name != "page" && name != "flash" && !without.contains(&name.as_str())
    });
    html! { @for (name, value) in others { input type="hidden" name=(name) value=(value); } }
}
