//! A process of our own for bytes that somebody made to break a decoder: whatever happens in it, the one that asked goes on.
//! It gets its input on standard input, has limits of memory and time, no environment and no arguments, and can write no file. Where
//! the kernel has Landlock (Linux 5.13 and later) it can open no file either, nor reach another machine by TCP, even when
//! somebody else's code runs in it.

use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// What the process may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds that it may compute.
    pub seconds: u64,
}

/// Runs a hidden command of this program on some bytes; gives what it says.
///
/// # Errors
/// It cannot be started, or ended badly.
pub async fn ask(command: &str, parts: &[&[u8]]) -> std::io::Result<Vec<u8>> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(command)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut input = child.stdin.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    // A child that gave up early closes its input; what it said still counts.
    let mut written = Ok(());
    for part in parts {
        written = written.and(input.write_all(part).await);
    }
    drop(input);
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        written?;
        return Err(std::io::Error::other(format!("{command} ended with {}", output.status)));
    }
    Ok(output.stdout)
}

/// In the child, before it reads anything: takes the limits on, and shuts itself in.
///
/// # Errors
/// The system refuses them.
#[cfg(unix)]
pub fn confine(limits: Limits) -> std::io::Result<()> {
    limit(limits)?;
    shut_in(&[], false)
}

/// Takes the limits on.
///
/// # Errors
/// The system refuses them.
#[cfg(unix)]
pub fn limit(limits: Limits) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in
        [(Resource::As, limits.memory), (Resource::Cpu, limits.seconds), (Resource::Fsize, 0), (Resource::Core, 0)]
    {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// From now on only what lies under these paths is opened, for reading and running, and standard input where it is said; no
/// connection is made. A kernel that knows less of this does what it knows (docs.kernel.org/userspace-api/landlock.html).
///
/// # Errors
/// The kernel has Landlock and refuses.
#[cfg(target_os = "linux")]
pub fn shut_in(paths: &[&std::path::Path], input: bool) -> std::io::Result<()> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, Ruleset, RulesetAttr,
        RulesetCreatedAttr, Scope, path_beneath_rules,
    };
    let abi = ABI::V6;
    let shut = |input: bool| -> Result<(), landlock::RulesetError> {
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(abi))?
            .handle_access(AccessNet::from_all(abi))?
            .scope(Scope::from_all(abi))?
            .create()?
            .add_rules(path_beneath_rules(paths, AccessFs::from_read(abi)))?;
        if input {
            rules = rules.add_rule(PathBeneath::new(std::io::stdin(), AccessFs::ReadFile))?;
        }
        rules.restrict_self().map(drop)
    };
    // A file in memory stands in no folder: there is no rule for it, and it needs none.
    shut(input).or_else(|_| shut(false)).map_err(std::io::Error::other)
}

/// Elsewhere there is no Landlock.
///
/// # Errors
/// None.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn shut_in(_: &[&std::path::Path], _: bool) -> std::io::Result<()> {
    Ok(())
}

/// Elsewhere there are no limits to take on.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn confine(_: Limits) -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::net::{TcpListener, TcpStream};
    use std::path::Path;

    use super::shut_in;

    /// Whether this kernel has Landlock; without it there is nothing to hold.
    fn has_landlock() -> bool {
        std::fs::read_to_string("/sys/kernel/security/lsm").is_ok_and(|list| list.contains("landlock"))
            || std::env::var_os("KHIEN_TEST_LANDLOCK").is_some()
    }

    #[test]
    fn whoever_is_shut_in_opens_what_was_allowed_and_connects_to_nobody() {
        let folder = std::env::temp_dir().join(format!("khien-shut-in-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("allowed")).expect("folder");
        for name in ["secret", "allowed/library"] {
            std::fs::write(folder.join(name), "text").expect("file");
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("listener");
        let address = listener.local_addr().expect("address");
        let place = folder.clone();
        // Landlock binds the thread that asks for it.
        let tried = std::thread::spawn(move || {
            let before = File::open(place.join("secret")).is_ok();
            shut_in(&[&place.join("allowed"), Path::new("/no/such/folder")], false).expect("shut in");
            let opens = |name: &str| File::open(place.join(name)).is_ok();
            (before, opens("allowed/library"), opens("secret"), TcpStream::connect(address).is_ok())
        });
        let (before, library, secret, connected) = tried.join().expect("thread");
        assert!(before && library);
        if has_landlock() {
            assert!(!secret && !connected);
        }
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
