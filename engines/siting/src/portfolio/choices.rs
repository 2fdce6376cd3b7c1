//! Sites, and the ways to place a project: which site from when on.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use super::{
    error::PortfolioError,
    model::{MAX_CHOICES, MAX_JOINED, MAX_SITES, Portfolio},
    value::best_year,
};

/// Where and when a project may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub project: usize,
    pub site: usize,
    pub start: usize,
}

/// One parcel, or neighbours joined.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub parcels: Vec<usize>,
    pub works: Vec<usize>,
    /// From when it can be used when everything goes well.
    pub ready: usize,
    pub area: f64,
    /// Land above the floor's share that it uses up; below zero where it adds to it.
    pub uses_floor: f64,
    pub sources: Vec<Option<usize>>,
    /// Sites with the same sources have the same number.
    pub supply: usize,
}

/// All sites and choices; those of a project stand together.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    pub sites: Vec<Site>,
    pub all: Vec<Choice>,
    pub of: Vec<Range<usize>>,
    /// How many lists of sources there are.
    pub supplies: usize,
    /// For each resource the most that it can have in each period, with all works done as early as can be.
    pub most: Vec<Vec<f64>>,
}

/// Why a project cannot be on a site, whatever the others do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misfit {
    /// Too small, alone and with its neighbours.
    TooSmall,
    /// Larger than the project may have.
    TooLarge,
    /// Of another use.
    LandUse,
    /// The project invests too little for so much land of that use.
    Investment,
    /// It puts out too little.
    Output,
    /// It pays too little tax.
    Tax,
    /// It promises too little of an indicator that the parcel asks for, or too much.
    Promise(String),
    /// Its kind must not be there.
    Excluded,
    /// Not enough of an input, even with all works done.
    Input(String),
    /// Not ready by the project's latest start, even with all works done.
    TooLate,
}

impl Choices {
    /// All that a portfolio has without its choices.
    pub fn new(portfolio: &Portfolio) -> Result<Self, PortfolioError> {
        let done = earliest_done(portfolio);
        let mut choices = Self { sites: sites(portfolio, &done)?, most: most(portfolio, &done), ..Self::default() };
        choices.number_supplies();
        for project in 0..portfolio.projects.len() {
            let begin = choices.all.len();
            for (number, site) in choices.sites.iter().enumerate() {
                let Ok(starts) = fit(portfolio, &choices.most, project, site) else { continue };
                choices.all.extend(starts.map(|start| Choice { project, site: number, start }));
            }
            if choices.all.len() > MAX_CHOICES {
                let found = choices.all.len();
                return Err(PortfolioError::TooMany { what: "ways to place projects", found, most: MAX_CHOICES });
            }
            choices.of.push(begin..choices.all.len());
        }
        Ok(choices)
    }

    fn number_supplies(&mut self) {
        let mut numbers: HashMap<Vec<Option<usize>>, usize> = HashMap::new();
        for site in &mut self.sites {
            let next = numbers.len();
            site.supply = *numbers.entry(site.sources.clone()).or_insert(next);
        }
        self.supplies = numbers.len();
    }
}

/// The first period by which each work can be done; the number of periods where it cannot.
fn earliest_done(portfolio: &Portfolio) -> Vec<usize> {
    let mut done: Vec<Option<usize>> = vec![None; portfolio.works.len()];
    // Works are in no circle: each turn settles at least one.
    while done.iter().any(Option::is_none) {
        for (number, work) in portfolio.works.iter().enumerate() {
            let before: Option<usize> =
                work.after.iter().try_fold(work.window.0, |start, &one| Some(start.max(done[one]?)));
            if done[number].is_none() {
                let end =
                    |start| if start > work.window.1 { portfolio.periods() } else { portfolio.done(number, start) };
                done[number] = before.map(end);
            }
        }
    }
    done.into_iter().map(|done| done.unwrap_or(portfolio.periods())).collect()
}

/// What is free of each resource with all works done as early as can be.
fn most(portfolio: &Portfolio, done: &[usize]) -> Vec<Vec<f64>> {
    let mut most: Vec<Vec<f64>> = portfolio.resources.iter().map(|resource| resource.free.clone()).collect();
    for (work, &done) in portfolio.works.iter().zip(done) {
        for &(resource, amount) in &work.adds {
            most[resource][done..].iter_mut().for_each(|there| *there += amount);
        }
    }
    most
}

/// Single parcels first, then neighbours joined that somebody can use.
fn sites(portfolio: &Portfolio, done: &[usize]) -> Result<Vec<Site>, PortfolioError> {
    let wanted: Vec<(f64, f64)> = portfolio.draft.projects.iter().map(|project| project.area_mu).collect();
    let most = wanted.iter().map(|(_, most)| *most).fold(0.0, f64::max);
    // Of a site that somebody can use, every part is too little for them: what is enough for all is joined to nothing.
    let enough = wanted.iter().map(|(least, _)| *least).fold(0.0, f64::max);
    let area = |parcels: &BTreeSet<usize>| parcels.iter().map(|&one| portfolio.parcels[one].area).sum::<f64>();
    let mut groups: Vec<BTreeSet<usize>> = (0..portfolio.parcels.len()).map(|one| BTreeSet::from([one])).collect();
    let mut last = 0..groups.len();
    for _ in 1..MAX_JOINED {
        let mut larger = BTreeSet::new();
        for group in groups[last.clone()].iter().filter(|group| area(group) < enough) {
            for &next in group.iter().flat_map(|&one| &portfolio.parcels[one].joins) {
                let mut joined = group.clone();
                if joined.insert(next) && area(&joined) <= most {
                    larger.insert(joined);
                }
            }
            let found = groups.len() + larger.len();
            if found > MAX_SITES {
                return Err(PortfolioError::TooMany { what: "sites of joined parcels", found, most: MAX_SITES });
            }
        }
        last = groups.len()..groups.len() + larger.len();
        groups.extend(larger);
    }
    let sites = groups.into_iter().map(|group| site(portfolio, done, group));
    let suits =
        |site: &Site| wanted.iter().any(|&wanted| site.area <= wanted.1 && is_needed(portfolio, site, wanted.0));
    Ok(sites.filter(|site| site.parcels.len() == 1 || suits(site)).collect())
}

