//! What a portfolio plan says, in the reader's words.

use ::pages::{Visit, figure::figure};
use facts::{Unit, Value};
use maud::{Markup, html};
use siting::portfolio::{Condition, Hindrance, Misfit, Placement, Status};

use crate::{
    model::portfolio::{Answer, Cause, Ended, Missed, Problem, missed_by, path_of},
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
                    @if let Some(joined) = self.joined(at) { div.text-secondary { (joined) } }
                }
            }
        }
    }

    /// Where parcels are joined: how much land that is, and for how much that was asked for.
    pub fn joined(self, placement: &Placement) -> Option<String> {
        let draft = &self.problem.draft;
        let parcels = draft.parcels.iter().filter(|parcel| placement.parcels.contains(&parcel.id));
        let area: f64 = parcels.map(|parcel| parcel.area_mu).sum();
        let least = draft.projects.iter().find(|one| one.id == placement.project)?.area_mu.0;
        let values = [("area", self.mu(area)), ("least", self.mu(least))];
        (placement.parcels.len() > 1).then(|| self.with("joined", &values))
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
            Hindrance::TooClose { project, between_m, least_m } => {
                let by = ("by", self.problem.name_of(project).to_owned());
                match between_m.zip(*least_m) {
                    Some((between, least)) => {
                        self.with("why-close-by", &[by, ("between", metres(between)), ("least", metres(least))])
                    }
                    None => self.with("why-close", &[by]),
                }
            }
        }
    }

    pub fn misfit(self, seeker: &str, misfit: &Misfit, count: usize) -> String {
        let key = match misfit {
            Misfit::Promise(indicator) => {
                let draft = &self.problem.draft;
                let project = draft.projects.iter().find(|one| one.id == seeker);
                let all = project.map(|project| missed_by(draft, project)).unwrap_or_default();
                let one = all.iter().find(|one| one.indicator == indicator);
                let said = one.map_or_else(|| self.indicator(indicator), |one| self.missed(one));
                return self.with("misfit-promise", &[("what", said), ("count", count.to_string())]);
            }
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

    /// What an indicator is called.
    pub fn indicator(self, key: &str) -> String {
        let known = self.problem.indicators.get(key);
        known.map_or(key, |name| self.visit.language().pick(&name.zh, &name.en)).to_owned()
    }

    /// What is promised of an indicator, and what is asked for.
    pub fn missed(self, one: &Missed<'_>) -> String {
        let unit = self.problem.indicators.get(one.indicator);
        let unit = unit.map_or("", |name| self.visit.language().pick(&name.unit_zh, &name.unit_en));
        let asked = match one.asked {
            (least, most) if least < most => format!("{}–{}", amount(least), amount(most)),
            (least, _) => amount(least),
        };
        let values = [
            ("indicator", self.indicator(one.indicator)),
            ("promise", amount(one.promise)),
            ("asked", asked),
            ("unit", unit.to_owned()),
        ];
        self.with("missed", &values).trim_end().to_owned()
    }

    /// What a kind of industry is called.
    pub fn kind(self, key: &str) -> String {
        let known = self.problem.kinds.get(key);
        known.map_or(key, |name| self.visit.language().pick(&name.zh, &name.en)).to_owned()
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
                self.with("distance", &[("one", self.kind(one)), ("other", self.kind(other))])
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

/// Metres to a tenth; whole ones without.
pub fn metres(metres: f64) -> String {
    amount((metres * 10.0).round() / 10.0)
}

/// Up to two decimals, as many as there are.
fn amount(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
