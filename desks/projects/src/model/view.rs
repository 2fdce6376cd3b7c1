use std::{fmt, str::FromStr};

use super::{Line, Problem};

/// A way of seeing the projects that somebody has kept under a name (常用视图): a page with its filters, its order and
/// its columns. What it shows is looked up anew each time, with the rights of whoever opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its name.
    pub title: Line,
    /// Which page.
    pub page: ViewPage,
    /// Filters, order and columns, as the page's address has them behind the `?`.
    pub query: ViewQuery,
    /// Account of whoever keeps it.
    pub owner: String,
    /// Whether all who see the zone's projects find it in their lists.
    pub shared: bool,
}

/// A page that shows projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewPage {
    /// The list.
    List,
    /// The board.
    Board,
    /// The map.
    Map,
    /// The Gantt chart.
    Plan,
    /// The funnel.
    Funnel,
    /// The calendar.
    Calendar,
    /// The leader's page.
    Leader,
}

impl ViewPage {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 7] =
        [Self::List, Self::Board, Self::Map, Self::Plan, Self::Funnel, Self::Calendar, Self::Leader];

    /// Its key; the list's is `list`.
    pub fn key(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Board => "board",
            Self::Map => "map",
            Self::Plan => "plan",
            Self::Funnel => "funnel",
            Self::Calendar => "calendar",
            Self::Leader => "leader",
        }
    }

    /// Its address below the zone.
    pub fn path(self) -> &'static str {
        match self {
            Self::List => "/projects",
            Self::Board => "/projects/board",
            Self::Map => "/projects/map",
            Self::Plan => "/projects/plan",
            Self::Funnel => "/projects/funnel",
            Self::Calendar => "/projects/calendar",
            Self::Leader => "/projects/leader",
        }
    }
}

impl fmt::Display for ViewPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for ViewPage {
    type Err = Problem;

    fn from_str(key: &str) -> Result<Self, Problem> {
        let known = Self::ALL.into_iter().map(Self::key);
        Self::ALL.into_iter().find(|page| page.key() == key.trim()).ok_or_else(|| super::text::unknown_term(key, known))
    }
}

/// The part of an address behind the `?`: empty, or `stage=signed&sort=name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewQuery(String);

impl ViewQuery {
    /// As long as browsers and proxies let an address be.
    pub const BYTES_MAX: usize = 2_000;

    /// The text, without `?`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ViewQuery {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim().trim_start_matches('?');
        if text.len() > Self::BYTES_MAX {
            return Err(Problem::TooLong { max: Self::BYTES_MAX, got: text.len() });
        }
        // Whatever cannot stand in an address as it is was encoded by whoever made it.
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'"' | b'<' | b'>' | b'\\');
        match text.bytes().position(|byte| !plain(byte)) {
            Some(position) => Err(Problem::ControlCharacter { position: position + 1 }),
            None => Ok(Self(text.to_owned())),
        }
    }
}
