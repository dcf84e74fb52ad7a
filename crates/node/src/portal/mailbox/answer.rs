//! The answer to a check: always of one length, whether there is a mailbox or not, empty or full (`docs/formats.md`
//! section 9). A check writes nothing.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_casework::report::{APPEAL_DOOR, PROTECT_DOOR};
use khien_seal::statement::Signed;
use khien_store::Fault;
use khien_store::mailbox::View;
use serde_json::{Value, json};

use crate::app::App;
use crate::portal::page::address;

/// Bytes of an answer. One that would be longer, after hundreds of messages, takes the next multiple.
pub const LENGTH: usize = 16_384;
/// Messages that an answer brings along, newest first, as far as they fit.
const NEWEST: usize = 2;

/// What an unknown mailbox gets.
#[must_use]
pub fn unknown() -> Vec<u8> {
    padded(json!({ "found": false }).to_string())
}

/// What a duress code gets: as long as any answer; `heard` says whether it was one, or a mistyped code that looks like one.
#[must_use]
pub fn cry(heard: bool) -> Vec<u8> {
    padded(json!({ "found": false, "heard": heard }).to_string())
}

/// The answer for a mailbox.
///
/// # Errors
/// [`Fault`] of the store.
pub async fn known(app: &App, mailbox: &str, mut view: View) -> Result<Vec<u8>, Fault> {
    keep_needed_certificates(&mut view);
    let newest: Vec<u32> =
        view.chain.iter().rev().filter(|link| shown(&view, link.d)).take(NEWEST).map(|link| link.n).collect();
    let mut answer = serde_json::to_value(&view)?;
    if let Some(fields) = answer.as_object_mut() {
        // Whether somebody may be implicated is not for their eyes (care 1.6).
        fields.remove("silent");
        fields.insert("voice".to_owned(), json!(voice(&view)));
        fields.insert("asked".to_owned(), json!(asked(app, &view).await));
        fields.insert("path".to_owned(), json!(path(&view)));
        fields.insert("done".to_owned(), json!(done(&view)));
        fields.insert("asks".to_owned(), json!(asks(app, &view)));
        fields.insert("parts".to_owned(), json!(parts(&view)));
        fields.insert("messages".to_owned(), json!([]));
    }
    for n in newest {
        let ciphertext = match app.store.mailbox_message(mailbox.to_owned(), n).await {
            // Erased: the chain still tells that there was a message, its words are gone.
            Err(Fault::Refused(Refusal::NotFound)) => continue,
            other => other?,
        };
        let message = json!({ "n": n, "c": B64.encode(ciphertext) });
        if answer.to_string().len() + message.to_string().len() + 1 > LENGTH {
            break;
        }
        if let Some(messages) = answer.get_mut("messages").and_then(Value::as_array_mut) {
            messages.push(message);
        }
    }
    Ok(padded(answer.to_string()))
}

/// The stops that a path has: an appeal is looked at by somebody else, and who may be implicated reads only that it was
/// received and passed on (care 1.6, 2.4).
#[must_use]
pub fn path(view: &View) -> &'static [&'static str] {
    match view.door.as_str() {
        _ if view.silent => &["received", "passed"],
        APPEAL_DOOR => &["received", "appeal", "answer"],
        PROTECT_DOOR => &["received"],
        _ => &["received", "read", "asked", "answer"],
    }
}

/// Those of them that have happened, told from what is recorded.
#[must_use]
pub fn done(view: &View) -> Vec<&'static str> {
    let [received, read, asked, answered] = view.done;
    let decided = view.door == APPEAL_DOOR && view.status.as_str() == "st.closed";
    let all = [
        ("received", received),
        ("read", read),
        ("asked", asked),
        ("passed", asked),
        ("appeal", decided),
        ("answer", answered),
    ];
    all.into_iter().filter_map(|(stop, happened)| happened.then_some(stop)).collect()
}

/// How the reader of a mailbox is addressed.
#[must_use]
pub fn voice(view: &View) -> &'static str {
    address(&view.door, view.path.as_ref().map_or("", |path| path.as_str()))
}

