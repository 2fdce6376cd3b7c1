//! The parts of a plan: of the present one alone, or of both side by side.

use ::pages::components::{self, Bar, Mark};
use jiff::civil::Date;
use maud::{Markup, html};
use siting::portfolio::{Draft, Outcome, Reason, Status};

use super::said::Told;
use crate::model::portfolio::{Answer, HalfYear, Move, Moved, ready_mu, spent_cny};

/// Conditions that bind which a page tells.
const BINDS_SHOWN: usize = 12;

/// A plan with the problem that it solves.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub draft: &'a Draft,
    pub answer: &'a Answer,
}

/// A table that scrolls by itself on narrow screens.
pub fn table(label: &str, heads: &[String], rows: Markup) -> Markup {
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(label) {
            table.table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// The heads of the columns of one plan, or of both.
pub fn heads(told: Told<'_>, first: &str, sides: usize) -> Vec<String> {
    let columns: &[&str] = if sides > 1 { &["before", "after"] } else { &["plan"] };
    std::iter::once(first).chain(columns.iter().copied()).map(|key| told.text(key)).collect()
}

/// What a plan reaches, goal by goal: what it is called and what it says.
pub fn figures(told: Told<'_>, side: Side<'_>) -> Vec<(&'static str, String)> {
    let Outcome { objective, bound, gap, brought, .. } = &side.answer.outcome;
    let ready: f64 = ready_mu(side.draft, &side.answer.outcome).iter().sum();
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| told.share(share));
    let placed = side.answer.outcome.plan.projects.len();
    vec![
        ("placed", format!("{placed} / {}", side.draft.projects.len())),
        ("investment", told.money(brought.total.investment_cny)),
        ("output", told.money(brought.total.output_cny)),
        ("tax", told.money(brought.total.tax_cny)),
        ("readiness", told.with("mu-half-years", &[("mu", format!("{ready:.0}"))])),
        ("six-news", share(brought.six_news_share)),
        ("industrial", share(brought.industrial_share)),
        ("land", told.mu(brought.land_mu)),
        ("works-cost", told.money(brought.works_cny)),
        ("objective", Told::points(*objective)),
        ("bound", Told::points(*bound)),
        ("gap", share(*gap)),
    ]
}

pub fn goals(told: Told<'_>, sides: &[Side<'_>]) -> Markup {
    let all: Vec<_> = sides.iter().map(|side| figures(told, *side)).collect();
    let title = told.text("goals");
    let rows = html! {
        @for (row, (key, first)) in all.first().into_iter().flatten().enumerate() {
            @let differs = all.iter().any(|side| side[row].1 != *first);
            tr {
                th scope="row" { (told.text(&format!("goal-{key}"))) }
                @for side in &all { td.numeric { @if differs { strong { (side[row].1) } } @else { (side[row].1) } } }
            }
        }
    };
    html! {
        section.panel.mb-3 {
            h2.panel-title { (title) }
            (table(&title, &heads(told, "goal", sides.len()), rows))
            p.text-secondary { (told.text("goals-about")) " " (told.problem.sources.join(" · ")) }
        }
    }
}

/// Why somebody is nowhere.
fn nowhere(told: Told<'_>, reason: &Reason) -> Vec<String> {
    let obstacles = reason.obstacles.iter().map(|one| told.hindrance(one));
    let misfits = reason.misfits.iter().map(|(misfit, count)| told.misfit(&reason.project, misfit, *count));
    let all: Vec<String> = obstacles.chain(misfits).collect();
    if all.is_empty() { vec![told.text("why-worth")] } else { all }
}

/// What speaks for a place: what the next best would cost; for none: why.
pub fn reason(told: Told<'_>, reason: &Reason) -> String {
    let said = crate::pages::said::Said(told.visit);
    match (&reason.placement, &reason.next) {
        (None, _) => said.and(nowhere(told, reason)),
        (Some(_), None) => told.text("no-next"),
        (Some(_), Some(next)) => {
            let least = ("least", Told::points(next.costs_at_least.max(0.0)));
            let place = ("place", told.place_text(Some(&next.placement)));
            match next.costs_at_most {
                Some(most) => told.with("next", &[place, least, ("most", Told::points(most))]),
                None => told.with("next-open", &[place, least]),
            }
        }
    }
}

