//! `galka doctor`: looks at an installation without changing it.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::bail;
use galka_store::{Db, Kind, connections, workspaces};
use tokio::net::TcpListener;

use crate::lock::{Attempt, DataLock};
use crate::logging;
use crate::settings::Settings;

/// Less free space than this needs attention.
const FREE_BYTES_MIN: u64 = 1 << 30;

/// What came of looking at one thing.
enum Finding {
    Well(String),
    /// Worth knowing, and no reason to fail.
    Note(String),
    Bad(String),
}

use Finding::{Bad, Note, Well};

/// Prints one line for each thing looked at.
///
/// # Errors
/// When something needs attention.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    let (running, lock) = look_at_directory(&settings.data.dir);
    let mut findings = vec![("data directory", lock), ("disk", look_at_disk(&settings.data.dir))];
    findings.push(("port", look_at_port(settings.server.listen, running).await));
    findings.extend(look_at_database(settings).await);
    let mut bad_count = 0;
    for (what, finding) in findings {
        let (mark, text) = match finding {
            Well(text) => ("ok  ", text),
            Note(text) => ("note", text),
            Bad(text) => {
                bad_count += 1;
                ("BAD ", text)
            }
        };
        println!("{mark}  {what}: {text}");
    }
    if bad_count > 0 {
        bail!("things that need attention: {bad_count}");
    }
    Ok(())
}

/// Whether a galka runs there, and what is to be said of the directory.
fn look_at_directory(directory: &Path) -> (bool, Finding) {
    let shown = directory.display();
    if !directory.exists() {
        return (
            false,
            Note(format!("{shown} is not there yet; the first start makes it")),
        );
    }
    match DataLock::attempt(directory) {
        Ok(Attempt::Taken(_)) => (false, Well(format!("{shown} can be written; no galka runs there"))),
        Ok(Attempt::Held(process)) => (
            true,
            Well(format!("{shown} is in use by a running galka, process {process}")),
        ),
        Err(failure) => (false, Bad(format!("{failure:#}"))),
    }
}

fn look_at_disk(directory: &Path) -> Finding {
    let place = if directory.exists() { directory } else { Path::new(".") };
    match rustix::fs::statvfs(place) {
        Ok(disk) => {
            let free_bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
            let text = format!("{} MB free", free_bytes >> 20);
            if free_bytes < FREE_BYTES_MIN {
                Bad(format!("only {text}: make room, or move the data directory"))
            } else {
                Well(text)
            }
        }
        Err(failure) => Bad(format!("its free space cannot be read: {failure}")),
    }
}

async fn look_at_port(address: SocketAddr, running: bool) -> Finding {
    match TcpListener::bind(address).await {
        Ok(_) if running => Note(format!(
            "nothing listens on {address}; the running galka listens elsewhere"
        )),
        Ok(_) => Well(format!("{address} is free")),
        Err(_) if running => Well(format!("{address} is taken, as it should be while galka runs")),
        Err(failure) => Bad(format!("{:#}", crate::listen::refused(address, "--listen", &failure))),
    }
}

async fn look_at_database(settings: &Settings) -> Vec<(&'static str, Finding)> {
    let url = settings.database_url();
    let missing = url
        .strip_prefix("sqlite://")
        .is_some_and(|path| !Path::new(path).exists());
    if missing {
        return vec![(
            "database",
            Note("there is no database file yet; the first start makes it".to_owned()),
        )];
    }
    let db = match Db::open(url).await {
        Ok(db) => db,
        Err(failure) => return vec![("database", Bad(failure.to_string()))],
    };
    let kind = match db.kind() {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    };
    let findings = match db.read(workspaces::list_workspaces).await {
        Ok(companies) => {
            let mut findings = vec![(
                "database",
                Well(format!("{kind} answers; companies: {}", companies.len())),
            )];
            for company in companies {
                findings.extend(look_at_connections(&db, company).await);
            }
            findings
        }
        Err(failure) => vec![(
            "database",
            Bad(format!(
                "{kind} does not answer as expected: {failure}; try galka migrate"
            )),
        )],
    };
    db.close().await;
    findings
}

async fn look_at_connections(db: &Db, company: workspaces::Workspace) -> Vec<(&'static str, Finding)> {
    let id = company.id.clone();
    match db.read(move |tx| connections::list(tx, &id)).await {
        Ok(found) => found
            .into_iter()
            .map(|connection| {
                let text = format!("{} of {}: {}", connection.name, company.slug, connection.state);
                let finding = match connection.state.as_str() {
                    "connected" => Well(text),
                    "connecting" => Note(text),
                    _ => Bad(format!("{text}; Settings, Numbers shows which check failed")),
                };
                ("connection", finding)
            })
            .collect(),
        Err(failure) => vec![("connections", Bad(failure.to_string()))],
    }
}
