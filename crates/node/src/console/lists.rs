//! Lists of States: those of others that are read here, and one of ours that others may read.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::list::{List, Listed, Pinned, Served};
use khien_store::lists::{ListRow, Seen, unread};
use serde::Deserialize;

use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::Frame;
use super::problem::{refused_page, told};
use super::state::may_call;
use super::when;
use crate::directory::fetch::Silent;

/// The page.
#[derive(Template)]
#[template(path = "console/lists.html")]
pub struct ListsPage {
    pub f: Frame,
    /// What was wrong with what was typed, and where; empty where nothing was.
    pub wrong: String,
    pub typed: Typed,
    pub rows: Vec<Row>,
    pub can_pin: bool,
    /// The name under which ours is served; empty where it is not.
    pub published: String,
    /// Where ours is read, and the key that signs it.
    pub url: String,
    pub key: String,
}

/// A list that is read here.
pub struct Row {
    pub name: String,
    pub url: String,
    pub key: String,
    /// When it was made and until when it holds; or that nothing was read yet.
    pub made: String,
    /// What it says of our own entry.
    pub of_us: String,
    pub care: bool,
    /// States of which it has another entry than we have, in words.
    pub differs: String,
    /// That nobody else confirmed its key yet; empty where somebody did.
    pub unconfirmed: String,
    pub can_confirm: bool,
}

/// What was typed and not taken, in the form where it was.
#[derive(Default)]
pub struct Typed {
    /// The list that was handed over again, by its key; empty for a new one.
    pub of: String,
    pub name: String,
    pub key: String,
    pub url: String,
    pub list: String,
}

/// Where the page stands.
const HERE: &str = "/console/desk/lists";

/// Shows the lists.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeStates)?;
    Ok(page(&lists(&desk, String::new(), Typed::default()).await?))
}

/// The page with what was typed, where that is not taken.
async fn again(desk: &Desk, trouble: Trouble, typed: Typed) -> Result<Response, Trouble> {
    let (wrong, status) = told(desk, trouble)?;
    Ok(refused_page(&lists(desk, wrong, typed).await?, status))
}

async fn lists(desk: &Desk, wrong: String, typed: Typed) -> Result<ListsPage, Trouble> {
    let store = &desk.app.store;
    let (rows, published) = (store.lists().await?, store.published_as().await?.unwrap_or_default());
    let key = store.list_key().await?.verify_hex();
    let names = desk.names().await?;
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-list-title");
    f.path = HERE.to_owned();
    Ok(ListsPage {
        wrong,
        typed,
        rows: rows.iter().map(|list| row(desk, &f, &names, list)).collect(),
        can_pin: desk.may(Operation::IntroduceStates),
        url: format!("{}{}", desk.app.config.origin.clone().unwrap_or_default(), crate::directory::LIST),
        published,
        key,
        f,
    })
}

fn row(desk: &Desk, f: &Frame, names: &Names, row: &ListRow) -> Row {
    let waits = row.pinned.unconfirmed;
    let differs = if waits.is_some() { "desk-list-would-differ" } else { "desk-list-differs" };
    let stamp = |at: Timestamp| when::stamp(f, at.into(), &f.app.config.zone);
    let made = row.list.as_ref().map(|list| {
        let (made, until) = (stamp(list.issued_at), stamp(list.valid_until));
        f.say("desk-list-made", &[("n", &list.entries.len().to_string()), ("day", &made), ("until", &until)])
    });
    Row {
        name: row.pinned.name.clone(),
        url: row.pinned.url.clone(),
        key: row.pinned.key.clone(),
        made: made.unwrap_or_else(|| f.t("desk-list-never")),
        of_us: row.of_us.map(|says| f.t(&format!("desk-list-us-{}", says.as_str()))).unwrap_or_default(),
        care: row.of_us == Some(Listed::Differs),
        unconfirmed: waits.map(|by| f.with("desk-list-unconfirmed", "who", &names.member(by))).unwrap_or_default(),
        can_confirm: waits.is_some_and(|by| by != desk.me()) && may_call(desk),
        differs: if row.differs.is_empty() {
            String::new()
        } else {
            f.with(differs, "states", &row.differs.join(", "))
        },
    }
}

