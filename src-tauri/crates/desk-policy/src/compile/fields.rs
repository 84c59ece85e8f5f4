//! The values of the help desk's own priority field.

use crate::at::At;
use crate::diagnostic::Findings;
use crate::file::PriorityFieldTable;
use crate::priority_field::PriorityFields;

/// The usual values where the file names none.
pub(super) fn priority_fields(table: Option<&PriorityFieldTable>, found: &mut Findings<'_>) -> Option<PriorityFields> {
    let Some(numbers) = table.and_then(|table| table.rt.as_ref()) else {
        return Some(PriorityFields::default());
    };
    let rows = [&numbers.P1, &numbers.P2, &numbers.P3, &numbers.P4];
    let rows: Vec<&At<i64>> = rows.into_iter().flatten().collect();
    for (earlier, row) in rows.iter().enumerate() {
        let value = row.value;
        if value < 0 {
            found.error(
                &row.span,
                format!("{value} is below zero"),
                "Request Tracker counts from 0 up",
            );
        } else if rows[..earlier].iter().any(|other| other.value == value) {
            let hint = "each priority needs a number of its own to be read back";
            found.error(&row.span, format!("{value} is here twice"), hint);
        }
    }
    let values: Vec<i64> = rows.iter().map(|row| row.value).collect();
    // A missing one was named when the file's shape was checked.
    values.try_into().ok().map(|rt| PriorityFields { rt })
}
