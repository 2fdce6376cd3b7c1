use jiff::civil::Date;
use sea_orm::{ColumnTrait, Condition};

use super::{
    figures::Tally,
    rows::reach,
    tables::standing::{self, Column},
};
use crate::model::{Category, StageGroup, StatusKind};

/// Which projects a figure is about. All of them count, those that are lost apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// All that count: known, not lost, not ended.
    All,
    /// At a group of stages or beyond.
    Reached(StageGroup),
    /// At a stage.
    Stage(String),
    /// In a category.
    Category(Category),
    /// In a park.
    Park(String),
    /// Of a cluster.
    Cluster(String),
    /// With a "six news" tag.
    Tag(String),
    /// With a promised day that has passed.
    Overdue,
    /// Their investor has gone.
    Lost,
}

impl Which {
    /// How many of the projects that stood alike are meant, and their total investment in fen.
    pub fn of(&self, tally: &Tally) -> (i64, f64) {
        let all = (tally.projects, tally.investment_fen);
        let if_so = |so: bool| if so { all } else { (0, 0.0) };
        let counts = !tally.stage.is_empty() && !GONE.contains(&tally.status.as_str());
        match self {
            Self::Lost => if_so(tally.status == StatusKind::Lost.key()),
            _ if !counts => (0, 0.0),
            Self::All => all,
            Self::Reached(group) => if_so(tally.reach >= reach(Some(*group))),
            Self::Stage(key) => if_so(tally.stage == *key),
            Self::Category(category) => of_category(tally, *category),
            Self::Park(key) => if_so(tally.park == *key),
            Self::Cluster(key) => if_so(tally.cluster == *key),
            Self::Tag(key) => if_so(tally.tags.contains(&format!(";{key};"))),
            Self::Overdue => (tally.overdue, tally.overdue_fen),
        }
    }

    /// The same, of rows: how a project stood at the end of a day.
    pub fn condition(&self, day: Date) -> Condition {
        let today = day.to_string();
        let on_day = Condition::all().add(Column::Since.lte(today.as_str())).add(Column::Until.gt(today.as_str()));
        if *self == Self::Lost {
            return on_day.add(Column::Status.eq(StatusKind::Lost.key()));
        }
        let counting = on_day.add(Column::Stage.ne("")).add(Column::Status.is_not_in(GONE));
        match self {
            Self::All | Self::Lost => counting,
            Self::Reached(group) => counting.add(Column::Reach.gte(reach(Some(*group)))),
            Self::Stage(key) => counting.add(Column::Stage.eq(key.as_str())),
            Self::Category(category) => counting.add(in_category(day, *category)),
            Self::Park(key) => counting.add(Column::Park.eq(key.as_str())),
            Self::Cluster(key) => counting.add(Column::Cluster.eq(key.as_str())),
            // No key holds a sign that means something to LIKE but "_", which stands for itself among others.
            Self::Tag(key) => counting.add(Column::Tags.contains(format!(";{key};"))),
            Self::Overdue => counting.add(
                Condition::any().add(passed(Column::StartPromisedOn, Column::StartedOn, &today)).add(passed(
                    Column::ProductionPromisedOn,
                    Column::ProductionOn,
                    &today,
                )),
            ),
        }
    }
}

/// Statuses of projects that count no more.
const GONE: [&str; 2] = ["lost", "ended"];

/// See [`Category`]: what produces has started, and what has started is signed.
fn of_category(tally: &Tally, category: Category) -> (i64, f64) {
    let operating = (tally.operating, tally.operating_fen);
    let started_before = (tally.started_before, tally.started_before_fen);
    let all = (tally.projects, tally.investment_fen);
    let but = |(count, fen): (i64, f64), (other, other_fen): (i64, f64)| (count - other, fen - other_fen);
    let stands_at = |category: Category| {
        let [signed, construction] = [StageGroup::Signed, StageGroup::Construction].map(|group| reach(Some(group)));
        match tally.reach {
            reach if reach >= construction => category == Category::New,
            reach if reach >= signed => category == Category::Signed,
            _ => category == Category::Prospective,
        }
    };
    match category {
        Category::Operating => operating,
        Category::Continued => but(started_before, operating),
        _ if stands_at(category) => but(all, started_before),
        _ => (0, 0.0),
    }
}

fn in_category(day: Date, category: Category) -> Condition {
    let year_begins = day.first_of_year().to_string();
    let before = |column: Column| column.lt(year_begins.as_str());
    let not_before = |column: Column| Condition::any().add(column.is_null()).add(column.gte(year_begins.as_str()));
    match category {
        Category::Operating => Condition::all().add(before(Column::ProductionOn)),
        Category::Continued => Condition::all().add(before(Column::StartedOn)).add(not_before(Column::ProductionOn)),
        Category::New => Condition::all().add(Column::StartedOn.gte(year_begins.as_str())),
        Category::Signed => Condition::all().add(Column::SignedOn.is_not_null()).add(Column::StartedOn.is_null()),
        Category::Prospective => Condition::all().add(Column::SignedOn.is_null()),
    }
}

/// A day promised that has passed without the project getting there.
fn passed(promised: standing::Column, reached: standing::Column, today: &str) -> Condition {
    Condition::all().add(promised.lt(today)).add(reached.is_null())
}
