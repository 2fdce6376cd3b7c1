//! SM3 hash chain (provisional front page).
use std::{fmt, str::FromStr};
use sm3::Digest as _;

/// A 32-byte SM3 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);
impl Digest { /// Before the first entry.
    pub const ZERO: Self = Self([0; 32]); }
impl fmt::Display for Digest { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&hex::encode(self.0)) } }
impl serde::Serialize for Digest { fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) } }
/// Not a digest.
#[derive(Debug, thiserror::Error)]
#[error("not a digest")]
pub struct InvalidDigest;
impl FromStr for Digest { type Err = InvalidDigest; fn from_str(t: &str) -> Result<Self, InvalidDigest> { let mut out = [0; 32]; hex::decode_to_slice(t, &mut out).map_err(|_| InvalidDigest)?; Ok(Self(out)) } }
/// SM3.
pub fn digest(bytes: &[u8]) -> Digest { Digest(sm3::Sm3::digest(bytes).into()) }
/// Canonical JSON.
pub fn canonical_json(value: &serde_json::Value) -> String { value.to_string() }
/// Link.
pub fn link(previous: &Digest, entry: &[u8]) -> Digest { let mut h = sm3::Sm3::new(); h.update(previous.0); h.update((entry.len() as u64).to_be_bytes()); h.update(entry); Digest(h.finalize().into()) }
