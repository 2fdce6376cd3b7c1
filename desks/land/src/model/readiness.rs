use std::collections::HashMap;

use jiff::civil::Date;

use super::{Code, Connection, WorkRecord, WorkStage};

/// How a parcel stands with one of the ten on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service<'w> {
    /// A work that is done serves it.
    Served {
        /// The work.
        work: &'w WorkRecord,
        /// Since when.
        since: Date,
    },
    /// A work that serves it is planned or under construction; the one that is to be done first.
    Coming {
        /// The work.
        work: &'w WorkRecord,
        /// Whether it should be done already.
        is_overdue: bool,
    },
    /// No work is known that would serve it.
    Missing,
}

/// Which of nine connections and one levelling (九通一平) a parcel has on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness<'w> {
    /// In the order of [`Connection::ALL`].
    pub services: Vec<(Connection, Service<'w>)>,
}

/// The works of a zone, found by the parcels that they serve without looking at all others.
pub struct Serving {
    works: Vec<WorkRecord>,
    /// Places among the works.
    by_parcel: HashMap<Code, Vec<usize>>,
}

impl Serving {
    /// Looks the works over once.
    pub fn of(works: Vec<WorkRecord>) -> Self {
        let mut by_parcel: HashMap<Code, Vec<usize>> = HashMap::new();
        for (place, record) in works.iter().enumerate() {
            for parcel in &record.work.serves {
                by_parcel.entry(parcel.clone()).or_default().push(place);
            }
        }
        Self { works, by_parcel }
    }

    /// All works, in the order given.
    pub fn works(&self) -> &[WorkRecord] {
        &self.works
    }

    /// What a parcel has at the end of a day.
    pub fn readiness(&self, parcel: &Code, day: Date) -> Readiness<'_> {
        let places = self.by_parcel.get(parcel).map_or(&[][..], Vec::as_slice);
        let serving: Vec<_> = places.iter().map(|&place| &self.works[place]).collect();
        Readiness::served_by(&serving, day)
    }
}

impl<'w> Readiness<'w> {
    /// Of a parcel, from the works of its zone, at the end of a day.
    pub fn of(parcel: &Code, works: &'w [WorkRecord], day: Date) -> Self {
        let serving: Vec<_> = works.iter().filter(|record| record.work.serves.contains(parcel)).collect();
        Self::served_by(&serving, day)
    }

    /// The same from the works that serve the parcel, where they are known.
    pub fn served_by(works: &[&'w WorkRecord], day: Date) -> Self {
        let service = |connection| {
            let serving = || {
                let fits = works.iter().copied().filter(|record| record.work.connection == connection);
                fits.filter_map(|record| Some((record, record.on(day)?)))
            };
            let done = serving().filter(|(_, step)| step.stage == WorkStage::Done).min_by_key(|(_, step)| step.on);
            if let Some((work, step)) = done {
                return Service::Served { work, since: step.on };
            }
            let next = serving().min_by_key(|(record, _)| record.work.due);
            next.map_or(Service::Missing, |(work, _)| Service::Coming { work, is_overdue: work.is_overdue(day) })
        };
        Self { services: Connection::ALL.into_iter().map(|one| (one, service(one))).collect() }
    }

    /// How many of the ten serve it.
    pub fn served(&self) -> usize {
        self.services.iter().filter(|(_, service)| matches!(service, Service::Served { .. })).count()
    }

    /// Whether all of them do.
    pub fn is_whole(&self) -> bool {
        self.served() == self.services.len()
    }

    /// The day on which the last of what is missing is to be done; none where nothing is known to bring it, or nothing is
    /// missing.
    pub fn whole_by(&self) -> Option<Date> {
        let due = |service: &Service<'_>| match service {
            Service::Served { .. } => Some(None),
            Service::Coming { work, .. } => Some(Some(work.work.due)),
            Service::Missing => None,
        };
        let dues: Option<Vec<Option<Date>>> = self.services.iter().map(|(_, service)| due(service)).collect();
        dues?.into_iter().flatten().max()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::model::{WorkDraft, WorkStepDraft};

    fn work(code: &str, connection: &str, due: &str, steps: &[(&str, &str)]) -> WorkRecord {
        let draft = WorkDraft {
            name: code.into(),
            connection: connection.into(),
            due: due.into(),
            serves: "A B".into(),
            ..WorkDraft::default()
        };
        let step = |(stage, on): &(&str, &str)| WorkStepDraft { stage: (*stage).into(), on: (*on).into() }.check();
        WorkRecord {
            code: code.parse().unwrap(),
            work: draft.check().unwrap(),
            steps: steps.iter().map(step).collect::<Result<_, _>>().unwrap(),
            version: 1,
        }
    }

    #[test]
    fn what_serves_a_parcel_is_as_of_a_day() {
        let works = [
            work("R1", "road", "2020-01-31", &[("planned", "2019-01-01"), ("done", "2020-02-10")]),
            work("R2", "road", "2021-01-31", &[("planned", "2019-01-01")]),
            work("G1", "gas", "2020-03-01", &[("under_construction", "2019-05-01")]),
        ];
        let (a, c) = ("A".parse().unwrap(), "C".parse().unwrap());
        let on = |day| Readiness::of(&a, &works, day);
        let service = |readiness: &Readiness<'_>, at: usize| match &readiness.services[at].1 {
            Service::Served { work, since } => format!("{} since {since}", work.code),
            Service::Coming { work, is_overdue } => format!("{} {is_overdue}", work.code),
            Service::Missing => "missing".to_owned(),
        };
        let early = on(date(2020, 2, 1));
        assert_eq!((service(&early, 0), service(&early, 4)), ("R1 true".to_owned(), "G1 false".to_owned()));
        let late = on(date(2020, 8, 20));
        assert_eq!((service(&late, 0), service(&late, 4)), ("R1 since 2020-02-10".to_owned(), "G1 true".to_owned()));
        assert_eq!((late.served(), late.is_whole(), late.whole_by()), (1, false, None), "nothing brings water");
        assert_eq!(Readiness::of(&c, &works, date(2020, 8, 20)).served(), 0);
        let serving = Serving::of(works.to_vec());
        for parcel in [&a, &c] {
            for day in [date(2019, 1, 1), date(2020, 2, 1), date(2020, 8, 20)] {
                assert_eq!(serving.readiness(parcel, day), Readiness::of(parcel, &works, day));
            }
        }
    }

    #[test]
    fn a_parcel_is_whole_when_all_ten_serve_it_and_by_the_last_due_before() {
        let all = |stage| -> Vec<WorkRecord> {
            let one = |(month, connection): (usize, Connection)| {
                work(connection.key(), connection.key(), &format!("2021-{:02}-28", month + 1), &[(stage, "2020-01-01")])
            };
            Connection::ALL.into_iter().enumerate().map(one).collect()
        };
        let a = "A".parse().unwrap();
        let (done, planned) = (all("done"), all("planned"));
        assert!(Readiness::of(&a, &done, date(2020, 8, 20)).is_whole());
        assert_eq!(Readiness::of(&a, &done, date(2020, 8, 20)).whole_by(), None);
        assert_eq!(Readiness::of(&a, &planned, date(2020, 8, 20)).whole_by(), Some(date(2021, 10, 28)));
    }
}
