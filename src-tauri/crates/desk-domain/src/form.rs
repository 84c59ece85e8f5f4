//! The triage form of a policy: the questions, their choices, and what a choice means to the rules. `triage` works out
//! the result of the answers.

use crate::priority::Priority;

/// The questions, by what the rules do with them. Labels and choices are policy data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Is it ours? (rule 17)
    Ours,
    /// Which of the four things that are supported out of hours? Asked when the issue was raised out of hours (rule 16).
    Scope,
    /// What is the urgency, and why?
    Urgency,
    /// What is the impact on users, systems and reputation?
    Impact,
    /// How many systems and users are affected?
    Extent,
    /// Is it a known issue, is there a workaround?
    Known,
    /// A security breach or vulnerability, or a risk of data corruption? (rule 18)
    Exception,
    /// Who makes the final call? (rule 19)
    FinalCall,
}

impl Question {
    /// In the order they are asked.
    pub const ALL: [Self; 8] = [
        Self::Ours,
        Self::Scope,
        Self::Urgency,
        Self::Impact,
        Self::Extent,
        Self::Known,
        Self::Exception,
        Self::FinalCall,
    ];

    /// The word in files: `ours`, `scope`, `urgency`, `impact`, `extent`, `known`, `exception`, `final_call`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Scope => "scope",
            Self::Urgency => "urgency",
            Self::Impact => "impact",
            Self::Extent => "extent",
            Self::Known => "known",
            Self::Exception => "exception",
            Self::FinalCall => "final_call",
        }
    }

    /// Reads a word of a file.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.word() == word)
    }
}

/// What choosing an answer means to the rules, beyond being written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Meaning {
    /// Nothing more.
    #[default]
    Plain,
    /// "I do not know".
    Unknown,
    /// Not ours: redirect and close.
    Redirect,
    /// Outside the out-of-hours scope.
    OutOfScope,
    /// Many platform users have significant problems: makes a P2 an incident.
    ManyUsers,
    /// Containing may have to come before restoring: a security breach or a risk of data corruption.
    ContainFirst,
    /// One of the people who make the final call is asked.
    AskFinalCall,
    /// Nobody answers: the engineer decides and writes down why.
    DecideAlone,
}

/// One answer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Stable word, unique within its question.
    pub id: String,
    /// As the button says it.
    pub label: String,
    /// What it means to the rules.
    pub meaning: Meaning,
    /// Whether it must come with words ("because …").
    pub reason_required: bool,
}

/// A question as it is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which one.
    pub question: Question,
    /// The question in words.
    pub text: String,
    /// A hint below it; may be empty.
    pub hint: String,
    /// The choices; may be empty for a question answered in words only.
    pub choices: Vec<Choice>,
    /// Whether words may be added.
    pub words: bool,
}

/// When these choices are made, this priority is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRule {
    /// Question and choice, all of which must be chosen.
    pub when: Vec<(Question, String)>,
    /// The priority.
    pub propose: Priority,
    /// Index into the examples of that priority: the sentence of the manual that it rests on.
    pub example: Option<usize>,
}

/// The triage form of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The questions in the order they are asked.
    pub questions: Vec<Asked>,
    /// First match wins.
    pub proposals: Vec<ProposalRule>,
    /// Priorities for which one sentence is enough; the others answer every question (rule 19).
    pub one_sentence_for: Vec<Priority>,
}

impl Question {
    /// What to do when it is not answered, in the manual's words.
    pub(crate) const fn say(self) -> &'static str {
        match self {
            Self::Ours => "Say whether it’s ours",
            Self::Scope => "Say which of the things we support out of hours it is",
            Self::Urgency => "Say what the urgency is, and why",
            Self::Impact => "Say what the impact is on users, systems and reputation",
            Self::Extent => "Say how many systems and users are affected",
            Self::Known => "Say whether it’s a known issue, and whether there’s a workaround",
            Self::Exception => "Say whether it’s a security breach or vulnerability, or a risk of data corruption",
            Self::FinalCall => "Say who makes the final call",
        }
    }
}
