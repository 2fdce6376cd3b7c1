use jiff::{Span, civil::Date};
use land::model::{Code, Connection, ParcelRecord, Readiness, Service, WorkRecord, WorkStage};
use siting::rank::{self, Fit, Lack, Need, Site, Supply, Weights};

use super::{Input, PermitStep, Terms, Wish};

/// Sites that an answer shows at most.
const SITES_MAX: usize = 3;

/// A parcel that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteAnswer<'r> {
    /// The parcel.
    pub parcel: &'r ParcelRecord,
    /// How well it fits, and from when.
    pub fit: Fit,
    /// Which of nine connections and one levelling it has.
    pub readiness: Readiness<'r>,
    /// The works that bring what was asked for, by the key of the input.
    pub supplies: Vec<(&'r str, Vec<&'r WorkRecord>)>,
}

/// A parcel that does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected<'r> {
    /// The parcel.
    pub parcel: &'r ParcelRecord,
    /// All that it lacks.
    pub lacks: Vec<Lack>,
}

/// What an input costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost<'r> {
    /// Which, with its prices.
    pub input: &'r Input,
    /// What is asked for, in its unit.
    pub amount: f64,
    /// A year here, yuan.
    pub yearly: f64,
    /// A year as it usually costs, yuan.
    pub usual_yearly: f64,
}

/// When a permit is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermitDates<'r> {
    /// The step.
    pub step: &'r PermitStep,
    /// From when until when; none where the working days are not published that far.
    pub days: Option<(Date, Date)>,
}

/// The landing plan (落地方案) for a wish, as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'r> {
    /// The best sites, the best first.
    pub sites: Vec<SiteAnswer<'r>>,
    /// How many fit in all.
    pub fitting: usize,
    /// Those that do not fit, the fewest reasons first.
    pub rejected: Vec<Rejected<'r>>,
    /// What is taken in, with its prices.
    pub costs: Vec<Cost<'r>>,
    /// The permits, from the day of signing on.
    pub permits: Vec<PermitDates<'r>>,
    /// From when until when is built at the best site: permits, works and wish allow it. None without a site or without days.
    pub building: Option<(Date, Date)>,
}

impl<'r> Answer<'r> {
    /// Works the answer out from the records as they stood at the end of a day; that day counts as the day of signing.
    pub fn of(wish: &Wish, parcels: &'r [ParcelRecord], works: &'r [WorkRecord], terms: &'r Terms, day: Date) -> Self {
        let known: Vec<&ParcelRecord> = parcels.iter().filter(|parcel| parcel.history.on(day).is_some()).collect();
        let sites: Vec<Site> = known.iter().map(|parcel| site(parcel, works, terms, day)).collect();
        let ranking = rank::rank(&asked(wish, terms, day), &sites, &Weights::default());
        let fitting = ranking.fits.len();
        let answer = |fit: Fit| {
            let parcel = known[fit.site];
            let readiness = Readiness::of(&parcel.code, works, day);
            let wanted = terms.inputs.iter().filter(|input| wish.need(&input.key).is_some());
            let supplies =
                wanted.map(|input| (input.key.as_str(), bringing(&parcel.code, works, input, day).collect()));
            SiteAnswer { parcel, readiness, supplies: supplies.collect(), fit }
        };
        let sites: Vec<SiteAnswer<'r>> = ranking.fits.into_iter().take(SITES_MAX).map(answer).collect();
        let rejected = ranking.misfits.into_iter();
        let rejected = rejected.map(|misfit| Rejected { parcel: known[misfit.site], lacks: misfit.lacks }).collect();
        let permits = permits(terms, day);
        let building = sites.first().and_then(|site| building(site, &permits, terms));
        Self { sites, fitting, rejected, costs: costs(wish, terms), permits, building }
    }
}

/// A day that has no date to wait for any more: what is late comes today at the earliest.
fn expected(record: &WorkRecord, day: Date) -> Option<Date> {
    let step = record.on(day)?;
    Some(if step.stage == WorkStage::Done { step.on } else { record.work.due.max(day) })
}

