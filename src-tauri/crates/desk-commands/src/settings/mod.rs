//! What settings show and change: accounts, the policy, the appearance.
//!
//! Not here: how notifications appear (`notices`), and reading a policy file (`desk::in_force`, `desk-policy`).

pub(crate) mod accounts;
pub(crate) mod policy;

pub use accounts::{account_add, account_remove, account_test};

use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing};
use desk_contract::settings::{About, Appearance, AppearanceRequest, SettingsView};
use desk_domain::support_hours::zone_data_version;

use crate::desk::{Answer, Desk, error};
use crate::health::standby;
use crate::notices;

const APPEARANCE: &str = "appearance";
const SIZES: std::ops::RangeInclusive<u32> = 90..=200;

/// Settings.
///
/// # Errors
/// When the store cannot be read.
pub async fn settings(desk: &Desk, _: Nothing) -> Answer<SettingsView> {
    let (policy, asking) = (desk.policy(), desk.clone());
    let (accounts, appearance) = desk
        .read(move |read| {
            let appearance: Option<Appearance> = read.desk().setting(APPEARANCE)?;
            Ok((accounts::views(read, &asking, &policy)?, appearance.unwrap_or_default()))
        })
        .await?;
    let keychain = match desk.host().secrets().status().await {
        Ok(()) => "ready".to_owned(),
        Err(problem) => problem.to_string(),
    };
    Ok(SettingsView {
        accounts,
        kinds: accounts::kinds(),
        appearance,
        notifications: notices::state(desk).await?,
        standby: standby::view(desk).await?,
        keychain,
        about: About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            zone_data: zone_data_version().to_owned(),
            data_dir: desk.data_dir().display().to_string(),
        },
    })
}

/// Changes the appearance.
///
/// # Errors
/// When the size is out of range, or it cannot be saved.
pub async fn appearance_set(desk: &Desk, request: AppearanceRequest) -> Answer<Done> {
    if !SIZES.contains(&request.appearance.size) {
        return Err(error::invalid("Choose a size from 90% to 200%."));
    }
    desk.keep(move |desk| desk.put_setting(APPEARANCE, &request.appearance))
        .await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    Ok(Done {})
}
