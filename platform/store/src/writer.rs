//! The one writer: takes the commands that wait, runs each in its own savepoint, commits them as one group.

use std::{
    collections::{BTreeSet, VecDeque},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};

use crate::{
    Author, Change, CommandFuture, IdempotencyKey, StoreError,
    connect::{self, Pen},
    idempotency::{self, Answers},
    journal::{self, Trace},
    open::Sequences,
};

/// Commands in one group: enough to share a sync among, few enough that the first does not wait long.
const GROUP_SIZE_MAX: usize = 128;
/// How long a group takes in further commands: its first one waits for the last one.
const GROUP_DURATION_MAX: Duration = Duration::from_millis(15);

/// A group with so many journal entries changes what a query planner should know of the tables.
const MANY_ENTRIES: usize = 1_000;

/// A command on its way to the writer, with the way back for its answer.
pub(crate) type Job = Box<dyn Work>;
/// Called with the outcome of the commit; sends the answer.
type Reply = Box<dyn FnOnce(Result<(), String>) + Send>;

/// What the writer needs to know of a command, whatever its types.
#[async_trait::async_trait]
pub(crate) trait Work: Send {
    fn id(&self) -> idempotency::Id;
    async fn run(self: Box<Self>, group: &mut Group) -> Reply;
    /// Answers without running anything.
    fn refuse(self: Box<Self>, error: StoreError);
}

struct Command<T, E, F> {
    author: Author,
    key: IdempotencyKey,
    name: &'static str,
    run: F,
    answer: oneshot::Sender<Result<T, E>>,
}

/// Packs a command so that the writer can run it without knowing its types.
pub(crate) fn job<T, E, F>(
    author: Author,
    key: IdempotencyKey,
    name: &'static str,
    run: F,
) -> (Job, oneshot::Receiver<Result<T, E>>)
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    (Box::new(Command { author, key, name, run, answer }), receiver)
}

#[async_trait::async_trait]
impl<T, E, F> Work for Command<T, E, F>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send + 'static,
{
    fn id(&self) -> idempotency::Id {
        idempotency::id(&self.author, &self.key)
    }

    async fn run(self: Box<Self>, group: &mut Group) -> Reply {
        let Self { author, key, name, run, answer } = *self;
        let outcome = group.attempt(author, key, name, run).await;
        Box::new(move |commit| {
            // A caller who has gone away does not mind that nobody answers.
            let _ = answer.send(match commit {
                Ok(()) => outcome,
                Err(reason) => outcome.and_then(|_| Err(StoreError::Commit(reason).into())),
            });
        })
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _ = self.answer.send(Err(error.into()));
    }
}

/// Commands that are committed together.
pub(crate) struct Group {
    transaction: Arc<DatabaseTransaction>,
    /// The journal and the answers are written once, at the end.
    traces: Vec<Trace>,
    answers: Answers,
    /// Why nothing of this group may be committed: nobody knows any more what its transaction holds.
    broken: Option<String>,
}

impl Group {
    /// Begins, alone on the zones of these commands: what a command reads stays true until it is committed.
    async fn begin(pen: &mut Pen, commands: &[idempotency::Id]) -> Result<Self, DbErr> {
        let transaction = pen.begin().await?;
        let zones: BTreeSet<&str> = commands.iter().map(|(zone, ..)| zone.as_str()).collect();
        // In order, so that two programs never wait for each other.
        for zone in zones {
            connect::lock(&transaction, &format!("zone {zone}")).await?;
        }
        let answers = Answers::given(&transaction, commands).await?;
        transaction.execute_unprepared("SAVEPOINT command").await?;
        Ok(Self { transaction: Arc::new(transaction), traces: Vec::new(), answers, broken: None })
    }

