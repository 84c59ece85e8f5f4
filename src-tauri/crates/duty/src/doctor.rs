//! `duty doctor`: would I be notified, and what to do about it.

use desk_commands::calls;
use desk_contract::doctor::{DoctorReport, DoctorState};
use desk_contract::list::Nothing;
use desk_platform::Places;

use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::Common;
use crate::host::CommandLine;
use crate::session::Session;
use crate::text::{one_line, table};

pub(crate) async fn doctor(common: &Common) -> Told {
    let report = match Session::open(common) {
        Ok(session) => calls::doctor(session.desk(), Nothing {}).await?,
        // If the store doesn't open, the doctor still reports.
        Err(failure) => without_store(common, failure).await?,
    };
    let exit = if report.all_fine { Exit::Done } else { Exit::DidNotWork };
    Ok(Answer::new(&report, words(&report))?.ending(exit))
}

async fn without_store(common: &Common, failure: Failure) -> Result<DoctorReport, Failure> {
    let places = Places::find(common.data_dir.clone());
    let places = places.map_err(|error| Failure::new(Exit::DidNotWork, error.to_string()))?;
    let host = CommandLine::new(&places, false);
    Ok(desk_commands::doctor_without_store(&host, failure.sentence()).await)
}

fn words(report: &DoctorReport) -> String {
    let rows: Vec<_> = report
        .lines
        .iter()
        .map(|line| {
            let state = match line.state {
                DoctorState::Ok => "ok",
                DoctorState::Off => "off",
                DoctorState::Attention => "ATTENTION",
            };
            let said = [&*line.found, &*line.advice].join(" ");
            [state.to_owned(), one_line(&line.title), one_line(said.trim())]
        })
        .collect();
    let verdict = match report
        .lines
        .iter()
        .filter(|line| line.state == DoctorState::Attention)
        .count()
    {
        0 => "Everything works. You’d be notified.".to_owned(),
        1 => "One thing needs attention.".to_owned(),
        many => format!("{many} things need attention."),
    };
    format!("{}\n{verdict}", table(&rows))
}
