use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Amount, Code, FieldFlaw, Flaw, Line, flaw::Flaws};

/// What a work brings to land: nine connections and one levelling (九通一平).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Connection {
    /// Roads (道路).
    Road,
    /// Water supply (供水).
    Water,
    /// Rain water (雨水).
    RainWater,
    /// Sewage (污水).
    Sewage,
    /// Gas (燃气).
    Gas,
    /// Cable ducts, with the power that comes through them (电缆管沟).
    CableDuct,
    /// Street lights (路灯).
    StreetLight,
    /// Traffic facilities (交通设施).
    Traffic,
    /// Greening (绿化).
    Greening,
    /// Levelling of the ground (场地平整).
    Levelling,
}

/// How far a work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkStage {
    /// Planned (计划).
    Planned,
    /// Under construction (在建).
    UnderConstruction,
    /// Done (完工).
    Done,
}

/// What is known of a work (基础设施工程), besides how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What it is called.
    pub name: Line,
    /// What it brings.
    pub connection: Connection,
    /// The day on which it is to be done.
    pub due: Date,
    /// Parcels that it serves once it is done.
    pub serves: BTreeSet<Code>,
    /// The road along which it lies.
    pub road: Option<Line>,
    /// What it can carry, in [`Connection::capacity_unit`].
    pub capacity: Option<Amount>,
    /// What it costs, in ten thousand yuan (万元).
    pub cost: Option<Amount>,
    /// Who builds it.
    pub contractor: Option<Line>,
    /// Works that must be done before it can begin.
    pub after: BTreeSet<Code>,
    /// What else should be known.
    pub note: Option<Line>,
    /// Where all this is known from.
    pub source: Option<Line>,
}

/// A step of a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkStep {
    /// What it came to.
    pub stage: WorkStage,
    /// On which day.
    pub on: Date,
}

/// A work with its steps, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRecord {
    /// Its number (工程编号); names it for good.
    pub code: Code,
    /// What is known of it.
    pub work: Work,
    /// How it came to where it is.
    pub steps: Vec<WorkStep>,
    /// Its version.
    pub version: i64,
}

/// A [`Work`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WorkDraft {
    /// What it is called.
    pub name: String,
    /// Key of what it brings: `road`, `water`, `rain_water`, `sewage`, `gas`, `cable_duct`, `street_light`, `traffic`,
    /// `greening` or `levelling`.
    pub connection: String,
    /// The day on which it is to be done, as 2020-08-20.
    pub due: String,
    /// Codes of the parcels that it serves, with spaces between them; may be empty.
    pub serves: String,
    /// The road along which it lies; may be empty.
    pub road: String,
    /// What it can carry: m³/h of gas, m³/d of water and sewage, kVA through cables; may be empty.
    pub capacity: String,
    /// What it costs, in ten thousand yuan; may be empty.
    pub cost: String,
    /// Who builds it; may be empty.
    pub contractor: String,
    /// Codes of works that must be done before it can begin, with spaces between them; may be empty.
    pub after: String,
    /// What else should be known; may be empty.
    pub note: String,
    /// Where all this is known from; may be empty.
    pub source: String,
}

/// A [`WorkStep`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WorkStepDraft {
    /// Key of the stage: `planned`, `under_construction` or `done`.
    pub stage: String,
    /// The day, as 2020-08-20.
    pub on: String,
}

impl Connection {
    /// All of them, in their usual order.
    pub const ALL: [Self; 10] = [
        Self::Road,
        Self::Water,
        Self::RainWater,
        Self::Sewage,
        Self::Gas,
        Self::CableDuct,
        Self::StreetLight,
        Self::Traffic,
        Self::Greening,
        Self::Levelling,
    ];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Water => "water",
            Self::RainWater => "rain_water",
            Self::Sewage => "sewage",
            Self::Gas => "gas",
            Self::CableDuct => "cable_duct",
            Self::StreetLight => "street_light",
            Self::Traffic => "traffic",
            Self::Greening => "greening",
            Self::Levelling => "levelling",
        }
    }

    /// In which unit its capacity is told; none where it has no capacity.
    pub fn capacity_unit(self) -> Option<&'static str> {
        match self {
            Self::Gas => Some("m³/h"),
            Self::Water | Self::Sewage => Some("m³/d"),
            Self::CableDuct => Some("kVA"),
            _ => None,
        }
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Connection {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let found = Self::ALL.into_iter().find(|one| one.key() == text.trim());
        found.ok_or_else(|| Flaw::unknown(text, Self::ALL.into_iter().map(Self::key)))
    }
}

impl WorkStage {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Planned, Self::UnderConstruction, Self::Done];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderConstruction => "under_construction",
            Self::Done => "done",
        }
    }
}

impl fmt::Display for WorkStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for WorkStage {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let found = Self::ALL.into_iter().find(|one| one.key() == text.trim());
        found.ok_or_else(|| Flaw::unknown(text, Self::ALL.into_iter().map(Self::key)))
    }
}

/// Codes with spaces, commas or line breaks between them.
pub(super) fn codes(text: &str) -> Result<BTreeSet<Code>, Flaw> {
    let between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、' | ';' | '；');
    text.split(between).filter(|code| !code.is_empty()).map(str::parse).collect()
}

/// The same with spaces between them.
pub(super) fn written(codes: &BTreeSet<Code>) -> String {
    codes.iter().map(Code::as_str).collect::<Vec<_>>().join(" ")
}

