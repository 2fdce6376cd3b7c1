use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::civil::Date;

use super::{
    Contest, Field, FieldError, Key, Line, Money, Problem, ProjectId, Prose, Quantity, Year, parse_count,
    text::unknown_term,
};

/// One thing in a project's dossier (项目事项): a talk, an agreement, a promise, a milestone, a request, a hurdle, a duty.
///
/// What all have in common stands here; what only one kind has stands in its [`Particulars`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The project.
    pub project: ProjectId,
    /// What it is, in a line.
    pub title: Option<Line>,
    /// More about it: minutes, the wording, what is asked.
    pub text: Option<Prose>,
    /// The day to which it belongs: talked, signed, raised.
    pub on: Date,
    /// Id of the organisation that must act (责任单位); none for whoever manages the project.
    pub owner: Option<Line>,
    /// By when it is to be done.
    pub due_on: Option<Date>,
    /// That it is done.
    pub done: Option<Done>,
    /// What only its kind has.
    pub particulars: Particulars,
}

/// That something is done, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// On which day.
    pub on: Date,
    /// What came of it: the answer, the way out, the report.
    pub outcome: Option<Prose>,
}

/// What only one kind of item has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Particulars {
    /// A visit, call or meeting (往来).
    Talk {
        /// Which, by the zone's list.
        form: Key,
        /// With whom.
        with: Line,
        /// What comes next.
        next_step: Option<Line>,
    },
    /// An offer or an agreement (协议).
    Agreement {
        /// Which, by the zone's list.
        form: Key,
        /// The other side.
        party: Option<Line>,
        /// Until when it holds.
        ends_on: Option<Date>,
    },
    /// Something that the investor has promised (承诺).
    Promise {
        /// Id of the agreement in which it stands.
        agreement: Option<Key>,
        /// What is promised.
        promised: Promised,
        /// For which year, where it is for one.
        year: Option<Year>,
    },
    /// A step of the project's plan (节点).
    Milestone {
        /// Whether the whole plan waits for it (关键节点).
        critical: bool,
    },
    /// What the enterprise asks for (企业诉求).
    Request {
        /// Of which class, by the zone's list.
        class: Key,
        /// How often the enterprise was not content with the answer.
        contests: Vec<Contest>,
    },
    /// What holds the project up (六未堵点).
    Hurdle {
        /// Which of the "six nots".
        hurdle: Key,
        /// Why.
        cause: Key,
    },
    /// What a dispatch meeting has resolved (调度会决议).
    Duty {
        /// Id of the meeting.
        meeting: Option<Key>,
    },
}

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// See [`Particulars::Talk`].
    Talk,
    /// See [`Particulars::Agreement`].
    Agreement,
    /// See [`Particulars::Promise`].
    Promise,
    /// See [`Particulars::Milestone`].
    Milestone,
    /// See [`Particulars::Request`].
    Request,
    /// See [`Particulars::Hurdle`].
    Hurdle,
    /// See [`Particulars::Duty`].
    Duty,
}

/// What an investor can promise. Amounts are for the promise's year; without one, for each year from its day on, and
/// investment in all until its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    /// Investment.
    Investment(Money),
    /// Output.
    Output(Money),
    /// Tax.
    Tax(Money),
    /// People employed at the end of the year.
    Jobs(u32),
    /// Energy used, at most, in tonnes of standard coal (吨标准煤).
    Energy(Quantity),
    /// Works start by the day.
    Start,
    /// Works are finished by the day.
    Completion,
    /// Production begins by the day.
    Production,
}

impl ItemKind {
    /// All kinds, in the order of pages.
    pub const ALL: [Self; 7] =
        [Self::Talk, Self::Agreement, Self::Promise, Self::Milestone, Self::Request, Self::Hurdle, Self::Duty];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Agreement => "agreement",
            Self::Promise => "promise",
            Self::Milestone => "milestone",
            Self::Request => "request",
            Self::Hurdle => "hurdle",
            Self::Duty => "duty",
        }
    }

    /// Whether the enterprise whose project it is does not see it: what the zone notes for itself.
    pub fn is_internal(self) -> bool {
        matches!(self, Self::Talk | Self::Hurdle | Self::Duty)
    }
}

