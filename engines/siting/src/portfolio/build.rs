//! From a draft to a portfolio: every figure and every name is looked at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    choices::Choices,
    circle::circle,
    draft::{Course, Draft, Land},
    error::PortfolioError,
    model::{Floor, Lot, MAX_LIST, MAX_PAIRS, MAX_PERIODS, Parcel, Portfolio, Project, Resource, Work},
};

/// What a figure must be.
const NOT_NEGATIVE: &str = "zero or more, and finite";
const POSITIVE: &str = "more than zero, and finite";

/// The names of one list with their places.
struct Names<'a> {
    kind: &'static str,
    places: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn new(kind: &'static str, ids: impl Iterator<Item = &'a String>) -> Result<Self, PortfolioError> {
        let mut places = HashMap::new();
        for (place, id) in ids.enumerate() {
            if id.is_empty() || places.insert(id.as_str(), place).is_some() {
                return Err(PortfolioError::Duplicate { kind, id: id.clone() });
            }
        }
        Ok(Self { kind, places })
    }

    fn place(&self, id: &str, bearer: &dyn Fn() -> String) -> Result<usize, PortfolioError> {
        let unknown = || PortfolioError::Unknown { bearer: bearer(), kind: self.kind, id: id.into() };
        self.places.get(id).copied().ok_or_else(unknown)
    }

    /// The places of several names, in order and each once.
    fn all(&self, ids: &[String], bearer: &dyn Fn() -> String) -> Result<Vec<usize>, PortfolioError> {
        let places: Result<BTreeSet<usize>, _> = ids.iter().map(|id| self.place(id, bearer)).collect();
        Ok(places?.into_iter().collect())
    }
}

/// All the names of a draft.
struct Directory<'a> {
    periods: Names<'a>,
    uses: Names<'a>,
    zones: Names<'a>,
    parcels: Names<'a>,
    works: Names<'a>,
    kinds: Names<'a>,
    inputs: BTreeMap<&'a str, usize>,
    /// The resource of each zone and input.
    resources: BTreeMap<(usize, usize), usize>,
}

impl Portfolio {
    /// Checks a draft.
    pub fn new(draft: Draft) -> Result<Self, PortfolioError> {
        check_sizes(&draft)?;
        check_goals(&draft)?;
        let mut directory = Directory::new(&draft)?;
        let resources = directory.resources(&draft)?;
        let works: Vec<Work> = draft.works.iter().map(|work| directory.work(work)).collect::<Result<_, _>>()?;
        if let Some(circle) = circle(&works) {
            let circle = circle.iter().map(|&work| draft.works[work].id.clone()).collect();
            return Err(PortfolioError::Circle { circle });
        }
        let apart = directory.distances(&draft)?;
        let parcels = directory.parcels(&draft)?;
        let projects =
            draft.projects.iter().map(|one| directory.project(&draft, one)).collect::<Result<Vec<_>, _>>()?;
        let budgets = budgets(&draft)?;
        let (floor, lots) = (floor(draft.land)?, lots(&draft, &parcels));
        let inputs = directory.inputs.keys().map(|&input| input.to_owned()).collect();
        let mut portfolio = Self {
            projects,
            parcels,
            works,
            resources,
            inputs,
            budgets,
            floor,
            apart,
            lots,
            choices: Choices::default(),
            draft,
        };
        portfolio.choices = Choices::new(&portfolio)?;
        Ok(portfolio)
    }
}

fn check_sizes(draft: &Draft) -> Result<(), PortfolioError> {
    let (projects, works) = (draft.projects.len(), draft.works.len());
    let limits = [
        ("periods", draft.periods.len(), MAX_PERIODS),
        ("projects", projects, MAX_LIST),
        ("parcels", draft.parcels.len(), MAX_LIST),
        ("works", works, MAX_LIST),
        ("zones", draft.zones.len(), MAX_LIST),
        ("uses", draft.uses.len(), MAX_LIST),
        ("pairs of project and work", projects.saturating_mul(works), MAX_PAIRS),
        ("pairs of distances", draft.distances.len().saturating_mul(draft.distances.len()), MAX_PAIRS),
    ];
    match limits.into_iter().find(|(_, found, most)| found > most) {
        Some((what, found, most)) => Err(PortfolioError::TooMany { what, found, most }),
        None if draft.periods.is_empty() => Err(PortfolioError::NoPeriods),
        None => Ok(()),
    }
}

fn check_goals(draft: &Draft) -> Result<(), PortfolioError> {
    let goals = &draft.goals;
    let weights = [
        ("investment", goals.investment),
        ("output", goals.output),
        ("tax", goals.tax),
        ("six_news", goals.six_news),
        ("readiness", goals.readiness),
    ];
    for (name, weight) in weights {
        figure(weight, weight >= 0.0, NOT_NEGATIVE, &|| format!("the weight `{name}` in goals"))?;
    }
    if weights.iter().all(|(_, weight)| *weight == 0.0) { Err(PortfolioError::NoGoal) } else { Ok(()) }
}

