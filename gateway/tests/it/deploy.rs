//! The files of `deploy`, each held against the program that reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::Path,
    process::{Output, Stdio},
};

use wsmtp_gateway::check;

use crate::support::{
    authority::Authority,
    http::{exchange, get},
    mailserver::patient,
    page::Page,
    process::{self, Process},
    program::{program, root},
};

const UNIT: &str = include_str!("../../deploy/wsmtp-gateway.service");
const LOW_PORT: &str = include_str!("../../deploy/wsmtp-gateway.service.d/low-port.conf");
const STATIC_USER: &str = include_str!("../../deploy/wsmtp-gateway.service.d/static-user.conf");
const CONFIGURATION: &str = include_str!("../../deploy/gateway.toml");
const ALERTS: &str = include_str!("../../deploy/alerts.yml");
const ALERTS_TEST: &str = include_str!("deploy/alerts_test.yml");
const DASHBOARD: &str = include_str!("../../deploy/dashboard.json");
const README: &str = include_str!("../../deploy/README.md");

/// The most that systemd may think of how exposed the service is, from 0 to 100.
const EXPOSURE: &str = "--threshold=15";

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(all).unwrap()
}

/// systemd's opinion of a unit.
fn analyze(arguments: &[&str], unit: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wsmtp-gateway.service");
    fs::write(&file, unit).unwrap();
    program("bin/systemd-analyze")
        .env("SYSTEMD_UNIT_PATH", root().join("lib/systemd/system"))
        .args(["--no-pager", "--man=no"])
        .args(arguments)
        .arg(file)
        .output()
        .unwrap()
}

fn unit() -> String {
    let installed = "/usr/bin/wsmtp-gateway";
    assert!(UNIT.contains(installed));
    UNIT.replace(installed, env!("CARGO_BIN_EXE_wsmtp-gateway"))
}

/// The unit by itself, and with what may be laid beside it, which systemd reads as if it came behind.
fn units() -> [String; 4] {
    let both = format!("{LOW_PORT}{STATIC_USER}");
    ["", LOW_PORT, STATIC_USER, &both].map(|more| unit() + more)
}

#[test]
fn systemd_understands_every_line_of_the_unit() {
    let verify = ["verify", "--recursive-errors=one"];
    for unit in units() {
        let output = analyze(&verify, &unit);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(said(&output), "");
    }
    let slip = unit().replace("ProtectHome", "ProtectHomes");
    assert!(said(&analyze(&verify, &slip)).contains("Unknown key"));
    let slip = unit() + &STATIC_USER.replace("Group=", "Groups=");
    assert!(said(&analyze(&verify, &slip)).contains("Unknown key"));
}

#[test]
fn the_unit_is_hardened() {
    let security = ["security", "--offline=true", EXPOSURE];
    for unit in units() {
        let output = analyze(&security, &unit);
        assert!(output.status.success(), "{}", said(&output));
    }
    let open = "[Service]\nExecStart=/bin/true\n";
    assert!(!analyze(&security, open).status.success());
}

/// What a unit sets, with the lines that it offers behind a `#`; the last word counts.
fn settings(unit: &str) -> BTreeMap<&str, &str> {
    let offered = |line: &&str| line.starts_with(char::is_alphabetic);
    unit.lines()
        .map(|line| line.strip_prefix('#').filter(offered).unwrap_or(line))
        .filter_map(|line| line.split_once('='))
        .collect()
}

/// Whether a unit gives capabilities that count for something, if it gives any.
fn keeps_its_word(unit: &str) -> bool {
    let settings = settings(unit);
    let given = settings.get("AmbientCapabilities");
    given.is_none_or(|given| {
        settings["PrivateUsers"] == "no" && settings["CapabilityBoundingSet"] == *given
    })
}

#[test]
fn a_capability_comes_with_all_that_it_needs() {
    for unit in units() {
        assert!(keeps_its_word(&unit), "{unit}");
    }
    let given = "AmbientCapabilities=CAP_NET_BIND_SERVICE\n";
    assert!(LOW_PORT.contains(given));
    let offered = format!("#{given}");
    let unbound = format!("{given}PrivateUsers=no\n");
    let elsewhere = format!("{given}CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n");
    for slip in [given, &offered, &unbound, &elsewhere] {
        assert!(!keeps_its_word(&(unit() + slip)), "{slip}");
    }
}

#[test]
fn secrets_that_are_read_in_place_have_an_owner_who_is_always_there() {
    let unit = unit() + STATIC_USER;
    let settings = settings(&unit);
    assert_eq!(settings["DynamicUser"], "no");
    let (user, group) = (settings["User"], settings["Group"]);
    for words in [
        format!("nologin {user}\n"),
        format!("install -o {user} -g {group} -m 400 "),
        format!("--groups {group} "),
    ] {
        assert!(README.contains(&words), "{words}");
    }
}

