use jiff::civil::Date;
use maud::{Markup, html};
use pages::{Access, Visit, shell};

use super::head::{Meta, head};
use crate::model::Site;

/// What stands around every public page. It is the same for everybody: nothing in it depends on who reads, on the
/// query, or on cookies other than the language and the accessible mode.
pub struct Frame<'a> {
    visit: &'a Visit,
    site: &'a Site,
    title: String,
    column: Option<&'a str>,
    crumbs: Vec<(String, String)>,
    meta: Meta<'a>,
    is_front: bool,
}

impl<'a> Frame<'a> {
    /// A page of this title.
    pub fn new(visit: &'a Visit, site: &'a Site, title: impl Into<String>) -> Self {
        Self {
            visit,
            site,
            title: title.into(),
            column: None,
            crumbs: Vec::new(),
            meta: Meta::default(),
            is_front: false,
        }
    }

    /// The front page: nothing stands above it.
    pub fn front(visit: &'a Visit, site: &'a Site) -> Self {
        Self { is_front: true, ..Self::new(visit, site, visit.text("portal-home")) }
    }

    /// The page stands in this column.
    pub fn in_column(mut self, id: Option<&'a str>) -> Self {
        self.column = id;
        self
    }

    /// What the page says of itself to search engines and other sites.
    pub fn meta(mut self, meta: Meta<'a>) -> Self {
        self.meta = meta;
        self
    }

    /// Search engines leave the page out.
    pub fn hidden(mut self) -> Self {
        self.meta.hidden = true;
        self
    }

    /// A step above the page, below the front page.
    pub fn under(mut self, text: impl Into<String>, path: &str) -> Self {
        self.crumbs.push((text.into(), self.visit.link(path)));
        self
    }