/// Names of the services that hold something of the report and were asked to delete it.
pub async fn asked(app: &App, view: &View) -> Vec<String> {
    if view.asked.is_empty() {
        return Vec::new();
    }
    let services = app.services().await.unwrap_or_default();
    let name = |id: &String| {
        services.iter().find(|service| service.id == *id).map_or_else(|| id.clone(), |service| service.name.clone())
    };
    view.asked.iter().map(name).collect()
}

/// Whether a message may be read in this view: the reduced one shows the team's only (care 1.2), and
/// somebody who may be implicated reads none (care 1.6).
#[must_use]
pub fn shown(view: &View, direction: &str) -> bool {
    !view.silent && (!view.reduced || direction == "team")
}

/// What the page may show beside the status; nothing to somebody who may be implicated (care 1.6).
fn parts(view: &View) -> &'static [&'static str] {
    if view.silent { &[] } else { &["messages", "proof", "withdraw"] }
}

/// Whether a harm was reported here, and who did it may be told more than its status.
#[must_use]
pub fn of_harm(view: &View) -> bool {
    !view.silent && view.door != APPEAL_DOOR && view.door != PROTECT_DOOR
}

/// Permissions that can be given or taken back; none in the reduced view (care 1.2), which is also that of somebody who
/// may be implicated, and none for who appeals or protects their own images.
#[must_use]
pub fn asks(app: &App, view: &View) -> Vec<String> {
    if view.reduced || view.withdrawn.is_some() || erased(view) || !of_harm(view) {
        return Vec::new();
    }
    let young = view.path.as_ref().is_some_and(|p| matches!(p.as_str(), "path.u13" | "path.13_15" | "path.16_17"));
    let offered = app.portal.offer.consent.get(if young { "child" } else { "adult" }).cloned().unwrap_or_default();
    let given = view.permissions.iter().map(|code| code.as_str().to_owned()).filter(|code| !offered.contains(code));
    offered.iter().cloned().chain(given).collect()
}

/// Whether what was held is destroyed.
#[must_use]
pub fn erased(view: &View) -> bool {
    view.status.as_str() == "st.deleted"
}

/// Leaves the certificates of those who signed here, and of the intake team's newest epoch.
fn keep_needed_certificates(view: &mut View) {
    let used: Vec<usize> = {
        let mut used: Vec<usize> = view.chain.iter().filter_map(|link| link.k).collect();
        used.sort_unstable();
        used.dedup();
        used
    };
    view.staff = used.iter().filter_map(|place| view.staff.get(*place).cloned()).collect();
    for link in &mut view.chain {
        link.k = link.k.and_then(|old| used.iter().position(|place| *place == old));
    }
    let signed_for: Vec<(String, String)> = view.staff.iter().filter_map(team_and_epoch).collect();
    let newest = view
        .teams
        .iter()
        .filter(|cert| is_intake(cert))
        .filter_map(team_and_epoch)
        .max_by_key(|(_, epoch)| epoch.parse::<u32>().ok());
    view.teams.retain(|cert| {
        let of = team_and_epoch(cert);
        of == newest || of.is_some_and(|of| signed_for.contains(&of))
    });
}

fn is_intake(cert: &Signed) -> bool {
    cert.statement.split('\n').nth(3) == Some("intake")
}

fn team_and_epoch(cert: &Signed) -> Option<(String, String)> {
    let mut lines = cert.statement.split('\n').skip(1);
    Some((lines.next()?.to_owned(), lines.next()?.to_owned()))
}

fn padded(text: String) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    let length = bytes.len().div_ceil(LENGTH) * LENGTH;
    bytes.resize(length, b' ');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_mailbox_gets_an_answer_of_the_fixed_length() {
        let answer = unknown();
        assert_eq!(answer.len(), LENGTH);
        let read: Value = serde_json::from_slice(&answer).expect("json");
        assert_eq!(read["found"], false);
    }
}
