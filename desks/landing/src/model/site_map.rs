//! Where the sites of a plan lie, drawn (选址图): from the outlines that the register had on the day of the plan.

use boundary::{Boundary, Extent, length_m};
use land::model::Code;
use print::{Anchor, Drawing, Look, Mark};

use super::Plan;

/// The sites of a plan as they lie among their neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteMap {
    sites: Vec<Drawn>,
    around: Vec<Boundary>,
}

/// A site that has an outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Its place in the plan, from 1, which stands on the drawing.
    pub place: usize,
    /// Its code.
    pub code: String,
    boundary: Boundary,
}

/// Width of the sheet, and of what lies below the land on it: scale and north.
const WIDTH: f64 = 400.0;
const FOOT: f64 = 28.0;
/// The land on the sheet is at least and at most so high.
const HEIGHTS: (f64, f64) = (180.0, 320.0);
/// The land is shown with so much around the sites, as a share of what they take, and never less of it than this, m.
const AROUND: f64 = 1.3;
const LEAST_M: f64 = 400.0;
/// More neighbours than these make the sheet grey; the largest are drawn.
const NEIGHBOURS_MAX: usize = 500;
/// What is smaller on the sheet is not seen.
const SEEN: f64 = 0.4;
/// Room between a site and a badge that does not fit into it.
const ASIDE: f64 = 6.0;
/// Where such a badge may stand, the best first.
const SIDES: [[f64; 2]; 8] =
    [[0.0, -1.0], [1.0, -1.0], [-1.0, -1.0], [1.0, 0.0], [-1.0, 0.0], [1.0, 1.0], [-1.0, 1.0], [0.0, 1.0]];
/// The scale is at most so long.
const SCALE_MAX: f64 = 130.0;

impl SiteMap {
    /// The sites of a plan that have an outline, among all that have; none where no site has one.
    pub fn of<'p>(plan: &Plan, placed: impl Iterator<Item = (&'p Code, &'p Boundary)> + Clone) -> Option<Self> {
        let place = |code: &Code| plan.sites.iter().position(|site| site.parcel.code == code.as_str());
        let drawn = |(code, boundary): (&Code, &Boundary)| {
            Some(Drawn { place: place(code)? + 1, code: code.to_string(), boundary: boundary.clone() })
        };
        let mut sites: Vec<Drawn> = placed.clone().filter_map(drawn).collect();
        sites.sort_by_key(|site| site.place);
        let window = Sheet::around(&sites)?.window()?;
        let near = placed.filter(|(code, boundary)| boundary.meets(window) && place(code).is_none());
        Some(Self { sites, around: near.map(|(_, boundary)| boundary.clone()).collect() })
    }

    /// The site of a code, where it has an outline.
    pub fn find(&self, code: &str) -> Option<&Drawn> {
        self.sites.iter().find(|site| site.code == code)
    }

    /// The drawing: sites with their places, neighbours faint, the scale, and where north is.
    pub fn drawing(&self, says: String, north: &str) -> Drawing {
        let Some(sheet) = Sheet::around(&self.sites) else {
            return Drawing { says, width: WIDTH, height: FOOT, marks: Vec::new() };
        };
        let mut marks = self.neighbours(&sheet);
        let area = |site: &Drawn| Mark::Area { rings: sheet.rings(&site.boundary), look: Look::Chosen };
        marks.extend(self.sites.iter().map(area));
        marks.extend(self.badges(&sheet));
        marks.extend(sheet.foot(north));
        Drawing { says, width: WIDTH, height: sheet.height + FOOT, marks }
    }

    fn neighbours(&self, sheet: &Sheet) -> Vec<Mark> {
        let seen = |boundary: &&Boundary| sheet.half(boundary).iter().any(|half| *half > SEEN);
        let mut near: Vec<&Boundary> = self.around.iter().filter(seen).collect();
        let size = |boundary: &Boundary| sheet.half(boundary).iter().product::<f64>();
        near.sort_by(|left, right| size(right).total_cmp(&size(left)));
        let area = |boundary: &Boundary| Mark::Area { rings: sheet.rings(boundary), look: Look::Faint };
        near.into_iter().take(NEIGHBOURS_MAX).map(area).collect()
    }

    /// The places of the sites: within them, or beside those that are too small, apart from each other.
    fn badges(&self, sheet: &Sheet) -> Vec<Mark> {
        let is_large = |site: &&Drawn| sheet.half(&site.boundary).iter().all(|half| *half > Mark::BADGE_RADIUS * 1.3);
        let (within, beside): (Vec<&Drawn>, Vec<&Drawn>) = self.sites.iter().partition(is_large);
        let middle = |site: &Drawn| sheet.spot(site.middle());
        let mut taken: Vec<[f64; 2]> = within.iter().map(|site| middle(site)).collect();
        let mut marks = Vec::new();
        for site in &beside {
            let at = sheet.aside(middle(site), sheet.half(&site.boundary), &taken);
            marks.push(Mark::Line(vec![at, middle(site)]));
            taken.push(at);
        }
        let badge = |(site, at): (&Drawn, [f64; 2])| Mark::Badge { at, text: site.place.to_string() };
        marks.extend(within.into_iter().chain(beside).zip(taken).map(badge));
        marks
    }
}

impl Drawn {
    /// A point inside, longitude and latitude in degrees.
    pub fn middle(&self) -> [f64; 2] {
        self.boundary.label_point()
    }
}

