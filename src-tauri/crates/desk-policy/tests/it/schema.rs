//! The committed JSON Schema is up to date.

use std::path::Path;

use desk_policy::schema;

#[test]
fn is_not_stale() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policy.schema.json");
    let current = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "run `UPDATE=1 cargo test -p desk-policy schema` and commit policy.schema.json"
    );
}

#[test]
fn knows_no_null_and_helps_with_each_key() {
    let schema = schema();
    assert!(!schema.to_string().contains("\"null\""));
    for (key, property) in schema["properties"].as_object().unwrap() {
        assert!(property["description"].is_string(), "{key} has no description");
    }
}
