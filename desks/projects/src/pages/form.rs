//! The form of a project: all fields on one page, what was typed is kept, what is wrong is said beside its field.

use std::collections::BTreeSet;

use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};

use super::{project::Words, show};
use crate::model::{Field, Likelihood, Project, ProjectDraft, Rules, Terms, Year, may_be_unknown};

/// The years around today for which a plan is offered.
const PLAN_YEARS: std::ops::RangeInclusive<i16> = -1..=4;

/// What was typed: the fields that the form sent, the tags as one text.
pub fn draft(data: &FormData) -> ProjectDraft {
    let mut draft: ProjectDraft = data.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for field in [Field::SixNews, Field::Unknown] {
        let key = field.key();
        if data.pairs().iter().any(|(name, _)| *name == key) {
            let ticked: Vec<&str> = data.all(&key).filter(|one| !one.is_empty()).collect();
            draft.set(field, ticked.join(";"));
        }
    }
    draft
}

/// The fields of a draft, as a form shows them.
fn data(draft: &ProjectDraft) -> FormData {
    FormData::from_pairs(draft.fields().map(|field| (field.key().into_owned(), draft.get(field).to_owned())))
}

/// The fields of the form in their groups.
pub fn fields(
    visit: &Visit,
    (rules, names): (&Rules, &show::Names),
    draft: &ProjectDraft,
    errors: &FieldErrors,
) -> Markup {
    let form = Form { visit, rules, data: data(draft), errors };
    let people = names.iter().map(|(login, name)| (login.clone(), name.clone())).collect();
    let likelihoods =
        Likelihood::ALL.map(|one| (one.key().to_owned(), visit.text(&format!("projects-likelihood-{one}"))));
    html! {
        (form.group("projects-group-who", html! {
            (form.text(Field::Name)) (form.text(Field::InvestorName))
            (form.text(Field::CreditCode)) (form.text(Field::ProjectCode))
            (form.choice(Field::LeadSource, form.terms(&rules.vocabulary.lead_sources)))
            (form.choice(Field::Manager, people)) (form.choice(Field::Likelihood, likelihoods.to_vec()))
            div.field-wide { (form.area(Field::Description)) }
        }))
        (form.group("projects-group-filing", form.filing()))
        (form.group("projects-group-place", html! { (form.number(Field::Longitude)) (form.number(Field::Latitude)) }))
        (form.group("projects-group-investment", form.investment(draft)))
        (form.group("projects-group-needs", html! {
            @for field in [Field::Land, Field::Gas, Field::Power, Field::Water] { (form.number(field)) }
            div.field-wide { (form.unknown()) }
        }))
        (form.group("projects-group-promises", html! {
            (form.money(Field::Output)) (form.money(Field::Tax)) (form.number(Field::Jobs))
            (form.date(Field::StartPromised)) (form.date(Field::ProductionPromised))
        }))
        (form.group("projects-group-source", form.text(Field::Source)))
    }
}

struct Form<'a> {
    visit: &'a Visit,
    rules: &'a Rules,
    data: FormData,
    errors: &'a FieldErrors,
}

