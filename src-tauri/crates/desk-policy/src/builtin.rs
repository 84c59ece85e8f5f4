//! The policies that come with the product.

use crate::{Diagnostic, Loaded, load};

/// The names of the built-in policies.
pub const BUILTIN: [&str; 2] = ["govuk-paas-2016", "govuk-paas-2023"];

/// The policy in use if nobody chose one.
pub const DEFAULT: &str = BUILTIN[0];

const TEXTS: [&str; 2] = [
    include_str!("../policies/govuk-paas-2016.toml"),
    include_str!("../policies/govuk-paas-2023.toml"),
];

/// A built-in policy by name, with the bundled bank holidays; `None` when there is none of that name.
///
/// # Panics
/// Never in a build that passed its tests: they load each built-in policy.
#[must_use]
pub fn builtin(name: &str) -> Option<Loaded> {
    let index = BUILTIN.iter().position(|builtin| *builtin == name)?;
    Some(load(&format!("{name}.toml"), TEXTS[index], None).unwrap_or_else(|errors| broken(&errors)))
}

fn broken(errors: &[Diagnostic]) -> ! {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    panic!("a built-in policy is wrong:\n{}", lines.join("\n"))
}
