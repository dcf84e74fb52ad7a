//! Reports, their messages and openings.

use khien_casework::header::Header;
use khien_casework::report::{Channel, Event, FileMark, Speaker};
use khien_casework::triage::Urgency;
use khien_terms::Code;

use super::{Fold, facts, json, name};
use crate::batch::Batch;
use crate::db::{Shape, Sort};
use crate::journal::Recorded;
use crate::{Fault, vals};

const REPORT: Shape = Shape {
    table: "report",
    columns: &[
        ("id", Sort::Text),
        ("number", Sort::Int),
        ("mailbox", Sort::Text),
        ("verify", Sort::Text),
        ("recipient", Sort::Text),
        ("team", Sort::Text),
        ("epoch", Sort::Int),
        ("lang", Sort::Text),
        ("channel", Sort::Text),
        ("door", Sort::Text),
        ("open", Sort::Text),
        ("urgency", Sort::Text),
        ("rank", Sort::Int),
        ("main_harm", Sort::Text),
        ("child", Sort::Int),
        ("received_at", Sort::Int),
        ("due_at", Sort::Int),
        ("burst", Sort::Int),
        ("status", Sort::Text),
        ("taken_by", Sort::Text),
        ("assessed", Sort::Text),
        ("case_id", Sort::Text),
        ("waits", Sort::Int),
        ("messages", Sort::Int),
        ("head", Sort::Text),
        ("permissions", Sort::Text),
        ("erase_after", Sort::Int),
        ("look_first", Sort::Int),
        ("erased", Sort::Int),
        ("closed", Sort::Int),
        ("held_key", Sort::Int),
        ("has_who", Sort::Int),
        ("files", Sort::Text),
        ("statement", Sort::Text),
        ("signature", Sort::Text),
        ("seq", Sort::Int),
        ("identity_asked", Sort::Text),
        ("review_due", Sort::Int),
        ("duress", Sort::Int),
        ("told_sent", Sort::Int),
    ],
};

const OPENING: Shape = Shape {
    table: "opening",
    columns: &[
        ("seq", Sort::Int),
        ("report", Sort::Text),
        ("part", Sort::Text),
        ("staff", Sort::Text),
        ("reason", Sort::Text),
        ("at", Sort::Int),
        ("tell_after", Sort::Int),
    ],
};

/// Folds an event of a report.
pub(super) fn fold(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    if let Event::Received { header, files, statement, signature, channel, urgency, burst, who, .. } = event {
        let begun = Begun {
            header,
            files,
            statement,
            signature,
            channel: *channel,
            urgency,
            burst: *burst,
            has_who: who.is_some(),
        };
        return received(fold, batch, recorded, &begun);
    }
    change(batch, recorded, event)?;
    match event {
        Event::Classified { assessed, .. } => facts::triaged(fold, batch, recorded, assessed),
        Event::Joined { case, .. } => facts::joined(fold, batch, recorded, *case),
        Event::Message { n, by: Speaker::Team(_), .. } => facts::answered(fold, batch, recorded, *n),
        Event::Erased { .. } => facts::erased(batch, recorded),
        _ => Ok(()),
    }
}

struct Begun<'a> {
    header: &'a str,
    files: &'a [FileMark],
    statement: &'a str,
    signature: &'a str,
    channel: Channel,
    urgency: &'a Urgency,
    burst: bool,
    has_who: bool,
}

