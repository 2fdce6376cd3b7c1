//! What the list asks for, read from its address; and the form that changes it.

mod unknown;

use jiff::civil::Date;
use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Choice, Field as Input, FieldErrors, ListState, SortOrder},
};
use sea_orm::Order;
use store::StoreError;

use super::{columns, show};
use crate::{
    model::{Category, Likelihood, ProjectRecord, Rules, StatusKind, Terms},
    store::{ProjectFilter, Sort},
};

pub use unknown::rules_of_known;

/// The columns that sort, by their keys.
pub const SORTABLE: [&str; 4] = ["name", "investor_name", "stage", "total_investment_cny"];
/// The longest text that is searched for.
const TEXT_CHARS_MAX: usize = 100;

/// Where the reader stands in the list; the largest investment first.
pub fn state(query: &FormData) -> ListState {
    ListState::parse(query, &SORTABLE, ("total_investment_cny", SortOrder::Descending))
}

/// How the database sorts.
pub fn sort(state: &ListState) -> (Sort, Order) {
    let sort = match state.sort {
        "name" => Sort::Name,
        "investor_name" => Sort::Investor,
        "stage" => Sort::Stage,
        _ => Sort::Investment,
    };
    let order = if state.order == SortOrder::Descending { Order::Desc } else { Order::Asc };
    (sort, order)
}

/// What the address asks for. A word that means nothing finds nothing, and the page says so.
pub fn filter(visit: &Visit) -> ProjectFilter {
    let (query, day) = (visit.query(), visit.as_of());
    let given = |name: &str| query.given(name).map(str::to_owned);
    ProjectFilter {
        text: query.get("q").chars().take(TEXT_CHARS_MAX).collect(),
        stage: given("stage"),
        category: category(query.get("category")).map(|category| (category, day)),
        nothing: query.given("category").is_some_and(|key| category(key).is_none()),
        park: given("park"),
        cluster: given("cluster"),
        leading_industry: given("leading_industry"),
        tag: given("tag"),
        status: given("status"),
        manager: query.given("mine").map(|_| visit.scope().actor().to_owned()).or_else(|| given("manager")),
        likelihood: given("likelihood"),
        claimed: query.given("claimed").is_some(),
        overdue_on: query.given("overdue").map(|_| day),
        ..ProjectFilter::default()
    }
}

/// The same of the projects that count: what was lost or has ended only for whoever asks for it.
pub fn counting(visit: &Visit) -> ProjectFilter {
    let filter = filter(visit);
    ProjectFilter { counting: filter.status.is_none(), ..filter }
}

fn category(key: &str) -> Option<Category> {
    Category::ALL.into_iter().find(|category| category.key() == key)
}

/// What the database can answer about a past day: what does not change with time, or is not asked of the past.
pub fn timeless(filter: &ProjectFilter) -> ProjectFilter {
    ProjectFilter { stage: None, category: None, status: None, overdue_on: None, ..filter.clone() }
}

/// Whether a project is one of those asked for, as it stood at the end of a day; none was before it was known.
pub fn fits(filter: &ProjectFilter, record: &ProjectRecord, rules: &Rules, day: Date) -> bool {
    let Some(transition) = record.stages.stage_on(day) else { return false };
    filter.stage.as_ref().is_none_or(|stage| transition.stage.as_str() == stage)
        && filter.status.as_ref().is_none_or(|status| record.statuses.on(day).kind().key() == status)
        && filter.category.is_none_or(|(category, _)| record.category(day, rules) == Some(category))
        && (filter.overdue_on.is_none() || !record.overdue(day, rules).is_empty())
}

/// The form; before it, what the zone does not have.
pub async fn form(visit: &Visit, rules: &Rules) -> Result<Markup, StoreError> {
    Ok(html! { (unknown::alert(visit, rules).await?) (fields(visit, rules)) })
}

