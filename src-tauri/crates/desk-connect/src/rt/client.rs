//! The requests to Request Tracker's REST2 interface, one function each. Addresses are built here from checked ids;
//! addresses that the server sends are never followed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use desk_domain::ids::RemoteId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{StatusCode, multipart};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{is_id, wire};
use crate::http::{Answer, Http};
use crate::{DeskError, Outgoing, json as lenient, text};

/// RT sends at most this many rows per page.
pub(super) const PER_PAGE: usize = 100;

const REST: &str = "REST/2.0";
const PERSON: &str = "Name,RealName,EmailAddress";

/// Rows of a page that could be read, and which could not.
pub(super) struct Rows<T> {
    pub(super) rows: Vec<T>,
    /// The ids of those that could not; empty where a row has none.
    pub(super) unread: Vec<String>,
    /// Every row counted, readable or not.
    pub(super) count: usize,
    pub(super) number: Option<u64>,
    pub(super) pages: Option<u64>,
}

/// How a ticket is written to.
#[derive(Clone, Copy)]
pub(super) enum Write {
    Comment,
    Correspond,
}

pub(super) struct Client {
    pub(super) http: Http,
}

impl Client {
    pub(super) async fn server(&self) -> Result<wire::Server, DeskError> {
        // At the root of the interface "not found" means that the interface is not there.
        let at_root = |error| {
            if matches!(error, DeskError::Gone { .. }) {
                DeskError::NotThisHelpDesk
            } else {
                error
            }
        };
        let answer = self.read("rt", &[]).await.map_err(at_root)?;
        let server: wire::Server = object(&answer.body).map_err(|_| DeskError::NotThisHelpDesk)?;
        if server.version.0.starts_with(|c: char| c.is_ascii_digit()) {
            Ok(server)
        } else {
            Err(DeskError::NotThisHelpDesk)
        }
    }

    pub(super) async fn user(&self, id: &str) -> Result<wire::Named, DeskError> {
        self.record(&format!("user/{}", checked(id)?)).await
    }

    /// Somebody by their login. RT takes one that is a number for an id: compare the name.
    pub(super) async fn user_named(&self, name: &str) -> Result<wire::Named, DeskError> {
        self.record(&format!("user/{}", segment(name))).await
    }

    pub(super) async fn queues(&self, page: u64) -> Result<Rows<wire::Named>, DeskError> {
        self.rows("queues/all", &[("fields", "Name,Disabled")], page).await
    }

    pub(super) async fn tickets(&self, query: &str, page: u64) -> Result<Rows<wire::Ticket>, DeskError> {
        let asked = [
            ("query", query),
            ("orderby", "LastUpdated"),
            ("order", "DESC"),
            // A second order makes pages firm: many tickets change within the same second.
            ("orderby", "id"),
            ("order", "DESC"),
            (
                "fields",
                "Subject,Status,Owner,Queue,Priority,Created,LastUpdated,Requestor,Cc",
            ),
            ("fields[Queue]", "Name,Lifecycle"),
            ("fields[Owner]", PERSON),
            ("fields[Requestor]", "Name,RealName,EmailAddress,Organization"),
            ("fields[Cc]", PERSON),
        ];
        self.rows("tickets", &asked, page).await
    }

    /// Whether a search finds any ticket that the account may see.
    pub(super) async fn finds(&self, query: &str) -> Result<bool, DeskError> {
        let asked = [("query", query), ("per_page", "1")];
        let answer = self.read("tickets", &asked).await?;
        let list: wire::Page = object(&answer.body)?;
        Ok(!list.items.ok_or(DeskError::Malformed)?.is_empty())
    }

    pub(super) async fn standing(&self, ticket: &RemoteId) -> Result<wire::Standing, DeskError> {
        self.record(&format!("ticket/{}", checked(ticket.as_str())?)).await
    }

    /// A page of a ticket's history, newest first.
    pub(super) async fn history(&self, ticket: &RemoteId, page: u64) -> Result<Rows<wire::Transaction>, DeskError> {
        let asked = [
            ("orderby", "id"),
            ("order", "DESC"),
            (
                "fields",
                "Type,Field,OldValue,NewValue,Created,ObjectId,Creator,_hyperlinks",
            ),
            ("fields[Creator]", PERSON),
        ];
        self.rows(&format!("ticket/{}/history", checked(ticket.as_str())?), &asked, page)
            .await
    }

    /// Parts of a ticket's messages by id, at most [`PER_PAGE`] of them: with the words those that are text, or all
    /// of them without any content.
    pub(super) async fn parts(
        &self,
        ticket: &RemoteId,
        ids: &[&str],
        with_words: bool,
    ) -> Result<Rows<wire::Attachment>, DeskError> {
        const FIELDS: &str = "TransactionId,ContentType,Filename,ContentLength,Headers";
        let mut conditions = vec![json!({"field": "id", "operator": "IN", "value": ids})];
        let mut fields = FIELDS.to_owned();
        if with_words {
            conditions.push(json!({"field": "ContentType", "operator": "STARTSWITH", "value": "text/"}));
            fields.push_str(",Content");
        }
        let query = Value::Array(conditions).to_string();
        let asked = [("query", query.as_str()), ("fields", fields.as_str())];
        self.rows(&format!("ticket/{}/attachments", checked(ticket.as_str())?), &asked, 1)
            .await
    }

    pub(super) async fn content(&self, attachment: &str) -> Result<Vec<u8>, DeskError> {
        let part: wire::Attachment = self.record(&format!("attachment/{}", checked(attachment)?)).await?;
        let mut content = part.content.unwrap_or_default().0;
        content.retain(|letter| !letter.is_ascii_whitespace());
        BASE64.decode(content).map_err(|_| DeskError::Malformed)
    }

