//! What the zone has decided about its projects: stages with their gates, words, rules.

use std::collections::BTreeMap;

use axum::Json;
use pages::{PageError, Visit};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{Conduct, Gate, Key, Requirements, Rules, Stage, Template, Term, Terms, Vocabulary},
    pages::rules,
};

/// What the zone has decided about its projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulesBody {
    /// The stages, in order.
    stages: Vec<StageBody>,
    /// The words that projects are filed under.
    vocabulary: VocabularyBody,
    /// How the zone drives its projects.
    conduct: ConductBody,
}

/// One stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageBody {
    /// Its key.
    key: String,
    /// Its Chinese name.
    name_zh: String,
    /// Its English name.
    name_en: String,
    /// Its place in the sequence.
    order: u16,
    /// What it means: `lead`, `negotiation`, `signed`, `construction`, `completed`, `production`, `full_capacity`, `full_benefit`.
    group: &'static str,
    /// What must be there before a project enters it.
    gate: GateBody,
    /// Where the rule comes from.
    source: String,
}

/// What must be there before a project enters a stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateBody {
    /// Keys of the fields that must be filled.
    fields: Vec<String>,
    /// Keys of the kinds of documents that must be there.
    documents: Vec<String>,
    /// Keys of the fields that the investor may leave open.
    may_be_unknown: Vec<String>,
    /// What only some projects need.
    conditions: Vec<ConditionBody>,
    /// Whether somebody who does not manage the project must verify it.
    verified: bool,
}

/// What projects need of which a field has one of some values.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConditionBody {
    /// Key of the field that decides.
    field: String,
    /// Its values; none where it is enough that it is filled.
    values: Vec<String>,
    /// Keys of the fields that must be filled.
    fields: Vec<String>,
    /// Keys of the kinds of documents that must be there.
    documents: Vec<String>,
    /// Where the rule comes from.
    source: String,
}

/// A word of the zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermBody {
    /// Its key.
    key: String,
    /// Its Chinese name.
    name_zh: String,
    /// Its English name.
    name_en: String,
    /// Where it comes from.
    source: String,
}

/// The words that projects are filed under.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyBody {
    /// The parks.
    parks: Vec<TermBody>,
    /// The clusters.
    clusters: Vec<TermBody>,
    /// The "six news".
    six_news: Vec<TermBody>,
    /// The leading industries.
    leading_industries: Vec<TermBody>,
    /// Where leads come from.
    lead_sources: Vec<TermBody>,
    /// The kinds of documents.
    documents: Vec<TermBody>,
    /// The industry codes in use.
    industries: Vec<TermBody>,
}

/// How the zone drives its projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConductBody {
    /// Forms of talks.
    talk_forms: Vec<TermBody>,
    /// Forms of agreements.
    agreement_forms: Vec<TermBody>,
    /// Classes of requests.
    request_classes: Vec<TermBody>,
    /// Days within which a request is answered, by its class.
    request_answer_days: BTreeMap<String, u16>,
    /// The "six nots".
    hurdles: Vec<TermBody>,
    /// Why a project is held up.
    causes: Vec<TermBody>,
    /// Templates of milestones.
    templates: Vec<TemplateBody>,
    /// Days at a stage after which a project is stuck, by the group of stages.
    stuck_days: BTreeMap<&'static str, u16>,
    /// The most leads that one person holds.
    pool_held_max: u16,
    /// Days after which a lead that nobody touched falls back into the pool.
    pool_untouched_days: u16,
    /// Days for which whoever gave a lead up may not take it again.
    pool_rest_days: u16,
    /// Day of the month by which the month before is reported.
    report_due_day: i8,
}

/// A list of milestones for a type of project.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateBody {
    /// Its key.
    key: String,
    /// Its Chinese name.
    name_zh: String,
    /// Its English name.
    name_en: String,
    /// Its milestones, in order.
    milestones: Vec<MilestoneBody>,
}

/// One milestone of a template.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneBody {
    /// Its Chinese name.
    name_zh: String,
    /// Its English name.
    name_en: String,
    /// Days after the day on which the plan begins.
    after_days: u16,
    /// Whether the whole plan waits for it.
    critical: bool,
    /// Id of the organisation that must act.
    owner: Option<String>,
}

/// What the zone has decided about its projects: stages with their gates, words, rules.
#[utoipa::path(
    get, path = "/api/projects/rules", tag = "projects", operation_id = "projects_rules",
    responses((status = 200, body = RulesBody, description = "The rules")),
)]
pub async fn show(visit: Visit) -> Result<Json<RulesBody>, PageError> {
    let rules = rules(&visit).await?.ok_or(PageError::NotFound)?;
    Ok(Json(RulesBody::of(&rules)))
}