    /// The whole document around its content; `aside` stands beside it.
    pub fn render(self, main: Markup, aside: Option<Markup>) -> Markup {
        let body = html! {
            (self.masthead())
            (self.columns())
            main #main.site-page tabindex="-1" {
                @if !self.is_front { (self.breadcrumb()) }
                @match aside {
                    Some(aside) => div.site-grid { div { (main) } aside.site-aside { (aside) } },
                    None => (main),
                }
            }
            (self.foot())
        };
        let head = head(self.visit, self.site, &self.title, &self.meta);
        shell::document_with(self.visit, &self.title, "public", head, body)
    }

    fn masthead(&self) -> Markup {
        let (visit, record) = (self.visit, &self.site.record);
        let motto = visit.language().pick(&record.motto_zh, &record.motto_en);
        html! {
            header.masthead {
                div.masthead-inner {
                    a.masthead-name href=(visit.link("")) {
                        (visit.language().pick(&record.name_zh, &record.name_en))
                        @if !motto.is_empty() { small { (motto) } }
                    }
                    div.masthead-date { time datetime=(visit.today().to_string()) { (long_day(visit, visit.today())) } }
                    div.masthead-tools {
                        (shell::accessible_link(visit, visit.path()))
                        (shell::language_link(visit, visit.path()))
                        (shell::type_size(visit))
                        // Whoever is signed in already arrives at once.
                        a href=(visit.link("/work")) { (visit.text("portal-staff")) }
                        (self.search())
                    }
                }
            }
        }
    }

    /// The box to search in; the page of findings has its own.
    fn search(&self) -> Markup {
        let (visit, path) = (self.visit, self.visit.link("/site/search"));
        html! {
            @if visit.path() != path {
                form.masthead-search role="search" method="get" action=(path) {
                    input.form-control type="search" name="q" maxlength="200" placeholder=(visit.text("search"))
                        aria-label=(visit.text("search-public-label"));
                    button.btn type="submit" { (visit.text("search")) }
                }
            }
        }
    }

    fn columns(&self) -> Markup {
        let visit = self.visit;
        html! {
            nav.site-nav aria-label=(visit.text("portal-columns")) {
                ul {
                    li { a href=(visit.link("")) aria-current=[self.is_front.then_some("page")] { (visit.text("portal-home")) } }
                    @for column in &self.site.columns {
                        @let here = self.column == Some(column.id.as_str());
                        li {
                            a href=(visit.link(&format!("/columns/{}", column.id))) aria-current=[here.then_some("true")] {
                                (visit.language().pick(column.name_zh.as_str(), column.name_en.as_str()))
                            }
                        }
                    }
                    @for (path, key) in sections(self.visit, self.site) {
                        li { a href=(visit.link(path)) aria-current=[self.is_at(path).then_some("true")] { (visit.text(key)) } }
                    }
                }
            }
        }
    }

    fn is_at(&self, path: &str) -> bool {
        self.meta.path.as_deref().is_some_and(|own| own.split('?').next() == Some(path))
    }

    fn breadcrumb(&self) -> Markup {
        let visit = self.visit;
        html! {
            nav.crumbs aria-label=(visit.text("breadcrumb-label")) {
                span.crumbs-label aria-hidden="true" { (visit.text("portal-here")) }
                ol.breadcrumb {
                    li.breadcrumb-item { a href=(visit.link("")) { (visit.text("portal-home")) } }
                    @for (text, link) in &self.crumbs { li.breadcrumb-item { a href=(link) { (text) } } }
                    li.breadcrumb-item.active aria-current="page" { (self.title) }
                }
            }
        }
    }

    /// Other sites that the zone leads to (友情链接).
    fn friends(&self) -> Markup {
        let visit = self.visit;
        html! {
            nav.site-foot-friends aria-label=(visit.text("portal-friends")) {
                span aria-hidden="true" { (visit.text("portal-friends")) }
                ul {
                    @for link in &self.site.links {
                        li { a href=(link.address) rel="noopener external" { (visit.language().pick(link.name_zh.as_str(), link.name_en.as_str())) } }
                    }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        let (visit, record) = (self.visit, &self.site.record);
        let sponsor = visit.language().pick(&record.sponsor_zh, &record.sponsor_en);
        let address = visit.language().pick(&record.address_zh, &record.address_en);
        html! {
            footer.site-foot {
                div.site-foot-inner {
                    @if !sponsor.is_empty() { p { (visit.text("portal-sponsor")) (sponsor) } }
                    @if !address.is_empty() { p { (visit.text("portal-address")) (address) } }
                    p {
                        @if !record.telephone.is_empty() { span { (visit.text("portal-telephone")) (record.telephone) } " " }
                        @if !record.postcode.is_empty() { span { (visit.text("portal-postcode")) (record.postcode) } " " }
                        @if !record.emails.is_empty() { span {
                            (visit.text("portal-email"))
                            @for (place, email) in record.emails.iter().enumerate() {
                                @if place > 0 { (visit.language().pick("、", ", ")) }
                                a href=(format!("mailto:{email}")) { (email) }
                            }
                        } }
                    }
                    @if !self.site.links.is_empty() { (self.friends()) }
                    p.site-foot-links {
                        a href=(visit.link("/site-map")) { (visit.text("portal-site-map")) } " "
                        a href=(visit.link("/accessibility")) { (visit.text("portal-accessibility")) } " "
                        a href=(visit.link("/write")) { (visit.text("portal-write")) } " "
                        a href=(visit.link("/feed.atom")) { (visit.text("portal-feed-atom")) }
                    }
                    @if !record.site_code.is_empty() { p { (visit.text("portal-site-code")) (record.site_code) } }
                    p {
                        @for filing in &self.site.filings {
                            @match &filing.link {
                                Some(link) => a href=(link) rel="noopener" { (filing.text) },
                                None => span { (filing.text) },
                            }
                            " "
                        }
                    }
                }
            }
        }
    }
}

/// A day as a masthead shows it: 2020年8月20日 星期四.
pub fn long_day(visit: &Visit, day: Date) -> String {
    let weekday = visit.text(WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()) % 7]);
    let number = |value: i16| value.to_string();
    let month = visit.text(MONTHS[usize::from(day.month().unsigned_abs() - 1) % 12]);
    visit.text_with(
        "portal-long-day",
        &[
            ("year", number(day.year()).into()),
            ("month", month.into()),
            ("day", number(day.day().into()).into()),
            ("weekday", weekday.into()),
        ],
    )
}

const WEEKDAYS: [&str; 7] = [
    "portal-monday",
    "portal-tuesday",
    "portal-wednesday",
    "portal-thursday",
    "portal-friday",
    "portal-saturday",
    "portal-sunday",
];
const MONTHS: [&str; 12] = [
    "portal-january",
    "portal-february",
    "portal-march",
    "portal-april",
    "portal-may",
    "portal-june",
    "portal-july",
    "portal-august",
    "portal-september",
    "portal-october",
    "portal-november",
    "portal-december",
];

/// What stands behind the columns in the menu, where the zone has it; last what other desks offer to anybody.
pub fn sections(visit: &Visit, site: &Site) -> impl Iterator<Item = (&'static str, &'static str)> {
    let any = !site.columns.is_empty();
    [
        (!site.topics.is_empty()).then_some(("/library", "portal-library")),
        any.then_some(("/consultations", "portal-consultations")),
        (!visit.app().listings().is_empty()).then_some(("/listings", "portal-listings")),
    ]
    .into_iter()
    .flatten()
    .chain(
        visit.app().menu().iter().filter(|entry| entry.access == Access::Public).map(|entry| (entry.path, entry.text)),
    )
}
