//! The help desk's own priority field: which of its values stands for which of our priorities. What stands there is a
//! hint and no triage (rule 15).

use desk_domain::policy::Priority;

/// Request Tracker counts from 0 to 100, higher is more urgent; a site's own words for the numbers keep their order.
const REQUEST_TRACKER: [(Priority, i64); 4] = [
    (Priority::P1, 100),
    (Priority::P2, 75),
    (Priority::P3, 50),
    (Priority::P4, 25),
];

/// The value that a help desk of this kind shows for a priority.
pub(crate) fn write(kind: &str, priority: Priority) -> Option<String> {
    (kind == "rt").then(|| REQUEST_TRACKER[priority.index()].1.to_string())
}

/// The priority that a value of the field hints at: exactly one that [`write()`] makes. Anything else, such as the 0 of
/// every new ticket, hints at nothing.
pub(crate) fn read(kind: &str, value: &str) -> Option<Priority> {
    let number: i64 = value.trim().parse().ok()?;
    let row = REQUEST_TRACKER
        .iter()
        .find(|(_, known)| kind == "rt" && *known == number)?;
    Some(row.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        for priority in Priority::ALL {
            let value = write("rt", priority).unwrap_or_default();
            assert_eq!(read("rt", &value), Some(priority));
        }
        for other in ["0", "", "high", "99", "-1"] {
            assert_eq!(read("rt", other), None, "{other}");
        }
        assert_eq!(write("deskpro", Priority::P1), None);
    }
}
