use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Code, FieldFlaw, Flaw, Kind, LandRecord, Level, Line, Mu, Surroundings, Wan,
    flaw::Flaws,
    record::{day, given},
};

/// How land is supplied (供地方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SupplyKind {
    /// The right of use is granted for a price (出让).
    Conveyance,
    /// It is allocated (划拨).
    Allocation,
    /// It is leased (租赁).
    Lease,
    /// It is contributed as capital (作价出资).
    Contribution,
}

/// Land that was supplied to somebody (供地), with what was agreed and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandGrant {
    /// Number of the grant; names it for good.
    pub code: Code,
    /// The parcel.
    pub parcel: Code,
    /// Who got it.
    pub grantee: Line,
    /// Code of the project, as the projects desk has it.
    pub project: Option<Code>,
    /// How.
    pub kind: SupplyKind,
    /// Number of the agreement, or of the decision.
    pub agreement: Line,
    /// On which day it was signed.
    pub signed: Date,
    /// How much land.
    pub area: Mu,
    /// The price; none for land that is allocated.
    pub price: Option<Wan>,
    /// The day by which building is to begin.
    pub start_by: Date,
    /// The day by which it is to be done.
    pub complete_by: Date,
    /// The day on which it began.
    pub started: Option<Date>,
    /// The day on which it was done.
    pub completed: Option<Date>,
    /// When the land was taken back, and why.
    pub recovered: Option<(Date, Line)>,
    /// What is to be paid when, in the order of the days.
    pub payments: Vec<Payment>,
    /// What was paid when, in the order of the days.
    pub receipts: Vec<Payment>,
    /// What was seen on the ground, in the order of the days.
    pub progress: Vec<Progress>,
    /// What else should be known.
    pub note: Option<Line>,
    /// Where all this is known from.
    pub source: Option<Line>,
}

/// Money on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The day on which it is due, or was paid.
    pub on: Date,
    /// How much.
    pub amount: Wan,
}

/// How far building was on a day (动工巡查).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The day.
    pub on: Date,
    /// How much of the land to be built upon was, per cent.
    pub built_percent: Level,
    /// How much of the whole investment was made, per cent.
    pub invested_percent: Level,
    /// Whether building had stopped.
    pub stopped: bool,
}

/// A [`LandGrant`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LandGrantDraft {
    /// Number of the grant; names it for good.
    pub code: String,
    /// Code of the parcel.
    pub parcel: String,
    /// Who got it.
    pub grantee: String,
    /// Code of the project; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub project: String,
    /// Key of how: `conveyance`, `allocation`, `lease` or `contribution`.
    pub kind: String,
    /// Number of the agreement, or of the decision.
    pub agreement: String,
    /// The day on which it was signed, as 2020-08-20.
    pub signed: String,
    /// How much land, in mu.
    pub area_mu: String,
    /// The price, in ten thousand yuan; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub price: String,
    /// The day by which building is to begin.
    pub start_by: String,
    /// The day by which it is to be done.
    pub complete_by: String,
    /// The day on which it began; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub started: String,
    /// The day on which it was done; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub completed: String,
    /// The day on which the land was taken back; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub recovered: String,
    /// Why it was taken back; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub recovery: String,
    /// What else should be known; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where all this is known from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What is to be paid when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub payment: Vec<LandPaymentDraft>,
    /// What was paid when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub receipt: Vec<LandPaymentDraft>,
    /// What was seen on the ground.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<LandProgressDraft>,
}

/// A [`Payment`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LandPaymentDraft {
    /// The day.
    pub on: String,
    /// How much, in ten thousand yuan.
    pub amount: String,
}

/// A [`Progress`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LandProgressDraft {
    /// The day.
    pub on: String,
    /// How much of the land to be built upon was, per cent.
    pub built_percent: String,
    /// How much of the whole investment was made, per cent.
    pub invested_percent: String,
    /// `yes` where building had stopped; else empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stopped: String,
}

impl SupplyKind {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 4] = [Self::Conveyance, Self::Allocation, Self::Lease, Self::Contribution];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Conveyance => "conveyance",
            Self::Allocation => "allocation",
            Self::Lease => "lease",
            Self::Contribution => "contribution",
        }
    }
}

