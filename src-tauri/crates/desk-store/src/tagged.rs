//! A tagged enum in two columns: the word of its variant, which rows are searched by, and its other fields as JSON.
//! Serde knows both forms, so the compiler lists each place that a new variant needs.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The field that serde puts the word of the variant into.
const TAG: &str = "kind";

/// The word and the fields of a value that is tagged by `kind`.
pub(crate) fn split(value: impl Serialize) -> serde_json::Result<(String, Value)> {
    let mut fields: Map<String, Value> = serde_json::from_value(serde_json::to_value(value)?)?;
    let word = fields.remove(TAG).unwrap_or_default();
    Ok((serde_json::from_value(word)?, Value::Object(fields)))
}

/// The value of a word and fields; `None`: no Dutydesk of this version writes such a row.
pub(crate) fn join<T: DeserializeOwned>(word: &str, fields: &str) -> Option<T> {
    let mut all: Map<String, Value> = serde_json::from_str(fields).ok()?;
    all.insert(TAG.to_owned(), word.into());
    serde_json::from_value(Value::Object(all)).ok()
}

/// Values of the domain by their words in files.
pub(crate) mod word {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::sql::{Worded, read_word};

    pub(crate) fn serialize<T: Worded, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.word())
    }

    pub(crate) fn deserialize<'de, T: Worded, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let word = String::deserialize(deserializer)?;
        read_word(&word).ok_or_else(|| D::Error::custom("an unknown word"))
    }
}

/// Instants in milliseconds since 1970.
pub(crate) mod millis {
    use desk_domain::time::Instant;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.timestamp_millis())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        let millis = i64::deserialize(deserializer)?;
        Instant::from_timestamp_millis(millis).ok_or_else(|| D::Error::custom("no instant"))
    }

    /// The same, but optional.
    pub(crate) mod optional {
        use desk_domain::time::Instant;
        use serde::{Deserialize, Deserializer, Serializer};

        #[derive(Deserialize)]
        struct Millis(#[serde(with = "super")] Instant);

        pub(crate) fn serialize<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => serializer.serialize_some(&at.timestamp_millis()),
                None => serializer.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
            Ok(Option::<Millis>::deserialize(deserializer)?.map(|millis| millis.0))
        }
    }
}

/// Names, as text.
pub(crate) mod name {
    use desk_domain::ids::Name;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<T: Name, S: Serializer>(name: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name.as_str())
    }

    pub(crate) fn deserialize<'de, T: Name, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
