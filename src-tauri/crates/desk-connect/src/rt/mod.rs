//! Request Tracker 5 through its REST2 interface: the specimen connector.
//!
//! Where its behaviour differs from its documentation, it was tested on a real server:
//! - Dates in a search use the time zone of the RT user and ignore their own, so no date is ever sent. Tickets come
//!   newest change first, and reading stops at the cursor.
//! - RT answers 200 to changes that it refuses, so each change is read again and compared.
//! - RT doesn't tell an ordinary account how long a ticket's history is. Rows that the account may not see leave gaps,
//!   even empty pages. So reading only ends at the row that created the ticket.
//! - A ticket that was merged away or deleted is in no search, but `GET /ticket/N` says where it went. One in a queue
//!   that the account may not see is refused.
//! - Which statuses are finished is asked for (`lifecycle`), and so is who is an agent (`roles`).
//! - There is no "who am I", but the second part of a token is the id of its user.

mod body;
mod client;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod lifecycle;
mod map;
mod roles;
mod sync;
mod thread;
mod wire;

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use url::Url;

use self::client::{Client, Rows, Write, refused};
use self::lifecycle::Lifecycles;
use self::roles::Said;
use self::thread::EMPTY_PAGES;
use desk_domain::ids::RemoteId;

use crate::address::Base;
use crate::http::{Http, HttpLimits};
use crate::kind::{Call, Field, Holds, Kind, Limits, SignIn};
use crate::text::HtmlLimits;
use crate::{
    Assignee, Changes, Cursor, Delivered, DeskError, HelpDesk, LookedUp, Me, NewStatus, NextPage, Outgoing, Person,
    Queue, Reach, ReadBack, RemoteStatus, RemoteThread, RemoteTicket, Scope, Unread, Whereabouts,
};

/// A server that lists more pages of queues than this goes round in circles.
const PAGES: u64 = 100;
/// RT's subjects are no longer.
const SUBJECT: usize = 200;

/// Request Tracker, for everything that asks what an account of it needs.
pub const KIND: Kind = Kind {
    id: "rt",
    name: "Request Tracker",
    version: "5",
    label: "RT",
    fields: &[
        Field {
            id: "url",
            option: "url",
            value: "URL",
            label: "Address",
            hint: "The address you use in the browser, for example https://rt.example.gov.uk",
            holds: Holds::Address,
            needed: Some("Enter the address you use in the browser, for example https://rt.example.gov.uk"),
        },
        Field {
            id: "token",
            option: "token",
            value: "TOKEN",
            label: "Token",
            hint: "Create one in Request Tracker under Settings, Auth Tokens. It’s stored in this computer’s keychain.",
            holds: Holds::Secret,
            needed: Some("Enter the token."),
        },
        Field {
            id: "queues",
            option: "queue",
            value: "QUEUE",
            label: "Queues",
            hint: "Separate them with commas. Leave blank for every queue the token can see.",
            holds: Holds::Queues,
            needed: None,
        },
    ],
    calls: &[Call::Reply, Call::Note, Call::Subject, Call::Status, Call::Owner],
    limits: Limits::HELP_DESK,
    sign_in: SignIn::HelpDesk(|given| {
        let signed_in = RequestTracker::new(given.address, given.secret, given.limits.clone())?;
        Ok(Box::new(signed_in))
    }),
};

/// An account on a Request Tracker.
pub struct RequestTracker {
    client: Client,
    web: Url,
    /// The id of the token's user, from the token itself.
    user: String,
    me: OnceCell<Me>,
    people: Mutex<HashMap<String, Person>>,
    said: Mutex<HashMap<String, Said>>,
    lifecycles: Mutex<Lifecycles>,
    /// How far the server's clock is ahead, when that is far and its tickets agree.
    far_ahead: Mutex<Option<TimeDelta>>,
    html: HtmlLimits,
}

impl RequestTracker {
    /// An account at `address` (as in the browser, with or without `/REST/2.0`) with an auth token made in RT.
    /// Sends nothing.
    ///
    /// # Errors
    /// [`DeskError::WrongAddress`] when the address is none or not encrypted, [`DeskError::TokenRefused`] when the
    /// token cannot be one of RT's.
    pub fn new(address: &str, token: &SecretString, limits: HttpLimits) -> Result<Self, DeskError> {
        let base = Base::parse(address)?.without("/REST/2.0");
        let user = user_of(token.expose_secret())
            .ok_or(DeskError::TokenRefused)?
            .to_owned();
        Ok(Self {
            web: base.join("Ticket/Display.html")?,
            client: Client {
                http: Http::new(base, "token", token, limits)?,
            },
            user,
            me: OnceCell::new(),
            people: Mutex::new(HashMap::new()),
            said: Mutex::default(),
            lifecycles: Mutex::default(),
            far_ahead: Mutex::default(),
            html: HtmlLimits::default(),
        })
    }

