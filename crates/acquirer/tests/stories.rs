//! Stories of swipes, text in, text out: what happens, line by line, and what the core has done about it.
//!
//! `10:00:00 sale 2 12345` is a terminal's request: kind, trace, amount; then what is unusual about it (`mac=wrong`,
//! `of=2` names an original by its trace). `10:00:01 network 2 00` answers the request with that trace, `undo 2 00` what
//! undoes it; `due` lets the time come; `cleared 2 12345` is a line of the clearing file, `released 2` lets a hold go.

use acquirer::{
    Asked, AuthCode, BatchNo, Card, ClearingLine, Code, Effect, Event, Key, Kind, Known, Limits,
    MacCheck, Memory, Merchant, MerchantId, Named, Reply, Request, Rrn, Secrets, Setting, Stan,
    Standing, SwipeId, Terminal, TerminalId, Totals, Undo, Upload, handle, rules, wanted,
};
use ledger::{Cutoff, Day, Instant, Zone};
use std::fmt::Write;

const TID: &str = "10000161";
const MID: &str = "898310154110002";

struct Story {
    setting: Setting,
    memory: Memory,
    batch: BatchNo,
    number: u64,
    said: String,
}

fn mid(text: &str) -> MerchantId {
    MerchantId::parse(text).expect("fifteen characters")
}

fn id(batch: BatchNo, stan: &str) -> SwipeId {
    let stan = Stan::new(stan.parse().expect("a number")).expect("not 0");
    SwipeId {
        tid: TerminalId::parse(TID).expect("eight"),
        batch,
        stan,
    }
}

impl Story {
    fn new() -> Story {
        let merchant = |standing| Merchant {
            name: "老王餐馆".into(),
            mcc: "5812".into(),
            standing,
        };
        let terminal = |standing| Terminal {
            mid: mid(MID),
            standing,
            area: "310101".into(),
            model: String::new(),
        };
        let tid = |text| TerminalId::parse(text).expect("eight characters");
        let known = Known {
            merchants: [
                (mid(MID), merchant(Standing::Active)),
                (mid("898310154110003"), merchant(Standing::Active)),
                (mid("898310154110004"), merchant(Standing::Suspended)),
            ]
            .into(),
            terminals: [
                (tid(TID), terminal(Standing::Active)),
                (tid("10000162"), terminal(Standing::Suspended)),
                (
                    tid("10000164"),
                    Terminal {
                        mid: mid("898310154110004"),
                        ..terminal(Standing::Active)
                    },
                ),
            ]
            .into(),
        };
        // Rules that every story would hit say nothing in it.
        let risk = rules()
            .into_iter()
            .filter(|rule| rule.slug != "area_unknown")
            .collect();
        let setting = Setting {
            known,
            limits: Limits::table(),
            risk,
            zone: Zone::shanghai(),
            cutoff: Cutoff::UNIONPAY,
        };
        Story {
            setting,
            memory: Memory::default(),
            batch: BatchNo::new(1).expect("not 0"),
            number: 0,
            said: String::new(),
        }
    }

    fn tell(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap_or("");
        let at = self
            .setting
            .zone
            .parse(&format!("2026-03-04 {}", next()))
            .expect("a time");
        let (what, stan) = (next(), next());
        let rest: Vec<&str> = words.collect();
        let event = match what {
            "network" | "undo" => self.reply(what, stan, &rest, at),
            "due" => Event::Due(id(self.batch, stan)),
            "released" => Event::Released(id(self.batch, stan)),
            "cleared" => Event::Cleared(ClearingLine {
                rrn: self.swipe(stan).rrn,
                amount: rest[0].parse().expect("fen"),
                day: Day::ymd(2026, 3, 4).expect("a day"),
            }),
            kind => self.request(kind, stan, &rest),
        };
        let _ = writeln!(self.said, "{line}");
        self.happen(at, &event);
    }

    fn swipe(&self, stan: &str) -> acquirer::Swipe {
        match self
            .memory
            .load(&Key::Swipe(id(self.batch, stan)))
            .expect("it is read")
        {
            (_, Some(acquirer::Row::Swipe(swipe))) => *swipe,
            _ => panic!("no swipe has the trace {stan}"),
        }
    }

