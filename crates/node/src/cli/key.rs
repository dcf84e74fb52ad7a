//! `khien key platform …`: who may sign in by API. A token is printed once and kept as a hash.

use clap::Subcommand;
use khien_casework::Refusal;
use khien_casework::platform::{Profile, Receives};
use khien_store::platforms::PlatformRow;
use khien_store::{Actor, Meta};

use super::print_json;
use super::user::open;
use crate::Failure;
use crate::app::App;
use crate::config::Options;

/// Whose keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Platforms that sign in by API
    Platform {
        #[command(subcommand)]
        command: PlatformCommand,
    },
}

/// What to do with a platform's access.
#[derive(Debug, Subcommand)]
pub(super) enum PlatformCommand {
    /// Give a platform access; prints its token, once. --country is the country whose law the platform answers to
    #[command(
        after_help = "Example: khien key platform add Example --country US --receives own-images,known --data /srv/khien"
    )]
    Add {
        /// Name, as people read it when they consent
        name: String,
        /// own-images, known
        #[arg(long, value_name = "KINDS", value_delimiter = ',')]
        receives: Vec<String>,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Change what a platform receives, and its country: --country is the country whose law it answers to
    #[command(after_help = "Example: khien key platform set Example --country US --receives known --data /srv/khien")]
    Set {
        /// Name or id
        who: String,
        /// own-images, known
        #[arg(long, value_name = "KINDS", value_delimiter = ',')]
        receives: Vec<String>,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Make another token; the one before works on, an older one ends
    #[command(after_help = "Example: khien key platform token Example --data /srv/khien")]
    Token {
        /// Name or id
        who: String,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// List platforms
    #[command(after_help = "Example: khien key platform list --data /srv/khien --json")]
    List {
        #[command(flatten)]
        options: Options,
        /// One JSON object a line on stdout
        #[arg(long)]
        json: bool,
    },
    /// End a platform's access at once
    #[command(after_help = "Example: khien key platform revoke Example --data /srv/khien")]
    Revoke {
        /// Name or id
        who: String,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

impl KeyCommand {
    /// The options of the node whose keys they are.
    pub(super) fn options(&mut self) -> &mut Options {
        let KeyCommand::Platform { command } = self;
        match command {
            PlatformCommand::Add { options, .. }
            | PlatformCommand::Set { options, .. }
            | PlatformCommand::Token { options, .. }
            | PlatformCommand::List { options, .. }
            | PlatformCommand::Revoke { options, .. } => options,
        }
    }
}

/// Runs the command.
pub(super) async fn run(command: KeyCommand) -> Result<(), Failure> {
    let KeyCommand::Platform { command } = command;
    match command {
        PlatformCommand::Add { name, receives, mut options, json } => {
            let profile = profile(name.trim().to_owned(), its_country(&mut options)?, &receives)?;
            let app = open(options).await?;
            let (id, token) = app.store.add_platform(profile, by_operator()?).await?;
            told(&id.to_string(), &token, json)
        }
        PlatformCommand::Set { who, receives, mut options, json } => {
            let country = its_country(&mut options)?;
            let app = open(options).await?;
            let row = find(&app, &who).await?;
            let profile = profile(row.profile.name, country, &receives)?;
            app.store.set_platform(row.id, profile, by_operator()?).await?;
            if json { print_json(&serde_json::json!({"id": row.id})) } else { Ok(()) }
        }
        PlatformCommand::Token { who, options, json } => {
            let app = open(options).await?;
            let row = find(&app, &who).await?;
            told(&row.id.to_string(), &app.store.new_platform_token(row.id, by_operator()?).await?, json)
        }
        PlatformCommand::List { options, json } => list(&open(options).await?, json).await,
        PlatformCommand::Revoke { who, options, json } => {
            let app = open(options).await?;
            let row = find(&app, &who).await?;
            app.store.revoke_platform(row.id, by_operator()?).await?;
            if json { print_json(&serde_json::json!({"id": row.id, "state": "revoked"})) } else { Ok(()) }
        }
    }
}

/// The platform's country: here `--country` is not the node's, which comes from the environment or the file.
fn its_country(options: &mut Options) -> Result<String, Failure> {
    let given = options.country.take().filter(|_| options.flags.contains(&"country"));
    options.flags.retain(|flag| *flag != "country");
    options.country = std::env::var("KHIEN_COUNTRY").ok();
    given.ok_or_else(|| Failure::Held("--country: the country whose law the platform answers to, such as US".into()))
}

fn by_operator() -> Result<Meta, Failure> {
    Ok(Meta::once(Actor::Operator)?)
}

fn profile(name: String, country: String, receives: &[String]) -> Result<Profile, Failure> {
    let held = |refusal: Refusal| Failure::Held(refusal.to_string());
    let mut kinds: Vec<Receives> =
        receives.iter().map(|kind| kind.trim().parse()).collect::<Result<_, _>>().map_err(held)?;
    kinds.sort();
    kinds.dedup();
    let profile = Profile { name, country, receives: kinds };
    profile.check().map_err(held)?;
    Ok(profile)
}

/// Prints a token, once.
fn told(id: &str, token: &str, json: bool) -> Result<(), Failure> {
    if json {
        return print_json(&serde_json::json!({"id": id, "token": token}));
    }
    println!("{token}");
    eprintln!("this token is shown once; its hash is what the node keeps");
    Ok(())
}

async fn list(app: &App, json: bool) -> Result<(), Failure> {
    for PlatformRow { id, profile, revoked, tokens, .. } in app.store.platforms().await? {
        if json {
            print_json(&serde_json::json!({
                "id": id, "name": profile.name, "country": profile.country, "receives": profile.receives,
                "state": if revoked { "revoked" } else { "active" }, "tokens": tokens,
            }))?;
        } else {
            let receives: Vec<&str> = profile.receives.iter().map(|kind| kind.as_str()).collect();
            let state = if revoked { "revoked" } else { "active" };
            println!("{id}  {:2} {state:8} {:18} {}", profile.country, receives.join(","), profile.name);
        }
    }
    Ok(())
}

/// A platform by id, or the active one of a name.
async fn find(app: &App, who: &str) -> Result<PlatformRow, Failure> {
    let mut rows = app.store.platforms().await?;
    rows.retain(|row| row.id.to_string() == who || row.profile.name == who);
    rows.sort_by_key(|row| row.revoked);
    rows.into_iter().next().ok_or_else(|| Failure::Held(format!("no platform of the name {who}")))
}
