//! `khien demo`: a node in a new folder, staff with accounts, one report walked through the whole loop over real HTTP,
//! each step printed with what proved it. Then the node keeps serving, so that a person can go on by hand.

pub mod desks;
mod evidence;
mod information;
mod line;
mod lookup;
mod platform;
mod post;
mod report;
mod staff;
mod walk;
mod witnesses;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Instant;

use khien_terms::clocks::Capacity;
use serde::Serialize;

use crate::Failure;
use crate::config::Options;
use crate::serve;

/// A step as it is printed.
#[derive(Debug, Serialize)]
struct Step<'a> {
    step: &'a str,
    ok: bool,
    ms: u128,
    detail: &'a str,
}

/// What goes on after the walk, for whoever wants to try by hand (and for the browser tests).
#[derive(Debug, Serialize)]
pub struct Serving {
    serving: String,
    logins: Vec<Login>,
    kit: String,
    receipt: String,
    mail: String,
    platforms: Vec<platform::Access>,
}

/// An account of the demo. Its passphrase is printed because it is a demo's.
#[derive(Debug, Clone, Serialize)]
pub struct Login {
    login: String,
    role: &'static str,
    passphrase: String,
    totp_secret: String,
}

/// Prints steps as they are done.
pub struct Printer {
    json: bool,
    at: Instant,
    failed: bool,
}

impl Printer {
    /// Prints a step that was done, or did not hold.
    pub fn step(&mut self, name: &str, outcome: Result<String, Failure>) -> Result<(), Failure> {
        let ms = self.at.elapsed().as_millis();
        self.at = Instant::now();
        let (ok, detail) = match &outcome {
            Ok(detail) => (true, detail.clone()),
            Err(error) => (false, error.to_string()),
        };
        self.failed |= !ok;
        if self.json {
            let step = Step { step: name, ok, ms, detail: &detail };
            println!("{}", serde_json::to_string(&step).map_err(|error| Failure::Held(error.to_string()))?);
        } else {
            println!("{} {name:18} {ms:>6} ms  {detail}", if ok { "✓" } else { "✗" });
        }
        outcome.map(drop)
    }
}

/// Runs the command.
///
/// # Errors
/// The first step that does not hold.
pub async fn run(data: Option<PathBuf>, listen: Option<SocketAddr>, exit: bool, json: bool) -> Result<(), Failure> {
    let folder = data.unwrap_or_else(|| std::env::temp_dir().join(format!("khien-demo-{}", std::process::id())));
    if folder.join("khien.db").exists() {
        return Err(Failure::Held(format!(
            "{} holds a node already; the demo begins in a new folder",
            folder.display()
        )));
    }
    let mut printer = Printer { json, at: Instant::now(), failed: false };
    let (letters, mail) = post::PostBox::open().await.map_err(|error| Failure::Held(error.to_string()))?;
    let mut config = Options {
        data: Some(folder.clone()),
        listen: Some(listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)))),
        smtp: Some(format!("smtp://{mail}")),
        mail_from: Some("khien@node.example".to_owned()),
        ..Options::default()
    }
    .resolve()?;
    config.capacity = Capacity::Hotline;
    let running = serve::start(config).await?;
    let base = format!("http://{}", running.address);
    printer.step("start", Ok(format!("{base}, SQLite in {}", folder.display())))?;
    let walked = walk::walk(&mut printer, &running, &base, &letters).await;
    let serving = match walked {
        Ok(serving) => serving,
        Err(error) => {
            running.stop().await?;
            return Err(error);
        }
    };
    if exit {
        running.stop().await?;
        return Ok(());
    }
    say(&serving, json)?;
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "no signals: stopping");
    }
    running.stop().await
}

fn say(serving: &Serving, json: bool) -> Result<(), Failure> {
    if json {
        println!("{}", serde_json::to_string(serving).map_err(|error| Failure::Held(error.to_string()))?);
        return Ok(());
    }
    println!(
        "\nThe node keeps serving. Stop it with Ctrl-C.\n  portal   {0}/\n  console  {0}/console",
        serving.serving
    );
    println!("  receipt  {}   (open it at {}/mailbox)", serving.receipt, serving.serving);
    for login in &serving.logins {
        println!(
            "  {:14} login {:11} passphrase \"{}\"  TOTP {}",
            login.role, login.login, login.passphrase, login.totp_secret
        );
    }
    println!("\nThe recovery kit that the administrator would print and lock away:\n{}", serving.kit);
    Ok(())
}
