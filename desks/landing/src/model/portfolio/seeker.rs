//! Who looks for land: projects that have none yet, and wishes that are no project yet.

use std::collections::BTreeMap;

use jiff::civil::Date;
use land::model::{Amount, Mu};
use projects::model::{IndustryCode, Money, ProjectRecord, Quantity};
use serde::{Deserialize, Serialize};
use siting::portfolio::Project as Sought;

use super::{
    HalfYear, PortfolioRules, indicators,
    problem::{LeftOut, Records},
    rules::TEN_THOUSAND,
};
use crate::model::{Promised, WishRecord};

const FEN: f64 = 100.0;
const PROJECT: &str = "project/";
const WISH: &str = "wish/";

/// A project or a wish by its name on the day of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeekerName {
    /// `project/` or `wish/`, then the id or the number.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Where the record lies, below the zone.
pub fn path_of(seeker: &str) -> String {
    match seeker.split_once('/') {
        Some(("wish", number)) => format!("/landing/wishes/{number}"),
        Some((_, id)) => format!("/projects/{id}"),
        None => "/projects".to_owned(),
    }
}

/// What is the same for all who look for land.
pub(super) struct Market<'r> {
    pub records: &'r Records<'r>,
    pub rules: &'r PortfolioRules,
    pub day: Date,
    pub half_years: &'r [HalfYear],
    /// Classes of use for industry: where a project goes that does not say on which.
    pub industrial: &'r [String],
    /// Half-years from the first stone to production.
    pub builds: usize,
}

/// What somebody wants, in one set of units.
#[derive(Default)]
struct Want<'r> {
    area_mu: (Option<f64>, Option<f64>),
    uses: Vec<String>,
    needs: Vec<(&'static str, Option<f64>)>,
    start: Option<Date>,
    investment_cny: f64,
    output_cny: f64,
    tax_cny: f64,
    six_news: bool,
    must: bool,
    industry: Option<&'r IndustryCode>,
    committed: BTreeMap<String, f64>,
}

fn yuan(money: Option<Money>) -> f64 {
    money.map_or(0.0, |money| money.fen() as f64 / FEN)
}

fn quantity(quantity: Option<Quantity>) -> Option<f64> {
    quantity.map(|quantity| quantity.thousandths() as f64 / 1_000.0)
}

impl Market<'_> {
    /// A project that has no land yet.
    pub fn project(&self, record: &ProjectRecord) -> Result<Sought, LeftOut> {
        let (needs, promises) = (&record.project.needs, &record.project.promises);
        let stage = record.stages.stage_on(self.day).map(|step| step.stage.as_str().to_owned());
        let want = Want {
            area_mu: (quantity(needs.land_mu), None),
            needs: vec![
                ("gas", quantity(needs.gas_m3_per_hour)),
                ("water", quantity(needs.water_t_per_day)),
                ("power", quantity(needs.power_kw).map(|power| power * self.rules.kva_per_kw)),
            ],
            start: promises.start_on,
            investment_cny: yuan(record.project.total_investment_cny),
            output_cny: yuan(promises.output_cny_per_year),
            tax_cny: yuan(promises.tax_cny_per_year),
            six_news: !record.project.filing.six_news.is_empty(),
            must: stage.is_some_and(|stage| self.rules.must.contains(&stage)),
            industry: record.project.filing.industry.as_ref(),
            committed: indicators::committed(self.records, record.id.as_str(), self.day),
            ..Want::default()
        };
        self.sought(format!("{PROJECT}{}", record.id), want)
    }

    /// A wish that is no project yet.
    pub fn wish(&self, record: &WishRecord) -> Result<Sought, LeftOut> {
        let wish = &record.wish;
        let amount = |amount: Option<Amount>| amount.map_or(0.0, |amount| amount.to_f64() * TEN_THOUSAND);
        let want = Want {
            area_mu: (wish.area_least.map(Mu::to_f64), wish.area_most.map(Mu::to_f64)),
            uses: wish.land_use.iter().map(ToString::to_string).collect(),
            needs: crate::model::Wish::INPUTS.map(|input| (input, wish.need(input).map(Amount::to_f64))).into(),
            start: wish.start,
            investment_cny: amount(wish.investment),
            output_cny: amount(wish.output),
            industry: wish.industry.as_ref(),
            ..Want::default()
        };
        self.sought(format!("{WISH}{}", record.number), want)
    }

    /// In the words of the engine: money is spent evenly while it is built, output and tax come when it produces.
    fn sought(&self, id: String, want: Want<'_>) -> Result<Sought, LeftOut> {
        let Some(least) = want.area_mu.0.or(want.area_mu.1).filter(|area| *area > 0.0) else {
            return Err(LeftOut::NoArea);
        };
        if want.investment_cny + want.output_cny + want.tax_cny <= 0.0 && !want.must {
            return Err(LeftOut::NothingGained);
        }
        let (first, last) = match self.half_years {
            [first, .., last] => (*first, *last),
            [only] => (*only, *only),
            [] => return Err(LeftOut::TooLate),
        };
        let earliest = want.start.map_or(first, HalfYear::of).max(first);
        if earliest > last {
            return Err(LeftOut::TooLate);
        }
        let sum_cny = |promised: Promised| match promised {
            Promised::Investment => want.investment_cny,
            Promised::Output => want.output_cny,
            Promised::Tax => want.tax_cny,
        };
        let mut promises = indicators::per_mu(self.records, sum_cny, least);
        promises.extend(want.committed);
        let kind = want.industry.and_then(|industry| self.rules.kind_of(industry.as_str()));
        let half = |a_year: f64| std::iter::repeat_n(0.0, self.builds).chain([a_year / 2.0]).collect();
        Ok(Sought {
            id,
            area_mu: (least, want.area_mu.1.unwrap_or(least * self.rules.area_most)),
            uses: if want.uses.is_empty() { self.industrial.to_vec() } else { want.uses },
            needs: want
                .needs
                .into_iter()
                .filter_map(|(input, need)| Some((input.to_owned(), need.filter(|need| *need > 0.0)?)))
                .collect(),
            earliest: Some(earliest.to_string()),
            investment_cny: vec![want.investment_cny / self.builds.max(1) as f64; self.builds.max(1)],
            output_cny: half(want.output_cny),
            tax_cny: half(want.tax_cny),
            six_news: want.six_news,
            must: want.must,
            kind: kind.map(|kind| kind.key.clone()),
            promises,
            ..Sought::default()
        })
    }
}