impl fmt::Display for SupplyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for SupplyKind {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let found = Self::ALL.into_iter().find(|one| one.key() == text.trim());
        found.ok_or_else(|| Flaw::unknown(text, Self::ALL.into_iter().map(Self::key)))
    }
}

fn payments(flaws: &mut Flaws, field: &'static str, drafts: &[LandPaymentDraft]) -> Vec<Payment> {
    let mut payments = Vec::new();
    for (row, draft) in (1..).zip(drafts) {
        let on = flaws.take_in_row((field, row, "on"), day(&draft.on));
        let amount = flaws.take_in_row((field, row, "amount"), draft.amount.parse());
        payments.extend(on.zip(amount).map(|(on, amount)| Payment { on, amount }));
    }
    payments.sort_by_key(|one| one.on);
    payments
}

fn percent(text: &str) -> Result<Level, Flaw> {
    let level: Level = text.parse()?;
    if level.to_f64() > 100.0 { Err(Flaw::MoreThan { max: "100".to_owned() }) } else { Ok(level) }
}

fn progress(flaws: &mut Flaws, drafts: &[LandProgressDraft]) -> Vec<Progress> {
    let mut progress = Vec::new();
    for (row, draft) in (1..).zip(drafts) {
        let at = |column| ("progress", row, column);
        let on = flaws.take_in_row(at("on"), day(&draft.on));
        let built = flaws.take_in_row(at("built_percent"), percent(&draft.built_percent));
        let invested = flaws.take_in_row(at("invested_percent"), percent(&draft.invested_percent));
        let stopped = match draft.stopped.trim() {
            "" => Ok(false),
            "yes" => Ok(true),
            other => Err(Flaw::unknown(other, ["yes"].into_iter())),
        };
        let stopped = flaws.take_in_row(at("stopped"), stopped);
        let read = || Some(Progress { on: on?, built_percent: built?, invested_percent: invested?, stopped: stopped? });
        progress.extend(read());
    }
    progress.sort_by_key(|one| one.on);
    progress
}

impl LandRecord for LandGrant {
    type Draft = LandGrantDraft;
    const KIND: Kind = Kind::Grant;

    fn code(&self) -> &Code {
        &self.code
    }

    fn coded(draft: Self::Draft, code: &Code) -> Self::Draft {
        Self::Draft { code: code.to_string(), ..draft }
    }

    fn draft(&self) -> Self::Draft {
        let payment = |one: &Payment| LandPaymentDraft { on: one.on.to_string(), amount: one.amount.to_string() };
        let progress = |one: &Progress| LandProgressDraft {
            on: one.on.to_string(),
            built_percent: one.built_percent.to_string(),
            invested_percent: one.invested_percent.to_string(),
            stopped: if one.stopped { "yes".to_owned() } else { String::new() },
        };
        Self::Draft {
            code: self.code.to_string(),
            parcel: self.parcel.to_string(),
            grantee: self.grantee.to_string(),
            project: given(self.project.as_ref()),
            kind: self.kind.to_string(),
            agreement: self.agreement.to_string(),
            signed: self.signed.to_string(),
            area_mu: self.area.to_string(),
            price: given(self.price.as_ref()),
            start_by: self.start_by.to_string(),
            complete_by: self.complete_by.to_string(),
            started: given(self.started.as_ref()),
            completed: given(self.completed.as_ref()),
            recovered: given(self.recovered.as_ref().map(|(on, _)| on)),
            recovery: given(self.recovered.as_ref().map(|(_, why)| why)),
            note: given(self.note.as_ref()),
            source: given(self.source.as_ref()),
            payment: self.payments.iter().map(payment).collect(),
            receipt: self.receipts.iter().map(payment).collect(),
            progress: self.progress.iter().map(progress).collect(),
        }
    }

