//! The words around a match in a long text. The index's own way costs the square of the matches in a text, and whoever
//! wrote the text chose how many there are; this one looks at each word once.

use super::search::Fragment;

/// Words of a snippet.
const WORDS: usize = 16;
/// Words before the first match.
const BEFORE: usize = 4;

/// The first words of `text` that begin with one of `sought`, with some around them; the beginning where there is none.
/// Case doesn't count. What the index finds beyond that (`cafe` in `café`) is found too, and not marked.
pub(super) fn snippet(text: &str, sought: &str) -> Vec<Fragment> {
    let sought: Vec<String> = tokens(sought).map(|(_, word)| word.to_lowercase()).collect();
    let is_match = |word: &str| {
        let word = word.to_lowercase();
        sought.iter().any(|wanted| match wanted.chars().nth(1) {
            Some(_) => word.starts_with(wanted),
            None => word == *wanted,
        })
    };
    let first = tokens(text).position(|(_, word)| is_match(word)).unwrap_or_default();
    let skipped = first.saturating_sub(BEFORE);
    let mut shown = tokens(text).skip(skipped).peekable();
    let mut at = match shown.peek() {
        Some((start, _)) if skipped > 0 => *start,
        _ => 0,
    };
    let mut fragments = Vec::new();
    let mut push = |piece: &str, matched: bool| {
        if !piece.is_empty() {
            fragments.push(Fragment {
                text: piece.to_owned(),
                matched,
            });
        }
    };
    push(if skipped > 0 { "…" } else { "" }, false);
    for (start, word) in shown.by_ref().take(WORDS) {
        if is_match(word) {
            push(&text[at..start], false);
            push(word, true);
            at = start + word.len();
        }
    }
    match shown.peek() {
        Some((end, _)) => push(&format!("{}…", text[at..*end].trim_end()), false),
        None => push(&text[at..], false),
    }
    fragments
}

/// The words of a text with their places.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(char::is_alphanumeric)?;
        let length = text[start..]
            .find(|letter: char| !letter.is_alphanumeric())
            .unwrap_or(text.len() - start);
        from = start + length;
        Some((start, &text[start..from]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, sought: &str) -> String {
        let marked = |fragment: Fragment| match fragment.matched {
            true => format!("[{}]", fragment.text),
            false => fragment.text,
        };
        snippet(text, sought).into_iter().map(marked).collect()
    }

    #[test]
    fn r23_08_a_snippet_has_the_first_match_and_what_is_around_it() {
        let alphabet = "a b c d e f g h i j k l m n o p q r s t u v w x y z".replace(' ', "0, ");
        assert_eq!(
            read(&alphabet, "J0"),
            "…f0, g0, h0, i0, [j0], k0, l0, m0, n0, o0, p0, q0, r0, s0, t0, u0,…"
        );
        assert_eq!(read("The router, again!", "rout the"), "[The] [router], again!");
        assert_eq!(read("nothing here", "else"), "nothing here");
        assert_eq!(read("", "else"), "");
        assert_eq!(read("x é É ÉTÉ", "é"), "x [é] [É] ÉTÉ");
    }
}
