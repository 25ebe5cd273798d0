//! Folders in, settings or sentences out.

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    folder
}

/// The sentences, with the folder's own name as `D`.
fn faults(folder: &Path) -> Vec<String> {
    let faults = Dataset::open(folder).err().unwrap_or_default();
    let shown = folder.display().to_string();
    faults
        .iter()
        .map(|fault| fault.sentence(Lang::En).replace(&shown, "D"))
        .collect()
}

#[test]
fn what_is_no_data_set_says_why() {
    let empty = folder(&[("readme.txt", "")]);
    assert_eq!(
        faults(empty.path()),
        [
            "D: there are no records; put in one of terminal/, platform/, clearing/, settlement/, payout/, bank/, \
         or write a mapping in daozhang.toml"
        ]
    );
    assert_eq!(
        faults(&empty.path().join("x")),
        ["D: there is no such folder; check the path"]
    );
    assert_eq!(
        faults(&empty.path().join("readme.txt")),
        ["D: this is not a folder; give the folder that holds the records"]
    );
    let strangers = folder(&[("bank/a.csv", "")]);
    assert_eq!(
        faults(strangers.path()),
        [
            "D/merchants.csv: the file is missing; write the merchants and their terms, in the columns \
         mid, name, settle_mode, credit_rate, debit_rate"
        ]
    );
    assert!(Dataset::open_without_merchants(strangers.path()).is_ok());
    for text in ["", "\r", "mid,name\n", "mid,name\r\n\r\n"] {
        let nobody = folder(&[("bank/a.csv", ""), ("merchants.csv", text)]);
        assert_eq!(
            faults(nobody.path()),
            [
                "D/merchants.csv: the file holds no merchants; write them and their terms, in the columns \
             mid, name, settle_mode, credit_rate, debit_rate"
            ]
        );
    }
}

#[test]
fn settings_are_read_or_told() {
    let set = |text: &str| {
        folder(&[
            ("bank/a.csv", ""),
            ("merchants.csv", "mid\nM1\n"),
            (CONFIG_FILE, text),
        ])
    };
    let good = set(
        "[settings]\nzone = \"UTC\"\ncutoff = \"24:00:00\"\nmakeup_workday_settles = false\nt0_window_minutes = 30\n",
    );
    let settings = Dataset::open(good.path())
        .expect("it is well")
        .settings()
        .clone();
    assert_eq!(
        settings,
        Settings {
            zone: Zone::named("UTC").expect("it is a zone"),
            cutoff: Cutoff::MIDNIGHT,
            makeup_workday_settles: false,
            t0_window_minutes: 30,
        }
    );
    let plain = folder(&[("bank/a.csv", ""), ("merchants.csv", "mid\nM1\n")]);
    assert_eq!(
        *Dataset::open(plain.path()).expect("it is well").settings(),
        Settings::default()
    );
    let broken = set("[settings]\nzone = \"Mars\"\ncutof = 1\n\nt0_window_minutes = 0\n");
    assert_eq!(
        faults(broken.path()),
        [
            "daozhang.toml: line 3: there is no setting `cutof`; write one of zone, cutoff, makeup_workday_settles, \
         t0_window_minutes",
            "daozhang.toml: line 5: `t0_window_minutes` cannot have this value; write minutes, 1 to 1440",
            "daozhang.toml: line 2: `zone` cannot have this value; write an IANA zone, such as \"Asia/Shanghai\"",
        ]
    );
    let unknown = set("[[mapping]]\ncolour = 1\n");
    assert!(
        faults(unknown.path())
            .iter()
            .any(|fault| fault.starts_with("daozhang.toml: line 2: there is no key"))
    );
}
