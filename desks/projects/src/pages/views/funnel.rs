//! The funnel: how many projects come how far, and how long they stay at each stage.

use facts::{Unit, Value};
use maud::{Markup, html};
use pages::{Page, PageError, Visit, figure::figure};
use rust_decimal::Decimal;

use crate::{
    model::{Funnel, FunnelStep, ViewPage},
    pages::{filters, list::Part, show},
};

/// The most projects of one funnel; the page says when there are more.
pub const PROJECTS_MAX: u64 = 20_000;

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let shown = async {
        let records = Part::some(&visit, &rules, PROJECTS_MAX).await?;
        let funnel = Funnel::of(&records, &rules, visit.as_of());
        let partial = records.len() as u64 == PROJECTS_MAX;
        Ok::<_, PageError>(html! {
            (filters::folded(&visit, &rules).await?)
            @if partial { p.alert.alert-info role="status" { (visit.text_with("projects-funnel-partial", &[("count", PROJECTS_MAX.into())])) } }
            p.as-of { (visit.text("projects-funnel-lead")) }
            (table(&visit, &funnel))
        })
    };
    let body = visit.remembered(shown).await?;
    Ok(super::page(&visit, ViewPage::Funnel, body))
}

fn table(visit: &Visit, funnel: &Funnel<'_>) -> Markup {
    let most = funnel.steps.first().map_or(0, |step| step.reached).max(1);
    let label = visit.text("projects-view-funnel");
    html! {
        div.card.table-responsive tabindex="0" role="region" aria-label=(label) {
            table.table.funnel {
                thead { tr {
                    th scope="col" { (show::field(visit, "stage")) }
                    @for key in ["projects-funnel-reached", "projects-funnel-money", "projects-funnel-conversion", "projects-funnel-standing", "projects-funnel-gone", "projects-funnel-median"] {
                        th.text-end scope="col" { (visit.text(key)) }
                    }
                } }
                tbody {
                    @for (position, step) in funnel.steps.iter().enumerate() { (row(visit, step, funnel.conversion(position), most)) }
                }
            }
        }
    }
}

fn row(visit: &Visit, step: &FunnelStep<'_>, conversion: Option<f64>, most: usize) -> Markup {
    let share = |share: f64| figure(visit.app().languages(), visit.language(), Value::Number(share), &Unit::share());
    let yuan = Decimal::from_i128_with_scale(step.reached_fen, 2);
    let days = |days: i32| visit.text_with("projects-days", &[("days", days.into())]);
    html! {
        tr {
            th scope="row" {
                (show::stage_name(visit, step.stage))
                progress max=(most) value=(step.reached) aria-hidden="true" {}
            }
            td.numeric.text-end { (step.reached) }
            td.numeric.text-end { (show::amount(visit, yuan)) }
            td.numeric.text-end { (conversion.map_or_else(|| "–".to_owned(), share)) }
            td.numeric.text-end { (step.standing) }
            td.numeric.text-end { (step.gone) }
            td.numeric.text-end { (step.median_days.map_or_else(|| "–".to_owned(), days)) }
        }
    }
}
