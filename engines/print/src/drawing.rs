/// A drawing (图样): marks on a sheet that grows and shrinks as a whole. Positions count from the top left corner to the right
/// and down, in points where the sheet is printed in its own size; what lies beyond the sheet is cut off.
///
/// A DOCX leaves drawings out: what one shows must stand in the text, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// What it shows, for those who do not see it.
    pub says: String,
    /// Width of the sheet.
    pub width: f64,
    /// Height of the sheet.
    pub height: f64,
    /// Marks, the lowest first.
    pub marks: Vec<Mark>,
}

/// A mark on a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// An area within rings; where a ring lies in another, it is a hole.
    Area {
        /// Its rings.
        rings: Vec<Vec<[f64; 2]>>,
        /// How it looks.
        look: Look,
    },
    /// A line through these positions.
    Line(Vec<[f64; 2]>),
    /// Words on a line.
    Words {
        /// Where the line stands.
        at: [f64; 2],
        /// What of the words stands there.
        anchor: Anchor,
        /// What they say.
        text: String,
    },
    /// A few characters in a disc.
    Badge {
        /// Its middle.
        at: [f64; 2],
        /// What it says.
        text: String,
    },
}

/// How an area looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What the drawing is about.
    Chosen,
    /// What lies around it.
    Faint,
    /// Signs such as an arrow.
    Sign,
    /// Like the sheet: it covers what lies below.
    Blank,
}

/// Which part of words stands at their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Where they begin.
    Start,
    /// Their middle.
    Middle,
    /// Where they end.
    End,
}

impl Mark {
    /// Radius of the disc of a badge.
    pub const BADGE_RADIUS: f64 = 10.0;
    /// Height of the type of words and badges.
    pub const TYPE_SIZE: f64 = 12.0;

    /// A rectangle: left, top, width, height.
    pub fn rectangle([x, y, width, height]: [f64; 4], look: Look) -> Self {
        let corners = vec![[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
        Self::Area { rings: vec![corners], look }
    }
}

impl Look {
    /// As the template names it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Faint => "faint",
            Self::Sign => "sign",
            Self::Blank => "blank",
        }
    }
}

impl Anchor {
    /// How much of the width of words stands before their position.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}
