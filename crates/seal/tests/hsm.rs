//! The software module against other people's code, and what it refuses.
//!
//! Blocks of formats 0, 3 and 4 were made and read by Python's `psec` 1.3.0; those of format 1 and of SM4 were put
//! together by hand and enciphered with `psec` and OpenSSL 3.0.19. The block of `6222029900000000010` and `123456` in
//! format 0 is also that of the handbook's sale. The keys are dummies.

use proptest::prelude::*;
use seal::{
    Algorithm, CheckValue, Hsm, HsmFault, Key, KeyName, Method, PinFormat, PinSeal, Purpose,
    RestKey, SoftwareHsm, WorkingNames, open_working_keys,
};

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn name(said: &str) -> KeyName {
    KeyName(said.to_owned())
}

const DOUBLE: &str = "0123456789ABCDEFFEDCBA9876543210";

/// A module whose random bytes are all the same.
fn module(random: u8) -> SoftwareHsm {
    let mut hsm = SoftwareHsm::new(Box::new(move |bytes| bytes.fill(random)));
    let aes: String = (0..32).map(|byte| format!("{byte:02X}")).collect();
    let keys = [
        (
            "terminal",
            Algorithm::Des,
            "67D0A4B9C1E3F70E1C2A4F8C5B6D7F91",
        ),
        ("network", Algorithm::Des, DOUBLE),
        ("sm4", Algorithm::Sm4, DOUBLE),
        ("aes", Algorithm::Aes, &aes),
        ("aes128", Algorithm::Aes, &aes[..32]),
    ];
    for (said, algorithm, hex) in keys {
        let key = Key::new(algorithm, &bytes(hex)).expect("it is a key");
        hsm.insert(name(said), Purpose::Pin, key)
            .expect("there is room");
    }
    hsm
}

const WAYS: [(PinFormat, &str); 6] = [
    (PinFormat::Iso0, "terminal"),
    (PinFormat::Iso1, "network"),
    (PinFormat::Iso3, "network"),
    (PinFormat::Iso4, "aes"),
    (PinFormat::Sm4, "sm4"),
    (PinFormat::Iso4, "aes128"),
];

/// A card, a PIN, its block in each of those ways: filled with 7 in format 1, with A in format 3, with zero bytes behind
/// format 4, and there with random ones under the shorter key.
#[rustfmt::skip]
const BLOCKS: [(&str, &str, [&str; 6]); 6] = [
    ("6222029900000000010", "1234", ["710C3F6829E0C584", "B997903F7856A0C9", "1001F2C210EA71E1", "48BEDB4D9C2FE4537C7AEE1EB5F59045", "26BFB87A72384BA273DF97861C740E64", "25A7E61B9D1B54E8F79C7A735D864687"]),
    ("6222029900000000010", "123456", ["DE6D8B8F7D4E623D", "743311B56A17E225", "E4026B15FE93157C", "8F3D61BFFA907D26E5D31BF83FD03787", "75B519E24C61E1AE8D0E0231FB1F91A9", "3612AD14F3F2E3BA04586C93EFE5F7E6"]),
    ("6222029900000000010", "123456789012", ["71719EA0E823F7BB", "44E1E0E92F2B9703", "DD3C4FC96BEC51CE", "D11478C27CB5344D793FC6DDB85C9228", "9946D29F8EE6B1626AF56D09691AFA43", "A880257B236B8DFB573C94C250CF04DE"]),
    ("6200000000000005", "1234", ["A1050FBF0400A626", "B997903F7856A0C9", "5DCE3C40372C2300", "A10D115D9FB578298A78A4A383F5CCB0", "AB3AF4987A5813109014564D7D770C92", "2C405BA8A598C52CBC33E5EBF3FE3AE7"]),
    ("6200000000000005", "123456", ["7D78A8052BC6E20A", "743311B56A17E225", "F654BA8073A67E42", "645BE616090A3564BACB36B94CCB20B3", "3A47F166DEC4880E9169A6F5B140DC0A", "D4899A18CE01D173B81588A7C7B849EF"]),
    ("6200000000000005", "123456789012", ["CC5492C61460831D", "44E1E0E92F2B9703", "434D72A4AA8EE041", "58279903E0E6A64CBE06CA7360C3FA8A", "9820C871B730CDBFEE8F46AC322DCFE0", "725B1953C6D7477CAA10E0ABA3C47FAA"]),
];

