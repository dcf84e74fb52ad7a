//! `POST SubmitFeedback`, `POST SubmitHashes`: what a platform says of hashes that it was given, and hashes that it sends in.
//! What it sends answers nobody else before an analyst here has looked (care 3.2).

use axum::Json;
use khien_casework::bank::{Feedback, Owner, Population, Purpose, Settings, Signal, SignalKind, Source};
use khien_store::contents::NewContent;
use khien_terms::id::BankId;
use serde_json::{Value, json};

use super::kind_of;
use crate::hma::Object;
use crate::hma::Said;
use crate::hma::caller::Caller;

/// Records of one request at most.
const MOST: usize = 5_000;

/// Hears what a platform says of hashes that it was given. Others are left out: it cannot speak of what it does not know.
///
/// # Errors
/// 401, 403, 422.
pub async fn feedback(caller: Caller, object: Object) -> Result<Json<Value>, Said> {
    let platform = caller.platform()?;
    let mut heard = 0;
    for record in records(&object, "hashFeedbacks")? {
        let said = said_of(text_of(record, "feedbackValue")?)?;
        let value = text_of(record, "hashValue")?;
        for kind in [SignalKind::Pdq, SignalKind::VideoMd5] {
            let Ok(value) = kind.read(value) else { continue };
            let standing = caller.app.store.exactly(caller.asker.clone(), kind, value).await?;
            for one in standing {
                caller.app.store.hear_of_content(one.content, platform, said).await?;
                heard += 1;
            }
        }
    }
    Ok(Json(json!({"count": heard})))
}

/// Takes hashes in that a platform sends; the same again is taken once.
///
/// # Errors
/// 401, 403; 422 for a record that cannot be read, and then none is taken.
pub async fn hashes(caller: Caller, object: Object) -> Result<Json<Value>, Said> {
    let platform = caller.platform()?;
    let mut signals = Vec::new();
    for record in records(&object, "hashRecords")? {
        let name = text_of(record, "signalType")?;
        let unknown = || Said::field("enum", "signalType", "ImagePDQ or VideoMD5", json!(name));
        let kind = kind_of(name).ok_or_else(unknown)?;
        let read = Signal::read(kind, text_of(record, "hashValue")?, None);
        signals
            .push(read.map_err(|refusal| Said::field("value_error", "hashValue", &refusal.to_string(), Value::Null))?);
    }
    let mut taken = 0;
    for signal in signals {
        let bank = bank_of(&caller).await?;
        let there = caller.app.store.exactly(caller.asker.clone(), signal.kind, signal.value.clone()).await?;
        if there.iter().any(|one| one.bank == bank) {
            continue;
        }
        let source = Source::Platform(platform);
        let new =
            NewContent { signals: vec![signal], source, class: None, note: String::new(), metadata: String::new() };
        caller.app.store.add_content(bank, new, caller.meta()?).await?;
        taken += 1;
    }
    caller.app.matcher.follow(&caller.app.store).await?;
    Ok(Json(json!({"count": taken})))
}

fn records<'a>(object: &'a Object, name: &str) -> Result<&'a [Value], Said> {
    match object.0.get(name) {
        Some(Value::Array(records)) if records.len() <= MOST => Ok(records),
        Some(Value::Array(_)) => Err(Said::field("too_long", name, "at most 5000 at once", Value::Null)),
        _ => Err(Said::field("missing", name, "a list is wanted", Value::Null)),
    }
}

fn text_of<'a>(record: &'a Value, name: &str) -> Result<&'a str, Said> {
    let missing = || Said::field("missing", name, "Field required", Value::Null);
    record.get(name).and_then(Value::as_str).ok_or_else(missing)
}

fn said_of(name: &str) -> Result<Feedback, Said> {
    match name.strip_prefix("StopNCIICSPFeedbackValue.").unwrap_or(name) {
        "Blocked" => Ok(Feedback::Blocked),
        "NotBlocked" => Ok(Feedback::NotBlocked),
        "PendingReview" | "None" | "Unknown" | "QualityUnknown" => Ok(Feedback::Pending),
        "Withdrawn" | "Deleted" => Ok(Feedback::TakenOut),
        other => Err(Said::field("enum", "feedbackValue", "no such value", json!(other))),
    }
}

/// The bank that holds what this platform sends.
async fn bank_of(caller: &Caller) -> Result<BankId, Said> {
    let platform = caller.platform()?;
    let name = format!("FROM_{}", platform.to_string().to_ascii_uppercase());
    let find = |banks: Vec<khien_store::banks::BankRow>| {
        banks.into_iter().find(|row| row.bank.settings.name == name && row.bank.purpose == Purpose::Exchange)
    };
    if let Some(row) = find(caller.app.store.banks().await?) {
        return Ok(row.id);
    }
    let settings = Settings::of(&name);
    let founded =
        caller.app.store.found_bank(Purpose::Exchange, Population::Adult, Owner::Node, settings, caller.meta()?);
    match founded.await {
        Ok(id) => Ok(id),
        // Another request of the same platform was faster.
        Err(fault) => find(caller.app.store.banks().await?).map(|row| row.id).ok_or_else(|| fault.into()),
    }
}
