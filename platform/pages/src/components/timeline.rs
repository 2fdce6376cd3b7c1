use jiff::civil::Date;
use maud::{Markup, html};

/// Something that happened, or will.
pub struct Moment {
    /// The day.
    pub on: Date,
    /// What happened.
    pub title: String,
    /// More about it.
    pub detail: Markup,
    /// Whether it lies ahead.
    pub ahead: bool,
}

/// Dated events from top to bottom, in the order given.
pub fn timeline(moments: &[Moment]) -> Markup {
    html! {
        ol.timeline {
            @for moment in moments {
                li.timeline-event.timeline-ahead[moment.ahead] {
                    time datetime=(moment.on.to_string()) { (moment.on.to_string()) }
                    div.timeline-title { (moment.title) }
                    div.text-secondary { (moment.detail) }
                }
            }
        }
    }
}
