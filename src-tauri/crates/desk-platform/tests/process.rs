//! What a process does to itself, and what it starts. It has its own binary, because it changes the whole process.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use desk_platform::{Browser, private_process};
use desk_ports::{Opener, WebAddress};

/// Set in the process that opens an address; names the address.
const ADDRESS: &str = "DUTYDESK_TEST_ADDRESS";

#[test]
fn files_of_a_private_process_are_ours_alone_and_a_crash_leaves_no_copy_of_it() {
    private_process();
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let dumpable = rustix::process::dumpable_behavior().unwrap();
    assert_eq!(dumpable, rustix::process::DumpableBehavior::NotDumpable);
}

#[test]
fn f74_the_browser_gets_the_address_as_one_word_and_no_shell_reads_it() {
    if let Ok(address) = std::env::var(ADDRESS) {
        return Browser.open(&WebAddress::parse(&address).unwrap()).unwrap();
    }
    let root = tempfile::tempdir().unwrap();
    let (opener, seen) = (root.path().join("xdg-open"), root.path().join("seen"));
    let script = format!(
        "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > '{0}.new' && mv '{0}.new' '{0}'\n",
        seen.display()
    );
    std::fs::write(&opener, script).unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o700)).unwrap();
    let address = "https://example.org/?a=$(touch${IFS}x);b='c'&d=%20`id`#e";
    let done = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "f74_the_browser_gets_the_address_as_one_word_and_no_shell_reads_it",
        ])
        .env(ADDRESS, address)
        .env("PATH", format!("{}:/usr/bin:/bin", root.path().display()))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    let opened = WebAddress::parse(address).unwrap();
    assert_eq!(when_written(&seen), format!("1|{}|", opened.as_str()));
}

fn when_written(path: &Path) -> String {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        match std::fs::read_to_string(path) {
            Ok(text) => return text,
            Err(_) if Instant::now() < until => std::thread::sleep(Duration::from_millis(10)),
            Err(error) => panic!("nothing was opened: {error}"),
        }
    }
}
