//! What a portfolio plan says, in the reader's words.

use ::pages::{Visit, figure::figure};
use facts::{Unit, Value};
use maud::{Markup, html};
use siting::portfolio::{Condition, Hindrance, Misfit, Placement, Status};

use crate::{
    model::portfolio::{Answer, Cause, Ended, Problem, path_of},
    pages::said::Said,
};

/// Says it in the language of a visit, with the names of a problem.
#[derive(Clone, Copy)]
pub struct Told<'v> {
    pub visit: &'v Visit,
    pub problem: &'v Problem,
}

impl Told<'_> {
    pub fn text(self, key: &str) -> String {
        self.visit.text(&format!("portfolio-{key}"))
    }

    pub fn with(self, key: &str, values: &[(&'static str, String)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.clone().into())).collect();
        self.visit.text_with(&format!("portfolio-{key}"), &values)
    }

    pub fn money(self, yuan: f64) -> String {
        Said(self.visit).money(yuan)
    }

    pub fn mu(self, mu: f64) -> String {
        self.with("mu", &[("mu", format!("{mu:.1}"))])
    }

    pub fn share(self, share: f64) -> String {
        figure(self.visit.app().languages(), self.visit.language(), Value::Number(share), &Unit::share())
    }

    /// The value of the plan, in points that the weights give it.
    pub fn points(value: f64) -> String {
        format!("{value:.0}")
    }

    pub fn seeker(self, id: &str) -> Markup {
        html! { a href=(self.visit.link(&path_of(id))) { (self.problem.name_of(id)) } }
    }

    pub fn parcel_name(self, code: &str) -> String {
        let name = self.problem.parcels.get(code).map_or(code, String::as_str);
        self.visit.text_with("landing-parcel", &[("name", name.into()), ("code", code.into())])
    }

    pub fn parcel(self, code: &str) -> Markup {
        html! { a href=(self.visit.link(&format!("/land/parcels/{code}"))) { (self.parcel_name(code)) } }
    }

    pub fn work_name(self, code: &str) -> String {
        let name = self.problem.works.get(code).map_or(code, String::as_str);
        self.visit.text_with("landing-parcel", &[("name", name.into()), ("code", code.into())])
    }

    pub fn work(self, code: &str) -> Markup {
        html! { a href=(self.visit.link(&format!("/land/works/{code}"))) { (self.work_name(code)) } }
    }

    /// A zone of supply, by the first of its works.
    fn network(self, zone: &str) -> String {
        zone.split_once('/').map_or_else(|| zone.to_owned(), |(_, work)| self.work_name(work))
    }

    fn input(self, input: &str) -> String {
        Said(self.visit).input(input)
    }

    /// Where somebody is and from when on.
    pub fn place(self, placement: Option<&Placement>) -> Markup {
        html! {
            @match placement {
                None => (self.text("nowhere")),
                Some(at) => {
                    @for (index, code) in at.parcels.iter().enumerate() {
                        @if index > 0 { (self.visit.text("landing-and")) }
                        (self.parcel(code))
                    }
                    " " (self.with("from", &[("half_year", at.start.clone())]))
                }
            }
        }
    }

    /// The same in one line of text.
    pub fn place_text(self, placement: Option<&Placement>) -> String {
        placement.map_or_else(
            || self.text("nowhere"),
            |at| {
                let parcels = Said(self.visit).and(at.parcels.iter().map(|code| self.parcel_name(code)));
                format!("{parcels} {}", self.with("from", &[("half_year", at.start.clone())]))
            },
        )
    }

    pub fn hindrance(self, hindrance: &Hindrance) -> String {
        match hindrance {
            Hindrance::Taken { parcel, by } => {
                let by = self.problem.name_of(by).to_owned();
                self.with("why-taken", &[("parcel", self.parcel_name(parcel)), ("by", by)])
            }
            Hindrance::Work { work } => self.with("why-work", &[("work", self.work_name(work))]),
            Hindrance::Short { zone, input, period, by } => self.with(
                "why-short",
                &[
                    ("network", self.network(zone)),
                    ("input", self.input(input)),
                    ("half_year", period.clone()),
                    ("by", format!("{by:.1}")),
                ],
            ),
            Hindrance::Floor { period } => self.with("why-floor", &[("half_year", period.clone())]),
            Hindrance::TooClose { project } => {
                self.with("why-close", &[("by", self.problem.name_of(project).to_owned())])
            }
        }
    }

    pub fn misfit(self, misfit: &Misfit, count: usize) -> String {
        let key = match misfit {
            Misfit::TooSmall => "too-small",
            Misfit::TooLarge => "too-large",
            Misfit::LandUse => "land-use",
            Misfit::Investment => "investment",
            Misfit::Output => "output",
            Misfit::Tax => "tax",
            Misfit::Excluded => "excluded",
            Misfit::TooLate => "too-late",
            Misfit::Input(input) => {
                return self.with("misfit-input", &[("input", self.input(input)), ("count", count.to_string())]);
            }
        };
        self.with(&format!("misfit-{key}"), &[("count", count.to_string())])
    }

    pub fn condition(self, condition: &Condition) -> String {
        let name = |id: &String| self.problem.name_of(id).to_owned();
        match condition {
            Condition::MustPlace { project } => self.with("must-place", &[("project", name(project))]),
            Condition::MustDo { work } => self.with("must-do", &[("work", self.work_name(work))]),
            Condition::Budget { period } => self.with("budget-of", &[("half_year", period.clone())]),
            Condition::Capacity { zone, input, period } => {
                let when = period.clone().unwrap_or_else(|| self.text("always"));
                let values = [("network", self.network(zone)), ("input", self.input(input)), ("half_year", when)];
                self.with("capacity-of", &values)
            }
            Condition::IndustrialShare => self.text("floor"),
            Condition::Distance { one, other } => {
                self.with("distance", &[("one", one.clone()), ("other", other.clone())])
            }
            Condition::Parcel { parcel } => self.parcel_name(parcel),
            Condition::Latest { project } => self.with("latest", &[("project", name(project))]),
            Condition::Indicators { land_use } => self.with("indicators", &[("land_use", land_use.clone())]),
        }
    }

    /// A cause of a move, with the records that it speaks of.
    pub fn cause(self, cause: &Cause) -> Markup {
        let done = |done: &Option<String>| done.clone().unwrap_or_else(|| self.text("not-in-plan"));
        html! {
            @match cause {
                Cause::Withdrawn { parcel } => { (self.parcel(parcel)) " " (self.text("cause-withdrawn")) },
                Cause::WorkLater { work, done: at, is_delayed } => {
                    (self.work(work)) " "
                    (self.with(if *is_delayed { "cause-delayed" } else { "cause-later" }, &[("half_year", done(at))]))
                },
                Cause::WorkEarlier { work, done: at } => {
                    (self.work(work)) " " (self.with("cause-earlier", &[("half_year", done(at))]))
                },
                Cause::TakenBy { parcel, by } => {
                    (self.parcel(parcel)) " " (self.text("cause-taken")) " " (self.seeker(by))
                },
                Cause::Freed { parcel, by } => {
                    (self.parcel(parcel)) " " (self.text("cause-freed")) " " (self.seeker(by))
                },
                Cause::Better => (self.text("cause-better")),
            }
        }
    }

    /// How sure it is that the plan is the best.
    pub fn standing(self, answer: &Answer) -> String {
        let status = match answer.outcome.status {
            Status::Optimal => "optimal",
            Status::Feasible => "feasible",
            Status::Infeasible => "infeasible",
            Status::Unknown => "unknown",
        };
        let ended = match answer.ended {
            Ended::Proven => "ended-proven",
            Ended::Time => "ended-time",
            Ended::Cancelled => "ended-cancelled",
        };
        let took = self.with(ended, &[("seconds", format!("{:.1}", answer.seconds))]);
        format!("{} {took}", self.text(&format!("status-{status}")))
    }
}