/// Works known on a day that bring an input to a parcel.
fn bringing<'r>(
    parcel: &'r Code,
    works: &'r [WorkRecord],
    input: &'r Input,
    day: Date,
) -> impl Iterator<Item = &'r WorkRecord> {
    works.iter().filter(move |record| {
        record.work.connection.key() == input.connection
            && record.work.serves.contains(parcel)
            && record.on(day).is_some()
    })
}

fn site(parcel: &ParcelRecord, works: &[WorkRecord], terms: &Terms, day: Date) -> Site {
    let readiness = Readiness::of(&parcel.code, works, day);
    let when = |(connection, service): &(Connection, Service<'_>)| match service {
        // Without it can be built; the plan says that it is missing.
        _ if !terms.essential.contains(connection) => Some(Date::MIN),
        Service::Served { since, .. } => Some(*since),
        Service::Coming { work, .. } => expected(work, day),
        Service::Missing => None,
    };
    let days: Option<Vec<Date>> = readiness.services.iter().map(when).collect();
    let supply = |input: &Input| {
        let mut come: Vec<(Date, f64)> = bringing(&parcel.code, works, input, day)
            .filter_map(|record| Some((expected(record, day)?, record.work.capacity?.to_f64())))
            .collect();
        come.sort_by_key(|(from, _)| *from);
        let mut sum = 0.0;
        let from = come.into_iter().map(|(from, more)| {
            sum += more;
            (from, sum)
        });
        Supply { input: input.key.clone(), from: from.collect() }
    };
    Site {
        name: parcel.code.to_string(),
        area: parcel.parcel.area.to_f64(),
        land_use: parcel.parcel.land_use.to_string(),
        is_open: parcel.history.on(day).is_some_and(|step| step.status.is_open()),
        ready: days.and_then(|days| days.into_iter().max()),
        supplies: terms.inputs.iter().map(supply).collect(),
    }
}

/// The wish in the words of the engine.
fn asked(wish: &Wish, terms: &Terms, day: Date) -> rank::Wish {
    let need = |input: &Input| {
        let amount = wish.need(&input.key)?.to_f64();
        Some(Need { input: input.key.clone(), amount })
    };
    let least = wish.area_least.map(land::model::Mu::to_f64);
    let most = wish.area_most.map(land::model::Mu::to_f64);
    let area = (least.is_some() || most.is_some()).then(|| (least.unwrap_or(0.0), most.unwrap_or(f64::INFINITY)));
    rank::Wish {
        area,
        land_uses: wish.land_use.iter().map(ToString::to_string).collect(),
        needs: terms.inputs.iter().filter_map(need).collect(),
        start: wish.start.unwrap_or(day).max(day),
    }
}

fn costs<'r>(wish: &Wish, terms: &'r Terms) -> Vec<Cost<'r>> {
    let cost = |input: &'r Input| {
        let amount = wish.need(&input.key)?;
        let (yearly, usual_yearly) = input.yearly_cost(amount);
        Some(Cost { input, amount: amount.to_f64(), yearly, usual_yearly })
    };
    terms.inputs.iter().filter_map(cost).collect()
}

/// Each step begins when those before it are done, at the day of signing where there are none.
fn permits(terms: &Terms, signing: Date) -> Vec<PermitDates<'_>> {
    let mut dates: Vec<PermitDates<'_>> = Vec::new();
    for step in &terms.steps {
        let before = dates.iter().filter(|one| step.after.contains(&one.step.key));
        let from: Option<Date> =
            before.map(|one| one.days.map(|days| days.1)).try_fold(signing, |latest, end| Some(latest.max(end?)));
        let days = from.and_then(|from| Some((from, terms.calendar.add_working_days(from, step.days).ok()?)));
        dates.push(PermitDates { step, days });
    }
    dates
}

fn building(site: &SiteAnswer<'_>, permits: &[PermitDates<'_>], terms: &Terms) -> Option<(Date, Date)> {
    let mut permitted = permits.iter().map(|one| one.days.map(|days| days.1));
    let begin = permitted.try_fold(site.fit.can_start, |latest, end| Some(latest.max(end?)))?;
    let end = begin.checked_add(Span::new().try_months(terms.months_to_build).ok()?).ok()?;
    Some((begin, end))
}
