//! `/c/banks`, `/c/bank/<name>`: the banks that answer the caller, and those that it keeps itself.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use khien_casework::Refusal;
use khien_casework::bank::{Owner, Population, Purpose, Ratio, Settings};
use khien_store::Fault;
use khien_store::banks::BankRow;
use serde::Deserialize;
use serde_json::{Value, json};

use super::asked::Object;
use super::caller::Caller;
use super::said::Said;

/// The name of a bank in an address.
#[derive(Deserialize)]
pub struct Named {
    /// The name.
    #[serde(rename = "bank_name")]
    pub name: String,
}

/// A bank as this interface tells it.
pub fn told(settings: &Settings) -> Value {
    json!({"name": settings.name, "matching_enabled_ratio": settings.ratio.as_f64()})
}

/// The bank of a name, as far as it answers the caller: the caller's own before the node's.
pub async fn named(caller: &Caller, name: &str) -> Result<BankRow, Said> {
    let mut banks = caller.app.store.banks_for(caller.asker.clone()).await?;
    banks.retain(|(row, _)| row.bank.settings.name == name);
    banks.sort_by_key(|(row, _)| row.bank.owner.platform().is_none());
    let missing = || Said::missing(format!("bank '{}' not found", name.escape_default()));
    banks.into_iter().next().map(|(row, _)| row).ok_or_else(missing)
}

/// Whether the caller may change a bank: a platform its own, the machine those of the node that people's images are not in.
pub fn is_own(caller: &Caller, row: &BankRow) -> bool {
    match caller.asker.platform() {
        Some(platform) => row.bank.owner.platform() == Some(platform),
        None => row.bank.owner.platform().is_none() && !row.bank.purpose.is_own_images(),
    }
}

/// The same, as an answer.
pub fn must_be_own(caller: &Caller, row: &BankRow) -> Result<(), Said> {
    if is_own(caller, row) { Ok(()) } else { Err(Said::not_yours()) }
}

/// All banks that answer the caller.
///
/// # Errors
/// 500.
pub async fn list(caller: Caller) -> Result<Json<Value>, Said> {
    let banks = caller.app.store.banks_for(caller.asker.clone()).await?;
    Ok(Json(banks.iter().map(|(row, _)| told(&row.bank.settings)).collect()))
}

/// Creates a bank of the caller's own.
///
/// # Errors
/// 400 for a name or ratio that cannot be, 403 when the name is taken.
pub async fn create(caller: Caller, object: Object) -> Result<(StatusCode, Json<Value>), Said> {
    let mut settings = Settings::of(object.need_text("name")?);
    settings.ratio = ratio(&object)?.unwrap_or(Ratio::ALWAYS);
    let (purpose, owner) = match caller.asker.platform() {
        Some(platform) => (Purpose::Platform, Owner::Platform(platform)),
        None => (Purpose::Other, Owner::Node),
    };
    let founded = caller.app.store.found_bank(purpose, Population::Unsaid, owner, settings.clone(), caller.meta()?);
    founded.await.map_err(taken)?;
    Ok((StatusCode::CREATED, Json(told(&settings))))
}

/// One bank.
///
/// # Errors
/// 404.
pub async fn show(caller: Caller, Path(Named { name }): Path<Named>) -> Result<Json<Value>, Said> {
    Ok(Json(told(&named(&caller, &name).await?.bank.settings)))
}

/// Renames a bank or changes how often it takes part; a ratio wins over on and off.
///
/// # Errors
/// 400, 403 when the name is taken or the bank is another's, 404.
pub async fn update(caller: Caller, Path(Named { name }): Path<Named>, object: Object) -> Result<Json<Value>, Said> {
    let row = named(&caller, &name).await?;
    must_be_own(&caller, &row)?;
    let mut settings = row.bank.settings.clone();
    if let Some(name) = object.text("name")? {
        name.clone_into(&mut settings.name);
    }
    settings.ratio = ratio(&object)?.unwrap_or(settings.ratio);
    caller.app.store.set_bank(row.id, settings.clone(), caller.meta()?).await.map_err(taken)?;
    Ok(Json(told(&settings)))
}

/// Closes a bank; what stood in it is forgotten.
///
/// # Errors
/// 403 when it is another's.
pub async fn delete(caller: Caller, Path(Named { name }): Path<Named>) -> Result<Json<Value>, Said> {
    match named(&caller, &name).await {
        Ok(row) => {
            must_be_own(&caller, &row)?;
            caller.app.store.close_bank(row.id, caller.meta()?).await?;
            caller.app.matcher.follow(&caller.app.store).await?;
        }
        Err(Said::Message(StatusCode::NOT_FOUND, _)) => {}
        Err(other) => return Err(other),
    }
    Ok(Json(json!({"message": "Done"})))
}

fn ratio(object: &Object) -> Result<Option<Ratio>, Said> {
    if let Some(ratio) = object.number("enabled_ratio")? {
        return Ok(Some(Ratio::read(ratio)?));
    }
    Ok(object.flag("enabled")?.map(|on| if on { Ratio::ALWAYS } else { Ratio::NEVER }))
}

fn taken(fault: Fault) -> Said {
    match fault {
        Fault::Refused(Refusal::NotNow(why)) if why.contains("name") => {
            Said::new(StatusCode::FORBIDDEN, "Bank already exists")
        }
        other => other.into(),
    }
}
