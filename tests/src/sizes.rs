//! How large the tests are: a part of the acceptance by default, all of it with `GALKA_TEST_FULL=1`.

/// Whether the sizes of the acceptance are asked for.
#[must_use]
pub fn are_full() -> bool {
    std::env::var("GALKA_TEST_FULL").is_ok_and(|full| full == "1")
}

/// One of two sizes.
#[must_use]
pub fn choose<T>(usual: T, full: T) -> T {
    if are_full() { full } else { usual }
}

/// The seed of whatever is drawn at random; the one that failed is printed and can be given again.
#[must_use]
pub fn seed() -> u64 {
    let given = std::env::var("GALKA_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| crate::patience::epoch_seconds() ^ u64::from(std::process::id()));
    println!("GALKA_TEST_SEED={seed}");
    seed
}
