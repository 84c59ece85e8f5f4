//! Names that never change: what is read, and what is refused.

use desk_domain::ids::{AccountKey, NoSuchName, OperationId, RemoteId, Series, TicketId};

#[test]
fn a_ticket_is_named_by_its_account_or_its_series_and_a_number() {
    let account = AccountKey::of("rt", "work").unwrap();
    let remote = RemoteId::parse("41").unwrap();
    let id = TicketId::of_remote(&account, &remote);
    assert_eq!((id.as_str(), id.number()), ("rt:work/41", "41"));
    assert_eq!(TicketId::parse("rt:work/41"), Ok(id));
    assert_eq!(TicketId::of_own(Series::Local, 7).as_str(), "local/7");
    assert_eq!(TicketId::of_own(Series::Practice, 3).as_str(), "practice/3");
}

#[test]
fn what_is_no_name_is_refused() {
    for text in [
        "",
        "41",
        "/41",
        "rt:work/",
        "rt:work/4 1",
        "rt:work/../1",
        "rt work/1",
        "rt:work/41]",
        "incident",
    ] {
        assert_eq!(TicketId::parse(text), Err(NoSuchName), "{text:?}");
    }
    for text in ["", "rt work", "rt/../work", "rt:wörk", "a\nb", "a".repeat(65).as_str()] {
        assert_eq!(AccountKey::parse(text), Err(NoSuchName), "{text:?}");
    }
    for name in ["", "a:b", "a/b"] {
        assert_eq!(AccountKey::of("rt", name), Err(NoSuchName), "{name:?}");
    }
    for text in ["", "../x", "op id", "a".repeat(65).as_str()] {
        assert_eq!(OperationId::parse(text), Err(NoSuchName), "{text:?}");
    }
}

#[test]
fn an_operation_has_the_form_of_a_uuid() {
    let id = OperationId::of(0x7f1c_2a0e_0000_4000_8000_0000_0000_002a);
    assert_eq!(id.as_str(), "7f1c2a0e-0000-4000-8000-00000000002a");
}

#[test]
fn tickets_sort_by_their_numbers() {
    let ids = ["local/1", "local/10", "local/2", "rt:work/9", "rt:work/x", "rt:work/10"];
    let mut ids = ids.map(|text| TicketId::parse(text).unwrap());
    ids.sort();
    let sorted = ids.each_ref().map(TicketId::as_str);
    assert_eq!(
        sorted,
        ["local/1", "local/2", "local/10", "rt:work/x", "rt:work/9", "rt:work/10"]
    );
}
