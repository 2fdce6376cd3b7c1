//! A plan of a portfolio for people.

use std::fmt::Write;

use siting::portfolio::{
    Bottleneck, Condition, Hindrance, Misfit, NextBest, Outcome, Placement, Portfolio, Progress, Reason, Status,
};

/// Bottlenecks shown; all are in the JSON.
const BOTTLENECKS_SHOWN: usize = 12;

/// A number with its thousands apart.
fn number(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value <= -0.5 { format!("-{text}") } else { text }
}

/// Four digits of a small number, whole large ones.
fn price(value: f64) -> String {
    if value.abs() >= 1000.0 { number(value) } else { format!("{value:.4}") }
}

/// How far a search has come.
pub fn progress(progress: &Progress) -> String {
    let found = progress.incumbent.map_or_else(|| "no plan yet".to_owned(), number);
    format!("parts; {found} of at most {}", number(progress.bound))
}

/// Everything that an outcome tells.
pub fn outcome(portfolio: &Portfolio, outcome: &Outcome, seconds: f64) -> String {
    let mut text = head(portfolio, outcome, seconds);
    let _ = writeln!(text, "\nprojects");
    outcome.projects.iter().for_each(|reason| text.push_str(&project(reason)));
    if !outcome.works.is_empty() {
        let _ = writeln!(text, "\nworks");
    }
    for work in &outcome.works {
        let done = work.done.as_ref().map_or_else(|| "after the last period".to_owned(), |done| format!("from {done}"));
        let served = [work.projects.join(", "), work.works.join(", ")].into_iter().filter(|names| !names.is_empty());
        let served = served.collect::<Vec<_>>().join("; ");
        let whom = if served.is_empty() { "land that gets ready".to_owned() } else { served };
        let (name, start) = (&work.beginning.work, &work.beginning.start);
        let _ = writeln!(text, "  {name}: begins {start}, there {done}, {} yuan; for {whom}", number(work.cost_cny));
    }
    if !outcome.bottlenecks.is_empty() {
        let _ = writeln!(text, "\nwhat binds, the dearest first (shadow price: the objective per unit more)");
    }
    for Bottleneck { condition: what, price: of, left } in outcome.bottlenecks.iter().take(BOTTLENECKS_SHOWN) {
        let _ = writeln!(text, "  {}: {} (left in the plan: {})", condition(what), price(*of), number(*left));
    }
    if !outcome.fallen.is_empty() {
        let _ = writeln!(text, "\nof the present plan these did not hold: {}", outcome.fallen.join(", "));
    }
    text.truncate(text.trim_end().len());
    text
}

fn head(portfolio: &Portfolio, outcome: &Outcome, seconds: f64) -> String {
    let status = match outcome.status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
        Status::Unknown => "unknown (no plan found that meets all musts)",
    };
    let placed = outcome.projects.iter().filter(|reason| reason.placement.is_some()).count();
    let gap = outcome.gap.map_or_else(|| "–".to_owned(), |gap| format!("{:.2} %", gap * 100.0));
    // Nothing is bounded where there is nothing.
    let bound = if outcome.status == Status::Infeasible { "–".to_owned() } else { number(outcome.bound) };
    let brought = &outcome.brought;
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let mut text = format!(
        "{status}: objective {}, bound {bound}, gap {gap}, {} parts, {seconds:.1} s\n",
        number(outcome.objective),
        outcome.nodes
    );
    let _ = writeln!(
        text,
        "{placed} of {} projects on {} mu, {} of {} works for {} yuan",
        outcome.projects.len(),
        number(brought.land_mu),
        outcome.works.len(),
        portfolio.draft().works.len(),
        number(brought.works_cny),
    );
    let _ = writeln!(
        text,
        "within the periods: investment {}, output {}, tax {} yuan; six news {} of the investment; industrial land {}",
        number(brought.total.investment_cny),
        number(brought.total.output_cny),
        number(brought.total.tax_cny),
        share(brought.six_news_share),
        share(brought.industrial_share),
    );
    text
}

fn place(placement: &Placement) -> String {
    format!("{} from {}", placement.parcels.join(" + "), placement.start)
}

fn project(reason: &Reason) -> String {
    let mut text = format!("  {}: ", reason.project);
    match &reason.placement {
        Some(placement) => {
            let _ = write!(text, "{}, worth {}", place(placement), number(reason.value));
        }
        None if reason.ways == 0 => {
            let misfits = reason.misfits.iter().map(|(what, count)| format!("{count} parcels: {}", misfit(what)));
            let _ = write!(text, "nowhere; {}", misfits.collect::<Vec<_>>().join(", "));
        }
        None => text.push_str("not placed"),
    }
    if let Some(NextBest { placement, costs_at_least, costs_at_most }) = &reason.next {
        let least = number(*costs_at_least);
        let which = if reason.placement.is_some() { "next best" } else { "best" };
        let _ = write!(text, "; {which} {}, which costs ", place(placement));
        let _ = match costs_at_most {
            Some(most) => write!(text, "{least} to {}", number(*most)),
            None => write!(text, "{least} or more"),
        };
    }
    if !reason.obstacles.is_empty() {
        let hindrances: Vec<String> = reason.obstacles.iter().map(hindrance).collect();
        let _ = write!(text, "; as the plan is: {}", hindrances.join(", "));
    }
    text.push('\n');
    text
}

fn misfit(misfit: &Misfit) -> String {
    match misfit {
        Misfit::TooSmall => "too small".into(),
        Misfit::TooLarge => "too large".into(),
        Misfit::LandUse => "another use".into(),
        Misfit::Investment => "too little investment per mu".into(),
        Misfit::Output => "too little output per mu".into(),
        Misfit::Tax => "too little tax per mu".into(),
        Misfit::Promise(indicator) => format!("asks for another {indicator} than is promised"),
        Misfit::Excluded => "its kind must not be there".into(),
        Misfit::Input(input) => format!("not enough {input}, even with all works"),
        Misfit::TooLate => "ready too late, even with all works".into(),
    }
}

fn hindrance(hindrance: &Hindrance) -> String {
    match hindrance {
        Hindrance::Taken { parcel, by } => format!("{by} is on {parcel}"),
        Hindrance::Work { work } => format!("{work} is not done by then"),
        Hindrance::Short { zone, input, period, by } => {
            format!("{} {input} too little in {zone} from {period} on", number(*by))
        }
        Hindrance::Floor { period } => format!("the share of industrial land would fall below its floor in {period}"),
        Hindrance::TooClose { project, between_m, least_m } => {
            let metres =
                between_m.zip(*least_m).map(|(has, least)| format!(": {} of {} m", number(has), number(least)));
            format!("too close to {project}{}", metres.unwrap_or_default())
        }
    }
}

/// A condition in words.
pub fn condition(condition: &Condition) -> String {
    match condition {
        Condition::MustPlace { project } => format!("project {project} must be placed"),
        Condition::MustDo { work } => format!("work {work} must be done"),
        Condition::Budget { period } => format!("budget of {period}, in yuan"),
        Condition::Capacity { zone, input, period: None } => format!("{input} of {zone}"),
        Condition::Capacity { zone, input, period: Some(period) } => format!("{input} of {zone} in {period}"),
        Condition::IndustrialShare => "least share of industrial land, in mu".into(),
        Condition::Distance { one, other } => format!("distance between {one} and {other}"),
        Condition::Parcel { parcel } => format!("parcel {parcel}"),
        Condition::Latest { project } => format!("latest start of project {project}"),
        Condition::Indicators { land_use } => format!("control indicators of {land_use}"),
    }
}