/// No figure may be so large that sums of many lose their digits.
fn figure(
    value: f64,
    is_allowed: bool,
    must: &'static str,
    bearer: &dyn Fn() -> String,
) -> Result<f64, PortfolioError> {
    if is_allowed && value.abs() <= 1e15 {
        Ok(value)
    } else {
        Err(PortfolioError::Figure { bearer: bearer(), value, must })
    }
}

fn figures(values: &[f64], bearer: &dyn Fn() -> String) -> Result<(), PortfolioError> {
    values.iter().try_for_each(|&value| figure(value, value >= 0.0, NOT_NEGATIVE, bearer).map(drop))
}

fn by_period(values: &[f64], periods: usize, bearer: &dyn Fn() -> String) -> Result<(), PortfolioError> {
    figures(values, bearer)?;
    if values.len() == periods {
        Ok(())
    } else {
        Err(PortfolioError::Length { bearer: bearer(), found: values.len(), periods })
    }
}

fn budgets(draft: &Draft) -> Result<Vec<f64>, PortfolioError> {
    if draft.budgets_cny.is_empty() && draft.works.is_empty() {
        return Ok(vec![0.0; draft.periods.len()]);
    }
    by_period(&draft.budgets_cny, draft.periods.len(), &|| "`budgets_cny`".into())?;
    Ok(draft.budgets_cny.clone())
}

fn floor(land: Land) -> Result<Floor, PortfolioError> {
    let share = land.industrial_share_min;
    figure(share, (0.0..=1.0).contains(&share), "a share from 0 to 1", &|| "`industrial_share_min` of land".into())?;
    figures(&[land.used_mu, land.industrial_mu], &|| "an area of land".into())?;
    let is_part = land.industrial_mu <= land.used_mu;
    figure(land.industrial_mu, is_part, "no more than `used_mu`", &|| "`industrial_mu` of land".into())?;
    Ok(Floor { share, surplus: (land.industrial_mu - share * land.used_mu).max(0.0) })
}

/// Parcels that wait for the same works, where that they get ready is a goal.
fn lots(draft: &Draft, parcels: &[Parcel]) -> Vec<Lot> {
    let mut areas: BTreeMap<(usize, &[usize]), f64> = BTreeMap::new();
    for parcel in parcels.iter().filter(|parcel| !parcel.works.is_empty()) {
        *areas.entry((parcel.ready, &parcel.works)).or_default() += parcel.area;
    }
    let weight = draft.goals.readiness;
    let lot =
        |((ready, works), area): ((usize, &[usize]), f64)| Lot { ready, works: works.into(), value: area * weight };
    areas.into_iter().filter(|_| weight > 0.0).map(lot).collect()
}

impl<'a> Directory<'a> {
    fn new(draft: &'a Draft) -> Result<Self, PortfolioError> {
        let spoken = draft.projects.iter().filter_map(|project| project.kind.as_ref());
        let between = draft.distances.iter().flat_map(|distance| [&distance.between.0, &distance.between.1]);
        let excluded = draft.parcels.iter().flat_map(|parcel| &parcel.excludes);
        let kinds: BTreeSet<&String> = spoken.chain(between).chain(excluded).collect();
        let inputs = draft.zones.iter().flat_map(|zone| zone.free.keys().map(String::as_str));
        let added = draft.works.iter().flat_map(|work| work.adds.iter().map(|addition| addition.input.as_str()));
        let inputs: BTreeSet<&str> = inputs.chain(added).collect();
        Names::new("project", draft.projects.iter().map(|one| &one.id))?;
        Ok(Self {
            periods: Names::new("period", draft.periods.iter())?,
            uses: Names::new("use", draft.uses.iter().map(|one| &one.id))?,
            zones: Names::new("zone", draft.zones.iter().map(|one| &one.id))?,
            parcels: Names::new("parcel", draft.parcels.iter().map(|one| &one.id))?,
            works: Names::new("work", draft.works.iter().map(|one| &one.id))?,
            kinds: Names::new("kind", kinds.into_iter())?,
            inputs: inputs.into_iter().enumerate().map(|(place, input)| (input, place)).collect(),
            resources: BTreeMap::new(),
        })
    }

