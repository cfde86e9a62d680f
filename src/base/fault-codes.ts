/**
 * Every error code of the house, closed. `retry` says whether the same attempt may succeed later without anybody
 * changing anything; `next` is what a person does about it. docs/errors/<code>.md explains each (a test compares).
 */
export interface FaultMeaning {
  readonly title: string;
  readonly retry: boolean;
  readonly next: string;
}

const once = (title: string, next: string): FaultMeaning => ({ title, retry: false, next });
const again = (title: string, next: string): FaultMeaning => ({ title, retry: true, next });

export const faultCodes = {
  'internal.bug': once('Something happened that the program rules out', 'Report it, with the log line that names it.'),

  'config.invalid': once('The configuration is incomplete or wrong', 'Correct every listed setting, then start again.'),
  'config.data-directory-locked': once(
    'Another process uses this data directory',
    'Stop the other process, or give this one a data directory of its own.',
  ),

  'webhook.signature': once(
    'The webhook signature is missing or wrong',
    'Compare the webhook secret of the app with WEBHOOK_SECRET.',
  ),
  'webhook.malformed': once('The webhook is not what GitHub sends', 'See the message; GitHub itself never sends this.'),
  'webhook.busy': once(
    'Too much is being received at once',
    'See whether strangers send to the address; redeliver what GitHub shows as failed.',
  ),
  'webhook.too-large': once('The webhook is above 25 MB', 'Nothing: GitHub does not deliver such payloads either.'),

  'policy.syntax': once('The policy file is not valid YAML', 'Correct the line that the message names.'),
  'policy.schema': once(
    'The policy file says something the language does not know',
    'Correct the line that the message names.',
  ),
  'policy.limit': once(
    'The policy file is above a limit',
    'Shorten it: 64 kB, 500 rules and a depth of 20 are the limits.',
  ),
  'policy.pattern': once(
    'A pattern in the policy cannot be used',
    'Write it in RE2 syntax (no look-around, no back-references).',
  ),
  'policy.reference': once('The policy names something it does not define', 'Define it, or correct the name.'),

  'ledger.entry': once('A ledger entry is malformed', 'Run `countersign ledger verify` and see which entry it names.'),
  'ledger.too-large': once('A ledger entry is above its size limit', 'Move what is large into evidence.'),
  'ledger.checkpoint': once('A checkpoint cannot be read', 'Compare the branch with a clone made earlier.'),
  'ledger.signature': once('A checkpoint is not signed by the ledger key', 'Check that you verify with the right key.'),
  'ledger.key': once('A ledger key is malformed', 'Give a signed-note verifier key: name+hexid+base64.'),
  'ledger.proof': once(
    'A proof of an entry cannot be read',
    'Ask for it again: `countersign ledger prove` writes one.',
  ),
  'ledger.witness-policy': once(
    'A witness policy is malformed',
    'Correct the line that the message names; the format is c2sp.org/tlog-policy.',
  ),
  'ledger.not-found': once(
    'There is no ledger here',
    'Name a clone, a bare repository or a URL with the branch countersign/ledger.',
  ),
  'ledger.no-repository': once(
    'The repository that holds the ledger is not there',
    'Create it, add it to the repositories of the installation, or correct COUNTERSIGN_LEDGER_REPOSITORY.',
  ),
  'ledger.inconsistent': once(
    'The ledger does not continue what was signed before',
    'Do not trust the branch; see docs/ledger.md, "Somebody touched the branch".',
  ),
  'ledger.stale-head': again(
    'The ledger branch moved while it was written',
    'Nothing: the flush reads the head again.',
  ),
  'ledger.unavailable': again('The ledger cannot be written', 'Nothing passes meanwhile; see the log for the reason.'),

  'git.missing': once('git 2.38 or newer is not installed', 'Install git.'),
  'git.repository': once('This is not a readable git repository', 'Give the path of a clone or a bare repository.'),
  'git.revision': once('A revision does not exist here', 'Check the range; fetch what is missing.'),
  'git.failed': once('git failed', 'See what git said.'),

  'github.unauthorized': once('GitHub refused the credentials', 'Check APP_ID and PRIVATE_KEY.'),
  'github.forbidden': once('GitHub refused the request', 'Compare the permissions of the installation with app.yml.'),
  'github.not-found': once('GitHub does not show this to the app', 'Check that the app is installed there.'),
  'github.rate-limited': again('GitHub asked to wait', 'Nothing: the request is made again when GitHub allows it.'),
  'github.unavailable': again('GitHub could not be reached or failed', 'Nothing: the request is made again.'),
  'github.incomplete': again('GitHub answered with less than it promised', 'Nothing: it is read again.'),
  'github.content-refused': once(
    'GitHub takes what was to be written for a secret',
    'See docs/operating.md, "Evidence that is withheld".',
  ),
  'github.invalid': once('GitHub refused the request as invalid', 'Report it, with the log line that names it.'),

  'store.unavailable': again('The database cannot be reached', 'Check DATABASE_URL and the server.'),
  'store.version': once('The database was written by another version', 'See docs/operating.md, "Upgrading".'),
  'store.unsupported': once(
    'The database server is too old',
    'Use PostgreSQL 14 or newer; docs/operating.md, "Which database".',
  ),
  'store.in-use': once(
    'The database holds an installation already',
    'Import into a new database: another COUNTERSIGN_DATA, or DATABASE_URL of an empty one.',
  ),
  'store.export': once(
    'The exported data is incomplete or damaged',
    'Take another file: this one was cut off, or is none of `countersign data export`.',
  ),
  'store.lease-lost': again('Another process took over this work', 'Nothing: the other process finishes it.'),

  'control.unavailable': once(
    'The running app cannot be asked',
    'Use the command of the same version, on the same machine, as the user that runs the app.',
  ),

  'cli.usage': once('The command was called wrongly', 'See `countersign --help`.'),
  'cli.unreadable': once('A file could not be read', 'Check the path.'),
  'cli.unwritable': once('A file could not be written', 'Check the path, the rights and the space on the disk.'),
} as const satisfies Readonly<Record<string, FaultMeaning>>;

export type FaultCode = keyof typeof faultCodes;
