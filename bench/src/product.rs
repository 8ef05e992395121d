//! The real binary as a child process: started, asked whether it is ready, measured, ended by its own id.

use std::fs::{self, File};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::pace;

/// How to start the product.
#[derive(Clone, Debug)]
pub struct ProductSettings {
    /// The binary.
    pub binary: PathBuf,
    /// Its data directory.
    pub data_dir: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Settings as environment variables, `GALKA_SECTION__KEY`.
    pub settings: Vec<(String, String)>,
    /// Where its output goes; what was there stays.
    pub log: PathBuf,
}

/// A running product; it is killed when dropped.
#[derive(Debug)]
pub struct Product {
    child: Child,
    settings: ProductSettings,
}

/// Why the product does not run.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// The system refused something.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// The system's answer.
        source: io::Error,
    },
    /// It ended before it was ready.
    #[error("the product ended with {status} before it was ready:\n{log}")]
    Ended {
        /// How it ended.
        status: ExitStatus,
        /// The end of its log.
        log: String,
    },
    /// It did not become ready.
    #[error("the product was not ready within {0:?}:\n{1}")]
    NotReady(Duration, String),
}

const READY_LIMIT: Duration = Duration::from_secs(60);
const READY_STEP: Duration = Duration::from_millis(20);

impl ProductSettings {
    /// A command of the binary on the same data.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).arg("--data-dir").arg(&self.data_dir);
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("GALKA_")) {
                command.env_remove(name);
            }
        }
        command
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Its address for clients.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.listen)
    }
}

impl Product {
    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// When it cannot be started, ends, or does not become ready.
    pub async fn start(settings: ProductSettings) -> Result<Self, ProductError> {
        let mut product = Self::spawn(settings)?;
        let client = crate::http::client();
        let address = format!("{}/readyz", product.settings.base_url());
        let deadline = pace::now() + READY_LIMIT;
        loop {
            if let Ok(answer) = client.get(&address).send().await
                && answer.status().is_success()
            {
                return Ok(product);
            }
            if let Some(status) = product.ended() {
                return Err(ProductError::Ended {
                    status,
                    log: product.log_tail(),
                });
            }
            if pace::now() >= deadline {
                return Err(ProductError::NotReady(READY_LIMIT, product.log_tail()));
            }
            pace::pause(READY_STEP).await;
        }
    }

    fn spawn(settings: ProductSettings) -> Result<Self, ProductError> {
        let failed = |what: String| |source| ProductError::System { what, source };
        let log = File::options().create(true).append(true).open(&settings.log);
        let log = log.map_err(failed(format!("cannot open {}", settings.log.display())))?;
        let errors = log.try_clone().map_err(failed("cannot share the log".to_owned()))?;
        let mut command = settings.command(&["serve"]);
        command
            .arg("--listen")
            .arg(settings.listen.to_string())
            .stdout(log)
            .stderr(errors);
        let child = command
            .spawn()
            .map_err(failed(format!("cannot start {}", settings.binary.display())))?;
        Ok(Self { child, settings })
    }

    /// How it was started.
    #[must_use]
    pub fn settings(&self) -> &ProductSettings {
        &self.settings
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Kills it at once, as `kill -9` does, and collects it.
    pub fn kill(&mut self) {
        // Only a process that has ended already cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to end, and waits; none when it did not within `limit`.
    pub async fn terminate(&mut self, limit: Duration) -> Option<ExitStatus> {
        // There is no safe call for a signal in the standard library.
        let _ = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        let deadline = pace::now() + limit;
        loop {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            if pace::now() >= deadline {
                return None;
            }
            pace::pause(READY_STEP).await;
        }
    }

    /// CPU time that it used so far, of all its threads.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        crate::usage::process_cpu(self.pid())
    }

    /// The most memory that it ever held, in bytes.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        crate::usage::peak_memory(self.pid())
    }

    /// The last lines that it wrote.
    #[must_use]
    pub fn log_tail(&self) -> String {
        tail(&self.settings.log)
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        self.kill();
    }
}

fn tail(path: &Path) -> String {
    let text = fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(40)..)
        .unwrap_or_default()
        .join("\n")
}

/// A port of this machine that nobody else of ours takes: below the ephemeral ones, and held by a lock.
#[derive(Debug)]
pub struct FreePort {
    /// The address with it.
    pub address: SocketAddr,
    _held: File,
}

const PORTS: std::ops::Range<u16> = 21_000..31_000;

impl FreePort {
    /// Looks for one, beginning at a place that differs between processes.
    #[must_use]
    pub fn find() -> Option<Self> {
        let folder = std::env::temp_dir().join("galka-ports");
        fs::create_dir_all(&folder).ok()?;
        let span = u32::from(PORTS.end - PORTS.start);
        let first = std::process::id().wrapping_mul(37) % span;
        (0..span).find_map(|step| {
            let port = PORTS.start + u16::try_from((first + step) % span).ok()?;
            let held = File::create(folder.join(port.to_string())).ok()?;
            held.try_lock().ok()?;
            let address = SocketAddr::from(([127, 0, 0, 1], port));
            TcpListener::bind(address).ok().map(|_| Self { address, _held: held })
        })
    }
}