    /// What zones have, and what works may add where there is nothing yet.
    fn resources(&mut self, draft: &'a Draft) -> Result<Vec<Resource>, PortfolioError> {
        let periods = draft.periods.len();
        let mut resources = Vec::new();
        for (zone, data) in draft.zones.iter().enumerate() {
            for (input, course) in &data.free {
                let free = match course {
                    Course::Constant(amount) => vec![*amount; periods],
                    Course::ByPeriod(amounts) => amounts.clone(),
                };
                by_period(&free, periods, &|| format!("{input} of zone {:?}", data.id))?;
                self.resources.insert((zone, self.inputs[input.as_str()]), resources.len());
                resources.push(Resource { zone, input: input.clone(), free });
            }
        }
        for work in &draft.works {
            for addition in &work.adds {
                let zone = self.zones.place(&addition.zone, &|| format!("work {:?}", work.id))?;
                self.resources.entry((zone, self.inputs[addition.input.as_str()])).or_insert_with(|| {
                    resources.push(Resource { zone, input: addition.input.clone(), free: vec![0.0; periods] });
                    resources.len() - 1
                });
            }
        }
        Ok(resources)
    }

    fn window(
        &self,
        earliest: Option<&String>,
        latest: Option<&String>,
        bearer: &dyn Fn() -> String,
    ) -> Result<(usize, usize), PortfolioError> {
        let first = earliest.map_or(Ok(0), |id| self.periods.place(id, bearer))?;
        let last = latest.map_or(Ok(self.periods.places.len() - 1), |id| self.periods.place(id, bearer))?;
        match (earliest, latest) {
            (Some(earliest), Some(latest)) if first > last => {
                let (earliest, latest) = (earliest.clone(), latest.clone());
                Err(PortfolioError::Window { bearer: bearer(), earliest, latest })
            }
            _ => Ok((first, last)),
        }
    }

    fn work(&self, data: &super::draft::Work) -> Result<Work, PortfolioError> {
        let bearer = || format!("work {:?}", data.id);
        let cost = || format!("`cost_cny` of work {:?}", data.id);
        figure(data.cost_cny, data.cost_cny >= 0.0, NOT_NEGATIVE, &cost)?;
        let length = || format!("`periods` of work {:?}", data.id);
        let is_length = (1..=MAX_PERIODS).contains(&data.periods);
        figure(data.periods as f64, is_length, "a number of periods from 1 to 64", &length)?;
        let mut adds: BTreeMap<usize, f64> = BTreeMap::new();
        for addition in &data.adds {
            let what = || format!("{} that work {:?} adds", addition.input, data.id);
            let amount = figure(addition.amount, addition.amount > 0.0, POSITIVE, &what)?;
            let zone = self.zones.place(&addition.zone, &bearer)?;
            *adds.entry(self.resources[&(zone, self.inputs[addition.input.as_str()])]).or_default() += amount;
        }
        Ok(Work {
            cost_a_period: data.cost_cny / data.periods as f64,
            periods: data.periods,
            after: self.works.all(&data.after, &bearer)?,
            adds: adds.into_iter().collect(),
            window: self.window(data.earliest.as_ref(), data.latest.as_ref(), &bearer)?,
            must: data.must,
        })
    }

    fn parcels(&self, draft: &Draft) -> Result<Vec<Parcel>, PortfolioError> {
        let mut parcels: Vec<Parcel> =
            draft.parcels.iter().map(|data| self.parcel(draft, data)).collect::<Result<_, _>>()?;
        let pairs: Vec<(usize, usize)> = parcels
            .iter()
            .enumerate()
            .flat_map(|(one, parcel)| parcel.joins.iter().map(move |&other| (one, other)))
            .collect();
        for (one, other) in pairs {
            parcels[other].joins.push(one);
        }
        self.near(draft, &mut parcels)?;
        for (place, parcel) in parcels.iter_mut().enumerate() {
            parcel.joins.retain(|&other| other != place);
            parcel.joins.sort_unstable();
            parcel.joins.dedup();
        }
        Ok(parcels)
    }

