//! Which email a machine wrote (rule 11): delivery reports and absence notes. Nobody waits for an answer to it, and it
//! answers nobody.
//!
//! Most programs say so in a header. Some say it only in the subject, in the language of whoever is away, so those
//! words are here as data. What proves nothing is left out: `Precedence: bulk` and `list` (mailing lists have people
//! in them) and `X-Auto-Response-Suppress` (a wish of the sender, also on mail by hand).

/// Words that the subject of an absence note begins with, in lower case and without the punctuation after them. Where
/// a word could begin a person's subject too, the punctuation must follow.
const ABSENCE: &[Subject] = &[
    // Outlook and Exchange: the prefix of automatic replies, by language of the mailbox. Microsoft, "Automatic reply"
    // in the localised resources of Exchange 2010 and later, and of Outlook on the web.
    Subject::before_colon("automatic reply"),
    Subject::before_colon("automatische antwort"),
    Subject::before_colon("réponse automatique"),
    Subject::before_colon("respuesta automática"),
    Subject::before_colon("resposta automática"),
    Subject::before_colon("risposta automatica"),
    Subject::before_colon("automatisch antwoord"),
    Subject::before_colon("autosvar"),
    Subject::before_colon("automatisk svar"),
    Subject::before_colon("automatiskt svar"),
    Subject::before_colon("automaattinen vastaus"),
    Subject::before_colon("odpowiedź automatyczna"),
    Subject::before_colon("automatická odpověď"),
    Subject::before_colon("automatická odpoveď"),
    Subject::before_colon("automatikus válasz"),
    Subject::before_colon("răspuns automat"),
    Subject::before_colon("автоматический ответ"),
    Subject::before_colon("автоматична відповідь"),
    Subject::before_colon("автоматичен отговор"),
    Subject::before_colon("automatski odgovor"),
    Subject::before_colon("samodejni odgovor"),
    Subject::before_colon("automatinis atsakymas"),
    Subject::before_colon("automātiska atbilde"),
    Subject::before_colon("automaatvastus"),
    Subject::before_colon("otomatik yanıt"),
    Subject::before_colon("αυτόματη απάντηση"),
    Subject::before_colon("תשובה אוטומטית"),
    Subject::before_colon("رد تلقائي"),
    Subject::before_colon("自动答复"),
    Subject::before_colon("自動回覆"),
    Subject::before_colon("自動応答"),
    Subject::before_colon("자동 회신"),
    Subject::before_colon("balasan otomatis"),
    Subject::before_colon("trả lời tự động"),
    Subject::before_colon("ateb awtomatig"),
    // Exchange 2007 and earlier: "Out of Office: …" and "Out of Office AutoReply: …".
    Subject::before_colon("out of office"),
    Subject::alone("out of office autoreply"),
    Subject::before_colon("abwesend"),
    Subject::before_colon("abwesenheitsnotiz"),
    Subject::alone("abwesenheitsnotiz"),
    Subject::alone("automatische abwesenheitsnotiz"),
    Subject::before_colon("absence du bureau"),
    Subject::before_colon("absent du bureau"),
    Subject::before_colon("fuera de la oficina"),
    Subject::before_colon("fuera de oficina"),
    Subject::before_colon("fuori sede"),
    Subject::before_colon("afwezig"),
    Subject::before_colon("afwezigheidsbericht"),
    Subject::before_colon("ausência temporária"),
    Subject::before_colon("fora do escritório"),
    Subject::before_colon("fraværende"),
    Subject::before_colon("frånvarande"),
    Subject::before_colon("poissa"),
    Subject::before_colon("нет на работе"),
    // Zimbra sends "Re: …" with `Auto-Submitted: auto-replied (zimbra; vacation)`; Gmail's vacation responder "Re: …"
    // with `Auto-Submitted: auto-replied` and `X-Autoreply: yes`; Thunderbird's filter answers with
    // `Auto-Submitted: auto-replied`; so does sieve (RFC 5230). Their headers tell them, whatever their language.
    // cPanel, Plesk and other panels write subjects.
    Subject::before_colon("auto-reply"),
    Subject::before_colon("autoreply"),
    Subject::before_colon("auto reply"),
    Subject::before_colon("auto response"),
    Subject::before_colon("autoresponse"),
    Subject::before_colon("auto-response"),
    Subject::before_colon("autoresponder"),
    // HCL (Lotus) Notes: "Sam Smith is out of the office (returning 24/11/2026)", and "Sam Smith/Org is out of the
    // office." Its German, French, Spanish and Italian templates say the same.
    Subject::within("is out of the office"),
    Subject::within("will be out of the office"),
    Subject::within("ist außer haus"),
    Subject::within("ist nicht im büro"),
    Subject::within("est absent du bureau"),
    Subject::within("está fuera de la oficina"),
    Subject::within("è fuori ufficio"),
    // Delivery reports whose `Content-Type` a forwarder lost: Exchange, Postfix, sendmail, Exim, qmail.
    Subject::before_colon("undeliverable"),
    Subject::before_colon("unzustellbar"),
    Subject::before_colon("non remis"),
    Subject::before_colon("no se puede entregar"),
    Subject::before_colon("non recapitabile"),
    Subject::before_colon("onbestelbaar"),
    Subject::alone("undelivered mail returned to sender"),
    Subject::alone("mail delivery failed"),
    Subject::alone("delivery status notification"),
    Subject::alone("returned mail"),
    Subject::alone("failure notice"),
];

