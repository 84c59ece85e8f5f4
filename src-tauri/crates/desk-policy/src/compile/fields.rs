//! The values of the help desk's own priority field.

use crate::at::At;
use crate::diagnostic::{Findings, suggest};
use crate::file::{FieldNumbersTable, PriorityFieldTable};
use crate::kinds::{KINDS, PriorityField};
use crate::priority_field::PriorityFields;

/// The usual values where the file names none.
pub(super) fn priority_fields(table: Option<&PriorityFieldTable>, found: &mut Findings<'_>) -> Option<PriorityFields> {
    let mut fields = PriorityFields::default();
    for (kind, numbers) in table.into_iter().flatten() {
        let Some(place) = KINDS.iter().position(|field| field.kind == kind) else {
            let hint = suggest(kind, &KINDS.map(|field| field.kind));
            found.error(&numbers.span, format!("`{kind}` is not known here"), hint);
            continue;
        };
        fields.values[place] = values(&KINDS[place], &numbers.value, found)?;
    }
    Some(fields)
}

fn values(field: &PriorityField, numbers: &FieldNumbersTable, found: &mut Findings<'_>) -> Option<[i64; 4]> {
    let rows = [&numbers.P1, &numbers.P2, &numbers.P3, &numbers.P4];
    let rows: Vec<&At<i64>> = rows.into_iter().flatten().collect();
    for (earlier, row) in rows.iter().enumerate() {
        let value = row.value;
        if value < field.least {
            let hint = format!("{} counts from {} up", field.name, field.least);
            found.error(&row.span, format!("{value} is below {}", field.least), &hint);
        } else if rows[..earlier].iter().any(|other| other.value == value) {
            let hint = "give each priority a different number, so that it can be read back";
            found.error(&row.span, format!("{value} appears twice"), hint);
        }
    }
    let values: Vec<i64> = rows.iter().map(|row| row.value).collect();
    // A missing one was named when the file's shape was checked.
    values.try_into().ok()
}
