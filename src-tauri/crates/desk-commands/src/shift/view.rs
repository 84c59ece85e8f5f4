//! The shift as the screen shows it.

use chrono::DateTime;
use desk_contract::list::Nothing;
use desk_contract::shift::ShiftView;
use desk_domain::support_hours::day;
use desk_policy::Checklist;

use super::checklists::{AFTER_INCIDENT, INCIDENT, Ticks, roles};
use crate::desk::{Answer, Desk};
use crate::words::moment;

/// The shift.
///
/// # Errors
/// When the store cannot be read.
pub async fn shift_view(desk: &Desk, _: Nothing) -> Answer<ShiftView> {
    let (policy, now) = (desk.policy(), desk.now());
    desk.read(move |read| {
        let hours = &policy.rules.hours;
        let today = hours.local(now).date;
        let ticks = Ticks::of_day(read.desk(), today)?;
        let word = read.desk().last_shift_word()?;
        let of_shift = |checklist: &&Checklist| checklist.id != INCIDENT && checklist.id != AFTER_INCIDENT;
        let lists = policy.handbook.checklists.iter().filter(of_shift);
        Ok(ShiftView {
            on_support: word.map(|word| word.on_support),
            said: word
                .filter(|word| word.at > DateTime::UNIX_EPOCH)
                .map(|word| moment(hours, word.at, now)),
            day: day(today),
            checklists: lists.map(|checklist| ticks.view(checklist)).collect(),
            roles: roles(&policy.handbook, |_| true),
            tips: policy.handbook.tips.clone(),
        })
    })
    .await
}