/// A subject of automatic email.
struct Subject {
    words: &'static str,
    place: Place,
}

#[derive(PartialEq)]
enum Place {
    /// First, with a colon after it.
    BeforeColon,
    /// First, and no letter after it.
    Alone,
    /// Anywhere, between words.
    Within,
}

impl Subject {
    const fn before_colon(words: &'static str) -> Self {
        let place = Place::BeforeColon;
        Self { words, place }
    }

    const fn alone(words: &'static str) -> Self {
        let place = Place::Alone;
        Self { words, place }
    }

    const fn within(words: &'static str) -> Self {
        let place = Place::Within;
        Self { words, place }
    }

    /// `subject` is in lower case, with single spaces.
    fn is_in(&self, subject: &str) -> bool {
        match self.place {
            Place::BeforeColon => subject.strip_prefix(self.words).is_some_and(|rest| {
                // French puts a space before it, Chinese and Japanese have a wide one.
                rest.trim_start().starts_with([':', '：'])
            }),
            Place::Alone => subject.strip_prefix(self.words).is_some_and(ends_word),
            Place::Within => subject.split_once(self.words).is_some_and(|(_, rest)| ends_word(rest)),
        }
    }
}

fn ends_word(rest: &str) -> bool {
    !rest.starts_with(char::is_alphanumeric)
}

/// Whether a machine wrote an email with these headers: `header` gives the first value of one, or nothing.
pub(crate) fn is_automatic(header: impl Fn(&str) -> Option<String>) -> bool {
    let lower = |name: &str| header(name).unwrap_or_default().trim().to_lowercase();
    let submitted = lower("auto-submitted");
    // RFC 3834, section 5: anything but `no`.
    let says_so = !submitted.is_empty() && !submitted.starts_with("no");
    let precedence = matches!(lower("precedence").as_str(), "auto_reply" | "auto-reply");
    let is_set = |name: &str| !matches!(lower(name).as_str(), "" | "no" | "false");
    let responder = ["x-autoreply", "x-autorespond", "x-vacation", "x-mail-autoreply"];
    // RFC 3834, section 3.3, and RFC 5321, section 4.5.5: what nobody may answer has no return path.
    let no_return = header("return-path").is_some_and(|path| path.trim() == "<>");
    let report = lower("content-type").starts_with("multipart/report");
    says_so || precedence || responder.into_iter().any(is_set) || no_return || report || is_absence(&lower("subject"))
}

/// Whether this is the subject of an absence note or a delivery report.
fn is_absence(subject: &str) -> bool {
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    ABSENCE.iter().any(|known| known.is_in(&subject))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn automatic(headers: &[(&str, &str)]) -> bool {
        is_automatic(|name| {
            let found = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn r10_an_absence_note_is_known_by_its_subject_in_the_languages_that_mail_programs_write() {
        for subject in [
            "Automatische Antwort: [rt.test #26]",
            "Réponse automatique : [rt.test #26] api",
            "Abwesenheitsnotiz",
            "Abwesenheitsnotiz: api slow",
            "Respuesta automática: api",
            "Risposta automatica: api",
            "Automatisch antwoord: api",
            "Autosvar: api",
            "Out of Office AutoReply api slow",
            "OUT OF OFFICE:  api",
            "自动答复：api",
            "Sam Smith is out of the office (returning 30/11/2026)",
            "Odpowiedź automatyczna: api",
            "Undelivered Mail Returned to Sender",
        ] {
            assert!(automatic(&[("Subject", subject)]), "{subject}");
        }
    }

    #[test]
    fn r10_what_a_person_could_have_written_is_not_automatic() {
        for subject in [
            "Out of office hours: who answers?",
            "Auto scaling is broken",
            "Automatic replyer fails",
            "Abwesenheitsnotizen kommen nicht an",
            "Re: Automatic reply: api slow",
            "Mail delivery failedover",
            "Everybody is out of the officeWorks beta",
            "",
        ] {
            assert!(!automatic(&[("Subject", subject)]), "{subject}");
        }
        for header in [
            ("Precedence", "bulk"),
            ("X-Auto-Response-Suppress", "All"),
            ("Auto-Submitted", "no"),
            ("Return-Path", "<sam@tenant-one.test>"),
            ("Content-Type", "multipart/mixed"),
        ] {
            assert!(!automatic(&[header, ("Subject", "Re: api slow")]), "{header:?}");
        }
    }

    #[test]
    fn r10_headers_of_machines_are_known() {
        for header in [
            ("Return-Path", "<>"),
            ("Return-Path", " <> "),
            ("Auto-Submitted", "auto-replied (zimbra; vacation)"),
            ("Auto-Submitted", "auto-generated"),
            ("Precedence", "auto_reply"),
            ("X-Autoreply", "yes"),
            ("X-Autorespond", "api slow"),
            ("Content-Type", "multipart/report; report-type=delivery-status"),
        ] {
            assert!(automatic(&[header, ("Subject", "Re: api slow")]), "{header:?}");
        }
    }
}
