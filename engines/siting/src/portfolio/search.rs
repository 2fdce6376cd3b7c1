//! The search for good plans: a part of the plan is taken back and made anew, again and again (large neighbourhood
//! search;
//! Shaw, 1998), guided by the prices of the relaxation.

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{
    ledger::{Ledger, Obstacle},
    linear::Fraction,
    model::Portfolio,
    prices::Tariff,
    relax::Task,
};

/// The first temperature, as a share of the objective: a plan that is worse by so much is still gone on from, at times.
const WARMTH: f64 = 0.006;
/// A choice is passed over with this probability, so that not always the same plan comes.
const OVERLOOKED: f64 = 0.08;
/// Projects taken back at once, at most.
const TAKEN_BACK: usize = 8;
/// How many choices of a project are tried with works to begin for them.
const WORKS_TRIED: usize = 12;

/// A project is forced onto one of so many of its best choices.
const FORCED_TRIED: usize = 60;
/// How many may have to give way.
const GIVING_WAY: usize = 12;

/// For each project its choices, the best at some prices first.
pub(super) struct Guide {
    ranked: Vec<Vec<(f64, u32)>>,
}

impl Guide {
    pub fn new(portfolio: &Portfolio, tariff: &Tariff) -> Self {
        let rank = |range: &std::ops::Range<usize>| {
            let gain = |number: usize| {
                let choice = portfolio.choices.all[number];
                Some((portfolio.value(choice) - tariff.cost(portfolio, choice), u32::try_from(number).ok()?))
            };
            let mut ranked: Vec<(f64, u32)> = range.clone().filter_map(gain).collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            ranked
        };
        Self { ranked: portfolio.choices.of.iter().map(rank).collect() }
    }
}

/// Goes on from a plan for so many turns, or until its score is enough; the best plan on the way.
pub(super) fn improve<'a>(
    task: Task<'a>,
    guide: &Guide,
    from: Ledger<'a>,
    seed: u64,
    turns: usize,
    enough: f64,
) -> Ledger<'a> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut now = from;
    complete(task.portfolio, guide, &mut now, &mut rng, 0.0);
    let mut score = now.score(task.penalty);
    let (mut best, mut best_score) = (now.clone(), score);
    for turn in 0..turns {
        if best_score >= enough - task.portfolio.tolerance() || (task.stop)() {
            break;
        }
        let mut next = now.clone();
        take_back(task.portfolio, guide, &mut next, &mut rng);
        complete(task.portfolio, guide, &mut next, &mut rng, OVERLOOKED);
        let reached = next.score(task.penalty);
        let cooling = 1.0 - turn as f64 / turns as f64;
        let leeway = WARMTH * cooling * score.abs() * -rng.random::<f64>().max(1e-9).ln();
        if reached >= score - leeway {
            (now, score) = (next, reached);
        }
        if score > best_score {
            (best, best_score) = (now.clone(), score);
        }
    }
    best.tidy();
    best
}

/// A plan near a fractional solution.
pub(super) fn round<'a>(task: Task<'a>, guide: &Guide, fraction: &Fraction, seed: u64) -> Ledger<'a> {
    let mut ledger = Ledger::new(task.portfolio);
    let mut starts = fraction.starts.clone();
    starts.retain(|(_, _, part)| *part > 0.5);
    starts.sort_by_key(|(work, start, _)| (*start, *work));
    for (work, start, _) in starts {
        ledger.begin(work, start);
    }
    let mut choices = fraction.choices.clone();
    choices.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    for (number, _) in choices {
        place_with_works(task.portfolio, &mut ledger, number);
    }
    complete(task.portfolio, guide, &mut ledger, &mut StdRng::seed_from_u64(seed), 0.0);
    ledger.tidy();
    ledger
}

/// Takes a part of a plan back.
fn take_back(portfolio: &Portfolio, guide: &Guide, ledger: &mut Ledger<'_>, rng: &mut StdRng) {
    if ledger.placed.is_empty() {
        return;
    }
    let placed: Vec<usize> = (0..ledger.placed.len()).filter(|&one| ledger.placed[one].is_some()).collect();
    let begun: Vec<usize> = (0..ledger.begun.len()).filter(|&one| ledger.begun[one].is_some()).collect();
    let count = rng.random_range(1..=TAKEN_BACK);
    match rng.random_range(0..8) {
        4..8 => {
            let project = rng.random_range(0..ledger.placed.len());
            let ranked = &guide.ranked[project];
            let place = rng.random_range(0..ranked.len().clamp(1, FORCED_TRIED));
            if let Some(&(_, number)) = ranked.get(place) {
                force(portfolio, ledger, number, rng);
            }
            return ledger.tidy();
        }
        0 | 1 if !begun.is_empty() => {
            for _ in 0..rng.random_range(1..=2) {
                tear(portfolio, ledger, begun[rng.random_range(0..begun.len())], rng);
            }
        }
        2 if !portfolio.resources.is_empty() => {
            let resource = rng.random_range(0..portfolio.resources.len());
            let mut users: Vec<usize> =
                placed.into_iter().filter(|&one| draws(portfolio, ledger, one, resource)).collect();
            users.shuffle(rng);
            for &one in users.iter().take(count) {
                ledger.remove(one);
            }
        }
        _ => {}
    }
    let mut rest: Vec<usize> = (0..ledger.placed.len()).filter(|&one| ledger.placed[one].is_some()).collect();
    rest.shuffle(rng);
    for &one in rest.iter().take(count / 2 + 1) {
        ledger.remove(one);
    }
    ledger.tidy();
}

