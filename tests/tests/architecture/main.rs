//! What ARCHITECTURE.md promises about the whole tree: which package may name which, what the window may do, and that
//! generated files are up to date.
#![allow(clippy::unwrap_used)]

mod databases;
mod guides;
mod kinds;
mod lengths;
mod rooms;
mod waiting;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use desk_contract::error::ErrorCode;
use rstest::{fixture, rstest};
use serde_json::Value;

/// Which packages of this workspace a package may name in its code. A package that isn't listed may name none.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("desk-domain", &[]),
    ("desk-ports", &["desk-domain"]),
    ("desk-contract", &[]),
    ("desk-connect", &["desk-domain"]),
    ("desk-policy", &["desk-domain"]),
    ("desk-store", &["desk-domain"]),
    ("desk-platform", &["desk-ports"]),
    (
        "desk-commands",
        &[
            "desk-connect",
            "desk-contract",
            "desk-domain",
            "desk-policy",
            "desk-ports",
            "desk-store",
        ],
    ),
    (
        "duty",
        &["desk-commands", "desk-contract", "desk-platform", "desk-ports"],
    ),
    (
        "dutydesk",
        &["desk-commands", "desk-contract", "desk-platform", "desk-ports"],
    ),
];

/// Packages of others that only these of ours may name, by the beginning of their names.
const RESERVED: &[(&str, &[&str])] = &[
    ("tauri", &["dutydesk"]),
    ("keyring", &["desk-platform"]),
    ("zbus", &["desk-platform"]),
    ("notify-rust", &["desk-platform"]),
    ("opener", &["desk-platform"]),
    ("rusqlite", &["desk-store"]),
    ("reqwest", &["desk-connect"]),
    ("dom_query", &["desk-connect"]),
    ("html5ever", &["desk-connect"]),
    ("chardetng", &["desk-connect"]),
    ("toml", &["desk-policy"]),
    ("ts-rs", &["desk-contract"]),
    ("jiff", &["desk-domain"]),
];

/// What the pure domain must not even be able to name.
const NOT_IN_THE_DOMAIN: &[&str] = &[
    "serde",
    "serde_json",
    "rusqlite",
    "tokio",
    "reqwest",
    "async-trait",
    "tracing",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

fn this_system() -> String {
    let told = Command::new("rustc").args(["--print", "host-tuple"]).output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim_end().to_owned()
}

#[fixture]
#[once]
fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        // What other systems need was not fetched on this one.
        .other_options(["--offline", "--filter-platform", &this_system()].map(str::to_owned))
        .exec()
        .unwrap()
}

/// The names in a package's manifest that its product code can use.
fn named(package: &Package) -> BTreeSet<String> {
    let used = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal);
    used.map(|dependency| dependency.name.clone()).collect()
}

fn members(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let packages = metadata.workspace_packages().into_iter();
    packages
        .map(|package| (package.name.to_string(), named(package)))
        .filter(|(name, _)| name != "desk-tests")
        .collect()
}

#[rstest]
fn imports_go_one_way(metadata: &Metadata) {
    let members = members(metadata);
    let known: BTreeSet<&str> = MAY_NAME.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        members.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        known,
        "a package without a place"
    );
    for (name, allowed) in MAY_NAME {
        let ours = members[*name]
            .iter()
            .filter(|dependency| members.contains_key(*dependency));
        for dependency in ours {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{name} must not name {dependency}"
            );
        }
    }
}

#[rstest]
fn each_outside_package_has_one_place(metadata: &Metadata) {
    for (name, dependencies) in members(metadata) {
        for (reserved, places) in RESERVED {
            let ones = dependencies
                .iter()
                .filter(|dependency| *dependency == reserved || dependency.starts_with(&format!("{reserved}-")));
            for dependency in ones {
                assert!(
                    places.contains(&name.as_str()),
                    "{name} must not name {dependency}: only {places:?} may"
                );
            }
        }
    }
}

#[rstest]
fn the_domain_can_reach_nothing(metadata: &Metadata) {
    let named = &members(metadata)["desk-domain"];
    for forbidden in NOT_IN_THE_DOMAIN {
        assert!(!named.contains(*forbidden), "desk-domain names {forbidden}");
    }
}

/// With it the keychain panics inside async code.
#[rstest]
fn zbus_is_built_without_tokio(metadata: &Metadata) {
    let graph = metadata.resolve.as_ref().unwrap();
    let built = graph
        .nodes
        .iter()
        .filter(|node| metadata[&node.id].name.as_str() == "zbus");
    let versions: Vec<_> = built
        .inspect(|node| assert!(!node.features.iter().any(|feature| feature.as_ref() as &str == "tokio")))
        .map(|node| metadata[&node.id].version.major)
        .collect();
    assert_eq!(versions, [5], "one zbus, for keychain and notifications alike");
}

