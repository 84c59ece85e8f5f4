//! What waits for a disk or another program, in the crate whose functions run on async threads: an async function leaves
//! it to a thread that may wait. Read from the sources, through the functions that are called in between.

use std::collections::{BTreeMap, BTreeSet};

use syn::punctuated::Punctuated;
use syn::visit::Visit;

use super::rooms::{COMMANDS, module_of, rust_files};
use super::root;

/// What waits, by the beginning of its path.
const WAITS: &[&str] = &["std::fs", "std::process::Command", "std::thread::sleep"];

/// Methods of paths that ask the disk, and the port that starts a browser.
const WAITING_METHODS: &[&str] = &[
    "exists",
    "metadata",
    "canonicalize",
    "read_dir",
    "is_file",
    "is_dir",
    "opener",
];

/// What is given to these functions runs on a thread that may wait; so does a closure given to these methods of `Desk`.
const OFF_THE_THREAD: &[&str] = &["off_thread", "spawn_blocking"];
const METHODS_OFF_THE_THREAD: &[&str] = &["read", "write", "keep"];

/// A function, and the paths that it names where it runs itself.
#[derive(Debug, Default)]
struct Function {
    path: String,
    is_async: bool,
    names: BTreeSet<String>,
}

impl Function {
    fn waits_itself(&self) -> bool {
        let waits = |name: &String| WAITS.iter().any(|path| name.starts_with(path));
        self.names.iter().any(waits)
    }

    fn calls(&self, other: &Self) -> bool {
        self.names.iter().any(|name| leads_to(name, &other.path))
    }
}

/// Whether a path names a function: it may leave out modules in the middle, which hand on what is in them.
fn leads_to(name: &str, function: &str) -> bool {
    let name: Vec<&str> = name.split("::").collect();
    let function: Vec<&str> = function.split("::").collect();
    name == function
        || (1..name.len()).any(|at| {
            let (before, after) = name.split_at(at);
            function.len() > name.len() && function.starts_with(before) && function.ends_with(after)
        })
}

/// The functions of one file.
#[derive(Default)]
struct Reading {
    module: Vec<String>,
    /// Whether the names beside the file are found in a folder of its name.
    is_folder: bool,
    imports: BTreeMap<String, Vec<String>>,
    /// The type whose functions are read.
    of_type: Vec<String>,
    found: Vec<Function>,
    /// Which of them are being read, the innermost last.
    open: Vec<usize>,
}

impl Reading {
    fn of(module: &str, is_folder: bool, text: &str) -> Vec<Function> {
        let mut reading = Self {
            module: module
                .split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
            is_folder,
            ..Self::default()
        };
        reading.visit_file(&syn::parse_file(text).unwrap());
        reading.found
    }

    /// A path from the root of the crate, or beginning with the name of another one.
    fn resolved(&self, path: &[String]) -> Vec<String> {
        let mut base = self.module.clone();
        let rest = &path[1..];
        match path[0].as_str() {
            "crate" => rest.to_vec(),
            "self" => [base, rest.to_vec()].concat(),
            "super" => {
                base.pop();
                let above = rest.iter().take_while(|part| *part == "super").count();
                base.truncate(base.len() - above);
                [base, rest[above..].to_vec()].concat()
            }
            "Self" => [base, self.of_type.clone(), rest.to_vec()].concat(),
            first => match self.imports.get(first) {
                Some(imported) => [imported.clone(), rest.to_vec()].concat(),
                None if path.len() == 1 || self.is_folder => [base, path.to_vec()].concat(),
                None => path.to_vec(),
            },
        }
    }

    fn import(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.import(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.import_as(&name.ident, &with(&name.ident)),
            syn::UseTree::Rename(name) => self.import_as(&name.rename, &with(&name.ident)),
            syn::UseTree::Glob(_) => {}
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(before, tree)),
        }
    }

    fn import_as(&mut self, name: &syn::Ident, path: &[String]) {
        let own = matches!(path[0].as_str(), "crate" | "self" | "super");
        let path = if own { self.resolved(path) } else { path.to_vec() };
        self.imports.insert(name.to_string(), path);
    }

    fn name(&mut self, path: &[String]) {
        let name = self.resolved(path).join("::");
        if let Some(open) = self.open.last() {
            self.found[*open].names.insert(name);
        }
    }

    /// A function that is called, or given to another one to be called.
    fn function(&mut self, expression: &syn::Expr) {
        if let syn::Expr::Path(path) = expression {
            self.name(&segments(&path.path));
        }
    }

    fn begin(&mut self, signature: &syn::Signature) {
        let name = [signature.ident.to_string()];
        self.open.push(self.found.len());
        self.found.push(Function {
            path: [&self.module[..], &self.of_type, &name].concat().join("::"),
            is_async: signature.asyncness.is_some(),
            ..Function::default()
        });
    }
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

