//! `galka backup` and `galka restore`: the data directory as a copy. Galka may go on working while it is made.
//!
//! The database is copied first, as it is at one moment; the files that it names are there already and stay, so the
//! rest follows file by file.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use galka_store::db::copy_sqlite;

use crate::lock::{self, DataLock};
use crate::migrate;
use crate::settings::Settings;

/// The database's name inside a backup, wherever it lives.
const DATABASE: &str = "galka.db";

/// Copies everything to `target`, which appears whole or not at all.
///
/// # Errors
/// When the database is no file, or something cannot be copied.
pub(crate) fn back_up(settings: &Settings, target: &Path) -> anyhow::Result<()> {
    let database = database_file(settings)?;
    if !database.exists() {
        bail!("there is nothing to back up: {} does not exist", database.display());
    }
    check_free(target)?;
    let mut name = target.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    removed(&new, fs::remove_dir_all(&new))?;
    fs::create_dir_all(&new).with_context(|| format!("{} cannot be made", new.display()))?;
    let copy = new.join(DATABASE);
    copy_sqlite(&settings.database_url(), &copy)?;
    let rights = fs::metadata(&database).map(|known| known.permissions());
    let kept = rights.and_then(|rights| fs::set_permissions(&copy, rights));
    kept.and_then(|()| fs::File::open(&copy)?.sync_all())
        .with_context(|| format!("{} cannot be kept", copy.display()))?;
    let database = fs::canonicalize(&database)?;
    let files = ["", "-wal", "-shm"].map(|ending| with_ending(&database, ending));
    copy_folder(&settings.data.dir, &new, &files)?;
    // An empty folder of this name may be there.
    let _ = fs::remove_dir(target);
    fs::rename(&new, target).with_context(|| format!("{} cannot be put in place", target.display()))?;
    println!("The backup is in {}.", target.display());
    println!("It holds the key that opens the stored tokens: keep it as you keep the tokens themselves.");
    Ok(())
}

/// Puts a backup into a data directory that holds nothing yet.
///
/// # Errors
/// When there is something already, or the backup cannot be read.
pub(crate) async fn restore(settings: &Settings, source: &Path) -> anyhow::Result<()> {
    let database = database_file(settings)?;
    if !source.join(DATABASE).exists() {
        bail!("{} is no backup: it has no {DATABASE}", source.display());
    }
    let _lock = DataLock::take(&settings.data.dir).context("restoring needs galka to be stopped")?;
    if database.exists() {
        bail!(
            "{} exists: move it away, or restore into another directory with --data-dir",
            database.display()
        );
    }
    copy_folder(source, &settings.data.dir, &[])?;
    let inside = settings.data.dir.join(DATABASE);
    if inside != database {
        for ending in ["-wal", ""] {
            let from = with_ending(&inside, ending);
            if from.exists() {
                copy_file(&from, &with_ending(&database, ending))?;
                fs::remove_file(&from)?;
            }
        }
    }
    migrate::run_restored(&settings.database_url()).await?;
    println!("Restored into {}.", settings.data.dir.display());
    Ok(())
}

fn database_file(settings: &Settings) -> anyhow::Result<PathBuf> {
    let url = settings.database_url();
    match url.strip_prefix("sqlite://") {
        Some(path) => Ok(PathBuf::from(path)),
        None => {
            bail!("the database is PostgreSQL: use pg_dump for it, and copy the data directory for media and the key")
        }
    }
}

fn check_free(target: &Path) -> anyhow::Result<()> {
    match fs::read_dir(target).map(|entries| entries.count()) {
        Ok(0) => Ok(()),
        Ok(_) => bail!("{} is not empty: name a new directory", target.display()),
        Err(failure) if failure.kind() == ErrorKind::NotFound => Ok(()),
        Err(failure) => Err(failure).with_context(|| format!("{} cannot be read", target.display())),
    }
}

/// What was to be removed may not have been there.
fn removed(what: &Path, outcome: io::Result<()>) -> anyhow::Result<()> {
    match outcome {
        Err(failure) if failure.kind() != ErrorKind::NotFound => {
            Err(failure).with_context(|| format!("{} cannot be removed", what.display()))
        }
        _ => Ok(()),
    }
}

/// Everything but the lock of a running process and `left`. A file that is removed meanwhile is no longer needed.
fn copy_folder(from: &Path, to: &Path, left: &[PathBuf]) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&path, &to.join(&name), left)?;
        } else if kind.is_file() && name != lock::FILE {
            if fs::canonicalize(&path).is_ok_and(|real| left.contains(&real)) {
                continue;
            }
            let copy = to.join(&name);
            match copy_file(&path, &copy) {
                Err(_) if !path.exists() => removed(&copy, fs::remove_file(&copy))?,
                done => done?,
            }
        }
    }
    Ok(())
}

/// Keeps the rights, so that the key stays private.
fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = fs::copy(from, to).and_then(|_| fs::File::open(to)?.sync_all());
    copied.with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