fn moved(
    hsm: &mut SoftwareHsm,
    block: &[u8],
    from: (PinFormat, &str),
    to: (PinFormat, &str),
    card: &[u8],
) -> Result<Vec<u8>, HsmFault> {
    let [from_key, to_key] = [from.1, to.1].map(name);
    let seal = |format, key| PinSeal { format, key };
    hsm.translate_pin(block, seal(from.0, &from_key), seal(to.0, &to_key), card)
}

#[test]
fn every_block_is_moved_as_others_write_it() {
    for (card, pin, blocks) in BLOCKS {
        for (from, block) in WAYS.into_iter().zip(blocks) {
            // The last way has random bytes that nobody can choose: it is read only.
            for (to, expected) in WAYS.into_iter().zip(blocks).take(5) {
                let mut hsm = module(if to.0 == PinFormat::Iso1 { 7 } else { 0 });
                let found = moved(&mut hsm, &bytes(block), from, to, card.as_bytes());
                let is_freed = to.0 == PinFormat::Iso1 && from.0 != PinFormat::Iso1;
                let expected = match is_freed {
                    true => Err(HsmFault::Unbound),
                    false => Ok(bytes(expected)),
                };
                assert_eq!(found, expected, "{card} {pin} {from:?} {to:?}");
            }
        }
    }
}

#[test]
fn what_holds_no_pin_is_not_moved() {
    let (card, block) = (BLOCKS[1].0.as_bytes(), bytes(BLOCKS[1].2[0]));
    let (here, there) = (WAYS[0], WAYS[2]);
    let refused = |block: &[u8], from, to, card: &[u8]| {
        moved(&mut module(0), block, from, to, card).expect_err("it is refused")
    };
    // Another key, another format, another length.
    let other = (PinFormat::Iso0, "network");
    assert_eq!(refused(&block, other, there, card), HsmFault::NoPin);
    let other = (PinFormat::Iso3, "terminal");
    assert_eq!(refused(&block, other, there, card), HsmFault::NoPin);
    for length in [0, 7, 9, 16] {
        let longer = vec![0; length];
        assert_eq!(refused(&longer, here, there, card), HsmFault::NoPin);
    }
    let unsuited = (PinFormat::Iso4, "terminal");
    assert_eq!(refused(&block, unsuited, there, card), HsmFault::Unsuited);
    assert_eq!(refused(&block, here, unsuited, card), HsmFault::Unsuited);
    let unknown = (PinFormat::Iso0, "nobody's");
    assert_eq!(refused(&block, unknown, there, card), HsmFault::UnknownKey);
    for card in [
        &b"622202990000"[..],
        b"62220299000000000100",
        b"62220299000000000x0",
    ] {
        let digits = card.len();
        assert_eq!(
            refused(&block, here, there, card),
            HsmFault::Card { digits }
        );
    }
}

#[test]
fn a_key_is_good_for_its_purpose_only() {
    let mut hsm = module(0);
    let purpose = Purpose::Pin;
    let found = hsm.mac(&name("terminal"), Method::X9_9, b"x");
    assert_eq!(found.map(|_| ()), Err(HsmFault::OtherPurpose { purpose }));
    let (pin, mac) = (name("p"), name("m"));
    let names = WorkingNames {
        pin: &pin,
        mac: &mac,
        track: None,
    };
    let found = hsm.renew_working_keys(&name("terminal"), names);
    assert_eq!(found, Err(HsmFault::OtherPurpose { purpose }));
    let key = Key::new(Algorithm::Des, &bytes("89EA2F5D7C4A1331")).expect("it is a key");
    hsm.insert(name("m"), Purpose::Mac, key)
        .expect("there is room");
    let code = hsm.verify_mac(
        &mac,
        Method::UnionPayEcb,
        &bytes("5C79DAFD638AC3C4"),
        b"8A7ADEAF",
    );
    assert_eq!(code, Ok(true));
    assert_eq!(
        hsm.check_value(&mac),
        Ok(CheckValue([0xEF, 0x45, 0x5C, 0x7D]))
    );
    let said = format!("{hsm:?}");
    assert_eq!(said, "SoftwareHsm(6 keys; not for real PINs)");
}

