//! The console: where staff work. Pages are rendered here; what is sealed opens only in the browser (`web/src/console`).
//!
//! Rooms: [`desk`] (who is signed in, trouble in words), [`frame`] (what stands around a page), [`sign_in`] and its [`pace`], [`setup`],
//! [`queue`], [`report`] and [`report_act`], [`reply`], [`open`] (handing ciphertext out), [`who`] and [`identity`], [`appeal`], [`cases`], [`case`],
//! [`notice_new`], [`notices`], [`notice`], [`letter`], [`services`], [`banks`], [`bank`], [`bank_content`], [`figures`], [`people`], [`teams`], [`states`], [`state`] and [`state_act`] (the directory of States), [`own_entry`], [`own_entry_form`] and [`own_root`], [`roster`], [`account`];
//! [`identifiers`] of suspects on a case's page; between States: [`lookup`], [`requests`], [`request`] with its [`request_steps`], [`request_holds`] and [`request_act`], [`hand_over`], [`emergency`] and its [`emergency_box`], [`rights`] (what was shared about a person), [`desk_form`] with its [`desk_field`], [`desk_check`], [`desk_letter`], [`desk_within`] (P2 within its request), [`information`] (X1) and their words
//! ([`desk_words`]); by letter: [`correspondent`] (a State without a node), [`desk_post`] (letters out) and [`letter_page`] (what they open in), [`desk_answer`] (answers in), [`blank`] (what such a State opens).

mod account;
mod appeal;
mod bank;
mod bank_content;
mod banks;
mod blank;
mod came_back;
mod case;
mod cases;
mod clocks;
mod correspondent;
mod desk;
mod desk_answer;
mod desk_check;
mod desk_field;
mod desk_form;
mod desk_letter;
mod desk_post;
mod desk_within;
pub(crate) mod desk_words;
mod duties;
mod emergency;
mod emergency_box;
mod figures;
mod frame;
mod hand_over;
mod history;
mod identifiers;
mod identity;
mod information;
mod ledgers;
pub mod letter;
mod letter_page;
mod lists;
mod lookup;
mod lookups;
mod message_letter;
mod notice;
mod notice_new;
mod notices;
mod open;
mod overrides;
mod own_entry;
mod own_entry_form;
mod own_entry_sign;
mod own_root;
mod pace;
mod package;
mod package_letter;
pub(crate) mod password;
mod people;
mod problem;
mod queue;
mod reply;
mod report;
mod report_act;
mod request;
mod request_act;
mod request_holds;
mod request_package;
mod request_steps;
mod requests;
mod rights;
mod roster;
mod script_words;
mod services;
mod setup;
mod sign_in;
mod state;
mod state_act;
mod states;
mod suspension;
mod teams;
mod told;
pub mod totp;
pub(crate) mod when;
mod who;

use std::str::FromStr;

use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use axum::routing::{any, get, post, put};
use axum::{Router, middleware};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
pub use when::day_in;

use self::desk::Desk;
use self::report_act::Fields;
use self::roster::Of;
use crate::app::App;

/// Bytes of one request: an envelope of a mebibyte in base64, and the rest.
const BODY_MAX: usize = 2 << 20;

/// The console's addresses, with set-up and joining.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/setup/{token}", get(setup::show_setup).post(setup::set_up))
        .route("/join/{token}", get(setup::show_join).post(setup::join))
        .route("/console/sign-in", get(sign_in::show).post(sign_in::post))
        .route("/console/salt", post(sign_in::salt))
        .route("/console/sign-out", post(sign_in::sign_out))
        .route("/console/bundle", get(sign_in::bundle))
        .route("/console/", any(missing))
        .route("/console/{*rest}", any(missing))
        .merge(work())
        .merge(states_of_the_directory())
        .merge(management())
        .merge(between_states())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), desk::dress))
        .layer(middleware::map_response(keep_nothing))
}

/// Reports, cases, notices.
fn work() -> Router<App> {
    Router::new()
        .route("/console", get(queue::show))
        .route("/console/report/{id}", get(report::show))
        .route("/console/report/{id}/take", post(report_act::take))
        .route("/console/report/{id}/classify", post(report_act::classify))
        .route("/console/report/{id}/status", post(report_act::tell))
        .route("/console/report/{id}/case", post(report_act::to_case))
        .route("/console/report/{id}/close", post(report_act::close))
        .route("/console/report/{id}/who", post(who::ask))
        .route("/console/report/{id}/erase", post(report_act::erase))
        .route("/console/report/{id}/chain", get(reply::chain))
        .route("/console/report/{id}/reply", post(reply::send))
        .route("/console/open", post(open::post))
        .route("/console/exposure", post(open::expose))
        .route("/console/viewed", post(open::view))
        .route("/console/who/hand", post(open::hand_who))
        .route("/console/who/take", post(open::take_who))
        .route("/console/who/life", post(who::for_life))
        .route("/console/identity", get(identity::show))
        .route("/console/report/{id}/review", post(identity::review))
        .route("/console/report/{id}/appeal/notice", post(appeal::link))
        .route("/console/report/{id}/appeal/decide", post(appeal::decide))
        .route("/console/cases", get(cases::show))
        .route("/console/case/{id}", get(case::show))
        .route("/console/case/{id}/note", post(case::note))
        .route("/console/case/{id}/identifier", post(identifiers::add))
        .route("/console/case/{id}/identifier/{n}/standing", post(identifiers::stand))
        .route("/console/case/{id}/identifier/{n}/withdraw", post(identifiers::withdraw))
        .route("/console/case/{id}/close", post(case::close))
        .route("/console/case/{id}/reopen", post(case::reopen))
        .route("/console/case/{id}/notice", get(notice_new::show).post(notice_new::post))
        .route("/console/notices", get(notices::show))
        .route("/console/notice/{id}", get(notice::show))
        .route("/console/notice/{id}/outcome", post(notice::answer))
        .route("/console/notice/{id}/resend", post(notice::resend))
        .route("/console/notice/{id}/recall", post(notice::recall_again))
}

