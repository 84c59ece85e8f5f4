//! Message templates: text with `{placeholders}` that are filled once, word for word.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::diagnostic::suggest;

macro_rules! placeholders {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What can be filled into a message.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Placeholder { $($(#[$doc])* $name,)+ }

        impl Placeholder {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word between the braces.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

placeholders! {
    /// Whom we write to.
    Name = "name",
    /// The team that runs services on the platform.
    Tenant = "tenant",
    /// The subject of the ticket.
    Subject = "subject",
    /// The subject before it was changed.
    OldSubject = "old_subject",
    /// The reference of the ticket on the help desk.
    Ticket = "ticket",
    /// Who writes.
    Engineer = "engineer",
    /// What our team is called.
    Team = "team",
    /// `P1` to `P4` with its name.
    Priority = "priority",
    /// The time of the next update, as the tenant reads it.
    NextUpdate = "next_update",
    /// Why, in the engineer's words.
    Reason = "reason",
    /// What we know, in the engineer's words.
    Words = "words",
    /// When we will ask again.
    ChaseDate = "chase_date",
    /// Where something was said: Slack, the phone.
    Where = "where",
    /// When something was said.
    When = "when",
    /// Who can help when we cannot.
    Contact = "contact",
    /// The card in our backlog.
    Card = "card",
}

impl Placeholder {
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|placeholder| placeholder.word() == word)
    }
}

/// What is known when a message is filled.
pub type Values = BTreeMap<Placeholder, String>;

/// A filled message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text. A placeholder without a value stays as it is written, so that a person sees what to add.
    pub text: String,
    /// The placeholders that had no value, each once, in the order of the text.
    pub missing: Vec<Placeholder>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Hole(Placeholder),
}

/// A checked template. `{{` and `}}` mean braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        let mut parts = Vec::new();
        let mut errors = Vec::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            let (before, from_brace) = rest.split_at(brace);
            push_text(&mut parts, before);
            let (part, after) = next_part(from_brace);
            match part {
                Ok(Part::Text(brace)) => push_text(&mut parts, &brace),
                Ok(hole) => parts.push(hole),
                Err(problem) => errors.push(TemplateError {
                    at: text.len() - from_brace.len(),
                    problem,
                }),
            }
            rest = after;
        }
        push_text(&mut parts, rest);
        if errors.is_empty() {
            Ok(Self { parts })
        } else {
            Err(errors)
        }
    }

    /// The placeholders in it, each once, in the order of the text.
    #[must_use]
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let mut found = Vec::new();
        for part in &self.parts {
            if let Part::Hole(placeholder) = part
                && !found.contains(placeholder)
            {
                found.push(*placeholder);
            }
        }
        found
    }

    /// Fills it. Values go in as they are: braces in a value are never read again.
    #[must_use]
    pub fn fill(&self, values: &Values) -> Filled {
        let piece = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Hole(hole) => values
                .get(hole)
                .cloned()
                .unwrap_or_else(|| format!("{{{}}}", hole.word())),
        };
        let mut missing = self.placeholders();
        missing.retain(|placeholder| !values.contains_key(placeholder));
        Filled {
            text: self.parts.iter().map(piece).collect(),
            missing,
        }
    }
}