impl FromStr for ItemKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|kind| kind.key() == text.trim());
        found.ok_or_else(|| unknown_term(text, Self::ALL.iter().map(|kind| kind.key())))
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Promised {
    /// The keys of all kinds, in the order of pages.
    pub const KEYS: [&'static str; 8] =
        ["investment", "output", "tax", "jobs", "energy", "start", "completion", "production"];

    /// Its key in files and addresses.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Investment(_) => "investment",
            Self::Output(_) => "output",
            Self::Tax(_) => "tax",
            Self::Jobs(_) => "jobs",
            Self::Energy(_) => "energy",
            Self::Start => "start",
            Self::Completion => "completion",
            Self::Production => "production",
        }
    }

    /// The amount as text; none where a day alone is promised.
    pub fn amount(&self) -> Option<String> {
        match self {
            Self::Investment(money) | Self::Output(money) | Self::Tax(money) => Some(money.to_string()),
            Self::Jobs(jobs) => Some(jobs.to_string()),
            Self::Energy(energy) => Some(energy.to_string()),
            Self::Start | Self::Completion | Self::Production => None,
        }
    }

    /// The field of the project that says the same of it; none where it has none.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Investment(_) => Some(Field::TotalInvestment),
            Self::Output(_) => Some(Field::Output),
            Self::Tax(_) => Some(Field::Tax),
            Self::Jobs(_) => Some(Field::Jobs),
            Self::Start => Some(Field::StartPromised),
            Self::Production => Some(Field::ProductionPromised),
            Self::Energy(_) | Self::Completion => None,
        }
    }

    /// A promise from what a form or a file says.
    ///
    /// # Errors
    /// By field, `what` or `amount`.
    pub fn parse(what: &str, amount: &str) -> Result<Self, FieldError> {
        let wrong = |problem| FieldError::new("amount", problem);
        let money = || amount.parse::<Money>().map_err(wrong);
        match what.trim() {
            "" => Err(FieldError::new("what", Problem::Missing)),
            "start" => Ok(Self::Start),
            "completion" => Ok(Self::Completion),
            "production" => Ok(Self::Production),
            what if !Self::KEYS.contains(&what) => {
                Err(FieldError::new("what", unknown_term(what, Self::KEYS.into_iter())))
            }
            _ if amount.trim().is_empty() => Err(wrong(Problem::Missing)),
            "investment" => money().map(Self::Investment),
            "output" => money().map(Self::Output),
            "tax" => money().map(Self::Tax),
            "jobs" => parse_count(amount).map(Self::Jobs).map_err(wrong),
            _ => amount.parse().map(Self::Energy).map_err(wrong),
        }
    }
}

impl Item {
    /// Its kind.
    pub fn kind(&self) -> ItemKind {
        match self.particulars {
            Particulars::Talk { .. } => ItemKind::Talk,
            Particulars::Agreement { .. } => ItemKind::Agreement,
            Particulars::Promise { .. } => ItemKind::Promise,
            Particulars::Milestone { .. } => ItemKind::Milestone,
            Particulars::Request { .. } => ItemKind::Request,
            Particulars::Hurdle { .. } => ItemKind::Hurdle,
            Particulars::Duty { .. } => ItemKind::Duty,
        }
    }

    /// What is promised for good, by the field of the project that says the same: an amount or a day.
    pub fn promised_field(&self) -> Option<(Field, String)> {
        let Particulars::Promise { promised, year: None, .. } = &self.particulars else { return None };
        let text = promised.amount().or_else(|| self.due_on.map(|due| due.to_string()))?;
        promised.field().map(|field| (field, text))
    }

    /// Whether somebody still had to do something about it at the end of a day.
    pub fn is_open(&self, day: Date) -> bool {
        self.done_by(day).is_none() && self.standing(day).0.is_some() && self.kind() != ItemKind::Promise
    }

    /// By when it was to be done, and that it was, as of a day: an answer that was contested later stood until then.
    fn standing(&self, day: Date) -> (Option<Date>, Option<&Done>) {
        match self.contests().iter().find(|contest| contest.on > day) {
            Some(later) => (later.due_on, Some(&later.answer)),
            None => (self.due_on, self.done.as_ref()),
        }
    }

    /// That it was done, if it was by a day.
    pub fn done_by(&self, day: Date) -> Option<&Done> {
        self.standing(day).1.filter(|done| done.on <= day)
    }

    /// How many days it is late at the end of a day; none where it is not.
    pub fn late_days(&self, day: Date) -> Option<i32> {
        let due = self.standing(day).0.filter(|due| self.is_open(day) && *due < day)?;
        Some((day - due).get_days())
    }

    /// The text of each of its fields that is filled, by the field's key.
    pub fn texts(&self) -> BTreeMap<&'static str, String> {
        let mut texts = BTreeMap::new();
        let mut put = |key, text: Option<String>| drop(text.map(|text| texts.insert(key, text)));
        put("title", text(self.title.as_ref()));
        put("text", text(self.text.as_ref()));
        put("on", Some(self.on.to_string()));
        put("owner", text(self.owner.as_ref()));
        put("due_on", text(self.due_on.as_ref()));
        put("done_on", self.done.as_ref().map(|done| done.on.to_string()));
        put("outcome", self.done.as_ref().and_then(|done| text(done.outcome.as_ref())));
        match &self.particulars {
            Particulars::Talk { form, with, next_step } => {
                put("form", Some(form.to_string()));
                put("with", Some(with.to_string()));
                put("next_step", text(next_step.as_ref()));
            }
            Particulars::Agreement { form, party, ends_on } => {
                put("form", Some(form.to_string()));
                put("party", text(party.as_ref()));
                put("ends_on", text(ends_on.as_ref()));
            }
            Particulars::Promise { agreement, promised, year } => {
                put("agreement", text(agreement.as_ref()));
                put("what", Some(promised.key().to_owned()));
                put("amount", promised.amount());
                put("year", text(year.as_ref()));
            }
            Particulars::Milestone { critical } => put("critical", critical.then(|| "yes".to_owned())),
            Particulars::Request { class, .. } => put("class", Some(class.to_string())),
            Particulars::Hurdle { hurdle, cause } => {
                put("hurdle", Some(hurdle.to_string()));
                put("cause", Some(cause.to_string()));
            }
            Particulars::Duty { meeting } => put("meeting", text(meeting.as_ref())),
        }
        texts
    }
}

fn text(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}
