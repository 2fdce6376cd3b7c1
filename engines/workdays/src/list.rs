use std::collections::{BTreeMap, btree_map::Entry};

use jiff::civil::{Date, Weekday, date};

use crate::{
    Calendar,
    day::{Exception, Kind},
};

/// The longest list that is read, in bytes: some two hundred years of notices.
pub const TEXT_LENGTH_MAX: usize = 1 << 18;
/// The longest name of a holiday, in characters.
const NAME_LENGTH_MAX: usize = 60;
/// What a list is headed with.
const HEADER: [&str; 3] = ["date", "kind", "name"];
/// Month and day of three holidays that every year has (全国年节及纪念日放假办法). A year whose list lacks one of them was cut
/// off, or is not that year's list but a neighbour's that reaches over New Year.
const EVERY_YEAR: [(i8, i8); 3] = [(1, 1), (5, 1), (10, 1)];

/// A list that is no calendar, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct CsvError {
    /// The line in the text, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a line of the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// More than a calendar can be.
    #[error("the list is longer than {TEXT_LENGTH_MAX} bytes; this is no calendar")]
    TooLong,
    /// Not the columns of a calendar.
    #[error("the first line must be date,kind,name")]
    Header,
    /// A cell too few or too many, a quote that is not closed.
    #[error("a line has three cells: date, kind and name")]
    Cells,
    /// No such day.
    #[error("{0:?} is no day; write it like 2024-02-10")]
    Date(String),
    /// Neither of the two kinds.
    #[error("{0:?} is no kind; write holiday or workday")]
    Kind(String),
    /// Not a name.
    #[error("the name of a holiday is one line of at most {NAME_LENGTH_MAX} characters; is a quote left open?")]
    Name,
    /// Listed twice alike.
    #[error("{0} was listed before; delete one of the two lines")]
    Duplicate(Date),
    /// Listed once as a holiday, once as a working day.
    #[error("{0} was listed before as the other kind; delete the wrong one")]
    Contradiction(Date),
    /// A weekday that is listed as a working day is a typing error: it would be one anyway.
    #[error("{0} is Monday to Friday, a working day without being listed; which Saturday or Sunday is meant?")]
    NotSwapped(Date),
    /// A year without one of the holidays that every year has; the line is the year's first.
    #[error("{missing}, a holiday in every year, is not listed; complete the year {}, or take it out", missing.year())]
    Incomplete {
        /// The day that is not listed.
        missing: Date,
    },
}

impl Calendar {
    /// Reads a list of exceptions: a header `date,kind,name`, then a line per day, `kind` being `holiday` or `workday`, in
    /// any order. Weekends that are no holiday need not be listed, and may be.
    ///
    /// The last days of a year can still be moved by the notice of the next one: add the new list as soon as it is out.
    ///
    /// # Errors
    /// The first line that is wrong. A list without days gives a calendar that knows no year.
    pub fn from_csv(text: &str) -> Result<Self, CsvError> {
        if text.len() > TEXT_LENGTH_MAX {
            return Err(CsvError { line: 1, problem: Problem::TooLong });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let at = |place: Option<&csv::Position>, problem| CsvError { line: line_of(text, place), problem };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        if reader.headers().map_or(true, |header| header != HEADER.as_slice()) {
            return Err(CsvError { line: 1, problem: Problem::Header });
        }
        let mut exceptions = BTreeMap::new();
        let mut years = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| at(error.position(), Problem::Cells))?;
            let place = record.position();
            let (day, exception) = read(&record).map_err(|problem| at(place, problem))?;
            years.entry(day.year()).or_insert_with(|| place.cloned());
            insert(&mut exceptions, day, exception).map_err(|problem| at(place, problem))?;
        }
        for (&year, place) in &years {
            complete(&exceptions, year).map_err(|problem| at(place.as_ref(), problem))?;
        }
        Ok(Self::new(exceptions, years.into_keys()))
    }
}

/// The line on which a record begins. The reader's own count is one short where lines end in CR LF, and its place may lie
/// before the line's end.
fn line_of(text: &str, place: Option<&csv::Position>) -> usize {
    let rest = place.and_then(|place| text.get(usize::try_from(place.byte()).ok()?..)).unwrap_or(text);
    let before = text.len() - rest.trim_start_matches(['\r', '\n']).len();
    1 + text[..before].matches('\n').count()
}

fn read(record: &csv::StringRecord) -> Result<(Date, Exception), Problem> {
    let mut cells = record.iter();
    let (Some(day), Some(kind), Some(name)) = (cells.next(), cells.next(), cells.next()) else {
        return Err(Problem::Cells);
    };
    let kind = match kind {
        "holiday" => Kind::Holiday,
        "workday" => Kind::Workday,
        other => return Err(Problem::Kind(short(other))),
    };
    if name.chars().count() > NAME_LENGTH_MAX || name.chars().any(char::is_control) {
        return Err(Problem::Name);
    }
    Ok((parse(day)?, Exception { kind, name: name.to_owned() }))
}

/// A date in the one form that the list has; the library would also take a date with a time.
fn parse(text: &str) -> Result<Date, Problem> {
    let day = text.parse::<Date>().ok().filter(|day| day.year() > 0 && day.to_string() == text);
    day.ok_or_else(|| Problem::Date(short(text)))
}

fn insert(exceptions: &mut BTreeMap<Date, Exception>, day: Date, exception: Exception) -> Result<(), Problem> {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    match exceptions.entry(day) {
        Entry::Occupied(before) if before.get().kind == exception.kind => Err(Problem::Duplicate(day)),
        Entry::Occupied(_) => Err(Problem::Contradiction(day)),
        Entry::Vacant(_) if exception.kind == Kind::Workday && !weekend => Err(Problem::NotSwapped(day)),
        Entry::Vacant(place) => {
            place.insert(exception);
            Ok(())
        }
    }
}

fn complete(exceptions: &BTreeMap<Date, Exception>, year: i16) -> Result<(), Problem> {
    let listed = |day: &Date| exceptions.get(day).is_some_and(|exception| exception.kind == Kind::Holiday);
    let missing = EVERY_YEAR.into_iter().map(|(month, day)| date(year, month, day)).find(|day| !listed(day));
    missing.map_or(Ok(()), |missing| Err(Problem::Incomplete { missing }))
}

fn short(text: &str) -> String {
    text.chars().take(NAME_LENGTH_MAX).collect()
}
