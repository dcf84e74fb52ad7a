//! The log that SQLite writes before its database file. What stands in it is moved into the file beside the writer, which so never
//! waits for that; and when something was destroyed, the log is emptied before anybody is told that it is gone.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::db::Conn;
use crate::{Fault, Place};

/// Batches between two moves.
const BATCHES: u32 = 32;
/// Time between two moves at least: a page that is written often is moved once.
const EVERY: Duration = Duration::from_millis(250);
/// How long emptying tries again while somebody still reads what was there before.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two tries.
const AGAIN: Duration = Duration::from_millis(20);

enum Ask {
    Move,
    Empty(oneshot::Sender<Result<(), Fault>>),
}

/// Asks whoever moves the log; cheap to clone. Its thread ends with the last of them.
#[derive(Clone)]
pub(crate) struct Log(mpsc::Sender<Ask>);

impl Log {
    /// Begins to move the log of a place; nothing where the database is not SQLite.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Folder`].
    pub(crate) fn of(place: &Place) -> Result<Option<(Self, JoinHandle<()>)>, Fault> {
        if place.database.is_some() {
            return Ok(None);
        }
        let conn = crate::writer::connect(place, false)?;
        let (asks, asked) = mpsc::channel(8);
        let thread = std::thread::Builder::new().name("log".into()).spawn(move || serve(conn, asked))?;
        Ok(Some((Self(asks), thread)))
    }

    /// Empties it: nothing that was overwritten or deleted stands in it after that.
    ///
    /// # Errors
    /// [`Fault::Database`] when somebody reads what was there for longer than 20 seconds; then it may still stand there.
    pub(crate) async fn empty(&self) -> Result<(), Fault> {
        let (answer, wait) = oneshot::channel();
        self.0.send(Ask::Empty(answer)).await.map_err(|_| Fault::Stopping)?;
        wait.await.map_err(|_| Fault::Stopping)?
    }
}

/// Counts the writer's batches.
pub(crate) struct Pace {
    log: Option<Log>,
    batches: u32,
}

impl Pace {
    pub(crate) fn new(log: Option<Log>) -> Self {
        Self { log, batches: 0 }
    }

    /// A batch was committed.
    pub(crate) fn step(&mut self) {
        self.batches += 1;
        let Some(log) = self.log.as_ref().filter(|_| self.batches >= BATCHES) else { return };
        // Whoever is busy is asked again with the next batch.
        if log.0.try_send(Ask::Move).is_ok() {
            self.batches = 0;
        }
    }
}

fn serve(mut conn: Conn, mut asked: mpsc::Receiver<Ask>) {
    let mut next = Instant::now();
    while let Some(ask) = asked.blocking_recv() {
        match ask {
            Ask::Move if Instant::now() < next => {}
            Ask::Move => {
                if let Err(error) = conn.first("PRAGMA wal_checkpoint(PASSIVE)", &[]) {
                    tracing::warn!(%error, "the log was not moved; the writer does it when it has grown");
                }
                next = Instant::now() + EVERY;
            }
            Ask::Empty(answer) => {
                if answer.send(emptied(&mut conn)).is_err() {
                    tracing::debug!("nobody waits for the log to be empty");
                }
            }
        }
    }
}

fn emptied(conn: &mut Conn) -> Result<(), Fault> {
    let until = Instant::now() + PATIENCE;
    loop {
        // The first column says whether somebody stood in the way.
        let row = conn.first("PRAGMA wal_checkpoint(TRUNCATE)", &[])?;
        if row.is_some_and(|row| !row.flag(0)) {
            return Ok(());
        }
        if Instant::now() > until {
            return Err(Fault::Database("somebody still reads what was destroyed".into()));
        }
        std::thread::sleep(AGAIN);
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::vals;

    struct Here(Place);

    impl Here {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("khien-log-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).expect("folder");
            let here = Self(Place { folder, database: None });
            let mut conn = here.connect(false);
            conn.script_keeping_statements("CREATE TABLE word (n INTEGER PRIMARY KEY, word TEXT NOT NULL)")
                .expect("table");
            here
        }

        fn connect(&self, read_only: bool) -> Conn {
            crate::writer::connect(&self.0, read_only).expect("connection")
        }

        fn log(&self) -> PathBuf {
            self.0.folder.join("khien.db-wal")
        }

        fn bytes(&self, name: &str) -> Vec<u8> {
            std::fs::read(self.0.folder.join(name)).expect("file")
        }
    }

    impl Drop for Here {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0.folder).expect("removed");
        }
    }

    fn holds(bytes: &[u8], word: &str) -> bool {
        bytes.windows(word.len()).any(|part| part == word.as_bytes())
    }

    const WORD: &str = "a word that is destroyed";

    #[test]
    fn what_was_destroyed_is_nowhere_once_the_log_is_empty_though_somebody_read_it() {
        let here = Here::new("empty");
        let mut writer = here.connect(false);
        writer.execute("INSERT INTO word (n, word) VALUES (1, $1)", &vals![WORD]).expect("written");
        let mut reader = here.connect(true);
        reader.script_keeping_statements("BEGIN").expect("begun");
        assert_eq!(reader.query("SELECT word FROM word", &[]).expect("read").len(), 1);
        writer.execute("DELETE FROM word", &[]).expect("deleted");
        assert!(holds(&here.bytes("khien.db-wal"), WORD), "the log still has it");
        let (log, thread) = Log::of(&here.0).expect("log").expect("SQLite");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
        let left = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            drop(reader);
        });
        runtime.block_on(log.empty()).expect("empty");
        left.join().expect("reader");
        assert_eq!(std::fs::metadata(here.log()).expect("log").len(), 0);
        assert!(!holds(&here.bytes("khien.db"), WORD));
        drop(log);
        thread.join().expect("ended with the last who could ask");
    }

    #[test]
    fn what_was_committed_moves_into_the_file_beside_the_writer() {
        let here = Here::new("move");
        let (log, thread) = Log::of(&here.0).expect("log").expect("SQLite");
        let mut pace = Pace::new(Some(log));
        let mut writer = here.connect(false);
        writer.execute("INSERT INTO word (n, word) VALUES (1, $1)", &vals![WORD]).expect("written");
        assert!(!holds(&here.bytes("khien.db"), WORD), "it stands in the log alone");
        for _ in 0..BATCHES {
            pace.step();
        }
        drop(pace);
        // The last that could ask is gone: the thread did what it was asked for, and ended.
        thread.join().expect("ended");
        assert!(holds(&here.bytes("khien.db"), WORD));
    }

    #[test]
    fn postgresql_has_no_such_log() {
        let place = Place { folder: std::env::temp_dir(), database: Some("postgres://nobody@localhost/none".into()) };
        assert!(Log::of(&place).expect("nothing to open").is_none());
    }
}
