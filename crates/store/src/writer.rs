//! Group commit: one thread owns the writing connection. It takes what has queued up, decides and writes it in one
//! transaction, makes it durable with one fsync, and only then answers. The queue is bounded: whoever comes when it is
//! full waits, and memory does not grow.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::batch::Batch;
use crate::db::Conn;
use crate::fold::Fold;
use crate::intake::{Intake, IntakeJob};
use crate::wal::{Log, Pace};
use crate::{Fault, Place, Shared};

/// Commands of one transaction at most.
const BATCH_MAX: usize = 256;
/// Commands that may wait; beyond that the sender waits.
const QUEUE_MAX: usize = 512;
/// Connections that read at once.
const READERS: usize = 4;

/// The store: a queue to the writer and a few connections that read.
#[derive(Clone)]
pub struct Store {
    queue: mpsc::Sender<Job>,
    readers: Arc<Readers>,
    /// Who moves SQLite's log; nobody where there is none.
    pub(crate) log: Option<Log>,
    /// What writer and readers share.
    pub shared: Shared,
}

/// The threads that write; joining them after the last [`Store`] is gone waits for the last commit.
pub struct Writer(Vec<JoinHandle<()>>);

impl Writer {
    /// Waits until the writer has ended.
    pub fn join(self) {
        for thread in self.0 {
            if thread.join().is_err() {
                tracing::error!("the writer ended in a panic");
            }
        }
    }
}

enum Job {
    Intake(Box<IntakeJob>),
    Command(Box<dyn Command + Send>),
}

