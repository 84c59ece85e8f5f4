//! Compares a file with the JSON Schema of the file types: unknown keys, missing keys, wrong kinds of value, words that
//! aren't on a list. Values without errors stay, so that the later checks still see the rest of the file.
//!
//! Reads only the part of JSON Schema that the file types use.

use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostic::{Findings, nearest, suggest};

/// The tree without what does not fit `schema`, which is reported.
pub(crate) fn keep_what_fits<'i>(
    tree: Spanned<DeTable<'i>>,
    schema: &Value,
    found: &mut Findings<'_>,
) -> Spanned<DeTable<'i>> {
    let span = tree.span();
    let kept = Shape { root: schema, found }.table("", &span, tree.into_inner(), schema);
    Spanned::new(span, kept)
}

/// What helps where the file types say nothing about a value.
const COMPARE: &str = "`duty policy show` has a whole policy to compare with";

struct Shape<'s, 'f, 't> {
    root: &'s Value,
    found: &'f mut Findings<'t>,
}

impl<'s> Shape<'s, '_, '_> {
    fn value<'i>(
        &mut self,
        path: &str,
        value: Spanned<DeValue<'i>>,
        schema: &'s Value,
    ) -> Option<Spanned<DeValue<'i>>> {
        let span = value.span();
        let property = schema;
        let Some(schema) = self.alternative(property, value.get_ref()) else {
            let expected = self.expected(property);
            let message = format!("`{path}` must be {expected}, not {}", said(value.get_ref()));
            let hint = format!("{}{}", self.how(path, property), help(property));
            self.found.error(&span, message, hint);
            return None;
        };
        let kept = match value.into_inner() {
            DeValue::Table(table) => DeValue::Table(self.table(path, &span, table, schema)),
            DeValue::Array(array) => {
                let items = &schema["items"];
                DeValue::Array(
                    array
                        .into_iter()
                        .filter_map(|item| self.value(path, item, items))
                        .collect(),
                )
            }
            DeValue::String(word) => DeValue::String(self.word(path, &span, word, schema)?),
            DeValue::Integer(number) if i64::from_str_radix(number.as_str(), number.radix()).is_err() => {
                self.found
                    .error(&span, "this number is too large", "write a smaller one");
                return None;
            }
            plain => plain,
        };
        Some(Spanned::new(span, kept))
    }

    fn table<'i>(&mut self, path: &str, span: &Range<usize>, table: DeTable<'i>, schema: &'s Value) -> DeTable<'i> {
        let known = schema["properties"].as_object();
        self.missing(path, span, &table, schema);
        let mut kept = DeTable::new();
        for (key, value) in table {
            let listed = known.and_then(|known| known.get(key.get_ref().as_ref()));
            let Some(property) = listed.or_else(|| free_key(schema)) else {
                let words: Vec<&str> = known
                    .into_iter()
                    .flat_map(|known| known.keys().map(String::as_str))
                    .collect();
                self.found.error(
                    &key.span(),
                    format!("`{}` is not known here", key.get_ref()),
                    suggest(key.get_ref(), &words),
                );
                continue;
            };
            let inner = if path.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{path}.{}", key.get_ref())
            };
            if let Some(value) = self.value(&inner, value, property) {
                kept.insert(key, value);
            }
        }
        kept
    }

    fn missing(&mut self, path: &str, span: &Range<usize>, table: &DeTable<'_>, schema: &'s Value) {
        let required = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        for key in required.filter(|key| !table.contains_key(*key)) {
            let place = if path.is_empty() {
                "the file".to_owned()
            } else {
                format!("`{path}`")
            };
            let help = help(&schema["properties"][key]);
            self.found.error(span, format!("`{key}` is missing in {place}"), help);
        }
    }

    /// A word that is on the list. One that is not is reported, and then read as the word it is nearest to: what else
    /// is wrong there can still be seen, and nothing is reported as missing that is only misspelt.
    fn word<'i>(
        &mut self,
        path: &str,
        span: &Range<usize>,
        word: DeString<'i>,
        schema: &Value,
    ) -> Option<DeString<'i>> {
        let words = words(schema);
        if words.is_empty() || words.contains(&word.as_ref()) {
            return Some(word);
        }
        let message = format!("`{word}` isn’t a value for `{path}`");
        self.found.error(span, message, suggest(&word, &words));
        nearest(&word, words).map(|near| near.to_owned().into())
    }

    /// The schema itself, or the one of its alternatives, that accepts this kind of value.
    fn alternative(&self, schema: &'s Value, value: &DeValue<'_>) -> Option<&'s Value> {
        let schema = self.resolved(schema);
        match schema["anyOf"].as_array() {
            Some(alternatives) => alternatives.iter().find_map(|schema| self.alternative(schema, value)),
            None => (kind_in_schema(schema) == kind(value)).then_some(schema),
        }
    }

    fn expected(&self, schema: &'s Value) -> String {
        let schema = self.resolved(schema);
        match schema["anyOf"].as_array() {
            Some(alternatives) => {
                let each: Vec<String> = alternatives.iter().map(|schema| self.expected(schema)).collect();
                each.join(" or ")
            }
            None => match kind_in_schema(schema) {
                "string" => "text in quotes",
                "boolean" => "true or false",
                "integer" => "a whole number",
                "array" => "a list",
                _ => "a table",
            }
            .to_owned(),
        }
    }

    /// How a value of the kind that a schema takes is written; nothing where several kinds are taken.
    fn how(&self, path: &str, schema: &'s Value) -> String {
        let schema = self.resolved(schema);
        let items = self.resolved(&schema["items"]);
        match (kind_in_schema(schema), items["type"].as_str()) {
            _ if schema["anyOf"].is_array() => String::new(),
            ("string", _) => "put quotes around it. ".to_owned(),
            ("boolean", _) => "write one of them, without quotes. ".to_owned(),
            ("integer", _) => "write digits alone, without quotes. ".to_owned(),
            ("array", Some("object")) => format!("write `[[{path}]]` and its keys below. "),
            ("array", _) => "write `[`, the items with commas, and `]`. ".to_owned(),
            _ => format!("write `[{path}]` and its keys below. "),
        }
    }

    fn resolved(&self, schema: &'s Value) -> &'s Value {
        let target = schema["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }
}

/// What stands under a key that the file chooses itself; `None` where the keys are listed.
fn free_key(schema: &Value) -> Option<&Value> {
    schema.get("additionalProperties").filter(|schema| schema.is_object())
}

/// What the file types say about a property.
fn help(property: &Value) -> &str {
    property["description"].as_str().unwrap_or(COMPARE)
}

/// The words that a schema allows; none for free text.
fn words(schema: &Value) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let described = schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|word| &word["const"]);
    listed.chain(described).filter_map(Value::as_str).collect()
}

/// Words with a description of each have no type of their own in the schema.
fn kind_in_schema(schema: &Value) -> &str {
    schema["type"].as_str().unwrap_or("string")
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "datetime",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
    }
}

fn said(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a bare date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
