//! How long a function of the product may be: short enough to be read at once. What is longer is a table of data, and
//! named here with the reason.

use std::path::Path;

use syn::spanned::Spanned;
use syn::visit::Visit;

use super::{files_under, read};

/// From the line of its name to its closing brace.
const LONGEST: usize = 60;

/// Tables of data that may be longer: the file, the function, and why it is not a thing to split.
const TABLES: &[(&str, &str, &str)] = &[];

/// A function and how many lines it takes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Length {
    lines: usize,
    name: String,
}

/// The functions of a file.
#[derive(Default)]
struct Reading {
    found: Vec<Length>,
}

impl Reading {
    fn of(text: &str) -> Vec<Length> {
        let mut reading = Self::default();
        reading.visit_file(&syn::parse_file(text).unwrap());
        reading.found
    }

    fn measure(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let lines = body.span().end().line - signature.span().start().line + 1;
        let name = signature.ident.to_string();
        self.found.push(Length { lines, name });
    }
}

impl<'ast> Visit<'ast> for Reading {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            self.measure(&item.sig, &item.block);
            syn::visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.measure(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.measure(&item.sig, body);
        }
        syn::visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

/// Whether a thing stands under `#[cfg(test)]`.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    let under = |attribute: &syn::Attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    };
    attributes.iter().any(under)
}

/// Whether a file is built into what people use.
fn is_product(file: &Path) -> bool {
    let aside = |part: &str| matches!(part, "tests" | "benches" | "examples" | "tests.rs");
    let is_rust = file.extension().is_some_and(|ending| ending == "rs");
    is_rust && !file.iter().any(|part| aside(part.to_str().unwrap()))
}

#[test]
fn no_function_is_longer_than_can_be_read_at_once() {
    let mut too_long = Vec::new();
    let mut unused: Vec<_> = TABLES.iter().map(|(file, function, _)| (*file, *function)).collect();
    let mut measured = 0;
    for file in files_under("src-tauri").into_iter().filter(|file| is_product(file)) {
        let lengths = Reading::of(&read(&file));
        measured += lengths.len();
        for Length { lines, name } in lengths.into_iter().filter(|length| length.lines > LONGEST) {
            let here = (file.to_str().unwrap(), name.as_str());
            match unused.iter().position(|table| *table == here) {
                Some(index) => drop(unused.remove(index)),
                None => too_long.push(format!("{}: {name} has {lines} lines", file.display())),
            }
        }
    }
    assert!(measured > 1_000, "{measured} functions: there is little to read");
    assert_eq!(too_long, Vec::<String>::new(), "longer than {LONGEST} lines");
    assert_eq!(unused, [], "these tables are short enough, or gone");
}

#[test]
fn the_lines_of_a_function_are_those_from_its_name_to_its_end() {
    let text = "/// Words.\n#[must_use]\nfn three(\n    a: u8,\n) {}\nimpl A {\n    fn two() {\n    }\n}\n\
                #[cfg(test)]\nmod tests {\n    fn not_counted() {}\n}\n";
    let mut lengths = Reading::of(text);
    lengths.sort();
    let lengths: Vec<_> = lengths
        .iter()
        .map(|length| (length.name.as_str(), length.lines))
        .collect();
    assert_eq!(lengths, [("two", 2), ("three", 3)]);
}
