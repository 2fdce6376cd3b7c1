use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Bound, Code, FieldFlaw, Flaw, Indicator, Kind, LandRecord, Level, Line, Rules, Surroundings,
    flaw::Flaws,
    record::{day, given, whole},
};

/// What an enterprise promises for its project on a parcel (承诺书), and what came of it year by year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Number of the letter; names it for good.
    pub code: Code,
    /// The parcel.
    pub parcel: Code,
    /// Code of the project, as the projects desk has it.
    pub project: Option<Code>,
    /// Who promises.
    pub enterprise: Line,
    /// The industry whose limits hold.
    pub industry: Option<Code>,
    /// On which day it was signed: the limits of that day hold.
    pub signed: Date,
    /// The first year in which the promises must be kept (达产年).
    pub full_year: i16,
    /// On what ground a promise worse than its limit was approved.
    pub ground: Option<Line>,
    /// What is promised, by indicator.
    pub promises: BTreeMap<Code, Level>,
    /// What came of it, by year.
    pub years: BTreeMap<i16, YearResult>,
    /// What else should be known.
    pub note: Option<Line>,
    /// Where all this is known from.
    pub source: Option<Line>,
}

/// What a year came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearResult {
    /// By indicator; those that were not reported are left out.
    pub values: BTreeMap<Code, Level>,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// A [`Commitment`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LandCommitmentDraft {
    /// Number of the letter; names it for good.
    pub code: String,
    /// Code of the parcel.
    pub parcel: String,
    /// Code of the project; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub project: String,
    /// Who promises.
    pub enterprise: String,
    /// Key of the industry in the zone's rules; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub industry: String,
    /// The day on which it was signed, as 2020-08-20.
    pub signed: String,
    /// The first year in which the promises must be kept.
    pub full_year: String,
    /// On what ground a promise worse than its limit was approved; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ground: String,
    /// What else should be known; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where all this is known from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What is promised, by key of the indicator.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub promise: BTreeMap<String, String>,
    /// What came of it, a year each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actual: Vec<LandYearDraft>,
}

/// A [`YearResult`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LandYearDraft {
    /// The year.
    pub year: String,
    /// Where it is known from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What it came to, by key of the indicator.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub value: BTreeMap<String, String>,
}

/// A promise that a year did not keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortfall {
    /// The year.
    pub year: i16,
    /// The indicator.
    pub indicator: Code,
    /// What was promised.
    pub promised: Level,
    /// What it came to; none where nobody has reported it by the end of the next year.
    pub actual: Option<Level>,
}

/// Values by indicator; an empty one is left out.
fn levels(flaws: &mut Flaws, field: &'static str, draft: &BTreeMap<String, String>) -> BTreeMap<Code, Level> {
    let mut levels = BTreeMap::new();
    for (key, text) in draft.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let of_it = |flaw| Flaw::Indicator { key: key.clone(), zh: key.clone(), en: key.clone(), flaw: Box::new(flaw) };
        let code = flaws.take(field, key.parse::<Code>().map_err(of_it));
        let level = flaws.take(field, text.parse::<Level>().map_err(of_it));
        levels.extend(code.zip(level));
    }
    levels
}

fn written(levels: &BTreeMap<Code, Level>) -> BTreeMap<String, String> {
    levels.iter().map(|(key, level)| (key.to_string(), level.to_string())).collect()
}

impl LandYearDraft {
    fn check(&self, row: usize, flaws: &mut Flaws) -> Option<(i16, YearResult)> {
        let year = flaws.take_in_row(("actual", row, "year"), whole(&self.year, 1990, 2100));
        let source = if self.source.trim().is_empty() { Ok(None) } else { self.source.parse().map(Some) };
        let source = flaws.take_in_row(("actual", row, "source"), source);
        let values = levels(flaws, "actual", &self.value);
        Some((year?, YearResult { values, source: source? }))
    }
}

impl LandRecord for Commitment {
    type Draft = LandCommitmentDraft;
    const KIND: Kind = Kind::Commitment;

    fn code(&self) -> &Code {
        &self.code
    }

