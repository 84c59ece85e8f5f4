//! What the guides say of the tree: the files that they name are there.

use super::{files_under, read};

/// The endings of what they name as a file.
const ENDINGS: &[&str] = &[".rs", ".ts", ".svelte", ".toml", ".json", ".sql", ".md"];

/// The words of a text that are set as code and name a file by its folder, with their lines.
fn named(text: &str) -> Vec<(usize, &str)> {
    let lines = text.lines().enumerate();
    let words = lines.flat_map(|(index, line)| line.split('`').skip(1).step_by(2).map(move |word| (index + 1, word)));
    words.filter(|(_, word)| is_file(word)).collect()
}

/// What a reader fills in: `vN` is any number.
const ANY: &[&str] = &["vN", "KIND", "NAME"];

/// A place on a computer is none of ours.
fn is_file(word: &str) -> bool {
    let ours = word.contains('/') && !word.contains([' ', '$', '~', ':']) && !ANY.iter().any(|any| word.contains(any));
    ours && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

#[test]
fn every_file_that_a_guide_names_is_there() {
    let files = files_under(".");
    // They are named from where the reader is: the root, the crates, the folder of a specimen.
    let is_there = |word: &str| files.iter().any(|file| file.ends_with(word));
    let guides = files.iter().filter(|file| {
        let at_the_root = file.components().count() == 1 || file.starts_with("docs");
        at_the_root && file.extension().is_some_and(|ending| ending == "md")
    });
    let (mut found, mut gone) = (0, Vec::new());
    for guide in guides {
        let text = read(guide);
        for (line, word) in named(&text) {
            found += 1;
            if !is_there(word) {
                gone.push(format!("{}:{line} names {word}", guide.display()));
            }
        }
    }
    assert!(found > 30, "{found} files are named: there is little to read");
    assert_eq!(gone, Vec::<String>::new());
}