impl RulesBody {
    fn of(rules: &Rules) -> Self {
        Self {
            stages: rules.stages.iter().map(StageBody::of).collect(),
            vocabulary: VocabularyBody::of(&rules.vocabulary),
            conduct: ConductBody::of(&rules.conduct),
        }
    }
}

impl StageBody {
    fn of(stage: &Stage) -> Self {
        Self {
            key: stage.key.to_string(),
            name_zh: stage.name_zh.to_string(),
            name_en: stage.name_en.to_string(),
            order: stage.order,
            group: stage.group.key(),
            gate: GateBody::of(&stage.gate),
            source: stage.source.to_string(),
        }
    }
}

/// Keys of the fields and of the kinds of documents.
fn requirements(requires: &Requirements) -> (Vec<String>, Vec<String>) {
    let fields = requires.fields.iter().map(ToString::to_string).collect();
    (fields, requires.documents.iter().map(ToString::to_string).collect())
}

impl GateBody {
    fn of(gate: &Gate) -> Self {
        let (fields, documents) = requirements(&gate.requires);
        let condition = |condition: &crate::model::Condition| {
            let (fields, documents) = requirements(&condition.requires);
            ConditionBody {
                field: condition.field.to_string(),
                values: condition.values.iter().cloned().collect(),
                fields,
                documents,
                source: condition.source.to_string(),
            }
        };
        Self {
            fields,
            documents,
            may_be_unknown: gate.may_be_unknown.iter().map(ToString::to_string).collect(),
            conditions: gate.conditions.iter().map(condition).collect(),
            verified: gate.verified,
        }
    }
}

impl TermBody {
    fn of(term: &Term) -> Self {
        Self {
            key: term.key.to_string(),
            name_zh: term.name_zh.to_string(),
            name_en: term.name_en.to_string(),
            source: term.source.to_string(),
        }
    }

    fn all(terms: &Terms) -> Vec<Self> {
        terms.iter().map(Self::of).collect()
    }
}

impl VocabularyBody {
    fn of(vocabulary: &Vocabulary) -> Self {
        let industry = |(code, names): (&crate::model::IndustryCode, &crate::model::Industry)| TermBody {
            key: code.to_string(),
            name_zh: names.name_zh.to_string(),
            name_en: names.name_en.to_string(),
            source: names.source.to_string(),
        };
        Self {
            parks: TermBody::all(&vocabulary.parks),
            clusters: TermBody::all(&vocabulary.clusters),
            six_news: TermBody::all(&vocabulary.six_news),
            leading_industries: TermBody::all(&vocabulary.leading_industries),
            lead_sources: TermBody::all(&vocabulary.lead_sources),
            documents: TermBody::all(&vocabulary.documents),
            industries: vocabulary.industries.iter().map(industry).collect(),
        }
    }
}

impl ConductBody {
    fn of(conduct: &Conduct) -> Self {
        let days = |(class, rule): (&Key, &crate::model::RequestRule)| (class.to_string(), rule.answer_days);
        Self {
            talk_forms: TermBody::all(&conduct.talk_forms),
            agreement_forms: TermBody::all(&conduct.agreement_forms),
            request_classes: TermBody::all(&conduct.request_classes),
            request_answer_days: conduct.request_rules.iter().map(days).collect(),
            hurdles: TermBody::all(&conduct.hurdles),
            causes: TermBody::all(&conduct.causes),
            templates: conduct.templates.iter().map(TemplateBody::of).collect(),
            stuck_days: conduct.stuck_days.iter().map(|(group, days)| (group.key(), *days)).collect(),
            pool_held_max: conduct.pool.held_max,
            pool_untouched_days: conduct.pool.untouched_days,
            pool_rest_days: conduct.pool.rest_days,
            report_due_day: conduct.reporting.due_day,
        }
    }
}

impl TemplateBody {
    fn of(template: &Template) -> Self {
        let milestone = |one: &crate::model::TemplateMilestone| MilestoneBody {
            name_zh: one.name_zh.to_string(),
            name_en: one.name_en.to_string(),
            after_days: one.after_days,
            critical: one.critical,
            owner: one.owner.as_ref().map(ToString::to_string),
        };
        Self {
            key: template.term.key.to_string(),
            name_zh: template.term.name_zh.to_string(),
            name_en: template.term.name_en.to_string(),
            milestones: template.milestones.iter().map(milestone).collect(),
        }
    }
}
