//! Portfolio plans while they are worked out: away from the requests of others, watched and broken off from pages.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use ::pages::{App, Visit};
use ::store::{IdempotencyKey, StoreError, ZoneId};
use identity::{Order, Scope};
use jiff::civil::Date;
use land::model::{Commitment, LandGrant, LandRecord};
use projects::{model::ProjectRecord, store::ProjectFilter};
use siting::{
    assignment::Limits,
    portfolio::{Draft, Plan, Portfolio, Progress, Status, conflict, solve},
};

use crate::{
    commands::{self, Refused},
    model::portfolio::{Answer, Ended, NoProblem, Problem, Records, Run, RunState},
    store as tables,
};

/// So long an answer waits for the plan; after that the page shows how far it is.
const PATIENCE: Duration = Duration::from_secs(2);
/// More projects than any zone has.
const PROJECTS_MAX: u64 = 100_000;

/// The plans that are being worked out by this program.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<HashMap<(ZoneId, i64), Arc<Job>>>);

/// One of them.
pub(crate) struct Job {
    is_cancelled: AtomicBool,
    begun: Instant,
    seen: Mutex<Option<Progress>>,
}

/// How far a plan is.
pub(crate) struct Watched {
    /// Seconds since it began.
    pub seconds: f64,
    /// The best plan and the bound; none in the first moments.
    pub seen: Option<Progress>,
    /// Whether somebody wants it no longer.
    pub is_cancelled: bool,
}

fn free<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// Those of the house.
    pub fn of(app: &App) -> Arc<Self> {
        app.at_hand()
    }

    fn find(&self, zone: &ZoneId, number: i64) -> Option<Arc<Job>> {
        free(&self.0).get(&(zone.clone(), number)).cloned()
    }

    /// How far a run is; none where this program does not work on it.
    pub fn watch(&self, zone: &ZoneId, number: i64) -> Option<Watched> {
        let job = self.find(zone, number)?;
        let is_cancelled = job.is_cancelled.load(Ordering::Relaxed);
        Some(Watched { seconds: job.begun.elapsed().as_secs_f64(), seen: *free(&job.seen), is_cancelled })
    }

    /// Breaks a run off: it ends soon, with the best plan that it has. Whether this program works on it.
    pub fn cancel(&self, zone: &ZoneId, number: i64) -> bool {
        let job = self.find(zone, number);
        if let Some(job) = &job {
            job.is_cancelled.store(true, Ordering::Relaxed);
        }
        job.is_some()
    }

    /// Works a run out. The work goes on when nobody waits for it any more; its end is noted on the run.
    pub async fn begin(self: &Arc<Self>, visit: &Visit, number: i64) -> Result<(), StoreError> {
        let (app, scope) = (visit.app().clone(), visit.scope().clone());
        let Some((run, draft, start)) = asked(&app, &scope, number).await? else { return Ok(()) };
        if run.state != RunState::Running {
            return Ok(());
        }
        let job = Arc::new(Job { is_cancelled: AtomicBool::new(false), begun: Instant::now(), seen: Mutex::new(None) });
        let key = (scope.zone().clone(), number);
        // A form that is sent twice begins once.
        if let Entry::Vacant(place) = free(&self.0).entry(key.clone()) {
            place.insert(job.clone());
        } else {
            return Ok(());
        }
        let jobs = self.clone();
        let work = tokio::spawn(async move {
            let limit = Duration::from_secs(run.seconds.into());
            let found = tokio::task::spawn_blocking(move || work_out(&draft, start.as_ref(), limit, &job)).await;
            let state = found.ok().flatten().map_or(RunState::Failed, |answer| RunState::Done(Box::new(answer)));
            let order = Order { scope: &scope, at: app.now(), key: IdempotencyKey::random() };
            if let Err(cause) = commands::settle_portfolio(app.store(), order, number, state).await {
                tracing::error!(%cause, number, "the end of a portfolio plan could not be noted");
            }
            free(&jobs.0).remove(&key);
        });
        // Whether it ended in time does not matter: the page shows how far it is.
        let _ = tokio::time::timeout(PATIENCE, work).await;
        Ok(())
    }
}

/// What a run has to work out, and the plan that it starts from.
async fn asked(app: &App, scope: &Scope, number: i64) -> Result<Option<(Run, Draft, Option<Plan>)>, StoreError> {
    let database = app.store().reader();
    let Some(run) = tables::run(database, scope, number).await? else { return Ok(None) };
    if let Some(problem) = &run.problem {
        let draft = problem.draft.clone();
        return Ok(Some((run, draft, None)));
    }
    let before = match run.before {
        Some(before) => tables::run(database, scope, before).await?,
        None => None,
    };
    let Some(before) = before else { return Ok(None) };
    let start = before.answer().map(|answer| answer.outcome.plan.clone());
    Ok(before.problem.map(|problem| (run.clone(), run.change.apply(&problem.draft), start)))
}