#[test]
fn new_working_keys_are_those_that_a_terminal_opens_and_rest_sealed() {
    let mut turn = 0_u8;
    let mut hsm = SoftwareHsm::new(Box::new(move |bytes| {
        bytes.iter_mut().for_each(|byte| {
            turn = turn.wrapping_mul(5).wrapping_add(131);
            *byte = turn;
        });
    }));
    let (pin, mac, track) = (name("1 pin"), name("1 mac"), name("1 track"));
    for algorithm in [Algorithm::Des, Algorithm::Sm4] {
        let master = Key::new(algorithm, &bytes(DOUBLE)).expect("it is a key");
        hsm.insert(name("1"), Purpose::Master, master.clone())
            .expect("there is room");
        let names = WorkingNames {
            pin: &pin,
            mac: &mac,
            track: Some(&track),
        };
        let hidden = hsm.renew_working_keys(&name("1"), names).expect("it can");
        let opened = open_working_keys(&master, &hidden).expect("they are sound");
        assert_eq!(hsm.check_value(&pin), Ok(opened.pin.check_value()));
        assert_eq!(hsm.check_value(&mac), Ok(opened.mac.check_value()));
        let track_value = opened.track.map(|key| key.check_value());
        assert_eq!(hsm.check_value(&track).ok(), track_value);
        assert_ne!(hsm.check_value(&pin), hsm.check_value(&mac));
    }
    let rest = RestKey::new([5; 32]);
    let sealed = hsm.seal(&rest);
    assert_eq!(sealed.len(), 4);
    let mut other = module(0);
    for (name, sealed) in &sealed {
        other
            .open(&rest, name.clone(), sealed)
            .expect("it is whole");
        assert_eq!(other.check_value(name), hsm.check_value(name));
    }
    let exchanged = other.open(&rest, pin.clone(), &sealed[1].1);
    assert_eq!(exchanged, Err(HsmFault::NotOpened));
}

proptest! {
    /// Whatever is given for a block, there is an answer; and a PIN that is moved through all formats is the same PIN.
    #[test]
    fn blocks_of_strangers_never_panic(block in prop::collection::vec(any::<u8>(), 0..40), way in 0..6_usize, to in 0..6_usize, card in "[0-9]{10,22}") {
        let found = moved(&mut module(3), &block, WAYS[way], WAYS[to], card.as_bytes());
        if let Ok(found) = found {
            prop_assert!(found.len() == 8 || found.len() == 16);
        }
    }

    #[test]
    fn a_pin_comes_round(seed: u8, card in "[3-9][0-9]{12,18}", pin in "[0-9]{4,12}") {
        // Format 1 binds no card, so any PIN can be brought in through a block that is no secret.
        let half = |at: usize| pin.as_bytes().get(at).map_or(b'0', |digit| *digit) - b'0';
        let mut clear = vec![0x10 | pin.len() as u8];
        clear.extend((0..14).step_by(2).map(|at| half(at) << 4 | half(at + 1)));
        let key = Key::new(Algorithm::Des, &bytes(DOUBLE)).expect("it is a key");
        key.encipher(&mut clear).expect("a block");
        let mut hsm = module(seed);
        let ways = [WAYS[1], WAYS[0], WAYS[2], WAYS[3], WAYS[4], WAYS[5], WAYS[0]];
        let mut blocks = vec![clear];
        for pair in ways.windows(2) {
            let block = blocks.last().expect("there is one");
            let next = moved(&mut hsm, block, pair[0], pair[1], card.as_bytes());
            blocks.push(next.expect("it holds a PIN"));
        }
        prop_assert_eq!(&blocks[1], &blocks[6]);
    }
}
