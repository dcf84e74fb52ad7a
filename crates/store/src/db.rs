//! Two databases behind one narrow interface: statements with `$1…` in order of first use, values of three kinds.
//! SQLite reads `$1` as a named parameter and numbers names by first use, so one text serves both.

use std::collections::HashMap;
use std::path::Path;

use postgres::config::SslMode;
use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Fault;

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Val {
    /// Nothing.
    Null,
    /// 64-bit integer; also booleans and moments.
    Int(i64),
    /// UTF-8.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A row of a result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub Vec<Val>);

impl Row {
    /// An integer column; nothing reads as 0.
    #[must_use]
    pub fn int(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(Val::Int(n)) => *n,
            _ => 0,
        }
    }

    /// An integer column that may be empty.
    #[must_use]
    pub fn int_opt(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Val::Int(n)) => Some(*n),
            _ => None,
        }
    }

    /// A boolean column.
    #[must_use]
    pub fn flag(&self, column: usize) -> bool {
        self.int(column) != 0
    }

    /// A text column; nothing reads as the empty text.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        match self.0.get(column) {
            Some(Val::Text(text)) => text,
            _ => "",
        }
    }

    /// A text column that may be empty.
    #[must_use]
    pub fn text_opt(&self, column: usize) -> Option<&str> {
        match self.0.get(column) {
            Some(Val::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A bytes column.
    #[must_use]
    pub fn blob(&self, column: usize) -> &[u8] {
        match self.0.get(column) {
            Some(Val::Blob(bytes)) => bytes,
            _ => &[],
        }
    }

    /// A column of 32 bytes.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it has another length.
    pub fn hash(&self, column: usize) -> Result<[u8; 32], Fault> {
        self.blob(column).try_into().map_err(|_| Fault::Corrupt("a hash of another length".into()))
    }

    /// A text column parsed as an id or a code.
    ///
    /// # Errors
    /// [`Fault::Corrupt`].
    pub fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T, Fault> {
        self.text(column).parse().map_err(|_| Fault::Corrupt(format!("not readable: {}", self.text(column))))
    }
}

impl From<i64> for Val {
    fn from(n: i64) -> Self {
        Val::Int(n)
    }
}
impl From<u32> for Val {
    fn from(n: u32) -> Self {
        Val::Int(i64::from(n))
    }
}
impl From<bool> for Val {
    fn from(b: bool) -> Self {
        Val::Int(i64::from(b))
    }
}
impl From<&str> for Val {
    fn from(text: &str) -> Self {
        Val::Text(text.to_owned())
    }
}
impl From<String> for Val {
    fn from(text: String) -> Self {
        Val::Text(text)
    }
}
impl From<Vec<u8>> for Val {
    fn from(bytes: Vec<u8>) -> Self {
        Val::Blob(bytes)
    }
}
impl From<&[u8]> for Val {
    fn from(bytes: &[u8]) -> Self {
        Val::Blob(bytes.to_vec())
    }
}
impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(value: Option<T>) -> Self {
        value.map_or(Val::Null, Into::into)
    }
}

/// Makes a slice of values from anything that is one.
#[macro_export]
macro_rules! vals {
    ($($value:expr),* $(,)?) => { [$($crate::db::Val::from($value)),*] };
}

/// A connection to one of the two.
pub enum Conn {
    /// SQLite, bundled.
    Sqlite(rusqlite::Connection),
    /// PostgreSQL, with its prepared statements.
    Postgres(Box<Pg>),
}

/// A PostgreSQL connection.
pub struct Pg {
    client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
}

impl Conn {
    /// Opens the SQLite database of a folder: WAL, an fsync per commit, deleted bytes overwritten. The log is moved beside the
    /// writer; it moves it itself at 16,000 pages (66 MB), when that did not keep up.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn sqlite(path: &Path, read_only: bool) -> Result<Self, Fault> {
        let conn = rusqlite::Connection::open(path)?;
        conn.busy_timeout(std::time::Duration::from_secs(30))?;
        conn.set_prepared_statement_cache_capacity(128);
        if read_only {
            conn.execute_batch("PRAGMA query_only=1; PRAGMA cache_size=-2000;")?;
        } else {
            conn.execute_batch(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; \
                 PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=16000; PRAGMA temp_store=MEMORY;",
            )?;
        }
        Ok(Conn::Sqlite(conn))
    }

    /// Connects to PostgreSQL.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn postgres(url: &str) -> Result<Self, Fault> {
        let config: postgres::Config = url.parse()?;
        let client = match config.get_ssl_mode() {
            SslMode::Require => config.connect(tls()?)?,
            _ => config.connect(postgres::NoTls)?,
        };
        Ok(Conn::Postgres(Box::new(Pg { client, prepared: HashMap::new() })))
    }

    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn execute(&mut self, sql: &str, values: &[Val]) -> Result<u64, Fault> {
        match self {
            Conn::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(values))? as u64)
            }
            Conn::Postgres(pg) => {
                let statement = pg.prepare(sql)?;
                Ok(pg.client.execute(&statement, &as_params(values))?)
            }
        }
    }

    /// Reads rows.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn query(&mut self, sql: &str, values: &[Val]) -> Result<Vec<Row>, Fault> {
        match self {
            Conn::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(sql)?;
                let columns = statement.column_count();
                let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
                    (0..columns).map(|column| row.get::<_, Val>(column)).collect::<Result<_, _>>().map(Row)
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            }
            Conn::Postgres(pg) => {
                let statement = pg.prepare(sql)?;
                let rows = pg.client.query(&statement, &as_params(values))?;
                rows.iter()
                    .map(|row| (0..row.len()).map(|c| row.try_get::<_, Val>(c)).collect::<Result<_, _>>().map(Row))
                    .collect::<Result<_, _>>()
                    .map_err(Fault::from)
            }
        }
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn first(&mut self, sql: &str, values: &[Val]) -> Result<Option<Row>, Fault> {
        Ok(self.query(sql, values)?.into_iter().next())
    }

    /// Runs several statements without values.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn script(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            Conn::Sqlite(conn) => conn.execute_batch(sql)?,
            Conn::Postgres(pg) => {
                // A changed table invalidates what was prepared over it.
                pg.prepared.clear();
                pg.client.batch_execute(sql)?;
            }
        }
        Ok(())
    }

    /// Runs a statement that changes no table's shape: begin, commit, savepoints.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn script_keeping_statements(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            Conn::Sqlite(conn) => conn.execute_batch(sql)?,
            Conn::Postgres(pg) => pg.client.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Inserts many rows of one shape: one statement each on SQLite, one for all on PostgreSQL.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub fn insert_many(&mut self, shape: &Shape, prefix: &str, rows: &[Vec<Val>]) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            Conn::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&shape.one_row(prefix))?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(row))?;
                }
            }
            Conn::Postgres(pg) => {
                let statement = pg.prepare(&shape.all_rows(prefix))?;
                let columns: Vec<Column<'_>> = (0..shape.columns.len()).map(|column| Column { rows, column }).collect();
                let params: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|c| c as &(dyn ToSql + Sync)).collect();
                pg.client.execute(&statement, &params)?;
            }
        }
        Ok(())
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self, Conn::Postgres(_))
    }
}

