//! Prices, days, duties and effects of a plan.

use ::pages::components::{self, Bar};
use maud::{Markup, html};

use super::Shown;
use crate::model::{Cost, Effect, SitePlan, WorkRef};

impl Shown<'_> {
    /// What is taken in costs so much here, and usually so much.
    pub(super) fn costs(&self) -> Markup {
        let (visit, said) = (self.visit, self.said());
        let row = |cost: &Cost| {
            html! {
                tr {
                    th scope="row" { (said.input(&cost.input)) }
                    td { (cost.asked()) }
                    td { (said.prices(cost)) }
                    td.numeric { (said.money(cost.yearly)) }
                    td.numeric { (said.money(cost.usual_yearly)) }
                    td.numeric { (said.money(cost.saved())) }
                    td { (said.price_source(cost)) }
                }
            }
        };
        let heads = ["input", "amount", "prices", "yearly", "usual", "saved", "source"];
        html! {
            @if !self.plan.costs.is_empty() {
                section.panel.mb-3 {
                    h2.panel-title { (visit.text("landing-costs")) }
                    div.table-responsive tabindex="0" role="region" aria-label=(visit.text("landing-costs")) {
                        table.table {
                            thead { tr { @for head in heads { th scope="col" { (visit.text(&format!("landing-cost-{head}"))) } } } }
                            tbody { @for cost in &self.plan.costs { (row(cost)) } }
                        }
                    }
                }
            }
        }
    }

    /// Permits, missing works and building over time.
    pub(super) fn calendar(&self) -> Markup {
        let (visit, said) = (self.visit, self.said());
        let unknown = self.plan.permits.iter().filter(|one| one.days.is_none());
        let unknown: Vec<String> = unknown.map(|permit| said.permit(permit)).collect();
        let day = self.plan.day;
        html! {
            section #calendar.panel.mb-3 {
                h2.panel-title { (visit.text("landing-calendar")) }
                p { (visit.text_with("landing-calendar-from", &[("day", day.to_string().into())])) }
                @if !unknown.is_empty() {
                    p.text-secondary { (visit.text_with("landing-days-unknown", &[("steps", unknown.join(", ").into())])) }
                }
                @if self.is_staff { (components::gantt(visit, &visit.text("landing-calendar"), &self.bars(), day)) }
                @else { (self.days()) }
            }
        }
    }

    /// The same as a plain table: the public site does not load what draws it.
    fn days(&self) -> Markup {
        html! {
            table.table { tbody { @for bar in self.bars() { tr {
                th scope="row" { (bar.title) }
                td { (bar.span.0) " – " (bar.span.1) }
            } } } }
        }
    }

    fn bars(&self) -> Vec<Bar> {
        let (said, day) = (self.said(), self.plan.day);
        // Bars lead below the zone.
        let home = self.visit.link("");
        let here = format!("{}#calendar", self.visit.path().strip_prefix(&home).unwrap_or_default());
        let bar = |title: String, path: &str, span: (_, _), tone| Bar {
            title,
            path: path.to_owned(),
            span,
            tone,
            marks: Vec::new(),
            note: span.1.to_string(),
        };
        let permits = self.plan.permits.iter().filter_map(|permit| {
            let days = permit.days?;
            Some(bar(said.permit(permit), &here, (days.from, days.to), "ahead"))
        });
        let of_work = |work: &WorkRef| {
            let path = if self.is_staff { format!("/land/works/{}", work.code) } else { here.clone() };
            let tone = if work.is_overdue { "late" } else { "ahead" };
            bar(work.name.clone(), &path, (day.min(work.day), work.day), tone)
        };
        let missing = self.plan.sites.first().into_iter().flat_map(SitePlan::missing);
        let works = missing.filter_map(|service| service.work.as_ref()).map(of_work);
        let stages = [("landing-building", self.plan.building), ("landing-ramp", self.plan.ramp)].into_iter();
        let stages = stages.filter_map(|(key, days)| days.map(|days| (key, days)));
        let stages = stages.map(|(key, days)| bar(said.text(key), &here, (days.from, days.to), "ahead"));
        permits.chain(works).chain(stages).collect()
    }

    pub(super) fn duties(&self) -> Markup {
        let visit = self.visit;
        html! {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("landing-duties")) }
                @for side in ["zone", "investor"] {
                    h3 { (visit.text(&format!("landing-duty-{side}"))) }
                    ul { @for duty in self.plan.duties.iter().filter(|duty| duty.side == side) {
                        li { (visit.language().pick(&duty.text_zh, &duty.text_en)) " " span.text-secondary { (duty.source) } }
                    } }
                }
            }
        }
    }

    /// What the project would change in the zone.
    pub(super) fn effects(&self) -> Markup {
        let (visit, said) = (self.visit, self.said());
        let name = |effect: &Effect| {
            html! {
                @if self.is_staff { a href=(visit.link(&effect.path)) { (said.effect(effect)) } }
                @else { (said.effect(effect)) }
            }
        };
        html! {
            @if !self.plan.effects.is_empty() {
                section.panel.mb-3 {
                    h2.panel-title { (visit.text("landing-effects")) }
                    p.text-secondary { (visit.text("landing-effects-about")) }
                    div.table-responsive tabindex="0" role="region" aria-label=(visit.text("landing-effects")) {
                        table.table {
                            thead { tr { @for head in ["what", "was", "is"] {
                                th scope="col" { (visit.text(&format!("landing-effect-{head}"))) }
                            } } }
                            tbody { @for effect in &self.plan.effects { tr {
                                th scope="row" { (name(effect)) }
                                td.numeric { (said.figure(effect, effect.was)) }
                                td.numeric { (said.figure(effect, effect.is)) }
                            } } }
                        }
                    }
                }
            }
        }
    }
}