/// Other States, and what ours says of itself.
fn states_of_the_directory() -> Router<App> {
    Router::new()
        .route("/console/desk/states", get(states::show).post(states::introduce))
        .route("/console/desk/states/go-on", get(came_back::sure).post(came_back::go_on))
        .route("/console/desk/state/{code}", get(state::show))
        .route("/console/desk/state/{code}/words", post(state_act::hear))
        .route("/console/desk/state/{code}/trust", post(state_act::set_trust))
        .route("/console/desk/state/{code}/change", post(state_act::change))
        .route("/console/desk/state/{code}/lookup", post(state_act::allow_lookup))
        .route("/console/desk/state/{code}/ask", post(state_act::ask))
        .route("/console/desk/state/{code}/leave", post(state_act::leave))
        .route("/console/desk/own", get(own_entry::show).post(own_entry::put))
        .route("/console/desk/own/draft", get(own_entry_form::show).post(own_entry_form::draft))
        .route("/console/desk/lists", get(lists::show).post(lists::pin))
        .route("/console/desk/lists/ours", post(lists::publish))
        .route("/console/desk/lists/{key}/read", post(lists::read))
        .route("/console/desk/lists/{key}/confirm", post(lists::confirm))
        .route("/console/desk/lists/{key}/drop", post(lists::drop))
        .route("/console/desk/own/root", get(own_root::show).post(own_root::put))
        .route("/console/desk/own/root/check", post(own_root::check))
        .route("/console/desk/own/revoke", post(own_entry::revoke))
        .route("/console/desk/own/prepare", post(own_entry::prepare))
}

/// Requests between States.
fn between_states() -> Router<App> {
    Router::new()
        .route("/console/desk", get(requests::show))
        .route("/console/desk/draft", post(request_act::draft))
        .route("/console/desk/open", post(request_act::open))
        .route("/console/desk/receipt/{message}", get(request_act::receipt))
        .route("/console/desk/proof/{message}", get(request_act::proof))
        .route("/console/desk/request/{id}", get(request::show))
        .route("/console/desk/request/{id}/discard", post(request_act::discard))
        .route("/console/desk/request/{id}/take", post(request_act::take))
        .route("/console/desk/request/{id}/gate", post(request_act::gate))
        .route("/console/desk/request/{id}/hand-over", post(hand_over::one))
        .route("/console/desk/request/{id}/review", post(emergency_box::post))
        .route("/console/desk/request/{id}/answer-call", post(hand_over::answer_call))
        .route("/console/desk/request/{id}/override", post(overrides::ask))
        .route("/console/desk/request/{id}/override/{n}", post(overrides::confirm))
        .route("/console/desk/request/{id}/recheck", post(suspension::tell))
        .route("/console/desk/request/{id}/recheck/{message}", post(suspension::confirm))
        .route("/console/desk/hand-over", post(hand_over::all))
        .route("/console/desk/request/{id}/information", post(information::read))
        .route("/console/desk/request/{id}/p2", get(desk_within::show))
        .route("/console/desk/request/{id}/place", get(request_act::place))
        .route("/console/desk/request/{id}/say", post(request_act::say))
        .route("/console/desk/request/{id}/package/{message}/read", post(package::read))
        .route("/console/desk/request/{id}/package/{message}/erase", post(package::erase))
        .route("/console/desk/request/{id}/package/{message}/{n}", get(package::chunk))
        .route("/console/desk/request/{id}/package/sign", post(package::sign))
        .route("/console/desk/chunks/missing", post(package::missing))
        .route("/console/desk/chunk/{sha256}", put(package::put))
        .merge(
            Router::new()
                .route("/console/desk/request/{id}/package/tags", post(package::tags))
                .layer(DefaultBodyLimit::max(khien_desk::package::description::DESCRIPTION_MAX)),
        )
        .merge(
            Router::new()
                .route("/console/desk/request/{id}/making/{n}", post(package::making))
                .layer(DefaultBodyLimit::max(package::MAKING_MAX)),
        )
        .merge(
            Router::new()
                .route("/console/desk/request/{id}/message/{message}/letter", post(message_letter::show))
                .route("/console/desk/request/{id}/message/{message}/letter.pdf", post(message_letter::pdf))
                .layer(DefaultBodyLimit::max(message_letter::ASKED_MAX)),
        )
        .route("/console/desk/request/{id}/letter", get(letter_page::page).post(desk_post::take))
        .route("/console/desk/request/{id}/letter/key", post(desk_post::key))
        .route("/console/desk/request/{id}/answer", get(desk_answer::keys).post(desk_answer::hear))
        .route("/console/desk/correspondents", post(correspondent::name))
        .route("/console/desk/correspondent/{code}", get(correspondent::show))
        .merge(
            Router::new()
                .route("/console/desk/correspondent/{code}/request", get(blank::keys).post(blank::hear))
                .layer(DefaultBodyLimit::max(blank::BROUGHT_MAX)),
        )
        .route("/console/desk/correspondent/{code}/blank", get(blank::page).post(blank::make))
        .route("/console/desk/correspondent/{code}/call", post(correspondent::call))
        .route("/console/desk/correspondent/{code}/certificate", post(correspondent::certify))
        .route("/console/desk/correspondent/{code}/trust", post(correspondent::set_trust))
        .route("/console/desk/correspondent/{code}/leave", post(correspondent::leave))
        .route("/console/desk/lookup", get(lookup::show).post(lookup::prepare))
        .route("/console/desk/lookups", get(lookups::show))
        .route("/console/desk/lookup/{query}", get(lookup::answer))
        .route("/console/desk/lookup/{query}/send", post(lookup::send))
        .route("/console/desk/emergency", get(emergency::show))
        .route("/console/desk/rights", get(rights::show).post(rights::look))
        .route("/console/desk/new", get(desk_form::choose))
        .route("/console/desk/new/{kind}", get(desk_form::show))
        .route("/console/desk/check", post(desk_check::post))
        .route("/console/desk/letter", post(desk_letter::draft))
        .route("/console/desk/letter.pdf", post(desk_letter::pdf))
        .route("/console/desk/labels/{kind}", get(request::labels_in))
}

