//! The HTTP interface of Hasher-Matcher-Actioner, so that a platform that runs it today changes one address
//! (`docs/platforms-signals.md`): `/hma/…` with `Authorization: Bearer`, or `/hma/TOKEN/…` for clients that send no credentials.
//!
//! Rooms: [`caller`] (who asks), [`said`] (errors in that interface's shapes), [`asked`] (queries and bodies), [`matcher`] (the
//! index in memory; [`indexes`] of pictures and of frames, [`numbered`] by contents), [`lookup`], [`sought`] (what is asked for,
//! how near it is), [`film`] (videos in banks), [`hash`] (files that are sent; [`upload`] reads them, [`spool`] holds a video),
//! [`decoder`] (pictures, in a process of their own), [`compare`], [`bank`], [`content`], [`kinds`], [`status`].

mod asked;
mod bank;
pub mod caller;
pub mod compare;
mod content;
pub mod decoder;
mod film;
pub mod hash;
pub mod indexes;
mod kinds;
pub mod lookup;
pub mod matcher;
pub mod numbered;
mod said;
pub mod sought;
mod spool;
mod status;
pub mod upload;

pub use asked::{Asked, Object};
use axum::Router;
use axum::routing::{any, get, post, put};
pub use matcher::Matcher;
pub use said::Said;

use crate::app::App;

/// The routes, under both forms of the base address.
pub fn router() -> Router<App> {
    Router::new().nest("/hma/{token}", routes()).nest("/hma", routes())
}

/// Every address of the interface, as `/site-map` lists them.
pub(crate) const RULES: [&str; 22] = [
    "/c/bank/<bank_name>",
    "/c/bank/<bank_name>/content",
    "/c/bank/<bank_name>/content/<content_id>",
    "/c/bank/<bank_name>/signal",
    "/c/banks",
    "/c/content_type",
    "/c/exchange/<exchange_name>",
    "/c/exchange/<exchange_name>/status",
    "/c/exchanges",
    "/c/exchanges/api/<api_name>",
    "/c/exchanges/api/<api_name>/schema",
    "/c/exchanges/apis",
    "/c/signal_type",
    "/c/signal_type/<signal_type_name>",
    "/c/signal_type/index",
    "/h/hash",
    "/m/compare",
    "/m/index/status",
    "/m/lookup",
    "/m/raw_lookup",
    "/site-map",
    "/status",
];

fn routes() -> Router<App> {
    Router::new()
        .route("/status", get(status::ready))
        .route("/status/live", get(status::live))
        .route("/site-map", get(status::rules))
        .route("/m/raw_lookup", get(lookup::raw))
        .route("/m/compare", post(compare::compare))
        .route("/m/index/status", get(status::index))
        .route("/c/banks", get(bank::list).post(bank::create))
        .route("/c/bank/{name}", get(bank::show).put(bank::update).delete(bank::delete))
        .route("/c/bank/{name}/signal", post(content::add_signals))
        .route("/c/bank/{name}/content/{id}", get(content::show).put(content::update).delete(content::delete))
        .route("/c/signal_type", get(kinds::signal_types))
        .route("/c/signal_type/index", get(kinds::index))
        .route("/c/signal_type/{name}", put(kinds::set_signal_type))
        .route("/c/content_type", get(kinds::content_types))
        .route("/c/exchanges", any(kinds::no_exchanges))
        .route("/c/exchanges/apis", any(kinds::no_exchanges))
        .route("/c/exchanges/api/{name}", any(kinds::no_exchanges))
        .route("/c/exchanges/api/{name}/schema", any(kinds::no_exchanges))
        .route("/c/exchange/{name}", any(kinds::no_exchanges))
        .route("/c/exchange/{name}/status", any(kinds::no_exchanges))
        .merge(hash::unbounded(uploads()))
}

/// Routes that take files.
fn uploads() -> Router<App> {
    Router::new()
        .route("/h/hash", get(hash::by_url).post(hash::hash))
        .route("/m/lookup", get(lookup::by_signal).post(hash::lookup))
        .route("/c/bank/{name}/content", post(hash::add_file))
}
