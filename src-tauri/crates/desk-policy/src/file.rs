//! The types of a policy file: serde reads them, and schemars makes the JSON Schema from them. Their doc comments are
//! the help in an editor, and the hint when a key is missing.
//!
//! Every key is optional for serde, so that one missing key doesn't hide the errors of others. Required keys are marked
//! with `schemars(required)`, and `shape` reports them.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde::Deserialize;
use serde_json::Value;

use crate::at::At;

/// The JSON Schema of [`PolicyFile`].
pub(crate) fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<PolicyFile>().into()
}

/// TOML has no null: a key that may be absent is simply not required.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            schema.insert("type".to_owned(), kind);
        }
    }
    if let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") {
        alternatives.retain(|alternative| alternative["type"] != "null");
        if let [Value::Object(only)] = alternatives.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.ensure_object().extend(only);
        }
    }
    schema.remove("default");
}

/// What a support team decided: hours, targets, triage, messages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Dutydesk policy")]
pub(crate) struct PolicyFile {
    /// Stable name in small letters, digits and hyphens, for example `govuk-paas-2016`.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// The name that people see.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// What the team is called in messages to tenants.
    #[schemars(required)]
    pub(crate) team: Option<At<String>>,
    /// What the help desk is called, for example `Deskpro`.
    #[schemars(required)]
    pub(crate) help_desk: Option<At<String>>,
    /// IANA time zone, for example `Europe/London`.
    #[schemars(required)]
    pub(crate) zone: Option<At<String>>,
    /// Length of a business day in working time, for example `8 h`.
    #[schemars(required)]
    pub(crate) business_day: Option<At<String>>,
    /// The team's rule: triage within this much working time; `none` for no triage clock. Default `10 min`.
    pub(crate) triage_within: Option<At<String>>,
    /// Working time from a pause until the tenant is chased. Default `2 business days`.
    pub(crate) chase_after: Option<At<String>>,
    /// How long people work on an incident without a break. Default `6 h`.
    pub(crate) incident_break_after: Option<At<String>>,
    /// Tips and good practice, one sentence each.
    #[serde(default)]
    pub(crate) tips: Vec<String>,
    /// When cover is given.
    #[schemars(required)]
    pub(crate) hours: Option<HoursTable>,
    /// Bank holidays.
    pub(crate) holidays: Option<HolidaysTable>,
    /// The severity table.
    #[schemars(required)]
    pub(crate) priorities: Option<PrioritiesTable>,
    /// The things that are supported out of hours.
    pub(crate) out_of_hours: Option<OutOfHoursTable>,
    /// Who decides when in doubt.
    #[schemars(required)]
    pub(crate) final_call: Option<FinalCallTable>,
    /// The triage form.
    #[schemars(required)]
    pub(crate) triage: Option<TriageTable>,
    /// How an emergency is recognised.
    pub(crate) emergency: Option<EmergencyTable>,
    /// The values of the help desk's own priority field. If left out: the usual values.
    pub(crate) priority_field: Option<PriorityFieldTable>,
    /// Which notifications come when. If left out: the usual ones.
    pub(crate) notices: Option<NoticesTable>,
    /// Who does what in an incident and on a shift.
    #[serde(default)]
    pub(crate) roles: Vec<RoleTable>,
    /// Lists to work through.
    #[serde(default)]
    pub(crate) checklists: Vec<ChecklistTable>,
    /// Messages to tenants, with placeholders such as `{name}` and `{next_update}`.
    #[schemars(required)]
    pub(crate) messages: Option<At<Vec<MessageTable>>>,
    /// Useful links.
    #[serde(default)]
    pub(crate) links: Vec<LinkTable>,
}

/// The hours classes. All other time is overnight.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoursTable {
    /// In hours: the frames in which working time runs.
    #[schemars(required)]
    pub(crate) in_hours: Option<At<Vec<At<FrameTable>>>>,
    /// Out of hours, waking.
    #[serde(default)]
    pub(crate) waking: Vec<At<FrameTable>>,
    /// Other in-hours frames between two dates, such as a summer or a Ramadan.
    #[serde(default)]
    pub(crate) seasons: Vec<At<SeasonTable>>,
}

