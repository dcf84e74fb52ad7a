//! A process of our own for bytes that somebody made to break a decoder: whatever happens in it, the one that asked goes on.
//! It gets its input on standard input, has limits of memory and time, no environment and no arguments, and can write no file. Where
//! the kernel has Landlock (Linux 5.13 and later) it can open no file either, and on any Linux it makes no socket, even when somebody
//! else's code runs in it.

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
    shut_in(&[], false).map(drop)
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

/// From now on this thread opens only what lies under these paths, for reading and running, and standard input where it is said;
/// it makes no socket. Whether the kernel holds it to the paths comes back: one that knows less of Landlock does what it knows
/// (docs.kernel.org/userspace-api/landlock.html).
///
/// # Errors
/// The kernel knows this and refuses.
#[cfg(target_os = "linux")]
pub fn shut_in(paths: &[&std::path::Path], input: bool) -> std::io::Result<bool> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetStatus, Scope, path_beneath_rules,
    };
    let abi = ABI::V6;
    let shut = |input: bool| -> Result<bool, landlock::RulesetError> {
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
        Ok(rules.restrict_self()?.ruleset != RulesetStatus::NotEnforced)
    };
    // A file in memory stands in no folder: there is no rule for it, and it needs none.
    let held = shut(input).or_else(|_| shut(false)).map_err(std::io::Error::other)?;
    no_sockets().map_err(std::io::Error::other)?;
    Ok(held)
}

/// Refuses the calls that make sockets, or that would make them or look into other processes by another way.
#[cfg(target_os = "linux")]
fn no_sockets() -> Result<(), seccompiler::Error> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};

    let refused = [
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_io_uring_setup,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
    ];
    // Of other processors the numbers of calls are not known to the library.
    let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return Ok(()) };
    let rules = refused.into_iter().map(|call| (call, Vec::new())).collect();
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch)?;
    apply_filter(&BpfProgram::try_from(filter)?)
}

/// Whether this kernel has Landlock, tried on a thread that ends with the answer.
#[must_use]
pub fn has_landlock() -> bool {
    #[cfg(unix)]
    return std::thread::spawn(|| shut_in(&[], false)).join().is_ok_and(|tried| tried.unwrap_or(false));
    #[cfg(not(unix))]
    false
}

/// Elsewhere there is no Landlock.
///
/// # Errors
/// None.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn shut_in(_: &[&std::path::Path], _: bool) -> std::io::Result<bool> {
    Ok(false)
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
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::UnixStream;
    use std::path::Path;

    use super::shut_in;

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
            let held = shut_in(&[&place.join("allowed"), Path::new("/no/such/folder")], false).expect("shut in");
            let opens = |name: &str| File::open(place.join(name)).is_ok();
            let connects = TcpStream::connect(address).is_ok()
                || UdpSocket::bind("127.0.0.1:0").is_ok()
                || UnixStream::pair().is_ok();
            (before, held, opens("allowed/library"), opens("secret"), connects)
        });
        let (before, held, library, secret, connects) = tried.join().expect("thread");
        assert!(before && library && !connects);
        // A kernel without Landlock says so, and holds nobody to paths.
        assert_eq!(secret, !held);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
