//! The part of a policy that only people read: messages, links, contacts, roles, checklists. No rule depends on it.

use desk_domain::priority::Priority;

use crate::template::Template;

/// The part of a policy that is for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handbook {
    /// The name of the policy, as people say it.
    pub title: String,
    /// What the team is called in messages.
    pub team: String,
    /// What the help desk is called.
    pub help_desk: String,
    /// "Also known as" of P1 to P4, for example `Critical Incident`; may be empty.
    pub also_known_as: [String; 4],
    /// Where refreshed bank holidays are read from; `None`: never.
    pub holiday_feed: Option<String>,
    /// Who decides when in doubt.
    pub final_call: FinalCall,
    /// The only things that are supported out of hours; empty when there is no such limit.
    pub out_of_hours: Vec<String>,
    /// Messages in the order of the file; each [`Occasion`] has one, and a team may add its own.
    pub messages: Vec<Message>,
    /// Useful links.
    pub links: Vec<Link>,
    /// Roles on a shift and in an incident.
    pub roles: Vec<Role>,
    /// Lists to work through.
    pub checklists: Vec<Checklist>,
    /// Tips and good practice.
    pub tips: Vec<String>,
}

impl Handbook {
    /// "Also known as" of a priority; may be empty.
    #[must_use]
    pub fn also_known_as(&self, priority: Priority) -> &str {
        &self.also_known_as[priority.index()]
    }

    /// The message with this id.
    #[must_use]
    pub fn message(&self, id: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// The checklist with this id.
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id)
    }

    /// The role with this id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }
}

/// Who decides when in doubt (rule 19).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalCall {
    /// The rule in a sentence.
    pub rule: String,
    /// What to do when nobody answers.
    pub nobody_answers: String,
    /// In the order in which they are asked; at least one.
    pub contacts: Vec<Contact>,
}

/// A person, or a role until a person is named. What is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// For example `Tech lead`.
    pub role: String,
    /// Who it is.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// Slack name or channel.
    pub slack: String,
    /// Mail address.
    pub email: String,
}

/// What the product writes messages for. A policy has one message for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// The first response at a priority.
    FirstResponse(Priority),
    /// An update.
    Update,
    /// The subject was changed, and why.
    Rename,
    /// The ticket is closed, and why.
    Close,
    /// We wait for the tenant.
    Waiting,
    /// We have waited: asking again.
    Chase,
    /// Not ours: who can help instead.
    Redirect,
    /// What was said on Slack or on the phone, written down.
    ToldElsewhere,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::FirstResponse(Priority::P1),
        Self::FirstResponse(Priority::P2),
        Self::FirstResponse(Priority::P3),
        Self::FirstResponse(Priority::P4),
        Self::Update,
        Self::Rename,
        Self::Close,
        Self::Waiting,
        Self::Chase,
        Self::Redirect,
        Self::ToldElsewhere,
    ];

    /// The id of its message.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FirstResponse(Priority::P1) => "first_response_p1",
            Self::FirstResponse(Priority::P2) => "first_response_p2",
            Self::FirstResponse(Priority::P3) => "first_response_p3",
            Self::FirstResponse(Priority::P4) => "first_response_p4",
            Self::Update => "update",
            Self::Rename => "rename",
            Self::Close => "close",
            Self::Waiting => "waiting",
            Self::Chase => "chase",
            Self::Redirect => "redirect",
            Self::ToldElsewhere => "told_elsewhere",
        }
    }
}

/// A message to a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Stable word.
    pub id: String,
    /// As people say it.
    pub title: String,
    /// The text.
    pub template: Template,
}

/// A useful link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// As people say it.
    pub title: String,
    /// With `https://` or `http://`.
    pub address: String,
    /// What to know before opening it; may be empty.
    pub note: String,
}

/// A role on a shift or in an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Stable word.
    pub id: String,
    /// As people say it.
    pub title: String,
    /// What the person does.
    pub does: String,
}

/// A list to work through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Stable word.
    pub id: String,
    /// As people say it.
    pub title: String,
    /// What to do, in order.
    pub items: Vec<String>,
}
