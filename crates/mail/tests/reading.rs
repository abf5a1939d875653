//! Messages of the shapes that mailers send.

use handbill_mail::{MailError, read};
use handbill_model::{BlockKind, Reading};

fn message(text: &str) -> handbill_mail::Mail {
    read(text.replace('\n', "\r\n").as_bytes(), &Reading::default()).expect("a message")
}

fn fact<'a>(mail: &'a handbill_mail::Mail, name: &str) -> Option<&'a str> {
    let fact = mail.document.facts.iter().find(|fact| fact.name == name);
    fact.map(|fact| fact.value.as_str())
}

const PLAIN: &str = "\
Received: from mx.example.org by mx.example.net; Mon, 4 Jan 2027 08:00:00 +0000
From: =?iso-8859-1?Q?Zo=EB?= Lind <zoe@example.org>
To: friends@example.org
Subject: =?utf-8?B?RsOqdGUgZGVzIHZvaXNpbnM=?=
Date: Mon, 4 Jan 2027 09:00:00 +0100

Samedi 9 janvier 2027 à 15 h
";

#[test]
fn headers_are_fields_and_facts() {
    let mail = message(PLAIN);
    let text = &mail.document.text;
    assert!(
        text.starts_with("Subject: Fête des voisins\nFrom: Zoë Lind zoe@example.org\n"),
        "{text}"
    );
    assert!(!text.contains("Received"));
    assert_eq!(fact(&mail, "subject"), Some("Fête des voisins"));
    assert_eq!(
        mail.document.source.title.as_deref(),
        Some("Fête des voisins")
    );
    assert_eq!(
        mail.document.source.published.as_deref(),
        Some("2027-01-04")
    );
    let fields = mail.document.blocks.iter();
    let fields = fields.filter(|block| matches!(block.kind, BlockKind::KeyValue { .. }));
    assert_eq!(fields.count(), 4);
}

#[test]
fn what_is_not_encoded_leads_back_to_its_bytes() {
    let source = PLAIN.replace('\n', "\r\n");
    let mail = message(PLAIN);
    let day = mail.document.text.find("9 janvier").expect("the day");
    assert_eq!(
        mail.document.origins.source_offset(day),
        source.find("9 janvier")
    );
    let name = mail.document.text.find("Zoë").expect("the sender");
    assert_eq!(
        mail.document.origins.source_offset(name),
        source.find("From:")
    );
}

fn alternatives(plain: &str, page: &str) -> String {
    format!(
        "From: a@example.org\nSubject: Fair\nMIME-Version: 1.0\n\
         Content-Type: multipart/alternative; boundary=\"x\"\n\n\
         --x\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n\
         --x\nContent-Type: text/html; charset=utf-8\n\n{page}\n--x--\n"
    )
}

#[test]
fn the_last_alternative_is_shown_unless_it_says_much_less() {
    let page =
        "<h1>Fair</h1><p>Saturday 13 June 2026 in <a href='https://example.org/'>the hall</a></p>";
    let mail = message(&alternatives("Fair\n\nSaturday 13 June 2026", page));
    let pages = mail
        .document
        .links
        .iter()
        .filter(|link| link.target.starts_with("https:"));
    assert_eq!(pages.count(), 1);
    assert_eq!(mail.document.text.matches("13 June").count(), 1);
    let mail = message(&alternatives(
        "Fair on Saturday 13 June 2026 from ten to three in the hall",
        "<p>View this message in a browser</p>",
    ));
    assert!(mail.document.text.contains("13 June") && !mail.document.text.contains("browser"));
}

#[test]
fn attachments_are_given_and_pictures_in_the_text_are_not() {
    let inner = "From: b@example.org\nSubject: Inner\n\nMonday 7 June 2027\n";
    let text = format!(
        "From: a@example.org\nSubject: Outer\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"x\"\n\n\
         --x\nContent-Type: text/plain\n\nSee what is attached.\n\
         --x\nContent-Type: text/html; charset=iso-8859-1; name=\"caf\u{e9}.html\"\n\
         Content-Disposition: attachment; filename=\"page.html\"\n\
         Content-Transfer-Encoding: quoted-printable\n\n<p>Caf=E9</p>\n\
         --x\nContent-Type: message/rfc822\n\n{inner}\n\
         --x\nContent-Type: image/png\nContent-Disposition: inline\nContent-ID: <1@example.org>\n\
         Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x--\n"
    );
    let mail = message(&text);
    let names: Vec<&str> = mail
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["page.html", "part-2"]);
    assert_eq!(
        String::from_utf8_lossy(&mail.attachments[0].bytes).trim(),
        "<p>Café</p>"
    );
    assert_eq!(
        mail.attachments[0].media_type.as_deref(),
        Some("text/html; charset=utf-8")
    );
    assert!(
        mail.attachments[1]
            .bytes
            .starts_with(b"From: b@example.org")
    );
    assert!(!mail.document.text.contains("Monday 7 June"));
}

#[test]
fn broken_messages_end_in_an_error_or_in_less_text() {
    assert!(matches!(
        read(b"", &Reading::default()),
        Err(MailError::NoHeaders)
    ));
    let whole = alternatives("Fair", "<p>Saturday 13 June 2026</p>");
    for end in 0..whole.len() {
        let _ = read(&whole.as_bytes()[..end], &Reading::default());
    }
}
