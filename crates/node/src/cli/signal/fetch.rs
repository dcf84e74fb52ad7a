//! `khien list fetch`: a list from another body's server into a bank, once or again and again.

use std::time::Duration;

use super::super::print_json;
use super::super::user::open;
use super::FetchArgs;
use super::bank_list::find;
use super::list::Told;
use crate::Failure;
use crate::app::App;
use crate::exchange::{Exchange, fetch};

/// Runs the command.
///
/// # Errors
/// No such bank, credentials that cannot be read, a server that does not answer as its kind does. With `--every` a server that is not to
/// be reached is asked again.
pub(super) async fn run(args: FetchArgs) -> Result<(), Failure> {
    let app = open(args.options).await?;
    let row = find(&app.store, &args.bank).await?;
    if row.bank.purpose != khien_casework::bank::Purpose::Exchange {
        let why = "what another body sends goes into a bank that holds copies of others' lists, and into no other";
        return Err(Failure::Held(format!("{}: {why}", args.bank)));
    }
    // The rest of the address may hold what opens the server.
    let name = crate::exchange::host_of(&args.url).map_err(|trouble| Failure::Held(trouble.to_string()))?;
    let exchange = Exchange { base: args.url, kind: args.kind, credentials: args.credentials, bank: row, name };
    tokio::select! {
        () = crate::serve::signal() => Ok(()),
        done = again_and_again(&exchange, &app, args.every, args.json) => done,
    }
}

async fn again_and_again(exchange: &Exchange, app: &App, every: Option<u64>, json: bool) -> Result<(), Failure> {
    loop {
        match fetch(exchange, &app.store, &app.config.data).await {
            Ok(taken) => {
                let told = Told::from(taken);
                if json { print_json(&told)? } else { told.print()? }
            }
            Err(trouble) if every.is_none() => return Err(Failure::Held(trouble.to_string())),
            Err(trouble) => eprintln!("{trouble}"),
        }
        let Some(minutes) = every else { return Ok(()) };
        tokio::time::sleep(Duration::from_secs(minutes * 60)).await;
    }
}
