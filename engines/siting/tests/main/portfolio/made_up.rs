//! Portfolios small enough to try every plan, and a judge of plans that knows nothing of the engine.

use proptest::prelude::*;
use siting::portfolio::{Addition, Course, Distance, Draft, Goals, Land, LandUse, Parcel, Plan, Project, Work, Zone};

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

pub fn period(number: usize) -> String {
    format!("T{number}")
}

fn some_period(periods: usize) -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(0.4, (0..periods).prop_map(period))
}

fn amounts(most: u32) -> impl Strategy<Value = f64> {
    (0..=most).prop_map(f64::from)
}

fn work(number: usize, periods: usize) -> impl Strategy<Value = Work> {
    let adds = prop::option::weighted(0.5, (1_u32..6).prop_map(f64::from));
    (amounts(6), 1_usize..=2, adds, prop::bool::weighted(0.5), some_period(periods), prop::bool::weighted(0.15))
        .prop_map(move |(cost, length, adds, waits, earliest, must)| Work {
            id: format!("w{number}"),
            cost_cny: cost * count(length),
            periods: length,
            after: if waits && number > 0 { vec![format!("w{}", number - 1)] } else { vec![] },
            adds: adds.map(|amount| Addition { zone: "z".into(), input: "gas".into(), amount }).into_iter().collect(),
            earliest,
            latest: None,
            must,
        })
}

fn parcel(number: usize, works: usize, periods: usize) -> impl Strategy<Value = Parcel> {
    let waits = prop::collection::vec(prop::bool::weighted(0.4), works);
    let joins = prop::bool::weighted(0.5);
    (1_u32..6, 0_usize..2, waits, joins, some_period(periods), prop::bool::weighted(0.2)).prop_map(
        move |(area, land_use, waits, joins, ready, excludes)| Parcel {
            id: format!("p{number}"),
            area_mu: f64::from(area),
            land_use: ["factory", "shop"][land_use].into(),
            x_m: Some(count(number) * 100.0),
            y_m: Some(0.0),
            zones: vec!["z".into()],
            ready,
            works: (0..works).filter(|&work| waits[work]).map(|work| format!("w{work}")).collect(),
            joins: if joins && number > 0 { vec![format!("p{}", number - 1)] } else { vec![] },
            excludes: if excludes { vec!["loud".into()] } else { vec![] },
            ..Parcel::default()
        },
    )
}

fn project(number: usize, periods: usize) -> impl Strategy<Value = Project> {
    let area = (1_u32..5, 0_u32..4);
    let course = || prop::collection::vec(amounts(9), 1..3);
    let kind = prop::option::weighted(0.6, prop_oneof![Just("loud".to_owned()), Just("quiet".to_owned())]);
    let window = (some_period(periods), prop::bool::weighted(0.2));
    (area, amounts(4), course(), course(), kind, window, any::<bool>()).prop_map(
        move |((least, more), gas, investment_cny, tax_cny, kind, (latest, must), six_news)| Project {
            id: format!("j{number}"),
            area_mu: (f64::from(least), f64::from(least + more)),
            uses: if six_news { vec!["factory".into()] } else { vec![] },
            needs: [("gas".to_owned(), gas)].into(),
            latest,
            investment_cny,
            tax_cny,
            kind,
            six_news,
            must,
            ..Project::default()
        },
    )
}

/// Some two projects on two or three parcels in two or three periods, with two works.
pub fn small() -> impl Strategy<Value = Draft> {
    (2_usize..=3, 1_usize..=3, 1_usize..=3, 0_usize..=2).prop_flat_map(|(periods, projects, parcels, works)| {
        let works_of = (0..works).map(|one| work(one, periods)).collect::<Vec<_>>();
        let parcels = (0..parcels).map(|one| parcel(one, works, periods)).collect::<Vec<_>>();
        let projects = (0..projects).map(|one| project(one, periods)).collect::<Vec<_>>();
        let budgets = prop::collection::vec(amounts(8), periods);
        let free = prop::collection::vec(amounts(5), periods);
        let goals = (0_u32..3, 0_u32..2, 0_u32..2).prop_map(|(investment, six_news, readiness)| Goals {
            investment: f64::from(investment),
            tax: 2.0,
            six_news: f64::from(six_news),
            readiness: f64::from(readiness),
            output: 0.0,
        });
        let share = prop_oneof![Just(0.0), Just(0.5)];
        (works_of, parcels, projects, budgets, free, goals, share).prop_map(
            move |(works, parcels, projects, budgets_cny, free, goals, industrial_share_min)| Draft {
                periods: (0..periods).map(period).collect(),
                periods_a_year: Some(1),
                budgets_cny,
                goals,
                land: Land { used_mu: 6.0, industrial_mu: 4.0, industrial_share_min },
                uses: ["factory", "shop"]
                    .map(|id| LandUse { id: id.into(), industrial: id == "factory", ..LandUse::default() })
                    .into(),
                zones: vec![Zone { id: "z".into(), free: [("gas".to_owned(), Course::ByPeriod(free))].into() }],
                works,
                parcels,
                projects,
                distances: vec![Distance { between: ("loud".into(), "quiet".into()), least_m: 150.0 }],
            },
        )
    })
}