    async fn me(&self) -> Result<&Me, DeskError> {
        self.me
            .get_or_try_init(|| async {
                let user = self.client.user(&self.user).await?;
                if user.name.0.trim().is_empty() || !["", &*self.user].contains(&user.id.0.as_str()) {
                    return Err(DeskError::NotThisHelpDesk);
                }
                let display = if user.real_name.0.is_empty() {
                    &user.name.0
                } else {
                    &user.real_name.0
                };
                Ok(Me {
                    display: crate::text::title(display),
                    id: user.id.0,
                    name: user.name.0,
                })
            })
            .await
    }

    async fn mapped(&self, rows: Rows<wire::Ticket>) -> Result<(Vec<RemoteTicket>, Unread), DeskError> {
        let lifecycles = self.lifecycles_of(&rows.rows).await?;
        let (mut tickets, mut unread) = (Vec::new(), Unread::default());
        rows.unread.iter().for_each(|id| unread.add(id));
        for row in rows.rows {
            let id = row.id.0.clone();
            match map::ticket(row, &lifecycles, |id| self.web_url(id)) {
                Some(ticket) => tickets.push(ticket),
                None => unread.add(&id),
            }
        }
        Ok((map::newest_of_each(tickets), unread))
    }

    fn web_url(&self, id: &RemoteId) -> String {
        let mut url = self.web.clone();
        url.query_pairs_mut().append_pair("id", id.as_str());
        url.into()
    }

    /// Changes fields and reads again: RT says 200 to what it refuses, and a gateway says it to what RT never saw.
    async fn change(
        &self,
        ticket: &RemoteId,
        fields: Value,
        holds: impl Fn(&RemoteTicket) -> bool + Send,
    ) -> Result<Delivered, DeskError> {
        let said = match self.client.change(ticket, &fields).await {
            Err(error) if !error.may_have_arrived() => return Err(error),
            said => said,
        };
        let Ok(now) = self.ticket(ticket).await else {
            return Err(said.err().unwrap_or(DeskError::Unproven));
        };
        if holds(&now) {
            return Ok(Delivered {
                remote_transaction: None,
            });
        }
        Err(match said {
            // RT says why.
            Ok(said) if said.is_empty() => DeskError::Unproven,
            Ok(said) => refused(&said),
            Err(error) => error,
        })
    }

    /// Closes a ticket with a status that it may take. RT doesn't list them, so the likely ones are tried; it refuses
    /// the others and changes nothing.
    async fn close(&self, ticket: &RemoteId) -> Result<Delivered, DeskError> {
        let (now, lifecycle) = self.ticket_and_lifecycle(ticket).await?;
        if now.status == RemoteStatus::Resolved {
            return Ok(Delivered {
                remote_transaction: None,
            });
        }
        let standing = self.client.standing(ticket).await?;
        let offered: Vec<&str> = standing.offered().collect();
        let lifecycles = self
            .learned(offered.iter().map(|word| (lifecycle.as_str(), *word)).collect())
            .await?;
        let mut refused = None;
        for word in lifecycles.closing(&lifecycle, &offered) {
            let is_closed = |now: &RemoteTicket| now.status == RemoteStatus::Resolved;
            match self.change(ticket, json!({ "Status": word }), is_closed).await {
                Err(error @ DeskError::Refused { .. }) => refused = refused.or(Some(error)),
                outcome => return outcome,
            }
        }
        Err(refused.unwrap_or(DeskError::Malformed))
    }

    async fn write(&self, ticket: &RemoteId, how: Write, message: &Outgoing) -> Result<Delivered, DeskError> {
        let transaction = self.client.write(ticket, how, message).await?;
        Ok(Delivered {
            remote_transaction: Some(transaction),
        })
    }
}

#[async_trait]
impl HelpDesk for RequestTracker {
    async fn test(&self) -> Result<Reach, DeskError> {
        self.client.http.forget_refusal();
        let server = self.client.server().await?;
        let me = self.me().await?.clone();
        Ok(Reach {
            me,
            version: crate::text::title(&server.version.0),
            queues: self.queues().await?,
        })
    }

    async fn queues(&self) -> Result<Vec<Queue>, DeskError> {
        let mut queues = Vec::new();
        let mut seen = HashSet::new();
        let mut empty_pages = 0;
        for number in 1..=PAGES {
            let page = self.client.queues(number).await?;
            let before = seen.len();
            let fresh = page.rows.into_iter().filter(|queue| seen.insert(queue.id.0.clone()));
            queues.extend(
                fresh
                    .filter(|queue| matches!(queue.disabled.0.as_str(), "" | "0"))
                    .map(map::queue),
            );
            empty_pages = if page.count == 0 { empty_pages + 1 } else { 0 };
            // Without a count, rows that the account may not see leave holes.
            let at_end = page.pages.map_or(empty_pages >= EMPTY_PAGES, |pages| number >= pages);
            if at_end || (page.count > 0 && seen.len() == before) {
                break;
            }
        }
        queues.sort_by_key(|queue: &Queue| queue.name.to_lowercase());
        Ok(queues)
    }

