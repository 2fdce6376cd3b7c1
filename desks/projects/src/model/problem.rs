use std::borrow::Cow;

use identity::InvalidCreditCode;
use jiff::civil::Date;

use super::Need;

/// How much of a wrong text an error repeats.
const SHOWN_CHARS_MAX: usize = 60;

/// What is wrong with one value and what would be right.
///
/// [`key`](Problem::key) and [`args`](Problem::args) find and fill the sentence in the reader's language; the
/// `Display` text is for logs and the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The field must be filled.
    #[error("fill in this field")]
    Missing,
    /// The text is too long.
    #[error("at most {max} characters, got {got}")]
    TooLong {
        /// The most that fits.
        max: usize,
        /// How many there are.
        got: usize,
    },
    /// The text holds characters that cannot be seen.
    #[error("remove control characters (character {position})")]
    ControlCharacter {
        /// Counted from 1.
        position: usize,
    },
    /// A spreadsheet formula failed in this cell.
    #[error("the spreadsheet shows the error {text}; correct the formula")]
    SpreadsheetError {
        /// The error as shown.
        text: String,
    },
    /// Not a number.
    #[error("{text:?} is not a number; write for example 1234.5 or 1,234.5")]
    NotANumber {
        /// What was typed.
        text: String,
    },
    /// Below zero.
    #[error("{text:?} is below zero")]
    Negative {
        /// What was typed.
        text: String,
    },
    /// More decimals than the field keeps.
    #[error("at most {max} decimals")]
    TooManyDecimals {
        /// The most that are kept.
        max: u32,
    },
    /// Beyond the largest value.
    #[error("at most {max}")]
    TooLarge {
        /// The largest value.
        max: String,
    },
    /// Not a date.
    #[error("{text:?} is not a date; write for example 2020-08-20")]
    NotADate {
        /// What was typed.
        text: String,
    },
    /// A day that the calendar does not have, like 31 February.
    #[error("the calendar has no day {text:?}")]
    NoSuchDay {
        /// What was typed.
        text: String,
    },
    /// Not an e-mail address.
    #[error("this is not an e-mail address; write for example name@example.com")]
    NotAnAddress,
    /// Not a month.
    #[error("{text:?} is not a month; write for example 2020-08")]
    NotAMonth {
        /// What was typed.
        text: String,
    },
    /// Outside the years that the desk keeps.
    #[error("the year must lie between {min} and {max}")]
    YearOutOfRange {
        /// The first year.
        min: i16,
        /// The last year.
        max: i16,
    },
    /// After the day on which it is entered.
    #[error("the date lies after today, {today}")]
    Future {
        /// Today.
        today: Date,
    },
    /// More investment is reported, all months together, than the project has in all.
    #[error(
        "with this month, {reported} CNY of investment are reported, more than the total of {total}; say that it is right, or correct it"
    )]
    BeyondTotal {
        /// Reported in all, in yuan.
        reported: String,
        /// The total investment, in yuan.
        total: String,
    },
    /// A report on a month in which nobody knew of the project.
    #[error("the project is on record since {since}, after this month; say that it is right, or correct it")]
    BeforeRecord {
        /// The first day of its first stage.
        since: Date,
    },
    /// A report on a month that is not over.
    #[error("the month ends on {last_day}; it is reported when it is over")]
    MonthNotOver {
        /// Its last day.
        last_day: Date,
    },
    /// Not 18 characters.
    #[error("a unified social credit code has 18 characters, got {got}")]
    CreditCodeLength {
        /// How many there are.
        got: usize,
    },
    /// A character outside the code's alphabet.
    #[error("{found:?} (character {position}) cannot stand in a unified social credit code")]
    CreditCodeCharacter {
        /// The character.
        found: char,
        /// Counted from 1.
        position: usize,
    },
    /// The check character does not fit.
    #[error("the check character does not fit: look for a mistyped character")]
    CreditCodeCheck,
    /// Not a project code.
    #[error("a project code looks like 2020-140521-45-03-012345, got {text:?}")]
    ProjectCodeForm {
        /// What was typed.
        text: String,
    },
    /// Not an industry code.
    #[error("an industry code is a letter A to T and 2 to 4 digits, got {text:?}")]
    IndustryForm {
        /// What was typed.
        text: String,
    },
    /// Not a key.
    #[error("a key has 1 to 40 lower-case letters, digits, - or _, got {text:?}")]
    KeyForm {
        /// What was typed.
        text: String,
    },
    /// A word that the zone's list does not have.
    #[error("{text:?} is not in the zone's list; possible are: {known}")]
    UnknownTerm {
        /// What was typed.
        text: String,
        /// What the list has.
        known: String,
    },
    /// Longitude or latitude beyond what a globe has.
    #[error("at least -{max} and at most {max} degrees; are longitude and latitude swapped?")]
    DegreesRange {
        /// 180 or 90.
        max: u8,
    },
    /// The place lies outside the zone.
    #[error("the place lies outside {west}..{east} east, {south}..{north} north")]
    OutsideExtent {
        /// Western edge in degrees.
        west: String,
        /// Southern edge in degrees.
        south: String,
        /// Eastern edge in degrees.
        east: String,
        /// Northern edge in degrees.
        north: String,
    },
    /// Longitude without latitude, or the other way round.
    #[error("give both longitude and latitude, or neither")]
    LocationHalf,
    /// Production is promised for before the start of works.
    #[error("production is promised for before the start of works, {start}")]
    ProductionBeforeStart {
        /// The promised start.
        start: Date,
    },
    /// The yearly plan adds up to more than the total.
    #[error("the yearly plan adds up to {planned}, more than the total investment")]
    PlanExceedsTotal {
        /// Sum of the plan in yuan.
        planned: String,
    },
    /// Something was lost, stopped or set back, and nobody said why.
    #[error("say why")]
    ReasonMissing,
    /// A date before the latest entry of the history.
    #[error("the date lies before the latest entry, {latest}")]
    BeforeLatest {
        /// Date of the latest entry.
        latest: Date,
    },
    /// The project is already there.
    #[error("nothing changes: the project stands there since {since}")]
    AlreadyThere {
        /// Since when.
        since: Date,
    },
    /// Something that the stage asks for is missing.
    #[error("to enter this stage, first complete: {}", listed(.needs))]
    StageNeeds {
        /// What is missing.
        needs: Vec<Need>,
    },
    /// Somebody else must verify that the project is there.
    #[error("this stage is verified by somebody who does not manage the project: claim it, with evidence")]
    NeedsVerification,
    /// Nobody verifies what they manage or claim themselves.
    #[error("whoever manages the project or claims the stage does not verify it")]
    OwnWork,
    /// There is no claim that waits to be verified.
    #[error("no claim waits to be verified")]
    NoClaim,
    /// The next stage is not one that is verified.
    #[error("the next stage is not one that is verified: move the project on")]
    NothingToClaim,
    /// Agreements and promises are not finished: they hold.
    #[error("this is nothing that is done one day")]
    NothingToFinish,
    /// Nothing was answered that somebody could be not content with.
    #[error("no answer was given to this yet")]
    NothingToContest,
    /// The answer is dated before the enterprise asked again.
    #[error("the enterprise asked again on {contested_on}; the answer is not given before that")]
    BeforeContest {
        /// The day.
        contested_on: Date,
    },
    /// The project is no lead, or not one that somebody holds.
    #[error("this is no lead that could be taken or given back")]
    NoLead,
    /// Somebody holds the lead.
    #[error("{login} holds this lead")]
    HeldBy {
        /// Who.
        login: String,
    },
    /// Whoever gave the lead up may not take it again yet.
    #[error("whoever gave this lead up may take it again on {until}")]
    Resting {
        /// From which day on.
        until: Date,
    },
    /// One person holds no more leads.
    #[error("one person holds at most {max} leads")]
    HoldsEnough {
        /// The most.
        max: u16,
    },
    /// No organisation has this id.
    #[error("no organisation has the id {id:?}")]
    UnknownOrganisation {
        /// What was typed.
        id: String,
    },
    /// There is no such meeting.
    #[error("there is no such meeting")]
    UnknownMeeting,
    /// The project has no such agreement.
    #[error("the project has no such agreement")]
    UnknownAgreement,
    /// No account of the zone has this login, or it does not sign in any more.
    #[error("{login:?} is nobody who works on projects")]
    UnknownManager {
        /// What was typed.
        login: String,
    },
    /// No project has this id.
    #[error("no project has this id; leave it empty for a new project")]
    UnknownId,
    /// No project is meant, or none that exists.
    #[error("no such project; give its id, its project code, or its name and investor")]
    UnknownProject,
    /// Two different project codes for what looks like one project.
    #[error("the project of this name and investor has the code {code}; correct the code there, or the name here")]
    CodeDiffers {
        /// The code that it has.
        code: String,
    },
    /// The credit code is that of an investor who goes by other names.
    #[error("this credit code is that of {name}; correct the name or the code, or add the name to the register")]
    CodeOfInvestor {
        /// The investor's name.
        name: String,
    },
    /// The value belongs to another record already.
    #[error("another record has this value already")]
    Taken,
    /// The investor has a project of this name already.
    #[error("the investor has a project of this name already")]
    SameProject,
    /// A row of the file is cut off or has cells too many.
    #[error("the row has {got} cells, the header {expected}: is a comma or a quotation mark missing?")]
    RowLength {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        got: usize,
    },
}