impl<'ast> Visit<'ast> for Reading {
    fn visit_file(&mut self, file: &'ast syn::File) {
        let uses = file.items.iter().filter_map(|item| match item {
            syn::Item::Use(item) => Some(item),
            _ => None,
        });
        uses.for_each(|item| self.import(&[], &item.tree));
        syn::visit::visit_file(self, file);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let syn::Type::Path(of) = &*item.self_ty {
            self.of_type = segments(&of.path);
        }
        syn::visit::visit_item_impl(self, item);
        self.of_type.clear();
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.begin(&item.sig);
        syn::visit::visit_item_fn(self, item);
        self.open.pop();
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.begin(&item.sig);
        syn::visit::visit_impl_item_fn(self, item);
        self.open.pop();
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let name = match &*call.func {
            syn::Expr::Path(path) => segments(&path.path).pop(),
            _ => None,
        };
        if name.is_some_and(|name| OFF_THE_THREAD.contains(&name.as_str())) {
            return;
        }
        self.function(&call.func);
        syn::visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let method = call.method.to_string();
        if WAITING_METHODS.contains(&method.as_str()) {
            self.name(&["std", "fs", &method].map(str::to_owned));
        }
        let has_closure = call.args.iter().any(|given| matches!(given, syn::Expr::Closure(_)));
        if has_closure && METHODS_OFF_THE_THREAD.contains(&method.as_str()) {
            return self.visit_expr(&call.receiver);
        }
        call.args.iter().for_each(|given| self.function(given));
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let path = segments(&path.path);
        // A single word is as likely the name of a value.
        if path.len() > 1 {
            self.name(&path);
        }
    }

    /// What is given to a macro is most often a list of expressions.
    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let given = called.parse_body_with(Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated);
        for one in given.iter().flatten() {
            self.visit_expr(one);
        }
    }

    /// Tests may wait.
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}
}

/// The async functions among them that wait, themselves or through others.
fn waiting(functions: &[Function]) -> Vec<&str> {
    let mut waits: Vec<&Function> = functions
        .iter()
        .filter(|one| !one.is_async && one.waits_itself())
        .collect();
    let mut looked_at = 0;
    while let Some(slow) = waits.get(looked_at).copied() {
        looked_at += 1;
        for caller in functions.iter().filter(|one| !one.is_async && one.calls(slow)) {
            if !waits.iter().any(|known| std::ptr::eq(*known, caller)) {
                waits.push(caller);
            }
        }
    }
    let mut found: Vec<&str> = functions
        .iter()
        .filter(|one| one.is_async && (one.waits_itself() || waits.iter().any(|slow| one.calls(slow))))
        .map(|one| one.path.as_str())
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn no_async_function_of_the_commands_waits_for_a_disk_or_a_program() {
    let folder = root().join(COMMANDS);
    let mut files = Vec::new();
    rust_files(&folder, &mut files);
    let functions: Vec<Function> = files
        .iter()
        .flat_map(|file| {
            let module = module_of(&folder, file);
            let is_folder = file.ends_with("mod.rs") || module.is_empty();
            Reading::of(&module, is_folder, &std::fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(
        functions.iter().filter(|one| one.is_async).count() > 100,
        "there is little to read"
    );
    assert!(functions.iter().any(Function::waits_itself), "nothing reads a file");
    assert_eq!(waiting(&functions), Vec::<&str>::new(), "leave it to `off_thread`");
}

#[test]
fn a_wait_is_seen_through_the_functions_in_between() {
    let files = "use std::fs::File;\npub fn read(file: &str) -> File { opened(file) }\n\
                 fn opened(file: &str) -> File { File::open(file).unwrap() }\nfn pure() {}";
    let commands = "use crate::desk::{off_thread, files};\n\
                    async fn waits() { files::read(\"x\"); }\n\
                    async fn waits_for_each(all: &[&str]) { all.iter().map(files::read); }\n\
                    async fn waits_in_a_list() { vec![1, files::read(\"x\")]; }\n\
                    async fn asks(path: &Path) -> bool { path.exists() }\n\
                    async fn leaves_it() { off_thread(|| files::read(\"x\")).await }\n\
                    async fn reads(desk: &Desk) { desk.read(|read| files::read(\"x\")).await; files::pure() }\n\
                    async fn through() { handed_on().await }\nfn handed_on() { crate::desk::read(\"x\") }";
    let mut functions = Reading::of("desk::files", false, files);
    functions.extend(Reading::of("acts", false, commands));
    let expected = [
        "acts::asks",
        "acts::through",
        "acts::waits",
        "acts::waits_for_each",
        "acts::waits_in_a_list",
    ];
    assert_eq!(waiting(&functions), expected);
}