/// In-hours frames that hold instead of the usual ones, from one date to another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeasonTable {
    /// What people call it.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// The first date, `"YYYY-MM-DD"`.
    #[schemars(required)]
    pub(crate) first: Option<At<String>>,
    /// The last date, `"YYYY-MM-DD"`.
    #[schemars(required)]
    pub(crate) last: Option<At<String>>,
    /// In hours during the season.
    #[schemars(required)]
    pub(crate) in_hours: Option<At<Vec<At<FrameTable>>>>,
}

/// Part of a day. Its end belongs to the next part.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrameTable {
    /// Weekdays (never on a holiday), or `non_working` for all days that are not working days, or `every`.
    #[schemars(required)]
    pub(crate) days: Option<At<OneOrMany<DayWord>>>,
    /// Local time, `HH:MM`.
    #[schemars(required)]
    pub(crate) from: Option<At<String>>,
    /// Local time, `HH:MM`; `24:00` is the end of the day; before `from` it is on the next day.
    #[schemars(required)]
    pub(crate) to: Option<At<String>>,
}

/// One, or a list.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub(crate) fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DayWord {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
    NonWorking,
    Every,
}

/// Bank holidays of a region, and days that the team adds or works through.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolidaysTable {
    /// The region of the bank holidays; `none`: all weekdays count.
    #[schemars(required)]
    pub(crate) region: Option<At<RegionWord>>,
    /// The address of a bank-holiday list in the GOV.UK format, read once a day. If empty: never.
    pub(crate) feed: Option<At<String>>,
    /// More days without in-hours cover.
    #[serde(default)]
    pub(crate) added: Vec<At<DayTable>>,
    /// Bank holidays on which the team works.
    #[serde(default)]
    pub(crate) removed: Vec<At<DayTable>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RegionWord {
    EnglandAndWales,
    Scotland,
    NorthernIreland,
    None,
}

/// A day and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayTable {
    /// The date in quotes, `"YYYY-MM-DD"`.
    #[schemars(required)]
    pub(crate) date: Option<At<String>>,
    /// The reason, in words.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// Only from this time on, `HH:MM`: a day added from `13:00` is off in the afternoon. Without it, from its beginning.
    pub(crate) from: Option<At<String>>,
    /// Only until this time, `HH:MM`: a bank holiday removed until `13:00` is worked in the morning. Without it, until
    /// its end.
    pub(crate) to: Option<At<String>>,
}

/// One row per priority.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "the names of the priorities")]
pub(crate) struct PrioritiesTable {
    /// The most urgent.
    #[schemars(required)]
    pub(crate) P1: Option<PriorityTable>,
    /// The second.
    #[schemars(required)]
    pub(crate) P2: Option<PriorityTable>,
    /// The third.
    #[schemars(required)]
    pub(crate) P3: Option<PriorityTable>,
    /// The least urgent.
    #[schemars(required)]
    pub(crate) P4: Option<PriorityTable>,
}

/// A row of the severity table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriorityTable {
    /// One word, for example `Critical`.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// Also known as, for example `Critical Incident`.
    pub(crate) aka: Option<At<String>>,
    /// Examples; triage quotes them.
    #[schemars(required)]
    #[serde(default)]
    pub(crate) examples: Vec<String>,
    /// Time to the first response.
    #[schemars(required)]
    pub(crate) respond: Option<At<TargetTable>>,
    /// Time between updates.
    #[schemars(required)]
    pub(crate) update: Option<At<TargetTable>>,
}

/// Allowed time by the hours class in which the clock starts: `20 s`, `20 min`, `2 h`, `1 business day`,
/// `2 business days`, `1 week`, or `none`. A length may end in `elapsed` or `working` to differ from `counted`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetTable {
    /// The same for all three classes.
    pub(crate) all: Option<At<String>>,
    /// Started in hours.
    pub(crate) in_hours: Option<At<String>>,
    /// Started out of hours, waking.
    pub(crate) waking: Option<At<String>>,
    /// Started out of hours, overnight.
    pub(crate) overnight: Option<At<String>>,
    /// How seconds, minutes and hours are counted. Business days and weeks are always working time.
    pub(crate) counted: Option<At<CountedWord>>,
}

/// How time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CountedWord {
    /// At any hour, by the clock on the wall.
    Elapsed,
    /// Only in hours.
    Working,
}

