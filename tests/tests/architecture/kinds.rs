//! The table of kinds is the one place that knows them: no other file of the product names one, and the README lists
//! each as the table has it.

use desk_connect::kind::{KINDS, Kind};
use syn::visit::{self, Visit};

use super::{files_under, read};

/// The two lists, of which each kind has a row.
const LISTS: [&str; 2] = [
    "src-tauri/crates/desk-connect/src/lib.rs",
    "src-tauri/crates/desk-policy/src/kinds.rs",
];
/// Examples of ids, in comments only.
const GENERATED: &str = "ui/src/lib/ipc/bindings.ts";

#[test]
fn a_kind_of_account_is_named_in_its_own_folder_only() {
    let mut named = Vec::new();
    for kind in KINDS {
        let home = format!("src-tauri/crates/desk-connect/src/{}/", kind.id);
        for file in files_under("src-tauri").into_iter().chain(files_under("ui/src")) {
            let path = file.to_str().unwrap().replace('\\', "/");
            let is_rust = path.ends_with(".rs") && path.contains("/src/") && !path.ends_with("/tests.rs");
            let is_screen = path.starts_with("ui/src/") && path != GENERATED;
            if !(is_rust || is_screen) || path.starts_with(&home) || LISTS.contains(&path.as_str()) {
                continue;
            }
            let text = read(&path);
            let said = if is_rust {
                said_by(&text)
            } else {
                vec![without_comments(&text)]
            };
            let here = said.iter().filter(|said| names(said, kind));
            named.extend(here.map(|said| format!("{path}: {said:.80}")));
        }
    }
    assert!(
        named.is_empty(),
        "a kind is named outside of its folder:\n{}",
        named.join("\n")
    );
}

#[test]
fn the_readme_lists_every_kind_as_the_table_has_it() {
    let readme = read("README.md");
    for kind in KINDS {
        assert!(
            readme.contains(&kind.row()),
            "README.md lacks this row:\n{}",
            kind.row()
        );
    }
}

/// Whether a text has the kind's id as a word, or its name.
fn names(text: &str, kind: &Kind) -> bool {
    let together = kind.name.replace(' ', "");
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word == kind.id)
        || text.contains(kind.name)
        || text.contains(&together)
}

/// The names and texts of a Rust file that are built into the product: no comments, no tests.
fn said_by(text: &str) -> Vec<String> {
    let mut said = Said(Vec::new());
    said.visit_file(&syn::parse_file(text).unwrap());
    said.0
}

struct Said(Vec<String>);

impl<'ast> Visit<'ast> for Said {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc") {
            visit::visit_attribute(self, attribute);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test")
        };
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.0.push(ident.to_string());
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push(text.value());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.0.push(without(call.tokens.to_string(), "# [doc = ", "\"]"));
    }
}

/// A file of the screen without its comments.
fn without_comments(text: &str) -> String {
    let comments = [("<!--", "-->"), ("/*", "*/"), ("// ", "\n")];
    let whole = text.to_owned();
    comments
        .into_iter()
        .fold(whole, |text, (begins, ends)| without(text, begins, ends))
}

/// A text without every part that begins and ends like this.
fn without(mut text: String, begins: &str, ends: &str) -> String {
    while let Some(start) = text.find(begins) {
        let end = text[start..].find(ends);
        let end = end.map_or(text.len(), |end| start + end + ends.len());
        text.replace_range(start..end, "\n");
    }
    text
}
