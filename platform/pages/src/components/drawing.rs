use maud::{Markup, html};
use print::{Anchor, Drawing, Look, Mark};

/// A drawing on a page, without scripts: the same that is printed. What it shows stands beside it in words.
pub fn drawing(drawing: &Drawing) -> Markup {
    let (width, height) = (drawing.width, drawing.height);
    html! {
        svg.drawing role="img" aria-label=(drawing.says) viewBox=(format!("0 0 {width:.0} {height:.0}")) {
            @for mark in &drawing.marks { (drawn(mark)) }
        }
    }
}

fn drawn(mark: &Mark) -> Markup {
    html! {
        @match mark {
            Mark::Area { rings, look } => {
                path class=(looks(*look)) fill-rule="evenodd" d=(rings.iter().map(|ring| way(ring) + "Z").collect::<Vec<_>>().concat()) {}
            }
            Mark::Line(points) => path class="drawing-line" d=(way(points)) {},
            Mark::Words { at: [x, y], anchor, text } => {
                text x=(rounded(*x)) y=(rounded(*y)) font-size=(Mark::TYPE_SIZE) text-anchor=(anchored(*anchor)) { (text) }
            }
            Mark::Badge { at: [x, y], text } => {
                circle.drawing-badge cx=(rounded(*x)) cy=(rounded(*y)) r=(Mark::BADGE_RADIUS) {}
                text.drawing-badge-text x=(rounded(*x)) y=(rounded(*y)) font-size=(Mark::TYPE_SIZE) text-anchor="middle"
                    dominant-baseline="central" { (text) }
            }
        }
    }
}

fn looks(look: Look) -> &'static str {
    match look {
        Look::Chosen => "drawing-chosen",
        Look::Faint => "drawing-faint",
        Look::Sign => "drawing-sign",
        Look::Blank => "drawing-blank",
    }
}

fn anchored(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    }
}

fn rounded(length: f64) -> String {
    format!("{length:.1}")
}

fn way(points: &[[f64; 2]]) -> String {
    let one = |(index, [x, y]): (usize, &[f64; 2])| format!("{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
    points.iter().enumerate().map(one).collect::<Vec<_>>().concat()
}
