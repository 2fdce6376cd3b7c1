use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Code, Connection, FieldFlaw, Flaw, Indicator, Kind, LandRecord, Limit, Line, ParcelRecord, Readiness, Rules,
    Service, Surroundings, Versioned, Vocabulary,
    flaw::Flaws,
    record::{day, days_between, given},
    rules::AssessmentKind,
    work::{codes, written},
};

/// An assessment of a region (区域评估): what it found holds for every project there, as long as it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalAssessment {
    /// Names it for good.
    pub code: Code,
    /// What was assessed: a kind of the rules.
    pub kind: Code,
    /// What it is called.
    pub name: Line,
    /// On which day it was approved.
    pub done: Date,
    /// Its last valid day.
    pub until: Date,
    /// The document that approved it.
    pub document: Line,
    /// Parks that it covers, with all their parcels.
    pub parks: BTreeSet<Code>,
    /// Parcels that it covers besides.
    pub parcels: BTreeSet<Code>,
    /// What else should be known.
    pub note: Option<Line>,
    /// Where all this is known from.
    pub source: Option<Line>,
}

/// A [`RegionalAssessment`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RegionalAssessmentDraft {
    /// Names it for good.
    pub code: String,
    /// Key of its kind in the zone's rules.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// The day on which it was approved, as 2020-08-20.
    pub done: String,
    /// Its last valid day.
    pub until: String,
    /// The document that approved it.
    pub document: String,
    /// Keys of the parks that it covers, with spaces between them; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parks: String,
    /// Codes of the parcels that it covers besides, with spaces between them; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parcels: String,
    /// What else should be known; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where all this is known from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// How long an assessment is still good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Longer than the zone warns.
    Valid,
    /// Not much longer.
    Expiring {
        /// Days until its last.
        days_left: i64,
    },
    /// No more.
    Expired {
        /// Days since its last.
        days: i64,
    },
}

/// Why a parcel is not standard land (标准地) on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack<'s> {
    /// The zone has no rules for it.
    NoRules,
    /// Its use does not count as industry.
    NotIndustrial,
    /// An assessment was never made.
    NotAssessed(&'s AssessmentKind),
    /// An assessment is valid no more.
    Expired(&'s AssessmentKind),
    /// A work that is needed does not serve it.
    NotServed(Connection),
    /// Nobody has said what an indicator must come to.
    NoLimit(&'s Indicator),
}

/// How a parcel stands with what standard land needs, on a day: its card.
#[derive(Clone, Debug, PartialEq)]
pub struct StandardCard<'s> {
    /// Every kind of assessment, with the one that covers the parcel longest, if any does.
    pub assessments: Vec<(&'s AssessmentKind, Option<(&'s RegionalAssessment, Validity)>)>,
    /// Every work that is needed, and how it serves the parcel.
    pub works: Vec<(Connection, Service<'s>)>,
    /// Every indicator with its limit, if there is one.
    pub limits: Vec<(&'s Indicator, Option<&'s Limit>)>,
    /// What is missing, in this order; nothing for standard land.
    pub lacks: Vec<Lack<'s>>,
}

impl RegionalAssessment {
    /// Whether it covers a parcel.
    pub fn covers(&self, parcel: &ParcelRecord) -> bool {
        let in_park = parcel.parcel.park.as_ref().is_some_and(|park| self.parks.contains(park));
        in_park || self.parcels.contains(&parcel.code)
    }

    /// How long it is good for at the end of a day; none before it was approved.
    pub fn validity(&self, warn_days: i16, day: Date) -> Option<Validity> {
        let left = days_between(day, self.until);
        (self.done <= day).then_some(match left {
            ..0 => Validity::Expired { days: -left },
            _ if left <= i64::from(warn_days) => Validity::Expiring { days_left: left },
            _ => Validity::Valid,
        })
    }
}

impl LandRecord for RegionalAssessment {
    type Draft = RegionalAssessmentDraft;
    const KIND: Kind = Kind::Assessment;

    fn code(&self) -> &Code {
        &self.code
    }

    fn coded(draft: Self::Draft, code: &Code) -> Self::Draft {
        Self::Draft { code: code.to_string(), ..draft }
    }

    fn draft(&self) -> Self::Draft {
        Self::Draft {
            code: self.code.to_string(),
            kind: self.kind.to_string(),
            name: self.name.to_string(),
            done: self.done.to_string(),
            until: self.until.to_string(),
            document: self.document.to_string(),
            parks: written(&self.parks),
            parcels: written(&self.parcels),
            note: given(self.note.as_ref()),
            source: given(self.source.as_ref()),
        }
    }

    fn check(draft: &Self::Draft) -> Result<Self, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let code = flaws.take("code", draft.code.parse());
        let kind = flaws.take("kind", draft.kind.parse());
        let name = flaws.take("name", draft.name.parse());
        let done = flaws.take("done", day(&draft.done));
        let until = flaws.take("until", day(&draft.until));
        if let (Some(done), Some(until)) = (done, until) {
            flaws.take("until", if until < done { Err(Flaw::Before { day: done }) } else { Ok(()) });
        }
        let document = flaws.take("document", draft.document.parse());
        let parks = flaws.take("parks", codes(&draft.parks));
        let parcels = flaws.take("parcels", codes(&draft.parcels));
        if parks.iter().chain(&parcels).all(BTreeSet::is_empty) {
            flaws.take("parks", Err::<(), _>(Flaw::Text(pages::words::TextFlaw::Empty)));
        }
        let note = flaws.take_given("note", &draft.note, str::parse);
        let source = flaws.take_given("source", &draft.source, str::parse);
        let read = || {
            let (code, kind, name, done, until) = (code?, kind?, name?, done?, until?);
            let (document, parks, parcels) = (document?, parks?, parcels?);
            Some(Self { code, kind, name, done, until, document, parks, parcels, note, source })
        };
        let read = read();
        flaws.finish(read)
    }

    fn fits(&self, surroundings: &Surroundings<'_>) -> Result<(), Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        flaws.take("kind", surroundings.rules.find_assessment(self.kind.as_str()));
        flaws.take("done", surroundings.past(self.done));
        for park in &self.parks {
            flaws.take("parks", surroundings.vocabulary.find_park(park.as_str()));
        }
        for parcel in &self.parcels {
            flaws.take("parcels", surroundings.parcel(parcel));
        }
        flaws.finish(Some(()))
    }
}

