//! The note about a reply that was given elsewhere (rule 7): its words, and the place that is read back from them. The
//! event itself moves the clock and does not hold the place. Notes that are already on help desks have these words, so
//! they must not change.

const BEFORE_PLACE: &str = "Told the tenant via ";
const AFTER_PLACE: &str = " at ";

/// The note. Without `said`, only where and when.
pub(crate) fn words(place: &str, when: &str, said: &str) -> String {
    let first = format!("{BEFORE_PLACE}{place}{AFTER_PLACE}{when}.");
    match said {
        "" => first,
        said => format!("{first}\n\n{said}"),
    }
}

/// The place where the reply was given, from such a note.
pub(crate) fn place(note: &str) -> Option<&str> {
    let rest = note.lines().next()?.strip_prefix(BEFORE_PLACE)?;
    // The last one: a place may have the same word in it.
    let (place, _when) = rest.rsplit_once(AFTER_PLACE)?;
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_read_back_from_the_words() {
        assert_eq!(
            place(&words("slack", "Wed 24 May 10:00 BST", "We look at it.")),
            Some("slack")
        );
        assert_eq!(
            place(&words("the desk at 10 Whitechapel", "10:00 BST", "")),
            Some("the desk at 10 Whitechapel")
        );
        assert_eq!(place("Told the tenant."), None);
        assert_eq!(place(""), None);
    }
}
