//! What the public site shows of land: the parcels that the zone has chosen, and of them what may be known by anybody.

use ::pages::{App, Language, PublicListing, PublicListings, figure::figure};
use ::store::StoreError;
use facts::{Unit, Value};
use identity::Scope;

use crate::{
    model::{ParcelRecord, Vocabulary},
    store as tables,
};

/// The parcels that the zone shows.
pub(crate) struct ParcelListings;

#[async_trait::async_trait]
impl PublicListings for ParcelListings {
    fn title(&self) -> &'static str {
        "land-public"
    }

    async fn listed(&self, app: &App, scope: &Scope, language: Language) -> Result<Vec<PublicListing>, StoreError> {
        let database = app.store().reader();
        let Some(vocabulary) = tables::vocabulary(database, scope.zone()).await? else { return Ok(Vec::new()) };
        let mut records = tables::listed(database, scope).await?;
        // What an investor can have at once stands first.
        records.sort_by_key(|record| std::cmp::Reverse(record.history.latest().map(|step| step.status.is_open())));
        Ok(records.iter().map(|record| shown(app, language, &vocabulary, record)).collect())
    }
}

/// What anybody may know of a parcel: neither who shows it nor why it took a step.
pub(crate) fn shown(app: &App, language: Language, vocabulary: &Vocabulary, record: &ParcelRecord) -> PublicListing {
    let (parcel, languages) = (&record.parcel, app.languages());
    let text = |key: &str| languages.text(language, key);
    let park = parcel.park.as_ref().and_then(|key| vocabulary.park(key));
    let land_use = vocabulary.land_use(&parcel.land_use);
    let facts = [
        ("land-parcel-code", Some(record.code.to_string())),
        ("land-field-area_mu", Some(figure(languages, language, Value::Number(parcel.area.to_f64()), &Unit::mu()))),
        (
            "land-field-land_use",
            land_use.map(|one| language.pick(one.name_zh.as_str(), one.name_en.as_str()).to_owned()),
        ),
        ("land-field-park", park.map(|one| language.pick(one.name_zh.as_str(), one.name_en.as_str()).to_owned())),
        ("land-field-status", record.history.latest().map(|step| text(&format!("land-status-{}", step.status)))),
        ("land-field-since", record.history.latest().map(|step| step.on.to_string())),
    ];
    PublicListing {
        title: parcel.name.to_string(),
        note: parcel.note.as_ref().map(ToString::to_string).unwrap_or_default(),
        facts: facts.into_iter().filter_map(|(key, value)| Some((text(key), value?))).collect(),
    }
}
