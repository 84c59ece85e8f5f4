//! The folders of `desk-commands`, the files of `desk-domain`, and the direction of imports between them, read from the
//! sources: a folder only imports those above it, and no files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use syn::visit::Visit;

use super::root;

pub(super) const COMMANDS: &str = "src-tauri/crates/desk-commands/src";
const DOMAIN: &str = "src-tauri/crates/desk-domain/src";

/// The folders of `desk-commands`. Folders in the same line don't import each other.
const ROOMS_OF_COMMANDS: &[&[&str]] = &[
    &["words"],
    &["desk"],
    &["ticket"],
    &["reading"],
    &["outbox"],
    &["reply", "shift", "triage"],
    &["acts", "incident", "notices"],
    &["health", "practice", "rehearse"],
    &["settings"],
    &["jobs", "views"],
];

/// The files of `desk-domain`.
const ROOMS_OF_DOMAIN: &[&[&str]] = &[
    &["time", "priority", "calendar", "ids"],
    &["form", "event"],
    &["who", "policy", "support_hours"],
    &["deadline", "set_clock", "typed_time", "wall_clock"],
    &["clock", "triage"],
    &["incident", "notice"],
];

/// A module by its path inside the crate: `notices::look`, or empty for the crate's first file.
type Module = String;

/// What each module of a crate imports from its own crate.
struct Imports {
    of: BTreeMap<Module, BTreeSet<Module>>,
}

impl Imports {
    fn read(source: &str) -> Self {
        let folder = root().join(source);
        let mut files = Vec::new();
        rust_files(&folder, &mut files);
        let modules: BTreeSet<Module> = files.iter().map(|file| module_of(&folder, file)).collect();
        let of = files.iter().map(|file| {
            let module = module_of(&folder, file);
            let text = std::fs::read_to_string(file).unwrap();
            let mut reading = Reading {
                module: &module,
                is_folder: file.ends_with("mod.rs") || module.is_empty(),
                paths: BTreeSet::new(),
            };
            reading.visit_file(&syn::parse_file(&text).unwrap());
            let mut imported: BTreeSet<Module> = reading.paths.iter().map(|path| longest(&modules, path)).collect();
            imported.remove(&module);
            (module, imported)
        });
        Self { of: of.collect() }
    }

    /// Between rooms: who imports whom, and in which file.
    fn between_rooms(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let pairs = self.of.iter().flat_map(|(module, imported)| {
            let rooms = imported.iter().map(|other| (room(module), room(other)));
            rooms.map(move |(from, to)| (from, to, module.as_str()))
        });
        pairs.filter(|(from, to, _)| from != to && !from.is_empty() && !to.is_empty())
    }

    fn circles(&self) -> Vec<Vec<&str>> {
        let mut graph: DiGraphMap<&str, ()> = DiGraphMap::new();
        for (module, imported) in &self.of {
            for other in imported {
                graph.add_edge(module.as_str(), other.as_str(), ());
            }
        }
        let mut circles = tarjan_scc(&graph);
        circles.retain(|files| files.len() > 1);
        circles
    }
}

/// The paths that a file names.
struct Reading<'a> {
    module: &'a str,
    /// `super` of a folder's first file leads out of the folder.
    is_folder: bool,
    paths: BTreeSet<String>,
}

