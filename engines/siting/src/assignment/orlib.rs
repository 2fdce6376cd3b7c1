//! The text form of J. E. Beasley's OR-Library: the number of problems, then for each the numbers of agents and jobs,
//! the costs and the needs row by row, and the capacities; whitespace between numbers, lines broken anywhere.
//!
//! The form does not tell costs from profits, and has no forbidden pairs: writing one gives it a need that is over the
//! agent's capacity.

use std::{fmt::Write, str::SplitWhitespace};

use thiserror::Error;

use super::problem::{Fit, MAX_PAIRS, Problem, ProblemError, Sense};

/// Why a text is no list of problems. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Something that is no whole number of 64 bits.
    #[error("line {line}: {found:?} is not a whole number")]
    NotANumber {
        /// The line.
        line: usize,
        /// What stands there, cut to 20 characters.
        found: String,
    },
    /// A number of problems, agents or jobs below one or out of reach.
    #[error("line {line}: {found} cannot be the number of {what}")]
    Count {
        /// The line.
        line: usize,
        /// What is counted.
        what: &'static str,
        /// The number.
        found: i64,
    },
    /// The text ends too early.
    #[error("the text ends at line {line}, in problem {problem}, where {missing} more numbers are due")]
    Truncated {
        /// The last line.
        line: usize,
        /// The problem, counted from 1; 0 before the first.
        problem: usize,
        /// How many numbers are missing of those that the counts ask for.
        missing: usize,
    },
    /// The text goes on after the last problem.
    #[error("line {line}: {found:?} stands after the last problem; is the number of problems right?")]
    TooLong {
        /// The line.
        line: usize,
        /// What stands there, cut to 20 characters.
        found: String,
    },
    /// The numbers are no problem.
    #[error("problem {problem}, which ends at line {line}: {source}")]
    Problem {
        /// The line of the problem's last number.
        line: usize,
        /// The problem, counted from 1.
        problem: usize,
        /// What is wrong with it.
        source: ProblemError,
    },
}

/// Reads all problems of a text; `sense` says what its numbers mean. Takes time and memory in proportion to the text,
/// whatever the text claims to hold.
pub fn read(text: &str, sense: Sense) -> Result<Vec<Problem>, ReadError> {
    let mut numbers = Numbers::new(text);
    let count = numbers.count("problems")?;
    let mut problems = Vec::new();
    while problems.len() < count {
        numbers.problem = problems.len() + 1;
        problems.push(read_problem(&mut numbers, sense)?);
    }
    match numbers.word() {
        Some(found) => Err(ReadError::TooLong { line: numbers.line, found: cut(found) }),
        None => Ok(problems),
    }
}

fn read_problem(numbers: &mut Numbers, sense: Sense) -> Result<Problem, ReadError> {
    let agents = numbers.count("agents")?;
    let jobs = numbers.count("jobs")?;
    let pairs = agents.checked_mul(jobs).filter(|pairs| *pairs <= MAX_PAIRS);
    let pairs = pairs.ok_or(ReadError::Count {
        line: numbers.line,
        what: "jobs",
        found: i64::try_from(jobs).unwrap_or(i64::MAX),
    })?;
    let costs = numbers.take(pairs, pairs + agents)?;
    let needs = numbers.take(pairs, agents)?;
    let capacities = numbers.take(agents, 0)?;
    let fits: Vec<_> = costs.into_iter().zip(needs).map(|(cost, need)| Some(Fit { cost, need })).collect();
    let fits = fits.chunks(jobs).map(<[_]>::to_vec).collect();
    Problem::new(sense, capacities, fits).map_err(|source| ReadError::Problem {
        line: numbers.line,
        problem: numbers.problem,
        source,
    })
}

/// Writes problems so that [`read`] gives them back, forbidden pairs as pairs that do not fit.
pub fn write(problems: &[Problem]) -> String {
    let mut text = format!("{}\n", problems.len());
    for problem in problems {
        let rows = || (0..problem.agents()).map(|agent| (problem.row(agent), problem.capacities()[agent]));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {}", problem.agents(), problem.jobs());
        for (row, _) in rows() {
            write_row(&mut text, row.iter().map(|fit| fit.map_or(0, |fit| fit.cost)));
        }
        for (row, capacity) in rows() {
            write_row(&mut text, row.iter().map(|fit| fit.map_or(capacity.saturating_add(1), |fit| fit.need)));
        }
        write_row(&mut text, problem.capacities().iter().copied());
    }
    text
}

fn write_row(text: &mut String, numbers: impl Iterator<Item = i64>) {
    let words: Vec<String> = numbers.map(|number| number.to_string()).collect();
    text.push_str(&words.join(" "));
    text.push('\n');
}

/// The words of a text, with the line of the last one.
struct Numbers<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    words: SplitWhitespace<'a>,
    line: usize,
    problem: usize,
}

impl<'a> Numbers<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate(), words: "".split_whitespace(), line: 0, problem: 0 }
    }

    fn word(&mut self) -> Option<&'a str> {
        loop {
            if let Some(word) = self.words.next() {
                return Some(word);
            }
            let (line, text) = self.lines.next()?;
            self.line = line + 1;
            self.words = text.split_whitespace();
        }
    }

    /// The next number, where `due` more are to follow it.
    fn number(&mut self, due: usize) -> Result<i64, ReadError> {
        let (problem, missing) = (self.problem, due + 1);
        let word = self.word().ok_or(ReadError::Truncated { line: self.line, problem, missing })?;
        word.parse().map_err(|_| ReadError::NotANumber { line: self.line, found: cut(word) })
    }

    fn count(&mut self, what: &'static str) -> Result<usize, ReadError> {
        let found = self.number(0)?;
        let count = usize::try_from(found).ok().filter(|count| (1..=MAX_PAIRS).contains(count));
        count.ok_or(ReadError::Count { line: self.line, what, found })
    }

    /// As many numbers, where `due` more are to follow them.
    fn take(&mut self, count: usize, due: usize) -> Result<Vec<i64>, ReadError> {
        (0..count).map(|place| self.number(due + count - 1 - place)).collect()
    }
}

fn cut(word: &str) -> String {
    word.chars().take(20).collect()
}
