//! Tokens of sessions, links and keys. Only their SHA-256 is stored: they are long and random.

use galka_domain::ids::WorkspaceId;
use galka_engine::chance::Chance;
use sha2::{Digest, Sha256};

/// Name of the session's cookie.
pub const SESSION_COOKIE: &str = "galka_session";

/// SHA-256 of a token, in hex.
#[must_use]
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// A new token.
#[must_use]
pub fn new_token(chance: &Chance) -> String {
    chance.secret_token(32)
}

/// A new API key: it carries its workspace, so that the lookup names one.
#[must_use]
pub fn new_key(chance: &Chance, workspace: &WorkspaceId) -> String {
    let part = workspace.as_str().trim_start_matches(WorkspaceId::PREFIX);
    format!("gk_{part}_{}", chance.secret_token(32))
}

/// The workspace that a key carries.
#[must_use]
pub fn workspace_of_key(token: &str) -> Option<WorkspaceId> {
    let (part, secret) = token.strip_prefix("gk_")?.split_once('_')?;
    if secret.is_empty() {
        return None;
    }
    WorkspaceId::parse(&format!("{}{part}", WorkspaceId::PREFIX)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use galka_domain::time::Timestamp;

    #[test]
    fn a_key_names_its_workspace() {
        let workspace = WorkspaceId::new(Timestamp::from_millis(1), 2);
        let key = new_key(&Chance::from_system(), &workspace);
        assert_eq!(workspace_of_key(&key), Some(workspace));
        for other in [
            "",
            "gk_",
            "gk_x_y",
            "sk_0000000001000000000002_x",
            "gk_0000000001000000000002_",
        ] {
            assert_eq!(workspace_of_key(other), None, "{other}");
        }
    }
}