impl Work {
    /// As a form or a file has it.
    pub fn draft(&self) -> WorkDraft {
        fn given(value: Option<&impl fmt::Display>) -> String {
            value.map(ToString::to_string).unwrap_or_default()
        }
        WorkDraft {
            name: self.name.to_string(),
            connection: self.connection.to_string(),
            due: self.due.to_string(),
            serves: written(&self.serves),
            road: given(self.road.as_ref()),
            capacity: given(self.capacity.as_ref()),
            cost: given(self.cost.as_ref()),
            contractor: given(self.contractor.as_ref()),
            after: written(&self.after),
            note: given(self.note.as_ref()),
            source: given(self.source.as_ref()),
        }
    }
}

impl WorkDraft {
    /// The work; whether parcels and earlier works are there is for [`check_places`] to say.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self) -> Result<Work, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let name = flaws.take("name", self.name.parse());
        let connection = flaws.take("connection", self.connection.parse::<Connection>());
        let due = flaws.take("due", self.due.trim().parse().map_err(|_| Flaw::Day));
        let serves = flaws.take("serves", codes(&self.serves));
        let road = flaws.take_given("road", &self.road, str::parse);
        let capacity = flaws.take_given("capacity", &self.capacity, str::parse);
        if capacity.is_some() && connection.is_some_and(|one| one.capacity_unit().is_none()) {
            flaws.0.push(FieldFlaw { field: "capacity", flaw: Flaw::NoCapacity });
        }
        let cost = flaws.take_given("cost", &self.cost, str::parse);
        let contractor = flaws.take_given("contractor", &self.contractor, str::parse);
        let after = flaws.take("after", codes(&self.after));
        let note = flaws.take_given("note", &self.note, str::parse);
        let source = flaws.take_given("source", &self.source, str::parse);
        match (name, connection, due, serves, after) {
            (Some(name), Some(connection), Some(due), Some(serves), Some(after)) if flaws.0.is_empty() => {
                Ok(Work { name, connection, due, serves, road, capacity, cost, contractor, after, note, source })
            }
            _ => Err(flaws.0),
        }
    }
}

impl WorkStep {
    /// As a form or a file has it.
    pub fn draft(&self) -> WorkStepDraft {
        WorkStepDraft { stage: self.stage.to_string(), on: self.on.to_string() }
    }
}

impl WorkStepDraft {
    /// The step; whether it may follow is for [`WorkRecord::enter`] to say.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self) -> Result<WorkStep, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let stage = flaws.take("stage", self.stage.parse());
        let on = flaws.take("on", self.on.trim().parse().map_err(|_| Flaw::Day));
        match (stage, on) {
            (Some(stage), Some(on)) => Ok(WorkStep { stage, on }),
            _ => Err(flaws.0),
        }
    }
}

impl WorkRecord {
    /// Adds the newest step.
    ///
    /// # Errors
    /// Field `on`: after today, or before the latest step. Field `stage`: not further than it has come.
    pub fn enter(&mut self, step: WorkStep, today: Date) -> Result<(), FieldFlaw> {
        if step.on > today {
            return Err(FieldFlaw { field: "on", flaw: Flaw::Future { today } });
        }
        if let Some(latest) = self.steps.last() {
            if step.stage <= latest.stage {
                return Err(FieldFlaw { field: "stage", flaw: Flaw::NotFurther { since: latest.on } });
            }
            if step.on < latest.on {
                return Err(FieldFlaw { field: "on", flaw: Flaw::BeforeLatest { latest: latest.on } });
            }
        }
        self.steps.push(step);
        Ok(())
    }

    /// How far it had come at the end of a day; none before its first step.
    pub fn on(&self, day: Date) -> Option<&WorkStep> {
        self.steps.iter().rfind(|step| step.on <= day)
    }

    /// Whether it should have been done by the end of a day and was not.
    pub fn is_overdue(&self, day: Date) -> bool {
        self.work.due < day && self.on(day).is_some_and(|step| step.stage != WorkStage::Done)
    }
}

/// Whether a work may be as it is said: its parcels are there, its earlier works, too, and none of those waits for it.
///
/// # Errors
/// Field `serves` or `after`, with the codes that are not there, or the circle.
pub fn check_places(
    code: &Code,
    work: &Work,
    parcels: &BTreeSet<Code>,
    works: &BTreeMap<Code, BTreeSet<Code>>,
) -> Result<(), Vec<FieldFlaw>> {
    let mut flaws = Flaws::default();
    let missing = |codes: BTreeSet<Code>| {
        if codes.is_empty() { Ok(()) } else { Err(Flaw::NotThere { codes: written(&codes) }) }
    };
    let is_missing = |earlier: &&Code| *earlier != code && !works.contains_key(*earlier);
    flaws.take("serves", missing(work.serves.difference(parcels).cloned().collect()));
    flaws.take("after", missing(work.after.iter().filter(is_missing).cloned().collect()));
    if let Some(circle) = circle(code, &work.after, works) {
        let through = circle.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" → ");
        flaws.take("after", Err::<(), _>(Flaw::Circle { through }));
    }
    if flaws.0.is_empty() { Ok(()) } else { Err(flaws.0) }
}

/// A chain of works that leads from one back to it, each after the one behind it.
fn circle<'w>(
    code: &'w Code,
    after: &'w BTreeSet<Code>,
    works: &'w BTreeMap<Code, BTreeSet<Code>>,
) -> Option<Vec<&'w Code>> {
    let mut came: BTreeMap<&Code, &Code> = BTreeMap::new();
    let mut open: Vec<(&Code, &Code)> = after.iter().map(|earlier| (earlier, code)).collect();
    while let Some((at, from)) = open.pop() {
        if came.contains_key(at) {
            continue;
        }
        came.insert(at, from);
        if at == code {
            let mut chain = vec![code];
            let mut back = from;
            while back != code {
                chain.push(back);
                back = came.get(back)?;
            }
            chain.push(code);
            chain.reverse();
            return Some(chain);
        }
        open.extend(works.get(at).into_iter().flatten().map(|earlier| (earlier, at)));
    }
    None
}