    /// One command: in full, with its trace and its answer, or not at all.
    async fn attempt<T, E, F>(
        &mut self,
        author: Author,
        key: IdempotencyKey,
        name: &'static str,
        run: F,
    ) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send,
        E: From<StoreError> + Send,
        F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send,
    {
        if let Some(answer) = self.answers.find(&author, &key) {
            return Ok(answer.again(name)?);
        }
        let mut change = Change { transaction: self.transaction.clone(), author, entries: Vec::new() };
        let outcome = AssertUnwindSafe(execute(&mut change, run)).catch_unwind().await;
        let Change { author, entries, .. } = change;
        match outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into())) {
            Ok((answer, text)) => {
                self.release().await?;
                self.answers.add(&author, &key, name, text);
                self.traces.push(Trace { author, entries });
                Ok(answer)
            }
            Err(error) => {
                // Should this fail, the group is broken and says so; the command's own error matters more here.
                let _ = self.undo().await;
                Err(error)
            }
        }
    }

    /// Makes the command's changes part of the group, and sets the mark to which the next one would go back. PostgreSQL refuses when the command passed over an error of the
    /// database: then they are undone, and nobody else is harmed.
    async fn release(&mut self) -> Result<(), StoreError> {
        match self.transaction.execute_unprepared("RELEASE SAVEPOINT command; SAVEPOINT command").await {
            Ok(_) => Ok(()),
            Err(error) => {
                self.undo().await?;
                Err(error.into())
            }
        }
    }

    /// Undoes the command's changes.
    async fn undo(&mut self) -> Result<(), StoreError> {
        self.control("ROLLBACK TO SAVEPOINT command").await
    }

    /// Moves between savepoints. They are the writer's own: a statement that a command lost sight of, or a database
    /// that gave up the whole transaction (disk full, connection lost), shows here and stops the group.
    async fn control(&mut self, sql: &str) -> Result<(), StoreError> {
        let outcome = self.transaction.execute_unprepared(sql).await;
        self.unless_broken(outcome.map_err(StoreError::from))?;
        Ok(())
    }

    fn unless_broken<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.broken = Some(error.to_string());
        }
        outcome
    }

    /// Writes the journal and the answers and commits; where each zone's journal ends now.
    async fn commit(self) -> Result<Sequences, StoreError> {
        if let Some(reason) = self.broken {
            return Err(StoreError::Commit(reason));
        }
        let entries: usize = self.traces.iter().map(|trace| trace.entries.len()).sum();
        let sequences = journal::append(&*self.transaction, self.traces).await?;
        self.answers.keep(&*self.transaction).await?;
        if entries >= MANY_ENTRIES {
            connect::analyze(&self.transaction).await?;
        }
        let transaction = Arc::into_inner(self.transaction)
            .ok_or_else(|| StoreError::Commit("a command kept its transaction".to_owned()))?;
        transaction.commit().await?;
        Ok(sequences)
    }
}

async fn execute<T, E, F>(change: &mut Change, run: F) -> Result<(T, String), E>
where
    T: Serialize,
    E: From<StoreError>,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E>,
{
    let answer = run(change).await?;
    change.check_trace()?;
    let text = serde_json::to_string(&answer).map_err(StoreError::from)?;
    Ok((answer, text))
}

/// Runs until it is told to close or every [`crate::Store`] is gone; what waits by then is still done.
pub(crate) async fn run(
    pen: Arc<Mutex<Pen>>,
    mut queue: mpsc::Receiver<Job>,
    closing: Arc<Notify>,
    heads: watch::Sender<Sequences>,
) {
    let mut waiting = VecDeque::new();
    let mut arrived = Vec::with_capacity(GROUP_SIZE_MAX);
    loop {
        if waiting.is_empty() {
            tokio::select! {
                count = queue.recv_many(&mut arrived, GROUP_SIZE_MAX) => if count == 0 { return },
                () = closing.notified() => queue.close(),
            }
            waiting.extend(arrived.drain(..));
        } else {
            write_group(&mut *pen.lock().await, &mut waiting, &heads).await;
        }
    }
}

/// Runs some of the commands that wait, and answers them.
async fn write_group(pen: &mut Pen, waiting: &mut VecDeque<Job>, heads: &watch::Sender<Sequences>) {
    let commands: Vec<_> = waiting.iter().map(|job| job.id()).collect();
    let mut group = match Group::begin(pen, &commands).await {
        Ok(group) => group,
        Err(error) => {
            tracing::error!(%error, "the writer could not begin");
            for job in waiting.drain(..) {
                job.refuse(StoreError::Unavailable(error.to_string()));
            }
            return;
        }
    };
    let begun = Instant::now();
    let mut replies = Vec::with_capacity(waiting.len());
    while let Some(job) = waiting.pop_front() {
        replies.push(job.run(&mut group).await);
        if group.broken.is_some() || begun.elapsed() > GROUP_DURATION_MAX {
            break;
        }
    }
    match group.commit().await {
        Ok(sequences) => {
            heads.send_modify(|known| known.extend(sequences));
            answer(replies, &Ok(()));
        }
        Err(error) => {
            tracing::error!(%error, "a group of commands could not be committed");
            answer(replies, &Err(error.to_string()));
            if let Err(error) = pen.renew().await {
                tracing::error!(%error, "the writer has no connection; the next command tries again");
            }
        }
    }
}

fn answer(replies: Vec<Reply>, commit: &Result<(), String>) {
    for reply in replies {
        reply(commit.clone());
    }
}
