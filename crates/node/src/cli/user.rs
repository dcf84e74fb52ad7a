//! `khien user …`: accounts for scripts. No passphrase passes here: an invitation is an address that the person opens.

use clap::Subcommand;
use khien_casework::role::Role;
use khien_store::staff::Member;
use khien_terms::id::{StaffId, TeamId};

use super::print_json;
use super::terminal::named;
use crate::Failure;
use crate::app::{App, Material};
use crate::config::{Config, Options};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Invite somebody; prints the one-time path that they open
    #[command(after_help = "Example: khien user add analyst --data /srv/khien")]
    Add {
        /// analyst, supervisor or administrator
        role: String,
        /// Team, by id; may be given several times
        #[arg(long = "team")]
        teams: Vec<String>,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// List accounts
    #[command(after_help = "Example: khien user list --data /srv/khien --json")]
    List {
        #[command(flatten)]
        options: Options,
        /// One JSON object a line on stdout
        #[arg(long)]
        json: bool,
    },
    /// End an account: sessions stop, teams owe a new epoch
    #[command(after_help = "Example: khien user disable night.desk --data /srv/khien")]
    Disable {
        /// Login or id
        who: String,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
    /// Let somebody make their account anew after a lost passphrase; an account that was disabled is not revived
    #[command(after_help = "Example: khien user reset night.desk --data /srv/khien")]
    Reset {
        /// Login or id
        who: String,
        #[command(flatten)]
        options: Options,
        /// One JSON object on stdout
        #[arg(long)]
        json: bool,
    },
}

impl UserCommand {
    /// The options of the node whose accounts they are.
    pub(super) fn options(&mut self) -> &mut Options {
        match self {
            UserCommand::Add { options, .. }
            | UserCommand::List { options, .. }
            | UserCommand::Disable { options, .. }
            | UserCommand::Reset { options, .. } => options,
        }
    }
}

/// Runs the command.
pub(super) async fn run(command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::Add { role, teams, options, json } => add(open(options).await?, &role, &teams, json).await,
        UserCommand::List { options, json } => list(open(options).await?, json).await,
        UserCommand::Disable { who, options, json } => {
            let app = open(options).await?;
            let staff = find(&app, &who).await?;
            app.store.disable(staff, None).await?;
            if json { print_json(&serde_json::json!({"id": staff, "state": "disabled"})) } else { Ok(()) }
        }
        UserCommand::Reset { who, options, json } => {
            let app = open(options).await?;
            let staff = find(&app, &who).await?;
            told(staff, &app.store.reset(staff, None).await?, json)
        }
    }
}

/// A name that was mistyped would have made another node, empty; that is for `khien serve`. With a database of its own a folder may be new.
pub(super) fn there_is_one(config: &Config) -> Result<(), Failure> {
    if config.database.is_some() || config.data.join("khien.db").is_file() {
        return Ok(());
    }
    let data = named(&config.data);
    Err(Failure::Held(format!("there is no node in {data}; name its folder with --data (khien serve makes a new one)")))
}

/// Opens the node for a command that works on it.
pub(super) async fn open(options: Options) -> Result<App, Failure> {
    let config = options.resolve()?;
    there_is_one(&config)?;
    let material = Material::load(&config).map_err(Failure::Data)?;
    Ok(App::open(config, material).await?.0)
}

async fn add(app: App, role: &str, teams: &[String], json: bool) -> Result<(), Failure> {
    let role: Role = role.parse().map_err(|error: khien_casework::Refusal| Failure::Held(error.to_string()))?;
    let teams: Vec<TeamId> = teams
        .iter()
        .map(|team| team.parse().map_err(|_| Failure::Held(format!("not a team: {team}"))))
        .collect::<Result<_, _>>()?;
    let (id, token) = app.store.invite(role, teams, None).await?;
    told(id, &token, json)
}

/// Prints where somebody joins, once.
fn told(id: StaffId, token: &str, json: bool) -> Result<(), Failure> {
    let path = format!("/join/{token}");
    if json {
        return print_json(&serde_json::json!({"id": id, "path": path}));
    }
    println!("{path}");
    Ok(())
}

async fn list(app: App, json: bool) -> Result<(), Failure> {
    for Member { id, role, state, login, desk_name, .. } in app.store.members().await? {
        if json {
            print_json(
                &serde_json::json!({"id": id, "role": role, "state": state, "login": login, "desk_name": desk_name}),
            )?;
        } else {
            println!("{id}  {:13} {state:8} {login:20} {desk_name}", role.as_str());
        }
    }
    Ok(())
}

async fn find(app: &App, who: &str) -> Result<StaffId, Failure> {
    let members = app.store.members().await?;
    members
        .iter()
        .find(|member| member.login == who || member.id.to_string() == who)
        .map(|member| member.id)
        .ok_or_else(|| Failure::Held(format!("nobody of the name {who}")))
}