impl Form<'_> {
    fn group(&self, title: &str, fields: Markup) -> Markup {
        html! { fieldset.panel.mb-3 { legend.panel-title { (self.visit.text(title)) } div.form-grid { (fields) } } }
    }

    /// One field by the way in which it is filled in, with its label and its help.
    fn input(&self, field: Field, help_key: Option<&str>, show: impl Fn(Input<'_>) -> Markup) -> Markup {
        let key = field.key();
        let label = show::field(self.visit, &key);
        let help = help_key.map(|key| self.visit.text(key)).unwrap_or_default();
        show(Input::new(&key, &label, &self.data, self.errors).help(&help))
    }

    fn text(&self, field: Field) -> Markup {
        let help = match field {
            Field::Name | Field::InvestorName => Some("projects-help-needed"),
            Field::CreditCode => Some("projects-help-credit-code"),
            Field::ProjectCode => Some("projects-help-project-code"),
            _ => None,
        };
        self.input(field, help, |input| components::text(input, "text"))
    }

    fn area(&self, field: Field) -> Markup {
        self.input(field, None, |input| components::area(input, 4))
    }

    fn number(&self, field: Field) -> Markup {
        self.input(field, None, components::number)
    }

    fn money(&self, field: Field) -> Markup {
        self.input(field, Some("projects-help-money"), components::number)
    }

    /// A browser's field for days empties itself of what is no day; what was typed wrongly is shown as text.
    fn date(&self, field: Field) -> Markup {
        let wrong = self.errors.get(&field.key()).is_some();
        self.input(field, None, |input| if wrong { components::text(input, "text") } else { components::date(input) })
    }

    fn filing(&self) -> Markup {
        let vocabulary = &self.rules.vocabulary;
        let language = self.visit.language();
        let industries = vocabulary.industries.iter().map(|(code, names)| {
            (code.to_string(), format!("{code} {}", language.pick(names.name_zh.as_str(), names.name_en.as_str())))
        });
        html! {
            (self.choice(Field::Industry, industries.collect()))
            (self.choice(Field::Park, self.terms(&vocabulary.parks)))
            (self.choice(Field::Cluster, self.terms(&vocabulary.clusters)))
            (self.choice(Field::LeadingIndustry, self.terms(&vocabulary.leading_industries)))
            div.field-wide { (self.tags()) }
        }
    }

    fn terms(&self, terms: &Terms) -> Vec<(String, String)> {
        terms.iter().map(|term| (term.key.to_string(), show::term(self.visit, terms, &term.key))).collect()
    }

    /// One out of a list; a value that the list no longer has stays, and what was typed wrongly too.
    fn choice(&self, field: Field, mut known: Vec<(String, String)>) -> Markup {
        let key = field.key();
        let value = self.data.get(&key);
        if !value.is_empty() && !known.iter().any(|(known, _)| known == value) {
            known.push((value.to_owned(), value.to_owned()));
        }
        let choices: Vec<Choice> = known.into_iter().map(|(value, label)| Choice { value, label }).collect();
        self.input(field, None, |input| components::select(input, &choices))
    }

    fn tags(&self) -> Markup {
        self.boxes(Field::SixNews, self.terms(&self.rules.vocabulary.six_news))
    }

    /// The fields that the zone's gates let stay unknown.
    fn unknown(&self) -> Markup {
        let fields = may_be_unknown(&self.rules.stages).into_keys();
        let named = fields.map(|field| (field.key().into_owned(), show::field(self.visit, &field.key())));
        self.boxes(Field::Unknown, named.collect())
    }

    /// Several out of a list, as boxes. The hidden empty one says that the question was asked, also when none is ticked.
    fn boxes(&self, field: Field, mut known: Vec<(String, String)>) -> Markup {
        let key = field.key();
        let chosen: BTreeSet<&str> = self.data.get(&key).split(';').filter(|tag| !tag.is_empty()).collect();
        for tag in &chosen {
            if !known.iter().any(|(known, _)| known == tag) {
                known.push(((*tag).to_owned(), (*tag).to_owned()));
            }
        }
        html! {
            fieldset #(format!("field-{key}")) tabindex="-1" {
                legend.form-label { (show::field(self.visit, &key)) }
                input type="hidden" name=(key) value="";
                div.cluster {
                    @for (value, label) in &known {
                        label.choice {
                            input type="checkbox" name=(key) value=(value) checked[chosen.contains(value.as_str())];
                            (label)
                        }
                    }
                }
                @if let Some(error) = self.errors.get(&key) { div.invalid-feedback.d-block { (error) } }
            }
        }
    }

    fn investment(&self, draft: &ProjectDraft) -> Markup {
        let this_year = self.visit.today().year();
        let around = PLAN_YEARS.filter_map(|offset| Year::new(i32::from(this_year + offset)).ok());
        let typed = draft.fields().filter_map(|field| match field {
            Field::Plan(year) => Some(year),
            _ => None,
        });
        let years: BTreeSet<Year> = around.chain(typed).collect();
        html! {
            (self.money(Field::TotalInvestment))
            @for year in years { (self.number(Field::Plan(year))) }
        }
    }
}

/// What differs between the project now and what was typed, for somebody whose edition was overtaken.
pub fn both_editions(visit: &Visit, words: &Words<'_>, current: &Project, typed: &ProjectDraft) -> Markup {
    let lines =
        typed.fields().map(|field| (field.key().into_owned(), current.text(field), typed.get(field).trim().to_owned()));
    let differing = lines.filter(|(_, now, yours)| now != yours);
    let worded = |(key, now, yours): (String, String, String)| {
        let (now, yours) = (words.word(&key, &now), words.word(&key, &yours));
        (key, now, yours)
    };
    let differing: Vec<_> = differing.map(worded).collect();
    html! {
        section.panel.mb-3 role="alert" {
            h2.panel-title { (visit.text("error-stale-title")) }
            p { (visit.text("projects-stale-advice")) }
            (show::differences(visit, ("stale-current", "stale-yours"), &differing))
        }
    }
}
