//! A fact, and the records behind it.

use maud::html;
use pages::{
    Page, PageError, Visit,
    components::{self, ListState, PER_PAGE, SortOrder, Total},
    figure,
};

use super::{
    panel::measure::{record_line, title_of, unknown},
    show::{self, Names},
};

/// The reading of a fact on the day, and all records behind it that the reader may see.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let key = visit.param("fact")?.to_owned();
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let zone = visit.scope().zone();
    let facts = registry.facts(database, zone).await?;
    let fact = facts.get(&key).ok_or(PageError::NotFound)?;
    let readings = registry.readings(database, zone, visit.as_of()).await?;
    let reading = readings.get(&key).cloned().unwrap_or_else(|| Err(facts::Unknown::Fact(key.clone())));
    let list = ListState::parse(visit.query(), &[], ("", SortOrder::Ascending));
    let records = registry.records(database, visit.scope(), visit.as_of(), &key, list.offset(), PER_PAGE).await?;
    let names = Names::read(&visit).await?;
    let mut rows = Vec::new();
    for record in &records.rows {
        rows.push(record_line(&visit, record, &names).await?);
    }
    let shown = figure::reading(visit.app().languages(), visit.language(), &reading, &fact.unit);
    let title = title_of(&visit, fact);
    let body = html! {
        (components::stat(&title, &shown, &visit.as_of().to_string()))
        (unknown(&visit, &reading))
        p { (visit.text("policy-fact-key")) " " code { (fact.key) } }
        section.card {
            h2.card-header { (visit.text("policy-records-behind")) }
            div.card-body {
                @if rows.is_empty() { p.text-secondary { (visit.text("policy-no-records")) } }
                ul { @for row in &rows { li { (row) } } }
            }
            (components::pager(&visit, &list, rows.len() as u64, Total::Exactly(records.total)))
        }
    };
    Ok(Page::new(&visit, title)
        .under(visit.text("policy-menu"), "/policy")
        .actions(
            html! { a.btn href=(show::on_same_day(&visit, "/policy/measures")) { (visit.text("policy-measures")) } },
        )
        .body(body))
}
