use std::{borrow::Cow, collections::BTreeMap};

use super::{Field, FieldError, Project, Typed, Vocabulary, Year, check};

/// A form about a project as it was typed; nothing typed is lost, however wrong it is.
///
/// ```
/// use projects::model::{Field, ProjectDraft, Vocabulary};
///
/// let draft: ProjectDraft = [("name", "陶瓷膜"), ("total_investment_cny", "-3"), ("jobs", "many")].into_iter().collect();
/// let errors = draft.check(None, &Vocabulary::default()).unwrap_err();
/// let fields: Vec<_> = errors.iter().map(|error| &*error.field).collect();
/// assert_eq!(fields, ["investor_name", "total_investment_cny", "jobs"]);
/// assert_eq!(draft.get(Field::Jobs), "many");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectDraft(BTreeMap<Field, String>);

impl ProjectDraft {
    /// The form of a project as it stands.
    pub fn of(project: &Project) -> Self {
        Self(project.fields().map(|field| (field, project.text(field))).collect())
    }

    /// Types into a field.
    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        self.0.insert(field, text.into());
    }

    /// What stands in a field; empty when it was not offered.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// The fields that were offered.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.0.keys().copied()
    }

    /// Makes a project of it, upon the project as it was; see [`check`](super::check()).
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self, base: Option<&Project>, vocabulary: &Vocabulary) -> Result<Project, Vec<FieldError>> {
        check(self, base, vocabulary)
    }
}

impl Typed for ProjectDraft {
    fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        self.0.get(&field).map(|text| Cow::Borrowed(text.as_str()))
    }

    fn plan_years(&self) -> Vec<Year> {
        let years = self.0.keys().filter_map(|field| match field {
            Field::Plan(year) => Some(*year),
            _ => None,
        });
        years.collect()
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for ProjectDraft {
    /// Takes the pairs of a form; those that name no field belong to somebody else and are left out.
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let known = pairs.into_iter().filter_map(|(key, text)| Some((key.parse().ok()?, text.to_owned())));
        Self(known.collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::{
        example::{any_record, record, rules},
        model::Problem,
    };
    use proptest::prelude::*;

    fn errors(base: Option<&Project>, typed: &[(&str, &str)]) -> Vec<(String, Problem)> {
        let draft: ProjectDraft = typed.iter().copied().collect();
        let errors = draft.check(base, &rules().vocabulary).unwrap_err();
        errors.into_iter().map(|error| (error.field.into_owned(), error.problem)).collect()
    }

    #[test]
    fn everything_wrong_is_reported_at_once_in_the_order_of_the_form() {
        let found = errors(
            None,
            &[
                ("name", ""),
                ("investor_name", "a"),
                ("credit_code", "9135"),
                ("project_code", "2020-1"),
                ("industry_code", "C9999"),
                ("park", "moon"),
                ("six_news", "technology; gossip"),
                ("longitude_deg", "112"),
                ("total_investment_cny", "-1"),
                ("plan_2020_cny", "much"),
                ("land_mu", "1.00001"),
                ("jobs", "1.5"),
                ("start_promised_on", "2020-02-31"),
                ("production_promised_on", "soon"),
            ],
        );
        let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "name",
                "credit_code",
                "project_code",
                "industry_code",
                "park",
                "six_news",
                "latitude_deg",
                "total_investment_cny",
                "plan_2020_cny",
                "land_mu",
                "jobs",
                "start_promised_on",
                "production_promised_on",
            ]
        );
        assert_eq!(found[11].1, Problem::NoSuchDay { text: "2020-02-31".into() });
        assert_eq!(found[5].1, Problem::UnknownTerm { text: "gossip".into(), known: "新技术、新材料、新产品".into() });
    }

    #[test]
    fn rules_between_fields_hold() {
        let base = record("p1", "a").project;
        let start = jiff::civil::date(2020, 6, 1);
        let order = [("start_promised_on", "2020-06-01"), ("production_promised_on", "2020-05-31")];
        assert_eq!(
            errors(Some(&base), &order),
            [("production_promised_on".into(), Problem::ProductionBeforeStart { start })]
        );
        let plan = [("plan_2020_cny", "2亿"), ("plan_2021_cny", "1.01亿")];
        let planned = "301000000".into();
        assert_eq!(
            errors(Some(&base), &plan),
            [("total_investment_cny".into(), Problem::PlanExceedsTotal { planned })]
        );
        let outside = [("longitude_deg", "35.6"), ("latitude_deg", "35.6")];
        assert!(matches!(errors(Some(&base), &outside)[0].1, Problem::OutsideExtent { .. }));
    }

    #[test]
    fn what_was_not_offered_stays_and_what_was_emptied_goes() {
        let base = record("p1", "a").project;
        let draft: ProjectDraft = [("land_mu", ""), ("jobs", "12")].into_iter().collect();
        let project = draft.check(Some(&base), &rules().vocabulary).unwrap();
        assert_eq!(project.needs.land_mu, None);
        assert_eq!(project.promises.jobs, Some(12));
        assert_eq!(project.total_investment_cny, base.total_investment_cny);
        let emptied: ProjectDraft = [("name", " ")].into_iter().collect();
        assert_eq!(emptied.check(Some(&base), &rules().vocabulary).unwrap_err().len(), 1);
    }

    #[test]
    fn a_word_that_left_the_list_can_stay_but_not_come() {
        let mut base = record("p1", "a").project;
        base.filing.park = Some("closed_park".parse().unwrap());
        let mut draft = ProjectDraft::of(&base);
        draft.set(Field::Jobs, "7");
        let project = draft.check(Some(&base), &rules().vocabulary).unwrap();
        assert_eq!(project.filing.park, base.filing.park);
        assert_eq!(errors(Some(&record("p2", "b").project), &[("park", "closed_park")]).len(), 1);
    }

    #[test]
    fn a_planned_amount_keeps_its_source_until_it_changes() {
        let mut base = record("p1", "a").project;
        let year = Year::new(2020).unwrap();
        let source = Some("contract".parse().unwrap());
        base.plan.insert(year, crate::model::PlannedYear { amount_cny: "1亿".parse().unwrap(), source });
        let mut draft = ProjectDraft::of(&base);
        assert_eq!(draft.check(Some(&base), &rules().vocabulary).unwrap(), base);
        draft.set(Field::Plan(year), "2亿");
        assert_eq!(draft.check(Some(&base), &rules().vocabulary).unwrap().plan[&year].source, None);
        draft.set(Field::Plan(year), "");
        assert!(draft.check(Some(&base), &rules().vocabulary).unwrap().plan.is_empty());
    }

    proptest! {
        #[test]
        fn a_form_of_a_project_gives_the_project(record in any_record("p1".into())) {
            let project = record.project;
            let again = ProjectDraft::of(&project).check(None, &rules().vocabulary).unwrap();
            prop_assert_eq!(again, project);
        }
    }
}
