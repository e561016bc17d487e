-- The registry. Times are milliseconds since 1970, JSON is text, names are those of the HTTP contract.

CREATE TABLE pack (
  ref TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  description TEXT,
  version TEXT NOT NULL,
  manifest TEXT NOT NULL,
  config TEXT NOT NULL,
  tags TEXT NOT NULL,
  -- active or removed; a removed pack keeps its row for the history
  status TEXT NOT NULL,
  -- the pack_release that is in force
  release TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);

-- One installation of a pack. Its files stay invisible until one write batch makes it the pack's release.
CREATE TABLE pack_release (
  id TEXT PRIMARY KEY,
  pack TEXT NOT NULL,
  -- open or committed
  state TEXT NOT NULL,
  manifest TEXT NOT NULL,
  created INTEGER NOT NULL,
  committed INTEGER
);
CREATE INDEX pack_release_by_pack ON pack_release (pack, created);

CREATE TABLE pack_release_file (
  release TEXT NOT NULL,
  path TEXT NOT NULL,
  -- workflow, action, trigger, test, or unknown
  kind TEXT NOT NULL,
  ref TEXT,
  -- content hash; null when the file is not valid
  hash TEXT,
  fingerprint TEXT NOT NULL,
  source TEXT NOT NULL,
  -- the compiled workflow or the checked action, as JSON; null when the file is not valid
  document TEXT,
  -- the columns of workflow_definition that come from the document, as JSON
  summary TEXT,
  findings TEXT NOT NULL,
  -- created, updated, unchanged, invalid; null until it is decided
  outcome TEXT,
  PRIMARY KEY (release, path)
);
CREATE INDEX pack_release_file_by_ref ON pack_release_file (release, ref);

-- What a ref means at present. The content of every version is in workflow_version.
CREATE TABLE workflow_definition (
  ref TEXT PRIMARY KEY,
  pack TEXT NOT NULL,
  -- the ref that the pack's manifest had at the registration
  pack_ref TEXT NOT NULL,
  label TEXT NOT NULL,
  description TEXT,
  -- number of the version in force; 0: there is none, the only file so far was not valid
  version INTEGER NOT NULL,
  declared_version TEXT,
  param_schema TEXT NOT NULL,
  out_schema TEXT,
  -- the compiled definition; null while there is no valid version
  definition TEXT,
  tags TEXT NOT NULL,
  -- active, invalid, disabled or removed
  status TEXT NOT NULL,
  hash TEXT,
  -- of the file that was read last; lets a loader skip what has not changed
  fingerprint TEXT,
  -- milliseconds an execution may take, from the definition
  timeout INTEGER,
  -- path of the file in its pack; null: registered through the API
  path TEXT,
  findings TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX workflow_definition_by_pack ON workflow_definition (pack, ref);
CREATE INDEX workflow_definition_by_status ON workflow_definition (status, ref);

-- Never changed once written.
CREATE TABLE workflow_version (
  ref TEXT NOT NULL,
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  declared_version TEXT,
  source TEXT NOT NULL,
  definition TEXT NOT NULL,
  findings TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (ref, number)
);
CREATE INDEX workflow_version_by_hash ON workflow_version (hash);

CREATE TABLE workflow_tag (
  ref TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (tag, ref)
);
CREATE INDEX workflow_tag_by_ref ON workflow_tag (ref);

CREATE TABLE action (
  ref TEXT PRIMARY KEY,
  pack TEXT NOT NULL,
  label TEXT NOT NULL,
  description TEXT,
  definition TEXT NOT NULL,
  hash TEXT NOT NULL,
  path TEXT,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX action_by_pack ON action (pack, ref);

CREATE TABLE trigger (
  name TEXT PRIMARY KEY,
  -- webhook or schedule
  kind TEXT NOT NULL,
  workflow TEXT NOT NULL,
  -- active or disabled
  status TEXT NOT NULL,
  definition TEXT NOT NULL,
  -- SHA-256 of the key in a webhook's address
  key_hash TEXT,
  pack TEXT,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE UNIQUE INDEX trigger_by_key ON trigger (key_hash);
CREATE INDEX trigger_by_workflow ON trigger (workflow);

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- SHA-256; the token itself is shown once and stored nowhere
  hash TEXT NOT NULL,
  scopes TEXT NOT NULL,
  -- the packs it is limited to; null: all
  packs TEXT,
  created INTEGER NOT NULL,
  expires INTEGER,
  last_used INTEGER
);
CREATE UNIQUE INDEX token_by_hash ON token (hash);

-- Values under AES-GCM with OSTINATO_KEY.
CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  ciphertext TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);

-- What lists and searches of executions see; the truth is in the execution's own object.
CREATE TABLE execution_index (
  id TEXT PRIMARY KEY,
  workflow TEXT NOT NULL,
  pack TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  status TEXT NOT NULL,
  parent TEXT,
  tags TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- when the execution should have done something by itself; the watchdog looks after it then
  wake_at INTEGER,
  -- of the event that this row reflects; only grows
  seq INTEGER NOT NULL,
  input_preview TEXT
);
CREATE INDEX execution_index_by_workflow ON execution_index (workflow, id);
CREATE INDEX execution_index_by_pack ON execution_index (pack, id);
CREATE INDEX execution_index_by_status ON execution_index (status, id);
CREATE INDEX execution_index_by_parent ON execution_index (parent, id) WHERE parent IS NOT NULL;
CREATE INDEX execution_index_by_start ON execution_index (started_at);
CREATE INDEX execution_index_by_wake ON execution_index (wake_at) WHERE ended_at IS NULL AND wake_at IS NOT NULL;

CREATE TABLE execution_tag (
  execution TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (tag, execution)
);
CREATE INDEX execution_tag_by_execution ON execution_tag (execution);

CREATE TABLE inquiry (
  id TEXT PRIMARY KEY,
  execution TEXT NOT NULL,
  instance TEXT NOT NULL,
  item INTEGER,
  attempt INTEGER NOT NULL,
  prompt TEXT NOT NULL,
  schema TEXT,
  assignee TEXT,
  -- open, answered, expired or canceled
  status TEXT NOT NULL,
  response TEXT,
  responded_by TEXT,
  expires INTEGER,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX inquiry_by_status ON inquiry (status, id);
CREATE INDEX inquiry_by_execution ON inquiry (execution);

-- Answers of requests with an Idempotency-Key, kept 24 h; the scope is the token and the route.
CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  -- of the request's body
  request TEXT NOT NULL,
  -- the execution that the request starts, if it starts one
  execution TEXT,
  -- null while the request is in progress
  answer TEXT,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires);

-- One-use tickets for streams.
CREATE TABLE ticket (
  hash TEXT PRIMARY KEY,
  execution TEXT NOT NULL,
  expires INTEGER NOT NULL
);
CREATE INDEX ticket_by_expiry ON ticket (expires);

CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT
);
CREATE INDEX audit_by_target ON audit (target, id);