/// Cover out of hours.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutOfHoursTable {
    /// The only things that are supported out of hours. If there are none: everything is supported, and triage doesn't
    /// ask.
    #[serde(default)]
    pub(crate) things: Vec<ThingTable>,
    /// The answer for none of these things.
    pub(crate) none_of_these: Option<At<String>>,
}

/// A thing that is supported out of hours.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThingTable {
    /// A stable id, used by the proposals.
    #[schemars(required)]
    pub(crate) id: Option<At<String>>,
    /// The sentence.
    #[schemars(required)]
    pub(crate) text: Option<At<String>>,
}

/// Who decides when in doubt, and how to reach them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FinalCallTable {
    /// The rule, in a sentence.
    #[schemars(required)]
    pub(crate) rule: Option<At<String>>,
    /// What to do if nobody answers.
    #[schemars(required)]
    pub(crate) nobody_answers: Option<At<String>>,
    /// In the order in which they are asked.
    #[schemars(required)]
    pub(crate) contacts: Option<At<Vec<ContactTable>>>,
}

/// A person, or a role until a person is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactTable {
    /// For example `Tech lead`.
    #[schemars(required)]
    pub(crate) role: Option<At<String>>,
    /// The person's name.
    #[serde(default)]
    pub(crate) name: String,
    /// Telephone number.
    #[serde(default)]
    pub(crate) phone: String,
    /// Slack name or channel.
    #[serde(default)]
    pub(crate) slack: String,
    /// Email address.
    #[serde(default)]
    pub(crate) email: String,
}

/// The triage form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TriageTable {
    /// Priorities for which one sentence is enough.
    #[serde(default)]
    pub(crate) one_sentence_for: Vec<At<PriorityWord>>,
    /// The questions, in the order in which they are asked.
    #[schemars(required)]
    pub(crate) questions: Option<At<Vec<QuestionTable>>>,
    /// Which answers propose which priority. The first that matches counts.
    #[serde(default)]
    pub(crate) proposals: Vec<ProposalTable>,
}

/// A question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionTable {
    /// Which of the eight questions.
    #[schemars(required)]
    pub(crate) ask: Option<At<QuestionWord>>,
    /// The question in words.
    #[schemars(required)]
    pub(crate) text: Option<At<String>>,
    /// A hint below it.
    #[serde(default)]
    pub(crate) hint: String,
    /// Whether people can add words to the choice.
    #[serde(default)]
    pub(crate) words: bool,
    /// The answers to choose from. Those of `scope` are the things of `[out_of_hours]`.
    #[serde(default)]
    pub(crate) choices: Vec<ChoiceTable>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuestionWord {
    Ours,
    Scope,
    Urgency,
    Impact,
    Extent,
    Known,
    Exception,
    FinalCall,
}

/// An answer to choose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceTable {
    /// A stable id, used by the proposals and in recorded answers.
    #[schemars(required)]
    pub(crate) id: Option<At<String>>,
    /// The words on the button.
    #[schemars(required)]
    pub(crate) label: Option<At<String>>,
    /// Its meaning for the rules.
    pub(crate) means: Option<MeaningWord>,
    /// Whether it must come with words.
    #[serde(default)]
    pub(crate) because: bool,
}

/// What an answer means for the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MeaningWord {
    /// I do not know.
    Unknown,
    /// Not ours: redirect and close.
    Redirect,
    /// Many platform users have significant problems: makes a P2 an incident.
    ManyUsers,
    /// Containing may have to come before restoring.
    ContainFirst,
    /// One of the people who make the final call is asked.
    AskFinalCall,
    /// Nobody answers: the engineer decides.
    DecideAlone,
}

/// If all these answers are chosen, this priority is proposed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalTable {
    /// Question and chosen answer.
    #[schemars(required)]
    pub(crate) when: Option<At<WhenTable>>,
    /// The priority.
    #[schemars(required)]
    pub(crate) propose: Option<At<PriorityWord>>,
    /// Which example of that priority it rests on, counted from 1.
    pub(crate) example: Option<At<i64>>,
}