/// What lists say of a State, a line each.
pub fn seen(f: &Frame, seen: &[Seen]) -> Vec<(String, String)> {
    let line = |one: &Seen| {
        let says = f.t(&format!("desk-list-says-{}", one.says.as_str()));
        (
            f.with("desk-list-of", "name", &one.name),
            format!("{says} ({})", when::stamp(f, one.at.into(), &f.app.config.zone)),
        )
    };
    seen.iter().map(line).collect()
}

/// A list that is to be read.
#[derive(Deserialize)]
pub struct Wanted {
    name: String,
    #[serde(default)]
    url: String,
    key: String,
    #[serde(default)]
    list: String,
}

/// Pins a list and reads it at once: at its address, or as it was handed over.
///
/// # Errors
/// [`Trouble::Fault`] when it cannot be read or is not of the key.
pub async fn pin(desk: Desk, Form(wanted): Form<Wanted>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    match pinned(&desk, &wanted).await {
        Ok(()) => Ok(go(HERE)),
        Err(trouble) => {
            let Wanted { name, url, key, list } = wanted;
            again(&desk, trouble, Typed { of: String::new(), name, key, url, list }).await
        }
    }
}

async fn pinned(desk: &Desk, wanted: &Wanted) -> Result<(), Trouble> {
    let url = wanted.url.trim().to_owned();
    let key: String = wanted.key.to_lowercase().split_whitespace().collect();
    let verify = khien_seal::keys::verify_from_hex(&key)
        .map_err(|_| Refusal::Field { field: "key", problem: "a key is 64 digits in hex" })?;
    let served = served(desk, &url, &wanted.list).await?;
    let pinned = Pinned { name: wanted.name.trim().to_owned(), url, key: key.clone(), unconfirmed: None };
    // One that does not hold is not pinned.
    List::verified(&served.list, &verify, desk.app.now().timestamp()).map_err(|reject| unread(&reject))?;
    desk.app.store.pin_list(pinned, desk.me()).await?;
    desk.app.store.take_in_list(key, served.list).await?;
    desk.app.abroad.forget();
    Ok(())
}

/// The list that was handed over, or else the one that stands at the address.
async fn served(desk: &Desk, url: &str, handed: &str) -> Result<Served, Trouble> {
    let (field, found) = if handed.trim().is_empty() {
        ("address", crate::directory::fetch::list(&desk.app, url).await)
    } else {
        ("list", serde_json::from_str(handed).map_err(|_| Silent::Unreadable))
    };
    found.map_err(|error| {
        tracing::info!(%error, "a list of States was not read");
        let problem = match error {
            Silent::Unreadable => "what was read is no list of States",
            Silent::Inner => "an address within a network is not asked",
            Silent::Refused(_) => "nobody answers at this address",
        };
        Refusal::Field { field, problem }.into()
    })
}

/// A second person compared the key with a source of their own.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn confirm(desk: Desk, Path(key): Path<String>) -> Result<Response, Trouble> {
    if !may_call(&desk) {
        return Err(Refusal::NotAllowed.into());
    }
    desk.app.store.confirm_list(key, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(go(HERE))
}

/// A list as somebody handed it over.
#[derive(Deserialize)]
pub struct Handed {
    #[serde(default)]
    list: String,
}

/// Reads a pinned list again: as it was handed over, or at its address.
///
/// # Errors
/// [`Trouble::Fault`] when it cannot be read.
pub async fn read(desk: Desk, Path(key): Path<String>, Form(handed): Form<Handed>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    let rows = desk.app.store.lists().await?;
    let row = rows.into_iter().find(|row| row.pinned.key == key).ok_or(Refusal::NotFound)?;
    let taken = match served(&desk, &row.pinned.url, &handed.list).await {
        Ok(served) => desk.app.store.take_in_list(key.clone(), served.list).await.map_err(Trouble::from),
        Err(trouble) => Err(trouble),
    };
    if let Err(trouble) = taken {
        return again(&desk, trouble, Typed { of: key, list: handed.list, ..Typed::default() }).await;
    }
    desk.app.abroad.forget();
    Ok(go(HERE))
}

/// Reads a list no more.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn drop(desk: Desk, Path(key): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    desk.app.store.drop_list(key, desk.me()).await?;
    Ok(go(HERE))
}

/// Under which name ours is served.
#[derive(Deserialize)]
pub struct Published {
    #[serde(default)]
    name: String,
}

/// Serves a list of what this desk sees, or does no more.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn publish(desk: Desk, Form(published): Form<Published>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    desk.app.store.publish_list(published.name, desk.me()).await?;
    Ok(go(HERE))
}
