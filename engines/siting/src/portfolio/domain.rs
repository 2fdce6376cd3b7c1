//! The part of all plans that a node of the search looks at.

use super::model::Portfolio;

/// Which choices and beginnings are open, and who must be placed or done.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Domain {
    /// Open choices, those of a project together.
    pub choices: Vec<u32>,
    /// For each work the set of periods in which it may begin, as bits.
    begins: Vec<u64>,
    pub forced_projects: Vec<bool>,
    pub forced_works: Vec<bool>,
}

/// Something that is so in one half of a domain and not in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The work begins in this period or before.
    BeginsBy { work: usize, period: usize },
    /// The project is placed.
    IsPlaced { project: usize },
    /// The project starts in this period or before.
    StartsBy { project: usize, period: usize },
    /// The project is on a site with this parcel.
    IsOn { project: usize, parcel: usize },
}

impl Domain {
    pub fn all(portfolio: &Portfolio) -> Self {
        let window = |(first, last): (usize, usize)| (first..=last).fold(0_u64, |set, period| set | 1 << period);
        let mut all = Self {
            choices: (0..portfolio.choices.all.len()).filter_map(|number| u32::try_from(number).ok()).collect(),
            begins: portfolio.works.iter().map(|work| window(work.window)).collect(),
            forced_projects: portfolio.projects.iter().map(|project| project.must).collect(),
            forced_works: portfolio.works.iter().map(|work| work.must).collect(),
        };
        for work in 0..portfolio.works.len() {
            all.keep_starts(work, |start| portfolio.can_pay(work, start));
        }
        all.settle(portfolio);
        all
    }

    /// The periods in which a work may begin.
    pub fn starts(&self, work: usize) -> impl Iterator<Item = usize> {
        let set = self.begins[work];
        (0..u64::BITS as usize).filter(move |period| set >> period & 1 == 1)
    }

    /// Closes beginnings.
    pub fn keep_starts(&mut self, work: usize, keep: impl Fn(usize) -> bool) {
        let set = self.starts(work).filter(|&period| keep(period)).fold(0_u64, |set, period| set | 1 << period);
        self.begins[work] = set;
    }

    /// The half of the domain in which the answer is this.
    pub fn half(&self, portfolio: &Portfolio, question: Question, answer: bool) -> Self {
        let mut half = self.clone();
        match question {
            Question::BeginsBy { work, period } => {
                half.keep_starts(work, |start| (start <= period) == answer);
                half.forced_works[work] |= answer;
            }
            Question::IsPlaced { project } => half.split(portfolio, project, answer, |_| true),
            Question::StartsBy { project, period } => {
                half.split(portfolio, project, answer, |number| portfolio.choice(number).start <= period);
            }
            Question::IsOn { project, parcel } => half.split(portfolio, project, answer, |number| {
                portfolio.choices.sites[portfolio.choice(number).site].parcels.contains(&parcel)
            }),
        }
        half.settle(portfolio);
        half
    }

    fn split(&mut self, portfolio: &Portfolio, project: usize, answer: bool, is_so: impl Fn(u32) -> bool) {
        self.forced_projects[project] |= answer;
        self.choices.retain(|&number| portfolio.choice(number).project != project || is_so(number) == answer);
    }

    /// Draws conclusions: no start before its works can be done, and no beginning before those that it waits for.
    fn settle(&mut self, portfolio: &Portfolio) {
        let mut done: Vec<usize> = vec![0; portfolio.works.len()];
        for _ in 0..portfolio.periods() {
            let mut is_changed = false;
            for (work, data) in portfolio.works.iter().enumerate() {
                let first = data.after.iter().map(|&one| done[one]).max().unwrap_or(0);
                self.keep_starts(work, |start| start >= first);
                let end = self.starts(work).next().map_or(portfolio.periods(), |start| portfolio.done(work, start));
                is_changed |= end != done[work];
                done[work] = end;
            }
            if !is_changed {
                break;
            }
        }
        self.choices.retain(|&number| {
            let choice = portfolio.choice(number);
            portfolio.choices.sites[choice.site].works.iter().all(|&work| done[work] <= choice.start)
        });
    }
}
