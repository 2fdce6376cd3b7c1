use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// What was worked out, remembered until the zone's journal moves on.
///
/// Whatever changes a record also writes the journal, so that a remembered value is never older than the records. A
/// memo that is full forgets everything: a rare miss costs less than a list of who was asked for last.
pub struct Memo<K, V> {
    most: usize,
    known: Mutex<HashMap<K, (i64, Arc<V>)>>,
}

impl<K: Eq + Hash, V> Memo<K, V> {
    /// Remembers this many values at most.
    pub fn new(most: usize) -> Self {
        Self { most, known: Mutex::default() }
    }

    /// The value, if it was worked out at this journal sequence or a later one.
    pub fn recall(&self, key: &K, sequence: i64) -> Option<Arc<V>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(then, _)| *then >= sequence).map(|(_, value)| value.clone())
    }

    /// Keeps a value that was worked out from the records at this sequence.
    pub fn keep(&self, key: K, sequence: i64, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= self.most && !known.contains_key(&key) {
            known.clear();
        }
        known.insert(key, (sequence, value.clone()));
        value
    }
}
