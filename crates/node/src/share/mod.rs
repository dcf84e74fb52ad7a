//! The feed for platforms that look hashes up on their own machines: list by list, changes in order with withdrawals among them,
//! every answer signed for the question that it answers (`docs/platforms-signals.md`). `khien match --follow` follows it.

mod give;
pub mod wire;

use axum::Router;
use axum::routing::get;

use crate::app::App;

/// The routes.
pub fn router() -> Router<App> {
    let routes = Router::new()
        .route("/keys", get(give::keys))
        .route("/lists", get(give::lists))
        .route("/list/{list}", get(give::list));
    Router::new().nest(wire::BASE.trim_end_matches('/'), routes)
}