/// Directory, figures, roster, people, teams, the own account.
fn management() -> Router<App> {
    Router::new()
        .route("/console/services", get(services::show_all))
        .route("/console/services/{id}", get(services::show).post(services::save))
        .route("/console/banks", get(banks::show).post(banks::found))
        .route("/console/bank/{id}", get(bank::show))
        .route("/console/bank/{id}/put", post(bank::put))
        .route("/console/bank/{id}/content/{n}", get(bank_content::show))
        .route("/console/bank/{id}/content/{n}/open", post(bank_content::open))
        .route("/console/bank/{id}/content/{n}/classify", post(bank_content::classify))
        .route("/console/bank/{id}/content/{n}/withdraw", post(bank_content::withdraw))
        .route("/console/figures", get(figures::show))
        .route("/console/roster", get(|desk: Desk| roster::show(desk, Of::Reports)))
        .route("/console/roster/add", post(|desk: Desk, form: Fields| roster::add(desk, Of::Reports, form)))
        .route("/console/roster/leave", post(|desk: Desk, form| roster::add_leave(desk, Of::Reports, form)))
        .route("/console/roster/test-day", post(roster::set_test_day))
        .route("/console/roster/rest", post(roster::set_rest))
        .route("/console/roster/remove", post(|desk: Desk, form| roster::remove(desk, Of::Reports, form)))
        .route("/console/desk/roster", get(|desk: Desk| roster::show(desk, Of::Desk)))
        .route("/console/desk/roster/add", post(|desk: Desk, form: Fields| roster::add(desk, Of::Desk, form)))
        .route("/console/desk/roster/leave", post(|desk: Desk, form| roster::add_leave(desk, Of::Desk, form)))
        .route("/console/desk/roster/remove", post(|desk: Desk, form| roster::remove(desk, Of::Desk, form)))
        .route("/console/people", get(people::show))
        .route("/console/people/invite", post(people::invite))
        .route("/console/people/{id}/disable", post(people::disable))
        .route("/console/people/{id}/reset", post(people::reset))
        .route("/console/teams", get(teams::show).post(teams::found))
        .route("/console/team/{id}/key", post(teams::make_key))
        .route("/console/team/{id}/wrap", post(teams::give_key))
        .route("/console/team/{id}/wraps", get(teams::wraps))
        .route("/console/team/{id}/certificate", post(teams::certify))
        .route("/console/team/{id}/add", post(teams::add))
        .route("/console/team/{id}/remove", post(teams::remove))
        .route("/console/account", get(account::show))
}

/// An address that the console does not have.
async fn missing() -> desk::Trouble {
    Refusal::NotFound.into()
}

/// Nothing of the console is stored by a browser.
async fn keep_nothing(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Reads an id from an address or a field; another text names nothing.
fn id_of<T: FromStr>(text: &str) -> Result<T, desk::Trouble> {
    text.parse().map_err(|_| Refusal::NotFound.into())
}

/// Reads base64 from a field.
fn bytes_of(field: &'static str, text: &str) -> Result<Vec<u8>, Refusal> {
    B64.decode(text).map_err(|_| Refusal::Field { field, problem: "not base64" })
}