/// Some four projects of kinds that keep apart, those of a kind among themselves too, on parcels in a row; no works. How far
/// parcels are is told by points, or by parcel.
pub fn kinds_apart() -> impl Strategy<Value = Draft> {
    (3_usize..=4, 3_usize..=4, any::<bool>()).prop_flat_map(|(projects, parcels, is_told)| {
        let kind = prop_oneof![Just("loud".to_owned()), Just("quiet".to_owned())];
        let kinds = prop::collection::vec(kind, projects);
        let taxes = prop::collection::vec(1_u32..9, projects);
        let joins = prop::collection::vec(any::<bool>(), parcels);
        let fits = prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.8), 2), projects);
        let least_m = prop::collection::vec(prop_oneof![Just(0.0), Just(150.0), Just(250.0)], 3);
        (kinds, taxes, joins, fits, least_m).prop_map(move |(kinds, taxes, joins, fits, least_m)| {
            let near = |one: usize| (0..one).map(|other| (format!("p{other}"), count(one - other) * 100.0)).collect();
            let parcel = |number: usize| Parcel {
                id: format!("p{number}"),
                area_mu: 1.0,
                land_use: ["factory", "shop"][number % 2].into(),
                x_m: (!is_told).then(|| count(number) * 100.0),
                y_m: (!is_told).then_some(0.0),
                zones: vec!["z".into()],
                joins: if joins[number] && number > 0 { vec![format!("p{}", number - 1)] } else { vec![] },
                near: is_told.then(|| near(number)),
                ..Parcel::default()
            };
            let project = |number: usize| Project {
                id: format!("j{number}"),
                area_mu: (1.0 + f64::from(u8::from(fits[number][0])), 2.0),
                uses: if fits[number][1] { vec![] } else { vec!["factory".into()] },
                needs: [("gas".to_owned(), 0.0)].into(),
                tax_cny: vec![f64::from(taxes[number])],
                kind: Some(kinds[number].clone()),
                ..Project::default()
            };
            let pairs = [("loud", "quiet"), ("loud", "loud"), ("quiet", "quiet")];
            Draft {
                periods: vec![period(0)],
                goals: Goals { tax: 1.0, ..Goals::default() },
                uses: ["factory", "shop"].map(|id| LandUse { id: id.into(), ..LandUse::default() }).into(),
                zones: vec![Zone { id: "z".into(), free: [("gas".to_owned(), Course::ByPeriod(vec![0.0]))].into() }],
                parcels: (0..parcels).map(parcel).collect(),
                projects: (0..projects).map(project).collect(),
                distances: pairs
                    .iter()
                    .zip(&least_m)
                    .map(|((one, other), &least_m)| Distance { between: ((*one).into(), (*other).into()), least_m })
                    .collect(),
                ..Draft::default()
            }
        })
    })
}

/// Some five works for little money in two or three periods, each with a parcel that it makes ready; no projects.
pub fn many_works() -> impl Strategy<Value = Draft> {
    (2_usize..=3, 4_usize..=6).prop_flat_map(|(periods, works)| {
        let works_of = (0..works).map(|one| work(one, periods)).collect::<Vec<_>>();
        let budgets = prop::collection::vec(amounts(14), periods);
        let areas = prop::collection::vec(1_u32..9, works);
        (works_of, budgets, areas).prop_map(move |(works, budgets_cny, areas)| Draft {
            periods: (0..periods).map(period).collect(),
            budgets_cny,
            goals: Goals { readiness: 1.0, ..Goals::default() },
            uses: vec![LandUse { id: "factory".into(), ..LandUse::default() }],
            zones: vec![Zone {
                id: "z".into(),
                free: [("gas".to_owned(), Course::ByPeriod(vec![0.0; periods]))].into(),
            }],
            parcels: areas
                .iter()
                .zip(&works)
                .map(|(&area, work)| Parcel {
                    id: format!("p-{}", work.id),
                    area_mu: f64::from(area),
                    land_use: "factory".into(),
                    works: vec![work.id.clone()],
                    ..Parcel::default()
                })
                .collect(),
            works,
            ..Draft::default()
        })
    })
}

