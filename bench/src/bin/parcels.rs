//! Adds made-up parcels, works, outlines and courses to a zone's folder that has some already, on a grid east of the demo zone.
//!
//! `parcels FOLDER PARCELS WORKS`: with so many more parcels, and about so many more works. Ten works, one for each of nine
//! connections and one levelling, serve a block of parcels together. The same folder comes out each time.

use std::{error::Error, fmt::Write, fs, path::Path};

type Failure = Box<dyn Error + Send + Sync>;

const SOURCE: &str = "压测编造 · made up for the bench";
/// The south-western corner of the grid, and the distance from parcel to parcel, degrees.
const CORNER: [f64; 2] = [112.3, 35.6];
const STEP: [f64; 2] = [0.0015, 0.0012];
/// Metres of a degree at the corner, and square metres of a mu.
const DEGREE_M: [f64; 2] = [90_600.0, 110_960.0];
const MU_M2: f64 = 10_000.0 / 15.0;
/// Status by status, with the day on which a parcel came to it.
const STEPS: [(&str, &str); 5] = [
    ("requisitioned", "2017-03-31"),
    ("banked", "2018-06-30"),
    ("ready", "2019-05-31"),
    ("granted", "2019-09-10"),
    ("built", "2020-08-10"),
];
const USES: [&str; 5] = ["0601", "0601", "0604", "0601", "05H1"];
const PARKS: [&str; 4] = ["equipment", "new_materials", "innovation", "circular"];
/// What works bring, with what each can carry.
const CONNECTIONS: [(&str, &str); 10] = [
    ("levelling", ""),
    ("road", ""),
    ("water", "4000"),
    ("rain_water", ""),
    ("sewage", "3000"),
    ("gas", "9000"),
    ("cable_duct", "40000"),
    ("street_light", ""),
    ("traffic", ""),
    ("greening", ""),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, parcels, works] = arguments.as_slice() else { return Err("parcels FOLDER PARCELS WORKS".into()) };
    let (parcels, works): (u32, u32) = (parcels.parse()?, works.parse()?);
    let blocks = (works / 10).clamp(1, parcels.max(1));
    let grid = Grid { parcels, columns: parcels.isqrt().max(1), block: parcels.div_ceil(blocks).max(1) };
    let land = Path::new(folder).join("land");
    append(&land.join("parcels.toml"), "", &grid.parcels())?;
    append(&land.join("works.toml"), "", &grid.works())?;
    append(&land.join("outlines.geojson"), "\n]}\n", &grid.outlines())?;
    append(&land.join("courses.geojson"), "\n]}\n", &grid.courses())?;
    let edges = fs::read_to_string(land.join("edges.geojson"))?;
    let zone = "\"type\":\"MultiPolygon\",\"coordinates\":[";
    if !edges.contains(zone) {
        return Err("land/edges.geojson: the zone's edge is no MultiPolygon on one line".into());
    }
    fs::write(land.join("edges.geojson"), edges.replacen(zone, &format!("{zone}{},", grid.edge()), 1))?;
    Ok(())
}

/// Writes behind what stands in a file, before its end.
fn append(file: &Path, end: &str, more: &str) -> Result<(), Failure> {
    let text = fs::read_to_string(file)?;
    let head = text.strip_suffix(end).ok_or_else(|| format!("{} does not end as exports do", file.display()))?;
    fs::write(file, [head, more, end].concat())?;
    Ok(())
}

/// Parcels in rows, some of which after each other are a block.
struct Grid {
    parcels: u32,
    columns: u32,
    block: u32,
}

impl Grid {
    fn place(&self, number: u32) -> [f64; 2] {
        let at = [number % self.columns, number / self.columns].map(f64::from);
        [0, 1].map(|axis| CORNER[axis] + at[axis] * STEP[axis])
    }

    fn parcels(&self) -> String {
        let mut text = String::new();
        for number in 0..self.parcels {
            let (size, code) = (size(number), code(number));
            let mu = (size[0] * DEGREE_M[0]) * (size[1] * DEGREE_M[1]) / MU_M2;
            let _ = write!(
                text,
                "\n[[parcel]]\ncode = \"{code}\"\nname = \"测试地块{code}\"\npark = \"{}\"\nland_use = \"{}\"\n\
                 area_mu = \"{mu:.2}\"\nsource = \"{SOURCE}\"\n",
                PARKS[number as usize % 4],
                USES[number as usize / 4 % 5],
            );
            for (status, on) in &STEPS[..=number as usize * 7 % 11 % 5] {
                let _ = write!(text, "\n[[parcel.step]]\nstatus = \"{status}\"\non = \"{on}\"\n");
            }
        }
        text
    }

