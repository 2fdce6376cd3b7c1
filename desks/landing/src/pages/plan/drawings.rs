//! Where the sites lie, and what is invested in which year: drawn without scripts, and the same in words.

use ::pages::components;
use maud::{Markup, html};

use super::{super::drawn, Shown};
use crate::model::{SitePlan, YearSums};

impl Shown<'_> {
    /// The map of the sites with a list of them.
    pub(super) fn map(&self) -> Markup {
        let visit = self.visit;
        let day = [("day", self.plan.day.to_string().into())];
        html! {
            section #site-map.panel.mb-3 {
                h3.panel-title { (visit.text("landing-site-map")) }
                div.drawing-beside {
                    @if let Some(map) = &self.map { (components::drawing(&drawn::sites(self.said(), map, self.plan))) }
                    div {
                        ol { @for site in &self.plan.sites { li { (self.on_map(site)) } } }
                        p.text-secondary { (visit.text_with("landing-site-map-about", &day)) }
                    }
                }
            }
        }
    }

    fn on_map(&self, site: &SitePlan) -> Markup {
        let (visit, middle) = (self.visit, drawn::middle(self.map.as_ref(), site));
        let place = |middle: &str| visit.text_with("landing-site-map-middle", &[("place", middle.to_owned().into())]);
        let area = [("area", site.area_mu.to_string().into())];
        html! {
            (self.parcel(&site.parcel)) " · " (visit.text_with("landing-site-map-area", &area)) " · "
            @match &middle {
                Some(middle) => (place(middle)),
                None => (visit.text("landing-site-map-none")),
            }
            @if self.is_staff && middle.is_some() {
                " · " a href=(visit.link(&format!("/land/map?q={}", site.parcel.code))) { (visit.text("land-map-show")) }
            }
        }
    }

    /// What the investor wants to spend in which year.
    pub(super) fn years(&self) -> Markup {
        let visit = self.visit;
        html! {
            section #years.panel.mb-3 {
                h2.panel-title { (visit.text("landing-years")) }
                @match &drawn::years(&self.plan.wish) {
                    Some(years) => (self.by_year(years)),
                    None => p { (visit.text("landing-years-none")) },
                }
                @if let Some(capacity) = self.said().capacity(&self.plan.wish) { p.mb-0 { (capacity) } }
            }
        }
    }

    fn by_year(&self, years: &YearSums) -> Markup {
        let (visit, said) = (self.visit, self.said());
        html! {
            div.drawing-beside {
                (components::drawing(&drawn::bars(said, years)))
                div.table-responsive tabindex="0" role="region" aria-label=(visit.text("landing-years")) {
                    table.table {
                        thead { tr { @for (index, head) in said.years_heads().iter().enumerate() {
                            th.text-end[index > 0] scope="col" { (head) }
                        } } }
                        tbody { @for [year, sum, so_far] in drawn::rows(years) { tr {
                            th scope="row" { (year) }
                            td.numeric.text-end { (sum) }
                            td.numeric.text-end { (so_far) }
                        } } }
                    }
                }
            }
        }
    }
}