fn received(fold: &mut Fold, batch: &mut Batch<'_>, recorded: &Recorded, begun: &Begun<'_>) -> Result<(), Fault> {
    let header: Header = serde_json::from_str(begun.header)?;
    let open = &header.open;
    let shared = batch.shared;
    let number = fold.number(batch, "report")?;
    let permissions: Vec<&Code> = open.consent.iter().filter(|c| c.as_str() != "con.none").collect();
    // An erased report has no signature any more, and its chain no beginning.
    let head = khien_seal::statement::signature_from_b64(begun.signature)
        .map(|signature| hex::encode(khien_seal::chain::link_hash(begun.statement, &signature)))
        .unwrap_or_default();
    let due = recorded.at.plus_hours(f64::from(begun.urgency.hours));
    batch.insert(
        &REPORT,
        vals![
            recorded.stream.as_str(),
            number,
            header.mailbox.as_str(),
            header.verify.as_str(),
            header.recipient.as_str(),
            header.team.as_str(),
            header.epoch,
            header.lang.as_str(),
            name(&begun.channel)?,
            open.door.as_str(),
            json(open)?,
            json(begun.urgency)?,
            begun.urgency.rank,
            open.harms.first().map_or("", |h| h.as_str()),
            open.child(&shared.rulebook.typology),
            recorded.at.0,
            due.0,
            begun.burst,
            "st.received",
            None::<&str>,
            None::<&str>,
            None::<&str>,
            false,
            0i64,
            head,
            json(&permissions)?,
            None::<i64>,
            false,
            false,
            // Who protects their own images waits for nobody; a message brings it into the queue.
            open.is_own_images(),
            begun.channel != Channel::Sealed,
            begun.has_who,
            json(&begun.files)?,
            begun.statement,
            begun.signature,
            recorded.seq,
            None::<&str>,
            None::<i64>,
            false,
            false
        ]
        .to_vec(),
    );
    facts::received(fold, batch, recorded, open, begun.channel)
}

fn change(batch: &mut Batch<'_>, recorded: &Recorded, event: &Event) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    match event {
        // What was released stands in the bank's own tables.
        Event::Released { .. } | Event::ReleaseWithdrawn { .. } => {}
        Event::Received { .. } | Event::Paged { .. } | Event::AppealLinked { .. } | Event::AppealDecided { .. } => {}
        Event::Taken { by } => {
            batch.run(
                "UPDATE {p}report SET taken_by = $1, status = 'st.reading' WHERE id = $2",
                &vals![by.to_string(), id],
            )?;
        }
        Event::Opened { part, by, reason, tell_after } => {
            let told = tell_after.map(|day| day.0);
            let row = vals![recorded.seq, id, part.as_str(), by.to_string(), reason.as_str(), recorded.at.0, told];
            batch.insert(&OPENING, row.to_vec());
        }
        Event::OpenedForLife { by, review_by, tell_after } => {
            let told = tell_after.map(|day| day.0);
            let row = vals![recorded.seq, id, "who-life", by.to_string(), "why.life", recorded.at.0, told];
            batch.insert(&OPENING, row.to_vec());
            let sql = "UPDATE {p}report SET review_due = COALESCE(review_due, $1) WHERE id = $2";
            batch.run(sql, &vals![review_by.0, id])?;
        }
        Event::IdentityReviewed { .. } => {
            batch.run("UPDATE {p}report SET review_due = NULL WHERE id = $1", &vals![id])?;
        }
        Event::Classified { assessed, .. } => {
            let main = assessed.main.as_ref().map_or("", |code| code.as_str());
            let values = vals![json(assessed)?, main, id];
            batch.run("UPDATE {p}report SET assessed = $1, main_harm = $2 WHERE id = $3", &values)?;
        }
        Event::Joined { case, .. } => {
            let values = vals![case.to_string(), id];
            batch.run("UPDATE {p}report SET case_id = $1, status = 'st.working' WHERE id = $2", &values)?;
        }
        Event::Message { n, by, ciphertext, signature, head, files, .. } => {
            message(batch, recorded, *n, by, (ciphertext, signature, head), files)?;
        }
        Event::Status { status, .. } => {
            batch.run("UPDATE {p}report SET status = $1 WHERE id = $2", &vals![status.as_str(), id])?;
            if status.as_str() == "st.sent" {
                batch.run("UPDATE {p}report SET told_sent = 1 WHERE id = $1", &vals![id])?;
            }
        }
        Event::Permission { code, given, .. } => permission(batch, id, code, *given)?,
        Event::Withdrawn { erase_after, look_first, .. } => {
            batch.run(
                "UPDATE {p}report SET erase_after = $1, look_first = $2, permissions = '[]' WHERE id = $3",
                &vals![erase_after.0, *look_first, id],
            )?;
        }
        Event::Kept { .. } => {
            batch.run("UPDATE {p}report SET erase_after = NULL WHERE id = $1", &vals![id])?;
        }
        Event::Erased { .. } => erased(batch, id)?,
        Event::Duress { urgency } => duress(batch, recorded, urgency.as_ref())?,
        Event::IdentityAsked { by, .. } => {
            batch.run("UPDATE {p}report SET identity_asked = $1 WHERE id = $2", &vals![by.to_string(), id])?;
        }
        Event::IdentityReleased { .. } => {
            batch.run("UPDATE {p}report SET identity_asked = NULL WHERE id = $1", &vals![id])?;
        }
        Event::Closed { outcome, .. } => {
            batch.run(
                "UPDATE {p}report SET closed = 1, waits = 0, status = $1 WHERE id = $2",
                &vals![outcome.as_str(), id],
            )?;
        }
    }
    Ok(())
}