    fn check(draft: &Self::Draft) -> Result<Self, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let code = flaws.take("code", draft.code.parse());
        let parcel = flaws.take("parcel", draft.parcel.parse());
        let grantee = flaws.take("grantee", draft.grantee.parse());
        let project = flaws.take_given("project", &draft.project, str::parse);
        let kind = flaws.take("kind", draft.kind.parse());
        let agreement = flaws.take("agreement", draft.agreement.parse());
        let area = flaws.take("area_mu", draft.area_mu.parse());
        let price = flaws.take_given("price", &draft.price, str::parse);
        let days = Days::read(draft, &mut flaws);
        let payments = payments(&mut flaws, "payment", &draft.payment);
        let receipts = self::payments(&mut flaws, "receipt", &draft.receipt);
        let progress = progress(&mut flaws, &draft.progress);
        if let Some(price) = price.filter(|_| !payments.is_empty()) {
            flaws.take("payment", add_up(&payments, price));
        }
        let note = flaws.take_given("note", &draft.note, str::parse);
        let source = flaws.take_given("source", &draft.source, str::parse);
        let read = || {
            let (code, parcel, grantee, kind) = (code?, parcel?, grantee?, kind?);
            let (agreement, area) = (agreement?, area?);
            let Days { signed, start_by, complete_by, started, completed, recovered } = days?;
            Some(Self {
                code,
                parcel,
                grantee,
                project,
                kind,
                agreement,
                signed,
                area,
                price,
                start_by,
                complete_by,
                started,
                completed,
                recovered,
                payments,
                receipts,
                progress,
                note,
                source,
            })
        };
        let read = read();
        flaws.finish(read)
    }

    fn fits(&self, surroundings: &Surroundings<'_>) -> Result<(), Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        if let Some(parcel) = flaws.take("parcel", surroundings.parcel(&self.parcel)) {
            let most = || Flaw::MoreThan { max: parcel.parcel.area.to_string() };
            flaws.take("area_mu", if self.area > parcel.parcel.area { Err(most()) } else { Ok(()) });
        }
        let happened = [
            ("signed", Some(self.signed)),
            ("started", self.started),
            ("completed", self.completed),
            ("recovered", self.recovered.as_ref().map(|(on, _)| *on)),
        ];
        for (field, day) in happened {
            flaws.take(field, day.map_or(Ok(()), |day| surroundings.past(day)));
        }
        for (row, one) in (1..).zip(&self.receipts) {
            flaws.take_in_row(("receipt", row, "on"), surroundings.past(one.on));
        }
        for (row, one) in (1..).zip(&self.progress) {
            flaws.take_in_row(("progress", row, "on"), surroundings.past(one.on));
        }
        flaws.finish(Some(()))
    }
}

/// Whether payments come to the price.
fn add_up(payments: &[Payment], price: Wan) -> Result<(), Flaw> {
    let sum = Wan::from_fen(payments.iter().map(|one| one.amount.fen()).sum());
    if sum == Some(price) {
        Ok(())
    } else {
        Err(Flaw::PaymentsSum { sum: given(sum.as_ref()), price: price.to_string() })
    }
}

/// The days of a grant.
struct Days {
    signed: Date,
    start_by: Date,
    complete_by: Date,
    started: Option<Date>,
    completed: Option<Date>,
    recovered: Option<(Date, Line)>,
}

impl Days {
    fn read(draft: &LandGrantDraft, flaws: &mut Flaws) -> Option<Self> {
        let signed = flaws.take("signed", day(&draft.signed));
        let start_by = flaws.take("start_by", day(&draft.start_by));
        let complete_by = flaws.take("complete_by", day(&draft.complete_by));
        let started = flaws.take_given("started", &draft.started, day);
        let completed = flaws.take_given("completed", &draft.completed, day);
        let recovered = flaws.take_given("recovered", &draft.recovered, day);
        let why = flaws.take_given("recovery", &draft.recovery, str::parse);
        let recovered = match (recovered, why) {
            (Some(on), Some(why)) => Some((on, why)),
            (None, None) => None,
            (Some(_), None) => flaws.take("recovery", Err(Flaw::Text(pages::words::TextFlaw::Empty))),
            (None, Some(_)) => flaws.take("recovered", Err(Flaw::Text(pages::words::TextFlaw::Empty))),
        };
        let mut ordered = |field, first: Option<Date>, then: Option<Date>| {
            let backwards = first.zip(then).filter(|(first, then)| then < first);
            flaws.take(field, backwards.map_or(Ok(()), |(day, _)| Err(Flaw::Before { day })));
        };
        ordered("start_by", signed, start_by);
        ordered("complete_by", start_by, complete_by);
        ordered("started", signed, started);
        ordered("completed", started.or(signed), completed);
        ordered("recovered", signed, recovered.as_ref().map(|(on, _)| *on));
        let (signed, start_by, complete_by) = (signed?, start_by?, complete_by?);
        Some(Self { signed, start_by, complete_by, started, completed, recovered })
    }
}
