//! Filters of the lists that somebody saved under a name.

use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing, SavedViews};

use crate::desk::{Answer, Desk, error};

const SAVED: &str = "saved_views";
const MOST: usize = 20;
const LONGEST_NAME: usize = 40;

/// The saved views.
///
/// # Errors
/// When the store cannot be read.
pub async fn saved_views(desk: &Desk, _: Nothing) -> Answer<SavedViews> {
    let saved = desk.read(|read| read.desk().setting::<SavedViews>(SAVED)).await?;
    Ok(saved.unwrap_or_default())
}

/// Replaces the saved views.
///
/// # Errors
/// When a name is missing, too long or there twice, there are too many, or nothing can be saved.
pub async fn saved_views_set(desk: &Desk, mut request: SavedViews) -> Answer<Done> {
    if request.views.len() > MOST {
        return Err(error::invalid(format!(
            "There are {MOST} saved views already. Remove one first."
        )));
    }
    for view in &mut request.views {
        view.name = view.name.trim().to_owned();
        if view.name.is_empty() {
            return Err(error::invalid("Give the view a name."));
        }
        if view.name.chars().count() > LONGEST_NAME {
            return Err(error::invalid(format!(
                "The name is longer than {LONGEST_NAME} characters. Shorten it."
            )));
        }
    }
    let names: Vec<String> = request.views.iter().map(|view| view.name.to_lowercase()).collect();
    if let Some(twice) = names.iter().enumerate().find(|(n, name)| names[..*n].contains(name)) {
        return Err(error::invalid(format!(
            "There is already a view called “{}”. Choose another name.",
            request.views[twice.0].name
        )));
    }
    desk.keep(move |desk| desk.put_setting(SAVED, &request)).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    Ok(Done {})
}
