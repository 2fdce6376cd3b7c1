//! How a wish is answered from the records.

use std::collections::HashMap;

use jiff::{Span, civil::Date};
use land::model::{Code, Connection, Mu, ParcelRecord, Readiness, Rules, Service, Vocabulary, WorkRecord, WorkStage};
use siting::rank::{self, Fit, Lack, Need, Ranking, Site, Supply, Weights};

use super::{
    Cost, Days, Input, InputSupply, Names, ParcelName, Permit, Plan, Rejected, ServicePlan, Shortfall, SiteFit,
    SitePlan, Surroundings, Terms, Wish, WorkRef,
    control::{brings, controls, floors, unit},
    rounded,
};

/// Sites that a plan shows at most.
const SITES_MAX: usize = 3;

/// What the zone says of its land in general.
#[derive(Debug, Default)]
pub struct Lists {
    /// Its rules: what indicators must come to.
    pub rules: Rules,
    /// Its classes of use.
    pub vocabulary: Vocabulary,
}

/// The records of a zone as they stood at the end of a day, ready to answer wishes.
pub struct Survey<'r> {
    day: Date,
    terms: &'r Terms,
    lists: &'r Lists,
    surroundings: &'r Surroundings,
    known: Vec<&'r ParcelRecord>,
    /// The works known on the day, by the parcels that they serve.
    serving: HashMap<&'r Code, Vec<&'r WorkRecord>>,
    sites: Vec<Site>,
    permits: Vec<Permit>,
}

impl<'r> Survey<'r> {
    /// Looks the records over once; each parcel meets only the works that serve it.
    pub fn of(
        (parcels, works, surroundings): (impl Iterator<Item = &'r ParcelRecord>, &'r [WorkRecord], &'r Surroundings),
        (terms, lists): (&'r Terms, &'r Lists),
        day: Date,
    ) -> Self {
        let known: Vec<&ParcelRecord> = parcels.filter(|parcel| parcel.history.on(day).is_some()).collect();
        let mut serving: HashMap<&Code, Vec<&WorkRecord>> = HashMap::new();
        for record in works.iter().filter(|record| record.on(day).is_some()) {
            for parcel in &record.work.serves {
                serving.entry(parcel).or_default().push(record);
            }
        }
        let mut survey =
            Self { day, terms, lists, surroundings, known, serving, sites: Vec::new(), permits: Vec::new() };
        survey.permits = survey.permits();
        survey.sites = survey.known.iter().map(|parcel| survey.site(parcel)).collect();
        survey
    }

    /// The plan for a wish; the day of the survey counts as the day of signing. It says nothing yet of effects on the zone.
    pub fn plan(&self, wish: &Wish) -> Plan {
        let ranking = self.rank(wish);
        let sites: Vec<SitePlan> =
            (0..ranking.fits.len().min(SITES_MAX)).filter_map(|place| self.fitting(wish, &ranking, place)).collect();
        let name = |place: usize| name_of(self.known[place]);
        let building = sites.first().and_then(|site| self.building(site.fit.as_ref()?.can_start));
        let misfits = ranking.misfits.into_iter();
        Plan {
            day: self.day,
            wish: wish.draft(),
            land_use_name: wish.land_use.as_ref().and_then(|code| self.use_name(code.as_str())),
            fitting: ranking.fits.iter().map(|fit| name(fit.site)).collect(),
            rejected: misfits
                .map(|one| Rejected { parcel: name(one.site), lacks: self.shortfalls(one.lacks) })
                .collect(),
            costs: self.terms.inputs.iter().filter_map(|input| cost(wish, input)).collect(),
            unpriced: self.unpriced(wish),
            permits: self.permits.clone(),
            building,
            ramp: building.and_then(|days| self.ramp(days.to)),
            duties: self.terms.duties.clone(),
            effects: Vec::new(),
            sites,
        }
    }

    /// Parcels side by side, whether they fit or not, in the order asked for; codes that nothing has are left out.
    pub fn compare(&self, wish: &Wish, codes: &[Code]) -> Vec<SitePlan> {
        let ranking = self.rank(wish);
        let one = |code: &Code| {
            let site = self.known.iter().position(|parcel| parcel.code == *code)?;
            if let Some(place) = ranking.fits.iter().position(|fit| fit.site == site) {
                return self.fitting(wish, &ranking, place);
            }
            let lacks = ranking.misfits.iter().find(|misfit| misfit.site == site)?.lacks.clone();
            self.looked_at(wish, self.known[site], None, self.shortfalls(lacks))
        };
        codes.iter().filter_map(one).collect()
    }

    /// The wish in the words of the engine.
    fn asked(&self, wish: &Wish) -> rank::Wish {
        let need = |input: &Input| {
            let amount = wish.need(&input.key)?.to_f64();
            Some(Need { input: input.key.clone(), amount })
        };
        let least = wish.area_least.map(Mu::to_f64);
        let most = wish.area_most.map(Mu::to_f64);
        let area = (least.is_some() || most.is_some()).then(|| (least.unwrap_or(0.0), most.unwrap_or(f64::INFINITY)));
        rank::Wish {
            area,
            land_uses: wish.land_use.iter().map(ToString::to_string).collect(),
            needs: self.terms.inputs.iter().filter_map(need).collect(),
            brings: brings(&self.terms.promises, &self.lists.rules, wish),
            distances: self.surroundings.distances(wish),
            start: wished_start(wish, self.terms).unwrap_or(self.day).max(self.day),
        }
    }

    fn rank(&self, wish: &Wish) -> Ranking {
        rank::rank(&self.asked(wish), &self.sites, &Weights::default())
    }

    fn fitting(&self, wish: &Wish, ranking: &Ranking, place: usize) -> Option<SitePlan> {
        let fit = &ranking.fits[place];
        self.looked_at(wish, self.known[fit.site], Some(self.site_fit(fit, place)), Vec::new())
    }

    fn looked_at(
        &self,
        wish: &Wish,
        parcel: &ParcelRecord,
        fit: Option<SiteFit>,
        lacks: Vec<Shortfall>,
    ) -> Option<SitePlan> {
        let step = parcel.history.on(self.day)?;
        let wanted = self.terms.inputs.iter().filter(|input| wish.need(&input.key).is_some());
        let supply = |input: &Input| InputSupply {
            input: input.key.clone(),
            works: self.bringing(&parcel.code, input).map(|work| self.work_ref(work)).collect(),
        };
        let service = |(connection, service): (Connection, Service<'_>)| ServicePlan {
            connection: connection.to_string(),
            work: match service {
                Service::Served { work, .. } | Service::Coming { work, .. } => Some(self.work_ref(work)),
                Service::Missing => None,
            },
        };
        Some(SitePlan {
            parcel: name_of(parcel),
            area_mu: parcel.parcel.area.to_f64(),
            land_use: parcel.parcel.land_use.to_string(),
            land_use_name: self.use_name(parcel.parcel.land_use.as_str()),
            status: step.status.to_string(),
            since: step.on,
            source: parcel.parcel.source.as_ref().map(ToString::to_string).unwrap_or_default(),
            fit,
            lacks,
            supplies: wanted.map(supply).collect(),
            services: self.readiness(&parcel.code).services.into_iter().map(service).collect(),
            controls: controls(&self.terms.promises, self.lists, parcel, &self.asked(wish), self.day),
        })
    }

    fn work_ref(&self, record: &WorkRecord) -> WorkRef {
        let (work, done) = (&record.work, done_on(record, self.day));
        let capacity = work.capacity.zip(work.connection.capacity_unit());
        WorkRef {
            code: record.code.to_string(),
            name: work.name.to_string(),
            capacity: capacity.map(|(amount, unit)| format!("{amount} {unit}")).unwrap_or_default(),
            is_done: done.is_some(),
            day: done.unwrap_or(work.due),
            is_overdue: record.is_overdue(self.day),
            source: work.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }

    fn works_at(&self, parcel: &Code) -> &[&'r WorkRecord] {
        self.serving.get(parcel).map_or(&[], Vec::as_slice)
    }

    fn readiness(&self, parcel: &Code) -> Readiness<'r> {
        Readiness::served_by(self.works_at(parcel), self.day)
    }

    /// Works known on the day that bring an input to a parcel.
    fn bringing(&self, parcel: &Code, input: &Input) -> impl Iterator<Item = &'r WorkRecord> {
        self.works_at(parcel).iter().copied().filter(|record| record.work.connection.key() == input.connection)
    }

