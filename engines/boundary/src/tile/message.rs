//! Messages of protocol buffers, as far as vector tiles need them:
//! <https://protobuf.dev/programming-guides/encoding/>.

/// A message as it grows.
#[derive(Default, Clone, PartialEq, Eq, Hash)]
pub(super) struct Message(Vec<u8>);

impl Message {
    pub fn varint(&mut self, field: u8, number: u64) -> &mut Self {
        self.0.push(field << 3);
        self.push_varint(number);
        self
    }

    pub fn double(&mut self, field: u8, number: f64) -> &mut Self {
        self.0.push(field << 3 | 1);
        self.0.extend(number.to_le_bytes());
        self
    }

    pub fn bytes(&mut self, field: u8, bytes: &[u8]) -> &mut Self {
        self.0.push(field << 3 | 2);
        self.push_varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    pub fn packed(&mut self, field: u8, numbers: &[u32]) -> &mut Self {
        self.0.push(field << 3 | 2);
        self.push_varint(numbers.iter().map(|&number| varint_length(number)).sum());
        for &number in numbers {
            self.push_varint(number.into());
        }
        self
    }

    /// Empties it and keeps its memory.
    pub fn clear(&mut self) -> &mut Self {
        self.0.clear();
        self
    }

    /// Fields of the same message that were written elsewhere.
    pub fn append(&mut self, fields: &Self) -> &mut Self {
        self.0.extend(&fields.0);
        self
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    fn push_varint(&mut self, mut number: u64) {
        while let (low, Some(_)) = ((number & 0x7f) as u8, (number >> 7).checked_sub(1)) {
            self.0.push(low | 0x80);
            number >>= 7;
        }
        self.0.push((number & 0x7f) as u8);
    }
}

/// Seven bits a byte.
fn varint_length(number: u32) -> u64 {
    u64::from((u32::BITS - (number | 1).leading_zeros()).div_ceil(7))
}