/// Answers by question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhenTable {
    pub(crate) ours: Option<At<String>>,
    pub(crate) scope: Option<At<String>>,
    pub(crate) urgency: Option<At<String>>,
    pub(crate) impact: Option<At<String>>,
    pub(crate) extent: Option<At<String>>,
    pub(crate) known: Option<At<String>>,
    pub(crate) exception: Option<At<String>>,
    pub(crate) final_call: Option<At<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum PriorityWord {
    P1,
    P2,
    P3,
    P4,
}

/// An issue that comes through one of these starts with a priority and has no triage clock. Upper and lower case are
/// the same.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmergencyTable {
    /// The priority it starts with. Default P1.
    pub(crate) priority: Option<PriorityWord>,
    /// Queues or departments.
    #[serde(default)]
    pub(crate) queues: Vec<At<String>>,
    /// Labels.
    #[serde(default)]
    pub(crate) labels: Vec<At<String>>,
    /// Addresses that the issue was sent to.
    #[serde(default)]
    pub(crate) addresses: Vec<At<String>>,
}

/// The values of the priority field, for each kind of help desk. If left out: the usual values.
pub(crate) type PriorityFieldTable = BTreeMap<String, At<FieldNumbersTable>>;

/// A different number for each priority.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "the names of the priorities")]
pub(crate) struct FieldNumbersTable {
    /// Of the most urgent.
    #[schemars(required)]
    pub(crate) P1: Option<At<i64>>,
    /// Of the second.
    #[schemars(required)]
    pub(crate) P2: Option<At<i64>>,
    /// Of the third.
    #[schemars(required)]
    pub(crate) P3: Option<At<i64>>,
    /// Of the least urgent.
    #[schemars(required)]
    pub(crate) P4: Option<At<i64>>,
}

/// Which notifications come when. A key that is left out has its usual value.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticesTable {
    /// Whether you are notified about new issues in hours. An emergency notifies at any hour.
    pub(crate) arrived: Option<bool>,
    /// The stages of the clocks.
    pub(crate) stages: Option<Vec<StageTable>>,
    /// Priorities that also notify out of hours.
    pub(crate) at_any_hour: Option<Vec<PriorityWord>>,
    /// Priorities that repeat while they are late, until somebody acknowledges them.
    pub(crate) repeated: Option<Vec<PriorityWord>>,
    /// Between repeats.
    pub(crate) repeat_every: Option<At<String>>,
    /// From an acknowledgement to the next repeat.
    pub(crate) repeat_after_acknowledge: Option<At<String>>,
    /// Priorities with a line in the morning summary of the day on which they are due.
    pub(crate) in_opening_digest: Option<Vec<PriorityWord>>,
    /// Priorities for which every message from the tenant notifies.
    pub(crate) tenant_message: Option<Vec<PriorityWord>>,
}

/// A stage of a clock that notifies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageTable {
    /// The clock.
    #[schemars(required)]
    pub(crate) clock: Option<At<ClockWord>>,
    /// How far it has run.
    #[schemars(required)]
    pub(crate) at: Option<At<StageWord>>,
    /// For which priorities. The triage clock has none.
    #[serde(default, rename = "for")]
    pub(crate) priorities: Vec<PriorityWord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClockWord {
    Respond,
    Update,
    Triage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StageWord {
    Half,
    FourFifths,
    Due,
}

/// A role.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleTable {
    /// A stable id, for example `incident_lead`.
    #[schemars(required)]
    pub(crate) id: Option<At<String>>,
    /// Its name for people.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// What the person does.
    #[schemars(required)]
    pub(crate) does: Option<At<String>>,
}

/// A list to work through.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChecklistTable {
    /// A stable id, for example `start_of_shift`.
    #[schemars(required)]
    pub(crate) id: Option<At<String>>,
    /// Its name for people.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// What to do, in order.
    #[schemars(required)]
    pub(crate) items: Option<At<Vec<String>>>,
}

/// A message to a tenant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageTable {
    /// A stable id, for example `first_response_p1` or `close`.
    #[schemars(required)]
    pub(crate) id: Option<At<String>>,
    /// Its name for people.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// The text.
    #[schemars(required)]
    pub(crate) text: Option<At<String>>,
}

/// A useful link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkTable {
    /// Its name for people.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// Where it leads, with `https://` or `http://`.
    #[schemars(required)]
    pub(crate) address: Option<At<String>>,
    /// What to know before opening it.
    #[serde(default)]
    pub(crate) note: String,
}
