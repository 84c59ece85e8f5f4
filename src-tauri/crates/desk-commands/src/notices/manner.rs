//! How notifications appear: with or without the words of tickets, and with which sound.

use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::notices::{NoticeManner, NoticeMannerRequest, Sound, SoundTestRequest};
use desk_domain::priority::Priority;
use desk_ports::{Notice, Urgency};
use desk_store::{DeskRead, StoreError};

use crate::desk::{Answer, Desk, error};

const MANNER: &str = "notice_manner";

/// How notifications appear.
pub(crate) fn manner(desk: DeskRead<'_>) -> Result<NoticeManner, StoreError> {
    Ok(desk.setting(MANNER)?.unwrap_or_default())
}

/// The sound of a priority, by its name in the freedesktop.org sound naming specification.
pub(super) fn sound(manner: &NoticeManner, priority: Option<Priority>) -> Option<String> {
    let sound = manner.sounds.get(priority?.index()).copied()?;
    name_of(sound).map(str::to_owned)
}

const fn name_of(sound: Sound) -> Option<&'static str> {
    match sound {
        Sound::None => None,
        Sound::Bell => Some("bell"),
        Sound::Message => Some("message-new-instant"),
        Sound::Warning => Some("dialog-warning"),
        Sound::Alarm => Some("alarm-clock-elapsed"),
    }
}

/// Changes how notifications appear.
///
/// # Errors
/// When it cannot be saved.
pub async fn notice_manner_set(desk: &Desk, request: NoticeMannerRequest) -> Answer<Done> {
    desk.keep(move |desk| desk.put_setting(MANNER, &request.manner)).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    Ok(Done {})
}

/// Plays a sound, with a notification that says which.
///
/// # Errors
/// When the notification server plays none, or does not answer.
pub async fn sound_test(desk: &Desk, request: SoundTestRequest) -> Answer<Done> {
    let notifier = desk.host().notifier();
    let told = |problem: desk_ports::NotifyError| error::not_now(problem.to_string());
    if !notifier.capabilities().await.map_err(told)?.sound {
        return Err(error::not_now(
            "This desktop’s notification server doesn’t play sounds. Choose a sound for Dutydesk in the desktop’s \
             settings.",
        ));
    }
    let notice = Notice {
        sound: name_of(request.sound).map(str::to_owned),
        ..Notice::plain("This is how it sounds", "", Urgency::Low)
    };
    notifier.show(&notice).await.map_err(told)?;
    Ok(Done {})
}
