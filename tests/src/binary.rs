//! The binary under test: named by `GALKA_BIN`, or built once for each process of tests.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The path of the binary.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn path() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| std::env::var_os("GALKA_BIN").map_or_else(build, PathBuf::from))
        .clone()
}

/// Cargo keeps builds of several processes apart by its own lock.
fn build() -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "-p", "galka-app", "--bin", "galka"]);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    if profile == "release" {
        command.arg("--release");
    }
    let status = command.current_dir(root()).status().expect("cargo runs");
    assert!(status.success(), "the binary cannot be built");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join(profile).join("galka")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate stands in the workspace")
        .to_path_buf()
}
