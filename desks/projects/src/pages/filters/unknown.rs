//! Filters that name what the zone does not have: whoever misspells one must not take what comes for what was meant.

use std::sync::Arc;

use maud::{Markup, html};
use pages::{PageError, Visit};
use store::StoreError;

use super::category;
use crate::{
    model::{Likelihood, Rules, StatusKind, Terms},
    pages::{rules, show},
    store::{self as tables, ProjectFilter},
};

/// The filters that are words, each with the field that it is about.
const WORDS: [(&str, &str); 8] = [
    ("stage", "stage"),
    ("category", "category"),
    ("park", "park"),
    ("cluster", "cluster"),
    ("leading_industry", "leading_industry"),
    ("tag", "six_news"),
    ("status", "status"),
    ("likelihood", "likelihood"),
];
/// Of a value that means nothing, so much is said.
const SHOWN_CHARS_MAX: usize = 40;

/// The zone's rules, for what is no page: files and programs get nothing for an address that means nothing.
///
/// # Errors
/// [`PageError::BadValue`] for a filter that names what the zone does not have.
pub async fn rules_of_known(visit: &Visit) -> Result<Arc<Rules>, PageError> {
    let rules = rules(visit).await?.ok_or(PageError::NotFound)?;
    match unknown(visit, &rules).await?.into_iter().next() {
        Some(given) => Err(PageError::BadValue { key: "projects-unknown-filter", given }),
        None => Ok(rules),
    }
}

/// What the filters name that the zone does not have.
pub async fn alert(visit: &Visit, rules: &Rules) -> Result<Markup, StoreError> {
    let unknown = unknown(visit, rules).await?;
    Ok(html! {
        @for given in unknown {
            p.alert.alert-danger role="alert" { (visit.text_with("projects-unknown-filter", &[("given", given.into())])) }
        }
    })
}

/// Field and value of each filter that names what the zone does not have, in words.
async fn unknown(visit: &Visit, rules: &Rules) -> Result<Vec<String>, StoreError> {
    let query = visit.query();
    let told = |field: &str, given: &str| {
        let given: String = given.chars().take(SHOWN_CHARS_MAX).collect();
        format!("{}{}{given}", show::field(visit, field), visit.language().pick("：", ": "))
    };
    let mut unknown: Vec<String> = Vec::new();
    for (name, field) in WORDS {
        if let Some(given) = query.given(name).filter(|given| !is_known(rules, name, given)) {
            unknown.push(told(field, given));
        }
    }
    if let Some(login) = query.given("manager")
        && !is_manager(visit, login).await?
    {
        unknown.push(told("manager", login));
    }
    Ok(unknown)
}

/// Whether the reader knows the account, or sees a project that it is in charge of: not everybody knows the people of other
/// organisations by name.
async fn is_manager(visit: &Visit, login: &str) -> Result<bool, StoreError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    if identity::account::names(database, scope).await?.contains_key(login) {
        return Ok(true);
    }
    let own = ProjectFilter { manager: Some(login.to_owned()), ..ProjectFilter::default() };
    Ok(tables::count_up_to(database, scope, &own, 1).await? > 0)
}

fn is_known(rules: &Rules, name: &str, given: &str) -> bool {
    let vocabulary = &rules.vocabulary;
    let is_in = |terms: &Terms| given.parse().is_ok_and(|key| terms.get(&key).is_some());
    match name {
        "stage" => given.parse().is_ok_and(|key| rules.stages.get(&key).is_some()),
        "category" => category(given).is_some(),
        "park" => is_in(&vocabulary.parks),
        "cluster" => is_in(&vocabulary.clusters),
        "leading_industry" => is_in(&vocabulary.leading_industries),
        "tag" => is_in(&vocabulary.six_news),
        "status" => StatusKind::from_key(given).is_ok(),
        "likelihood" => Likelihood::ALL.iter().any(|one| one.key() == given),
        _ => true,
    }
}