    fn blocks(&self) -> impl Iterator<Item = (u32, Vec<u32>)> {
        (0..self.parcels.div_ceil(self.block)).map(|block| {
            let from = block * self.block;
            (block, (from..(from + self.block).min(self.parcels)).collect())
        })
    }

    fn works(&self) -> String {
        let mut text = String::new();
        for (block, parcels) in self.blocks() {
            let serves = parcels.into_iter().map(code).collect::<Vec<_>>().join(" ");
            for (number, (connection, capacity)) in CONNECTIONS.iter().enumerate() {
                let _ = write!(
                    text,
                    "\n[[work]]\ncode = \"{}\"\nname = \"测试工程{block}-{number}\"\nconnection = \"{connection}\"\n\
                     due = \"2021-{:02}-28\"\nserves = \"{serves}\"\n",
                    work(block, number),
                    number + 1,
                );
                if !capacity.is_empty() {
                    let _ = writeln!(text, "capacity = \"{capacity}\"");
                }
                if number > 0 {
                    let _ = writeln!(text, "after = \"{}\"", work(block, 0));
                }
                let _ =
                    write!(text, "source = \"{SOURCE}\"\n\n[[work.step]]\nstage = \"planned\"\non = \"2018-03-15\"\n");
                // Four of five blocks have all but their last works.
                if block % 5 > 0 || number < 4 {
                    let _ = write!(text, "\n[[work.step]]\nstage = \"done\"\non = \"2019-10-{:02}\"\n", number + 10);
                }
            }
        }
        text
    }

    fn outlines(&self) -> String {
        let mut text = String::new();
        for number in 0..self.parcels {
            let ([west, south], [width, height]) = (self.place(number), size(number));
            let (east, north, middle) = (west + width, south + height, west + width / 2.0);
            let dent = south + height * 0.001;
            let _ = write!(
                text,
                ",\n{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{}\",\"on\":\"{}\",\"source\":\"{SOURCE}\"}},\
                 \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west:.8},{south:.8}],[{middle:.8},{dent:.8}],\
                 [{east:.8},{south:.8}],[{east:.8},{north:.8}],[{west:.8},{north:.8}],[{west:.8},{south:.8}]]]}}}}",
                code(number),
                STEPS[0].1,
            );
        }
        text
    }

    fn courses(&self) -> String {
        let mut text = String::new();
        for (block, parcels) in self.blocks() {
            let ends = [parcels.first(), parcels.last()].map(|end| end.copied().unwrap_or_default());
            let [[west, south], [east, north]] = ends.map(|end| self.place(end));
            for number in 0..CONNECTIONS.len() {
                let aside = f64::from(u32::try_from(number).unwrap_or_default()) * 0.000_01;
                let _ = write!(
                    text,
                    ",\n{{\"type\":\"Feature\",\"properties\":{{\"source\":\"{SOURCE}\",\"work\":\"{}\"}},\
                     \"geometry\":{{\"coordinates\":[[{west:.8},{:.8}],[{:.8},{:.8}]],\"type\":\"LineString\"}}}}",
                    work(block, number),
                    south + aside,
                    east + STEP[0],
                    north + aside,
                );
            }
        }
        text
    }

    /// A polygon around the grid.
    fn edge(&self) -> String {
        let rows = self.parcels.div_ceil(self.columns);
        // The shortest way from corner to corner leaves the parallel: by a quarter of a kilometre where a million parcels lie.
        let [west, south] = [CORNER[0] - 0.001, CORNER[1] - 0.01];
        let (east, north) =
            (CORNER[0] + f64::from(self.columns) * STEP[0], CORNER[1] + f64::from(rows.max(1)) * STEP[1] + 0.01);
        format!("[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]")
    }
}

fn code(number: u32) -> String {
    format!("ZZ-{number:07}")
}

fn work(block: u32, number: usize) -> String {
    format!("ZZ-{block:05}-{number}")
}

/// Width and height of a parcel, degrees.
fn size(number: u32) -> [f64; 2] {
    let part = 0.6 + 0.3 * f64::from(number.wrapping_mul(7_919) % 97) / 97.0;
    [STEP[0] * part, STEP[1] * 0.9]
}
