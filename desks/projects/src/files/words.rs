//! The words of the file format: headers, units, statuses and categories in Chinese and English. They are part of
//! the format like the names of JSON fields, so they stand here and not among the texts of pages.

use crate::model::{Category, Likelihood, StatusKind};

/// How a file names its columns and values; all three are read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wording {
    /// Stable keys, for programs and the zone's folder.
    Keys,
    /// Chinese.
    Chinese,
    /// English.
    English,
}

/// What a column is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    None,
    Yuan,
    YuanPerYear,
    Mu,
    CubicMetresPerHour,
    Kilowatts,
    TonnesPerDay,
    Degrees,
    People,
    Days,
    TonnesOfCoal,
}

/// How one column is called.
pub(super) struct Words {
    pub key: &'static str,
    pub chinese: &'static str,
    pub english: &'static str,
    pub unit: Unit,
    /// Other names under which it comes.
    pub also: &'static [&'static str],
}

const fn words(
    key: &'static str,
    chinese: &'static str,
    english: &'static str,
    unit: Unit,
    also: &'static [&'static str],
) -> Words {
    Words { key, chinese, english, unit, also }
}

const WORDS: [Words; 47] = [
    words("id", "编号", "ID", Unit::None, &["序列号"]),
    words("name", "项目名称", "Project name", Unit::None, &["名称", "Project"]),
    words("investor_name", "投资方", "Investor", Unit::None, &["投资方名称", "企业名称", "项目单位", "Investor name"]),
    words("credit_code", "统一社会信用代码", "Unified social credit code", Unit::None, &["信用代码", "Credit code"]),
    words("project_code", "投资项目统一代码", "Project code", Unit::None, &["项目代码"]),
    words("industry_code", "行业代码", "Industry code", Unit::None, &["行业", "国民经济行业", "Industry"]),
    words("park", "园区", "Park", Unit::None, &["所属园区"]),
    words("cluster", "产业集群", "Cluster", Unit::None, &["集群"]),
    words("six_news", "六新", "Six news", Unit::None, &["六新标签", "六新领域"]),
    words("leading_industry", "主导产业", "Leading industry", Unit::None, &[]),
    words("description", "建设内容", "Description", Unit::None, &["项目简介", "建设内容及规模"]),
    words("longitude_deg", "经度", "Longitude", Unit::Degrees, &[]),
    words("latitude_deg", "纬度", "Latitude", Unit::Degrees, &[]),
    words("total_investment_cny", "总投资", "Total investment", Unit::Yuan, &["总投资额", "投资总额", "计划总投资"]),
    words("land_mu", "用地需求", "Land", Unit::Mu, &["用地", "用地面积", "占地面积"]),
    words("gas_m3_per_hour", "用气需求", "Gas", Unit::CubicMetresPerHour, &["用气", "用气量"]),
    words("power_kw", "用电需求", "Power", Unit::Kilowatts, &["用电", "用电负荷"]),
    words("water_t_per_day", "用水需求", "Water", Unit::TonnesPerDay, &["用水", "用水量"]),
    words("output_cny_per_year", "承诺产值", "Promised output", Unit::YuanPerYear, &["年产值", "预计年产值"]),
    words("tax_cny_per_year", "承诺税收", "Promised tax", Unit::YuanPerYear, &["年税收", "预计年税收"]),
    words("jobs", "就业人数", "Jobs", Unit::People, &["承诺就业", "期末就业人数", "带动就业"]),
    words("start_promised_on", "承诺开工日期", "Promised start", Unit::None, &["计划开工日期", "计划开工时间"]),
    words(
        "production_promised_on",
        "承诺投产日期",
        "Promised production",
        Unit::None,
        &["计划投产日期", "计划投产时间"],
    ),
    words("lead_source", "线索来源", "Source of the lead", Unit::None, &["项目来源", "信息来源"]),
    words("manager", "项目负责人", "Manager", Unit::None, &["负责人", "包联人", "责任人"]),
    words("likelihood", "成功可能性", "Likelihood", Unit::None, &["可能性"]),
    words("unknown_fields", "暂不能提供", "Not known yet", Unit::None, &[]),
    words("source", "来源", "Source", Unit::None, &["数据来源"]),
    words("stage", "阶段", "Stage", Unit::None, &["项目阶段", "当前阶段"]),
    words("stage_since", "进入阶段日期", "Stage since", Unit::None, &["阶段日期"]),
    words("stage_reason", "阶段变更原因", "Reason of the stage", Unit::None, &["退回原因"]),
    words("status", "状态", "Status", Unit::None, &["项目状态"]),
    words("status_since", "状态日期", "Status since", Unit::None, &[]),
    words("status_reason", "状态原因", "Reason of the status", Unit::None, &["原因"]),
    words("lost_to", "流失去向", "Lost to", Unit::None, &["去向"]),
    words("category", "类别", "Category", Unit::None, &["项目类别"]),
    words("overdue_days", "逾期天数", "Overdue", Unit::Days, &[]),
    words("investment_done_cny", "累计完成投资", "Investment done", Unit::Yuan, &[]),
    words("investment_done_this_year_cny", "本年完成投资", "Investment done this year", Unit::Yuan, &[]),
    words("month", "月份", "Month", Unit::None, &["报告期", "统计月份"]),
    words("investment_cny", "当月完成投资", "Investment in the month", Unit::Yuan, &["完成投资", "本月完成投资"]),
    words("output_cny", "当月产值", "Output in the month", Unit::Yuan, &["产值", "本月产值"]),
    words("tax_cny", "当月税收", "Tax in the month", Unit::Yuan, &["税收", "本月税收"]),
    words("energy_tce", "当月能耗", "Energy in the month", Unit::TonnesOfCoal, &["能耗", "综合能耗", "本月能耗"]),
    words("output_this_year_cny", "本年产值", "Output this year", Unit::Yuan, &[]),
    words("tax_this_year_cny", "本年税收", "Tax this year", Unit::Yuan, &[]),
    words("plan", "年计划投资", "Planned investment", Unit::Yuan, &["年度计划投资"]),
];