/// Places a project there, whoever and whatever has to give way; that may come to nothing.
fn force(portfolio: &Portfolio, ledger: &mut Ledger<'_>, number: u32, rng: &mut StdRng) {
    let choice = portfolio.choice(number);
    ledger.remove(choice.project);
    for _ in 0..GIVING_WAY {
        let has_given_way = match ledger.obstacle(choice) {
            None => {
                ledger.place(number);
                return;
            }
            Some(Obstacle::Taken { by, .. } | Obstacle::TooClose { project: by, .. }) => ledger.remove(by).is_some(),
            Some(Obstacle::Short { resource, period, .. }) => {
                let mut users: Vec<usize> =
                    (0..ledger.placed.len()).filter(|&one| draws(portfolio, ledger, one, resource)).collect();
                users.shuffle(rng);
                let is_added = rng.random_bool(0.5) && add(portfolio, ledger, resource, period).is_some();
                is_added || users.first().is_some_and(|&one| ledger.remove(one).is_some())
            }
            Some(Obstacle::Work(work)) => {
                ledger.begun[work].is_none() && begin_instead(portfolio, ledger, work, choice.start, rng)
                    || ledger.begun[work].is_some() && tear(portfolio, ledger, work, rng)
            }
            Some(Obstacle::Floor { .. }) => false,
        };
        if !has_given_way {
            return;
        }
    }
}

/// Begins a work, if need be instead of others; whether that was possible.
fn begin_instead(portfolio: &Portfolio, ledger: &mut Ledger<'_>, work: usize, by: usize, rng: &mut StdRng) -> bool {
    for _ in 0..GIVING_WAY {
        if ledger.begin_for(work, by).is_some() {
            return true;
        }
        let others: Vec<usize> =
            (0..ledger.begun.len()).filter(|&one| ledger.begun[one].is_some_and(|start| start < by)).collect();
        if others.is_empty() || !tear(portfolio, ledger, others[rng.random_range(0..others.len())], rng) {
            return false;
        }
    }
    false
}

/// Begins a work that adds to a resource by a period; the works that were begun for that.
fn add(portfolio: &Portfolio, ledger: &mut Ledger<'_>, resource: usize, period: usize) -> Option<Vec<usize>> {
    let adds = |work: &usize| portfolio.works[*work].adds.iter().any(|(one, _)| *one == resource);
    let open = |work: &usize| ledger.begun[*work].is_none();
    let works: Vec<usize> = (0..portfolio.works.len()).filter(open).filter(adds).collect();
    works.into_iter().find_map(|work| ledger.begin_for(work, period))
}

/// Whether a placed project takes from a resource.
fn draws(portfolio: &Portfolio, ledger: &Ledger<'_>, project: usize, resource: usize) -> bool {
    ledger.placed[project].is_some_and(|number| {
        let site = &portfolio.choices.sites[portfolio.choice(number).site];
        portfolio.projects[project].needs.iter().any(|&(input, _)| site.sources[input] == Some(resource))
    })
}

/// Takes a work back with all that rests upon it; whether that was possible.
fn tear(portfolio: &Portfolio, ledger: &mut Ledger<'_>, work: usize, rng: &mut StdRng) -> bool {
    if ledger.begun[work].is_none() {
        return true;
    }
    let waiting: Vec<usize> =
        (0..portfolio.works.len()).filter(|&one| portfolio.works[one].after.contains(&work)).collect();
    if !waiting.into_iter().all(|one| tear(portfolio, ledger, one, rng)) {
        return false;
    }
    let mut placed: Vec<usize> = (0..ledger.placed.len()).filter(|&one| ledger.placed[one].is_some()).collect();
    placed.shuffle(rng);
    for &project in &placed {
        let stands = ledger.placed[project]
            .is_some_and(|number| portfolio.choices.sites[portfolio.choice(number).site].works.contains(&work));
        if stands && ledger.remove(project).is_none() {
            return false;
        }
    }
    for &(resource, _) in &portfolio.works[work].adds {
        for &project in &placed {
            if ledger.spares(work, resource) {
                break;
            }
            if draws(portfolio, ledger, project, resource) {
                ledger.remove(project);
            }
        }
        if !ledger.spares(work, resource) {
            return false;
        }
    }
    ledger.undo(work);
    true
}

