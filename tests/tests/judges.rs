//! Against the guard, from a seed: wherever it says send, the sandbox accepts, and wherever the sandbox refuses, the
//! guard refused or deferred by the same rule, except for what a business cannot see.

use galka_tests::judges::play;

/// A third of the hundred thousand situations.
const SITUATIONS: u64 = 33_334;

async fn agree(rule_set: &str) {
    let seed = std::env::var("GALKA_SEED").map_or(20_261_128, |text| text.parse().expect("GALKA_SEED is a number"));
    let tally = play(rule_set, seed, SITUATIONS)
        .await
        .unwrap_or_else(|failure| panic!("{failure}"));
    println!("{rule_set}, seed {seed}: {tally}");
    assert!(tally.differences.is_empty(), "{rule_set}, seed {seed}: {tally}");
    assert!(tally.sent > SITUATIONS / 10, "{tally}");
    for code in [131_047, 131_048, 131_056, 132_000, 132_001, 131_050] {
        assert!(tally.same.contains_key(&code), "no situation came to {code}: {tally}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judges_agree_under_the_rules_of_2021() {
    agree("whatsapp-2021").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judges_agree_under_the_rules_of_october_2025() {
    agree("meta-2025-10").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judges_agree_under_the_rules_of_october_2026() {
    agree("meta-2026-10").await;
}
