//! What stands below the help of a command.

pub(super) const EXAMPLES: &str = "Examples:
  pdca demo
  pdca --data ./data init --owner ada
  pdca --data ./data do incident new log '{\"summary\":\"mail is down\",\"service\":\"mail\"}' --actor ada
  pdca --data ./data show incident INC0000001
  pdca --data ./data log --process incident --follow

Exit codes: 0 done, 1 refused or failed, 2 wrong usage.";

pub(super) const BODIES: &str = r#"Examples:
  pdca do incident new log '{"summary":"mail is down","service":"mail"}'
  pdca do incident INC0000001 resolve \
    '{"code":"restarted","cause":{"known":"a full disk"},"no_item_reason":"none is on record"}'
  echo '{"reason":"the disk is full again"}' | pdca do incident INC0000001 reopen -
  pdca do incident INC0000001 close '{"confirmed_by":"bo","classification_verified":true}'
  pdca do agreement gold agree '{"signatures":[
    {"party":"provider","signed_by":"the head of services","reference":"page 7 of SLA-7"},
    {"party":"other","signed_by":"the buyer","reference":"page 7 of SLA-7"}]}'

What is possible now, and by whom:  pdca show PROCESS KEY
What a process takes, and by whom:  pdca lifecycle PROCESS
What the body of a command takes:   pdca schema PROCESS COMMAND"#;

pub(super) const SCHEMA: &str = "Examples:
  pdca schema incident
  pdca schema incident log
  pdca schema incident logged --json
Every door takes exactly what the schema of a command says. Where no keyword of JSON Schema can say
it, `format` does:
- name: at most 128 bytes, of which letters, digits, _ and - take one and every other byte three
- label, text: at most 128 and 4000 bytes of UTF-8
- duration: ISO 8601 without years and months, such as PT4H30M
- interval: ISO 8601 from an hour on, such as P7D, P1M or P1Y
- date-time: with an offset, from the year 1678 to 2261";

pub(super) const SCENARIO: &str = r#"Examples:
  pdca scenario processes/scenarios/*.toml
  pdca scenario outage.toml --json
  pdca --data ./played scenario --keep outage.toml
A scenario file:
  title = "Whoever is no resolver cannot resolve"
  start = "2026-11-23T09:00:00Z"
  owner = "ada"                          # by default: owner
  roles = { service_desk = ["bo"] }      # who holds what from the start
  [[step]]
  says = "The desk logs it"              # for whoever reads
  actor = "bo"
  process = "incident"                   # a new one, unless key = "…" names one
  command = "log"
  body = { summary = "mail is down", service = "mail" }
  events = ["logged"]                    # accepted with these events
  phase = "logged"
  [[step]]
  after = "PT15M"                        # since the step before; at = "…" is a time
  process = "incident"
  key = "INC0000001"                     # without a command, time passes
  possible = ["classify"]
  impossible = ["resolve"]
What may be expected of a step:
  events      the events that the command is accepted with, all of them in order
  refused     the code that it is refused with; reason: a part of what the refusal says
  by_itself   what timers and policies have recorded there since the last step about it
  phase       where it is then
  possible, impossible   commands that its lifecycle allows then, or does not
  state       fields that its state has then, as `pdca show --json` writes it
Each scenario is played on a clock of its own, on a node in memory: nothing of it is left, unless
--keep makes a data directory of it, to look at with the other commands. Timers fire at their own
moments. The exit code is 1 if an expectation fails."#;

pub(super) const CALENDAR: &str = r#"Examples:
  pdca calendar due --calendar hours.json --start 2026-12-21T15:00:00Z --minutes 61
  pdca calendar between --calendar - --start 2026-12-21T00:00:00Z \
    --end 2026-12-28T00:00:00Z < hours.json
A calendar file:
  {"timezone":"Europe/Berlin",
   "hours":{"mon":[["09:00","17:00"]],"sat":[["22:00","06:00"]]},
   "closed":["2026-12-25"],
   "open":{"2026-12-24":[["09:00","12:00"]]}}
Its times are those of the clocks on the wall in its zone.
- A day that is not mentioned is closed. "24:00" is the end of a day.
- A shift that ends before it starts goes past midnight, and belongs to the day it starts on.
- A closed date has no shifts of its own; the night shift of the evening before goes on to its end.
- The shifts of an open date replace those of its weekday. No date is both closed and open."#;

pub(super) const CONFIG: &str = "Examples:
  pdca config check
  pdca config check --config pdca.toml
  PDCA_NATS_URL=tls://nats:4222 pdca config check
Flags win over PDCA_DATA, PDCA_CONFIG, PDCA_ACTOR, PDCA_LOG, PDCA_NATS_URL and PDCA_HTTP, these over
the file, it over the defaults. A file, with its defaults:
  data = \"pdca-data\"
  segment_mib = 64      # the length of a segment of the log
  cache_mib = 256       # how much memory cached states may take
  answer_timeout_s = 30 # how long a process that holds the directory may say nothing
  input_mib = 1024      # how much an import reads from the standard input
  log = \"warn\"          # what is logged: a level, or MODULE=LEVEL, separated by commas
  # archive = \"DIR\"     # where sealed segments may have been moved to
  [nats]                # how NATS is reached: the README lists it";

pub(super) const INGEST: &str = "Examples:
  pdca ingest test alertmanager.toml < notification.json
  pdca ingest test cdevents.toml --header ce-specversion=1.0 --header ce-id=1 \\
    --header ce-source=/ci --header ce-type=dev.cdevents.incident.detected.0.2.0 < event.json
  pdca ingest retry --limit 100
What a rule file says, and how a node is told of it, is in the README. Both exit with 1 if anything
would be kept, or is kept still, as a dead letter. A retry goes by the rules that the node began with.";