/// A command. It may run twice: what another one of its batch did is taken back with it, so it keeps nothing between two runs.
trait Command {
    /// Whether its answer waits for the disk.
    fn lasts(&self) -> bool;
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Fault>;
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

struct Closure<F, T> {
    name: &'static str,
    lasts: bool,
    act: F,
    result: Option<T>,
    answer: oneshot::Sender<Result<T, Fault>>,
}

impl<F, T> Command for Closure<F, T>
where
    F: Fn(&mut Batch<'_>) -> Result<T, Fault>,
{
    fn lasts(&self) -> bool {
        self.lasts
    }

    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Fault> {
        self.result = Some((self.act)(batch)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        let Self { name, result, answer, .. } = *self;
        let said = committed.and_then(|()| result.ok_or(Fault::Stopping));
        // Nobody waits when the client has gone; what was done stays done.
        if answer.send(said).is_err() {
            tracing::debug!(name, "nobody waits for the answer");
        }
    }
}

impl Store {
    /// Opens the database of a place, makes its tables, and starts the writer.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Folder`], or [`Fault::Corrupt`] for a newer schema.
    pub fn open(shared: Shared) -> Result<(Self, Writer), Fault> {
        make_folders(&shared.place)?;
        let mut conn = connect(&shared.place, false)?;
        crate::rebuild::prepare(&mut conn, &shared)?;
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let (log, moving) = Log::of(&shared.place)?.unzip();
        let (writing, pace) = (shared.clone(), Pace::new(log.clone()));
        let thread =
            std::thread::Builder::new().name("writer".into()).spawn(move || write_all(conn, &writing, jobs, pace))?;
        let readers = Arc::new(Readers { place: shared.place.clone(), idle: Mutex::default() });
        let threads = std::iter::once(thread).chain(moving).collect();
        Ok((Self { queue, readers, log, shared }, Writer(threads)))
    }

    /// Decides and writes in the next batch. The answer comes after the fsync.
    ///
    /// # Errors
    /// What the closure refuses, or [`Fault::Database`]; then nothing of it stands.
    pub async fn write<T, F>(&self, name: &'static str, act: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Batch<'_>) -> Result<T, Fault> + Send + 'static,
    {
        self.command(name, true, act).await
    }

    /// As [`Store::write`], for what comes again by itself, or may be missing, when the machine loses its power before the next
    /// fsync: the answer does not wait for the disk. What is written later lasts only with it, so no order changes, and a process
    /// that is killed loses nothing.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub(crate) async fn write_lightly<T, F>(&self, name: &'static str, act: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Batch<'_>) -> Result<T, Fault> + Send + 'static,
    {
        self.command(name, false, act).await
    }

    async fn command<T, F>(&self, name: &'static str, lasts: bool, act: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Batch<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let (answer, wait) = oneshot::channel();
        let job = Job::Command(Box::new(Closure { name, lasts, act, result: None, answer }));
        self.queue.send(job).await.map_err(|_| Fault::Stopping)?;
        wait.await.map_err(|_| Fault::Stopping)?
    }

    /// Takes a report in.
    pub(crate) async fn take_in(&self, intake: Intake) -> Result<crate::intake::Taken, Fault> {
        let (answer, wait) = oneshot::channel();
        self.queue.send(Job::Intake(Box::new(IntakeJob { intake, answer }))).await.map_err(|_| Fault::Stopping)?;
        wait.await.map_err(|_| Fault::Stopping)?
    }

    /// Reads with a connection that cannot write.
    ///
    /// # Errors
    /// Those of the closure, or of connecting.
    pub async fn read<T, F>(&self, act: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Fault> + Send + 'static,
    {
        let readers = Arc::clone(&self.readers);
        tokio::task::spawn_blocking(move || readers.with(act)).await.map_err(|_| Fault::Stopping)?
    }
}

impl Store {
    /// As [`Store::read`], for a few rows that are found by their keys: SQLite reads them where the caller is, for handing that to
    /// another thread and waiting for it takes longer than the reading.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) async fn read_here<T, F>(&self, act: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Fault> + Send + 'static,
    {
        if self.shared.place.database.is_some() { self.read(act).await } else { self.readers.with(act) }
    }
}

struct Readers {
    place: Place,
    idle: Mutex<Vec<Conn>>,
}

impl Readers {
    fn with<T>(&self, act: impl FnOnce(&mut Conn) -> Result<T, Fault>) -> Result<T, Fault> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => connect(&self.place, true)?,
        };
        let result = act(&mut conn);
        // A connection that failed is not used again.
        if !matches!(result, Err(Fault::Database(_))) {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < READERS {
                idle.push(conn);
            }
        }
        result
    }
}

impl Drop for Readers {
    /// The PostgreSQL client waits when it closes, which no thread of an asynchronous runtime may: another one does it.
    fn drop(&mut self) {
        let idle = std::mem::take(self.idle.get_mut().unwrap_or_else(PoisonError::into_inner));
        if idle.iter().any(Conn::is_postgres) && std::thread::spawn(move || drop(idle)).join().is_err() {
            tracing::error!("closing connections ended in a panic");
        }
    }
}

/// Connects to the database of a place.
///
/// # Errors
/// [`Fault::Database`].
pub fn connect(place: &Place, read_only: bool) -> Result<Conn, Fault> {
    match &place.database {
        Some(url) => {
            let mut conn = Conn::postgres(url)?;
            if !read_only {
                // Whoever writes looks up single rows. Prepared while a table was empty, such a statement would scan the
                // whole of it until the database's own statistics come round. Where there is no index to take, the
                // planner now thinks the scan dear enough to compile it, which takes longer than the scan: not that either.
                conn.script("SET enable_seqscan = off; SET jit = off")?;
            }
            Ok(conn)
        }
        None => Conn::sqlite(&place.folder.join("khien.db"), read_only),
    }
}

fn make_folders(place: &Place) -> Result<(), Fault> {
    for folder in ["files", "uploads", "chunks"] {
        std::fs::create_dir_all(place.folder.join(folder))?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&place.folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn write_all(mut conn: Conn, shared: &Shared, mut jobs: mpsc::Receiver<Job>, mut pace: Pace) {
    let mut fold = Fold::default();
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        batch.push(first);
        while batch.len() < BATCH_MAX {
            match jobs.try_recv() {
                Ok(job) => batch.push(job),
                Err(_) => break,
            }
        }
        fold = match commit(&mut conn, shared, std::mem::take(&mut fold), batch) {
            Some(fold) => fold,
            None => reconnected(&mut conn, shared),
        };
        pace.step();
    }
}

/// After a failure the connection may be gone; a new one begins with nothing remembered.
fn reconnected(conn: &mut Conn, shared: &Shared) -> Fold {
    if conn.is_postgres() {
        match connect(&shared.place, false) {
            Ok(fresh) => *conn = fresh,
            Err(error) => tracing::error!(%error, "the database cannot be reached"),
        }
    }
    Fold::default()
}

/// What was done in one transaction, before those who wait are told.
struct Done {
    fold: Fold,
    taken: Vec<Result<crate::intake::Taken, Fault>>,
    outcomes: Vec<Result<(), Fault>>,
}

/// Why a transaction was taken back.
enum Broke {
    /// One command, or what it gathered, was refused: the others may stand without it.
    One(Fault),
    /// Nothing of it can stand.
    Whole(Fault),
}

/// One transaction for many commands. `None` when the database failed: then nothing stands and everyone is told.
///
/// Hardly ever is one refused, so they run without places to come back to; when one is, the batch begins anew with such places, and
/// what that one did is taken back alone.
fn commit(conn: &mut Conn, shared: &Shared, fold: Fold, jobs: Vec<Job>) -> Option<Fold> {
    let (intakes, mut commands): (Vec<IntakeJob>, Vec<Box<dyn Command + Send>>) = split(jobs);
    let before = fold.clone();
    let done = match attempt(conn, shared, fold, &intakes, &mut commands, run) {
        Err(Broke::One(error)) if intakes.is_empty() && commands.len() == 1 => {
            // The database may be gone: then whoever comes next finds a new connection.
            let stands = !matches!(error, Fault::Database(_));
            commands.into_iter().zip([error]).for_each(|(command, error)| command.answer(Err(error)));
            return stands.then_some(before);
        }
        Err(Broke::One(_)) => attempt(conn, shared, before, &intakes, &mut commands, run_alone),
        done => done,
    };
    match done {
        Ok(Done { fold, taken, outcomes }) => {
            intakes.into_iter().zip(taken).for_each(|(job, taken)| job.answer(taken));
            commands.into_iter().zip(outcomes).for_each(|(command, outcome)| command.answer(outcome));
            Some(fold)
        }
        Err(Broke::One(error) | Broke::Whole(error)) => {
            fail(intakes, commands, &error);
            None
        }
    }
}

/// How a command is run in a batch: what became of it, or why the batch cannot go on.
type Run = fn(&mut Batch<'_>, &mut (dyn Command + Send)) -> Result<Result<(), Fault>, Broke>;

fn attempt(
    conn: &mut Conn,
    shared: &Shared,
    fold: Fold,
    intakes: &[IntakeJob],
    commands: &mut [Box<dyn Command + Send>],
    run: Run,
) -> Result<Done, Broke> {
    let lasts = !intakes.is_empty() || commands.iter().any(|command| command.lasts());
    let mut batch = Batch::begin(conn, shared, fold, lasts).map_err(Broke::Whole)?;
    match fill(&mut batch, intakes, commands, run) {
        Ok((taken, outcomes)) => {
            let fold = batch.commit().map_err(Broke::Whole)?;
            Ok(Done { fold, taken, outcomes })
        }
        Err(broke) => {
            batch.roll_back();
            Err(broke)
        }
    }
}

type Filled = (Vec<Result<crate::intake::Taken, Fault>>, Vec<Result<(), Fault>>);

fn fill(
    batch: &mut Batch<'_>,
    intakes: &[IntakeJob],
    commands: &mut [Box<dyn Command + Send>],
    run: Run,
) -> Result<Filled, Broke> {
    let taken = crate::intake::take_all(batch, intakes).map_err(Broke::Whole)?;
    let outcomes = commands.iter_mut().map(|command| run(batch, command.as_mut())).collect::<Result<_, _>>()?;
    batch.settle().map_err(Broke::One)?;
    Ok((taken, outcomes))
}

fn split(jobs: Vec<Job>) -> (Vec<IntakeJob>, Vec<Box<dyn Command + Send>>) {
    let (mut intakes, mut commands) = (Vec::new(), Vec::new());
    for job in jobs {
        match job {
            Job::Intake(intake) => intakes.push(*intake),
            Job::Command(command) => commands.push(command),
        }
    }
    (intakes, commands)
}

/// Runs one command with no place to come back to.
fn run(batch: &mut Batch<'_>, command: &mut (dyn Command + Send)) -> Result<Result<(), Fault>, Broke> {
    command.run(batch).map(Ok).map_err(Broke::One)
}

/// Runs one command between savepoints: what it refuses, or the database of what it wrote, leaves nothing, and the others of the batch
/// stand.
fn run_alone(batch: &mut Batch<'_>, command: &mut (dyn Command + Send)) -> Result<Result<(), Fault>, Broke> {
    let savepoint = batch.savepoint().map_err(Broke::Whole)?;
    let done = command.run(batch).and_then(|()| batch.release());
    if done.is_err() {
        batch.back_to(savepoint).map_err(Broke::Whole)?;
    }
    Ok(done)
}

fn fail(intakes: Vec<IntakeJob>, commands: Vec<Box<dyn Command + Send>>, error: &Fault) {
    tracing::error!(%error, waiting = intakes.len() + commands.len(), "a batch was not committed");
    let again = || Fault::Database(error.to_string());
    for job in intakes {
        job.answer(Err(again()));
    }
    for command in commands {
        command.answer(Err(again()));
    }
}

#[cfg(test)]
mod tests;
