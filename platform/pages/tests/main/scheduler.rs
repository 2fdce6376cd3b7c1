//! A chore that fails or breaks off harms no other, and is in the log.

use pages::{Chore, ChoreError, Desk, scheduler::Scheduler};
use sea_orm::{EntityTrait, QueryOrder};
use store::chores::run::{Column, Entity};

use crate::ground::desks;

fn with_chores() -> Vec<Desk> {
    let mut desks = desks();
    desks[1].chores = vec![
        Chore { name: "desk.break", every_minutes: 1, run: |_, _, _| Box::pin(async { panic!("broken off") }) },
        Chore {
            name: "desk.fail",
            every_minutes: 1,
            run: |_, _, _| Box::pin(async { Err(ChoreError("no\0 luck".to_owned())) }),
        },
        Chore { name: "desk.idle", every_minutes: 1, run: |_, _, _| Box::pin(async { Ok(String::new()) }) },
        Chore { name: "desk.work", every_minutes: 2, run: |_, _, _| Box::pin(async { Ok("done".to_owned()) }) },
    ];
    desks
}

#[tokio::test]
async fn every_run_is_noted_and_like_ones_are_counted() {
    for house in testing::houses(with_chores).await {
        let mut scheduler = Scheduler::new(house.app.clone());
        for _ in 0..4 {
            scheduler.tick().await;
            house.clock.pass_minutes(1);
        }
        let rows = Entity::find().order_by_asc(Column::Chore).order_by_asc(Column::StartedAt);
        let rows = rows.all(house.store().reader()).await.unwrap();
        let rows: Vec<_> = rows
            .iter()
            .filter(|row| row.chore.starts_with("desk."))
            .map(|row| (row.chore.as_str(), row.runs, row.failed, row.outcome.as_str()))
            .collect();
        assert!(matches!(rows[0], ("desk.break", 4, true, _)), "{rows:?}");
        assert_eq!(rows[1], ("desk.fail", 4, true, "no\u{fffd} luck"));
        assert_eq!(rows[2], ("desk.idle", 4, false, ""));
        assert_eq!(rows[3..], [("desk.work", 1, false, "done"), ("desk.work", 1, false, "done")]);
        let page = house.visitor("admin").await.get("/chores?chore=desk.fail&failed=1").await;
        assert!(page.body.contains("luck") && !page.body.contains("done"), "{}", page.body);
    }
}
