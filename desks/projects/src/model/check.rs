use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use rust_decimal::Decimal;

use super::{
    CreditCode, Field, FieldError, Filing, Location, Money, Needs, PlannedYear, Problem, Project, Promises, Vocabulary,
    Year, parse_count, parse_date, text::unknown_term,
};

/// Texts for the fields of a project: a form, or a row of a file.
pub trait Typed {
    /// What was typed into a field. `None`: the field was not offered, and keeps its value; empty: it is cleared.
    fn text(&self, field: Field) -> Option<Cow<'_, str>>;
    /// The years for which a plan was offered.
    fn plan_years(&self) -> Vec<Year>;
}

/// Makes a project of what was typed, upon the project as it was.
///
/// A field that was left as it stood is not held against the zone's present lists: a record that has become invalid
/// can still be repaired, one field at a time.
///
/// # Errors
/// All that is wrong, by field.
pub fn check(typed: &dyn Typed, base: Option<&Project>, vocabulary: &Vocabulary) -> Result<Project, Vec<FieldError>> {
    let mut check = Check { typed, base, vocabulary, errors: Vec::new() };
    let project = check.project();
    match project {
        Some(project) if check.errors.is_empty() => Ok(project),
        _ => Err(check.errors),
    }
}

struct Check<'a> {
    typed: &'a dyn Typed,
    base: Option<&'a Project>,
    vocabulary: &'a Vocabulary,
    errors: Vec<FieldError>,
}

impl<'a> Check<'a> {
    fn wrong(&mut self, field: Field, problem: Problem) {
        self.errors.push(FieldError::new(field.key(), problem));
    }

    /// Whether the text is what the project says already.
    fn is_unchanged(&self, field: Field, text: &str) -> bool {
        self.base.is_some_and(|base| base.text(field) == text.trim())
    }

    fn optional<T>(
        &mut self,
        field: Field,
        kept: impl Fn(&'a Project) -> Option<T>,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let Some(text) = self.typed.text(field) else {
            return self.base.and_then(kept);
        };
        if text.trim().is_empty() {
            return None;
        }
        match parse(&text) {
            Ok(value) => Some(value),
            Err(_) if self.is_unchanged(field, &text) => self.base.and_then(kept),
            Err(problem) => {
                self.wrong(field, problem);
                None
            }
        }
    }

    fn required<T: Clone + 'a>(
        &mut self,
        field: Field,
        kept: impl Fn(&'a Project) -> &'a T,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let errors_before = self.errors.len();
        let value = self.optional(field, |base| Some(kept(base).clone()), parse);
        if value.is_none() && self.errors.len() == errors_before {
            self.wrong(field, Problem::Missing);
        }
        value
    }

    /// Reads every field, so that every error is found, in the order of the form.
    fn project(&mut self) -> Option<Project> {
        let name = self.required(Field::Name, |base| &base.name, str::parse);
        let investor_name = self.required(Field::InvestorName, |base| &base.investor_name, str::parse);
        let credit_code = self.optional(Field::CreditCode, |base| base.credit_code.clone(), credit_code);
        let project_code = self.optional(Field::ProjectCode, |base| base.project_code.clone(), str::parse);
        let filing = self.filing();
        let description = self.optional(Field::Description, |base| base.description.clone(), str::parse);
        let location = self.location();
        let total_investment_cny = self.optional(Field::TotalInvestment, |base| base.total_investment_cny, str::parse);
        let plan = self.plan();
        let needs = self.needs();
        let promises = self.promises();
        let vocabulary = self.vocabulary;
        let lead_source = self.optional(
            Field::LeadSource,
            |base| base.lead_source.clone(),
            |text| vocabulary.lead_sources.find(text),
        );
        let manager = self.optional(Field::Manager, |base| base.manager.clone(), str::parse);
        let likelihood = self.optional(Field::Likelihood, |base| base.likelihood, str::parse);
        let unknown = self.optional(Field::Unknown, |base| Some(base.unknown.clone()), fields).unwrap_or_default();
        let source = self.optional(Field::Source, |base| base.source.clone(), str::parse);
        self.promises_in_order(&promises);
        self.plan_within(total_investment_cny, &plan);
        let mut project = Project {
            name: name?,
            investor_name: investor_name?,
            credit_code,
            project_code,
            filing,
            description,
            location,
            total_investment_cny,
            plan,
            needs,
            promises,
            lead_source,
            manager,
            likelihood,
            unknown: BTreeSet::new(),
            source,
        };
        // What is filled is known.
        project.unknown = unknown.into_iter().filter(|field| !project.has(*field)).collect();
        Some(project)
    }

