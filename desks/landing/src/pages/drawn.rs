//! What of a plan is drawn, on pages and on paper alike: where its sites lie, and the sums by year.

use ::pages::{PageError, Visit};
use land::model::Amount;
use print::{Anchor, Drawing, Look, Mark};

use super::said::Said;
use crate::model::{Plan, SiteMap, SitePlan, WishDraft, YearSums};

/// Width of the sheet of sums, and where its bars begin and end at most: before them stand years, behind them sums.
const WIDTH: f64 = 400.0;
const BARS: (f64, f64) = (48.0, 300.0);
/// Height of a line, and of the bar on it.
const LINE: f64 = 24.0;
const BAR: f64 = 16.0;

/// Where the sites of a plan lay on its day, for whom the plan is shown to: an investor with a link sees the outlines too,
/// without the names of their neighbours.
pub async fn site_map(visit: &Visit, plan: &Plan, is_staff: bool) -> Result<Option<SiteMap>, PageError> {
    if is_staff && !visit.scope().may(land::READ) {
        return Ok(None);
    }
    let chart = land::chart::on(visit, plan.day).await?;
    Ok(SiteMap::of(plan, chart.placed().map(|one| (&one.record.code, one.boundary()))))
}

/// The map; what it shows stands beside it, too.
pub fn sites(said: Said<'_>, map: &SiteMap, plan: &Plan) -> Drawing {
    let names = plan.sites.iter().filter_map(|site| {
        let drawn = map.find(&site.parcel.code)?;
        Some(format!("{}. {}", drawn.place, said.parcel(&site.parcel)))
    });
    let sites = [("sites", said.and(names).into())];
    map.drawing(said.0.text_with("landing-site-map-says", &sites), &said.text("landing-north"))
}

/// Where the middle of a site is; none where it has no outline.
pub fn middle(map: Option<&SiteMap>, site: &SitePlan) -> Option<String> {
    let [longitude, latitude] = map?.find(&site.parcel.code)?.middle();
    Some(format!("{longitude:.5}, {latitude:.5}"))
}

/// The sums by year of a wish.
pub fn years(wish: &WishDraft) -> Option<YearSums> {
    wish.investment_years.parse().ok()
}

/// Each year with its sum and what is spent by its end, in ten thousand yuan.
pub fn rows(years: &YearSums) -> Vec<[String; 3]> {
    let mut so_far = 0;
    let row = |(year, sum): (i16, Amount)| {
        so_far += sum.thousandths();
        let so_far = Amount::from_thousandths(so_far).map(|sum| sum.to_string());
        [year.to_string(), sum.to_string(), so_far.unwrap_or_default()]
    };
    years.iter().map(row).collect()
}

/// The sums as bars.
pub fn bars(said: Said<'_>, years: &YearSums) -> Drawing {
    let most = years.iter().map(|(_, sum)| sum.to_f64()).fold(f64::MIN_POSITIVE, f64::max);
    let (from, to) = BARS;
    let mut marks = Vec::new();
    let mut top = (LINE - BAR) / 2.0;
    for (year, sum) in years.iter() {
        let width = (to - from) * sum.to_f64() / most;
        let base = top + BAR / 2.0 + Mark::TYPE_SIZE * 0.35;
        let words = |x, anchor, text| Mark::Words { at: [x, base], anchor, text };
        marks.push(Mark::rectangle([from, top, width, BAR], Look::Chosen));
        marks.push(words(from - 8.0, Anchor::End, year.to_string()));
        marks.push(words(from + width + 6.0, Anchor::Start, sum.to_string()));
        top += LINE;
    }
    let height = top - (LINE - BAR) / 2.0;
    marks.push(Mark::Line(vec![[from, 0.0], [from, height]]));
    Drawing { says: format!("{}: {years}", said.text("landing-years")), width: WIDTH, height, marks }
}
