//! The binary as a person or a script meets it: help, settings, exit codes, one process per directory, the end.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

fn galka(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_galka"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("GALKA_")) {
            command.env_remove(name);
        }
    }
    command
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    galka(directory).args(arguments).output().expect("the binary runs")
}

/// A product on a free port; killed when dropped.
struct Served {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Served {
    fn start(directory: &Path) -> Self {
        let mut child = galka(directory)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .spawn()
            .expect("the binary runs");
        let output = BufReader::new(child.stdout.take().expect("its output is ours"));
        let mut served = Self { child, output };
        let first = served.line();
        assert!(first.starts_with("Galka is at http://127.0.0.1:"), "{first}");
        served
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("its output is text");
        if line.is_empty() {
            let mut words = String::new();
            let errors = self
                .child
                .stderr
                .take()
                .map(|mut errors| errors.read_to_string(&mut words));
            assert!(matches!(errors, Some(Ok(_))), "its errors are text");
            panic!("the product ended: {words}");
        }
        line
    }

    fn terminate(mut self) -> Option<i32> {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(sent.is_ok_and(|sent| sent.success()));
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_command_explains_itself() {
    let directory = tempfile::tempdir().unwrap();
    let whole = run(directory.path(), &["--help"]);
    assert_eq!(whole.status.code(), Some(0));
    for command in [
        "serve",
        "demo",
        "sandbox",
        "migrate",
        "check-config",
        "user",
        "plan",
        "import",
        "export",
        "backup",
        "restore",
        "doctor",
        "bench",
    ] {
        assert!(text(&whole.stdout).contains(command), "{command}");
        let help = run(directory.path(), &[command, "--help"]);
        assert_eq!(help.status.code(), Some(0), "{command}");
        assert!(text(&help.stdout).contains("--data-dir"), "{command}");
    }
}

#[test]
fn bad_usage_is_2_and_failure_is_1() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(run(directory.path(), &["serve", "--nonsense"]).status.code(), Some(2));
    assert_eq!(run(directory.path(), &[]).status.code(), Some(2));
    std::fs::write(
        directory.path().join("galka.toml"),
        "[server]\nlisen = \"127.0.0.1:1\"\n",
    )
    .unwrap();
    let refused = run(directory.path(), &["check-config"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("server.listen"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn a_port_in_use_says_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = run(directory.path(), &["serve", "--listen", &address]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("--listen"), "{}", text(&refused.stderr));
}

#[test]
fn a_second_process_is_refused_and_the_first_drains_on_sigterm() {
    let directory = tempfile::tempdir().unwrap();
    let mut first = Served::start(directory.path());
    assert!(first.line().contains("/setup/"), "the first owner's link is printed");
    let second = run(directory.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("--data-dir"), "{}", text(&second.stderr));
    assert_eq!(first.terminate(), Some(0));
}

#[test]
fn a_key_is_printed_alone_beside_a_running_product_and_alone() {
    let directory = tempfile::tempdir().unwrap();
    let create = [
        "user",
        "create",
        "--email",
        "bot@example.org",
        "--role",
        "owner",
        "--print-api-key",
    ];
    let alone = run(directory.path(), &create);
    assert_eq!(alone.status.code(), Some(0), "{}", text(&alone.stderr));
    let served = Served::start(directory.path());
    let beside = run(directory.path(), &create);
    assert_eq!(beside.status.code(), Some(0), "{}", text(&beside.stderr));
    for output in [alone, beside] {
        let key = text(&output.stdout);
        assert!(key.starts_with("gk_") && key.lines().count() == 1, "{key}");
    }
    assert_eq!(served.terminate(), Some(0));
    let people = run(directory.path(), &["user", "list"]);
    assert!(text(&people.stdout).contains("bot@example.org"));
}

#[test]
fn the_doctor_finds_a_fresh_directory_well() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(run(directory.path(), &["migrate"]).status.code(), Some(0));
    let looked = run(directory.path(), &["doctor"]);
    assert!(
        text(&looked.stdout).contains("SQLite answers"),
        "{}",
        text(&looked.stdout)
    );
}

#[test]
fn a_backup_is_made_while_the_product_runs_and_brings_everything_back() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(directory.path());
    let create = ["user", "create", "--email", "anna@example.org", "--role", "owner"];
    assert_eq!(run(directory.path(), &create).status.code(), Some(0));
    let kept = run(directory.path(), &["backup", "kept"]);
    assert_eq!(kept.status.code(), Some(0), "{}", text(&kept.stderr));
    let again = run(directory.path(), &["backup", "kept"]);
    assert_eq!(again.status.code(), Some(1), "a backup is not overwritten");
    assert_eq!(served.terminate(), Some(0));
    assert!(text(&kept.stdout).contains("key"));
    let over = run(directory.path(), &["restore", "kept"]);
    assert_eq!(over.status.code(), Some(1), "nothing is overwritten");
    let restored = run(directory.path(), &["restore", "kept", "--data-dir", "again"]);
    assert_eq!(restored.status.code(), Some(0), "{}", text(&restored.stderr));
    let people = run(directory.path(), &["user", "list", "--data-dir", "again"]);
    assert!(
        text(&people.stdout).contains("anna@example.org"),
        "{}",
        text(&people.stderr)
    );
}

/// «Имя;Телефон;Город» in the encoding of a Russian office program.
const CP1251: &[u8] = b"\xc8\xec\xff;\xd2\xe5\xeb\xe5\xf4\xee\xed;\xc3\xee\xf0\xee\xe4\n\
    \xc0\xed\xed\xe0;8 (916) 123-45-67;=1+1\n\
    \xce\xeb\xe5\xe3;916;\n\
    ;+7 916 765 43 21;\xd2\xe2\xe5\xf0\xfc\n";

#[test]
fn contacts_go_in_from_an_office_file_and_come_out_again() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    std::fs::write(here.join("people.csv"), CP1251).unwrap();
    let none = run(here, &["import", "people.csv"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(
        text(&none.stderr).contains("galka user create"),
        "{}",
        text(&none.stderr)
    );
    let create = ["user", "create", "--email", "anna@example.org", "--role", "owner"];
    assert_eq!(run(here, &create).status.code(), Some(0));

    let only_check = run(here, &["import", "people.csv", "--check"]);
    assert_eq!(only_check.status.code(), Some(0), "{}", text(&only_check.stderr));
    let said = text(&only_check.stdout);
    assert!(said.contains("2 usable, 1 bad"), "{said}");
    assert!(said.contains("2 contacts to be made"), "{said}");
    let empty = run(here, &["export"]);
    assert_eq!(
        text(&empty.stdout).lines().count(),
        1,
        "nothing was written: {}",
        text(&empty.stdout)
    );

    let consent = ["--consent-source", "stand", "--consent-at", "2026-11-01"];
    let imported = run(
        here,
        &[&["import", "people.csv", "--bad-rows", "bad.csv"][..], &consent[..]].concat(),
    );
    assert_eq!(imported.status.code(), Some(0), "{}", text(&imported.stderr));
    assert!(
        text(&imported.stdout).contains("done: 2 made"),
        "{}",
        text(&imported.stdout)
    );
    assert!(std::fs::read_to_string(here.join("bad.csv")).unwrap().contains("Олег"));

    let exported = run(here, &["export", "out.csv"]);
    assert_eq!(exported.status.code(), Some(0), "{}", text(&exported.stderr));
    let out = std::fs::read_to_string(here.join("out.csv")).unwrap();
    let anna = out.lines().find(|line| line.contains("Анна")).unwrap();
    assert!(anna.starts_with("+79161234567,"), "{anna}");
    assert!(anna.contains("stand") && anna.ends_with(",'=1+1"), "{anna}");
    assert_eq!(
        run(here, &["export", "out.csv"]).status.code(),
        Some(1),
        "a file is not overwritten"
    );

    let again = run(here, &["import", "out.csv"]);
    assert!(
        text(&again.stdout).contains("done: 0 made, 0 changed, 2 left"),
        "{}",
        text(&again.stdout)
    );
    let nonsense = run(here, &["import", "people.csv", "--map", "Возраст=phone"]);
    assert_eq!(nonsense.status.code(), Some(2));
    assert!(text(&nonsense.stderr).contains("Телефон"), "{}", text(&nonsense.stderr));
}

#[test]
fn a_hoster_writes_a_plan_and_gives_it_to_a_company_beside_a_running_product() {
    let directory = tempfile::tempdir().unwrap();
    let made = run(
        directory.path(),
        &["user", "create", "--email", "a@example.org", "--locale", "en"],
    );
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let served = Served::start(directory.path());
    let done = |arguments: &[&str]| {
        let output = run(directory.path(), &[&["plan"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let refused = |arguments: &[&str], code| {
        let output = run(directory.path(), &[&["plan"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        text(&output.stderr)
    };
    assert!(done(&["list"]).contains("nothing is limited"));
    done(&[
        "set",
        "small",
        "--fee",
        "9 EUR a month",
        "--members",
        "1",
        "--messages-per-month",
        "1000",
    ]);
    refused(&["set", "Not A Name"], 2);
    assert!(refused(&["attach", "my-company", "large"], 1).contains("galka plan list"));
    done(&["attach", "my-company", "small"]);
    let listed = done(&["list"]);
    for word in [
        "small  9 EUR a month",
        "messages_per_month   1000",
        "attached to my-company",
    ] {
        assert!(listed.contains(word), "{listed}");
    }
    let second = run(directory.path(), &["user", "create", "--email", "b@example.org"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(
        text(&second.stderr).contains("quota_reached"),
        "{}",
        text(&second.stderr)
    );
    assert!(refused(&["remove", "small"], 1).contains("has the plan"));
    done(&["detach", "my-company"]);
    done(&["remove", "small"]);
    assert_eq!(served.terminate(), Some(0));
}
