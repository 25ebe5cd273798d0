-- The live books. Whole numbers for instants (milliseconds), days (since 1970-01-01) and money (minor units).

-- Entries of the ledger, one chain for each process that writes.
CREATE TABLE entries (
  chain     INTEGER NOT NULL,
  sequence  INTEGER NOT NULL,
  id        BLOB    NOT NULL,
  event     TEXT    NOT NULL,
  reference TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  phase     TEXT    NOT NULL,
  resolves  BLOB,
  previous  BLOB    NOT NULL,
  hash      BLOB    NOT NULL,
  PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entries_by_id ON entries (id);
-- A pending entry is resolved once, whoever does it.
CREATE UNIQUE INDEX entries_by_resolves ON entries (resolves) WHERE resolves IS NOT NULL;

CREATE TABLE legs (
  chain          INTEGER NOT NULL,
  sequence       INTEGER NOT NULL,
  number         INTEGER NOT NULL,
  debit_code     INTEGER NOT NULL,
  debit_subject  TEXT    NOT NULL,
  credit_code    INTEGER NOT NULL,
  credit_subject TEXT    NOT NULL,
  amount         INTEGER NOT NULL CHECK (amount > 0),
  currency       TEXT    NOT NULL,
  PRIMARY KEY (chain, sequence, number)
) STRICT, WITHOUT ROWID;

-- Sums of the legs, one row for each chain that moved something, so that processes do not wait for each other.
CREATE TABLE balances (
  code           INTEGER NOT NULL,
  subject        TEXT    NOT NULL,
  currency       TEXT    NOT NULL,
  chain          INTEGER NOT NULL,
  debit          INTEGER NOT NULL,
  credit         INTEGER NOT NULL,
  debit_pending  INTEGER NOT NULL,
  credit_pending INTEGER NOT NULL,
  PRIMARY KEY (code, subject, currency, chain)
) STRICT, WITHOUT ROWID;

-- What decisions read and write: the state of terminals, batches, swipes, payouts. What is due is a queue.
CREATE TABLE rows (
  key  TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  due  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX rows_by_due ON rows (due, key) WHERE due IS NOT NULL;

-- The audit log.
CREATE TABLE notes (
  chain    INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  subject  TEXT    NOT NULL,
  body     TEXT    NOT NULL,
  previous BLOB    NOT NULL,
  hash     BLOB    NOT NULL,
  PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;

-- Plans of payouts: written once.
CREATE TABLE plans (
  id   TEXT    NOT NULL PRIMARY KEY,
  at   INTEGER NOT NULL,
  body TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Heads of all chains, signed.
CREATE TABLE checkpoints (
  number    INTEGER NOT NULL PRIMARY KEY,
  at        INTEGER NOT NULL,
  previous  BLOB    NOT NULL,
  heads     TEXT    NOT NULL,
  key       BLOB    NOT NULL,
  signature BLOB    NOT NULL
) STRICT;

-- Whoever writes, how often it did, and the heads of its chains.
CREATE TABLE writers (
  number         INTEGER NOT NULL PRIMARY KEY,
  commits        INTEGER NOT NULL,
  entries_length INTEGER NOT NULL,
  entries_hash   BLOB    NOT NULL,
  audit_length   INTEGER NOT NULL,
  audit_hash     BLOB    NOT NULL
) STRICT;

-- What is written stays: a slip of ours, or a hand on the console, is refused. Against whoever means it, there are the chains.
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
CREATE TRIGGER legs_stay BEFORE UPDATE ON legs BEGIN SELECT RAISE(ABORT, 'legs are never changed'); END;
CREATE TRIGGER legs_last BEFORE DELETE ON legs BEGIN SELECT RAISE(ABORT, 'legs are never removed'); END;
CREATE TRIGGER notes_stay BEFORE UPDATE ON notes BEGIN SELECT RAISE(ABORT, 'notes are never changed'); END;
CREATE TRIGGER notes_last BEFORE DELETE ON notes BEGIN SELECT RAISE(ABORT, 'notes are never removed'); END;
CREATE TRIGGER plans_stay BEFORE UPDATE ON plans BEGIN SELECT RAISE(ABORT, 'plans are never changed'); END;
CREATE TRIGGER plans_last BEFORE DELETE ON plans BEGIN SELECT RAISE(ABORT, 'plans are never removed'); END;
CREATE TRIGGER checkpoints_stay BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoints_last BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are never removed'); END;