/// Who is where, in the present plan.
pub fn projects(told: Told<'_>, outcome: &Outcome) -> Markup {
    let title = told.text("projects");
    let rows = html! {
        @for one in &outcome.projects { tr {
            th scope="row" { (told.seeker(&one.project)) }
            td { (told.place(one.placement.as_ref())) }
            td { (reason(told, one)) }
        } }
    };
    let heads = ["project", "where", "why"].map(|key| told.text(key));
    html! { section.panel.mb-3 { h2.panel-title { (title) } (table(&title, &heads, rows)) } }
}

/// What becomes of everybody, and why.
pub fn moved(told: Told<'_>, moves: &[Moved<'_>]) -> Markup {
    let title = told.text("moves");
    let rows = html! {
        @for one in moves { tr {
            th scope="row" { (told.seeker(&one.before.project)) }
            td { (told.place(one.before.placement.as_ref())) }
            td { (told.place(one.after.placement.as_ref())) }
            td { (components::pill(tone(one.what), &told.text(word(one.what)))) }
            td {
                @for (index, cause) in one.why.iter().enumerate() {
                    @if index > 0 { (told.visit.text("landing-and")) }
                    (told.cause(cause))
                }
                @if one.after.placement.is_none() {
                    @if !one.why.is_empty() { (told.visit.text("landing-and")) }
                    (reason(told, one.after))
                }
            }
        } }
    };
    let heads = ["project", "before", "after", "what", "why"].map(|key| told.text(key));
    html! { section.panel.mb-3 { h2.panel-title { (title) } (table(&title, &heads, rows)) } }
}

fn tone(what: Move) -> &'static str {
    match what {
        Move::FallsOut => "bad",
        Move::Moves | Move::Later => "warning",
        Move::Earlier | Move::Comes => "good",
        Move::Stays | Move::StaysOut => "neutral",
    }
}

pub fn word(what: Move) -> &'static str {
    match what {
        Move::FallsOut => "move-falls-out",
        Move::Moves => "move-moves",
        Move::Later => "move-later",
        Move::Earlier => "move-earlier",
        Move::Comes => "move-comes",
        Move::Stays => "move-stays",
        Move::StaysOut => "move-stays-out",
    }
}

/// What works cost in each half-year, against what may be spent.
pub fn money(told: Told<'_>, sides: &[Side<'_>]) -> Markup {
    let title = told.text("money");
    let spent: Vec<Vec<f64>> = sides.iter().map(|side| spent_cny(side.draft, &side.answer.outcome)).collect();
    let columns: &[&str] = if sides.len() > 1 {
        &["half-year", "budget-before", "spent-before", "budget-after", "spent-after"]
    } else {
        &["half-year", "budget", "spent"]
    };
    let heads: Vec<String> = columns.iter().map(|key| told.text(key)).collect();
    let rows = html! {
        @for (place, half_year) in told.problem.draft.periods.iter().enumerate() { tr {
            th scope="row" { (half_year) }
            @for (side, spent) in sides.iter().zip(&spent) {
                td.numeric { (told.money(side.draft.budgets_cny.get(place).copied().unwrap_or_default())) }
                td.numeric { (told.money(spent.get(place).copied().unwrap_or_default())) }
            }
        } }
    };
    html! { section.panel.mb-3 { h2.panel-title { (title) } (table(&title, &heads, rows)) } }
}

/// When works begin and are done, and who stands on them.
pub fn works(told: Told<'_>, sides: &[Side<'_>]) -> Markup {
    let title = told.text("works");
    let of = |side: &Side<'_>, work: &str| {
        let found = side.answer.outcome.works.iter().find(|one| one.beginning.work == work);
        found.map_or_else(
            || told.text("not-in-plan"),
            |one| {
                let done = one.done.clone().unwrap_or_else(|| told.text("after-plan"));
                told.with("work-when", &[("begins", one.beginning.start.clone()), ("done", done)])
            },
        )
    };
    let works = told.problem.draft.works.iter().map(|work| work.id.as_str());
    let done =
        |work: &&str| sides.iter().any(|side| side.answer.outcome.works.iter().any(|one| one.beginning.work == **work));
    let rows = html! {
        @for work in works.filter(done) { tr {
            th scope="row" { (told.work(work)) }
            @for side in sides { td { (of(side, work)) } }
            td {
                @let done = sides.last().map(|side| &side.answer.outcome.works);
                @let on = done.and_then(|done| done.iter().find(|one| one.beginning.work == work));
                @for (index, seeker) in on.into_iter().flat_map(|one| &one.projects).enumerate() {
                    @if index > 0 { (told.visit.text("landing-and")) }
                    (told.seeker(seeker))
                }
            }
        } }
    };
    let mut heads = heads(told, "work", sides.len());
    heads.push(told.text("for-whom"));
    html! {
        // The longest table of the page stands folded: whoever looks for sites and sums is not kept from them.
        details.panel.mb-3 {
            summary.panel-title { (title) }
            (table(&title, &heads, rows))
            @if !told.problem.uncosted.is_empty() {
                p.text-secondary { (told.text("uncosted")) " "
                    @for code in &told.problem.uncosted { (told.work(code)) " " }
                }
            }
        }
    }
}