/// Where each project is and when each work begins: `(parcels, start)` and `start`.
type Sites = Vec<Option<(Vec<usize>, usize)>>;

/// The best objective of all plans that meet all musts; none where none does.
pub fn best_of_all(draft: &Draft) -> Option<f64> {
    let periods = draft.periods.len();
    let mut begins: Vec<Vec<Option<usize>>> = vec![vec![]];
    for _ in &draft.works {
        begins = begins
            .iter()
            .flat_map(|done| (0..=periods).map(move |at| [done.clone(), vec![(at < periods).then_some(at)]].concat()))
            .collect();
    }
    let mut best: Option<f64> = None;
    for begin in begins.iter().filter(|begin| works_hold(draft, begin)) {
        let mut all: Vec<Sites> = vec![vec![]];
        for project in 0..draft.projects.len() {
            let mut more = Vec::new();
            for sites in &all {
                more.push([sites.clone(), vec![None]].concat());
                for set in 1_usize..1 << draft.parcels.len() {
                    let parcels: Vec<usize> = (0..draft.parcels.len()).filter(|one| set >> one & 1 == 1).collect();
                    for start in 0..periods {
                        let more_sites = [sites.clone(), vec![Some((parcels.clone(), start))]].concat();
                        if fits(draft, begin, project, &parcels, start) && together(draft, begin, &more_sites) {
                            more.push(more_sites);
                        }
                    }
                }
            }
            all = more;
        }
        let musts = |sites: &&Sites| draft.projects.iter().zip(*sites).all(|(one, at)| !one.must || at.is_some());
        // A plan whose share of land is broken on the way may be whole at its end.
        for sites in all.iter().filter(musts).filter(|sites| floor_holds(draft, sites)) {
            let found = objective(draft, begin, sites);
            best = Some(best.map_or(found, |best| best.max(found)));
        }
    }
    best
}

fn place(draft: &Draft, id: Option<&String>, otherwise: usize) -> usize {
    id.map_or(otherwise, |id| draft.periods.iter().position(|one| one == id).unwrap())
}

fn work_of(draft: &Draft, id: &String) -> usize {
    draft.works.iter().position(|one| one.id == *id).unwrap()
}

fn is_done(draft: &Draft, begin: &[Option<usize>], work: usize, by: usize) -> bool {
    begin[work].is_some_and(|at| at + draft.works[work].periods <= by)
}

fn works_hold(draft: &Draft, begin: &[Option<usize>]) -> bool {
    let mut money = draft.budgets_cny.clone();
    for (work, data) in draft.works.iter().enumerate() {
        let Some(at) = begin[work] else {
            if data.must {
                return false;
            }
            continue;
        };
        let is_before = data.after.iter().all(|one| is_done(draft, begin, work_of(draft, one), at));
        if at < place(draft, data.earliest.as_ref(), 0) || !is_before {
            return false;
        }
        for period in at..(at + data.periods).min(money.len()) {
            money[period] -= data.cost_cny / count(data.periods);
        }
    }
    money.iter().all(|left| *left > -1e-9)
}

fn fits(draft: &Draft, begin: &[Option<usize>], project: usize, parcels: &[usize], start: usize) -> bool {
    let data = &draft.projects[project];
    let areas: Vec<f64> = parcels.iter().map(|&one| draft.parcels[one].area_mu).collect();
    let (area, smallest) = (areas.iter().sum::<f64>(), areas.iter().copied().fold(f64::INFINITY, f64::min));
    // Parcels stand in a row: they are joined when each joins the one before it.
    let joined = parcels.windows(2).all(|pair| pair[1] == pair[0] + 1 && !draft.parcels[pair[1]].joins.is_empty());
    let is_needed = parcels.len() == 1 || area - smallest < data.area_mu.0;
    let is_open = |parcel: &usize| {
        let parcel = &draft.parcels[*parcel];
        (data.uses.is_empty() || data.uses.contains(&parcel.land_use))
            && place(draft, parcel.ready.as_ref(), 0) <= start
            && !data.kind.as_ref().is_some_and(|kind| parcel.excludes.contains(kind))
            && parcel.works.iter().all(|work| is_done(draft, begin, work_of(draft, work), start))
    };
    joined
        && is_needed
        && (data.area_mu.0..=data.area_mu.1).contains(&area)
        && start <= place(draft, data.latest.as_ref(), draft.periods.len() - 1)
        && parcels.iter().all(is_open)
}

