//! The command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod plan;

pub(crate) use plan::{PlanCommand, PlanOptions};

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
    Sandbox(Box<SandboxOptions>),
    /// Bring the database's schema up to date; `serve` does the same at its start.
    Migrate {
        /// The database comes from a dump: hold back what waited to be sent when it was made, as `restore` does.
        #[arg(long)]
        restored: bool,
    },
    /// Check the settings and show those in force, without secrets.
    CheckConfig,
    /// People and their keys.
    #[command(subcommand)]
    User(UserCommand),
    /// Plans of whoever hosts galka for others: fee, quotas, and which company has which.
    ///
    /// Without a plan nothing is limited. Plans may be changed while galka works.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Import contacts from a CSV or XLSX file, as companies have it.
    ///
    /// Encoding, delimiter and columns are guessed and shown; a bad row never stops the others.
    /// It may run while galka works, and can be taken back in the browser for a day.
    Import(ImportCommand),
    /// Export a company's contacts as CSV that can be imported again.
    Export(ExportOptions),
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
#[command(after_help = SANDBOX_HELP)]
pub(crate) struct SandboxOptions {
    /// Address to listen on [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDRESS", conflicts_with = "port")]
    pub(crate) listen: Option<SocketAddr>,
    /// Port of 127.0.0.1 to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Address that media links carry; the one listened on when absent
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Keep the world in this file; without it the world is gone when the process ends.
    /// A file that has a world already keeps that world: what describes a new one is not used then
    #[arg(long, value_name = "FILE", help_heading = "The world")]
    pub(crate) state: Option<PathBuf>,
    /// Begin as this TOML, YAML or JSON file describes, or as one of shop-day, storm-500, window-expiry
    #[arg(long, value_name = "FILE|NAME", help_heading = "The world")]
    pub(crate) scenario: Option<PathBuf>,
    /// Begin as a world that was saved with GET /control/v1/snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "scenario", help_heading = "The world")]
    pub(crate) snapshot: Option<PathBuf>,
    /// Rules by which it judges: whatsapp-2021, meta-2025-10 or meta-2026-10 [default: meta-2026-10]
    #[arg(long, value_name = "NAME", help_heading = "The world")]
    pub(crate) rule_set: Option<String>,
    /// Seed of everything it draws: the same seed and calls give the same world [default: 1]
    #[arg(long, value_name = "NUMBER", help_heading = "The world")]
    pub(crate) seed: Option<u64>,
    /// HTTP status of throttling errors: 400 as in Meta's table, 429 as at many providers [default: 400]
    #[arg(long, value_name = "STATUS", value_parser = ["400", "429"], help_heading = "The world")]
    pub(crate) throttle_status: Option<String>,
    /// Address that gets the webhooks of the first app
    #[arg(long, value_name = "URL", requires = "verify_token", help_heading = "Webhooks")]
    pub(crate) webhook_url: Option<String>,
    /// Word that this address expects in the handshake
    #[arg(long, value_name = "WORD", help_heading = "Webhooks")]
    pub(crate) verify_token: Option<String>,
    /// Secret of the first app, which signs the webhooks; drawn from the seed when absent
    #[arg(long, value_name = "SECRET", help_heading = "Webhooks")]
    pub(crate) app_secret: Option<String>,
    /// Write webhooks as Meta does: other than ASCII as \\uXXXX, / as \\/
    #[arg(long, help_heading = "Webhooks")]
    pub(crate) webhook_escaped: bool,
    /// Start with a clock that stands until it is moved
    #[arg(long, help_heading = "Clock")]
    pub(crate) paused: bool,
    /// Start with a clock that stands at this moment, in epoch milliseconds, until it is moved
    #[arg(long, value_name = "MS", help_heading = "Clock")]
    pub(crate) paused_at_ms: Option<i64>,
    /// Let the clock run this many times faster than the machine's, above 0 up to 100000
    #[arg(long, value_name = "FACTOR", help_heading = "Clock")]
    pub(crate) speed: Option<f64>,
    /// Print the credentials as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const SANDBOX_HELP: &str = "\
Examples:
  galka sandbox
      a fresh world in memory, with one company whose token and ids are printed
  galka sandbox --webhook-url http://127.0.0.1:3000/webhook --verify-token word --app-secret secret
      the same for a bot that listens on port 3000
  galka sandbox --scenario shop.yaml --state shop.jsonl
      a world of your own, kept over restarts with its timers
  galka sandbox --scenario window-expiry --port 0 --json
      a ready scenario under a standing clock, on a free port, for a test

By hand, while it runs:
  curl -X POST 127.0.0.1:8081/control/v1/clock -d '{\"advance_ms\": 86400000}'
  curl -X POST 127.0.0.1:8081/control/v1/faults -d '{\"target\": \"messages\", \"kind\": \"error\", \"code\": 131016, \"count\": 1}'
  curl 127.0.0.1:8081/control/v1/snapshot > world.json        (later: galka sandbox --snapshot world.json)
  curl -X PATCH 127.0.0.1:8081/control/v1/world/settings -d '{\"throttle_status\": 429}'
  curl 127.0.0.1:8081/control/v1/scenarios                    (the ready scenarios, to copy from)

A snapshot and a state file hold tokens and secrets: keep them as you keep a database.";

/// What to import and how.
#[derive(Debug, Args)]
pub(crate) struct ImportCommand {
    /// The file: CSV in any usual encoding, or XLSX; at most 20 MB and 200,000 rows
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Company by its slug or id; may be left out where there is one
    #[arg(long, value_name = "SLUG")]
    pub(crate) workspace: Option<String>,
    /// Say what it would do and write nothing
    #[arg(long)]
    pub(crate) check: bool,
    /// Where a column goes, by its header or its place from 1: phone, name, first_name, last_name, locale, label,
    /// field:KEY, new_field:NAME or skip; those not named are guessed
    #[arg(long, value_name = "COLUMN=TARGET")]
    pub(crate) map: Vec<String>,
    /// Country of numbers without a country code, as RU [default: by the company's language]
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Option<String>,
    /// What to do with people who are known already
    #[arg(long, value_enum, default_value_t = KnownPeople::Skip)]
    pub(crate) known: KnownPeople,
    /// How these people agreed to be written to; without it nobody is marked as having agreed
    #[arg(long, value_name = "TEXT", requires = "consent_at")]
    pub(crate) consent_source: Option<String>,
    /// When they agreed, as 2026-11-28
    #[arg(long, value_name = "DATE", requires = "consent_source")]
    pub(crate) consent_at: Option<String>,
    /// A label for all of them, by name; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Vec<String>,
    /// Encoding, where the guess is wrong: utf-8, windows-1251 …
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Delimiter, where the guess is wrong
    #[arg(long, value_name = "CHARACTER")]
    pub(crate) delimiter: Option<String>,
    /// Write the rows that cannot be taken, with their reasons, to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) bad_rows: Option<PathBuf>,
}

/// What an import does with people who are known already.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KnownPeople {
    /// Leave them as they are.
    Skip,
    /// Write what the file says over what is known.
    Update,
}