    fn reply(&self, what: &str, stan: &str, rest: &[&str], at: Instant) -> Event {
        let swipe = self.swipe(stan);
        let (asked, made_at) = match (what, swipe.undo) {
            (
                "undo",
                Undo::Pending {
                    since,
                    how: acquirer::How::Adjustment,
                    ..
                },
            ) => (Asked::Adjustment, since),
            ("undo", Undo::Pending { since, .. }) => (Asked::Reversal, since),
            _ => (
                Asked::Request,
                Instant::from_ms(swipe.received_at.ms().div_euclid(1000) * 1000),
            ),
        };
        let code = Code::parse(rest[0]).expect("two characters");
        let auth = (rest[0] == "00" && what == "network")
            .then(|| AuthCode::parse("A1B2C3"))
            .flatten();
        let settle_day = Some(self.setting.zone.day(at));
        Event::Network(Reply {
            asked,
            rrn: swipe.rrn,
            made_at,
            code,
            auth,
            settle_day,
            balance: None,
        })
    }

    fn request(&mut self, kind: &str, stan: &str, rest: &[&str]) -> Event {
        let option = |name: &str| {
            rest.iter()
                .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
        };
        let number = |name| option(name).map_or(0, |text| text.parse().expect("a number"));
        let kind = Kind::parse(kind).unwrap_or_else(|| panic!("no kind is called {kind}"));
        let mut name = id(self.batch, stan);
        if let Some(tid) = option("tid") {
            name.tid = TerminalId::parse(tid).expect("eight characters");
        }
        if let Some(batch) = option("batch") {
            name.batch = BatchNo::new(batch.parse().expect("a number")).expect("not 0");
        }
        let totals = Totals {
            debit: i64::from(number("debit")),
            debits: number("debits") as u32,
            credit: i64::from(number("credit")),
            credits: number("credits") as u32,
            foreign: false,
        };
        let upload = |text: &str| {
            let (stan, amount) = text.split_once(':').expect("trace and amount");
            Upload {
                stan: id(self.batch, stan).stan,
                amount: amount.parse().expect("fen"),
            }
        };
        let card = option("card").unwrap_or("622202******0010");
        self.number += 1;
        let request = Request {
            kind,
            id: name,
            mid: mid(option("mid").unwrap_or(MID)),
            amount: rest.first().and_then(|text| text.parse().ok()).unwrap_or(0),
            currency: option("currency").unwrap_or("156").to_owned(),
            entry: option("entry").unwrap_or("051").to_owned(),
            fallback: option("fallback").is_some(),
            test_mode: option("test").is_some(),
            network_code: String::new(),
            card: match kind.is_financial() {
                true => Card {
                    masked: card.to_owned(),
                    token: "abcdefghijkl".to_owned(),
                },
                false => Card::default(),
            },
            original: Named {
                rrn: None,
                auth: None,
                trace: option("of").map(|stan| (self.batch, id(self.batch, stan).stan)),
            },
            reason: Code::parse("98"),
            area: option("area").map(str::to_owned),
            mac: match option("mac") {
                Some("wrong") => MacCheck::Wrong,
                Some("none") => MacCheck::NoKey,
                _ => MacCheck::Right,
            },
            totals: (kind == Kind::Settlement).then_some(totals),
            uploads: option("records")
                .map(|text| text.split(',').map(upload).collect())
                .unwrap_or_default(),
            upload_count: option("count").map(|text| text.parse().expect("a number")),
        };
        let rrn = Rrn::parse(&format!("6063{:08}", self.number)).expect("twelve digits");
        Event::Terminal {
            request: Box::new(request),
            rrn,
            secrets: Secrets::default(),
        }
    }