#[test]
fn every_file_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    for within in ["", "wsmtp-gateway.service.d/"] {
        for entry in fs::read_dir(folder.join(within)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_file() && name != "README.md" {
                assert!(
                    README.contains(&format!("[`{name}`]({within}{name})")),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn the_configuration_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let here = CONFIGURATION.replace("/var/log/wsmtp/", "");
    let config = check::parse(&here, folder.path()).unwrap();
    assert!(config.admin.is_some() && config.audit.file.is_some());
    let nowhere = check::parse(CONFIGURATION, Path::new("/")).err();
    if let Some(problems) = nowhere {
        assert!(problems.iter().all(|problem| problem.key == "audit.file"));
    }
}

/// Gives promtool a file and its opinion of it.
fn promtool(arguments: &[&str], input: &str) -> Output {
    let mut child = program("bin/promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[test]
fn prometheus_understands_the_alerts() {
    let output = promtool(&["check", "rules", "--lint-fatal"], ALERTS);
    assert!(output.status.success(), "{}", said(&output));
    let slip = ALERTS.replace("increase(", "increases(");
    assert!(!promtool(&["check", "rules"], &slip).status.success());
}

#[test]
fn each_alert_fires_when_it_should_and_none_while_all_is_well() {
    let folder = tempfile::tempdir().unwrap();
    // What is for people would have to be said again word by word.
    let is_for_prometheus = |line: &&str| {
        let words = ["annotations:", "summary:", "action:"];
        !words.iter().any(|word| line.trim_start().starts_with(word))
    };
    let alerts: String = ALERTS
        .split_inclusive('\n')
        .filter(is_for_prometheus)
        .collect();
    fs::write(folder.path().join("alerts.yml"), alerts).unwrap();
    let file = folder.path().join("alerts_test.yml");
    fs::write(&file, ALERTS_TEST).unwrap();
    let output = program("bin/promtool")
        .args(["test", "rules"])
        .arg(file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    for line in ALERTS.lines() {
        if let Some((_, alert)) = line.split_once("- alert: ") {
            let tried = format!("alertname: {alert}");
            assert_eq!(ALERTS_TEST.matches(&tried).count(), 2, "{alert}");
        }
    }
}

/// The metrics of a gateway at which something of everything has happened.
async fn metrics() -> String {
    let configuration = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n{}",
        process::clear(patient().await)
    );
    let tls = "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n";
    let gateway = Process::start(process::gateway(), &configuration).await;
    exchange(gateway.address, "GET / HTTP/1.1\r\nhost: elsewhere.example").await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.leave().await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("nowhere").await;
    page.failed(wsmtp_tunnel::ErrorCode::UpstreamUnknown).await;
    let (certificate, key) = Authority::new().files("localhost");
    fs::write(gateway.folder().join("certificate.pem"), certificate).unwrap();
    fs::write(gateway.folder().join("key.pem"), key).unwrap();
    gateway.configure(&format!("{configuration}{tls}"));
    gateway.signal("-HUP");
    gateway.logged("the configuration was read again").await;
    get(gateway.admin().await, "/metrics").await.body
}

#[tokio::test]
async fn prometheus_understands_the_metrics_and_finds_their_names_good() {
    let output = promtool(&["check", "metrics"], &metrics().await);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), "");
}

/// The names in a text that can only be those of metrics.
fn names(text: &str) -> BTreeSet<&str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .filter(|word| word.starts_with("wsmtp_") || word.starts_with("process_"))
        // Where the lines of the log come from.
        .filter(|word| *word != "wsmtp_gateway")
        .map(|word| word.strip_suffix("_bucket").unwrap_or(word))
        .collect()
}

/// The names of the metrics that the gateway has.
fn exported(metrics: &str) -> BTreeSet<&str> {
    metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .filter_map(|rest| rest.split(' ').next())
        .collect()
}

#[tokio::test]
async fn every_metric_that_is_asked_for_is_there_and_every_one_of_ours_is_explained() {
    let metrics = metrics().await;
    let exported = exported(&metrics);
    for (file, text) in [
        ("alerts.yml", ALERTS),
        ("dashboard.json", DASHBOARD),
        ("README.md", README),
    ] {
        for name in names(text) {
            assert!(exported.contains(name), "{file} asks for {name}");
        }
    }
    let explained = names(README);
    for name in exported.iter().filter(|name| name.starts_with("wsmtp_")) {
        assert!(
            explained.contains(name),
            "README.md does not explain {name}"
        );
    }
}

/// The questions of the dashboard, as rules that record the answers.
fn recorded(dashboard: &str) -> String {
    let dashboard: serde_json::Value = serde_json::from_str(dashboard).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let rules: Vec<_> = targets
        .enumerate()
        .map(|(nth, target)| {
            let question = target["expr"].as_str().unwrap();
            // What Grafana fills in; `$instance` is a pattern as it is.
            let question = question
                .replace("$__rate_interval", "5m")
                .replace("$__range", "6h");
            serde_json::json!({ "record": format!("dashboard:{nth}"), "expr": question })
        })
        .collect();
    // YAML reads JSON too.
    serde_json::json!({ "groups": [{ "name": "dashboard", "rules": rules }] }).to_string()
}

#[test]
fn prometheus_understands_every_question_of_the_dashboard() {
    let output = promtool(&["check", "rules"], &recorded(DASHBOARD));
    assert!(output.status.success(), "{}", said(&output));
    let all = DASHBOARD.matches("\"expr\"").count();
    let found = format!("{all} rules found");
    assert!(said(&output).contains(&found), "{}", said(&output));
    let slip = DASHBOARD.replacen("sum by (status) (", "sums by (status) (", 1);
    let output = promtool(&["check", "rules"], &recorded(&slip));
    assert!(!output.status.success(), "{}", said(&output));
}

#[test]
fn the_dashboard_can_be_imported() {
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64()).collect();
    assert_eq!(ids.len(), panels.len());
    for panel in panels {
        for target in panel["targets"].as_array().unwrap() {
            assert!(target["expr"].as_str().unwrap().contains("$instance"));
        }
    }
}
