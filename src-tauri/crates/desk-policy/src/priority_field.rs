//! The help desk's own priority field: which of its values stands for which of our priorities. What stands there is a
//! hint and no triage (rule 15).

use desk_domain::priority::Priority;

/// Per kind of help desk, the values of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorityFields {
    /// Request Tracker's numbers for P1 to P4, each another. A site's own words for them keep their order.
    pub(crate) rt: [i64; 4],
}

impl Default for PriorityFields {
    /// Request Tracker counts from 0 to 100, higher is more urgent, and every new ticket has 0.
    fn default() -> Self {
        Self { rt: [100, 75, 50, 25] }
    }
}

impl PriorityFields {
    /// The value that a help desk of this kind shows for a priority; `None` when it has no such field.
    #[must_use]
    pub fn write(&self, kind: &str, priority: Priority) -> Option<String> {
        (kind == "rt").then(|| self.rt[priority.index()].to_string())
    }

    /// The priority that a value of the field hints at: exactly one that [`PriorityFields::write`] makes. Anything else,
    /// such as the 0 of every new ticket, hints at nothing.
    #[must_use]
    pub fn read(&self, kind: &str, value: &str) -> Option<Priority> {
        let number: i64 = value.trim().parse().ok()?;
        Priority::ALL
            .into_iter()
            .find(|priority| kind == "rt" && self.rt[priority.index()] == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        let fields = PriorityFields::default();
        for priority in Priority::ALL {
            let value = fields.write("rt", priority).unwrap_or_default();
            assert_eq!(fields.read("rt", &value), Some(priority));
        }
        for other in ["0", "", "high", "99", "-1"] {
            assert_eq!(fields.read("rt", other), None, "{other}");
        }
        assert_eq!(fields.write("deskpro", Priority::P1), None);
    }
}