impl Pg {
    fn prepare(&mut self, sql: &str) -> Result<postgres::Statement, Fault> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn as_params(values: &[Val]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// The shape of rows that are inserted together.
pub struct Shape {
    /// Table, without prefix.
    pub table: &'static str,
    /// Columns with their kinds.
    pub columns: &'static [(&'static str, Sort)],
}

/// The kind of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BYTEA, BLOB.
    Blob,
}

impl Shape {
    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")
    }

    fn one_row(&self, prefix: &str) -> String {
        let marks: Vec<String> = (1..=self.columns.len()).map(|n| format!("${n}")).collect();
        format!("INSERT INTO {prefix}{} ({}) VALUES ({})", self.table, self.names(), marks.join(","))
    }

    fn all_rows(&self, prefix: &str) -> String {
        let arrays: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, (_, sort))| {
                let kind = match sort {
                    Sort::Int => "int8",
                    Sort::Text => "text",
                    Sort::Blob => "bytea",
                };
                format!("${}::{kind}[]", index + 1)
            })
            .collect();
        format!("INSERT INTO {prefix}{} ({}) SELECT * FROM unnest({})", self.table, self.names(), arrays.join(","))
    }
}

/// One column of many rows, as a PostgreSQL array.
#[derive(Debug)]
struct Column<'a> {
    rows: &'a [Vec<Val>],
    column: usize,
}

type BoxedError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Column<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
        let values: Vec<&Val> = self.rows.iter().filter_map(|row| row.get(self.column)).collect();
        values.to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8_ARRAY | Type::TEXT_ARRAY | Type::BYTEA_ARRAY)
    }

    to_sql_checked!();
}

/// TLS to a server whose certificate the machine trusts; asked for with `sslmode=require` in the address.
fn tls() -> Result<MakeRustlsConnect, Fault> {
    let unreadable = || Fault::Database("the machine has no certificates to trust: install ca-certificates".into());
    MakeRustlsConnect::with_native_certs().map(|(connect, _)| connect).map_err(|_| unreadable())
}

/// Whether an address leads over a network without TLS: then whoever is on it reads codes, times and ciphertext.
#[must_use]
pub fn travels_in_clear(url: &str) -> bool {
    use postgres::config::Host;
    let Ok(config) = url.parse::<postgres::Config>() else { return false };
    let near = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Host::Unix(_) => true,
    };
    config.get_ssl_mode() != SslMode::Require && !config.get_hosts().iter().all(near)
}

impl ToSql for Val {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
        match self {
            Val::Null => Ok(IsNull::Yes),
            Val::Int(n) => n.to_sql(ty, out),
            Val::Text(text) => text.to_sql(ty, out),
            Val::Blob(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA | Type::VARCHAR)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Val {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxedError> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Val::Int),
            Type::INT4 => i32::from_sql(ty, raw).map(|n| Val::Int(i64::from(n))),
            Type::NUMERIC => Err("sums are cast to BIGINT in the statement".into()),
            Type::BYTEA => <&[u8]>::from_sql(ty, raw).map(|bytes| Val::Blob(bytes.to_vec())),
            _ => <&str>::from_sql(ty, raw).map(|text| Val::Text(text.to_owned())),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxedError> {
        Ok(Val::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::Int(n) => ValueRef::Integer(*n),
            Val::Text(text) => ValueRef::Text(text.as_bytes()),
            Val::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl rusqlite::types::FromSql for Val {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        use rusqlite::types::ValueRef;
        Ok(match value {
            ValueRef::Null => Val::Null,
            ValueRef::Integer(n) => Val::Int(n),
            #[expect(clippy::cast_possible_truncation, reason = "no column is real; sums of integers may come as one")]
            ValueRef::Real(n) => Val::Int(n as i64),
            ValueRef::Text(text) => Val::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Val::Blob(bytes.to_vec()),
        })
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::Database(error.to_string())
    }
}
impl From<postgres::Error> for Fault {
    fn from(error: postgres::Error) -> Self {
        let text = error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned());
        Fault::Database(text)
    }
}