impl Problem {
    /// Names the sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Missing => "projects-problem-missing",
            Self::TooLong { .. } => "projects-problem-too-long",
            Self::ControlCharacter { .. } => "projects-problem-control-character",
            Self::SpreadsheetError { .. } => "projects-problem-spreadsheet-error",
            Self::NotANumber { .. } => "projects-problem-not-a-number",
            Self::Negative { .. } => "projects-problem-negative",
            Self::TooManyDecimals { .. } => "projects-problem-too-many-decimals",
            Self::TooLarge { .. } => "projects-problem-too-large",
            Self::NotADate { .. } => "projects-problem-not-a-date",
            Self::NoSuchDay { .. } => "projects-problem-no-such-day",
            Self::NotAMonth { .. } => "projects-problem-not-a-month",
            Self::NotAnAddress => "projects-problem-not-an-address",
            Self::YearOutOfRange { .. } => "projects-problem-year-out-of-range",
            Self::Future { .. } => "projects-problem-future",
            Self::MonthNotOver { .. } => "projects-problem-month-not-over",
            Self::BeyondTotal { .. } => "projects-problem-beyond-total",
            Self::BeforeRecord { .. } => "projects-problem-before-record",
            Self::CreditCodeLength { .. } => "projects-problem-credit-code-length",
            Self::CreditCodeCharacter { .. } => "projects-problem-credit-code-character",
            Self::CreditCodeCheck => "projects-problem-credit-code-check",
            Self::ProjectCodeForm { .. } => "projects-problem-project-code-form",
            Self::IndustryForm { .. } => "projects-problem-industry-form",
            Self::KeyForm { .. } => "projects-problem-key-form",
            Self::UnknownTerm { .. } => "projects-problem-unknown-term",
            Self::DegreesRange { .. } => "projects-problem-degrees-range",
            Self::OutsideExtent { .. } => "projects-problem-outside-extent",
            Self::LocationHalf => "projects-problem-location-half",
            Self::ProductionBeforeStart { .. } => "projects-problem-production-before-start",
            Self::PlanExceedsTotal { .. } => "projects-problem-plan-exceeds-total",
            Self::ReasonMissing => "projects-problem-reason-missing",
            Self::BeforeLatest { .. } => "projects-problem-before-latest",
            Self::AlreadyThere { .. } => "projects-problem-already-there",
            Self::StageNeeds { .. } => "projects-problem-stage-needs",
            Self::NeedsVerification => "projects-problem-needs-verification",
            Self::OwnWork => "projects-problem-own-work",
            Self::NoClaim => "projects-problem-no-claim",
            Self::NothingToClaim => "projects-problem-nothing-to-claim",
            Self::NothingToFinish => "projects-problem-nothing-to-finish",
            Self::NothingToContest => "projects-problem-nothing-to-contest",
            Self::BeforeContest { .. } => "projects-problem-before-contest",
            Self::NoLead => "projects-problem-no-lead",
            Self::HeldBy { .. } => "projects-problem-held-by",
            Self::Resting { .. } => "projects-problem-resting",
            Self::HoldsEnough { .. } => "projects-problem-holds-enough",
            Self::UnknownOrganisation { .. } => "projects-problem-unknown-organisation",
            Self::UnknownMeeting => "projects-problem-unknown-meeting",
            Self::UnknownAgreement => "projects-problem-unknown-agreement",
            Self::UnknownManager { .. } => "projects-problem-unknown-manager",
            Self::UnknownId => "projects-problem-unknown-id",
            Self::UnknownProject => "projects-problem-unknown-project",
            Self::CodeDiffers { .. } => "projects-problem-code-differs",
            Self::CodeOfInvestor { .. } => "projects-problem-code-of-investor",
            Self::Taken => "projects-problem-taken",
            Self::SameProject => "projects-problem-same-project",
            Self::RowLength { .. } => "projects-problem-row-length",
        }
    }

    /// What to put into the sentence. Fields stand by their keys; a page knows their names.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max, got } => vec![("max", max.to_string()), ("got", got.to_string())],
            Self::ControlCharacter { position } => vec![("position", position.to_string())],
            Self::SpreadsheetError { text }
            | Self::NotANumber { text }
            | Self::Negative { text }
            | Self::NotADate { text }
            | Self::NoSuchDay { text }
            | Self::NotAMonth { text }
            | Self::ProjectCodeForm { text }
            | Self::IndustryForm { text }
            | Self::KeyForm { text } => vec![("text", text.clone())],
            Self::TooManyDecimals { max } => vec![("max", max.to_string())],
            Self::TooLarge { max } => vec![("max", max.clone())],
            Self::YearOutOfRange { min, max } => {
                vec![("min", min.to_string()), ("max", max.to_string())]
            }
            Self::Future { today } => vec![("today", today.to_string())],
            Self::MonthNotOver { last_day } => vec![("day", last_day.to_string())],
            Self::BeyondTotal { reported, total } => vec![("reported", reported.clone()), ("total", total.clone())],
            Self::BeforeRecord { since } | Self::AlreadyThere { since } => vec![("since", since.to_string())],
            Self::CreditCodeLength { got } => vec![("got", got.to_string())],
            Self::CreditCodeCharacter { found, position } => {
                vec![("found", found.to_string()), ("position", position.to_string())]
            }
            Self::UnknownTerm { text, known } => vec![("text", text.clone()), ("known", known.clone())],
            Self::DegreesRange { max } => vec![("max", max.to_string())],
            Self::OutsideExtent { west, south, east, north } => {
                vec![("west", west.clone()), ("south", south.clone()), ("east", east.clone()), ("north", north.clone())]
            }
            Self::ProductionBeforeStart { start } => vec![("start", start.to_string())],
            Self::PlanExceedsTotal { planned } => vec![("planned", planned.clone())],
            Self::BeforeContest { contested_on } => vec![("contested_on", contested_on.to_string())],
            Self::BeforeLatest { latest } => vec![("latest", latest.to_string())],
            Self::StageNeeds { needs: missing } => vec![("fields", listed(missing))],
            Self::Resting { until } => vec![("until", until.to_string())],
            Self::HoldsEnough { max } => vec![("max", max.to_string())],
            Self::UnknownOrganisation { id } => vec![("id", id.clone())],
            Self::HeldBy { login } | Self::UnknownManager { login } => vec![("login", login.clone())],
            Self::CodeDiffers { code } => vec![("code", code.clone())],
            Self::CodeOfInvestor { name } => vec![("name", name.clone())],
            Self::RowLength { expected, got } => {
                vec![("expected", expected.to_string()), ("got", got.to_string())]
            }
            Self::Missing
            | Self::NotAnAddress
            | Self::CreditCodeCheck
            | Self::LocationHalf
            | Self::NeedsVerification
            | Self::OwnWork
            | Self::UnknownAgreement
            | Self::UnknownMeeting
            | Self::NoLead
            | Self::NoClaim
            | Self::NothingToClaim
            | Self::NothingToFinish
            | Self::NothingToContest
            | Self::ReasonMissing
            | Self::UnknownId
            | Self::UnknownProject
            | Self::Taken
            | Self::SameProject => Vec::new(),
        }
    }
}

impl From<InvalidCreditCode> for Problem {
    fn from(invalid: InvalidCreditCode) -> Self {
        match invalid {
            InvalidCreditCode::Length { got } => Self::CreditCodeLength { got },
            InvalidCreditCode::Character { found, position } => Self::CreditCodeCharacter { found, position },
            InvalidCreditCode::Check => Self::CreditCodeCheck,
        }
    }
}

/// A problem and the field that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct FieldError {
    /// Stable key of the field: `total_investment_cny`, `stage`.
    pub field: Cow<'static, str>,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldError {
    /// A problem of one field.
    pub fn new(field: impl Into<Cow<'static, str>>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }
}

fn listed(needs: &[Need]) -> String {
    needs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The beginning of a wrong text, to be repeated in an error.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if text.chars().nth(SHOWN_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}
