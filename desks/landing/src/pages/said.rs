//! What a plan says, in the reader's words: pages and documents say the same.

use ::pages::{Visit, figure::figure};
use facts::{Unit, Value};
use jiff::civil::Date;

use super::field_name;
use crate::model::{
    Control, Cost, Days, Effect, Names, ParcelName, Permit, ServicePlan, Shortfall, SiteFit, SitePlan, WishDraft,
    WorkRef,
};

/// Yuan of one in which sums are shown.
const TEN_THOUSAND: f64 = 10_000.0;

/// Says it in the language of a visit.
#[derive(Clone, Copy)]
pub struct Said<'v>(pub &'v Visit);

impl Said<'_> {
    pub fn text(self, key: &str) -> String {
        self.0.text(key)
    }

    fn one(self, key: &str, name: &str, value: impl ToString) -> String {
        self.0.text_with(key, &[(name, value.to_string().into())])
    }

    fn share(self, share: f64) -> String {
        figure(self.0.app().languages(), self.0.language(), Value::Number(share), &Unit::share())
    }

    pub fn and(self, parts: impl IntoIterator<Item = String>) -> String {
        parts.into_iter().collect::<Vec<_>>().join(&self.text("landing-and"))
    }

    pub fn parcel(self, parcel: &ParcelName) -> String {
        let values = [("name", parcel.name.as_str().into()), ("code", parcel.code.as_str().into())];
        self.0.text_with("landing-parcel", &values)
    }

    /// How large it is, and how that stands to what is wished.
    pub fn area(self, site: &SitePlan, wish: &WishDraft) -> String {
        let area = self.one("landing-area", "area", site.area_mu);
        let most: Option<f64> = wish.area_most.parse().ok().filter(|most| site.area_mu > *most);
        if let Some(most) = most {
            return format!("{area} {}", self.one("landing-divide", "most", most));
        }
        match site.fit.as_ref().filter(|fit| fit.spare_area > 0.005) {
            Some(fit) => format!("{area} {}", self.one("landing-spare", "share", self.share(fit.spare_area))),
            None => area,
        }
    }

    pub fn status(self, site: &SitePlan) -> String {
        let status = self.text(&format!("land-status-{}", site.status));
        format!("{status} ({})", self.one("land-since", "day", site.since))
    }

    pub fn start(self, fit: &SiteFit) -> String {
        if fit.waits_days == 0 {
            return self.one("landing-starts", "day", fit.can_start);
        }
        let values = [("day", fit.can_start.to_string().into()), ("waits", fit.waits_days.to_string().into())];
        let waits = self.0.text_with("landing-waits", &values);
        match &fit.waits_for {
            Some(input) => format!("{waits} {}", self.one("landing-waits-for", "input", self.input(input))),
            None => waits,
        }
    }

    /// When can be produced, and whether that is when it was wished.
    pub fn production(self, fit: &SiteFit, wish: &WishDraft) -> Option<String> {
        let day = fit.can_produce?;
        let can = self.one("landing-produces", "day", day);
        let Ok(wished) = wish.production.parse::<Date>() else { return Some(can) };
        let late = (day - wished).get_days();
        let kept = if late > 0 {
            self.one("landing-produces-late", "days", late)
        } else {
            self.text("landing-produces-in-time")
        };
        Some(format!("{can} {kept}"))
    }

    pub fn tightest(self, fit: &SiteFit) -> Option<String> {
        (fit.tightest > 0.0).then(|| self.one("landing-tightest", "share", self.share(fit.tightest)))
    }

    /// What a work can carry, and since or by when.
    pub fn work(self, work: &WorkRef) -> String {
        let coming = self.one(if work.is_done { "land-since" } else { "land-coming-by" }, "day", work.day);
        let late = work.is_overdue.then(|| self.text("land-coming-late"));
        let parts = [Some(work.capacity.clone()).filter(|text| !text.is_empty()), Some(coming), late];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    pub fn connection(self, service: &ServicePlan) -> String {
        self.text(&format!("land-connection-{}", service.connection))
    }

    /// What is missing of the ten, and by when it is there.
    pub fn missing(self, service: &ServicePlan) -> String {
        let there = service
            .work
            .as_ref()
            .map_or_else(|| self.text("land-missing"), |work| format!("{} · {}", self.work(work), work.name));
        format!("{}: {there}", self.connection(service))
    }

    pub fn served(self, site: &SitePlan) -> String {
        if site.missing().next().is_none() {
            self.text("landing-whole")
        } else {
            self.one("landing-served", "served", site.served())
        }
    }

    pub fn input(self, input: &str) -> String {
        self.text(&format!("landing-input-{input}"))
    }

    /// Inputs of which the zone says nothing.
    pub fn unpriced(self, inputs: &[String]) -> String {
        self.one("landing-unpriced", "inputs", self.and(inputs.iter().map(|input| self.input(input))))
    }

    pub fn rejected_more(self, count: usize) -> String {
        self.one("landing-rejected-more", "count", count)
    }

    pub fn money(self, yuan: f64) -> String {
        let wan = (yuan / TEN_THOUSAND * 10.0).round() / 10.0;
        self.one("landing-wan", "wan", format!("{wan:.1}"))
    }

    pub fn prices(self, cost: &Cost) -> String {
        let per = self.one("landing-per", "unit", &cost.priced);
        format!("{} / {} {per}", cost.price, cost.usual_price)
    }

    pub fn price_source(self, cost: &Cost) -> String {
        format!("{} · {}", self.one("land-since", "day", &cost.from), cost.source)
    }

    pub fn permit(self, permit: &Permit) -> String {
        self.0.language().pick(&permit.name_zh, &permit.name_en).to_owned()
    }

    pub fn days(self, days: Option<Days>) -> String {
        days.map_or_else(|| self.text("landing-not-known"), |days| format!("{} – {}", days.from, days.to))
    }

    pub fn lacks(self, lacks: &[Shortfall]) -> String {
        self.and(lacks.iter().map(|lack| self.lack(lack)))
    }

    fn lack(self, lack: &Shortfall) -> String {
        match lack {
            Shortfall::Taken => self.text("landing-lack-taken"),
            Shortfall::Area { has, least } => {
                self.0.text_with("landing-lack-area", &[("has", number(*has).into()), ("least", number(*least).into())])
            }
            Shortfall::LandUse { has, name } => self.one("landing-lack-use", "has", self.land_use(has, name.as_ref())),
            Shortfall::NeverReady => self.text("landing-lack-ready"),
            Shortfall::Input { input, has, needs } => {
                let values = [
                    ("input", self.input(input).into()),
                    ("has", number(*has).into()),
                    ("needs", number(*needs).into()),
                ];
                self.0.text_with("landing-lack-input", &values)
            }
            Shortfall::Indicator { name, unit, has, least } => {
                let unit = unit.as_ref().map(|unit| self.named(unit)).unwrap_or_default();
                let values =
                    [("name", self.named(name)), ("has", number(*has)), ("least", number(*least)), ("unit", unit)];
                self.0.text_with("landing-lack-indicator", &values.map(|(key, value)| (key, value.into())))
            }
            Shortfall::TooNear { parcel, industry, has, least } => {
                let values = [
                    ("parcel", self.parcel(parcel)),
                    ("industry", self.named(industry)),
                    ("has", number(*has)),
                    ("least", number(*least)),
                ];
                self.0.text_with("landing-lack-near", &values.map(|(key, value)| (key, value.into())))
            }
        }
    }

    pub fn named(self, names: &Names) -> String {
        self.0.language().pick(&names.zh, &names.en).to_owned()
    }

    /// A class of use by its code and name.
    pub fn land_use(self, code: &str, name: Option<&Names>) -> String {
        name.map_or_else(|| code.to_owned(), |name| format!("{code} {}", self.named(name)))
    }

    /// What is asked of the project there, and what it comes to.
    pub fn control(self, control: &Control) -> String {
        let unit = control.unit.as_ref().map(|unit| format!(" {}", self.named(unit))).unwrap_or_default();
        let sign = if control.is_least { "≥" } else { "≤" };
        let asked = format!("{} {sign} {}{unit}", self.named(&control.name), control.limit);
        let has = control.has.map(|has| self.one("landing-control-has", "has", format!("{}{unit}", number(has))));
        let needs = control.needs.as_ref().map(|needs| {
            let values = [("field", field_name(self.0, &needs.field)), ("least", number(needs.least))];
            self.0.text_with("landing-control-needs", &values.map(|(key, value)| (key, value.into())))
        });
        let from = self.one("land-since", "day", control.from);
        [Some(asked), has, needs, Some(from)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    pub fn effect(self, effect: &Effect) -> String {
        self.0.language().pick(&effect.name_zh, &effect.name_en).to_owned()
    }

    /// The figure of an effect, before or after.
    pub fn figure(self, effect: &Effect, value: Option<f64>) -> String {
        let unit = effect.unit.parse().unwrap_or_else(|_| Unit::count());
        let languages = self.0.app().languages();
        value.map_or_else(
            || self.text("landing-not-known"),
            |value| figure(languages, self.0.language(), Value::Number(value), &unit),
        )
    }

    /// What was asked for, as far as it is known: name and value.
    pub fn wished(self, wish: &WishDraft, land_use: Option<&Names>) -> Vec<(String, String)> {
        let fields = WishDraft::FIELDS.into_iter().filter(|field| *field != "title");
        let known = fields.map(|field| (field, wish.get(field))).filter(|(_, value)| !value.is_empty());
        let worded = |field: &str, value: &str| match field {
            "land_use" => self.land_use(value, land_use),
            _ => value.to_owned(),
        };
        known.map(|(field, value)| (field_name(self.0, field), worded(field, value))).collect()
    }

    /// What stands over the years, their sums, and what is spent by their end.
    pub fn years_heads(self) -> [String; 3] {
        ["year", "sum", "so-far"].map(|head| self.text(&format!("landing-years-{head}")))
    }

    /// Output and jobs at full capacity, as far as they are known.
    pub fn capacity(self, wish: &WishDraft) -> Option<String> {
        let told = ["output", "jobs"].into_iter().filter(|field| !wish.get(field).is_empty());
        let told: Vec<String> =
            told.map(|field| format!("{}: {}", field_name(self.0, field), wish.get(field))).collect();
        (!told.is_empty()).then(|| self.and(told))
    }
}

/// A figure to three decimals at most.
fn number(value: f64) -> String {
    ((value * 1000.0).round() / 1000.0).to_string()
}