/// The part that begins with the brace at the start of `text`, and what follows it.
fn next_part(text: &str) -> (Result<Part, TemplateProblem>, &str) {
    for (written, meant) in [("{{", "{"), ("}}", "}")] {
        if let Some(after) = text.strip_prefix(written) {
            return (Ok(Part::Text(meant.to_owned())), after);
        }
    }
    let inside = &text[1..];
    if text.starts_with('}') {
        return (Err(TemplateProblem::Stray("}")), inside);
    }
    // A placeholder ends on its line: one forgotten brace must not swallow the rest of the message.
    let closed = inside
        .find(['{', '}', '\n'])
        .filter(|end| inside[*end..].starts_with('}'));
    let Some(end) = closed else {
        return (Err(TemplateProblem::Stray("{")), inside);
    };
    let (word, after) = (&inside[..end], &inside[end + 1..]);
    let hole = Placeholder::from_word(word).map(Part::Hole);
    (hole.ok_or_else(|| TemplateProblem::Unknown(word.to_owned())), after)
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct TemplateError {
    /// Bytes from the start of the template.
    pub at: usize,
    /// What it is.
    pub problem: TemplateProblem,
}

/// What can be wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateProblem {
    /// A placeholder that nothing fills.
    #[error("`{{{0}}}` isn’t a placeholder")]
    Unknown(String),
    /// A brace without its partner.
    #[error("this `{0}` isn’t part of a placeholder")]
    Stray(&'static str),
}

impl TemplateError {
    /// What to write instead.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.problem {
            TemplateProblem::Unknown(word) => {
                let known: Vec<&str> = Placeholder::ALL.iter().map(|placeholder| placeholder.word()).collect();
                suggest(word, &known)
            }
            TemplateProblem::Stray(brace) => {
                format!("write `{brace}{brace}` for a brace in the text")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn values(pairs: &[(Placeholder, &str)]) -> Values {
        pairs
            .iter()
            .map(|(placeholder, value)| (*placeholder, (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_first_response_is_filled() {
        let template = Template::parse("Hello {name},\nNext update by {next_update}.").unwrap();
        let filled = template.fill(&values(&[
            (Placeholder::Name, "Kim"),
            (Placeholder::NextUpdate, "16:00 GMT"),
        ]));
        assert_eq!(
            filled,
            Filled {
                text: "Hello Kim,\nNext update by 16:00 GMT.".to_owned(),
                missing: vec![]
            }
        );
    }

    #[test]
    fn a_tenants_braces_are_not_filled_again() {
        let template = Template::parse("{subject} {name}").unwrap();
        let filled = template.fill(&values(&[
            (Placeholder::Subject, "{name} {{x"),
            (Placeholder::Name, "Kim"),
        ]));
        assert_eq!(filled.text, "{name} {{x Kim");
    }

    #[test]
    fn what_is_not_known_stays_in_sight() {
        let filled = Template::parse("Closed because {reason}. {reason}!")
            .unwrap()
            .fill(&Values::new());
        assert_eq!(filled.text, "Closed because {reason}. {reason}!");
        assert_eq!(filled.missing, [Placeholder::Reason]);
    }

    #[test]
    fn doubled_braces_are_braces() {
        assert_eq!(
            Template::parse("{{\"a\": {{}}}}").unwrap().fill(&Values::new()).text,
            "{\"a\": {}}"
        );
    }

    #[test]
    fn every_error_of_a_template_is_found() {
        let errors = Template::parse("{nmae} and } and {name\n{tenant} {").unwrap_err();
        let said: Vec<String> = errors
            .iter()
            .map(|error| format!("{} {error}: {}", error.at, error.hint()))
            .collect();
        assert_eq!(
            said,
            [
                "0 `{nmae}` isn’t a placeholder: did you mean `name`?",
                "11 this `}` isn’t part of a placeholder: write `}}` for a brace in the text",
                "17 this `{` isn’t part of a placeholder: write `{{` for a brace in the text",
                "32 this `{` isn’t part of a placeholder: write `{{` for a brace in the text",
            ]
        );
    }

    #[test]
    fn a_forgotten_brace_ends_with_its_line() {
        let errors = Template::parse("Hello {name,\nsee you}").unwrap_err();
        let problems: Vec<_> = errors.into_iter().map(|error| error.problem).collect();
        assert_eq!(problems, [TemplateProblem::Stray("{"), TemplateProblem::Stray("}")]);
    }

    proptest! {
        #[test]
        fn text_with_doubled_braces_comes_back(text in "[a-z{}\n ]*") {
            let doubled = text.replace('{', "{{").replace('}', "}}");
            prop_assert_eq!(Template::parse(&doubled).unwrap().fill(&Values::new()).text, text);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Template::parse(&text);
        }
    }
}
