//! A PostgreSQL cluster of our own, reached through a socket in a private folder, with fsync on as in production.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const INSTALL: &str = "PostgreSQL is needed for the tests and was not found: apt-get install postgresql \
                       (or set GALKA_TEST_POSTGRES_URL to a server where databases may be created)";

/// Waits until no test holds `users`, gives the next one a little time to come, then stops the cluster.
const WATCH: &str = r#"
while :; do
    flock -x "$1/users" true
    sleep 10
    exec 9>"$1/start"
    flock -x 9
    if flock -n -x "$1/users" true; then
        $2 stop -D "$1/data" -m immediate
        rm -rf "$1/data"
        exit
    fi
    flock -u 9
done
"#;

/// A running or stopped cluster, and the right to use it.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    _used: File,
}

impl Cluster {
    /// The cluster that all tests of this checkout share. It is started by the first process that needs it and
    /// stopped shortly after the last one has ended, however it ended.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    #[must_use]
    pub fn shared() -> Self {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
        // Not `temp_dir()`: the path of a socket must be short everywhere.
        let folder = PathBuf::from(format!(
            "/tmp/galka-postgres-{:08x}-{}",
            hasher.finish() as u32,
            user_id()
        ));
        fs::create_dir_all(&folder).expect("a folder under /tmp can be made");
        let starting = lock_file(&folder, "start");
        starting.lock().expect("a lock file can be locked");
        let used = lock_file(&folder, "users");
        used.lock_shared().expect("a lock file can be locked");
        let cluster = Self { folder, _used: used };
        if !cluster.is_running() {
            cluster.create();
            cluster.start();
            cluster.watch();
        }
        cluster
    }

    /// A cluster for one test, which may stop and start it; it is stopped when dropped.
    ///
    /// # Panics
    /// As [`Cluster::shared`].
    #[must_use]
    pub fn private() -> PrivateCluster {
        let folder = tempfile::Builder::new()
            .prefix("galka-pg-")
            .tempdir_in("/tmp")
            .expect("a folder under /tmp");
        let used = lock_file(folder.path(), "users");
        let cluster = Self {
            folder: folder.path().to_path_buf(),
            _used: used,
        };
        cluster.create();
        cluster.start();
        PrivateCluster {
            cluster,
            _folder: folder,
        }
    }

    /// The address of a database in it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket = self.folder.join("data").display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/{database}")
    }

    /// Starts it and waits until it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(&self) {
        let data = self.data();
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{data}' -c max_connections=300");
        let log = format!("{data}/server.log");
        self.run(
            "pg_ctl",
            &["start", "-w", "-t", "60", "-D", &data, "-l", &log, "-o", &options],
        );
    }

    /// Stops it at once, as a power cut would.
    ///
    /// # Panics
    /// When it cannot be stopped.
    pub fn stop(&self) {
        self.run("pg_ctl", &["stop", "-w", "-m", "immediate", "-D", &self.data()]);
    }

    fn create(&self) {
        let _ = fs::remove_dir_all(self.folder.join("data"));
        fs::create_dir(self.folder.join("data")).expect("a folder can be made");
        if user_id() == "0" {
            let owned = Command::new("chown")
                .args(["-R", "postgres"])
                .arg(self.folder.join("data"))
                .status();
            assert!(owned.is_ok_and(|status| status.success()), "{INSTALL}");
            let open = Command::new("chmod").arg("755").arg(&self.folder).status();
            assert!(
                open.is_ok_and(|status| status.success()),
                "the folder of the cluster can be opened to its owner"
            );
        }
        let data = self.data();
        self.run(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
        );
    }

    fn is_running(&self) -> bool {
        let postmaster = self.folder.join("data/postmaster.pid");
        let mut status = program("pg_ctl", &["status", "-D", &self.data()]);
        status
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        postmaster.exists() && status.status().is_ok_and(|status| status.success())
    }

    fn watch(&self) {
        let stop = program("pg_ctl", &[]);
        let words: Vec<String> = std::iter::once(stop.get_program())
            .chain(stop.get_args())
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let mut watcher = Command::new("setsid");
        watcher
            .args(["sh", "-c", WATCH, "galka-postgres-watch"])
            .arg(&self.folder)
            .arg(words.join(" "));
        watcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Left running on purpose: it outlives this test and ends by itself.
        drop(
            watcher
                .current_dir("/")
                .spawn()
                .expect("setsid and flock (util-linux) are installed"),
        );
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn run(&self, name: &str, args: &[&str]) {
        let mut command = program(name, args);
        let output = command
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = output.status().unwrap_or_else(|error| panic!("{INSTALL}: {error}"));
        assert!(
            status.success(),
            "{name} failed; see {}/server.log; {INSTALL}",
            self.data()
        );
    }
}

/// A cluster that ends with its test.
#[derive(Debug)]
pub struct PrivateCluster {
    cluster: Cluster,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for PrivateCluster {
    type Target = Cluster;

    fn deref(&self) -> &Cluster {
        &self.cluster
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        if self.cluster.is_running() {
            self.cluster.stop();
        }
    }
}

/// A program of PostgreSQL, as the user `postgres` when we are root, because it refuses to serve as root.
fn program(name: &str, args: &[&str]) -> Command {
    let path = programs().join(name);
    let mut command = if user_id() == "0" {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"])
            .arg(path);
        command
    } else {
        Command::new(path)
    };
    command.args(args);
    command
}

/// The folder of the newest PostgreSQL that is installed.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .max_by_key(|bin| version_of(bin));
    newest.or_else(on_path).unwrap_or_else(|| panic!("{INSTALL}"))
}

fn version_of(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    version.and_then(|name| name.parse().ok()).unwrap_or_default()
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
}

fn user_id() -> String {
    let output = Command::new("id").arg("-u").output().expect("id is installed");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn lock_file(folder: &Path, name: &str) -> File {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(name))
        .expect("a lock file can be made")
}
