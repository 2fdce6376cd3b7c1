use crate::{Digest, digest::digest_of_parts};

/// The first entry whose recorded link is not the one that its content gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {position} does not fit: its content gives {computed}, the record says {recorded}")]
pub struct BrokenLink {
    /// Position of the entry, from 0.
    pub position: usize,
    /// What its content gives.
    pub computed: Digest,
    /// What the record says.
    pub recorded: Digest,
}

/// The link of an entry that follows `previous`.
pub fn link(previous: &Digest, entry: &[u8]) -> Digest {
    let length = (entry.len() as u64).to_be_bytes();
    digest_of_parts(&[previous.as_bytes(), &length, entry])
}

/// Walks a chain that follows `first`: the last link, or the first entry that does not fit.
///
/// # Errors
/// [`BrokenLink`]. A chain whose end was cut off still fits: compare the last link with one kept elsewhere.
pub fn verify<'a>(first: &Digest, entries: impl IntoIterator<Item = (&'a [u8], Digest)>) -> Result<Digest, BrokenLink> {
    let mut head = *first;
    for (position, (entry, recorded)) in entries.into_iter().enumerate() {
        let computed = link(&head, entry);
        if computed != recorded {
            return Err(BrokenLink { position, computed, recorded });
        }
        head = computed;
    }
    Ok(head)
}
