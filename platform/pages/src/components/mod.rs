//! Parts of pages, as plain functions that return markup.

mod axis;
mod chart;
mod difference;
mod drawing;
mod field;
mod gantt;
mod map;
mod pill;
mod small;
mod table;
mod timeline;

pub use chart::{Chart, Series, chart};
pub use difference::difference;
pub use drawing::drawing;
pub use field::{Choice, Field, FieldErrors, area, checkbox, date, file, number, select, text};
pub use gantt::{Bar, Mark, gantt, gantt_legend};
pub use map::{MapPlace, map, map_legend};
pub use pill::{light, pill};
pub use small::{dialog, download, empty, progress, sparkline, stat, tabs};
pub use table::{Cell, Column, ListState, PER_PAGE, SortOrder, Total, pager, table};
pub use timeline::{Moment, timeline};