    fn coded(draft: Self::Draft, code: &Code) -> Self::Draft {
        Self::Draft { code: code.to_string(), ..draft }
    }

    fn draft(&self) -> Self::Draft {
        let year = |(year, result): (&i16, &YearResult)| LandYearDraft {
            year: year.to_string(),
            source: given(result.source.as_ref()),
            value: written(&result.values),
        };
        Self::Draft {
            code: self.code.to_string(),
            parcel: self.parcel.to_string(),
            project: given(self.project.as_ref()),
            enterprise: self.enterprise.to_string(),
            industry: given(self.industry.as_ref()),
            signed: self.signed.to_string(),
            full_year: self.full_year.to_string(),
            ground: given(self.ground.as_ref()),
            note: given(self.note.as_ref()),
            source: given(self.source.as_ref()),
            promise: written(&self.promises),
            actual: self.years.iter().map(year).collect(),
        }
    }

    fn check(draft: &Self::Draft) -> Result<Self, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let code = flaws.take("code", draft.code.parse());
        let parcel = flaws.take("parcel", draft.parcel.parse());
        let project = flaws.take_given("project", &draft.project, str::parse);
        let enterprise = flaws.take("enterprise", draft.enterprise.parse());
        let industry = flaws.take_given("industry", &draft.industry, str::parse);
        let signed = flaws.take("signed", day(&draft.signed));
        let full_year = flaws.take("full_year", whole(&draft.full_year, 1990, 2100));
        let ground = flaws.take_given("ground", &draft.ground, str::parse);
        let promises = levels(&mut flaws, "promise", &draft.promise);
        let mut years = BTreeMap::new();
        for (row, year) in (1..).zip(&draft.actual) {
            if let Some((year, result)) = year.check(row, &mut flaws) {
                let twice = years.insert(year, result).is_some();
                flaws.take_in_row(("actual", row, "year"), if twice { Err(Flaw::Taken) } else { Ok(()) });
            }
        }
        let note = flaws.take_given("note", &draft.note, str::parse);
        let source = flaws.take_given("source", &draft.source, str::parse);
        let read = || {
            let (code, parcel, enterprise) = (code?, parcel?, enterprise?);
            let (signed, full_year) = (signed?, full_year?);
            Some(Self {
                code,
                parcel,
                project,
                enterprise,
                industry,
                signed,
                full_year,
                ground,
                promises,
                years,
                note,
                source,
            })
        };
        let read = read();
        flaws.finish(read)
    }

    fn fits(&self, surroundings: &Surroundings<'_>) -> Result<(), Vec<FieldFlaw>> {
        let (mut flaws, rules) = (Flaws::default(), surroundings.rules);
        flaws.take("parcel", surroundings.parcel(&self.parcel));
        flaws.take("signed", surroundings.past(self.signed));
        if let Some(industry) = &self.industry {
            flaws.take("industry", rules.find_industry(industry.as_str()));
        }
        for (field, keys) in [("promise", self.promises.keys().collect::<Vec<_>>()), ("actual", self.reported())] {
            for key in keys {
                flaws.take(field, rules.find_indicator(key.as_str()));
            }
        }
        for year in self.years.keys().filter(|year| **year > surroundings.today.year()) {
            let most = Flaw::MoreThan { max: surroundings.today.year().to_string() };
            let row = self.years.keys().position(|one| one == year).unwrap_or_default() + 1;
            flaws.take_in_row(("actual", row, "year"), Err::<(), _>(most));
        }
        for indicator in &rules.indicators {
            flaws.take("promise", self.against_limit(rules, indicator));
        }
        flaws.finish(Some(()))
    }
}

impl Commitment {
    fn reported(&self) -> Vec<&Code> {
        self.years.values().flat_map(|year| year.values.keys()).collect()
    }