/// Who starts when, on a line of time; where the plan was another, with the start of before marked.
pub fn timeline(told: Told<'_>, side: Side<'_>, before: Option<&Outcome>) -> Markup {
    let day = |half_year: &str| half_year.parse::<HalfYear>().ok();
    let end = told.problem.draft.periods.last().and_then(|last| day(last)).map(HalfYear::last_day);
    let bar = |one: &Reason| {
        let at = one.placement.as_ref()?;
        let from = day(&at.start)?.first_day();
        let was = before.and_then(|plan| plan.plan.projects.iter().find(|was| was.project == one.project));
        let was = was.and_then(|was| Some((day(&was.start)?.first_day(), was.start.clone())));
        let mark = was.filter(|(on, _)| *on != from).map(|(on, start)| Mark {
            on,
            tone: "kept",
            title: told.with("started-before", &[("half_year", start)]),
        });
        Some(Bar {
            title: told.problem.name_of(&one.project).to_owned(),
            path: crate::model::portfolio::path_of(&one.project),
            span: (from, end?),
            tone: "ahead",
            marks: mark.into_iter().collect(),
            note: told.place_text(Some(at)),
        })
    };
    let bars: Vec<Bar> = side.answer.outcome.projects.iter().filter_map(bar).collect();
    let title = told.text("timeline");
    let today: Date = told.visit.today();
    html! {
        @if !bars.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (title) }
                (components::gantt(told.visit, &title, &bars, today))
            }
        }
    }
}

/// Conditions that cannot hold together, where nothing goes.
pub fn conflict(told: Told<'_>, answer: &Answer, side: &str) -> Markup {
    html! {
        @if answer.outcome.status == Status::Infeasible {
            section.alert.alert-danger role="alert" {
                p { strong { (told.with("infeasible", &[("side", side.to_owned())])) } }
                @if let Some(conflict) = &answer.conflict {
                    p { (told.text("conflict")) }
                    ul { @for condition in &conflict.conditions { li { (told.condition(condition)) } } }
                    p { (told.text(if conflict.is_irreducible { "irreducible" } else { "reducible" })) }
                } @else { p { (told.text("conflict-open")) } }
            }
        }
    }
}

/// What binds, the dearest first.
pub fn binds(told: Told<'_>, outcome: &Outcome) -> Markup {
    html! {
        @if !outcome.bottlenecks.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (told.text("binds")) }
                p.text-secondary { (told.text("binds-about")) }
                ul { @for one in outcome.bottlenecks.iter().take(BINDS_SHOWN) {
                    @let price = [("price", format!("{:.3}", one.price))];
                    li { (told.condition(&one.condition)) ": " (told.with("price", &price)) }
                } }
            }
        }
    }
}

/// Who looks for land and is not in the plan, and land that nobody can use yet.
pub fn left_out(told: Told<'_>) -> Markup {
    let problem = told.problem;
    html! {
        @if !problem.left_out.is_empty() || problem.unserved > 0 {
            details.panel.mb-3 {
                summary.panel-title { (told.with("left-out", &[("count", problem.left_out.len().to_string())])) }
                ul {
                    @for (seeker, why) in &problem.left_out {
                        @let key = match why {
                            crate::model::portfolio::LeftOut::NoArea => "left-no-area",
                            crate::model::portfolio::LeftOut::NothingGained => "left-nothing-gained",
                            crate::model::portfolio::LeftOut::TooLate => "left-too-late",
                            crate::model::portfolio::LeftOut::TooMany => "left-too-many",
                        };
                        li {
                            a href=(told.visit.link(&crate::model::portfolio::path_of(&seeker.id))) { (seeker.name) }
                            ": " (told.text(key))
                        }
                    }
                    @if problem.unserved > 0 {
                        li { (told.with("left-unserved", &[("count", problem.unserved.to_string())])) }
                    }
                }
            }
        }
    }
}