    /// Writes a note or a reply. Returns the id of its transaction: only an answer that names it proves that RT took it.
    pub(super) async fn write(&self, ticket: &RemoteId, how: Write, message: &Outgoing) -> Result<String, DeskError> {
        let verb = match how {
            Write::Comment => "comment",
            Write::Correspond => "correspond",
        };
        let path = format!("{REST}/ticket/{}/{verb}", checked(ticket.as_str())?);
        let words = json!({"Content": message.body, "ContentType": "text/plain"});
        let answer = if message.attachments.is_empty() {
            self.http.post(&path, &words).await?
        } else {
            self.http.post_form(&path, form(&words, message)?).await?
        };
        accepted(&answer)?;
        match transaction_made(&answer) {
            Some(transaction) if answer.status == StatusCode::CREATED => Ok(transaction.to_owned()),
            _ => Err(DeskError::Unproven),
        }
    }

    /// Changes fields of a ticket; what RT says about it, which may be a refusal.
    pub(super) async fn change(&self, ticket: &RemoteId, fields: &Value) -> Result<Vec<String>, DeskError> {
        let answer = self
            .http
            .put(&format!("{REST}/ticket/{}", checked(ticket.as_str())?), fields)
            .await?;
        accepted(&answer)?;
        Ok(said(&answer))
    }

    async fn record<T: DeserializeOwned>(&self, path: &str) -> Result<T, DeskError> {
        object(&self.read(path, &[]).await?.body)
    }

    async fn rows<T: DeserializeOwned>(
        &self,
        path: &str,
        asked: &[(&str, &str)],
        page: u64,
    ) -> Result<Rows<T>, DeskError> {
        let (page, per_page) = (page.to_string(), PER_PAGE.to_string());
        let paging = [("per_page", per_page.as_str()), ("page", page.as_str())];
        let answer = self.read(path, &[asked, &paging].concat()).await?;
        let list: wire::Page = object(&answer.body)?;
        let (number, pages) = (list.number(), list.pages());
        let items = list.items.ok_or(DeskError::Malformed)?;
        let count = items.len();
        let (mut rows, mut unread) = (Vec::with_capacity(count), Vec::new());
        for item in items {
            let item = item.get().as_bytes();
            match object(item) {
                Ok(row) => rows.push(row),
                Err(_) => unread.push(object::<wire::OnlyId>(item).map_or_else(|_| String::new(), |row| row.id.0)),
            }
        }
        Ok(Rows {
            unread,
            rows,
            count,
            number,
            pages,
        })
    }

    async fn read(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, DeskError> {
        let answer = self.http.get(&format!("{REST}/{path}"), query).await?;
        accepted(&answer)?;
        Ok(answer)
    }
}

fn form(words: &Value, message: &Outgoing) -> Result<multipart::Form, DeskError> {
    let mut form = multipart::Form::new().text("JSON", words.to_string());
    for file in &message.attachments {
        let part = multipart::Part::bytes(file.content.clone())
            .file_name(file.name.clone())
            .mime_str(&file.content_type)
            .map_err(|_| DeskError::Refused {
                reason: "an attachment has no proper media type".to_owned(),
            })?;
        form = form.part("Attachments", part);
    }
    Ok(form)
}

/// The id in `…/transaction/N`, where RT says that it put what was written.
fn transaction_made(answer: &Answer) -> Option<&str> {
    let location = answer.location.as_deref()?;
    let path = location.split(['?', '#']).next()?;
    let (before, id) = path.rsplit_once('/')?;
    (before.ends_with("/transaction") && is_id(id)).then_some(id)
}

/// Reads a record, which is an object: serde would take a list for one, its items in the order of the fields.
fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DeskError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text.first() == Some(&b'{') {
        lenient::parse(text)
    } else {
        Err(DeskError::Malformed)
    }
}

/// What RT says of a write.
fn said(answer: &Answer) -> Vec<String> {
    let said: wire::Sentences = lenient::parse(&answer.body).unwrap_or_default();
    said.0
}

/// What RT means by a status that the client left to us.
fn accepted(answer: &Answer) -> Result<(), DeskError> {
    if answer.status.is_success() {
        return Ok(());
    }
    if matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Err(DeskError::Gone { merged_into: None });
    }
    let said = said(answer);
    let denies = |sentence: &String| sentence.eq_ignore_ascii_case("permission denied");
    if answer.status == StatusCode::FORBIDDEN || said.iter().any(denies) {
        return Err(DeskError::NotAllowed);
    }
    Err(refused(&said))
}

/// RT's own words, without the paths of its source and fit for one line.
pub(super) fn refused(said: &[String]) -> DeskError {
    let without_source = |sentence: &String| {
        let sentence = sentence.split(" at /").next().unwrap_or_default();
        let sentence = sentence
            .strip_prefix("Ticket ")
            .and_then(|rest| rest.split_once(": "))
            .map_or(sentence, |s| s.1);
        text::title(sentence)
    };
    let reason = said.iter().map(without_source).collect::<Vec<_>>().join(" ");
    DeskError::Refused { reason }
}

/// Text as one part of a path.
fn segment(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Ids go into paths, so only what RT itself calls an id does.
fn checked(id: &str) -> Result<&str, DeskError> {
    if is_id(id) {
        Ok(id)
    } else {
        Err(DeskError::Gone { merged_into: None })
    }
}
