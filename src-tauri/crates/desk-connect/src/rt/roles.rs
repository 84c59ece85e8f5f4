//! Who is an agent: a privileged user of RT, by `GET /user/LOGIN`, which an ordinary account may ask for. Where RT
//! refuses that, whoever wrote an internal note or owned the ticket is one.

use std::collections::HashSet;
use std::time::Duration;

use desk_domain::who::Role;
use tokio::time::Instant;

use super::map::Roles;
use super::{RequestTracker, locked, map, wire};
use crate::{DeskError, MessageKind, Person};

/// How long an answer holds: people join the team and leave it.
const FRESH: Duration = Duration::from_secs(3600);

/// What RT said of somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    role: Role,
    at: Instant,
}

impl RequestTracker {
    /// What RT says of everybody who wrote or changed something in `rows`.
    pub(super) async fn roles(&self, rows: &[wire::Transaction], owners: &[Person]) -> Result<Roles, DeskError> {
        let by = |row: &wire::Transaction| {
            row.creator
                .as_ref()
                .map(|who| (who.name.0.clone(), map::person(who).name))
        };
        let mut roles = Roles::new();
        for (login, name) in rows.iter().filter_map(by).collect::<HashSet<_>>() {
            roles.insert(name, self.role(&login).await?);
        }
        let noted = rows
            .iter()
            .filter(|row| map::message_kind(row) == Some(MessageKind::Internal));
        let acted = noted.filter_map(by).map(|(_, name)| name);
        for name in acted.chain(owners.iter().map(|owner| owner.name.clone())) {
            if let Some(role @ Role::Untold) = roles.get_mut(&name) {
                *role = Role::Agent;
            }
        }
        Ok(roles)
    }

    async fn role(&self, login: &str) -> Result<Role, DeskError> {
        if [map::SYSTEM, map::NOBODY].contains(&login) {
            return Ok(Role::HelpDesk);
        }
        if login.is_empty() {
            return Ok(Role::Untold);
        }
        let said = locked(&self.said).get(login).copied();
        if let Some(said) = said.filter(|said| said.at.elapsed() < FRESH) {
            return Ok(said.role);
        }
        let role = match self.client.user_named(login).await {
            Ok(user) if user.name.0.eq_ignore_ascii_case(login) => match user.privileged.0.as_str() {
                "1" => Role::Agent,
                "0" => Role::Outsider,
                _ => Role::Untold,
            },
            Ok(_) => Role::Untold,
            Err(DeskError::Gone { .. } | DeskError::NotAllowed | DeskError::Malformed | DeskError::Refused { .. }) => {
                Role::Untold
            }
            Err(error) => return Err(error),
        };
        let at = Instant::now();
        locked(&self.said).insert(login.to_owned(), Said { role, at });
        Ok(role)
    }
}
