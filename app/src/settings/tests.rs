//! Which source wins, and what a mistake is told.

use std::io::Write;

use super::*;

fn read(file: &str, variables: &[(&str, &str)]) -> anyhow::Result<Settings> {
    let mut toml = tempfile::NamedTempFile::new().unwrap();
    toml.write_all(file.as_bytes()).unwrap();
    let variables = variables
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let settings = Settings::read(Some(toml.path()), Settings::default(), variables)?;
    settings.check()?;
    Ok(settings)
}

#[test]
fn a_variable_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = "[server]\nlisten = \"127.0.0.1:1000\"\n[journal]\nkeep_days = 7\n";
    let settings = read(
        file,
        &[
            ("GALKA_SERVER__LISTEN", "0.0.0.0:2000"),
            ("GALKA_MEDIA__BYTES_MAX", "5000"),
        ],
    )
    .unwrap();
    assert_eq!(settings.server.listen.to_string(), "0.0.0.0:2000");
    assert_eq!(settings.journal.keep_days, 7);
    assert_eq!(settings.media.bytes_max, 5000);
    assert_eq!(settings.sandbox.listen.port(), 8081);
}

#[test]
fn a_text_of_digits_stays_text() {
    let settings = read("", &[("GALKA_SECRETS__KEY", "0123")]).unwrap();
    assert_eq!(settings.secrets.key.as_deref(), Some("0123"));
}

#[test]
fn hosts_that_webhooks_may_reach_are_a_list_with_commas() {
    let listed = |text| {
        let settings = read("", &[("GALKA_WEBHOOKS__ALLOW_PRIVATE", text)]).unwrap();
        settings.engine(String::new()).allow_private
    };
    assert_eq!(listed("crm.lan, 127.0.0.1:9000,"), ["crm.lan", "127.0.0.1:9000"]);
    assert!(listed("").is_empty());
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    let cases = [
        read("[server]\nlisten_on = \"x\"\n", &[]),
        read("", &[("GALKA_SERVER__LISEN", "x")]),
    ];
    for case in cases {
        let failure = case.unwrap_err();
        assert!(failure.is::<BadUsage>());
        assert!(
            failure.to_string().contains("the nearest one is server.listen"),
            "{failure}"
        );
    }
}

#[test]
fn a_value_that_a_setting_cannot_have_is_refused() {
    for (file, word) in [
        ("[server]\nlisten = \"nowhere\"\n", "cannot have"),
        ("[log]\nformat = \"xml\"\n", "cannot have"),
        ("[clock]\nfollow = \"yes\"\n", "clock.follow"),
        ("[database]\nurl = \"mysql://x\"\n", "database.url"),
        ("server = [", "cannot be read"),
    ] {
        let failure = read(file, &[]).unwrap_err();
        assert!(
            failure.is::<BadUsage>() && failure.to_string().contains(word),
            "{file}: {failure}"
        );
    }
}

#[test]
fn passwords_and_keys_are_not_shown() {
    let file = "[database]\nurl = \"postgres://galka:hunter2@db/galka\"\n[secrets]\nkey = \"topsecret\"\n";
    let text = read(file, &[]).unwrap().describe();
    assert!(!text.contains("hunter2") && !text.contains("topsecret"), "{text}");
    assert!(text.contains("secrets.key = (set)"), "{text}");
}

#[test]
fn the_public_address_is_the_one_listened_on_unless_it_is_set() {
    let mut settings = Settings::default();
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 9000));
    assert_eq!(settings.public_url(everywhere), "http://127.0.0.1:9000");
    settings.server.public_url = Some("https://chat.example.org/".to_owned());
    assert_eq!(settings.public_url(everywhere), "https://chat.example.org");
}