/// The words of the column with a key.
pub(super) fn words_of(key: &str) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.key == key)
}

impl Unit {
    /// As it stands behind a header.
    pub fn shown(self, wording: Wording) -> &'static str {
        let (chinese, english) = match self {
            Self::None => ("", ""),
            Self::Yuan => ("元", "CNY"),
            Self::YuanPerYear => ("元/年", "CNY/year"),
            Self::Mu => ("亩", "mu"),
            Self::CubicMetresPerHour => ("立方米/小时", "m3/h"),
            Self::Kilowatts => ("千瓦", "kW"),
            Self::TonnesPerDay => ("吨/日", "t/d"),
            Self::Degrees => ("度", "deg"),
            Self::People => ("人", "people"),
            Self::Days => ("天", "days"),
            Self::TonnesOfCoal => ("吨标准煤", "tce"),
        };
        match wording {
            Wording::Keys => "",
            Wording::Chinese => chinese,
            Wording::English => english,
        }
    }

    /// What to write behind each number of a column whose header gives this unit; none when it is another unit.
    ///
    /// The text is lower case, half width, without blanks. Land in hectares or power in megawatts would be wrong by
    /// a thousand, so that only what is listed is understood.
    pub fn multiplier(self, text: &str) -> Option<&'static str> {
        let yuan = |text: &str| match text {
            "元" | "人民币元" | "cny" | "rmb" | "yuan" => Some(""),
            "万元" | "万" | "人民币万元" => Some("万"),
            "亿元" | "亿" => Some("亿"),
            _ => None,
        };
        let one_of = |known: &[&str]| known.contains(&text).then_some("");
        match self {
            Self::None => None,
            Self::Yuan => yuan(text),
            Self::YuanPerYear => {
                let per_year = ["/年", "/a", "/year"].iter().find_map(|end| text.strip_suffix(end));
                yuan(per_year.unwrap_or(text))
            }
            Self::Mu => one_of(&["亩", "mu"]),
            Self::CubicMetresPerHour => one_of(&["立方米/小时", "m3/h", "m³/h", "方/小时", "标方/小时", "nm3/h"]),
            Self::Kilowatts => one_of(&["千瓦", "kw"]),
            Self::TonnesPerDay => one_of(&["吨/日", "吨/天", "t/d"]),
            Self::Degrees => one_of(&["度", "deg", "°"]),
            Self::People => one_of(&["人", "people"]),
            Self::Days => one_of(&["天", "days"]),
            Self::TonnesOfCoal => one_of(&["吨标准煤", "吨标煤", "tce"]),
        }
    }
}

/// The Chinese and English word for a status.
pub(super) fn status_word(kind: StatusKind, wording: Wording) -> &'static str {
    let (chinese, english) = match kind {
        StatusKind::Active => ("推进中", "Active"),
        StatusKind::Dormant => ("搁置", "Dormant"),
        StatusKind::Delayed => ("滞后", "Delayed"),
        StatusKind::Lost => ("流失", "Lost"),
        StatusKind::Ended => ("终止", "Ended"),
    };
    pick(wording, kind.key(), chinese, english)
}

/// The word for a likelihood.
pub(super) fn likelihood_word(likelihood: Likelihood, wording: Wording) -> &'static str {
    let (chinese, english) = match likelihood {
        Likelihood::Low => ("低", "Low"),
        Likelihood::Medium => ("中", "Medium"),
        Likelihood::High => ("高", "High"),
    };
    pick(wording, likelihood.key(), chinese, english)
}

/// The name of a category in files.
pub fn category_name(category: Category, wording: Wording) -> &'static str {
    category_word(category, wording)
}

pub(super) fn category_word(category: Category, wording: Wording) -> &'static str {
    let (chinese, english) = match category {
        Category::Operating => ("投产", "Operating"),
        Category::Continued => ("续建", "Continued"),
        Category::New => ("新建", "New"),
        Category::Signed => ("签约", "Signed"),
        Category::Prospective => ("在谈", "Prospective"),
    };
    pick(wording, category.key(), chinese, english)
}

/// The one of three that a wording asks for.
pub(super) fn pick<'a>(wording: Wording, key: &'a str, chinese: &'a str, english: &'a str) -> &'a str {
    match wording {
        Wording::Keys => key,
        Wording::Chinese => chinese,
        Wording::English => english,
    }
}