/// Places whoever can be placed, and begins what is worth it.
fn complete(portfolio: &Portfolio, guide: &Guide, ledger: &mut Ledger<'_>, rng: &mut StdRng, overlooked: f64) {
    for (work, data) in portfolio.works.iter().enumerate().filter(|(_, data)| data.must) {
        ledger.begin_for(work, data.window.1 + data.periods);
    }
    let mut waiting: Vec<(f64, usize)> = (0..portfolio.projects.len())
        .filter(|&one| ledger.placed[one].is_none())
        .filter_map(|one| Some((guide.ranked[one].first()?.0, one)))
        .collect();
    let spread: f64 = rng.random_range(0.0..1.5);
    let must = |one: usize| portfolio.projects[one].must;
    for (gain, _) in &mut waiting {
        *gain *= 1.0 + spread * (rng.random::<f64>() - 0.5);
    }
    waiting.sort_by(|a, b| must(b.1).cmp(&must(a.1)).then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1)));
    for is_last in [false, true] {
        for &(_, project) in &waiting {
            if ledger.placed[project].is_some() {
                continue;
            }
            // At these prices others pay more for what brings in less than nothing: they come first.
            let least = if is_last || must(project) { f64::NEG_INFINITY } else { 0.0 };
            let mut is_overlooked = || !is_last && overlooked > 0.0 && rng.random_bool(overlooked);
            place_best(portfolio, guide, ledger, project, least, &mut is_overlooked);
        }
    }
    make_ready(portfolio, ledger, rng);
}

/// Places a project in the first way that has room, or gets it by works, and brings in no less than that at the guide's
/// prices.
fn place_best(
    portfolio: &Portfolio,
    guide: &Guide,
    ledger: &mut Ledger<'_>,
    project: usize,
    least: f64,
    is_overlooked: &mut dyn FnMut() -> bool,
) {
    let mut with_works = 0;
    let mut supplied = vec![None; portfolio.choices.supplies];
    for &(_, number) in guide.ranked[project].iter().take_while(|(gain, _)| *gain >= least) {
        let choice = portfolio.choice(number);
        if with_works == WORKS_TRIED {
            // No more works: of the ways that are left most lack an input, which is seen at a glance.
            let site = &portfolio.choices.sites[choice.site];
            let first = *supplied[site.supply].get_or_insert_with(|| ledger.first_supplied(project, &site.sources));
            if choice.start < first {
                continue;
            }
        }
        let has_found = match ledger.obstacle(choice) {
            None => !is_overlooked() && ledger.place(number),
            Some(Obstacle::Work(_) | Obstacle::Short { .. }) if with_works < WORKS_TRIED && !is_overlooked() => {
                with_works += 1;
                place_with_works(portfolio, ledger, number)
            }
            Some(_) => false,
        };
        if has_found {
            return;
        }
    }
}

/// Places a project with the works that it takes; whether that was possible. Otherwise nothing has changed.
fn place_with_works(portfolio: &Portfolio, ledger: &mut Ledger<'_>, number: u32) -> bool {
    let choice = portfolio.choice(number);
    if ledger.placed[choice.project].is_some() {
        return false;
    }
    let mut begun: Vec<usize> = Vec::new();
    loop {
        let next = match ledger.obstacle(choice) {
            None => return ledger.place(number),
            Some(Obstacle::Work(work)) => ledger.begin_for(work, choice.start),
            Some(Obstacle::Short { resource, period, .. }) => add(portfolio, ledger, resource, period),
            Some(_) => None,
        };
        match next {
            Some(works) if !works.is_empty() => begun.extend(works),
            _ => break,
        }
    }
    begun.into_iter().rev().for_each(|work| ledger.undo(work));
    false
}

/// Spends what is left on lots that can still get ready, where that counts.
fn make_ready(portfolio: &Portfolio, ledger: &mut Ledger<'_>, rng: &mut impl Rng) {
    let mut lots: Vec<usize> = (0..portfolio.lots.len()).collect();
    lots.shuffle(rng);
    for lot in lots {
        let mut begun = Vec::new();
        let is_ready = portfolio.lots[lot].works.iter().all(|&work| {
            let works = ledger.begin_for(work, portfolio.periods() - 1);
            let can = works.is_some();
            begun.extend(works.into_iter().flatten());
            can
        });
        if !is_ready {
            begun.into_iter().rev().for_each(|work| ledger.undo(work));
        }
    }
}
