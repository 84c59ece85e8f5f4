//! The kinds of help desk that have a priority field, a row each: what a policy file says of them and what holds when it
//! says nothing.

/// The priority field of one kind of help desk.
#[derive(Debug)]
pub(crate) struct PriorityField {
    /// The kind's stable word, as in the table of kinds: `[priority_field.KIND]`.
    pub(crate) kind: &'static str,
    /// What people call it.
    pub(crate) name: &'static str,
    /// The values for P1 to P4 when the policy names none, each another.
    pub(crate) usual: [i64; 4],
    /// The least value that the field takes.
    pub(crate) least: i64,
}

pub(crate) const KINDS: [PriorityField; 1] = [
    // It counts from 0 to 100, higher is more urgent, and every new ticket has 0.
    PriorityField {
        kind: "rt",
        name: "Request Tracker",
        usual: [100, 75, 50, 25],
        least: 0,
    },
];
