//! A landing plan on a page, as it is worked out now or as it was kept. For staff each statement leads to the record that it
//! rests on; an investor reads the same without these ways.

mod drawings;
mod sections;

use ::pages::{PageError, Visit, components};
use maud::{Markup, html};

use super::{drawn, said::Said};
use crate::model::{ParcelName, Plan, Rejected, SiteMap, SitePlan, WorkRef};

/// Rejected parcels that a page lists; those with the fewest reasons come first, and the others are counted.
pub const REJECTED_SHOWN: usize = 200;

/// A plan for a reader.
pub struct Shown<'a> {
    visit: &'a Visit,
    plan: &'a Plan,
    /// Whether the records may be opened.
    is_staff: bool,
    map: Option<SiteMap>,
}

impl<'a> Shown<'a> {
    /// With what is known of where its sites lie.
    pub async fn new(visit: &'a Visit, plan: &'a Plan, is_staff: bool) -> Result<Self, PageError> {
        Ok(Self { visit, plan, is_staff, map: drawn::site_map(visit, plan, is_staff).await? })
    }

    fn said(&self) -> Said<'a> {
        Said(self.visit)
    }

    /// The whole plan.
    pub fn page(&self) -> Markup {
        let day = [("day", self.plan.day.to_string().into())];
        html! {
            p.as-of { (self.visit.text_with("landing-as-of", &day)) }
            (self.wished())
            (self.years())
            @if self.plan.sites.is_empty() {
                (components::empty(&self.visit.text("landing-no-site"), &self.visit.text("landing-no-site-advice"), None))
            } @else {
                @let fitting = [("fitting", self.plan.fitting.len().to_string().into())];
                h2 { (self.visit.text_with("landing-sites", &fitting)) }
                (self.map())
                @for site in &self.plan.sites { (self.site(site)) }
            }
            (self.costs())
            (self.calendar())
            (self.duties())
            (self.effects())
            (self.rejected())
        }
    }

    fn wished(&self) -> Markup {
        html! {
            section.panel.mb-3 {
                h2.panel-title { (self.visit.text("landing-wished")) }
                dl.keyvalue { @for (name, value) in self.said().wished(&self.plan.wish, self.plan.land_use_name.as_ref()) { dt { (name) } dd.prose { (value) } } }
                @if !self.plan.unpriced.is_empty() {
                    p.text-secondary { (self.said().unpriced(&self.plan.unpriced)) }
                }
            }
        }
    }

    fn parcel(&self, parcel: &ParcelName) -> Markup {
        html! {
            @if self.is_staff { a href=(self.visit.link(&format!("/land/parcels/{}", parcel.code))) { (parcel.name) } }
            @else { (self.said().parcel(parcel)) }
        }
    }

    fn work(&self, work: &WorkRef) -> Markup {
        html! {
            @if self.is_staff { a href=(self.visit.link(&format!("/land/works/{}", work.code))) { (work.name) } }
            @else { (work.name) }
            " " (self.said().work(work))
        }
    }

    fn site(&self, site: &SitePlan) -> Markup {
        let said = self.said();
        html! {
            section.panel.mb-3 {
                h3.panel-title { @if let Some(fit) = &site.fit { (fit.place) ". " } (self.parcel(&site.parcel)) }
                ul {
                    li { (said.area(site, &self.plan.wish)) }
                    li { (said.land_use(&site.land_use, site.land_use_name.as_ref())) }
                    li { (said.status(site)) @if !site.source.is_empty() { " · " (site.source) } }
                    @if let Some(fit) = &site.fit {
                        li { (said.start(fit)) }
                        @if let Some(production) = said.production(fit, &self.plan.wish) { li { (production) } }
                    }
                    @for supply in &site.supplies {
                        li { (said.input(&supply.input)) ": "
                            @for (number, work) in supply.works.iter().enumerate() {
                                @if number > 0 { "; " }
                                (self.work(work))
                            }
                        }
                    }
                    @if let Some(tightest) = site.fit.as_ref().and_then(|fit| said.tightest(fit)) { li { (tightest) } }
                }
                p { (said.served(site)) }
                ul { @for service in site.missing() { li {
                    @match &service.work {
                        Some(work) => { (said.connection(service)) ": " (self.work(work)) }
                        None => (said.missing(service)),
                    }
                } } }
                @if !site.controls.is_empty() {
                    p { (self.visit.text("landing-controls")) }
                    ul { @for control in &site.controls { li { (said.control(control)) @if !control.source.is_empty() { " · " (control.source) } } } }
                }
            }
        }
    }

    /// Parcels that do not fit, with all that they lack.
    fn rejected(&self) -> Markup {
        let rejected = &self.plan.rejected;
        let more = rejected.len().saturating_sub(REJECTED_SHOWN);
        let line = |one: &Rejected| html! { li { (self.parcel(&one.parcel)) ": " (self.said().lacks(&one.lacks)) } };
        html! {
            @if !rejected.is_empty() {
                details.panel.mb-3 {
                    summary { (self.visit.text_with("landing-rejected", &[("count", rejected.len().to_string().into())])) }
                    ul { @for one in rejected.iter().take(REJECTED_SHOWN) { (line(one)) } }
                    @if more > 0 { p { (self.said().rejected_more(more)) } }
                }
            }
        }
    }
}
