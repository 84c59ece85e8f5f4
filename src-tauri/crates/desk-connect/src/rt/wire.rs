//! The shapes that Request Tracker's REST2 interface sends; only this connector knows them. Tolerant: ids come as
//! numbers or text, pages as floats, totals as null, lists as null or a single object.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A page has 100 rows; what sends more than this is no page.
const ROWS: usize = 2_000;
/// The most parts that one message has.
const LINKS: usize = 10_000;
/// The most people of one kind on a ticket that are kept.
const PEOPLE: usize = 1_000;
/// The most sentences of an answer that are kept.
const SENTENCES: usize = 20;

/// Text that may also come as a number, a truth value or null.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(Self)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a number")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }
    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<String, E> {
        Ok(u8::from(truth).to_string())
    }
    fn visit_unit<E: de::Error>(self) -> Result<String, E> {
        Ok(String::new())
    }
    // Perl sends an empty list or map where a value is missing.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }
}

/// One page of a collection. Rows are read one by one, so that a broken one costs only itself. They stay text until
/// then: a tree of what a server sends can take a hundred times its size.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default, deserialize_with = "items")]
    pub(super) items: Option<Vec<Box<RawValue>>>,
    #[serde(default)]
    page: Text,
    #[serde(default)]
    pages: Text,
}

fn items<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Box<RawValue>>>, D::Error> {
    at_most::<_, _, ROWS>(deserializer)
}

fn links<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Link>>, D::Error> {
    at_most::<_, _, LINKS>(deserializer)
}

/// A list, or null. One that is longer is an error before it is all in memory.
fn at_most<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MOST: usize>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    struct List<T, const MOST: usize>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for List<T, MOST> {
        type Value = Option<Vec<T>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {MOST}")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = list.next_element()? {
                if items.len() == MOST {
                    return Err(de::Error::invalid_length(MOST + 1, &self));
                }
                items.push(item);
            }
            Ok(Some(items))
        }
    }
    deserializer.deserialize_any(List::<T, MOST>(PhantomData))
}

/// The id of a row that can't be read otherwise, so that it can be asked for by its id.
#[derive(Deserialize)]
pub(super) struct OnlyId {
    pub(super) id: Text,
}

impl Page {
    /// The number that the server says this page has.
    pub(super) fn number(&self) -> Option<u64> {
        whole(&self.page)
    }

    /// How many pages there are; `None` for accounts to which RT doesn't say.
    pub(super) fn pages(&self) -> Option<u64> {
        whole(&self.pages)
    }
}

/// RT counts pages in Perl numbers: `1`, `"1"` and `0.0` all occur.
fn whole(number: &Text) -> Option<u64> {
    let value: f64 = number.0.parse().ok()?;
    (value.is_finite() && (0.0..1e9).contains(&value)).then_some(value as u64)
}

/// A user, queue or other thing that a field points at, with the fields that were asked for.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Reference {
    pub(super) id: Text,
    #[serde(rename = "Name")]
    pub(super) name: Text,
    #[serde(rename = "RealName")]
    pub(super) real_name: Text,
    #[serde(rename = "EmailAddress")]
    pub(super) email: Text,
    #[serde(rename = "Organization")]
    pub(super) organization: Text,
    #[serde(rename = "Lifecycle")]
    pub(super) lifecycle: Text,
}

/// A ticket as lists show it.
#[derive(Deserialize)]
pub(super) struct Ticket {
    pub(super) id: Text,
    #[serde(rename = "Subject", default)]
    pub(super) subject: Text,
    #[serde(rename = "Status", default)]
    pub(super) status: Text,
    #[serde(rename = "Priority", default)]
    pub(super) priority: Text,
    #[serde(rename = "Created", default)]
    pub(super) created: Text,
    #[serde(rename = "LastUpdated", default)]
    pub(super) last_updated: Text,
    #[serde(rename = "Queue", default, deserialize_with = "one")]
    pub(super) queue: Option<Reference>,
    #[serde(rename = "Owner", default, deserialize_with = "one")]
    pub(super) owner: Option<Reference>,
    #[serde(rename = "Requestor", default, deserialize_with = "many")]
    pub(super) requestors: Vec<Reference>,
    #[serde(rename = "Cc", default, deserialize_with = "many")]
    pub(super) cc: Vec<Reference>,
}

