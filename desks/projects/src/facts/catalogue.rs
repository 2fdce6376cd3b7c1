//! Every fact by its key, and what its figure is.

use facts::{Fact, Kind, Title, Unit};

use crate::{
    files::{Wording, category_name},
    model::{Category, Key, Line, Rules, StageGroup, Term},
    store::{Part, Which},
};

/// What a figure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// How many projects.
    Count(Which),
    /// Their total investment.
    Investment(Which),
    /// Of the projects that have come as far as the second, how many have come as far as the first.
    Rate(StageGroup, StageGroup),
    /// What the projects in production promise.
    Promised(Part),
    /// What was reported.
    Reported(Part, Span),
    /// What was reported this year over last year, less one.
    Growth(Part),
    /// Investment planned for the year.
    Planned,
    /// People employed.
    Employed,
    /// The newest month reported.
    Newest,
}

/// For which months reports are added up. `n` is the newest month that anybody has reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// From January to `n`, if that is in the year looked at.
    ThisYear,
    /// The same months of the year before.
    LastYear,
    /// Twelve months up to `n`, if that is no older than a year.
    TwelveMonths,
    /// All up to `n`.
    Ever,
}

/// A fact and what its figure is.
pub(super) struct Offer {
    pub fact: Fact,
    pub figure: Figure,
}

/// How a fact is called.
type Names = (String, String);

/// Every fact of a zone.
pub(super) fn catalogue(rules: &Rules) -> Vec<Offer> {
    let mut offers: Vec<Offer> = FIXED.iter().map(|(key, text, figure)| offer(key, text, figure())).collect();
    for (word, count_text, investment_text, which) in KINDS {
        offers.push(offer(&format!("projects.count.{word}"), count_text, Figure::Count(which())));
        offers.push(offer(&format!("projects.investment.{word}"), investment_text, Figure::Investment(which())));
    }
    for (word, names, texts, which) in groups(rules) {
        let keys =
            [("count", texts.0, Figure::Count(which.clone())), ("investment", texts.1, Figure::Investment(which))];
        for (what, text, figure) in keys {
            let mut offer = offer(&format!("projects.{what}.{word}"), text, figure);
            offer.fact.title.of = names.clone();
            offers.push(offer);
        }
    }
    offers
}

fn offer(key: &str, text: &'static str, figure: Figure) -> Offer {
    let (unit, kind) = match figure {
        Figure::Count(_) | Figure::Promised(Part::Jobs) | Figure::Employed => (Unit::count(), Kind::Count),
        Figure::Rate(..) | Figure::Growth(_) => (Unit::share(), Kind::Share),
        Figure::Newest => (Unit::date(), Kind::Date),
        Figure::Investment(_) | Figure::Promised(_) | Figure::Reported(..) | Figure::Planned => {
            (Unit::cny(), Kind::Amount)
        }
    };
    let title = Title { key: text, of: Names::default() };
    Offer { fact: Fact { key: key.to_owned(), title, unit, kind }, figure }
}

/// Makes a figure: tables of constants cannot hold one.
type Make<T> = fn() -> T;

/// Groups of projects that every zone has: part of the keys, texts, which they are.
const KINDS: [(&str, &str, &str, Make<Which>); 8] = [
    ("total", "projects-fact-count-total", "projects-fact-investment-total", || Which::All),
    ("signed_ever", "projects-fact-count-signed-ever", "projects-fact-investment-signed-ever", || {
        Which::Reached(StageGroup::Signed)
    }),
    ("started", "projects-fact-count-started", "projects-fact-investment-started", || {
        Which::Reached(StageGroup::Construction)
    }),
    ("in_production", "projects-fact-count-in-production", "projects-fact-investment-in-production", || {
        Which::Reached(StageGroup::Production)
    }),
    ("full_capacity", "projects-fact-count-full-capacity", "projects-fact-investment-full-capacity", || {
        Which::Reached(StageGroup::FullCapacity)
    }),
    ("full_benefit", "projects-fact-count-full-benefit", "projects-fact-investment-full-benefit", || {
        Which::Reached(StageGroup::FullBenefit)
    }),
    ("overdue", "projects-fact-count-overdue", "projects-fact-investment-overdue", || Which::Overdue),
    ("lost", "projects-fact-count-lost", "projects-fact-investment-lost", || Which::Lost),
];

