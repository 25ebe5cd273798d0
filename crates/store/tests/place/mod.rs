//! Where test books are kept: a file of SQLite, and a database of a PostgreSQL cluster that the tests start for themselves.
//!
//! The cluster listens on a socket in a scratch folder only, and ends with the tests. Without PostgreSQL the tests of that
//! engine say in one line what is missing and are left out; with `DAOZHANG_TESTS_POSTGRES=1` they fail instead.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Where PostgreSQL's programs are, when not on the path.
const DEBIAN: &str = "/usr/lib/postgresql/15/bin";
/// How long a cluster may take to start.
const START_TRIES_MAX: u32 = 300;

/// Empty books of one engine.
pub struct Place {
    pub url: String,
    /// Its other name, where it has one: what plain SQL is sent to.
    folder: Option<tempfile::TempDir>,
}

impl Place {
    pub fn sqlite() -> Place {
        let folder = tempfile::tempdir().expect("a scratch folder");
        Place {
            url: folder.path().join("books.db").display().to_string(),
            folder: Some(folder),
        }
    }

    pub fn postgres() -> Option<Place> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let cluster = cluster()?;
        let name = format!("books{}", COUNT.fetch_add(1, Ordering::Relaxed));
        cluster.sql("postgres", &format!("CREATE DATABASE {name}"));
        Some(Place {
            url: cluster.url(&name),
            folder: None,
        })
    }

    pub fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    /// Carries out SQL behind the store's back.
    pub fn sql(&self, text: &str) {
        match &self.folder {
            Some(_) => {
                let connection = rusqlite::Connection::open(&self.url).expect("it opens");
                connection
                    .execute_batch(text)
                    .unwrap_or_else(|error| panic!("{text}: {error}"));
            }
            None => cluster().expect("it runs").sql(
                self.url
                    .rsplit('/')
                    .next()
                    .unwrap_or("")
                    .split('?')
                    .next()
                    .unwrap_or(""),
                text,
            ),
        }
    }
}

/// Lets a test look at both engines.
pub fn on_both(test: impl Fn(&Place)) {
    test(&Place::sqlite());
    if let Some(place) = Place::postgres() {
        test(&place);
    }
}

struct Cluster {
    folder: PathBuf,
}

impl Cluster {
    fn url(&self, database: &str) -> String {
        format!(
            "postgres://postgres@{}/{database}",
            self.folder.display().to_string().replace('/', "%2F")
        )
    }

    fn sql(&self, database: &str, text: &str) {
        let mut psql = Command::new(program("psql").expect("it is there, as the cluster is"));
        psql.args([
            "-q",
            "-X",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "postgres",
            "-d",
            database,
            "-h",
        ])
        .arg(&self.folder);
        let mut child = psql
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("psql runs");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(text.as_bytes())
            .expect("psql reads");
        assert!(child.wait().expect("psql ends").success(), "{text}");
    }
}

fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| match start() {
        Ok(cluster) => Some(cluster),
        Err(missing) => {
            assert!(
                std::env::var_os("DAOZHANG_TESTS_POSTGRES").is_none(),
                "{missing}"
            );
            eprintln!("PostgreSQL is left out: {missing}");
            None
        }
    });
    cluster.as_ref()
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders = std::env::split_paths(&path).chain([PathBuf::from(DEBIAN)]);
    folders
        .map(|folder| folder.join(name))
        .find(|path| path.exists())
}

/// The user that PostgreSQL runs as, which refuses to run as root: `None` for whoever runs the tests.
fn user() -> Result<Option<(u32, u32)>, String> {
    let mine = fs::metadata("/proc/self").map_err(|error| error.to_string())?;
    if std::os::unix::fs::MetadataExt::uid(&mine) != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let of = |name: &str| {
        let mut fields = users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>());
        let fields = fields.find(|fields| fields.first() == Some(&name))?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    let user = of("postgres").or_else(|| of("nobody"));
    user.map(Some).ok_or_else(|| {
        "missing: a user postgres or nobody, since PostgreSQL does not run as root".to_owned()
    })
}

fn start() -> Result<Cluster, String> {
    let find = |name: &str, package: &str| {
        program(name).ok_or_else(|| format!("missing: {name} (the package {package})"))
    };
    let (initdb, postgres) = (
        find("initdb", "postgresql")?,
        find("postgres", "postgresql")?,
    );
    let (setpriv, _) = (
        find("setpriv", "util-linux")?,
        find("psql", "postgresql-client")?,
    );
    let user = user()?;
    sweep();
    let folder = std::env::temp_dir().join(format!("daozhang-postgres-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))
        .map_err(|error| error.to_string())?;
    let of_user = |program: &Path| {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        command.current_dir("/");
        command
    };
    if let Some((uid, gid)) = user {
        chown(&folder, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
    }
    let books = folder.join("data");
    let made = of_user(&initdb)
        .args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
            "-D",
        ])
        .arg(&books)
        .output();
    let made = made.map_err(|error| error.to_string())?;
    if !made.status.success() {
        return Err(format!(
            "initdb failed: {}",
            String::from_utf8_lossy(&made.stderr)
        ));
    }
    let log = fs::File::create(folder.join("log")).map_err(|error| error.to_string())?;
    // Ends with this process, however that ends: the thread that started it never does before.
    let (uid_gid, socket) = (user, folder.clone());
    std::thread::spawn(move || {
        let mut command = Command::new(setpriv);
        if let Some((uid, gid)) = uid_gid {
            command.args([
                format!("--reuid={uid}"),
                format!("--regid={gid}"),
                "--clear-groups".to_owned(),
            ]);
        }
        command
            .args(["--pdeathsig", "QUIT"])
            .arg(postgres)
            .arg("-D")
            .arg(books)
            .arg("-k")
            .arg(socket)
            .args(["-c", "listen_addresses="]);
        command
            .args(["-c", "max_connections=64"])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let mut child = command.spawn().expect("setpriv runs");
        let _ = child.wait();
    });
    let cluster = Cluster { folder };
    for _ in 0..START_TRIES_MAX {
        let asked = Command::new(program("psql").unwrap_or_default())
            .args([
                "-X", "-q", "-U", "postgres", "-d", "postgres", "-c", "SELECT 1", "-h",
            ])
            .arg(&cluster.folder)
            .output();
        if asked.is_ok_and(|asked| asked.status.success()) {
            return Ok(cluster);
        }
        std::thread::sleep(Duration::from_millis(100)); // The cluster says nothing when it is ready.
    }
    let log = fs::read_to_string(cluster.folder.join("log")).unwrap_or_default();
    Err(format!("the cluster did not start: {log}"))
}

/// Clears away what earlier tests left behind.
fn sweep() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(pid) = name.strip_prefix("daozhang-postgres-") else {
            continue;
        };
        if !Path::new("/proc").join(pid).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
