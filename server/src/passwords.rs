//! Passwords: Argon2id on a thread of its own, because it is slow on purpose.

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use galka_engine::chance::Chance;

use crate::errors::{Answer, Problem};

/// Fewest and most characters of a password (NIST SP 800-63B, 2025: eight or more, no rules about kinds of characters).
pub const CHARS: std::ops::RangeInclusive<usize> = 8..=200;

/// Refuses a password that is too short, too long or the e-mail itself.
///
/// # Errors
/// Says what is wrong with the field.
pub fn check(field: &str, password: &str, email: &str) -> Answer<()> {
    let count = password.chars().count();
    if count < *CHARS.start() {
        return Err(Problem::field(
            field,
            "password_too_short",
            format!("At least {} characters.", CHARS.start()),
        ));
    }
    if count > *CHARS.end() {
        return Err(Problem::field(
            field,
            "too_long",
            format!("At most {} characters.", CHARS.end()),
        ));
    }
    if password.to_lowercase() == email {
        return Err(Problem::field(
            field,
            "password_is_email",
            "The password must not be the e-mail address.",
        ));
    }
    Ok(())
}

/// The Argon2id hash of a password.
///
/// # Errors
/// When hashing fails.
pub async fn hash(chance: &Chance, password: String) -> Answer<String> {
    let mut salt = [0_u8; 16];
    chance.fill(&mut salt);
    let hashed = tokio::task::spawn_blocking(move || {
        let hashed: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hashed.map(|hashed| hashed.to_string())
    });
    match hashed.await {
        Ok(Ok(hashed)) => Ok(hashed),
        Ok(Err(failure)) => Err(Problem::internal(&failure)),
        Err(failure) => Err(Problem::internal(&failure)),
    }
}

/// Whether the password is the stored one. Without a stored one it takes as long and says no.
///
/// # Errors
/// When the thread dies.
pub async fn verify(password: String, stored: Option<String>) -> Answer<bool> {
    let verified = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let stored = stored.as_deref().unwrap_or(NOBODY);
        let matches = PasswordHash::new(stored)
            .is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok());
        matches && known
    });
    verified.await.map_err(|failure| Problem::internal(&failure))
}

/// A hash that no password has, with the parameters of the real ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_is_known_and_nobody_has_none() {
        let stored = hash(&Chance::from_system(), "верный пароль".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("верный пароль".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!verify("неверный".to_owned(), Some(stored)).await.unwrap());
        assert!(!verify(String::new(), None).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