    /// Whether what is promised of an indicator reaches its limit, or there is a ground; every limit needs a promise.
    fn against_limit(&self, rules: &Rules, indicator: &Indicator) -> Result<(), Flaw> {
        let Some(limit) = rules.limit(&indicator.key, self.industry.as_ref(), self.signed) else { return Ok(()) };
        let flaw = match self.promises.get(&indicator.key) {
            None => Flaw::Text(pages::words::TextFlaw::Empty),
            Some(level) if indicator.bound.keeps(*level, limit.value) || self.ground.is_some() => return Ok(()),
            Some(level) => {
                let sign = if indicator.bound == Bound::AtLeast { "≥" } else { "≤" };
                Flaw::WorseThanLimit { value: level.to_string(), limit: format!("{sign} {}", limit.value) }
            }
        };
        let (zh, en) = (indicator.name_zh.to_string(), indicator.name_en.to_string());
        Err(Flaw::Indicator { key: indicator.key.to_string(), zh, en, flaw: Box::new(flaw) })
    }

    /// What the finished years up to a day did not keep of what was promised: a year is judged from the year in which the
    /// promises must be kept; what nobody has reported counts as not kept once the year after is over, too.
    pub fn shortfalls(&self, rules: &Rules, day: Date) -> Vec<Shortfall> {
        let mut found = Vec::new();
        for year in self.full_year..day.year() {
            for (key, promised) in &self.promises {
                let Ok(indicator) = rules.find_indicator(key.as_str()) else { continue };
                let actual = self.years.get(&year).and_then(|result| result.values.get(key)).copied();
                let kept = match actual {
                    Some(actual) => indicator.bound.keeps(actual, *promised),
                    None => year + 1 >= day.year(),
                };
                if !kept {
                    found.push(Shortfall { year, indicator: key.clone(), promised: *promised, actual });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::model::RulesRecord;

    fn rules() -> Rules {
        let text = "[[indicator]]\nkey = \"tax\"\nname_zh = \"税收\"\nname_en = \"Tax\"\nbound = \"at_least\"\n\n[[indicator]]\nkey = \"energy\"\nname_zh = \"能耗\"\nname_en = \"Energy\"\nbound = \"at_most\"\n";
        toml::from_str::<RulesRecord>(text).unwrap().check().unwrap()
    }

    fn letter() -> LandCommitmentDraft {
        let values = |tax: &str, energy: &str| {
            BTreeMap::from([("tax".to_owned(), tax.to_owned()), ("energy".to_owned(), energy.to_owned())])
        };
        LandCommitmentDraft {
            code: "L".into(),
            parcel: "A".into(),
            enterprise: "甲".into(),
            signed: "2016-03-01".into(),
            full_year: "2018".into(),
            promise: values("20", "0.5"),
            actual: vec![
                LandYearDraft { year: "2017".into(), value: values("1", "9"), ..LandYearDraft::default() },
                LandYearDraft { year: "2018".into(), value: values("20", "0.6"), ..LandYearDraft::default() },
            ],
            ..LandCommitmentDraft::default()
        }
    }

    #[test]
    fn years_before_full_production_are_not_judged_and_silence_is_after_a_year() {
        let (letter, rules) = (Commitment::check(&letter()).unwrap(), rules());
        let told = |day| -> Vec<String> {
            let all = letter.shortfalls(&rules, day).into_iter();
            all.map(|one| format!("{} {} {:?}", one.year, one.indicator, one.actual.map(|level| level.to_string())))
                .collect()
        };
        assert_eq!(told(date(2018, 12, 31)), Vec::<String>::new());
        assert_eq!(told(date(2019, 1, 1)), ["2018 energy Some(\"0.6\")"]);
        assert_eq!(told(date(2020, 8, 20)), ["2018 energy Some(\"0.6\")"], "2019 may still be reported");
        let late = ["2018 energy Some(\"0.6\")", "2019 energy None", "2019 tax None"];
        assert_eq!(told(date(2021, 1, 1)), late);
    }

    #[test]
    fn a_letter_is_written_as_it_was_read_and_each_year_once() {
        let mut draft = letter();
        assert_eq!(Commitment::check(&draft).unwrap().draft(), draft);
        draft.actual[1].year = "2017".into();
        draft.promise.insert("tax".into(), "-1".into());
        let flaws = Commitment::check(&draft).unwrap_err();
        let said: Vec<_> = flaws.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "promise: tax: must be 0 to 1000000000, with at most three decimals",
                "actual: row 2, year: another one has this code"
            ]
        );
    }
}