impl Ticket {
    /// The name of the rules for its statuses.
    pub(super) fn lifecycle(&self) -> &str {
        self.queue.as_ref().map_or("", |queue| &queue.lifecycle.0)
    }
}

/// A row of a ticket's history.
#[derive(Deserialize)]
pub(super) struct Transaction {
    pub(super) id: Text,
    #[serde(rename = "Type", default)]
    pub(super) kind: Text,
    #[serde(rename = "Field", default)]
    pub(super) field: Text,
    #[serde(rename = "OldValue", default)]
    pub(super) old: Text,
    #[serde(rename = "NewValue", default)]
    pub(super) new: Text,
    #[serde(rename = "Created", default)]
    pub(super) created: Text,
    #[serde(rename = "ObjectId", default)]
    pub(super) ticket: Text,
    #[serde(rename = "Creator", default, deserialize_with = "one")]
    pub(super) creator: Option<Reference>,
    #[serde(rename = "_hyperlinks", default, deserialize_with = "links")]
    links: Option<Vec<Link>>,
}

impl Transaction {
    /// The status before and after, when the row is about that.
    pub(super) fn statuses(&self) -> Option<(&str, &str)> {
        let is_status = matches!(
            (self.kind.0.as_str(), self.field.0.as_str()),
            ("Status", _) | ("Set", "Status")
        );
        is_status.then_some((self.old.0.as_str(), self.new.0.as_str()))
    }

    /// The ids of all parts of its message, in order.
    pub(super) fn attachments(&self) -> impl Iterator<Item = &str> {
        self.links
            .iter()
            .flatten()
            .filter(|link| link.kind.0 == "attachment")
            .filter_map(|link| link.url.0.rsplit('/').next())
            .filter(|id| super::is_id(id))
    }
}

#[derive(Deserialize)]
struct Link {
    #[serde(rename = "ref", default)]
    kind: Text,
    #[serde(rename = "_url", default)]
    url: Text,
    #[serde(default)]
    to: Text,
}

/// A part of a message: its words, a file, or only the wrapping of other parts.
#[derive(Deserialize, Clone)]
pub(super) struct Attachment {
    pub(super) id: Text,
    #[serde(rename = "TransactionId", default)]
    pub(super) transaction: Text,
    #[serde(rename = "ContentType", default)]
    pub(super) content_type: Text,
    #[serde(rename = "Filename", default)]
    pub(super) file_name: Text,
    #[serde(rename = "ContentLength", default)]
    pub(super) length: Text,
    #[serde(rename = "Headers", default)]
    pub(super) headers: Text,
    /// Decoded text in lists, base64 in a single record; absent when it was not asked for.
    #[serde(rename = "Content", default)]
    pub(super) content: Option<Text>,
}

/// `GET /rt`.
#[derive(Deserialize)]
pub(super) struct Server {
    #[serde(rename = "Version")]
    pub(super) version: Text,
}

/// `GET /user/N`, also in lists of queues.
#[derive(Deserialize)]
pub(super) struct Named {
    /// RT leaves it out for an ordinary account that asks for another user.
    #[serde(default)]
    pub(super) id: Text,
    #[serde(rename = "Name", default)]
    pub(super) name: Text,
    #[serde(rename = "RealName", default)]
    pub(super) real_name: Text,
    #[serde(rename = "EmailAddress", default)]
    pub(super) email: Text,
    #[serde(rename = "Disabled", default)]
    pub(super) disabled: Text,
    /// Of a user: `1` for an agent, `0` for everybody else who ever wrote.
    #[serde(rename = "Privileged", default)]
    pub(super) privileged: Text,
}

