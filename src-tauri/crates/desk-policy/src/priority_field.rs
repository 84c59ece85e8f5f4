//! The help desk's own priority field: which of its values mean which of our priorities. That value is only a hint and
//! no triage (rule 15).

use desk_domain::priority::Priority;

use crate::kinds::KINDS;

/// Per kind of help desk, the values of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorityFields {
    /// As in [`KINDS`]: for P1 to P4, each another. A site's own words for them keep their order.
    pub(crate) values: [[i64; 4]; KINDS.len()],
}

impl Default for PriorityFields {
    fn default() -> Self {
        Self {
            values: KINDS.map(|field| field.usual),
        }
    }
}

impl PriorityFields {
    /// The value that a help desk of this kind shows for a priority; `None` when it has no such field.
    #[must_use]
    pub fn write(&self, kind: &str, priority: Priority) -> Option<String> {
        Some(self.of(kind)?[priority.index()].to_string())
    }

    /// The priority that a value of the field hints at: exactly one that [`PriorityFields::write`] makes. Anything else,
    /// such as the 0 of a new ticket, hints at nothing.
    #[must_use]
    pub fn read(&self, kind: &str, value: &str) -> Option<Priority> {
        let number: i64 = value.trim().parse().ok()?;
        let values = self.of(kind)?;
        Priority::ALL
            .into_iter()
            .find(|priority| values[priority.index()] == number)
    }

    fn of(&self, kind: &str) -> Option<&[i64; 4]> {
        let place = KINDS.iter().position(|field| field.kind == kind)?;
        Some(&self.values[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        let fields = PriorityFields::default();
        for kind in KINDS.map(|field| field.kind) {
            for priority in Priority::ALL {
                let value = fields.write(kind, priority).unwrap_or_default();
                assert_eq!(fields.read(kind, &value), Some(priority));
            }
            for other in ["0", "", "high", "99", "-1"] {
                assert_eq!(fields.read(kind, other), None, "{other}");
            }
        }
        assert_eq!(fields.write("none", Priority::P1), None);
    }
}
