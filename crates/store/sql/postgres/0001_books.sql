-- The live books. Whole numbers for instants (milliseconds), days (since 1970-01-01) and money (minor units).

-- Entries of the ledger, one chain for each process that writes.
CREATE TABLE entries (
  chain     BIGINT NOT NULL,
  sequence  BIGINT NOT NULL,
  id        BYTEA NOT NULL,
  event     TEXT NOT NULL,
  reference TEXT NOT NULL,
  at        BIGINT NOT NULL,
  day       BIGINT NOT NULL,
  phase     TEXT NOT NULL,
  resolves  BYTEA,
  previous  BYTEA NOT NULL,
  hash      BYTEA NOT NULL,
  PRIMARY KEY (chain, sequence)
);
CREATE UNIQUE INDEX entries_by_id ON entries (id);
-- A pending entry is resolved once, whoever does it.
CREATE UNIQUE INDEX entries_by_resolves ON entries (resolves) WHERE resolves IS NOT NULL;

CREATE TABLE legs (
  chain          BIGINT NOT NULL,
  sequence       BIGINT NOT NULL,
  number         BIGINT NOT NULL,
  debit_code     BIGINT NOT NULL,
  debit_subject  TEXT NOT NULL,
  credit_code    BIGINT NOT NULL,
  credit_subject TEXT NOT NULL,
  amount         BIGINT NOT NULL CHECK (amount > 0),
  currency       TEXT NOT NULL,
  PRIMARY KEY (chain, sequence, number)
);

-- Sums of the legs, one row for each chain that moved something, so that processes do not wait for each other.
CREATE TABLE balances (
  code           BIGINT NOT NULL,
  subject        TEXT COLLATE "C" NOT NULL,
  currency       TEXT NOT NULL,
  chain          BIGINT NOT NULL,
  debit          BIGINT NOT NULL,
  credit         BIGINT NOT NULL,
  debit_pending  BIGINT NOT NULL,
  credit_pending BIGINT NOT NULL,
  PRIMARY KEY (code, subject, currency, chain)
);

-- What decisions read and write: the state of terminals, batches, swipes, payouts. What is due is a queue.
CREATE TABLE rows (
  key  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  due  BIGINT
);
CREATE INDEX rows_by_due ON rows (due, key) WHERE due IS NOT NULL;

-- The audit log.
CREATE TABLE notes (
  chain    BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  subject  TEXT NOT NULL,
  body     TEXT NOT NULL,
  previous BYTEA NOT NULL,
  hash     BYTEA NOT NULL,
  PRIMARY KEY (chain, sequence)
);

-- Plans of payouts: written once.
CREATE TABLE plans (
  id   TEXT NOT NULL PRIMARY KEY,
  at   BIGINT NOT NULL,
  body TEXT NOT NULL
);

-- Heads of all chains, signed.
CREATE TABLE checkpoints (
  number    BIGINT NOT NULL PRIMARY KEY,
  at        BIGINT NOT NULL,
  previous  BYTEA NOT NULL,
  heads     TEXT NOT NULL,
  key       BYTEA NOT NULL,
  signature BYTEA NOT NULL
);

-- Whoever writes, how often it did, and the heads of its chains.
CREATE TABLE writers (
  number         BIGINT NOT NULL PRIMARY KEY,
  commits        BIGINT NOT NULL,
  entries_length BIGINT NOT NULL,
  entries_hash   BYTEA NOT NULL,
  audit_length   BIGINT NOT NULL,
  audit_hash     BYTEA NOT NULL
);

-- What is written stays: a slip of ours, or a hand on the console, is refused. Against whoever means it, there are the chains.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% are never changed or removed', TG_TABLE_NAME; END $$;
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER legs_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON legs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER notes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON notes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plans_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON plans FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
