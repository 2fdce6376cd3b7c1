use facts::Light;
use maud::{Markup, html};

use crate::Visit;

/// A traffic light: word, shape and colour together, never colour alone.
pub fn light(visit: &Visit, light: Light) -> Markup {
    let name = match light {
        Light::Green => "green",
        Light::Amber => "amber",
        Light::Red => "red",
        Light::Unknown => "unknown",
    };
    html! {
        span class=(format!("light light-{name}")) { (visit.text(&format!("light-{name}"))) }
    }
}

/// A status in a word; `tone` is one of `neutral`, `good`, `warning`, `bad`, and adds a colour and a shape.
pub fn pill(tone: &str, text: &str) -> Markup {
    html! { span class=(format!("pill pill-{tone}")) { (text) } }
}
