use jiff::civil::Date;

use super::{Money, ProjectRecord, Rules, Stage};

/// How many projects come how far, and how long they stay (转化漏斗).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel<'r> {
    /// One step for each stage of the zone, in order.
    pub steps: Vec<FunnelStep<'r>>,
}

/// One stage of the funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelStep<'r> {
    /// The stage.
    pub stage: &'r Stage,
    /// Projects that have ever come to it or beyond.
    pub reached: usize,
    /// Total investment of these, in fen.
    pub reached_fen: i128,
    /// Projects that stand at it and count.
    pub standing: usize,
    /// Projects that were lost or ended while they stood at it.
    pub gone: usize,
    /// Days that half of the projects stayed less than, of those that have left it for a later stage; none left yet.
    pub median_days: Option<i32>,
}

impl<'r> Funnel<'r> {
    /// The funnel of projects as they stood at the end of a day.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a ProjectRecord>, rules: &'r Rules, day: Date) -> Self {
        let mut steps: Vec<FunnelStep<'r>> = rules.stages.iter().map(FunnelStep::empty).collect();
        let mut stays: Vec<Vec<i32>> = vec![Vec::new(); steps.len()];
        for record in records {
            take(record, rules, day, &mut steps, &mut stays);
        }
        for (step, mut stays) in steps.iter_mut().zip(stays) {
            stays.sort_unstable();
            step.median_days = stays.get(stays.len() / 2).copied();
        }
        Self { steps }
    }

    /// Share of the projects that have come to a step of those that had come to the step before; none for the first.
    pub fn conversion(&self, position: usize) -> Option<f64> {
        let before = self.steps.get(position.checked_sub(1)?)?.reached;
        let here = self.steps.get(position)?.reached;
        (before > 0).then(|| here as f64 / before as f64)
    }
}

impl<'r> FunnelStep<'r> {
    fn empty(stage: &'r Stage) -> Self {
        Self { stage, reached: 0, reached_fen: 0, standing: 0, gone: 0, median_days: None }
    }
}

fn take(record: &ProjectRecord, rules: &Rules, day: Date, steps: &mut [FunnelStep<'_>], stays: &mut [Vec<i32>]) {
    let seen: Vec<_> = record.stages.iter().filter(|transition| transition.entered_on <= day).collect();
    let order = |key| rules.stages.get(key).map(|stage| stage.order);
    let Some(farthest) = seen.iter().filter_map(|transition| order(&transition.stage)).max() else { return };
    let fen = record.project.total_investment_cny.map_or(0, Money::fen);
    let here = seen.last().map(|transition| &transition.stage);
    let counts = record.statuses.on(day).kind().counts();
    for (position, step) in steps.iter_mut().enumerate() {
        if step.stage.order <= farthest {
            step.reached += 1;
            step.reached_fen += i128::from(fen);
        }
        if here == Some(&step.stage.key) {
            if counts { step.standing += 1 } else { step.gone += 1 }
        }
        // The first stay at a stage that led on; a step back and forth again is another story.
        let left = seen.windows(2).find_map(|pair| match pair {
            [entered, next] if entered.stage == step.stage.key => Some((entered, next)),
            _ => None,
        });
        if let Some((entered, next)) = left.filter(|(_, next)| order(&next.stage) > Some(step.stage.order))
            && let Some(stays) = stays.get_mut(position)
        {
            stays.push((next.entered_on - entered.entered_on).get_days());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::example::{TODAY, any_record, history, record, rules};

    #[test]
    fn conversion_and_median_are_those_counted_by_hand() {
        let rules = rules();
        let of = |entered: &[(&str, Date)]| ProjectRecord { stages: history(entered), ..record("p1", "a") };
        let records = [
            of(&[("lead", date(2019, 1, 1)), ("signed", date(2019, 1, 11))]),
            of(&[("lead", date(2019, 1, 1)), ("signed", date(2019, 1, 31))]),
            of(&[("lead", date(2019, 1, 1)), ("signed", date(2019, 3, 2))]),
            of(&[("lead", date(2019, 1, 1))]),
        ];
        let funnel = Funnel::of(&records, &rules, TODAY);
        let step = |key: &str| funnel.steps.iter().position(|step| step.stage.key.as_str() == key).unwrap();
        let (lead, signed) = (&funnel.steps[step("lead")], &funnel.steps[step("signed")]);
        assert_eq!((lead.reached, lead.standing, lead.median_days), (4, 1, Some(30)));
        assert_eq!((signed.reached, signed.standing, signed.median_days), (3, 3, None));
        assert_eq!(funnel.conversion(step("contact")), Some(0.75), "whoever leapt over a stage has come to it");
        assert_eq!(funnel.conversion(0), None);
    }

    proptest! {
        /// Nobody comes farther than before, and everybody stands somewhere.
        #[test]
        fn a_funnel_only_narrows(records in prop::collection::vec(any_record("p1".to_owned()), 0..8)) {
            let rules = rules();
            let funnel = Funnel::of(&records, &rules, TODAY);
            prop_assert!(funnel.steps.windows(2).all(|pair| pair[0].reached >= pair[1].reached));
            let known = records.iter().filter(|record| record.stages.stage_on(TODAY).is_some()).count();
            let somewhere: usize = funnel.steps.iter().map(|step| step.standing + step.gone).sum();
            prop_assert_eq!(somewhere, known);
        }
    }
}
