//! Words that must not come back to what people read from Rust: sentences, labels, errors, and the help of the programs.
//! `ui/tests/words.test.ts` does the same for the screen.

use std::path::{Path, PathBuf};

use syn::parse::{ParseStream, Parser};
use syn::visit::Visit;

use super::root;

/// What never to say, and what to say instead. Upper and lower case are the same, and a phrase is made of whole words.
const NEVER: &[(&[&str], &str)] = &[
    (&["notice", "notices"], "notification"),
    (
        &[
            "told elsewhere",
            "told again",
            "be told",
            "is told",
            "are told",
            "was i told",
            "not told",
        ],
        "notified; for the tenant: replied elsewhere",
    ),
    (&["tells", "telling"], "notifies"),
    (&["proven", "not proven", "proof"], "last tested, not tested yet"),
    (
        &[
            "resolve",
            "resolves",
            "resolved",
            "resolving",
            "open again",
            "opened again",
        ],
        "close, closed, reopen",
    ),
    (&["mail", "mails"], "email"),
    (&["source", "sources"], "account"),
    (&["kept", "keep it", "keep them", "keep the"], "save, saved"),
    (
        &["leaves", "to be sent", "waits to be", "on its way"],
        "send, sends, waiting to send",
    ),
    (&["take back", "taken back", "takes back"], "undo send"),
    (&["breach", "breached", "breaches"], "late"),
    (&["search or do"], "search or run a command"),
    (
        &["read now", "last read", "never read", "not read yet", "first read"],
        "synced",
    ),
    (&["stand", "stands"], "a plainer verb"),
    (&["go on", "goes on", "going on"], "resume, continue"),
    (
        &[
            "what became of",
            "that which",
            "of it nothing",
            "nothing of it",
            "on end",
            "nobody looked",
        ],
        "a plainer sentence",
    ),
    (&["cannot"], "can’t, couldn’t"),
    (&["in force"], "in use"),
    (&["laptop"], "computer"),
    (&["start support", "end support"], "go on support, go off support"),
];

/// Texts that keep one of these words: the file, how the text begins, and the reason.
const MAY_STAY: &[(&str, &str, &str)] = &[
    ("duty/src/args.rs", "Go on support", "it names the act"),
    ("duty/src/args.rs", "Go on or off support;", "it names the act"),
    (
        "duty/src/args.rs",
        "Example of FILE.json:\n  [",
        "the kinds of events in files",
    ),
    (
        "desk-domain/src/form.rs",
        "Say whether it’s a security breach",
        "the manual's words",
    ),
    ("cache/list_row.rs", "{COLUMNS} WHERE source", "SQL"),
    ("cache/list_row.rs", "(subject || ", "SQL"),
    ("desk-connect/src/desk.rs", "Resolved", "a name in the log"),
];

/// Files with words that nobody reads, or that others wrote.
const NOT_OURS: &[(&str, &str)] = &[
    ("desk-commands/src/practice/tickets.rs", "made-up tenants wrote these"),
    ("desk-connect/src/automatic.rs", "mail programs wrote these subjects"),
    ("desk-connect/src/fault_server.rs", "a server for tests"),
    ("desk-connect/src/feed.rs", "a server for tests is in it"),
    ("desk-commands/src/reading/shared_log.rs", "the lines of the shared log"),
    (
        "desk-platform/src/standby/units.rs",
        "the text of an installed file is compared as a whole",
    ),
    (
        "desk-platform/src/standby/desktop_entry.rs",
        "the text of an installed file is compared as a whole",
    ),
];

/// Files whose documentation is the help of a program.
const HELP: &[&str] = &["duty/src/args.rs", "src-tauri/src/options.rs"];

/// Macros whose texts only developers read.
const FOR_DEVELOPERS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "panic",
    "todo",
    "unreachable",
    "matches",
    "for_each_command",
];

/// The texts of one file.
struct Texts {
    found: Vec<String>,
    is_help: bool,
}

impl Texts {
    fn read(file: &Path) -> Vec<String> {
        let source = std::fs::read_to_string(file).unwrap();
        let mut texts = Self {
            found: Vec::new(),
            is_help: HELP.iter().any(|help| file.ends_with(help)),
        };
        texts.visit_file(&syn::parse_file(&source).unwrap());
        texts.found
    }

    /// The literals among the words of a macro, which are not parsed as code.
    fn tokens(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if input.peek(syn::Token![#]) {
                // Documentation inside a macro.
                skip(input)?;
                skip(input)?;
            } else if input.peek(syn::LitStr) {
                self.visit_lit_str(&input.parse()?);
            } else if input.peek(syn::token::Paren) {
                let inside;
                syn::parenthesized!(inside in input);
                self.tokens(&inside)?;
            } else if input.peek(syn::token::Brace) {
                let inside;
                syn::braced!(inside in input);
                self.tokens(&inside)?;
            } else if input.peek(syn::token::Bracket) {
                let inside;
                syn::bracketed!(inside in input);
                self.tokens(&inside)?;
            } else {
                skip(input)?;
            }
        }
        Ok(())
    }
}

fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    input.step(|cursor| {
        let rest = cursor.token_tree().map(|(_, rest)| rest);
        rest.map(|rest| ((), rest))
            .ok_or_else(|| cursor.error("nothing is left"))
    })
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        let text = literal.value();
        if is_read(&text) {
            self.found.push(text);
        }
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let path: Vec<String> = called
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let last = path.last().map(String::as_str).unwrap_or_default();
        if path[0] != "tracing" && !FOR_DEVELOPERS.contains(&last) {
            let read = |input: ParseStream<'_>| self.tokens(input);
            read.parse2(called.tokens.clone()).unwrap();
        }
    }

    /// `#[error("…")]` is read by people, and documentation where it is help.
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        match &attribute.meta {
            syn::Meta::List(list) if list.path.is_ident("error") => {
                let read = |input: ParseStream<'_>| self.tokens(input);
                read.parse2(list.tokens.clone()).unwrap();
            }
            syn::Meta::NameValue(value) if self.is_help && value.path.is_ident("doc") => {
                if let syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) = &value.value
                {
                    self.found.push(text.value().trim().to_owned());
                }
            }
            _ => {}
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = module.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|what| what == "test")
        });
        if !is_test {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        if call.method != "expect" {
            call.args.iter().for_each(|argument| self.visit_expr(argument));
        }
    }
}

/// Names, keys and SQL are no text: a text has two words, or begins like a sentence.
fn is_read(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_sql = words.first().is_some_and(|first| {
        [
            "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "WITH", "PRAGMA",
        ]
        .contains(first)
    });
    let begins_large =
        text.starts_with(char::is_uppercase) && text.chars().skip(1).all(|c| c.is_lowercase() || c == '.');
    !is_sql && (words.len() > 1 || begins_large)
}

/// The words of a text with one space around each. What stands in `code` or {braces} is left out.
fn words_of(text: &str) -> String {
    let mut plain = String::new();
    let (mut in_code, mut in_braces) = (false, false);
    for letter in text.chars() {
        match letter {
            '`' => in_code = !in_code,
            '{' => in_braces = true,
            '}' => in_braces = false,
            _ if in_code || in_braces => {}
            _ => plain.extend(letter.to_lowercase()),
        }
    }
    let words = plain.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '’' | '\'')));
    format!(
        " {} ",
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    )
}

/// What to say instead of a text; `None` where it may be said.
fn better(text: &str) -> Option<&'static str> {
    let words = words_of(text);
    let says = |phrase: &&str| words.contains(&format!(" {phrase} "));
    if words.split(' ').any(|word| word.trim_matches('\'').contains('\'')) {
        return Some("’ in place of '");
    }
    let never = NEVER.iter().find(|(phrases, _)| phrases.iter().any(says));
    never.map(|(_, instead)| *instead)
}

fn sources() -> Vec<PathBuf> {
    let crates = root().join("src-tauri/crates");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(crates)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("src"))
        .collect();
    folders.push(root().join("src-tauri/src"));
    let mut files = Vec::new();
    for folder in folders {
        super::rooms::rust_files(&folder, &mut files);
    }
    let skipped = |file: &PathBuf| NOT_OURS.iter().any(|(ours, _)| file.ends_with(ours));
    files.retain(|file| !skipped(file));
    files
}

#[test]
fn what_people_read_from_rust_is_said_in_plain_words() {
    let mut wrong = Vec::new();
    for file in sources() {
        for text in Texts::read(&file) {
            let stays =
                |(allowed, begins, _): &&(&str, &str, &str)| file.ends_with(allowed) && text.starts_with(begins);
            if MAY_STAY.iter().any(|allowed| stays(&allowed)) {
                continue;
            }
            if let Some(instead) = better(&text) {
                let place = file.strip_prefix(root()).unwrap().display();
                wrong.push(format!("{place}: {text:?}; say: {instead}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// If texts were not found, the test above would always pass.
#[test]
fn the_texts_that_people_read_are_found() {
    let all: Vec<String> = sources().iter().flat_map(|file| Texts::read(file)).collect();
    let is_there = |text: &str| assert!(all.iter().any(|found| found == text), "{text}");
    is_there("Next two hours"); // an arm of a match
    is_there("Snoozed until {}."); // in a macro
    is_there("The help desk refused this: {reason}"); // in an attribute, or in a macro
    is_there("Nothing on this computer shows notifications. Start a notification server (such as dunst)."); // an attribute
    is_there("Check or show policies"); // the help of a command
    assert!(!all.iter().any(|text| text.contains("CREATE TABLE")), "SQL is no text");
}

#[test]
fn the_lists_of_words_name_files_that_are_there() {
    let mut files = Vec::new();
    super::rooms::rust_files(&root().join("src-tauri"), &mut files);
    let named = NOT_OURS.iter().map(|(file, _)| file).chain(HELP);
    for name in named {
        assert!(files.iter().any(|file| file.ends_with(name)), "{name} is not there");
    }
}

#[test]
fn a_word_that_must_not_come_back_is_seen() {
    for (text, instead) in [
        ("3 waiting to be sent", Some("send, sends, waiting to send")),
        ("{count} notices are paused", Some("notification")),
        ("Notices", Some("notification")),
        ("The desk's own word", Some("’ in place of '")),
        ("Run `duty notices` to see why.", None),
        ("{notices} paused", None),
        ("Noticed at 14:02", None),
    ] {
        assert_eq!(better(text), instead, "{text}");
    }
}