/// None where the problem is none any more, which was checked when it was asked for.
fn work_out(draft: &Draft, start: Option<&Plan>, limit: Duration, job: &Job) -> Option<Answer> {
    let portfolio = Portfolio::new(draft.clone()).ok()?;
    let is_cancelled = || job.is_cancelled.load(Ordering::Relaxed);
    let stop = || is_cancelled() || job.begun.elapsed() > limit;
    let limits = Limits { stop: &stop, seed: 0 };
    let outcome = solve(&portfolio, start, limits, &mut |progress| *free(&job.seen) = Some(progress));
    let ended = match outcome.status {
        Status::Optimal | Status::Infeasible => Ended::Proven,
        _ if is_cancelled() => Ended::Cancelled,
        Status::Feasible | Status::Unknown => Ended::Time,
    };
    // As long again for the reason why nothing goes.
    let again = || is_cancelled() || job.begun.elapsed() > 2 * limit;
    let why = Limits { stop: &again, ..limits };
    let conflict = (outcome.status == Status::Infeasible).then(|| conflict(&portfolio, why)).flatten();
    Some(Answer { outcome, conflict, ended, seconds: job.begun.elapsed().as_secs_f64() })
}

/// Why there is no problem to work out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoRecords {
    /// The zone's files say no terms or no rules.
    #[error("load landing/terms.toml and landing/portfolio.toml first")]
    NoRules,
    /// The records leave nothing to plan.
    #[error(transparent)]
    Nothing(#[from] NoProblem),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The problem as the records that the scope may see say it on a day.
pub(crate) async fn problem(app: &App, scope: &Scope, day: Date) -> Result<Problem, NoRecords> {
    let (database, zone) = (app.store().reader(), scope.zone());
    let (Some(terms), Some(rules), Some(vocabulary)) = (
        tables::terms(database, zone).await?,
        tables::portfolio_rules(database, zone).await?,
        land::store::vocabulary(database, zone).await?,
    ) else {
        return Err(NoRecords::NoRules);
    };
    let grants = all_of::<LandGrant>(app, scope).await?;
    let commitments = all_of::<Commitment>(app, scope).await?;
    let projects = projects_of(app, scope, &rules.looking, &grants).await?;
    let wishes = tables::wishes(database, scope).await?;
    let parcels = land::store::parcels(database, scope).await?;
    let boundaries = land::store::boundaries_on(database, scope, day).await?;
    let works = land::store::works(database, scope).await?;
    let land_rules = land::store::rules(database, zone).await?;
    // Ten thousand parcels take their time, in which the thread would serve nobody.
    let made = tokio::task::spawn_blocking(move || {
        let records = Records {
            projects: &projects,
            wishes: &wishes,
            parcels: &parcels,
            boundaries: &boundaries,
            works: &works,
            grants: &grants,
            commitments: &commitments,
            vocabulary: &vocabulary,
            land_rules: &land_rules,
            terms: &terms,
            rules: &rules,
        };
        Problem::of(&records, day)
    });
    Ok(made.await.map_err(|_| StoreError::Panicked)??)
}

async fn all_of<R: LandRecord>(app: &App, scope: &Scope) -> Result<Vec<R>, StoreError> {
    let found = land::store::all_of::<R>(app.store().reader(), scope).await?;
    Ok(found.into_iter().map(|one| one.record).collect())
}

/// The projects that may look for land, and those to which some was granted.
async fn projects_of(
    app: &App,
    scope: &Scope,
    looking: &[String],
    grants: &[LandGrant],
) -> Result<Vec<ProjectRecord>, StoreError> {
    let database = app.store().reader();
    let sort = (projects::store::Sort::Investment, sea_orm::Order::Desc);
    let filter = ProjectFilter { stages: looking.to_vec(), counting: true, ..ProjectFilter::default() };
    let mut found = projects::store::records(database, scope, &filter, sort, 0, PROJECTS_MAX).await?;
    let named = grants.iter().filter_map(|grant| grant.project.as_ref()?.as_str().parse().ok());
    let named: Vec<_> = named.filter(|id| found.iter().all(|record| record.id != *id)).collect();
    found.extend(projects::store::by_ids(database, scope, &named).await?);
    Ok(found)
}

/// What a page or a call asks for: noted and begun; the number of the run.
pub(crate) async fn ask(
    visit: &Visit,
    order: Order<'_>,
    wanted: commands::Wanted,
    seconds: u32,
) -> Result<i64, Refused> {
    let number = commands::ask_portfolio(visit.store(), order, wanted, seconds).await?;
    Jobs::of(visit.app()).begin(visit, number).await?;
    Ok(number)
}
