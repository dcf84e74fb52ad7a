//! The HTTP interface of Hasher-Matcher-Actioner, so that a platform that runs it today changes one address
//! (`docs/platforms-signals.md`): `/hma/…` with `Authorization: Bearer`, or `/hma/TOKEN/…` for clients that send no credentials.
//!
//! Rooms: [`caller`] (who asks), [`said`] (errors in that interface's shapes), [`asked`] (queries and bodies), [`matcher`] (the
//! index in memory; [`indexes`] of pictures and of frames, [`numbered`] by contents), [`lookup`], [`sought`] (what is asked for,
//! how near it is), [`film`] (videos in banks), [`hash`] (files that are sent; [`upload`] reads them, [`turns`] at most so many from
//! elsewhere, [`spool`] holds a video), [`decoder`] (pictures, in a process of their own), [`compare`], [`bank`], [`content`],
//! [`kinds`], [`status`], [`document`] (the interface as it describes itself).

mod asked;
mod bank;
pub mod caller;
pub mod compare;
mod content;
pub mod decoder;
pub mod document;
mod film;
pub mod hash;
pub mod indexes;
pub mod kinds;
pub mod lookup;
pub mod matcher;
pub mod numbered;
mod said;
pub mod sought;
mod spool;
mod status;
mod turns;
pub mod upload;

pub use asked::{Asked, Object};
use axum::Router;
use document::Table;
pub use matcher::Matcher;
pub use said::Said;

use crate::app::App;

/// The routes, under both forms of the base address.
pub fn router() -> Router<App> {
    let routes = table().router();
    Router::new().nest("/hma/{token}", routes.clone()).nest("/hma", routes)
}

/// The routes with their names.
pub(crate) fn table() -> Table<App> {
    Table::new()
        .get("/status", status::ready)
        .get("/status/live", status::live)
        .get("/site-map", status::rules)
        .get("/openapi/openapi.json", status::document)
        .get("/openapi/", status::page)
        .get("/m/raw_lookup", lookup::raw)
        .post("/m/compare", compare::compare)
        .get("/m/index/status", status::index)
        .get("/c/banks", bank::list)
        .post("/c/banks", bank::create)
        .get("/c/bank/{bank_name}", bank::show)
        .put("/c/bank/{bank_name}", bank::update)
        .delete("/c/bank/{bank_name}", bank::delete)
        .post("/c/bank/{bank_name}/signal", content::add_signals)
        .get("/c/bank/{bank_name}/content/{content_id}", content::show)
        .put("/c/bank/{bank_name}/content/{content_id}", content::update)
        .delete("/c/bank/{bank_name}/content/{content_id}", content::delete)
        .get("/c/signal_type", kinds::signal_types)
        .get("/c/signal_type/index", kinds::index)
        .put("/c/signal_type/{signal_type_name}", kinds::set_signal_type)
        .get("/c/content_type", kinds::content_types)
        .any("/c/exchanges", kinds::no_exchanges)
        .any("/c/exchanges/apis", kinds::no_exchanges)
        .any("/c/exchanges/api/{api_name}", kinds::no_exchanges)
        .any("/c/exchanges/api/{api_name}/schema", kinds::no_exchanges)
        .any("/c/exchange/{exchange_name}", kinds::no_exchanges)
        .any("/c/exchange/{exchange_name}/status", kinds::no_exchanges)
        .files(uploads())
}

/// Routes that take files.
fn uploads() -> Table<App> {
    Table::new()
        .get("/h/hash", hash::by_url)
        .post("/h/hash", hash::hash)
        .get("/m/lookup", lookup::by_signal)
        .post("/m/lookup", hash::lookup)
        .post("/c/bank/{bank_name}/content", hash::add_file)
}
