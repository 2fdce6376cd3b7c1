use std::collections::HashMap;

use super::EXTENT;
use super::draw::Ring;
use super::message::Message;

/// A tile of more bytes takes a telephone too long to draw and to fetch; the rest is left out, smallest first.
pub const TILE_BYTES_MAX: usize = 450_000;
/// Commands of vector tiles, section 4.3.1.
const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;
const POLYGON: u64 = 3;
const VERSION: u64 = 2;

/// What a map shows or filters a boundary by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Attribute<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
}

/// A vector tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// `application/vnd.mapbox-vector-tile`, not compressed.
    pub bytes: Vec<u8>,
    /// How many boundaries it shows.
    pub features: usize,
    /// Whether boundaries were left out for its size; specks that fall upon others are not counted as left out.
    pub is_cut: bool,
}

/// A tile as it is drawn.
#[derive(Default)]
pub(super) struct Sheet {
    features: Message,
    features_count: usize,
    keys: HashMap<String, u32>,
    values: HashMap<Message, u32>,
    /// Of keys and values, bytes.
    length: usize,
    is_cut: bool,
    /// The feature that is being added: as a message, its numbers of keys and values by turns, its geometry. Kept from one
    /// to the next for their memory.
    feature: Message,
    tags: Vec<u32>,
    commands: Vec<u32>,
}

impl Sheet {
    /// Adds a boundary; false if the sheet is full.
    pub fn add<'a>(
        &mut self,
        id: u64,
        rings: &[Ring],
        attributes: impl IntoIterator<Item = (&'a str, Attribute<'a>)>,
    ) -> bool {
        self.tag(attributes);
        self.command(rings);
        let (tags, commands) = (&self.tags, &self.commands);
        self.feature.clear().varint(1, id).packed(2, tags).varint(3, POLYGON).packed(4, commands);
        if self.features.len() + self.length + self.feature.len() > TILE_BYTES_MAX {
            self.is_cut = true;
            return false;
        }
        self.features.bytes(2, self.feature.as_bytes());
        self.features_count += 1;
        true
    }

    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// How many boundaries it shows.
    pub fn features_count(&self) -> usize {
        self.features_count
    }

    /// The finished tile, with one layer; without boundaries, no bytes.
    pub fn finish(self, layer: &str) -> Tile {
        let features = self.features_count;
        if features == 0 {
            return Tile { bytes: Vec::new(), features, is_cut: self.is_cut };
        }
        let mut message = Message::default();
        message.bytes(1, layer.as_bytes());
        message.append(&self.features);
        for key in in_order(self.keys) {
            message.bytes(3, key.as_bytes());
        }
        for value in in_order(self.values) {
            message.bytes(4, value.as_bytes());
        }
        message.varint(5, u64::from(EXTENT.unsigned_abs())).varint(15, VERSION);
        let mut tile = Message::default();
        tile.bytes(3, message.as_bytes());
        Tile { bytes: tile.into_bytes(), features, is_cut: self.is_cut }
    }

    fn tag<'a>(&mut self, attributes: impl IntoIterator<Item = (&'a str, Attribute<'a>)>) {
        self.tags.clear();
        for (key, attribute) in attributes {
            let mut value = Message::default();
            match attribute {
                Attribute::Text(text) => value.bytes(1, text.as_bytes()),
                Attribute::Number(number) => value.double(3, number),
                Attribute::Whole(number) => value.varint(4, number.cast_unsigned()),
                Attribute::Flag(flag) => value.varint(7, flag.into()),
            };
            let key = self.key(key);
            let (number, length) = (next(self.values.len()), value.len() + 4);
            let value = *self.values.entry(value).or_insert_with(|| {
                self.length += length;
                number
            });
            self.tags.extend([key, value]);
        }
    }

    /// Rings as commands and steps from position to position, section 4.3.
    fn command(&mut self, rings: &[Ring]) {
        self.commands.clear();
        let mut pen = [0_i32; 2];
        for ring in rings {
            for (index, at) in ring.iter().enumerate() {
                match index {
                    0 => self.commands.push(MOVE_TO | 1 << 3),
                    1 => self.commands.push(LINE_TO | next(ring.len() - 1) << 3),
                    _ => {}
                }
                self.commands.extend([0, 1].map(|axis| zigzag(at[axis] - pen[axis])));
                pen = *at;
            }
            self.commands.push(CLOSE_PATH | 1 << 3);
        }
    }

    fn key(&mut self, key: &str) -> u32 {
        if let Some(&known) = self.keys.get(key) {
            return known;
        }
        let number = next(self.keys.len());
        self.length += key.len() + 4;
        self.keys.insert(key.to_owned(), number);
        number
    }
}

fn next(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn in_order<T>(numbered: HashMap<T, u32>) -> Vec<T> {
    let mut items: Vec<(T, u32)> = numbered.into_iter().collect();
    items.sort_unstable_by_key(|(_, number)| *number);
    items.into_iter().map(|(item, _)| item).collect()
}

fn zigzag(step: i32) -> u32 {
    (step << 1 ^ step >> 31).cast_unsigned()
}