    /// The parcel in the words of the engine.
    fn site(&self, parcel: &ParcelRecord) -> Site {
        let when = |(connection, service): &(Connection, Service<'_>)| match service {
            // Without it can be built; the plan says that it is missing.
            _ if !self.terms.essential.contains(connection) => Some(Date::MIN),
            Service::Served { since, .. } => Some(*since),
            Service::Coming { work, .. } => Some(expected(work, self.day)),
            Service::Missing => None,
        };
        let days: Option<Vec<Date>> = self.readiness(&parcel.code).services.iter().map(when).collect();
        Site {
            name: parcel.code.to_string(),
            area: parcel.parcel.area.to_f64(),
            land_use: parcel.parcel.land_use.to_string(),
            is_open: parcel.history.on(self.day).is_some_and(|step| step.status.is_open()),
            ready: days.and_then(|days| days.into_iter().max()),
            supplies: self.terms.inputs.iter().map(|input| self.supply(&parcel.code, input)).collect(),
            floors: floors(&self.terms.promises, self.lists, parcel, self.day),
            near: self.surroundings.near(&parcel.code).to_vec(),
        }
    }

    fn supply(&self, parcel: &Code, input: &Input) -> Supply {
        let mut come: Vec<(Date, f64)> = self
            .bringing(parcel, input)
            .filter_map(|record| Some((expected(record, self.day), record.work.capacity?.to_f64())))
            .collect();
        come.sort_by_key(|(from, _)| *from);
        let mut sum = 0.0;
        let from = come.into_iter().map(|(from, more)| {
            sum += more;
            (from, sum)
        });
        Supply { input: input.key.clone(), from: from.collect() }
    }

