//! Projects and reports that are made up: the same every time, and different from each other.

use std::fmt::Write;

/// Stages with the day on which projects entered them; how many of ten stand there.
const STAGES: [(&str, &str); 10] = [
    ("lead", "2020-03-02"),
    ("lead", "2020-05-18"),
    ("contact", "2020-04-07"),
    ("negotiation", "2020-02-20"),
    ("signed", "2019-11-05"),
    ("started", "2019-09-01"),
    ("under_construction", "2019-06-15"),
    ("in_production", "2018-12-20"),
    ("in_production", "2020-01-10"),
    ("in_production", "2019-12-31"),
];
const PARKS: [&str; 4] = ["equipment", "new_materials", "innovation", "circular"];
const CLUSTERS: [&str; 5] = ["clean_energy", "new_energy", "new_materials", "green_building_materials", "equipment"];
const TAGS: [&str; 4] = ["technology", "materials;products", "equipment", "infrastructure;technology"];
const REPORTED: [&str; 2] = ["2019-07", "2020-07"];

/// A file of projects with the numbers `from..from + count`.
pub fn projects(from: usize, count: usize) -> String {
    let mut file = "name,investor_name,credit_code,project_code,industry_code,park,cluster,six_news,leading_industry,\
        description,longitude_deg,latitude_deg,total_investment_cny,land_mu,gas_m3_per_hour,power_kw,water_t_per_day,\
        output_cny_per_year,tax_cny_per_year,jobs,start_promised_on,production_promised_on,stage,stage_since,source\n"
        .to_owned();
    for number in from..from + count {
        let (stage, mut since) = STAGES[number % STAGES.len()];
        // Three of a hundred are wrong, as in files that people make.
        if number % 100 > 96 {
            since = "2019-02-31";
        }
        let (park, cluster) = (PARKS[number % 4], CLUSTERS[number / 3 % 5]);
        let (year, serial) = (2016 + number % 5, number / 5 + 1);
        // Spread, so that no order of theirs is that of their numbers.
        let spread = number.wrapping_mul(2_654_435_761) % 1_000_003;
        let _ = writeln!(
            file,
            "{name},测试投资有限公司{firm},91149900MA0DM0101Q,{year}-149900-45-03-{serial:06},D4511,{park},{cluster},{tags},\
             cbm,测试用的项目，内容是编造的。,112.2{lon:03},35.6{lat:03},{investment},{land},{gas},{power},{water},{output},{tax},\
             {jobs},2019-05-01,2021-06-30,{stage},{since},made up for the bench",
            name = name(number),
            firm = spread % 20_000,
            tags = TAGS[number % 4],
            lon = spread % 1_000,
            lat = spread / 7 % 1_000,
            investment = 5_000_000 + spread * 1_000,
            land = 5 + spread % 300,
            gas = spread % 9_000,
            power = spread % 12_000,
            water = spread % 700,
            output = 8_000_000 + spread * 900,
            tax = 300_000 + spread * 50,
            jobs = 10 + spread % 800,
        );
    }
    file
}

/// A file of reports on the projects with these numbers: two months each.
pub fn reports(from: usize, count: usize) -> String {
    let mut file = "name,credit_code,month,investment_cny,output_cny,tax_cny,jobs,source\n".to_owned();
    for number in from..from + count {
        for month in REPORTED {
            let figure = number.wrapping_mul(40_503) % 90_001;
            let _ = writeln!(
                file,
                "{},91149900MA0DM0101Q,{month},{},{},{},{},made up for the bench",
                name(number),
                figure * 100,
                figure * 90,
                figure * 5,
                figure % 500,
            );
        }
    }
    file
}

fn name(number: usize) -> String {
    format!("测试项目{number:07}")
}
