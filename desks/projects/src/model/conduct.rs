use std::collections::BTreeMap;

use super::{Key, Line, StageGroup, Term, Terms};

/// How the zone drives its projects (推进规则): its words for talks, agreements, requests and hurdles, its templates of
/// milestones, and its terms. Data, not code: the zone's file says it, each rule with its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    /// Forms of talks (往来方式): visit, call, meeting.
    pub talk_forms: Terms,
    /// Forms of agreements (协议类型): offer, letter of intent, investment agreement.
    pub agreement_forms: Terms,
    /// Classes of requests that enterprises raise (诉求类别).
    pub request_classes: Terms,
    /// How requests of a class are answered, by its key.
    pub request_rules: BTreeMap<Key, RequestRule>,
    /// What a project has not come to although it should have: the "six nots" (六未).
    pub hurdles: Terms,
    /// Why it has not (堵点成因).
    pub causes: Terms,
    /// Templates of milestones, by the type of project.
    pub templates: Vec<Template>,
    /// Rules of the open pool.
    pub pool: PoolRules,
    /// After how many days at a stage a project counts as stuck, by the group of stages.
    pub stuck_days: BTreeMap<StageGroup, u16>,
    /// Day of the month by which the month before is reported; days before and after it on which it is asked for.
    pub reporting: ReportingRules,
}

/// How a request of a class is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRule {
    /// Within so many days.
    pub answer_days: u16,
    /// By this organisation; none for whoever manages the project.
    pub owner: Option<Line>,
}

/// A list of milestones for a type of project (节点模板).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Key and names.
    pub term: Term,
    /// Its milestones, in order.
    pub milestones: Vec<TemplateMilestone>,
}

/// One milestone of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateMilestone {
    /// Its Chinese name.
    pub name_zh: Line,
    /// Its English name.
    pub name_en: Line,
    /// Days after the day on which the plan begins.
    pub after_days: u16,
    /// Whether the whole plan waits for it.
    pub critical: bool,
    /// Id of the organisation that must act; none for whoever manages the project.
    pub owner: Option<Line>,
}

/// Rules of the open pool of leads (公海池).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRules {
    /// The most leads that one person holds at a time.
    pub held_max: u16,
    /// A lead that its holder has not touched for so many days falls back into the pool.
    pub untouched_days: u16,
    /// Whoever gave a lead up, or let it lie, may not claim it again for so many days.
    pub rest_days: u16,
    /// Where the rules come from.
    pub source: Line,
}

/// When months are reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingRules {
    /// Day of the month by which the month before is reported, 1 to 28.
    pub due_day: i8,
    /// Days before it on which whoever reports is reminded; 0 is the day itself.
    pub remind_days_before: Vec<u16>,
    /// Days after it on which whoever collects reports hears of those that are missing.
    pub warn_days_after: Vec<u16>,
    /// Where the rules come from.
    pub source: Line,
}

impl Default for PoolRules {
    fn default() -> Self {
        Self { held_max: u16::MAX, untouched_days: u16::MAX, rest_days: 0, source: Line::of("default") }
    }
}

impl Default for ReportingRules {
    fn default() -> Self {
        Self { due_day: 10, remind_days_before: Vec::new(), warn_days_after: Vec::new(), source: Line::of("default") }
    }
}