fn message(
    batch: &mut Batch<'_>,
    recorded: &Recorded,
    n: u32,
    by: &Speaker,
    (ciphertext, signature, head): (&str, &str, &str),
    files: &[FileMark],
) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    let staff = match by {
        Speaker::Reporter => None,
        Speaker::Team(staff) => Some(staff.to_string()),
    };
    let by_team = staff.is_some();
    batch.run(
        "INSERT INTO {p}message (report, n, by_team, staff, ciphertext, signature, at, files) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &vals![id, n, by_team, staff, ciphertext, signature, recorded.at.0, json(&files)?],
    )?;
    // A reporter who writes again waits, and a closed report comes back into the queue.
    let sql = if by_team {
        "UPDATE {p}report SET messages = $1, head = $2, waits = 0 WHERE id = $3"
    } else {
        "UPDATE {p}report SET messages = $1, head = $2, waits = 1, closed = 0, \
         status = CASE WHEN status = 'st.question' THEN 'st.reading' ELSE status END WHERE id = $3"
    };
    batch.run(sql, &vals![n, head, id])?;
    Ok(())
}

fn permission(batch: &mut Batch<'_>, id: &str, code: &Code, given: bool) -> Result<(), Fault> {
    let rows = batch.read("SELECT permissions FROM {p}report WHERE id = $1", &vals![id])?;
    let mut permissions: Vec<Code> = rows.first().map_or(Ok(Vec::new()), |row| serde_json::from_str(row.text(0)))?;
    permissions.retain(|c| c != code);
    if given {
        permissions.push(code.clone());
    }
    batch.run("UPDATE {p}report SET permissions = $1 WHERE id = $2", &vals![json(&permissions)?, id])?;
    Ok(())
}

/// Somebody may be forced right now: the report comes back into the queue, higher than it stood.
fn duress(batch: &mut Batch<'_>, recorded: &Recorded, urgency: Option<&Urgency>) -> Result<(), Fault> {
    let id = recorded.stream.as_str();
    batch.run("UPDATE {p}report SET duress = 1, waits = 1, closed = 0 WHERE id = $1", &vals![id])?;
    let Some(urgency) = urgency else { return Ok(()) };
    let due = recorded.at.plus_hours(f64::from(urgency.hours));
    let sql = "UPDATE {p}report SET urgency = $1, rank = $2, due_at = $3 WHERE id = $4";
    batch.run(sql, &vals![json(urgency)?, urgency.rank, due.0, id])?;
    Ok(())
}

/// Codes become coarse; keys and names of the mailbox stay, so that its holder learns that it was deleted.
fn erased(batch: &mut Batch<'_>, id: &str) -> Result<(), Fault> {
    let rows = batch.read("SELECT open FROM {p}report WHERE id = $1", &vals![id])?;
    let Some(row) = rows.first() else { return Ok(()) };
    let open: khien_casework::header::OpenCodes = serde_json::from_str(row.text(0))?;
    let coarse = json(&open.coarsened(&batch.shared.rulebook.typology))?;
    batch.run(
        "UPDATE {p}report SET open = $1, erased = 1, closed = 1, waits = 0, erase_after = NULL, status = 'st.deleted', \
         assessed = NULL, review_due = NULL, identity_asked = NULL, files = '[]', has_who = 0, main_harm = '', urgency = '', statement = '', signature = '', lang = '', head = '' WHERE id = $2",
        &vals![coarse, id],
    )?;
    batch.run("DELETE FROM {p}message WHERE report = $1", &vals![id])?;
    batch.run("UPDATE {p}opening SET reason = '', tell_after = NULL WHERE report = $1", &vals![id])?;
    Ok(())
}