/// How degrees come onto the sheet. Across a zone the earth is as good as flat: scale and shapes are right to a thousandth.
struct Sheet {
    middle: [f64; 2],
    /// Of the sheet for a degree to the east and to the north.
    degree: [f64; 2],
    /// Of the sheet for a metre.
    metre: f64,
    height: f64,
}

impl Sheet {
    fn around(sites: &[Drawn]) -> Option<Self> {
        /// Degrees over which metres are measured.
        const STEP: f64 = 0.001;
        let extent = sites.iter().map(|site| site.boundary.extent()).reduce(Extent::join)?;
        let [west, south, east, north] = extent.edges_deg();
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let metres = [[[x, y], [x + STEP, y]], [[x, y], [x, y + STEP]]].map(|line| length_m(&line) / STEP);
        let [width_m, height_m] =
            [(east - west) * metres[0], (north - south) * metres[1]].map(|length| (length * AROUND).max(LEAST_M));
        let metre = (WIDTH / width_m).min(HEIGHTS.1 / height_m);
        let height = (height_m * metre).clamp(HEIGHTS.0, HEIGHTS.1);
        Some(Self { middle: [x, y], degree: metres.map(|metres| metres * metre), metre, height })
    }

    fn spot(&self, [longitude, latitude]: [f64; 2]) -> [f64; 2] {
        let (east, north) = (longitude - self.middle[0], latitude - self.middle[1]);
        [WIDTH / 2.0 + east * self.degree[0], self.height / 2.0 - north * self.degree[1]]
    }

    /// The land that the sheet shows.
    fn window(&self) -> Option<Extent> {
        let [x, y] = self.middle;
        let (east, north) = (WIDTH / 2.0 / self.degree[0], self.height / 2.0 / self.degree[1]);
        Extent::new(x - east, y - north, x + east, y + north)
    }

    /// Half of the box around it, on the sheet.
    fn half(&self, boundary: &Boundary) -> [f64; 2] {
        let [west, south, east, north] = boundary.extent().edges_deg();
        [(east - west) * self.degree[0] / 2.0, (north - south) * self.degree[1] / 2.0]
    }

    /// Its rings on the sheet, without positions that nobody could tell apart.
    fn rings(&self, boundary: &Boundary) -> Vec<Vec<[f64; 2]>> {
        let ring = |positions: Vec<[f64; 2]>| {
            let mut spots: Vec<[f64; 2]> = positions.into_iter().map(|position| self.spot(position)).collect();
            spots.dedup_by(|next, last| (next[0] - last[0]).hypot(next[1] - last[1]) < SEEN / 2.0);
            spots
        };
        boundary.rings().map(|line| ring(line.coords().map(|at| [at.x, at.y]).collect())).collect()
    }

    /// Beside a box, on the sheet and apart from other badges where that can be.
    fn aside(&self, middle: [f64; 2], half: [f64; 2], taken: &[[f64; 2]]) -> [f64; 2] {
        let off = half.map(|half| half + Mark::BADGE_RADIUS + ASIDE);
        let spot = |side: [f64; 2]| [middle[0] + side[0] * off[0], middle[1] + side[1] * off[1]];
        let is_free = |at: &[f64; 2]| {
            let room = |length: f64, size: f64| (Mark::BADGE_RADIUS..=size - Mark::BADGE_RADIUS).contains(&length);
            let apart = |other: &[f64; 2]| (at[0] - other[0]).hypot(at[1] - other[1]) > 2.0 * Mark::BADGE_RADIUS + 2.0;
            room(at[0], WIDTH) && room(at[1], self.height) && taken.iter().all(apart)
        };
        SIDES.map(spot).into_iter().find(is_free).unwrap_or_else(|| spot(SIDES[0]))
    }

    /// What stands below the land: a scale of a round length, and an arrow to the north.
    fn foot(&self, north: &str) -> Vec<Mark> {
        let (top, line) = (self.height, self.height + FOOT - 9.0);
        let metres = round_below(SCALE_MAX / self.metre);
        let (left, right) = (10.0, 10.0 + metres * self.metre);
        let scale = vec![[left, line - 5.0], [left, line], [right, line], [right, line - 5.0]];
        let arrow = vec![[WIDTH - 12.0, line - 13.0], [WIDTH - 7.0, line + 2.0], [WIDTH - 17.0, line + 2.0]];
        let words = |at, anchor, text| Mark::Words { at, anchor, text };
        vec![
            Mark::rectangle([0.0, top, WIDTH, FOOT], Look::Blank),
            Mark::Line(scale),
            words([right + 8.0, line], Anchor::Start, told(metres)),
            Mark::Area { rings: vec![arrow], look: Look::Sign },
            words([WIDTH - 24.0, line], Anchor::End, north.to_owned()),
        ]
    }
}

/// The largest of 1, 2, 5, 10, 20, 50 and so on that is not above a length, m.
fn round_below(length: f64) -> f64 {
    let ten = 10_f64.powf(length.max(1.0).log10().floor());
    [5.0, 2.0, 1.0].map(|times| times * ten).into_iter().find(|round| *round <= length).unwrap_or(ten)
}

fn told(metres: f64) -> String {
    if metres < 1_000.0 { format!("{metres} m") } else { format!("{} km", metres / 1_000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_round_and_no_longer_than_there_is_room() {
        for (room, said) in [(999.0, "500 m"), (1_000.0, "1 km"), (4_999.0, "2 km"), (65.0, "50 m"), (0.2, "1 m")] {
            assert_eq!(told(round_below(room)), said);
        }
    }
}