    fn filing(&mut self) -> Filing {
        let vocabulary = self.vocabulary;
        Filing {
            industry: self.optional(
                Field::Industry,
                |base| base.filing.industry.clone(),
                |text| vocabulary.find_industry(text),
            ),
            park: self.optional(Field::Park, |base| base.filing.park.clone(), |text| vocabulary.parks.find(text)),
            cluster: self.optional(
                Field::Cluster,
                |base| base.filing.cluster.clone(),
                |text| vocabulary.clusters.find(text),
            ),
            six_news: self
                .optional(
                    Field::SixNews,
                    |base| Some(base.filing.six_news.clone()),
                    |text| vocabulary.six_news.find_all(text),
                )
                .unwrap_or_default(),
            leading_industry: self.optional(
                Field::LeadingIndustry,
                |base| base.filing.leading_industry.clone(),
                |text| vocabulary.leading_industries.find(text),
            ),
        }
    }

    fn location(&mut self) -> Option<Location> {
        let kept = |field| self.base.map(|base| base.text(field).into()).unwrap_or_default();
        let longitude: Cow<str> = self.typed.text(Field::Longitude).unwrap_or_else(|| kept(Field::Longitude));
        let latitude = self.typed.text(Field::Latitude).unwrap_or_else(|| kept(Field::Latitude));
        if self.is_unchanged(Field::Longitude, &longitude) && self.is_unchanged(Field::Latitude, &latitude) {
            return self.base.and_then(|base| base.location);
        }
        match (longitude.trim().is_empty(), latitude.trim().is_empty()) {
            (true, true) => return None,
            (true, false) => self.wrong(Field::Longitude, Problem::LocationHalf),
            (false, true) => self.wrong(Field::Latitude, Problem::LocationHalf),
            (false, false) => match Location::parse(&longitude, &latitude) {
                Ok(place) => match self.vocabulary.extent.map_or(Ok(()), |extent| extent.check(place)) {
                    Ok(()) => return Some(place),
                    Err(problem) => self.wrong(Field::Longitude, problem),
                },
                Err(errors) => self.errors.extend(errors),
            },
        }
        None
    }

    /// The plan; a year keeps its source only as long as it keeps its amount.
    fn plan(&mut self) -> BTreeMap<Year, PlannedYear> {
        let kept = self.base.map(|base| base.plan.clone()).unwrap_or_default();
        let mut plan = kept.clone();
        for year in self.typed.plan_years() {
            let of_year = |base: &Project| base.plan.get(&year).map(|planned| planned.amount_cny);
            match self.optional(Field::Plan(year), of_year, str::parse) {
                None => drop(plan.remove(&year)),
                Some(amount_cny) => {
                    let before = kept.get(&year).filter(|planned| planned.amount_cny == amount_cny);
                    let source = before.and_then(|planned| planned.source.clone());
                    plan.insert(year, PlannedYear { amount_cny, source });
                }
            }
        }
        plan
    }

    fn needs(&mut self) -> Needs {
        Needs {
            land_mu: self.optional(Field::Land, |base| base.needs.land_mu, str::parse),
            gas_m3_per_hour: self.optional(Field::Gas, |base| base.needs.gas_m3_per_hour, str::parse),
            power_kw: self.optional(Field::Power, |base| base.needs.power_kw, str::parse),
            water_t_per_day: self.optional(Field::Water, |base| base.needs.water_t_per_day, str::parse),
        }
    }

    fn promises(&mut self) -> Promises {
        Promises {
            output_cny_per_year: self.optional(Field::Output, |base| base.promises.output_cny_per_year, str::parse),
            tax_cny_per_year: self.optional(Field::Tax, |base| base.promises.tax_cny_per_year, str::parse),
            jobs: self.optional(Field::Jobs, |base| base.promises.jobs, parse_count),
            start_on: self.optional(Field::StartPromised, |base| base.promises.start_on, parse_date),
            production_on: self.optional(Field::ProductionPromised, |base| base.promises.production_on, parse_date),
        }
    }

    fn promises_in_order(&mut self, promises: &Promises) {
        if let (Some(start), Some(production)) = (promises.start_on, promises.production_on)
            && production < start
        {
            self.wrong(Field::ProductionPromised, Problem::ProductionBeforeStart { start });
        }
    }

    fn plan_within(&mut self, total_cny: Option<Money>, plan: &BTreeMap<Year, PlannedYear>) {
        let planned: Decimal = plan.values().map(|planned| planned.amount_cny.to_decimal()).sum();
        if total_cny.is_some_and(|total| planned > total.to_decimal()) {
            let planned = planned.normalize().to_string();
            self.wrong(Field::TotalInvestment, Problem::PlanExceedsTotal { planned });
        }
    }
}

/// Fields by their keys, separated by `;`, `；`, `、` or `,`.
fn fields(text: &str) -> Result<BTreeSet<Field>, Problem> {
    let keys = text.split([';', '；', '、', ',']).map(str::trim).filter(|key| !key.is_empty());
    let known = || Field::all().map(|field| field.key().into_owned());
    keys.map(|key| key.parse().map_err(|_| unknown_term(key, known().collect::<Vec<_>>().iter().map(String::as_str))))
        .collect()
}

fn credit_code(text: &str) -> Result<CreditCode, Problem> {
    Ok(text.parse::<CreditCode>()?)
}