fn fields(visit: &Visit, rules: &Rules) -> Markup {
    let query = visit.query();
    let none = FieldErrors::default();
    let select = |name: &str, label: &str, choices: &[Choice]| {
        components::select(Input::new(name, &show::field(visit, label), query, &none), choices)
    };
    let stages: Vec<Choice> = rules
        .stages
        .iter()
        .map(|stage| Choice { value: stage.key.to_string(), label: show::stage_name(visit, stage).to_owned() })
        .collect();
    let categories = Category::ALL.map(|one| Choice { value: one.key().to_owned(), label: show::category(visit, one) });
    let statuses =
        StatusKind::ALL.map(|one| Choice { value: one.key().to_owned(), label: show::status_name(visit, one) });
    let likelihoods = Likelihood::ALL
        .map(|one| Choice { value: one.key().to_owned(), label: visit.text(&format!("projects-likelihood-{one}")) });
    let vocabulary = &rules.vocabulary;
    let day = visit.looks_back().then(|| visit.as_of().to_string());
    let cleared = format!("{}{}", visit.path(), FormData::default().with("as_of", day.as_deref()).to_query());
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit role="search" {
            (columns::kept(visit, &["q", "stage", "category", "park", "cluster", "leading_industry", "tag", "status", "likelihood", "mine", "claimed", "overdue", "as_of"]))
            (components::text(Input::new("q", &visit.text("projects-search"), query, &none), "search"))
            (select("stage", "stage", &stages))
            (select("category", "category", &categories))
            (select("status", "status", &statuses))
            (select("park", "park", &terms(visit, &vocabulary.parks)))
            (select("cluster", "cluster", &terms(visit, &vocabulary.clusters)))
            (select("tag", "six_news", &terms(visit, &vocabulary.six_news)))
            (select("likelihood", "likelihood", &likelihoods))
            (components::checkbox(Input::new("mine", &visit.text("projects-only-mine"), query, &none), "yes", query.given("mine").is_some()))
            (components::checkbox(Input::new("claimed", &visit.text("projects-only-claimed"), query, &none), "yes", query.given("claimed").is_some()))
            (components::checkbox(Input::new("overdue", &visit.text("projects-only-overdue"), query, &none), "yes", query.given("overdue").is_some()))
            (components::date(Input { value: day.as_deref().unwrap_or_default(), ..Input::new("as_of", &visit.text("projects-filter-as-of"), query, &none) }))
            button.btn.btn-primary type="submit" { (visit.text("projects-filter")) }
            a.btn href=(cleared) { (visit.text("projects-filter-none")) }
        }
    }
}

/// The same behind a line that says what is asked for: the pages that draw want the room.
pub async fn folded(visit: &Visit, rules: &Rules) -> Result<Markup, StoreError> {
    let told = told(visit, rules, visit.query());
    Ok(html! {
        (unknown::alert(visit, rules).await?)
        details.filter-fold.no-print {
            summary.btn {
                (visit.text("projects-filter"))
                @for one in &told { " " span.tag { (one) } }
            }
            (fields(visit, rules))
        }
    })
}

/// What a query asks for, in words: those of its filters that mean something.
pub fn told(visit: &Visit, rules: &Rules, query: &FormData) -> Vec<String> {
    query.pairs().iter().filter_map(|(name, value)| told_one(visit, rules, name, value)).collect()
}

fn told_one(visit: &Visit, rules: &Rules, name: &str, value: &str) -> Option<String> {
    let vocabulary = &rules.vocabulary;
    let term =
        |field: &str, terms: &Terms| Some((show::field(visit, field), show::term(visit, terms, &value.parse().ok()?)));
    let (label, value) = match name {
        "q" => (visit.text("projects-search"), value.to_owned()),
        "stage" => (show::field(visit, "stage"), show::stage(visit, rules, &value.parse().ok()?)),
        "category" => (show::field(visit, "category"), show::category(visit, category(value)?)),
        "status" => (show::field(visit, "status"), show::status_name(visit, StatusKind::from_key(value).ok()?)),
        "likelihood" => {
            let likelihood: Likelihood = value.parse().ok()?;
            (show::field(visit, "likelihood"), visit.text(&format!("projects-likelihood-{likelihood}")))
        }
        "park" => term("park", &vocabulary.parks)?,
        "cluster" => term("cluster", &vocabulary.clusters)?,
        "leading_industry" => term("leading_industry", &vocabulary.leading_industries)?,
        "tag" => term("six_news", &vocabulary.six_news)?,
        "mine" | "claimed" | "overdue" => return Some(visit.text(&format!("projects-only-{name}"))),
        "as_of" => return Some(visit.text_with("projects-as-of", &[("day", value.into())])),
        _ => return None,
    };
    Some(format!("{label}{}{value}", visit.language().pick("：", ": ")))
}

fn terms(visit: &Visit, terms: &Terms) -> Vec<Choice> {
    let choice =
        |term: &crate::model::Term| Choice { value: term.key.to_string(), label: show::term(visit, terms, &term.key) };
    terms.iter().map(choice).collect()
}