    fn happen(&mut self, at: Instant, event: &Event) {
        let mut keys = wanted(event);
        let (effects, seen) = loop {
            let (view, seen) = self.memory.view(&keys).expect("rows are read");
            match handle(&self.setting, at, event, &view) {
                Ok(effects) => break (effects, seen),
                Err(missing) => keys.push(missing.0),
            }
        };
        let mut puts = Vec::new();
        for effect in effects {
            match effect {
                Effect::Put(key, row) => {
                    puts.push((key, row));
                    continue;
                }
                Effect::Post(posting) => {
                    let _ = write!(self.said, "  post {} {}", posting.event, posting.amount);
                }
                Effect::Note(note) => {
                    let _ = write!(self.said, "  note {}", note.what.line());
                }
                Effect::Answer(answer) => {
                    let _ = write!(self.said, "  answer {}", answer.code);
                    if let Some(balanced) = answer.balanced {
                        self.said += if balanced {
                            " balanced"
                        } else {
                            " not balanced"
                        };
                    }
                    if let Some(batch) = answer.batch {
                        self.batch = batch;
                        let _ = write!(self.said, " batch {batch}");
                    }
                    self.said += if answer.keys { " keys" } else { "" };
                }
                Effect::Network(demand) => {
                    let _ = write!(
                        self.said,
                        "  network {:?} {}",
                        demand.asked,
                        demand.kind.slug()
                    );
                }
            }
            self.said.push('\n');
        }
        self.memory
            .commit(&seen, &puts)
            .expect("nobody else is here");
    }
}

/// Tells a story of requests and answers, and compares what was done; every story begins with a sign-in that is not shown.
fn check(expected: &str) {
    let lines: Vec<&str> = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let indent = lines[0].len() - lines[0].trim_start().len();
    let lines: Vec<&str> = lines.iter().map(|line| &line[indent..]).collect();
    let mut story = Story::new();
    story.tell("09:00:00 sign_in 1");
    story.said.clear();
    for line in lines.iter().filter(|line| !line.starts_with(' ')) {
        story.tell(line);
    }
    let expected: String = lines.iter().map(|line| format!("{line}\n")).collect();
    assert!(
        story.said == expected,
        "expected:\n{expected}\nsaid:\n{}",
        story.said
    );
}

#[test]
fn a_sale_is_recorded_before_it_is_asked_and_booked_when_it_is_approved() {
    check(
        "
        10:00:00 sale 2 12345
          post sale_requested 12345
          network Request sale
        10:00:01 network 2 00
          post sale_approved 12345
          answer 00
        10:00:30 sale 2 12345
          note repeated
          answer 00
        10:00:40 cleared 2 12345
          post sale_cleared 12345
        ",
    );
}

#[test]
fn nobody_answers_so_it_is_undone_until_somebody_does() {
    check(
        "
        10:00:00 sale 2 12345
          post sale_requested 12345
          network Request sale
        10:00:24 due 2
        10:00:25 due 2
          note undo_begun reason=98
          answer 68
          network Reversal sale
        10:00:30 network 2 00
          note late_answer code=00
        10:00:35 due 2
          network Reversal sale
        10:00:36 undo 2 00
          note undone code=00
          post sale_abandoned 12345
        10:00:37 network 2 00
          note late_answer code=00
        ",
    );
}

#[test]
fn an_approval_after_a_reversal_that_found_nothing_is_undone_again() {
    check(
        "
        10:00:00 sale 2 12345
          post sale_requested 12345
          network Request sale
        10:00:25 due 2
          note undo_begun reason=98
          answer 68
          network Reversal sale
        10:00:26 undo 2 25
          note undone code=25
          post sale_abandoned 12345
        10:00:27 network 2 00
          note late_answer code=00
          note undo_begun reason=06
          network Reversal sale
        10:00:28 undo 2 00
          note undone code=00
        ",
    );
}

#[test]
fn what_was_cleared_although_it_was_reversed_is_adjusted() {
    check(
        "
        10:00:00 sale 2 12345
          post sale_requested 12345
          network Request sale
        10:00:25 due 2
          note undo_begun reason=98
          answer 68
          network Reversal sale
        10:00:26 undo 2 25
          note undone code=25
          post sale_abandoned 12345
        11:00:00 cleared 2 12345
          note undo_begun reason=06
          network Adjustment sale
        11:00:01 undo 2 00
          note undone code=00
        ",
    );
}

#[test]
fn a_terminal_takes_back_what_it_did_not_hear_of() {
    check(
        "
        10:00:00 sale 2 12345
          post sale_requested 12345
          network Request sale
        10:00:01 network 2 00
          post sale_approved 12345
          answer 00
        10:01:00 reversal 2 12345
          note undo_begun reason=98
          network Reversal sale
          answer 00
        10:01:01 reversal 2 12345
          answer 00
        10:01:02 undo 2 00
          note undone code=00
          post sale_reversed 12345
        10:01:03 sale 2 12345
          note repeated
          answer 94
        10:02:00 reversal 3 500
          answer 25
        10:02:01 sale 3 500
          note refused check=stan_not_reused code=94
          answer 94
        ",
    );
}

