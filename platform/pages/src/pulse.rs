use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use identity::zone::Zone;
use store::{Store, StoreError, ZoneId, journal};

/// How long another program's change may go unnoticed, and a change of the zone's name; all other changes of this
/// program are noticed at once.
const FRESH: Duration = Duration::from_secs(1);

/// A zone and where its journal stood, remembered so that a busy page asks no database.
#[derive(Clone)]
pub struct Pulse {
    /// The zone.
    pub zone: Arc<Zone>,
    /// Sequence of the newest journal entry: whatever was made from the zone's records is good until it moves.
    pub sequence: i64,
}

/// What is remembered of each zone.
#[derive(Default)]
pub(crate) struct Pulses(Mutex<HashMap<ZoneId, Felt>>);

struct Felt {
    at: Instant,
    pulse: Pulse,
}

impl Pulses {
    /// The zone as it stands, or stood less than a second ago; `None` when there is none.
    pub(crate) async fn feel(&self, store: &Store, id: &ZoneId) -> Result<Option<Pulse>, StoreError> {
        let own_head = store.heads().borrow().get(id).copied().unwrap_or_default();
        if let Some(felt) = self.lock().get_mut(id)
            && felt.at.elapsed() < FRESH
        {
            felt.pulse.sequence = felt.pulse.sequence.max(own_head);
            return Ok(Some(felt.pulse.clone()));
        }
        let at = Instant::now();
        let sequence = journal::head(store.reader(), id).await?.sequence;
        let Some(zone) = identity::zone::find(store.reader(), id).await? else {
            return Ok(None);
        };
        let pulse = Pulse { zone: Arc::new(zone), sequence };
        let felt = Felt { at, pulse: pulse.clone() };
        self.lock().insert(id.clone(), felt);
        Ok(Some(pulse))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ZoneId, Felt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