/// Figures that every zone has: key, text, what they are.
const FIXED: [(&str, &str, Make<Figure>); 21] = [
    ("projects.rate.start", "projects-fact-rate-start", || Figure::Rate(StageGroup::Construction, StageGroup::Signed)),
    ("projects.rate.production", "projects-fact-rate-production", || {
        Figure::Rate(StageGroup::Production, StageGroup::Construction)
    }),
    ("projects.rate.full_benefit", "projects-fact-rate-full-benefit", || {
        Figure::Rate(StageGroup::FullBenefit, StageGroup::Production)
    }),
    ("projects.investment.done_this_year", "projects-fact-investment-done-this-year", || {
        Figure::Reported(Part::Investment, Span::ThisYear)
    }),
    ("projects.investment.done_last_year", "projects-fact-investment-done-last-year", || {
        Figure::Reported(Part::Investment, Span::LastYear)
    }),
    ("projects.investment.done_total", "projects-fact-investment-done-total", || {
        Figure::Reported(Part::Investment, Span::Ever)
    }),
    ("projects.investment.planned_this_year", "projects-fact-investment-planned-this-year", || Figure::Planned),
    ("projects.investment.growth", "projects-fact-investment-growth", || Figure::Growth(Part::Investment)),
    ("projects.output.this_year", "projects-fact-output-this-year", || Figure::Reported(Part::Output, Span::ThisYear)),
    ("projects.output.last_year", "projects-fact-output-last-year", || Figure::Reported(Part::Output, Span::LastYear)),
    ("projects.output.last_12_months", "projects-fact-output-last-12-months", || {
        Figure::Reported(Part::Output, Span::TwelveMonths)
    }),
    ("projects.output.promised", "projects-fact-output-promised", || Figure::Promised(Part::Output)),
    ("projects.output.growth", "projects-fact-output-growth", || Figure::Growth(Part::Output)),
    ("projects.tax.this_year", "projects-fact-tax-this-year", || Figure::Reported(Part::Tax, Span::ThisYear)),
    ("projects.tax.last_year", "projects-fact-tax-last-year", || Figure::Reported(Part::Tax, Span::LastYear)),
    ("projects.tax.last_12_months", "projects-fact-tax-last-12-months", || {
        Figure::Reported(Part::Tax, Span::TwelveMonths)
    }),
    ("projects.tax.promised", "projects-fact-tax-promised", || Figure::Promised(Part::Tax)),
    ("projects.tax.growth", "projects-fact-tax-growth", || Figure::Growth(Part::Tax)),
    ("projects.jobs.promised", "projects-fact-jobs-promised", || Figure::Promised(Part::Jobs)),
    ("projects.jobs.actual", "projects-fact-jobs-actual", || Figure::Employed),
    ("projects.reports.latest", "projects-fact-reports-latest", || Figure::Newest),
];

/// Texts of a count and of an investment.
type CountAndInvestment = (&'static str, &'static str);

const STAGE: CountAndInvestment = ("projects-fact-count-stage", "projects-fact-investment-stage");
const CATEGORY: CountAndInvestment = ("projects-fact-count-category", "projects-fact-investment-category");
const PARK: CountAndInvestment = ("projects-fact-count-park", "projects-fact-investment-park");
const CLUSTER: CountAndInvestment = ("projects-fact-count-cluster", "projects-fact-investment-cluster");
const TAG: CountAndInvestment = ("projects-fact-count-tag", "projects-fact-investment-tag");

/// Groups of projects that the zone names: part of the keys, names, texts, which they are.
fn groups(rules: &Rules) -> impl Iterator<Item = (String, Names, CountAndInvestment, Which)> {
    let names = |zh: &Line, en: &Line| (zh.to_string(), en.to_string());
    let words = &rules.vocabulary;
    let term = move |kind: &str, term: &Term, texts: CountAndInvestment, which: fn(String) -> Which| {
        (word(kind, &term.key), names(&term.name_zh, &term.name_en), texts, which(term.key.to_string()))
    };
    let stages = rules.stages.iter().map(move |stage| {
        (word("stage", &stage.key), names(&stage.name_zh, &stage.name_en), STAGE, Which::Stage(stage.key.to_string()))
    });
    let categories = Category::ALL.into_iter().map(|category| {
        let name = |wording| category_name(category, wording).to_owned();
        let names = (name(Wording::Chinese), name(Wording::English));
        (format!("category.{}", category.key()), names, CATEGORY, Which::Category(category))
    });
    let parks = words.parks.iter().map(move |one| term("park", one, PARK, Which::Park));
    let clusters = words.clusters.iter().map(move |one| term("cluster", one, CLUSTER, Which::Cluster));
    let tags = words.six_news.iter().map(move |one| term("tag", one, TAG, Which::Tag));
    stages.chain(categories).chain(parks).chain(clusters).chain(tags)
}

/// Part of a key: expressions know no hyphen.
fn word(kind: &str, key: &Key) -> String {
    format!("{kind}.{}", key.as_str().replace('-', "_"))
}