impl Reading<'_> {
    /// A path as it is written, from the root of the crate; `None` when it leads into another crate.
    fn resolved(&self, segments: &[String]) -> Option<String> {
        let mut rest = segments;
        let mut base: Vec<&str> = self.module.split("::").filter(|part| !part.is_empty()).collect();
        match rest.first()?.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop();
            }
            // A folder's first file names the files beside it without more.
            _ if self.is_folder => return Some(joined(&base, segments)),
            _ => return None,
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|word| word == "super") {
            base.pop();
            rest = &rest[1..];
        }
        Some(joined(&base, rest))
    }

    fn name(&mut self, segments: &[String]) {
        self.paths.extend(self.resolved(segments));
    }

    fn follow(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |word: String| [before, &[word]].concat();
        match tree {
            syn::UseTree::Path(path) => self.follow(&with(path.ident.to_string()), &path.tree),
            syn::UseTree::Name(name) => self.name(&with(name.ident.to_string())),
            syn::UseTree::Rename(name) => self.name(&with(name.ident.to_string())),
            syn::UseTree::Glob(_) => self.name(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.follow(before, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Reading<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.follow(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 && matches!(segments[0].as_str(), "crate" | "super") {
            self.name(&segments);
        }
        syn::visit::visit_path(self, path);
    }

    /// Tests inside a file know it from within: their `super` is the file itself.
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}
}

fn joined(base: &[&str], rest: &[String]) -> String {
    let rest = rest.iter().map(String::as_str).filter(|word| *word != "self");
    base.iter().copied().chain(rest).collect::<Vec<_>>().join("::")
}

/// The module that a path leads to, which may end with the name of a thing in it.
fn longest(modules: &BTreeSet<Module>, path: &str) -> Module {
    let mut path = path;
    loop {
        if modules.contains(path) {
            return path.to_owned();
        }
        match path.rsplit_once("::") {
            Some((shorter, _)) => path = shorter,
            None => return String::new(),
        }
    }
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

pub(super) fn module_of(folder: &Path, file: &Path) -> Module {
    let inside = file.strip_prefix(folder).unwrap().with_extension("");
    let parts: Vec<_> = inside.iter().map(|part| part.to_str().unwrap()).collect();
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|part| *part != "mod" && *part != "lib")
        .collect();
    parts.join("::")
}

pub(super) fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        // The tests of a file are part of it.
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// What a crate's rooms import against the direction.
fn turned_round(source: &str, rooms: &[&[&str]]) -> Vec<String> {
    let place = |room: &str| rooms.iter().position(|line| line.contains(&room));
    let imports = Imports::read(source);
    let found: BTreeSet<&str> = imports.of.keys().map(|module| room(module)).collect();
    let without_a_place: Vec<_> = found
        .into_iter()
        .filter(|room| !room.is_empty() && place(room).is_none())
        .collect();
    assert!(
        without_a_place.is_empty(),
        "{source}: rooms without a place: {without_a_place:?}"
    );
    let wrong = imports.between_rooms().filter(|(from, to, _)| place(to) >= place(from));
    wrong
        .map(|(from, to, file)| format!("{from} must not import {to}, as {file} does"))
        .collect()
}

#[test]
fn the_rooms_of_the_commands_import_only_those_above_them() {
    assert_eq!(turned_round(COMMANDS, ROOMS_OF_COMMANDS), Vec::<String>::new());
}

#[test]
fn the_files_of_the_domain_import_only_those_above_them() {
    assert_eq!(turned_round(DOMAIN, ROOMS_OF_DOMAIN), Vec::<String>::new());
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    for source in [COMMANDS, DOMAIN] {
        let imports = Imports::read(source);
        assert!(imports.of.len() > 10, "{source}: there is little to read");
        assert_eq!(imports.circles(), Vec::<Vec<&str>>::new(), "{source}");
    }
}

#[test]
fn the_first_file_of_a_room_says_what_belongs_in_it_and_what_does_not() {
    for room in ROOMS_OF_COMMANDS.iter().copied().flatten() {
        let first = root().join(COMMANDS).join(room).join("mod.rs");
        let text = std::fs::read_to_string(&first).unwrap();
        let words: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(words.contains("Not here: "), "{} does not say it", first.display());
    }
}

/// A circle that nobody sees would let all of the above pass.
#[test]
fn an_import_that_is_turned_round_is_seen() {
    let of = |module: &str, others: &[&str]| {
        let others = others.iter().map(|other| (*other).to_owned()).collect();
        (module.to_owned(), others)
    };
    let imports = Imports {
        of: BTreeMap::from([
            of("words::clocks", &["views::now"]),
            of("views::now", &["words::clocks"]),
        ]),
    };
    assert_eq!(imports.circles().len(), 1);
    assert!(
        imports
            .between_rooms()
            .any(|(from, to, _)| (from, to) == ("words", "views"))
    );
}