impl From<Named> for Reference {
    fn from(named: Named) -> Self {
        let Named {
            id,
            name,
            real_name,
            email,
            disabled: _,
            privileged: _,
        } = named;
        Self {
            id,
            name,
            real_name,
            email,
            organization: Text::default(),
            lifecycle: Text::default(),
        }
    }
}

/// `GET /ticket/N`: where a ticket is that no search finds, and which statuses it may take.
#[derive(Deserialize)]
pub(super) struct Standing {
    #[serde(default)]
    pub(super) id: Text,
    /// The ticket that replaces a merged one.
    #[serde(rename = "EffectiveId", default, deserialize_with = "one")]
    pub(super) effective: Option<Reference>,
    #[serde(rename = "Status", default)]
    pub(super) status: Text,
    #[serde(rename = "_hyperlinks", default, deserialize_with = "links")]
    links: Option<Vec<Link>>,
}

impl Standing {
    /// The statuses that RT offers for it; none at all where its lifecycle names no actions.
    pub(super) fn offered(&self) -> impl Iterator<Item = &str> {
        let offers = self.links.iter().flatten().filter(|link| link.kind.0 == "lifecycle");
        offers.map(|link| link.to.0.as_str()).filter(|to| !to.is_empty())
    }
}

/// What a write says: sentences, or one message. Everything else in the answer is passed over.
#[derive(Default)]
pub(super) struct Sentences(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Sentences {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Said;
        impl<'de> Visitor<'de> for Said {
            type Value = Vec<String>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("sentences")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<String>, E> {
                Ok(vec![text.to_owned()])
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Vec<String>, E> {
                Ok(Vec::new())
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Vec<String>, E> {
                Ok(Vec::new())
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Vec<String>, E> {
                Ok(Vec::new())
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Vec<String>, E> {
                Ok(Vec::new())
            }
            fn visit_unit<E: de::Error>(self) -> Result<Vec<String>, E> {
                Ok(Vec::new())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
                let mut said = Vec::new();
                while let Some(Sentences(more)) = list.next_element()? {
                    said.extend(more.into_iter().take(SENTENCES - said.len()));
                }
                Ok(said)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
                let mut said = Vec::new();
                while let Some(Text(key)) = map.next_key()? {
                    if key == "message" {
                        said = map.next_value::<Sentences>()?.0;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(said)
            }
        }
        deserializer.deserialize_any(Said).map(Self)
    }
}

fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Reference>, D::Error> {
    Ok(References::deserialize(deserializer)?.0.into_iter().next())
}

fn many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Reference>, D::Error> {
    Ok(References::deserialize(deserializer)?.0)
}

/// People or things that a field points at: a list, one object, or only an id.
struct References(Vec<Reference>);

impl<'de> Deserialize<'de> for References {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pointed;
        impl<'de> Visitor<'de> for Pointed {
            type Value = Vec<Reference>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("references")
            }
            fn visit_str<E: de::Error>(self, id: &str) -> Result<Vec<Reference>, E> {
                let reference = || Reference {
                    id: Text(id.to_owned()),
                    ..Reference::default()
                };
                Ok(Vec::from_iter((!id.is_empty()).then(reference)))
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Vec<Reference>, E> {
                Ok(Vec::new())
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Vec<Reference>, E> {
                Ok(Vec::new())
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Vec<Reference>, E> {
                Ok(Vec::new())
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Vec<Reference>, E> {
                Ok(Vec::new())
            }
            fn visit_unit<E: de::Error>(self) -> Result<Vec<Reference>, E> {
                Ok(Vec::new())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Reference>, A::Error> {
                let mut people = Vec::new();
                while let Some(References(more)) = list.next_element()? {
                    people.extend(more.into_iter().take(PEOPLE - people.len()));
                }
                Ok(people)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<Reference>, A::Error> {
                Ok(vec![Reference::deserialize(MapAccessDeserializer::new(map))?])
            }
        }
        deserializer.deserialize_any(Pointed).map(Self)
    }
}
