//! Settings: defaults, then galka.toml, then GALKA_SECTION__KEY, then flags. A key that nobody knows is an error.

mod keys;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use config::{Config, Environment, File, FileFormat};
use galka_engine::EngineSettings;
use galka_engine::push::PushSettings;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cli::{Command, Place};

/// The settings file that is read when none is named.
const FILE: &str = "galka.toml";

/// A mistake of the person who called: exit code 2.
#[derive(Debug)]
pub(crate) struct BadUsage(pub(crate) String);

impl std::fmt::Display for BadUsage {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for BadUsage {}

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) data: DataSettings,
    pub(crate) database: DatabaseSettings,
    pub(crate) server: ServerSettings,
    pub(crate) sandbox: SandboxSettings,
    pub(crate) clock: ClockSettings,
    pub(crate) media: MediaSettings,
    pub(crate) journal: JournalSettings,
    pub(crate) webhooks: WebhookSettings,
    pub(crate) secrets: SecretSettings,
    pub(crate) push: PushOptions,
    pub(crate) log: LogSettings,
}

/// Files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DataSettings {
    /// Directory of the database, media and the secret key.
    pub(crate) dir: PathBuf,
}

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DatabaseSettings {
    /// `sqlite://path` or `postgres://…`; a file in the data directory when absent.
    pub(crate) url: Option<String>,
}

/// The product's HTTP.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ServerSettings {
    /// Address to listen on.
    pub(crate) listen: SocketAddr,
    /// Where WhatsApp and browsers reach us; the address listened on when absent.
    pub(crate) public_url: Option<String>,
}

/// The sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SandboxSettings {
    /// Address that the sandbox of `demo` listens on.
    pub(crate) listen: SocketAddr,
    /// Control API of a sandbox that runs elsewhere: `http://host:port/control/v1`.
    pub(crate) control_url: Option<String>,
}

/// Time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClockSettings {
    /// Control API of the sandbox whose clock is followed; only where every connection is a sandbox one.
    pub(crate) follow: Option<String>,
}

/// Files of conversations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MediaSettings {
    /// Largest file in bytes.
    pub(crate) bytes_max: u64,
}

/// Raw webhooks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct JournalSettings {
    /// Days for which applied webhooks are kept.
    pub(crate) keep_days: u32,
}

/// Outgoing webhooks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WebhookSettings {
    /// Hosts that they may reach although they are not on the public internet, with commas: `crm.lan, 127.0.0.1:9000`.
    pub(crate) allow_private: String,
}

/// Secrets at rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SecretSettings {
    /// Key that seals stored tokens; a file in the data directory when absent.
    pub(crate) key: Option<String>,
}

/// Notifications of browsers without an open tab.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PushOptions {
    /// Whom the people of a push service may write to, `mailto:it@example.org`; without it nothing is pushed.
    pub(crate) contact: Option<String>,
}

/// Log lines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LogSettings {
    /// `error`, `warn`, `info`, `debug`, or a filter such as `info,galka_engine=debug`.
    pub(crate) level: String,
    /// For people or for machines.
    pub(crate) format: LogFormat,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: DataSettings {
                dir: PathBuf::from("./data"),
            },
            database: DatabaseSettings { url: None },
            server: ServerSettings {
                listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
                public_url: None,
            },
            sandbox: SandboxSettings {
                listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
                control_url: None,
            },
            clock: ClockSettings { follow: None },
            media: MediaSettings { bytes_max: 100 << 20 },
            journal: JournalSettings { keep_days: 30 },
            webhooks: WebhookSettings {
                allow_private: String::new(),
            },
            secrets: SecretSettings { key: None },
            push: PushOptions { contact: None },
            log: LogSettings {
                level: "info".to_owned(),
                format: LogFormat::Text,
            },
        }
    }
}

impl Settings {
    /// The settings in force for a command.
    ///
    /// # Errors
    /// [`BadUsage`] for a file, variable or value that cannot be understood.
    pub(crate) fn load(place: &Place, command: &Command) -> anyhow::Result<Self> {
        let variables = std::env::vars_os().filter_map(|(key, value)| {
            let key = key.into_string().ok()?;
            // Variables of other use, such as GALKA_CONFIG of a wrapper, have no section.
            (key.starts_with("GALKA_") && key.contains("__")).then(|| Some((key, value.into_string().ok()?)))?
        });
        let mut settings = Self::read(place.config.as_deref(), command.defaults(), variables.collect())?;
        if let Some(directory) = &place.data_dir {
            settings.data.dir.clone_from(directory);
        }
        command.apply_flags(&mut settings);
        settings.check()?;
        Ok(settings)
    }

