//! Lists of States: those of others that are read here, and one of ours that others may read.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::list::{Listed, Pinned, Served};
use khien_store::lists::{ListRow, Seen};
use serde::Deserialize;

use super::desk::{Desk, Trouble, go, page};
use super::frame::Frame;
use super::state::day;

/// The page.
#[derive(Template)]
#[template(path = "console/lists.html")]
pub struct ListsPage {
    pub f: Frame,
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
}

/// Where the page stands.
const HERE: &str = "/console/desk/lists";

/// Shows the lists.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeStates)?;
    let store = &desk.app.store;
    let (rows, published) = (store.lists().await?, store.published_as().await?.unwrap_or_default());
    let key = store.list_key().await?.verify_hex();
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-list-title");
    Ok(page(&ListsPage {
        rows: rows.iter().map(|list| row(&f, list)).collect(),
        can_pin: desk.may(Operation::IntroduceStates),
        url: format!("{}{}", desk.app.config.origin.clone().unwrap_or_default(), crate::directory::LIST),
        published,
        key,
        f,
    }))
}

fn row(f: &Frame, row: &ListRow) -> Row {
    let made = row.list.as_ref().map(|list| {
        let (made, until) = (day(f, list.issued_at), day(f, list.valid_until));
        f.say("desk-list-made", &[("n", &list.entries.len().to_string()), ("day", &made), ("until", &until)])
    });
    Row {
        name: row.pinned.name.clone(),
        url: row.pinned.url.clone(),
        key: row.pinned.key.clone(),
        made: made.unwrap_or_else(|| f.t("desk-list-never")),
        of_us: row.of_us.map(|says| f.t(&format!("desk-list-us-{}", says.as_str()))).unwrap_or_default(),
        care: row.of_us == Some(Listed::Differs),
        differs: if row.differs.is_empty() {
            String::new()
        } else {
            f.with("desk-list-differs", "states", &row.differs.join(", "))
        },
    }
}

/// What lists say of a State, a line each.
pub fn seen(f: &Frame, seen: &[Seen]) -> Vec<(String, String)> {
    let line = |one: &Seen| {
        let says = f.t(&format!("desk-list-says-{}", one.says.as_str()));
        (f.with("desk-list-of", "name", &one.name), format!("{says} ({})", day(f, one.at)))
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
    let unread = |field: &'static str| Refusal::Field { field, problem: "no list of States is read here" };
    let (url, key) = (wanted.url.trim().to_owned(), wanted.key.trim().to_lowercase());
    let served: Served = if wanted.list.trim().is_empty() {
        crate::directory::fetch::list(&desk.app, &url).await.map_err(|error| {
            tracing::info!(%error, "a list that is pinned is not read");
            unread("address")
        })?
    } else {
        serde_json::from_str(&wanted.list).map_err(|_| unread("list"))?
    };
    let pinned = Pinned { name: wanted.name.trim().to_owned(), url, key: key.clone() };
    let verify = khien_seal::keys::verify_from_hex(&key)
        .map_err(|_| Refusal::Field { field: "key", problem: "a key is 64 digits in hex" })?;
    // One that does not hold is not pinned.
    khien_desk::directory::list::List::verified(&served.list, &verify, desk.app.now().timestamp())
        .map_err(|_| Refusal::Field { field: "key", problem: "this list is not signed by this key" })?;
    desk.app.store.pin_list(pinned, desk.me()).await?;
    desk.app.store.take_in_list(key, served.list).await?;
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
    let unread = || Refusal::Field { field: "list", problem: "no list of States is read here" };
    if handed.list.trim().is_empty() {
        crate::directory::read_list(&desk.app, &row.pinned).await.map_err(|error| {
            tracing::info!(%error, "a list of States was not read");
            unread()
        })?;
    } else {
        let served: Served = serde_json::from_str(&handed.list).map_err(|_| unread())?;
        desk.app.store.take_in_list(key, served.list).await?;
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
