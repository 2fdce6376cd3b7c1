use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

/// All zones keep China's time, without summer time.
const CHINA: Offset = jiff::tz::offset(8);

/// An instant as files write it: `2020-08-20T11:26:30+08:00`.
pub fn china_instant(at: Timestamp) -> String {
    at.display_with_offset(CHINA).to_string()
}

/// The civil time in China.
pub fn in_china(at: Timestamp) -> DateTime {
    CHINA.to_datetime(at)
}

/// The day on which it is in China.
pub fn day_in_china(at: Timestamp) -> Date {
    in_china(at).date()
}

/// The instant of a civil time in China; `None` at the edges of the calendar.
pub fn from_china(civil: DateTime) -> Option<Timestamp> {
    CHINA.to_timestamp(civil).ok()
}