#[test]
fn voids_refunds_and_tips_never_give_back_more_than_there_is() {
    check(
        "
        10:00:00 sale 2 1000
          post sale_requested 1000
          network Request sale
        10:00:01 network 2 00
          post sale_approved 1000
          answer 00
        10:01:00 refund 3 400 of=2
          post refund_requested 400
          network Request refund
        10:01:01 refund 4 700 of=2
          note refused check=original_amount code=64
          answer 64
        10:01:02 sale_void 5 1000 of=2
          note refused check=original_amount code=64
          answer 64
        10:01:03 network 3 00
          post refund_approved 400
          answer 00
        10:01:04 reversal 2 1000
          answer 12
        10:01:05 refund 6 1 of=9
          note refused check=original_found code=25
          answer 25
        10:01:06 refund 7 1 of=2 card=622202******9999
          note refused check=original_card code=12
          answer 12
        10:01:07 tip 8 100 of=2
          post tip_advised 100
          network Request tip
          answer 00
        ",
    );
}

#[test]
fn a_void_takes_its_sale_back_and_its_reversal_lets_the_sale_stand() {
    check(
        "
        10:00:00 sale 2 1000
          post sale_requested 1000
          network Request sale
        10:00:01 network 2 00
          post sale_approved 1000
          answer 00
        10:01:00 sale_void 3 1000 of=2
          post void_requested 1000
          network Request sale_void
        10:01:01 network 3 00
          post void_approved 1000
          answer 00
        10:01:02 sale_void 4 1000 of=2
          note refused check=original_amount code=64
          answer 64
        10:02:00 reversal 3 1000
          note undo_begun reason=98
          network Reversal sale_void
          answer 00
        10:02:01 undo 3 00
          note undone code=00
          post void_reversed 1000
        10:02:02 settlement 5 0 debit=1000 debits=1
          answer 00 balanced
        ",
    );
}

#[test]
fn a_preauthorisation_is_set_aside_until_it_is_completed_and_again_when_that_is_undone() {
    check(
        "
        10:00:00 preauth 2 50000
          post preauth_requested 50000
          network Request preauth
        10:00:01 network 2 00
          answer 00
        10:01:00 completion 3 60000 of=2
          note refused check=original_amount code=64
          answer 64
        10:01:01 completion 4 52000 of=2
          post completion_requested 52000
          network Request completion
        10:01:02 network 4 00
          post completion_approved 52000
          post preauth_completed 50000
          answer 00
        10:01:03 preauth_void 5 50000 of=2
          note refused check=original_amount code=64
          answer 64
        10:02:00 reversal 4 52000
          note undo_begun reason=98
          network Reversal completion
          answer 00
        10:02:01 undo 4 00
          note undone code=00
          post completion_reversed 52000
          post preauth_reinstated 50000
        10:03:00 preauth_void 6 50000 of=2
          network Request preauth_void
        10:03:01 network 6 00
          post preauth_voided 50000
          answer 00
        ",
    );
}

#[test]
fn every_check_refuses_with_its_code_and_books_nothing() {
    check(
        "
        10:00:00 sale 2 100 tid=10000199
          note refused check=terminal_known code=97
          answer 97
        10:00:01 sale 2 100 tid=10000162
          note refused check=terminal_active code=58
          answer 58
        10:00:02 sale 2 100 mid=898310154110009
          note refused check=merchant_known code=03
          answer 03
        10:00:03 sale 2 100 mid=898310154110003
          note refused check=terminal_bound code=58
          answer 58
        10:00:04 sale 2 100 tid=10000164 mid=898310154110004
          note refused check=merchant_open code=03
          answer 03
        10:00:05 sale 5 100 mac=wrong
          note refused check=mac_right code=A0
          answer A0
        10:00:06 sale 5 100 test=1
          note refused check=not_in_test code=58
          answer 58
        10:00:07 sale 6 100 batch=9
          note refused check=batch_in_step code=77
          answer 77
        10:00:08 sale 7 100 area=440103
          note refused check=place_bound code=58
          answer 58
        10:00:09 sale 8 0
          note refused check=amount_in_limits code=13
          answer 13
        10:00:10 sale 9 99999999999
          note refused check=amount_in_limits code=13
          answer 13
        10:00:11 sale 10 100 currency=840
          note refused check=currency_taken code=40
          answer 40
        10:00:12 sale 11 100 card=none
          note refused check=card_given code=14
          answer 14
        10:00:13 sale 11 200
          note refused check=stan_not_reused code=94
          answer 94
        10:00:14 sign_off 12
          answer 00
        10:00:15 sale 13 100
          note refused check=keys_in_step code=77
          answer 77
        ",
    );
}