/// Whether a site is large enough, and no neighbour was joined to it in vain: one fewer would be too little.
fn is_needed(portfolio: &Portfolio, site: &Site, least: f64) -> bool {
    let smallest = site.parcels.iter().map(|&one| portfolio.parcels[one].area).fold(f64::INFINITY, f64::min);
    site.area >= least && (site.parcels.len() == 1 || site.area - smallest < least)
}

fn site(portfolio: &Portfolio, done: &[usize], group: BTreeSet<usize>) -> Site {
    let parcels: Vec<usize> = group.into_iter().collect();
    let of = |place: &usize| &portfolio.parcels[*place];
    let works: BTreeSet<usize> = parcels.iter().flat_map(|one| of(one).works.iter().copied()).collect();
    let ready = parcels.iter().map(|one| of(one).ready).chain(works.iter().map(|&work| done[work])).max();
    let above = |one: &usize| {
        let is_industrial = portfolio.draft.uses[of(one).land_use].industrial;
        of(one).area * (portfolio.floor.share - f64::from(u8::from(is_industrial)))
    };
    let inputs = of(&parcels[0]).sources.len();
    let sources = (0..inputs).map(|input| parcels.iter().find_map(|one| of(one).sources[input])).collect();
    Site {
        area: parcels.iter().map(|one| of(one).area).sum(),
        uses_floor: parcels.iter().map(above).sum(),
        works: works.into_iter().collect(),
        ready: ready.unwrap_or(0),
        sources,
        supply: 0,
        parcels,
    }
}

/// The starts that a project may have on a site, or all that speaks against it.
pub(super) fn fit(
    portfolio: &Portfolio,
    most_there: &[Vec<f64>],
    project: usize,
    site: &Site,
) -> Result<Range<usize>, Vec<Misfit>> {
    let (wish, data) = (&portfolio.projects[project], &portfolio.draft.projects[project]);
    let mut misfits = Vec::new();
    let (least, most) = data.area_mu;
    if site.area < least {
        misfits.push(Misfit::TooSmall);
    } else if site.area > most || !is_needed(portfolio, site, least) {
        misfits.push(Misfit::TooLarge);
    }
    for &place in &site.parcels {
        let parcel = &portfolio.parcels[place];
        let missed = portfolio.draft.parcels[place].asks.iter().filter(|ask| !ask.is_kept_by(data));
        misfits.extend(missed.map(|ask| Misfit::Promise(ask.indicator.clone())));
        if !wish.uses.is_empty() && !wish.uses.contains(&parcel.land_use) {
            misfits.push(Misfit::LandUse);
        }
        if wish.kind.is_some_and(|kind| parcel.excludes.contains(&kind)) {
            misfits.push(Misfit::Excluded);
        }
        misfits.extend(indicators(portfolio, project, parcel.land_use, site.area));
    }
    let starts = site.ready.max(wish.window.0)..wish.window.1 + 1;
    if starts.is_empty() {
        misfits.push(Misfit::TooLate);
    }
    let mut first = starts.start;
    for &(input, amount) in &wish.needs {
        let enough = |most: &Vec<f64>| most.iter().rposition(|there| *there < amount).map_or(0, |last| last + 1);
        let from = site.sources[input].map_or(usize::MAX, |resource| enough(&most_there[resource]));
        first = first.max(from);
        if from >= starts.end.max(starts.start) {
            misfits.push(Misfit::Input(portfolio.inputs[input].clone()));
        }
    }
    misfits.sort();
    misfits.dedup();
    if misfits.is_empty() { Ok(first..starts.end) } else { Err(misfits) }
}

/// What speaks against a project by the control indicators of a use.
fn indicators(portfolio: &Portfolio, project: usize, land_use: usize, area: f64) -> impl Iterator<Item = Misfit> {
    let (data, asked) = (&portfolio.draft.projects[project], &portfolio.draft.uses[land_use]);
    let year = portfolio.draft.periods_a_year.unwrap_or(1) as usize;
    let too_little = |is_too_little: bool, misfit: Misfit| is_too_little.then_some(misfit);
    let invested: f64 = data.investment_cny.iter().sum();
    let [output, tax] = [&data.output_cny, &data.tax_cny].map(|course| best_year(course, year));
    [
        too_little(invested < asked.investment_cny_per_mu_min * area, Misfit::Investment),
        too_little(output < asked.output_cny_per_mu_min * area, Misfit::Output),
        too_little(tax < asked.tax_cny_per_mu_min * area, Misfit::Tax),
    ]
    .into_iter()
    .flatten()
}
