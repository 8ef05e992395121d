//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Self-hosted WhatsApp Business platform: team inbox, campaigns, contacts with consent, and a sandbox to try it all.
///
/// `galka demo` is the way to begin: it needs no account and no key.
#[derive(Debug, Parser)]
#[command(name = "galka", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Settings come from, later ones winning: built-in defaults, galka.toml, variables of the form GALKA_SECTION__KEY
(GALKA_SERVER__LISTEN=0.0.0.0:80), and flags. `galka check-config` shows what is in force.

Exit codes: 0 done, 1 failed, 2 bad usage.";

/// Where the installation lives.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Place {
    /// Settings file; galka.toml of the current directory when there is one
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Directory of the database, media and the secret key [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the product.
    ///
    /// Serves the browser app, the REST API and WhatsApp's webhooks, and does the background work.
    /// SIGTERM or Ctrl-C finishes what is under way and ends; a second one ends at once.
    Serve(Listen),
    /// Run the product with a sandbox and a sample company.
    ///
    /// The first start seeds a small flower shop through the public API and prints a one-time sign-in link;
    /// later starts keep the data. The product follows the sandbox's clock.
    Demo(DemoListen),
    /// Run the sandbox alone: a local WhatsApp Business Platform for any bot.
    ///
    /// Speaks the Graph API on /v20.0 to /v26.0 and its control API on /control/v1, has a page of its own,
    /// and prints what a client needs to connect.
    Sandbox(SandboxOptions),
    /// Bring the database's schema up to date; `serve` does the same at its start.
    Migrate,
    /// Check the settings and show those in force, without secrets.
    CheckConfig,
    /// People and their keys.
    #[command(subcommand)]
    User(UserCommand),
    /// Copy everything to a new directory: database, media, and the key that opens the stored tokens.
    ///
    /// For SQLite; galka may go on working meanwhile.
    Backup {
        /// A directory that does not exist yet
        #[arg(value_name = "DIR")]
        target: PathBuf,
    },
    /// Put a backup into a data directory that is empty.
    Restore {
        /// What `galka backup` made
        #[arg(value_name = "DIR")]
        source: PathBuf,
    },
    /// Check this installation: settings, directory, database, port, disk, connections.
    ///
    /// Changes nothing; exits with 1 when something needs attention.
    Doctor,
    /// Measure this machine with this binary, beside a reference in the same run.
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Print an OpenAPI document.
    #[command(hide = true)]
    Openapi {
        /// Whose interface
        of: Document,
    },
}

/// Where the product listens.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Listen {
    /// Address of the product [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
}

/// Where both listen.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct DemoListen {
    #[command(flatten)]
    pub(crate) product: Listen,
    /// Address of the sandbox [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) sandbox_listen: Option<SocketAddr>,
}

/// How a sandbox of its own is set up.
#[derive(Clone, Debug, Args)]
pub(crate) struct SandboxOptions {
    /// Address to listen on [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Keep the world in this file; without it the world is gone when the process ends
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Rules by which it judges: whatsapp-2021, meta-2025-10 or meta-2026-10
    #[arg(long, value_name = "NAME", default_value = "meta-2026-10")]
    pub(crate) rule_set: String,
    /// Seed of everything it draws: the same seed and calls give the same world
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Address that gets the webhooks of the first app
    #[arg(long, value_name = "URL", requires = "verify_token")]
    pub(crate) webhook_url: Option<String>,
    /// Word that this address expects in the handshake
    #[arg(long, value_name = "WORD")]
    pub(crate) verify_token: Option<String>,
    /// Start with a clock that stands at this moment, in epoch milliseconds, until it is moved
    #[arg(long, value_name = "MS")]
    pub(crate) paused_at_ms: Option<i64>,
    /// Print the credentials as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Webhooks: taken in, and applied in full.
    Ingest {
        #[command(flatten)]
        options: BenchOptions,
        /// Also measure what growth costs, with this many messages in the database
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        messages: u64,
    },
    /// Sends: with all their durable state, and under a cap.
    Dispatch {
        #[command(flatten)]
        options: BenchOptions,
    },
}

/// How it is measured.
#[derive(Clone, Debug, Args)]
pub(crate) struct BenchOptions {
    /// Everything this many times as large; 0.01 is for correctness only
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub(crate) scale: f64,
    /// How many times each side is measured, alternately
    #[arg(long, value_name = "NUMBER")]
    pub(crate) rounds: Option<u32>,
    /// A fresh database, as postgres://…; a file of its own when absent
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

/// People and their keys.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make a person a member of a company, with a new account if the address has none.
    Create(NewUser),
    /// List the companies and who works in them.
    List,
    /// Print a one-time link for the first owner; there is none once an owner exists.
    Link,
}

/// A new person.
#[derive(Debug, Args)]
pub(crate) struct NewUser {
    /// Address to sign in with
    #[arg(long)]
    pub(crate) email: String,
    /// What colleagues see; the address's first part when absent
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What the person may do
    #[arg(long, value_enum, default_value_t = RoleName::Agent)]
    pub(crate) role: RoleName,
    /// Company by its slug or id; the oldest when absent, made when there is none
    #[arg(long, value_name = "SLUG")]
    pub(crate) workspace: Option<String>,
    /// Read the password from the first line of the standard input; without it the person cannot sign in by password
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Language of the person's screens
    #[arg(long, value_enum, default_value_t = Language::Ru)]
    pub(crate) locale: Language,
    /// Make an API key with the same role and print it, and nothing else, to the standard output
    #[arg(long)]
    pub(crate) print_api_key: bool,
}

/// A role by its name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleName {
    /// Everything, other owners included.
    Owner,
    /// Everything but owners.
    Admin,
    /// The inbox and contacts.
    Agent,
}

/// A language of the product.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

/// Whose interface a document describes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Document {
    /// The product's REST API.
    Product,
    /// The sandbox's control API.
    Sandbox,
}

impl From<RoleName> for galka_domain::access::Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Admin => Self::Admin,
            RoleName::Agent => Self::Agent,
        }
    }
}

impl Language {
    /// As it is stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn places_may_stand_after_the_command() {
        let cli = Cli::try_parse_from(["galka", "serve", "--listen", "127.0.0.1:0", "--data-dir", "x"]).unwrap();
        assert_eq!(cli.place.data_dir, Some(PathBuf::from("x")));
    }
}
