//! Pressure along a route, as a picture (SVG 1.1).

use std::borrow::Cow;

use gas_flow::{
    Network, Solution,
    format::table::printable,
    route::{self, Route},
};
use maud::{Markup, html};

use super::{refusal::Refusal, solve::gauge_bar};
use crate::commands::Failure;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 60.0;
/// Lines of a scale, about.
const TICKS: f64 = 6.0;
/// Names of nodes are this far apart at least.
const NAME_GAP: f64 = 14.0;
/// More nodes than this are not named; their dots still tell.
const NAMES_MAX: usize = 40;

/// The way through nodes of these names.
pub fn route(network: &Network, stops: &[String]) -> Result<Route, Failure> {
    let unknown = |id: &String| Refusal::usage(format!("--route: there is no node {id}"));
    let find = |id: &String| network.node_by_id(id).ok_or_else(|| unknown(id));
    let stops = stops.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    Ok(route::shortest(network, &stops)?)
}

/// A scale with round numbers.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
    /// Where the ends are drawn.
    ends: (f64, f64),
}

impl Scale {
    fn of(low: f64, high: f64, ends: (f64, f64)) -> Self {
        let span = if high > low { high - low } else { low.abs().max(1.0) * 0.01 };
        let magnitude = 10_f64.powf((span / TICKS).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|one| one * magnitude).into_iter().find(|step| span / step <= TICKS);
        let step = step.unwrap_or(magnitude * 10.0);
        Self { low: (low / step).floor() * step, high: ((low + span) / step).ceil() * step, step, ends }
    }

    fn at(&self, value: f64) -> f64 {
        self.ends.0 + (value - self.low) / (self.high - self.low) * (self.ends.1 - self.ends.0)
    }

    /// Values of its lines, with what is written there.
    fn ticks(&self) -> Vec<(f64, String)> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let (count, decimals) = (
            ((self.high - self.low) / self.step + 1e-9).floor() as usize,
            (-self.step.log10().floor()).max(0.0) as usize,
        );
        let value = |tick: usize| self.low + tick as f64 * self.step;
        (0..=count).map(value).map(|value| (self.at(value), format!("{value:.decimals$}"))).collect()
    }
}

/// Pressure over the air around, along the route.
pub fn pressure(network: &Network, solution: &Solution, route: &Route) -> Result<String, Failure> {
    let pressures = gauge_bar(network, &solution.pressure_pa);
    let points = route.along(&pressures)?.into_iter().map(|(metres, bar)| (metres / 1000.0, bar));
    let points: Vec<(f64, f64)> = points.collect();
    let ends = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| (low.min(one), high.max(one)))
    };
    let (_, length) = ends(&mut points.iter().map(|point| point.0));
    let (low, high) = ends(&mut points.iter().map(|point| point.1));
    let along = Scale { high: length.max(1e-3), ..Scale::of(0.0, length, (LEFT, WIDTH - RIGHT)) };
    let up = Scale::of(low, high, (HEIGHT - BOTTOM, TOP));
    let places: Vec<(f64, f64)> = points.iter().map(|(km, bar)| (along.at(*km), up.at(*bar))).collect();
    let line: Vec<String> = places.iter().map(|(x, y)| format!("{x:.2},{y:.2}")).collect();
    let names: Vec<_> = route.nodes.iter().map(|node| printable(&network.node(*node).id)).collect();
    let title = [names.first(), names.last()].map(|name| name.map_or("", |name| &**name)).join(" – ");
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width=(WIDTH) height=(HEIGHT)
            role="img" font-family="sans-serif" font-size="12" {
            title { "Pressure along " (title) }
            rect width="100%" height="100%" fill="#ffffff" {}
            text x=(LEFT) y="20" font-size="14" { (title) }
            (scales(&along, &up))
            polyline points=(line.join(" ")) fill="none" stroke="#1f5fa8" stroke-width="2" {}
            (marks(&places, &points, &names))
        }
    };
    Ok(picture.into_string())
}

fn scales(along: &Scale, up: &Scale) -> Markup {
    html! {
        @for (y, value) in up.ticks() {
            line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(format!("{y:.2}")) y2=(format!("{y:.2}")) stroke="#dddddd" {}
            text x=(LEFT - 8.0) y=(format!("{:.2}", y + 4.0)) text-anchor="end" { (value) }
        }
        @for (x, value) in along.ticks() {
            line x1=(format!("{x:.2}")) x2=(format!("{x:.2}")) y1=(TOP) y2=(HEIGHT - BOTTOM) stroke="#eeeeee" {}
            text x=(format!("{x:.2}")) y=(HEIGHT - BOTTOM + 18.0) text-anchor="middle" { (value) }
        }
        text x=((LEFT + WIDTH - RIGHT) / 2.0) y=(HEIGHT - 16.0) text-anchor="middle" { "km" }
        text x="16" y=((TOP + HEIGHT - BOTTOM) / 2.0) text-anchor="middle"
            transform=(format!("rotate(-90 16 {})", (TOP + HEIGHT - BOTTOM) / 2.0)) { "bar(g)" }
    }
}

/// A dot for each node that tells its name and pressure; written beside it where there is room.
fn marks(places: &[(f64, f64)], points: &[(f64, f64)], names: &[Cow<str>]) -> Markup {
    let mut written: Option<(f64, f64)> = None;
    let mut room = |x: f64, y: f64| {
        let free = written.is_none_or(|(a, b)| (x - a).abs().max((y - b).abs()) >= NAME_GAP);
        written = if free { Some((x, y)) } else { written };
        free && names.len() <= NAMES_MAX
    };
    html! {
        @for ((x, y), ((km, bar), name)) in places.iter().zip(points.iter().zip(names)) {
            circle cx=(format!("{x:.2}")) cy=(format!("{y:.2}")) r="3" fill="#1f5fa8" {
                title { (name) ": " (format!("{bar:.4} bar(g), {km:.3} km")) }
            }
            @if room(*x, *y) {
                text x=(format!("{:.2}", x + 4.0)) y=(format!("{:.2}", y - 6.0)) font-size="10"
                    transform=(format!("rotate(-30 {x:.2} {y:.2})")) { (name) }
            }
        }
    }
}