#[test]
fn wrong_codes_on_end_ask_for_a_sign_in() {
    let wrong = "  note refused check=mac_right code=A0\n  answer A0\n";
    let mut story = String::new();
    for number in 2..7 {
        story += &format!("10:00:0{number} sale {number} 100 mac=wrong\n{wrong}");
    }
    story += "10:00:08 sale 8 100\n  note refused check=keys_in_step code=77\n  answer 77\n";
    story += "10:00:09 sign_in 9\n  note signed_in\n  answer 00 batch 000001 keys\n";
    story += "10:00:10 sale 10 100\n  post sale_requested 100\n  network Request sale\n";
    check(&story);
}

#[test]
fn a_batch_that_differs_is_uploaded_and_then_closed() {
    check(
        "
        10:00:00 sale 2 1000
          post sale_requested 1000
          network Request sale
        10:00:01 network 2 00
          post sale_approved 1000
          answer 00
        10:01:00 settlement 3 0 debit=3000 debits=2
          note batch_differs stan=000000
          answer 00 not balanced
        10:01:01 sale 4 100
          note refused check=batch_open code=77
          answer 77
        10:01:02 batch_upload 5 0 records=2:1000,9:2000
          note batch_differs stan=000009
          answer 00
        10:01:03 batch_upload 5 0 records=2:1000,9:2000
          answer 00
        10:01:04 batch_end 6 0 count=3
          note batch_differs stan=000000
          answer 95
        10:01:05 batch_end 7 0 count=2
          answer 00 batch 000002
        10:01:06 sale 8 100
          post sale_requested 100
          network Request sale
        ",
    );
}

#[test]
fn an_advice_is_told_until_somebody_answers() {
    check(
        "
        10:00:00 offline_sale 2 700
          post offline_sale_advised 700
          network Request offline_sale
          answer 00
        10:00:10 due 2
          network Request offline_sale
        10:00:11 network 2 96
        10:00:30 due 2
          network Request offline_sale
        10:00:31 network 2 05
          post offline_sale_reversed 700
          note advice_declined code=05
        ",
    );
}

#[test]
fn a_refund_without_an_answer_is_told_again_and_never_reversed() {
    check(
        "
        10:00:00 sale 2 1000
          post sale_requested 1000
          network Request sale
        10:00:01 network 2 00
          post sale_approved 1000
          answer 00
        10:01:00 refund 3 400 of=2
          post refund_requested 400
          network Request refund
        10:01:25 due 3
          answer 68
          network Request refund
        10:01:26 reversal 3 400
          answer 12
        10:01:30 network 3 00
          post refund_approved 400
          answer 00
        10:01:40 refund 3 400 of=2
          note repeated
          answer 00
        ",
    );
}

#[test]
fn risk_holds_refuses_and_tells() {
    check(
        "
        10:00:00 sale 2 6000000
          note risk_hit rule=single_large action=hold hand_in=slip+goods+buyer
          post sale_requested 6000000
          network Request sale
        10:00:01 network 2 00
          post sale_approved 6000000
          answer 00
        10:05:00 released 2
          note hold_released rule=single_large
        10:05:01 sale 3 100
          post sale_requested 100
          network Request sale
        10:05:02 network 3 55
          post sale_declined 100
          answer 55
        10:05:03 sale 4 100
          post sale_requested 100
          network Request sale
        10:05:04 network 4 55
          post sale_declined 100
          answer 55
        10:05:05 sale 5 100
          post sale_requested 100
          network Request sale
        10:05:06 network 5 55
          post sale_declined 100
          answer 55
        10:05:07 sale 6 100
          note risk_hit rule=wrong_pin_repeated action=refuse hand_in=
          note refused check=risk code=75
          answer 75
        ",
    );
}