#[rstest]
fn every_package_says_what_it_is(metadata: &Metadata) {
    for package in metadata.workspace_packages() {
        assert!(package.description.is_some(), "{} has no description", package.name);
        for target in package
            .targets
            .iter()
            .filter(|target| target.is_lib() || target.is_bin())
        {
            let text = std::fs::read_to_string(&target.src_path).unwrap();
            assert!(text.starts_with("//! "), "{} has no words at its top", target.src_path);
        }
    }
}

#[test]
fn no_page_but_the_one_window_may_call_anything() {
    let main = json("src-tauri/capabilities/main.json");
    assert_eq!(main["windows"], serde_json::json!(["main"]));
    assert!(main.get("remote").is_none(), "no page from elsewhere may call anything");
    let files: Vec<_> = std::fs::read_dir(root().join("src-tauri/capabilities"))
        .unwrap()
        .collect();
    assert_eq!(
        files.len(),
        1,
        "one capability file, so that this test sees all of them"
    );
}

#[test]
fn the_content_security_policy_lets_in_nothing_from_elsewhere() {
    let config = json("src-tauri/tauri.conf.json");
    let policy = config["app"]["security"]["csp"].as_object().unwrap();
    assert_eq!(policy["default-src"], "'none'");
    assert_eq!(policy["script-src"], "'self'");
    for (what, sources) in policy {
        let sources = sources.as_str().unwrap();
        for source in sources.split(' ') {
            let known = matches!(source, "'self'" | "'none'" | "ipc:" | "http://ipc.localhost");
            assert!(known, "{what} lets in {source}");
        }
    }
    assert!(
        config["app"]["security"]
            .get("dangerousDisableAssetCspModification")
            .is_none()
    );
}

#[test]
fn the_bindings_of_the_screen_are_not_stale() {
    let made = desk_contract::bindings::typescript();
    assert!(
        read("ui/src/lib/ipc/bindings.ts") == made,
        "ui/src/lib/ipc/bindings.ts is stale: see CONTRIBUTING.md"
    );
}

#[test]
fn every_error_code_has_a_text_on_the_screen() {
    let table = read("ui/src/lib/ipc/errors.ts");
    for code in ErrorCode::ALL {
        let word = serde_json::to_value(code).unwrap();
        let row = format!("  {}: {{ heading: '", word.as_str().unwrap());
        assert!(table.contains(&row), "ui/src/lib/ipc/errors.ts has no row for {word}");
    }
}

#[test]
fn the_screen_renders_no_html_and_speaks_through_one_file() {
    for file in files_under("ui/src") {
        let text = read(&file);
        for forbidden in [
            "{@html",
            "innerHTML",
            "insertAdjacentHTML",
            "eval(",
            "XMLHttpRequest",
            "WebSocket",
        ] {
            assert!(!text.contains(forbidden), "{} has {forbidden}", file.display());
        }
        if text.contains("@tauri-apps/api") {
            let inside = file.starts_with("ui/src/lib/ipc");
            assert!(
                inside,
                "{} imports @tauri-apps/api outside of ui/src/lib/ipc",
                file.display()
            );
        }
    }
}

#[test]
fn imports_of_the_screen_go_from_views_to_features_to_lib() {
    for file in files_under("ui/src/lib")
        .into_iter()
        .chain(files_under("ui/src/features"))
    {
        let text = read(&file);
        let imports = text
            .lines()
            .filter(|line| line.contains("import ") || line.contains(" from '"));
        for line in imports {
            assert!(!line.contains("views/"), "{}: {line}", file.display());
            if file.starts_with("ui/src/lib") {
                assert!(!line.contains("features/"), "{}: {line}", file.display());
            }
        }
    }
}

/// A clone must not depend on the machine that it was written on.
#[test]
fn no_file_names_a_place_outside_of_the_tree() {
    // Put together here, so that this file does not name them either.
    let outside = [concat!("../", "shared"), concat!("/wo", "rk/")];
    for file in files_under(".") {
        let Ok(text) = std::fs::read_to_string(root().join(&file)) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for place in outside {
                assert!(!line.contains(place), "{}:{} names {place}", file.display(), index + 1);
            }
        }
    }
}

/// The files of a folder that belong to the project, relative to the root.
fn files_under(folder: &str) -> Vec<PathBuf> {
    let listed = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", folder])
        .current_dir(root())
        .output()
        .expect("git is needed to tell the project's files from what was built");
    assert!(listed.status.success());
    let files: Vec<PathBuf> = String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .map(PathBuf::from)
        .collect();
    assert!(!files.is_empty(), "no file under {folder}");
    files.into_iter().filter(|file| root().join(file).is_file()).collect()
}
