use std::borrow::Cow;

use crate::model::FieldError;

/// What a file would do, row by row; nothing of it is done yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview<T> {
    /// Every row of the file.
    pub rows: Vec<PreviewRow<T>>,
    /// Headers that were not understood; their columns are left out.
    pub ignored_headers: Vec<String>,
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow<T> {
    /// Its number as a spreadsheet counts; the header is usually 1.
    pub number: u32,
    /// What it is about: the name of the project, as typed.
    pub title: String,
    /// What it would do.
    pub outcome: Outcome<T>,
}

/// What a row would do.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// Something new would be written.
    New(Box<T>),
    /// Something would be changed.
    Changed {
        /// What would be written.
        after: Box<T>,
        /// What would differ, field by field.
        changes: Vec<Change>,
    },
    /// All is as it says already.
    Unchanged,
    /// It cannot be taken over; all that is wrong, by field.
    Wrong(Vec<FieldError>),
    /// An earlier row is about the same; this one is left out.
    Duplicate {
        /// The earlier row.
        of_row: u32,
    },
}

/// A field that would differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Key of the field.
    pub field: Cow<'static, str>,
    /// Its text now.
    pub before: String,
    /// Its text afterwards.
    pub after: String,
}

/// How many rows do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that write something new.
    pub new: usize,
    /// Rows that change something.
    pub changed: usize,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Rows that cannot be taken over.
    pub wrong: usize,
    /// Rows about what an earlier row is about.
    pub duplicate: usize,
}

impl<T> Preview<T> {
    /// How many rows do what.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            let count = match row.outcome {
                Outcome::New(_) => &mut counts.new,
                Outcome::Changed { .. } => &mut counts.changed,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Wrong(_) => &mut counts.wrong,
                Outcome::Duplicate { .. } => &mut counts.duplicate,
            };
            *count += 1;
        }
        counts
    }

    /// What would be written, in the order of the file.
    pub fn to_write(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().filter_map(|row| row.outcome.to_write())
    }
}

impl<T> Outcome<T> {
    /// What would be written, if anything.
    pub fn to_write(&self) -> Option<&T> {
        match self {
            Self::New(value) | Self::Changed { after: value, .. } => Some(value),
            Self::Unchanged | Self::Wrong(_) | Self::Duplicate { .. } => None,
        }
    }
}

impl Change {
    /// A change of a field, if there is one.
    pub(super) fn between(field: impl Into<Cow<'static, str>>, before: String, after: String) -> Option<Self> {
        (before != after).then(|| Self { field: field.into(), before, after })
    }
}
