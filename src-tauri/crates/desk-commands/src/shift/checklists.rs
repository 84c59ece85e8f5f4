//! The policy's checklists, and which lines are ticked. The ticks of a shift belong to one local day; those of an
//! incident stay with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::shift::{ChecklistItem, ChecklistTickRequest, ChecklistView, RoleView};
use desk_policy::{Checklist, Handbook};
use desk_store::{DeskRead, StoreError};
use serde::{Deserialize, Serialize};

use crate::desk::{Answer, Desk, error};

/// The setting under which ticks are kept: alone those of a day, with an incident's id those of the incident.
const TICKS: &str = "checklist_ticks";

/// The checklist of an open incident, and of one that is over.
pub(super) const INCIDENT: &str = "incident";
pub(super) const AFTER_INCIDENT: &str = "after_incident";

/// The role that is taken on a shift, not in an incident.
const ON_SUPPORT: &str = "on_support";

/// What is ticked off, by checklist. The words are kept, not their place: a policy may be edited meanwhile.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Ticks {
    /// The local day; `None` for an incident.
    day: Option<NaiveDate>,
    ticked: BTreeMap<String, BTreeSet<String>>,
}

impl Ticks {
    pub(super) fn of_day(desk: DeskRead<'_>, day: NaiveDate) -> Result<Self, StoreError> {
        let kept: Option<Self> = desk.setting(TICKS)?;
        let none = || Self {
            day: Some(day),
            ..Self::default()
        };
        Ok(kept.filter(|ticks| ticks.day == Some(day)).unwrap_or_else(none))
    }

    fn of_incident(desk: DeskRead<'_>, incident: &str) -> Result<Self, StoreError> {
        Ok(desk.setting(&incident_key(incident))?.unwrap_or_default())
    }

    pub(super) fn view(&self, checklist: &Checklist) -> ChecklistView {
        let ticked = self.ticked.get(&checklist.id);
        let item = |text: &String| ChecklistItem {
            text: text.clone(),
            ticked: ticked.is_some_and(|ticked| ticked.contains(text)),
        };
        ChecklistView {
            id: checklist.id.clone(),
            title: checklist.title.clone(),
            items: checklist.items.iter().map(item).collect(),
        }
    }

    fn tick(&mut self, checklist: String, item: String, ticked: bool) {
        let of_list = self.ticked.entry(checklist).or_default();
        if ticked {
            of_list.insert(item);
        } else {
            of_list.remove(&item);
        }
    }
}

fn incident_key(incident: &str) -> String {
    format!("{TICKS} {incident}")
}

pub(super) fn roles(handbook: &Handbook, wanted: impl Fn(&str) -> bool) -> Vec<RoleView> {
    let roles = handbook.roles.iter().filter(|role| wanted(&role.id));
    roles
        .map(|role| RoleView {
            title: role.title.clone(),
            does: role.does.clone(),
        })
        .collect()
}

/// Who does what in an incident.
pub(crate) fn incident_roles(handbook: &Handbook) -> Vec<RoleView> {
    roles(handbook, |id| id != ON_SUPPORT)
}

/// What is to be done in an incident, and once it is over.
pub(crate) fn incident_checklists(
    desk: DeskRead<'_>,
    handbook: &Handbook,
    incident: &str,
    open: bool,
) -> Result<Vec<ChecklistView>, StoreError> {
    let ticks = Ticks::of_incident(desk, incident)?;
    let after = (!open).then_some(AFTER_INCIDENT);
    let lists = [Some(INCIDENT), after].into_iter().flatten();
    Ok(lists
        .filter_map(|id| handbook.checklist(id))
        .map(|checklist| ticks.view(checklist))
        .collect())
}

/// Ticks something off, or takes the tick back.
///
/// # Errors
/// When the policy has no such line, or it cannot be saved.
pub async fn checklist_tick(desk: &Desk, request: ChecklistTickRequest) -> Answer<Done> {
    let policy = desk.policy();
    let known = policy.handbook.checklist(&request.checklist);
    if !known.is_some_and(|checklist| checklist.items.contains(&request.item)) {
        return Err(error::not_found(
            "The policy no longer has that line. Look at the checklist again.",
        ));
    }
    let today = policy.rules.hours.local(desk.now()).date;
    desk.keep(move |desk| {
        let (key, mut ticks) = match &request.incident {
            None => (TICKS.to_owned(), Ticks::of_day(desk.read(), today)?),
            Some(incident) => (incident_key(incident), Ticks::of_incident(desk.read(), incident)?),
        };
        ticks.tick(request.checklist, request.item, request.ticked);
        desk.put_setting(&key, &ticks)
    })
    .await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(Done {})
}