    fn read(file: Option<&Path>, defaults: Self, variables: config::Map<String, String>) -> anyhow::Result<Self> {
        let defaults = serde_json::to_value(defaults).context("the defaults have a serial form")?;
        let source = Config::builder().add_source(match file {
            Some(path) => File::from(path).format(FileFormat::Toml),
            None => File::new(FILE, FileFormat::Toml).required(false),
        });
        let environment = Environment::with_prefix("GALKA")
            .prefix_separator("_")
            .separator("__")
            .source(Some(variables));
        let given: Value = source
            .add_source(environment)
            .build()
            .and_then(Config::try_deserialize)
            .map_err(|failure| BadUsage(format!("the settings cannot be read: {failure}")))?;
        keys::check(&given, &defaults)?;
        let merged = keys::merge(defaults, given);
        // Values of variables are text; the config crate turns them into what the setting wants.
        let settings = Config::try_from(&merged)
            .and_then(Config::try_deserialize)
            .map_err(|failure| BadUsage(format!("a setting has a value that it cannot have: {failure}")))?;
        Ok(settings)
    }

    fn check(&self) -> anyhow::Result<()> {
        for (name, url) in [
            ("server.public_url", &self.server.public_url),
            ("sandbox.control_url", &self.sandbox.control_url),
            ("clock.follow", &self.clock.follow),
        ] {
            let Some(text) = url else { continue };
            let usable =
                url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            if !usable {
                return Err(BadUsage(format!("{name} must be an address such as https://chat.example.org")).into());
            }
        }
        let scheme = self.database_url();
        let known = ["sqlite://", "postgres://", "postgresql://"]
            .iter()
            .any(|form| scheme.starts_with(form));
        if known {
            Ok(())
        } else {
            Err(BadUsage("database.url must begin with sqlite:// or postgres://".to_owned()).into())
        }
    }

    /// The database's address.
    pub(crate) fn database_url(&self) -> String {
        let in_directory = || format!("sqlite://{}", self.data.dir.join("galka.db").display());
        self.database.url.clone().unwrap_or_else(in_directory)
    }

    /// Where WhatsApp and browsers reach a product that listens on `address`, without a trailing slash.
    pub(crate) fn public_url(&self, address: SocketAddr) -> String {
        let own = || {
            let reachable = if address.ip().is_unspecified() {
                SocketAddr::from(([127, 0, 0, 1], address.port()))
            } else {
                address
            };
            format!("http://{reachable}")
        };
        self.server
            .public_url
            .as_ref()
            .map_or_else(own, |url| url.trim_end_matches('/').to_owned())
    }

    /// What the engine wants to know.
    pub(crate) fn engine(&self, public_url: String) -> EngineSettings {
        let control = self.clock.follow.clone().or_else(|| self.sandbox.control_url.clone());
        EngineSettings {
            database_url: self.database_url(),
            data_dir: self.data.dir.clone(),
            public_url,
            sandbox_control: control.map(|url| url.trim_end_matches('/').to_owned()),
            follow_clock: self.clock.follow.is_some(),
            media_bytes_max: self.media.bytes_max,
            journal_keep_days: self.journal.keep_days,
            allow_private: words(&self.webhooks.allow_private),
            secret_key: self.secrets.key.clone(),
            push: self.push.contact.clone().map(|contact| PushSettings { contact }),
        }
    }

    /// The settings in force as text, one a line, without secrets.
    pub(crate) fn describe(&self) -> String {
        let mut shown = json!(self);
        shown["database"]["url"] = json!(without_password(&self.database_url()));
        if self.secrets.key.is_some() {
            shown["secrets"]["key"] = json!("(set)");
        }
        keys::lines(&shown)
    }
}

impl Command {
    /// The defaults of a command: the demo speaks to a person, not to a log.
    fn defaults(&self) -> Settings {
        let mut settings = Settings::default();
        if matches!(
            self,
            Self::Demo(_) | Self::Sandbox(_) | Self::User(_) | Self::Doctor | Self::Migrate { .. }
        ) {
            "warn".clone_into(&mut settings.log.level);
        }
        settings
    }

    fn apply_flags(&self, settings: &mut Settings) {
        let (listen, sandbox) = match self {
            Self::Serve(serve) => (serve.listen, None),
            Self::Demo(demo) => (demo.product.listen, demo.sandbox_listen),
            Self::Sandbox(sandbox) => (None, sandbox.address()),
            _ => (None, None),
        };
        settings.server.listen = listen.unwrap_or(settings.server.listen);
        settings.sandbox.listen = sandbox.unwrap_or(settings.sandbox.listen);
    }
}

/// The entries of a list with commas.
fn words(list: &str) -> Vec<String> {
    let entries = list.split(',').map(str::trim);
    entries.filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// The address of a database as it may be shown.
fn without_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            // An address that cannot hold a password has none to hide.
            let _ = parsed.set_password(Some("***"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