/// What to export.
#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// A file that does not exist yet; the standard output when absent
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Company by its slug or id; may be left out where there is one
    #[arg(long, value_name = "SLUG")]
    pub(crate) workspace: Option<String>,
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
    /// Live events: how soon those who watch hear of them, and whether each of them hears everything once.
    Live {
        /// Everything this many times as long; 0.01 is for correctness only
        #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
        scale: f64,
        /// Event streams at once
        #[arg(long, value_name = "NUMBER", default_value_t = 200)]
        clients: usize,
        /// A fresh database, as postgres://…; a file of its own when absent
        #[arg(long, value_name = "URL")]
        database_url: Option<String>,
    },
    /// The product with many conversations, for `npm run perf`: prints where it is, then sends as many events a second
    /// as each line of the standard input says, until that ends.
    #[command(hide = true)]
    Hold {
        /// Conversations with a message each
        #[arg(long, value_name = "NUMBER", default_value_t = 100_000)]
        conversations: u64,
    },
    /// The sandbox: sends with their statuses, and a day of a campaign to 100,000.
    Sandbox {
        /// Everything this many times as large; 0.01 is for correctness only
        #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
        scale: f64,
        /// How many times each side is measured, alternately
        #[arg(long, value_name = "NUMBER")]
        rounds: Option<u32>,
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

impl SandboxOptions {
    /// The address that was asked for, as a whole or by its port.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        self.listen.or(self.port.map(local))
    }
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

    #[test]
    fn a_sandbox_takes_a_port_or_an_address_and_a_scenario_or_a_snapshot() {
        let parsed = |arguments: &[&str]| Cli::try_parse_from([&["galka", "sandbox"], arguments].concat());
        let Command::Sandbox(options) = parsed(&["--port", "9000"]).unwrap().command else {
            unreachable!("the command is sandbox");
        };
        assert_eq!(options.address(), Some(SocketAddr::from(([127, 0, 0, 1], 9000))));
        assert!(parsed(&["--port", "1", "--listen", "127.0.0.1:2"]).is_err());
        assert!(parsed(&["--scenario", "a.toml", "--snapshot", "b.json"]).is_err());
        assert!(parsed(&["--throttle-status", "418"]).is_err());
        assert!(parsed(&["--webhook-url", "http://127.0.0.1:1"]).is_err());
    }
}
