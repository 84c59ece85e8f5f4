//! Going on and off support, as in the window.

use desk_commands::calls;
use desk_contract::list::Nothing;
use desk_contract::notices::OnSupportRequest;
use desk_contract::shift::ShiftView;

use crate::answer::{Answer, Told};
use crate::args::{Common, ShiftCommand};
use crate::session::Session;

/// `duty shift …`.
pub(crate) async fn run(common: &Common, what: ShiftCommand) -> Told {
    let session = Session::open(common)?;
    let on = match what {
        ShiftCommand::On => Some(true),
        ShiftCommand::Off => Some(false),
        ShiftCommand::Status => None,
    };
    if let Some(on) = on {
        calls::on_support(session.desk(), OnSupportRequest { on }).await?;
        session.wake_owner().await;
    }
    let shift = calls::shift_view(session.desk(), Nothing {}).await?;
    let words = words(&shift);
    Answer::new(&shift, words)
}

fn words(shift: &ShiftView) -> String {
    let (state, meaning) = match shift.on_support {
        None => return "You haven’t said whether you’re on support, so you’ll get every notification.".to_owned(),
        Some(true) => ("On support", ""),
        Some(false) => ("Off support", " You’ll only be notified about your own tickets."),
    };
    match &shift.said {
        Some(said) => format!("{state} since {}.{meaning}", said.long),
        None => format!("{state}.{meaning}"),
    }
}
