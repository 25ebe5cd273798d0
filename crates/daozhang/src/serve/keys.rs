//! Keys of terminals: one software module for each, sealed in the books, so that every process over them has the same.
//!
//! **For tests and demonstrations.** Each terminal's master key is a published one (`--demo-keys`); what handles real PINs
//! is a certified module behind `seal::Hsm`. Working keys lie in the books only under the key of `rest.key`.

use acquirer::{MacCheck, TerminalId};
use seal::{
    Algorithm, Hsm, HsmFault, Key, KeyName, Method, PinFormat, PinSeal, Purpose, RestKey,
    SoftwareHsm, WorkingNames,
};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use store::Reader;

/// The master key of every terminal in demonstrations: it stands in public handbooks.
pub const DEMO_MASTER: [u8; 16] = [
    0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10,
];
/// The key under which PIN blocks go to the simulated network.
pub const DEMO_ZONE: [u8; 16] = [
    0x67, 0xD0, 0xA4, 0xB9, 0xC1, 0xE3, 0xF7, 0x0E, 0x1C, 0x2A, 0x4F, 0x8C, 0x5B, 0x6D, 0x7F, 0x91,
];

type Module = Arc<Mutex<SoftwareHsm>>;

/// Keys by terminal.
pub struct Keys {
    rest: RestKey,
    reader: Mutex<Reader>,
    modules: Mutex<HashMap<TerminalId, Module>>,
}

/// New working keys that nobody uses yet.
pub struct Renewed {
    tid: TerminalId,
    module: SoftwareHsm,
    /// What the terminal is handed, under its master key.
    pub hidden: Vec<u8>,
    /// What the books keep, under the key of `rest.key`.
    pub sealed: String,
}

impl Keys {
    /// Keys that lie in these books under that key.
    pub fn new(rest: RestKey, reader: Reader) -> Keys {
        Keys {
            rest,
            reader: Mutex::new(reader),
            modules: Mutex::default(),
        }
    }

    /// The row under which a terminal's keys lie.
    pub fn row(tid: TerminalId) -> String {
        format!("keys/{tid}")
    }

    /// Whether bytes bear the right code. A code that is wrong under the keys at hand may be right under those that
    /// another process gave out since.
    pub fn check(&self, tid: TerminalId, bytes: &[u8], said: Option<&[u8]>) -> MacCheck {
        let Some(said) = said else {
            return MacCheck::Absent;
        };
        let with = |module: Module| {
            let mut module = module.lock().unwrap_or_else(PoisonError::into_inner);
            module.verify_mac(&name(tid, Purpose::Mac), Method::UnionPayEcb, bytes, said)
                == Ok(true)
        };
        match self.at_hand(tid) {
            Some(module) if with(module.clone()) => MacCheck::Right,
            _ => match self.load(tid) {
                Some(module) if with(module.clone()) => MacCheck::Right,
                Some(_) => MacCheck::Wrong,
                None => MacCheck::NoKey,
            },
        }
    }

    /// The code of an answer.
    pub fn code(&self, tid: TerminalId, bytes: &[u8]) -> Result<[u8; 8], HsmFault> {
        let module = self
            .at_hand(tid)
            .or_else(|| self.load(tid))
            .ok_or(HsmFault::UnknownKey)?;
        let mut module = module.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(module
            .mac(&name(tid, Purpose::Mac), Method::UnionPayEcb, bytes)?
            .bytes())
    }

    /// A PIN block under the network's key. The PIN is never seen outside of the module.
    pub fn translate(
        &self,
        tid: TerminalId,
        block: &[u8],
        card: &[u8],
    ) -> Result<Vec<u8>, HsmFault> {
        let module = self
            .at_hand(tid)
            .or_else(|| self.load(tid))
            .ok_or(HsmFault::UnknownKey)?;
        let mut module = module.lock().unwrap_or_else(PoisonError::into_inner);
        let zone = KeyName("zone/pin".to_owned());
        if module.check_value(&zone) == Err(HsmFault::UnknownKey) {
            module.insert(
                zone.clone(),
                Purpose::Pin,
                Key::new(Algorithm::Des, &DEMO_ZONE)?,
            )?;
        }
        let own = name(tid, Purpose::Pin);
        let format = PinFormat::Iso0;
        module.translate_pin(
            block,
            PinSeal { format, key: &own },
            PinSeal { format, key: &zone },
            card,
        )
    }

    /// New working keys for a sign-in.
    pub fn renew(&self, tid: TerminalId) -> Result<Renewed, HsmFault> {
        let mut module = SoftwareHsm::new(Box::new(random));
        let master = name(tid, Purpose::Master);
        module.insert(
            master.clone(),
            Purpose::Master,
            Key::new(Algorithm::Des, &DEMO_MASTER)?,
        )?;
        let [pin, mac] = [Purpose::Pin, Purpose::Mac].map(|purpose| name(tid, purpose));
        let hidden = module.renew_working_keys(
            &master,
            WorkingNames {
                pin: &pin,
                mac: &mac,
                track: None,
            },
        )?;
        let sealed = module.seal(&self.rest);
        let line = |(name, sealed): (KeyName, Vec<u8>)| format!("{name}:{}", hex(&sealed));
        let sealed = sealed.into_iter().map(line).collect::<Vec<_>>().join(",");
        Ok(Renewed {
            tid,
            module,
            hidden,
            sealed,
        })
    }

    /// Uses keys that are durable now.
    pub fn use_from_now(&self, renewed: Renewed) {
        self.modules()
            .insert(renewed.tid, Arc::new(Mutex::new(renewed.module)));
    }

    fn at_hand(&self, tid: TerminalId) -> Option<Module> {
        self.modules().get(&tid).cloned()
    }

    fn load(&self, tid: TerminalId) -> Option<Module> {
        // The books may have a runtime of their own, which must not begin inside of another.
        let sealed = tokio::task::block_in_place(|| {
            let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
            reader.row(&Keys::row(tid))
        });
        let sealed = sealed.ok()??;
        let mut module = SoftwareHsm::new(Box::new(random));
        for line in sealed.split(',') {
            let (name, sealed) = line.split_once(':')?;
            module
                .open(&self.rest, KeyName(name.to_owned()), &unhex(sealed)?)
                .ok()?;
        }
        let module = Arc::new(Mutex::new(module));
        self.modules().insert(tid, module.clone());
        Some(module)
    }

    fn modules(&self) -> std::sync::MutexGuard<'_, HashMap<TerminalId, Module>> {
        self.modules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a terminal's key is called in its module.
fn name(tid: TerminalId, purpose: Purpose) -> KeyName {
    KeyName(format!("{tid}/{purpose:?}").to_lowercase())
}

/// Bytes that nobody can foresee.
pub fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives randomness");
}

/// The key under which keys lie in the books: read from its file, or made there once, for its owner's eyes only.
pub fn rest_key(path: &Path) -> std::io::Result<([u8; 32], RestKey)> {
    use std::io::{Read, Write};
    let mut bytes = [0; 32];
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            random(&mut bytes);
            file.write_all(&bytes)?;
            file.sync_all()?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            std::fs::File::open(path)?.read_exact(&mut bytes)?;
        }
        Err(error) => return Err(error),
    }
    Ok((bytes, RestKey::new(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}
