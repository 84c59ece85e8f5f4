//! The database files belong to SQLite: whoever opens one in another way and closes it again drops SQLite's locks on it.
//! Read from the sources.

use std::path::Path;

use super::rooms::rust_files;
use super::root;

/// The sources of the product, with their paths from the root.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let crates = std::fs::read_dir(root().join("src-tauri/crates")).unwrap();
    for one in crates {
        rust_files(&one.unwrap().path().join("src"), &mut files);
    }
    rust_files(&root().join("src-tauri/src"), &mut files);
    let named = |file: &Path| file.strip_prefix(root()).unwrap().display().to_string();
    let read = files
        .iter()
        .map(|file| (named(file), std::fs::read_to_string(file).unwrap()));
    read.collect()
}

/// These read files that SQLite does not have open: a broken one that was set aside, a copy that is being made.
const OF_CLOSED_FILES: [&str; 3] = [
    "src-tauri/crates/desk-store/src/backup.rs",
    "src-tauri/crates/desk-store/src/rescue.rs",
    "src-tauri/crates/desk-store/src/restore.rs",
];

#[test]
fn f41_only_the_store_names_the_database_files_and_it_reads_none_of_them_itself() {
    let sources = sources();
    assert!(sources.len() > 100, "{}", sources.len());
    for (file, text) in sources {
        let in_store = file.starts_with("src-tauri/crates/desk-store/");
        let names_them = ["\"desk.db\"", "\"cache.db\""].iter().any(|name| text.contains(name));
        assert!(in_store || !names_them, "{file} names a database file");
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        let reads = ["File::open(", "fs::read(", "fs::read_to_string("];
        let reads = reads.iter().find(|call| product.contains(**call));
        let may_read = !in_store || OF_CLOSED_FILES.contains(&file.as_str());
        assert!(may_read || reads.is_none(), "{file}: {reads:?}");
    }
}