impl<'s> StandardCard<'s> {
    /// Of a parcel with what it has at the end of a day.
    pub fn of(
        parcel: &ParcelRecord,
        (rules, vocabulary): (&'s Rules, &Vocabulary),
        assessments: &'s [Versioned<RegionalAssessment>],
        readiness: Readiness<'s>,
        day: Date,
    ) -> Self {
        let assessed = |kind: &'s AssessmentKind| {
            let covering = assessments.iter().map(|one| &one.record);
            let covering = covering.filter(|one| one.kind == kind.key && one.done <= day && one.covers(parcel));
            let best = covering.max_by_key(|one| (one.until, one.done));
            (kind, best.and_then(|one| Some((one, one.validity(kind.warn_days, day)?))))
        };
        let industry = rules.industry_of(parcel.parcel.park.as_ref()).map(|one| &one.key);
        let limited = |indicator: &'s Indicator| (indicator, rules.limit(&indicator.key, industry, day));
        let mut card = Self {
            assessments: rules.assessments.iter().map(assessed).collect(),
            works: readiness.services.into_iter().filter(|(one, _)| rules.works.contains(one)).collect(),
            limits: rules.indicators.iter().map(limited).collect(),
            lacks: Vec::new(),
        };
        let industrial = vocabulary.land_use(&parcel.parcel.land_use).is_some_and(|one| one.industrial);
        card.lacks = card.missing(industrial);
        card
    }

    fn missing(&self, industrial: bool) -> Vec<Lack<'s>> {
        let unruled = self.assessments.is_empty() || self.works.is_empty() || self.limits.is_empty();
        let unruled = unruled.then_some(Lack::NoRules);
        let use_class = (!industrial).then_some(Lack::NotIndustrial);
        let assessments = self.assessments.iter().filter_map(|(kind, found)| match found {
            None => Some(Lack::NotAssessed(kind)),
            Some((_, Validity::Expired { .. })) => Some(Lack::Expired(kind)),
            Some(_) => None,
        });
        let is_served = |service: &Service<'_>| matches!(service, Service::Served { .. });
        let works = self.works.iter().filter(|(_, service)| !is_served(service));
        let works = works.map(|(connection, _)| Lack::NotServed(*connection));
        let limits = self.limits.iter().filter(|(_, limit)| limit.is_none());
        let limits = limits.map(|(indicator, _)| Lack::NoLimit(indicator));
        unruled.into_iter().chain(use_class).chain(assessments).chain(works).chain(limits).collect()
    }

    /// Whether the parcel is standard land.
    pub fn is_standard(&self) -> bool {
        self.lacks.is_empty()
    }

    /// The assessments that soon expire, and how many days are left.
    pub fn expiring(&self) -> impl Iterator<Item = (&'s AssessmentKind, i64)> {
        self.assessments.iter().filter_map(|(kind, found)| match found {
            Some((_, Validity::Expiring { days_left })) => Some((*kind, *days_left)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_assessment_warns_before_its_last_day_and_is_good_on_it() {
        let draft = RegionalAssessmentDraft {
            code: "A".into(),
            kind: "flood".into(),
            name: "洪水影响评价".into(),
            done: "2018-08-20".into(),
            until: "2020-08-20".into(),
            document: "沁水审批〔2018〕1 号".into(),
            parks: "circular".into(),
            ..RegionalAssessmentDraft::default()
        };
        let one = RegionalAssessment::check(&draft).unwrap();
        let on = |day| one.validity(90, day);
        assert_eq!(on(date(2018, 8, 19)), None);
        assert_eq!(on(date(2020, 5, 21)), Some(Validity::Valid));
        assert_eq!(on(date(2020, 5, 22)), Some(Validity::Expiring { days_left: 90 }));
        assert_eq!(on(date(2020, 8, 20)), Some(Validity::Expiring { days_left: 0 }));
        assert_eq!(on(date(2020, 8, 21)), Some(Validity::Expired { days: 1 }));
        assert_eq!(one.draft(), draft);
        let backwards = RegionalAssessmentDraft { until: "2018-08-19".into(), parks: String::new(), ..draft };
        let flaws = RegionalAssessment::check(&backwards).unwrap_err();
        let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field).collect();
        assert_eq!(fields, ["until", "parks"]);
    }
}
