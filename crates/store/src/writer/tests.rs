use khien_casework::{Refusal, Rulebook};
use khien_terms::DataFiles;

use super::*;
use crate::{sealed, vals};

struct Here {
    shared: Shared,
    conn: Conn,
}

impl Here {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-writer-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        let place = Place { folder, database: None };
        let rulebook = Rulebook::load(&DataFiles::embedded(), "VN", jiff::tz::TimeZone::UTC, &[]).expect("rulebook");
        let shared = Shared { place, rulebook: rulebook.into() };
        let mut conn = connect(&shared.place, false).expect("connection");
        crate::rebuild::prepare(&mut conn, &shared).expect("tables");
        Self { shared, conn }
    }

    /// Runs commands in one batch; gives what each was told, and whether the writer goes on with what it knows.
    fn batch(&mut self, commands: Vec<Act>) -> (Vec<Result<i64, String>>, bool) {
        let mut told = Vec::new();
        let mut jobs = Vec::new();
        for act in commands {
            let (answer, wait) = oneshot::channel();
            told.push(wait);
            jobs.push(Job::Command(Box::new(Closure { name: "test", lasts: true, act, result: None, answer })));
        }
        let goes_on = commit(&mut self.conn, &self.shared, Fold::default(), jobs).is_some();
        let told = told.into_iter().map(|mut wait| wait.try_recv().expect("told").map_err(|error| error.to_string()));
        (told.collect(), goes_on)
    }

    fn names(&mut self) -> Vec<String> {
        let rows = self.conn.query("SELECT ref FROM sealed ORDER BY ref", &[]).expect("rows");
        rows.iter().map(|row| row.text(0).to_owned()).collect()
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.shared.place.folder).expect("removed");
    }
}

type Act = Box<dyn Fn(&mut Batch<'_>) -> Result<i64, Fault> + Send>;

/// Gathers a row, and counts the rows that it sees.
fn keep(name: &'static str) -> Act {
    Box::new(move |batch| {
        sealed::put_salted(batch, name, [1; 32], b"sealed");
        Ok(batch.conn()?.first("SELECT COUNT(*) FROM sealed", &[])?.map_or(0, |row| row.int(0)))
    })
}

/// Gathers a row that nobody looks at before the batch ends.
fn gather(name: &'static str) -> Act {
    Box::new(move |batch| {
        sealed::put_salted(batch, name, [1; 32], b"sealed");
        Ok(0)
    })
}

/// Writes, and is refused then.
fn refused(name: &'static str) -> Act {
    Box::new(move |batch| {
        batch.conn()?.execute("INSERT INTO sealed (ref, salt, bytes) VALUES ($1, $2, $2)", &vals![name, vec![0_u8]])?;
        Err(Refusal::NotFound.into())
    })
}

#[test]
fn what_one_command_refuses_leaves_nothing_and_the_others_of_its_batch_stand_and_never_saw_it() {
    let mut here = Here::new("refused");
    let (told, goes_on) = here.batch(vec![keep("a"), refused("b"), keep("c")]);
    assert!(goes_on);
    assert_eq!((&told[0], &told[2]), (&Ok(1), &Ok(2)));
    assert_eq!(told[1], Err(Refusal::NotFound.to_string()));
    assert_eq!(here.names(), ["a", "c"]);
}

#[test]
fn a_command_that_is_alone_and_refused_is_told_why_and_nothing_stands() {
    let mut here = Here::new("alone");
    let (told, goes_on) = here.batch(vec![refused("a")]);
    assert_eq!((told, goes_on), (vec![Err(Refusal::NotFound.to_string())], true));
    assert!(here.names().is_empty());
    assert_eq!(here.batch(vec![keep("b")]), (vec![Ok(1)], true), "the next one finds nothing of it");
}

#[test]
fn what_the_database_refuses_of_one_command_takes_no_other_with_it() {
    let mut here = Here::new("twice");
    assert_eq!(here.batch(vec![keep("a")]).0, [Ok(1)]);
    let (told, goes_on) = here.batch(vec![gather("b"), gather("a"), gather("c")]);
    assert!(goes_on);
    assert!(told[0].is_ok() && told[2].is_ok(), "{told:?}");
    assert!(told[1].as_ref().is_err_and(|error| error.contains("UNIQUE")), "{told:?}");
    assert_eq!(here.names(), ["a", "b", "c"]);
}

#[test]
fn where_nothing_can_be_written_everyone_is_told_and_the_writer_begins_anew() {
    let mut here = Here::new("broken");
    here.conn.script_keeping_statements("PRAGMA query_only=1").expect("read only");
    let (told, goes_on) = here.batch(vec![keep("a"), keep("b")]);
    assert!(!goes_on);
    assert!(told.iter().all(Result::is_err), "{told:?}");
}
