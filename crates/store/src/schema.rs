//! Tables. `KEPT` is what cannot be folded again; `READ` is a cache of the journal that `khien rebuild` drops and refolds.

use crate::Fault;
use crate::db::Conn;

/// Version of this schema. An older database's read tables are folded anew when it is opened.
pub const VERSION: i64 = 14;

/// What is not folded from the journal: the journal itself, keys, sealed bytes, accounts, sessions, the outbox.
const KEPT: &str = "
CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS event (
 seq BIGINT PRIMARY KEY, stream {text} NOT NULL, version BIGINT NOT NULL, type {text} NOT NULL, type_version BIGINT NOT NULL,
 at BIGINT NOT NULL, actor {text} NOT NULL, command_id {text} NOT NULL, salt {blob} NOT NULL, payload {blob} NOT NULL,
 payload_hash {blob}, leaf {blob} NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS event_stream ON event (stream, version);
CREATE TABLE IF NOT EXISTS head (id BIGINT PRIMARY KEY, size BIGINT NOT NULL, frontier {blob} NOT NULL);
CREATE TABLE IF NOT EXISTS tile (level BIGINT NOT NULL, n BIGINT NOT NULL, bytes {blob} NOT NULL, PRIMARY KEY (level, n));
CREATE TABLE IF NOT EXISTS checkpoint (size BIGINT PRIMARY KEY, at BIGINT NOT NULL, note {text} NOT NULL);
CREATE TABLE IF NOT EXISTS command (id {text} PRIMARY KEY, at BIGINT NOT NULL, result {text} NOT NULL);
CREATE TABLE IF NOT EXISTS sealed (ref {text} PRIMARY KEY, salt {blob} NOT NULL, bytes {blob} NOT NULL);
CREATE TABLE IF NOT EXISTS sealed_file (ref {text} PRIMARY KEY, sha256 {text} NOT NULL, size BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS sealed_file_sha256 ON sealed_file (sha256);
CREATE TABLE IF NOT EXISTS secret (name {text} PRIMARY KEY, bytes {blob} NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name {text} PRIMARY KEY, value {text} NOT NULL);
CREATE TABLE IF NOT EXISTS account (
 staff {text} PRIMARY KEY, login {text} NOT NULL UNIQUE, desk_name {text} NOT NULL, salt {text} NOT NULL, key_hash {text} NOT NULL,
 bundle {blob} NOT NULL, totp {blob} NOT NULL, last_step BIGINT NOT NULL, mail {text} NOT NULL);
CREATE TABLE IF NOT EXISTS invite (token_hash {text} PRIMARY KEY, staff {text} NOT NULL, totp {blob} NOT NULL, expires BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS session (token_hash {text} PRIMARY KEY, staff {text} NOT NULL, seen BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS team_name (team {text} PRIMARY KEY, name {text} NOT NULL);
CREATE TABLE IF NOT EXISTS wrap (team {text} NOT NULL, epoch BIGINT NOT NULL, staff {text} NOT NULL, bytes {blob} NOT NULL,
 PRIMARY KEY (team, epoch, staff));
CREATE TABLE IF NOT EXISTS notice_text (notice {text} PRIMARY KEY, url {text} NOT NULL, recipient {text} NOT NULL,
 subject {text} NOT NULL, body {text} NOT NULL, evidence {text} NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (id {text} PRIMARY KEY, kind {text} NOT NULL, ref {text} NOT NULL, due BIGINT NOT NULL,
 state {text} NOT NULL, body {text} NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (state, due);
CREATE TABLE IF NOT EXISTS feedback (month {text} NOT NULL, question {text} NOT NULL, answer {text} NOT NULL, count BIGINT NOT NULL,
 PRIMARY KEY (month, question, answer));
CREATE TABLE IF NOT EXISTS bank_signal (content BIGINT NOT NULL, n BIGINT NOT NULL, kind {text} NOT NULL, value {text} NOT NULL,
 quality BIGINT, PRIMARY KEY (content, n));
CREATE INDEX IF NOT EXISTS bank_signal_value ON bank_signal (value, kind);
CREATE TABLE IF NOT EXISTS bank_side (content BIGINT PRIMARY KEY, salt {blob} NOT NULL, note {text} NOT NULL, metadata {text} NOT NULL);
CREATE TABLE IF NOT EXISTS bank_reference (content BIGINT PRIMARY KEY, name {text} NOT NULL);
CREATE INDEX IF NOT EXISTS bank_reference_name ON bank_reference (name);
CREATE TABLE IF NOT EXISTS platform_token (hash {text} PRIMARY KEY, platform {text} NOT NULL, made_at BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS feed_cursor (platform {text} NOT NULL, stamp BIGINT NOT NULL, seq BIGINT NOT NULL, content BIGINT NOT NULL,
 PRIMARY KEY (platform, stamp));
CREATE TABLE IF NOT EXISTS desk_out (message {text} PRIMARY KEY, request {text} NOT NULL, peer {text} NOT NULL, lane BIGINT NOT NULL,
 n BIGINT NOT NULL, bytes {blob} NOT NULL, due BIGINT NOT NULL, tries BIGINT NOT NULL, expires BIGINT NOT NULL, state {text} NOT NULL,
 head {text} NOT NULL);
CREATE INDEX IF NOT EXISTS desk_out_road ON desk_out (state, peer, lane, due);
CREATE INDEX IF NOT EXISTS desk_out_thread ON desk_out (request, n);
CREATE TABLE IF NOT EXISTS desk_in (peer {text} NOT NULL, message {text} NOT NULL, outer_hash {text} NOT NULL, receipt {blob} NOT NULL,
 at BIGINT NOT NULL, request {text} NOT NULL, node {text} NOT NULL, officer {text} NOT NULL, PRIMARY KEY (peer, message));
CREATE INDEX IF NOT EXISTS desk_in_at ON desk_in (peer, at);
CREATE TABLE IF NOT EXISTS desk_revoked (peer {text} NOT NULL, root {text} NOT NULL, key {text} NOT NULL, since BIGINT NOT NULL,
 PRIMARY KEY (peer, root, key));
CREATE TABLE IF NOT EXISTS request_subject (tag {blob} NOT NULL, request {text} NOT NULL, PRIMARY KEY (tag, request));
CREATE INDEX IF NOT EXISTS request_subject_request ON request_subject (request);
CREATE TABLE IF NOT EXISTS witnessed (peer {text} NOT NULL, origin {text} NOT NULL, size BIGINT NOT NULL, root {blob} NOT NULL,
 note {text} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (peer, origin));
CREATE TABLE IF NOT EXISTS cosignature (peer {text} NOT NULL, size BIGINT NOT NULL, line {text} NOT NULL, at BIGINT NOT NULL,
 PRIMARY KEY (peer, size));
CREATE INDEX IF NOT EXISTS cosignature_size ON cosignature (size);
CREATE TABLE IF NOT EXISTS ledger_fork (peer {text} NOT NULL, ours BIGINT NOT NULL, ref {text} NOT NULL, known {text} NOT NULL,
 offered {text} NOT NULL, led {text} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (peer, ours, ref));
CREATE TABLE IF NOT EXISTS dir_entry (link {text} PRIMARY KEY, state {text} NOT NULL, seq BIGINT NOT NULL, root {text} NOT NULL,
 body {text} NOT NULL);
CREATE INDEX IF NOT EXISTS dir_entry_state ON dir_entry (state, seq);
CREATE TABLE IF NOT EXISTS dir_fresh (state {text} NOT NULL, entry {text} NOT NULL, body {text} NOT NULL, revoked {text} NOT NULL,
 PRIMARY KEY (state, entry));
CREATE TABLE IF NOT EXISTS dir_list (key {text} PRIMARY KEY, body {text} NOT NULL, at BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS correspondent_details (link {text} PRIMARY KEY, body {text} NOT NULL);
CREATE TABLE IF NOT EXISTS desk_chunk (message {text} NOT NULL, n BIGINT NOT NULL, sha256 {text} NOT NULL, peer {text} NOT NULL,
 request {text} NOT NULL, ours BIGINT NOT NULL, state {text} NOT NULL, over BIGINT, PRIMARY KEY (request, message, n));
CREATE INDEX IF NOT EXISTS desk_chunk_sha256 ON desk_chunk (sha256);
CREATE INDEX IF NOT EXISTS desk_chunk_state ON desk_chunk (state, ours, peer);
CREATE TABLE IF NOT EXISTS desk_package (request {text} NOT NULL, n BIGINT NOT NULL, staff {text} NOT NULL, manifest {text} NOT NULL,
 conditions {text} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (request, n));
CREATE TABLE IF NOT EXISTS desk_key (message {text} NOT NULL, request {text} NOT NULL, peer {text} NOT NULL, ours BIGINT NOT NULL,
 state {text} NOT NULL, wrapped {blob} NOT NULL, due BIGINT NOT NULL, tries BIGINT NOT NULL, PRIMARY KEY (message, ours));
CREATE INDEX IF NOT EXISTS desk_key_due ON desk_key (state, ours, due);
CREATE TABLE IF NOT EXISTS desk_copy (message {text} NOT NULL, ours BIGINT NOT NULL, peer {text} NOT NULL, bytes {blob} NOT NULL,
 at BIGINT NOT NULL, PRIMARY KEY (peer, message, ours));
CREATE INDEX IF NOT EXISTS desk_copy_peer ON desk_copy (peer, at);
CREATE INDEX IF NOT EXISTS desk_copy_at ON desk_copy (at);
CREATE TABLE IF NOT EXISTS desk_receipt (message {text} PRIMARY KEY, receipt {blob} NOT NULL);
CREATE TABLE IF NOT EXISTS case_identifier (casefile {text} NOT NULL, n BIGINT NOT NULL, tag {blob} NOT NULL, entry {blob} NOT NULL,
 PRIMARY KEY (casefile, n));
CREATE INDEX IF NOT EXISTS case_identifier_tag ON case_identifier (tag);
CREATE TABLE IF NOT EXISTS lookup_in (peer {text} NOT NULL, query {text} NOT NULL, at BIGINT NOT NULL, code {text} NOT NULL,
 PRIMARY KEY (peer, query));
CREATE INDEX IF NOT EXISTS lookup_in_at ON lookup_in (peer, at);
CREATE TABLE IF NOT EXISTS lookup_key (peer {text} PRIMARY KEY, key {text} NOT NULL);
";

/// What is folded from the journal. No trigger, no default, no counter of the database.
const READ: &str = "
CREATE TABLE {p}report (
 id {text} PRIMARY KEY, number BIGINT NOT NULL, mailbox {text} NOT NULL, verify {text} NOT NULL, recipient {text} NOT NULL,
 team {text} NOT NULL, epoch BIGINT NOT NULL, lang {text} NOT NULL, channel {text} NOT NULL, door {text} NOT NULL, open {text} NOT NULL,
 urgency {text} NOT NULL, rank BIGINT NOT NULL, main_harm {text} NOT NULL, child BIGINT NOT NULL,
 received_at BIGINT NOT NULL, due_at BIGINT NOT NULL, burst BIGINT NOT NULL, status {text} NOT NULL, taken_by {text},
 assessed {text}, case_id {text}, waits BIGINT NOT NULL, messages BIGINT NOT NULL, head {text} NOT NULL,
 permissions {text} NOT NULL, erase_after BIGINT, look_first BIGINT NOT NULL, erased BIGINT NOT NULL, closed BIGINT NOT NULL,
 held_key BIGINT NOT NULL, has_who BIGINT NOT NULL, files {text} NOT NULL, statement {text} NOT NULL, signature {text} NOT NULL,
 seq BIGINT NOT NULL, identity_asked {text}, review_due BIGINT, duress BIGINT NOT NULL, told_sent BIGINT NOT NULL);
CREATE UNIQUE INDEX {p}report_mailbox ON {p}report (mailbox);
CREATE INDEX {p}report_queue ON {p}report (closed, rank, due_at, number);
CREATE INDEX {p}report_case ON {p}report (case_id);
CREATE TABLE {p}message (report {text} NOT NULL, n BIGINT NOT NULL, by_team BIGINT NOT NULL, staff {text},
 ciphertext {text} NOT NULL, signature {text} NOT NULL, at BIGINT NOT NULL,
 files {text} NOT NULL, PRIMARY KEY (report, n));
CREATE TABLE {p}opening (seq BIGINT PRIMARY KEY, report {text} NOT NULL, part {text} NOT NULL, staff {text} NOT NULL,
 reason {text} NOT NULL, at BIGINT NOT NULL, tell_after BIGINT);
CREATE INDEX {p}opening_report ON {p}opening (report);
CREATE TABLE {p}casefile (id {text} PRIMARY KEY, number BIGINT NOT NULL, opened_at BIGINT NOT NULL, opened_by {text} NOT NULL,
 outcome {text}, notes BIGINT NOT NULL);
CREATE TABLE {p}note (casefile {text} NOT NULL, n BIGINT NOT NULL, staff {text} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (casefile, n));
CREATE TABLE {p}notice (id {text} PRIMARY KEY, number BIGINT NOT NULL, casefile {text} NOT NULL, report {text},
 service {text} NOT NULL, clock {text} NOT NULL,
 hours {text} NOT NULL, capacity {text} NOT NULL, lang {text} NOT NULL, sending {text} NOT NULL, attempts BIGINT NOT NULL,
 due BIGINT, outcome {text}, lapsed BIGINT NOT NULL, drafted_at BIGINT NOT NULL, sent_at BIGINT, staff {text} NOT NULL,
 message_id {text} NOT NULL, purged BIGINT NOT NULL, recalled {text}, recall {text} NOT NULL);
CREATE INDEX {p}notice_case ON {p}notice (casefile);
CREATE INDEX {p}notice_report ON {p}notice (report);
CREATE TABLE {p}staff (id {text} PRIMARY KEY, role {text} NOT NULL, state {text} NOT NULL, recipient {text} NOT NULL, verify {text} NOT NULL);
CREATE TABLE {p}team (id {text} PRIMARY KEY, purpose {text} NOT NULL, epoch_due BIGINT NOT NULL);
CREATE TABLE {p}team_member (team {text} NOT NULL, staff {text} NOT NULL, PRIMARY KEY (team, staff));
CREATE TABLE {p}team_epoch (team {text} NOT NULL, epoch BIGINT NOT NULL, recipient {text} NOT NULL, verify {text} NOT NULL,
 certificate {text}, recovery BIGINT NOT NULL, PRIMARY KEY (team, epoch));
CREATE TABLE {p}team_holder (team {text} NOT NULL, epoch BIGINT NOT NULL, staff {text} NOT NULL, certificate {text} NOT NULL,
 PRIMARY KEY (team, epoch, staff));
CREATE TABLE {p}node (id BIGINT PRIMARY KEY, root {text} NOT NULL, online {text} NOT NULL, recovery {text}, desk_root {text} NOT NULL,
 desk_online {text} NOT NULL, successions {text} NOT NULL);
CREATE TABLE {p}service (id {text} PRIMARY KEY, entry {text} NOT NULL);
CREATE TABLE {p}exposure (staff {text} NOT NULL, day BIGINT NOT NULL, kind {text} NOT NULL, count BIGINT NOT NULL, PRIMARY KEY (staff, day, kind));
CREATE TABLE {p}fact (seq BIGINT NOT NULL, n BIGINT NOT NULL, kind BIGINT NOT NULL, sign BIGINT NOT NULL, day BIGINT NOT NULL,
 known_day BIGINT NOT NULL, area BIGINT NOT NULL, area_version BIGINT NOT NULL, harm BIGINT NOT NULL, harm_by BIGINT NOT NULL,
 main BIGINT NOT NULL, age BIGINT NOT NULL, sex BIGINT NOT NULL, ai BIGINT NOT NULL, channel BIGINT NOT NULL,
 reporter BIGINT NOT NULL, platform BIGINT NOT NULL, relation BIGINT NOT NULL, danger BIGINT NOT NULL, basis BIGINT NOT NULL,
 outcome BIGINT NOT NULL, list_version BIGINT NOT NULL, hours BIGINT, censored BIGINT NOT NULL, unit BIGINT NOT NULL,
 PRIMARY KEY (seq, n));
CREATE INDEX {p}fact_unit ON {p}fact (unit);
CREATE TABLE {p}bank (id {text} PRIMARY KEY, name {text} NOT NULL, purpose {text} NOT NULL, population {text} NOT NULL,
 team {text} NOT NULL, platform {text} NOT NULL, ratio BIGINT NOT NULL, radius BIGINT NOT NULL, expiry_days BIGINT, closed BIGINT NOT NULL);
CREATE INDEX {p}bank_name ON {p}bank (platform, name);
CREATE TABLE {p}bank_content (id BIGINT PRIMARY KEY, bank {text} NOT NULL, source {text} NOT NULL, report {text} NOT NULL,
 added_at BIGINT NOT NULL, classified {text} NOT NULL, unreviewed BIGINT NOT NULL, disable_until BIGINT NOT NULL, expires BIGINT,
 withdrawn {text}, forgotten BIGINT NOT NULL, changed_at BIGINT NOT NULL, seq BIGINT NOT NULL);
CREATE INDEX {p}bank_content_bank ON {p}bank_content (bank, id);
CREATE INDEX {p}bank_content_feed ON {p}bank_content (bank, seq, id);
CREATE INDEX {p}bank_content_report ON {p}bank_content (report);
CREATE INDEX {p}bank_content_seq ON {p}bank_content (seq, id);
CREATE INDEX {p}bank_content_expires ON {p}bank_content (expires) WHERE withdrawn IS NULL AND expires IS NOT NULL;
CREATE INDEX {p}bank_content_gone ON {p}bank_content (changed_at) WHERE withdrawn IS NOT NULL AND forgotten = 0;
CREATE TABLE {p}offer (content BIGINT NOT NULL, platform {text} NOT NULL, report {text} NOT NULL, offered_at BIGINT NOT NULL,
 handed_at BIGINT, withdrawn_at BIGINT, acknowledged_at BIGINT, seq BIGINT NOT NULL, PRIMARY KEY (content, platform));
CREATE INDEX {p}offer_feed ON {p}offer (platform, seq, content);
CREATE INDEX {p}offer_report ON {p}offer (report);
CREATE TABLE {p}bank_feedback (content BIGINT NOT NULL, platform {text} NOT NULL, said {text} NOT NULL, at BIGINT NOT NULL,
 PRIMARY KEY (content, platform));
CREATE TABLE {p}platform (id {text} PRIMARY KEY, name {text} NOT NULL, country {text} NOT NULL, receives {text} NOT NULL,
 revoked BIGINT NOT NULL, added_at BIGINT NOT NULL);
CREATE TABLE {p}request (id {text} PRIMARY KEY, number BIGINT NOT NULL, side {text} NOT NULL, peer {text} NOT NULL, kind {text} NOT NULL,
 phase {text} NOT NULL, ended BIGINT NOT NULL, begun_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, version BIGINT NOT NULL,
 state {text} NOT NULL);
CREATE INDEX {p}request_open ON {p}request (ended, number);
CREATE TABLE {p}request_message (request {text} NOT NULL, n BIGINT NOT NULL, ours BIGINT NOT NULL, message {text} NOT NULL,
 outer_hash {text} NOT NULL, act {text} NOT NULL, who {text} NOT NULL, at BIGINT NOT NULL, received_at BIGINT, code {text} NOT NULL,
 PRIMARY KEY (request, n));
CREATE TABLE {p}peer (id {text} PRIMARY KEY, trust {text} NOT NULL, introduced_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
 version BIGINT NOT NULL, state {text} NOT NULL);
CREATE TABLE {p}correspondent (id {text} PRIMARY KEY, named_at BIGINT NOT NULL, version BIGINT NOT NULL, state {text} NOT NULL);
CREATE TABLE {p}identifier (casefile {text} NOT NULL, n BIGINT NOT NULL, kind {text} NOT NULL, standing {text} NOT NULL,
 staff {text} NOT NULL, at BIGINT NOT NULL, lapses_at BIGINT, ended {text} NOT NULL, PRIMARY KEY (casefile, n));
CREATE INDEX {p}identifier_lapses ON {p}identifier (lapses_at) WHERE ended = '' AND lapses_at IS NOT NULL;
CREATE TABLE {p}lookup (id {text} PRIMARY KEY, casefile {text} NOT NULL, peer {text} NOT NULL, basis {text} NOT NULL,
 purpose {text} NOT NULL, asked {text} NOT NULL, hits {text}, code {text} NOT NULL, staff {text} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX {p}lookup_case ON {p}lookup (casefile);
CREATE INDEX {p}request_message_message ON {p}request_message (message);
";

/// Tables of the read side, in the order in which they are dropped and compared.
pub const READ_TABLES: [&str; 26] = [
    "report",
    "message",
    "opening",
    "casefile",
    "note",
    "notice",
    "staff",
    "team",
    "team_member",
    "team_epoch",
    "team_holder",
    "node",
    "service",
    "exposure",
    "fact",
    "bank",
    "bank_content",
    "offer",
    "bank_feedback",
    "platform",
    "request",
    "request_message",
    "peer",
    "correspondent",
    "identifier",
    "lookup",
];

/// Indexes that are not part of a primary key, renamed with their table after a rebuild.
pub const READ_INDEXES: [&str; 20] = [
    "report_mailbox",
    "report_queue",
    "report_case",
    "opening_report",
    "notice_case",
    "notice_report",
    "fact_unit",
    "bank_name",
    "bank_content_bank",
    "bank_content_feed",
    "bank_content_report",
    "bank_content_seq",
    "bank_content_expires",
    "bank_content_gone",
    "offer_feed",
    "offer_report",
    "request_open",
    "request_message_message",
    "identifier_lapses",
    "lookup_case",
];

fn adapted(sql: &str, postgres: bool) -> String {
    let (text, blob) = if postgres { ("TEXT COLLATE \"C\"", "BYTEA") } else { ("TEXT", "BLOB") };
    sql.replace("{text}", text).replace("{blob}", blob)
}

/// Whether the read tables fit this binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// They do.
    Current,
    /// An older binary made them: they have to be folded anew.
    Older,
}

/// Makes the tables that are missing.
///
/// # Errors
/// [`Fault::Database`], or [`Fault::Corrupt`] when a newer version of Khiên made them.
pub fn prepare(conn: &mut Conn) -> Result<Fit, Fault> {
    let postgres = conn.is_postgres();
    conn.script(if postgres { "BEGIN; SELECT pg_advisory_xact_lock(7238947);" } else { "BEGIN IMMEDIATE;" })?;
    if !has_column(conn, "desk_revoked", "root")? {
        // What was said under no root counts nothing: it is taken in anew with each State's next word.
        conn.script("DROP TABLE IF EXISTS desk_revoked;")?;
    }
    conn.script(&adapted(KEPT, postgres))?;
    add_columns(conn)?;
    if postgres {
        store_uncompressed(conn)?;
    }
    let fit = match conn.first("SELECT version FROM schema_version", &[])?.map(|row| row.int(0)) {
        None => {
            conn.script(&read_tables("", postgres))?;
            conn.execute("INSERT INTO schema_version (version) VALUES ($1)", &crate::vals![VERSION])?;
            Fit::Current
        }
        Some(newer) if newer > VERSION => {
            conn.script("ROLLBACK;")?;
            return Err(Fault::Corrupt(format!("the database has schema {newer}, this binary knows {VERSION}")));
        }
        Some(VERSION) => Fit::Current,
        Some(_) => Fit::Older,
    };
    conn.script("COMMIT;")?;
    Ok(fit)
}

/// Columns that kept tables of an older version lack.
const LATER: [(&str, &str); 3] = [("desk_in", "request"), ("desk_in", "node"), ("desk_in", "officer")];

/// Gives kept tables of an older version the columns that they lack, empty in the rows from before: whose keys signed those messages is
/// not known.
fn add_columns(conn: &mut Conn) -> Result<(), Fault> {
    for (table, column) in LATER {
        if !has_column(conn, table, column)? {
            let sql = format!("ALTER TABLE {table} ADD COLUMN {column} {{text}} NOT NULL DEFAULT '';");
            conn.script(&adapted(&sql, conn.is_postgres()))?;
        }
    }
    Ok(())
}

/// Whether a table is there and has a column of this name.
fn has_column(conn: &mut Conn, table: &str, column: &str) -> Result<bool, Fault> {
    let sql = if conn.is_postgres() {
        "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name::text = $1 \
         AND column_name::text = $2"
    } else {
        "SELECT 1 FROM pragma_table_info($1) WHERE name = $2"
    };
    Ok(conn.first(sql, &crate::vals![table, column])?.is_some())
}

/// Ciphertext does not compress: trying costs PostgreSQL time. Asked first, since the change waits for everybody who
/// writes.
fn store_uncompressed(conn: &mut Conn) -> Result<(), Fault> {
    let tries =
        "SELECT 1 FROM pg_attribute WHERE attrelid = 'sealed'::regclass AND attname = 'bytes' AND attstorage <> 'e'";
    if conn.first(tries, &[])?.is_some() {
        conn.script("ALTER TABLE sealed ALTER COLUMN bytes SET STORAGE EXTERNAL;")?;
    }
    Ok(())
}

/// The statements that make the read tables under a prefix.
#[must_use]
pub fn read_tables(prefix: &str, postgres: bool) -> String {
    adapted(READ, postgres).replace("{p}", prefix)
}