fn together(draft: &Draft, begin: &[Option<usize>], sites: &Sites) -> bool {
    let mut taken = vec![false; draft.parcels.len()];
    let placed: Vec<(usize, &Vec<usize>, usize)> = sites
        .iter()
        .enumerate()
        .filter_map(|(one, at)| at.as_ref().map(|(parcels, start)| (one, parcels, *start)))
        .collect();
    for (_, parcels, _) in &placed {
        for &parcel in *parcels {
            if std::mem::replace(&mut taken[parcel], true) {
                return false;
            }
        }
    }
    let Course::ByPeriod(free) = &draft.zones[0].free["gas"] else { panic!("by period") };
    for (period, free) in free.iter().enumerate() {
        let added: f64 = (0..draft.works.len())
            .filter(|&work| is_done(draft, begin, work, period))
            .flat_map(|work| &draft.works[work].adds)
            .map(|addition| addition.amount)
            .sum();
        let started = placed.iter().filter(|(_, _, start)| *start <= period);
        if started.map(|(one, _, _)| draft.projects[*one].needs["gas"]).sum::<f64>() > free + added {
            return false;
        }
    }
    placed.iter().all(|(one, parcels, _)| {
        placed.iter().all(|(other, others, _)| {
            let kinds = draft.projects[*one].kind.as_ref().zip(draft.projects[*other].kind.as_ref());
            let asks = |distance: &&Distance| {
                kinds.is_some_and(|(kind, other_kind)| distance.between == (kind.clone(), other_kind.clone()))
            };
            let least_m = draft.distances.iter().filter(asks).map(|distance| distance.least_m).fold(0.0, f64::max);
            one == other || parcels.iter().all(|a| others.iter().all(|b| count(a.abs_diff(*b)) * 100.0 >= least_m))
        })
    })
}

fn floor_holds(draft: &Draft, sites: &Sites) -> bool {
    let (land, share) = (&draft.land, draft.land.industrial_share_min);
    (0..draft.periods.len()).all(|period| {
        let (mut used, mut industrial) = (land.used_mu, land.industrial_mu);
        for (parcels, _) in sites.iter().flatten().filter(|(_, start)| *start <= period) {
            for parcel in parcels.iter().map(|&one| &draft.parcels[one]) {
                used += parcel.area_mu;
                industrial += if parcel.land_use == "factory" { parcel.area_mu } else { 0.0 };
            }
        }
        industrial >= share * used - 1e-9
    })
}

fn objective(draft: &Draft, begin: &[Option<usize>], sites: &Sites) -> f64 {
    let (goals, periods) = (&draft.goals, draft.periods.len());
    let mut sum = 0.0;
    for (project, (_, start)) in draft.projects.iter().zip(sites).filter_map(|(one, at)| Some((one, at.as_ref()?))) {
        for after in 0..periods - start {
            let investment = project.investment_cny.get(after).copied().unwrap_or(0.0);
            let tax = project.tax_cny.get(after).or(project.tax_cny.last()).copied().unwrap_or(0.0);
            let news = if project.six_news { goals.six_news } else { 0.0 };
            sum += (goals.investment + news) * investment + goals.tax * tax;
        }
    }
    for parcel in draft.parcels.iter().filter(|parcel| !parcel.works.is_empty()) {
        let from = place(draft, parcel.ready.as_ref(), 0);
        let is_ready =
            |period: &usize| parcel.works.iter().all(|work| is_done(draft, begin, work_of(draft, work), *period));
        sum += goals.readiness * parcel.area_mu * count((from..periods).filter(is_ready).count());
    }
    sum
}

/// The objective of a plan by names, judged from outside; none where it does not hold.
pub fn judged(draft: &Draft, plan: &Plan) -> Option<f64> {
    let period = |id: &String| place(draft, Some(id), 0);
    let mut begin = vec![None; draft.works.len()];
    for beginning in &plan.works {
        begin[work_of(draft, &beginning.work)] = Some(period(&beginning.start));
    }
    let mut sites: Sites = vec![None; draft.projects.len()];
    for placement in &plan.projects {
        let project = draft.projects.iter().position(|one| one.id == placement.project).unwrap();
        let parcel = |id: &String| draft.parcels.iter().position(|one| one.id == *id).unwrap();
        let mut parcels: Vec<usize> = placement.parcels.iter().map(parcel).collect();
        parcels.sort_unstable();
        let start = period(&placement.start);
        if !fits(draft, &begin, project, &parcels, start) {
            return None;
        }
        sites[project] = Some((parcels, start));
    }
    let musts = draft.projects.iter().zip(&sites).all(|(one, at)| !one.must || at.is_some());
    let holds = musts && works_hold(draft, &begin) && together(draft, &begin, &sites) && floor_holds(draft, &sites);
    holds.then(|| objective(draft, &begin, &sites))
}