    /// Distances hold both ways, whoever tells them; of two that are told, the shorter.
    fn near(&self, draft: &Draft, parcels: &mut [Parcel]) -> Result<(), PortfolioError> {
        let mut near: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); parcels.len()];
        for (place, data) in draft.parcels.iter().enumerate() {
            let bearer = || format!("`near` of parcel {:?}", data.id);
            for (id, &between) in data.near.iter().flatten() {
                let other = self.parcels.place(id, &bearer)?;
                figure(between, between >= 0.0, NOT_NEGATIVE, &bearer)?;
                for (from, to) in [(place, other), (other, place)] {
                    near[from].entry(to).and_modify(|least| *least = between.min(*least)).or_insert(between);
                }
            }
        }
        for (place, near) in near.into_iter().enumerate() {
            parcels[place].near = draft.parcels[place].near.as_ref().map(|_| near.into_iter().collect());
        }
        Ok(())
    }

    fn parcel(&self, draft: &Draft, data: &super::draft::Parcel) -> Result<Parcel, PortfolioError> {
        let bearer = || format!("parcel {:?}", data.id);
        let area = || format!("`area_mu` of parcel {:?}", data.id);
        let at = data.x_m.zip(data.y_m);
        if at.is_none() && data.near.is_none() && !draft.distances.is_empty() {
            return Err(PortfolioError::NoPlace { parcel: data.id.clone() });
        }
        for metres in at.into_iter().flat_map(|(x, y)| [x, y]) {
            let place = || format!("`x_m` or `y_m` of parcel {:?}", data.id);
            figure(metres, metres.is_finite(), "a number of metres", &place)?;
        }
        for amount in data.asks.iter().flat_map(|ask| [ask.least, ask.most]).flatten() {
            figure(amount, amount >= 0.0, NOT_NEGATIVE, &|| format!("`asks` of parcel {:?}", data.id))?;
        }
        let mut sources: Vec<Option<usize>> = vec![None; self.inputs.len()];
        for zone in self.zones.all(&data.zones, &bearer)? {
            for (&input, &place) in &self.inputs {
                let Some(&resource) = self.resources.get(&(zone, place)) else { continue };
                if sources[place].replace(resource).is_some() {
                    let (parcel, input) = (data.id.clone(), input.to_owned());
                    let mut named = data.zones.iter().filter(|zone| {
                        self.zones.places.get(zone.as_str()).is_some_and(|z| self.resources.contains_key(&(*z, place)))
                    });
                    let mut next = || named.next().cloned().unwrap_or_default();
                    return Err(PortfolioError::TwoZones { parcel, input, first: next(), second: next() });
                }
            }
        }
        Ok(Parcel {
            area: figure(data.area_mu, data.area_mu > 0.0, POSITIVE, &area)?,
            land_use: self.uses.place(&data.land_use, &bearer)?,
            at,
            ready: data.ready.as_ref().map_or(Ok(0), |id| self.periods.place(id, &bearer))?,
            works: self.works.all(&data.works, &bearer)?,
            joins: self.parcels.all(&data.joins, &bearer)?,
            excludes: self.kinds.all(&data.excludes, &bearer)?,
            near: None,
            sources,
        })
    }

    fn project(&self, draft: &Draft, data: &super::draft::Project) -> Result<Project, PortfolioError> {
        let bearer = || format!("project {:?}", data.id);
        let of = |what: &str| format!("`{what}` of project {:?}", data.id);
        let (least, most) = data.area_mu;
        figures(&[least, most], &|| of("area_mu"))?;
        figure(most, least <= most && most > 0.0, "an area no smaller than the least", &|| of("area_mu"))?;
        figures(&data.investment_cny, &|| of("investment_cny"))?;
        figures(&data.output_cny, &|| of("output_cny"))?;
        figures(&data.tax_cny, &|| of("tax_cny"))?;
        let weight = data.weight.unwrap_or(1.0);
        figure(weight, weight >= 0.0, NOT_NEGATIVE, &|| of("weight"))?;
        let mut needs = Vec::new();
        for (input, &amount) in &data.needs {
            figure(amount, amount >= 0.0, NOT_NEGATIVE, &|| of("needs"))?;
            let unknown = || PortfolioError::Unknown { bearer: bearer(), kind: "input", id: input.clone() };
            needs.push((*self.inputs.get(input.as_str()).ok_or_else(unknown)?, amount));
        }
        needs.retain(|(_, amount)| *amount > 0.0);
        let finite = |&promise: &f64| figure(promise, true, "a finite number", &|| of("promises")).map(drop);
        data.promises.values().try_for_each(finite)?;
        let kind = data.kind.as_ref().map(|kind| self.kinds.place(kind, &bearer)).transpose()?;
        Ok(Project {
            kind,
            needs,
            window: self.window(data.earliest.as_ref(), data.latest.as_ref(), &bearer)?,
            uses: self.uses.all(&data.uses, &bearer)?,
            values: super::value::values(draft, data, weight),
            must: data.must,
        })
    }

    fn distances(&self, draft: &Draft) -> Result<Vec<Vec<f64>>, PortfolioError> {
        let kinds = self.kinds.places.len();
        let mut apart = vec![vec![0.0; kinds]; kinds];
        for distance in &draft.distances {
            let (one, other) = &distance.between;
            let bearer = || format!("the distance between {one:?} and {other:?}");
            figure(distance.least_m, distance.least_m >= 0.0, NOT_NEGATIVE, &bearer)?;
            let (one, other) = (self.kinds.place(one, &bearer)?, self.kinds.place(other, &bearer)?);
            let least = distance.least_m.max(apart[one][other]);
            (apart[one][other], apart[other][one]) = (least, least);
        }
        Ok(apart)
    }
}