    async fn changed_since(
        &self,
        scope: &Scope,
        since: Option<&Cursor>,
        page: Option<&NextPage>,
    ) -> Result<Changes, DeskError> {
        self.changes(scope, since, page).await
    }

    async fn thread(&self, ticket: &RemoteId) -> Result<RemoteThread, DeskError> {
        self.read_thread(ticket).await
    }

    async fn whereabouts(&self, tickets: &[RemoteId]) -> Result<Vec<(RemoteId, Whereabouts)>, DeskError> {
        self.places(tickets).await
    }

    async fn attachment(&self, id: &str) -> Result<Vec<u8>, DeskError> {
        self.client.content(id).await
    }

    async fn comment(&self, ticket: &RemoteId, note: &Outgoing) -> Result<Delivered, DeskError> {
        self.write(ticket, Write::Comment, note).await
    }

    async fn reply(&self, ticket: &RemoteId, message: &Outgoing) -> Result<Delivered, DeskError> {
        self.write(ticket, Write::Correspond, message).await
    }

    async fn set_subject(&self, ticket: &RemoteId, subject: &str) -> Result<Delivered, DeskError> {
        let subject = crate::text::title(subject);
        if subject.is_empty() || subject.chars().count() > SUBJECT {
            return Err(DeskError::Refused {
                reason: format!("a subject has 1 to {SUBJECT} characters."),
            });
        }
        let wanted = subject.clone();
        self.change(ticket, json!({ "Subject": subject }), move |now| now.subject == wanted)
            .await
    }

    async fn set_priority(&self, ticket: &RemoteId, priority: &str) -> Result<Delivered, DeskError> {
        let Ok(wanted) = priority.trim().parse::<i32>() else {
            return Err(DeskError::Refused {
                reason: "its priority is a number.".to_owned(),
            });
        };
        let is_set = move |now: &RemoteTicket| now.priority_hint.as_deref() == Some(wanted.to_string().as_str());
        self.change(ticket, json!({ "Priority": wanted }), is_set).await
    }

    async fn set_status(&self, ticket: &RemoteId, status: &NewStatus) -> Result<Delivered, DeskError> {
        let wanted = match status {
            NewStatus::Open => "open",
            NewStatus::Waiting => "stalled",
            NewStatus::Resolved => return self.close(ticket).await,
            NewStatus::Named(name) => name,
        }
        .to_owned();
        let fields = json!({ "Status": wanted });
        self.change(ticket, fields, move |now| now.status_text.eq_ignore_ascii_case(&wanted))
            .await
    }

    async fn assign(&self, ticket: &RemoteId, to: &Assignee) -> Result<Delivered, DeskError> {
        let wanted = match to {
            Assignee::Me => self.me().await?.name.clone(),
            // RT takes a number for the id of somebody else.
            Assignee::Named(name) if is_id(name) => {
                return Err(DeskError::Refused {
                    reason: "RT knows owners by their login, and a number isn’t one.".to_owned(),
                });
            }
            Assignee::Named(name) => name.clone(),
            Assignee::Nobody => map::NOBODY.to_owned(),
        };
        let fields = json!({ "Owner": wanted });
        let is_owner = move |now: &RemoteTicket| {
            now.owner
                .as_ref()
                .map_or(map::NOBODY, |owner| &owner.name)
                .eq_ignore_ascii_case(&wanted)
        };
        self.change(ticket, fields, is_owner).await
    }

    async fn find_delivered(&self, ticket: &RemoteId, sought: &ReadBack) -> Result<LookedUp, DeskError> {
        self.find(ticket, sought).await
    }

    fn clock_offset(&self) -> Option<TimeDelta> {
        self.likely_ahead()
    }
}

impl Unread {
    /// A row with this id, which may be none.
    fn add(&mut self, id: &str) {
        match RemoteId::parse(id).ok().filter(|id| is_id(id.as_str())) {
            Some(id) if self.ids.contains(&id) => {}
            Some(id) => self.ids.push(id),
            None => self.nameless += 1,
        }
    }
}

/// What was remembered is as good after a panic as before it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// RT's tokens read `version-user-secret`.
fn user_of(token: &str) -> Option<&str> {
    token.trim().split('-').nth(1).filter(|id| is_id(id))
}

/// What RT calls an id: a whole number.
fn is_id(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