    fn use_name(&self, code: &str) -> Option<Names> {
        let known = self.lists.vocabulary.uses.iter().find(|one| one.code.as_str() == code)?;
        Some(Names::of(&known.name_zh, &known.name_en))
    }

    fn shortfalls(&self, lacks: Vec<Lack>) -> Vec<Shortfall> {
        let one = |lack| match lack {
            Lack::Taken => Some(Shortfall::Taken),
            Lack::Area { has, least } => Some(Shortfall::Area { has, least }),
            Lack::LandUse { has } => Some(Shortfall::LandUse { name: self.use_name(&has), has }),
            Lack::NeverReady => Some(Shortfall::NeverReady),
            Lack::Input { input, has, needs } => Some(Shortfall::Input { input, has: rounded(has), needs }),
            Lack::Indicator { indicator, has, least } => {
                let known = self.lists.rules.find_indicator(&indicator).ok()?;
                let name = Names::of(&known.name_zh, &known.name_en);
                Some(Shortfall::Indicator { name, unit: unit(known), has: rounded(has), least })
            }
            Lack::TooNear { name, kind, has, least } => {
                let parcel = self.known.iter().find(|parcel| parcel.code.as_str() == name)?;
                let industry = self.surroundings.kind_name(&kind)?;
                // Downwards to a tenth: what is too near stays so.
                let has = (has * 10.0).floor() / 10.0;
                Some(Shortfall::TooNear { parcel: name_of(parcel), industry, has, least })
            }
        };
        lacks.into_iter().filter_map(one).collect()
    }

    fn unpriced(&self, wish: &Wish) -> Vec<String> {
        let told = |key: &&str| self.terms.inputs.iter().any(|input| input.key == **key);
        let asked = Wish::INPUTS.iter().filter(|key| wish.need(key).is_some());
        asked.filter(|key| !told(key)).map(ToString::to_string).collect()
    }

    /// Each step begins when those before it are done, at the day of signing where there are none.
    fn permits(&self) -> Vec<Permit> {
        let mut permits: Vec<Permit> = Vec::new();
        for step in &self.terms.steps {
            let before = permits.iter().filter(|one| step.after.contains(&one.step));
            let from =
                before.map(|one| one.days.map(|days| days.to)).try_fold(self.day, |latest, end| Some(latest.max(end?)));
            let days = from
                .and_then(|from| Some(Days { from, to: self.terms.calendar.add_working_days(from, step.days).ok()? }));
            permits.push(Permit {
                step: step.key.clone(),
                name_zh: step.name_zh.clone(),
                name_en: step.name_en.clone(),
                working_days: step.days,
                days,
                source: step.source.clone(),
            });
        }
        permits
    }

    /// Building at a site that can be built upon from a day, once all permits are there.
    fn building(&self, can_start: Date) -> Option<Days> {
        let mut permitted = self.permits.iter().map(|one| one.days.map(|days| days.to));
        let from = permitted.try_fold(can_start, |latest, end| Some(latest.max(end?)))?;
        Some(Days { from, to: later(from, self.terms.months_to_build)? })
    }

    fn ramp(&self, from: Date) -> Option<Days> {
        Some(Days { from, to: later(from, self.terms.months_to_full?)? })
    }

    fn site_fit(&self, fit: &Fit, place: usize) -> SiteFit {
        SiteFit {
            place: place + 1,
            can_start: fit.can_start,
            can_produce: self.building(fit.can_start).map(|days| days.to),
            waits_days: fit.waits_days,
            waits_for: fit.waits_for.clone(),
            spare_area: rounded(fit.spare_area),
            tightest: rounded(fit.tightest),
        }
    }
}

fn name_of(parcel: &ParcelRecord) -> ParcelName {
    ParcelName { code: parcel.code.to_string(), name: parcel.parcel.name.to_string() }
}

/// Since when a work is done; none while it is not.
fn done_on(record: &WorkRecord, day: Date) -> Option<Date> {
    record.on(day).filter(|step| step.stage == WorkStage::Done).map(|step| step.on)
}

/// When a work is there: what is late comes today at the earliest.
fn expected(record: &WorkRecord, day: Date) -> Date {
    done_on(record, day).unwrap_or_else(|| record.work.due.max(day))
}

fn later(day: Date, months: u32) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// When is to be built at the latest: whoever only says when to produce must begin so much earlier.
fn wished_start(wish: &Wish, terms: &Terms) -> Option<Date> {
    let months = Span::new().try_months(terms.months_to_build).ok()?;
    wish.start.or_else(|| wish.production?.checked_sub(months).ok())
}

fn cost(wish: &Wish, input: &Input) -> Option<Cost> {
    let amount = wish.need(&input.key)?;
    let (yearly, usual_yearly) = input.yearly_cost(amount);
    Some(Cost {
        input: input.key.clone(),
        amount: amount.to_f64(),
        unit: input.unit.clone(),
        priced: input.priced.clone(),
        price: input.price.clone(),
        usual_price: input.usual_price.clone(),
        yearly: rounded(yearly),
        usual_yearly: rounded(usual_yearly),
        from: input.from.clone(),
        source: input.source.clone(),
    })
}
