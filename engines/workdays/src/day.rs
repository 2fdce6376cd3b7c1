/// What a day is, and which holiday made it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    /// Monday to Friday, nothing special.
    Working,
    /// A Saturday or Sunday that was made a working day (调休上班) for the holiday named.
    Swapped(&'a str),
    /// Saturday or Sunday.
    Weekend,
    /// A day off for the holiday named.
    Holiday(&'a str),
}

impl Day<'_> {
    /// Whether offices are open.
    pub fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::Swapped(_))
    }
}

/// What the list says of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exception {
    pub kind: Kind,
    /// The holiday that it belongs to; may be empty.
    pub name: String,
}

/// The two kinds of listed days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Holiday,
    Workday,
}
