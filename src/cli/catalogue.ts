import type { Command } from './command.ts';

export interface CatalogueEntry {
  readonly name: string;
  /** One line in the list of commands. */
  readonly says: string;
  /** Loaded only when it is called, so that `--help` answers at once. */
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'check',
    says: 'judge the commits of a local repository by its policy, offline',
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'policy validate',
    says: 'every problem of a policy file, with its line and column',
    load: async () => (await import('./commands/policy-validate.ts')).policyValidate,
  },
  {
    name: 'policy schema',
    says: 'the JSON Schema of policy files',
    load: async () => (await import('./commands/policy-schema.ts')).policySchema,
  },
  {
    name: 'environments',
    says: 'what runs where: the newest deployment of each environment',
    load: async () => (await import('./commands/environments.ts')).environments,
  },
  {
    name: 'verify',
    says: 'may this commit or artifact ship?',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    name: 'trace',
    says: 'the whole story of a commit, pull request, deployment or ticket',
    load: async () => (await import('./commands/trace.ts')).trace,
  },
  {
    name: 'ledger verify',
    says: 'was anything in this ledger changed, removed or reordered?',
    load: async () => (await import('./commands/ledger-verify.ts')).ledgerVerify,
  },
  {
    name: 'ledger query',
    says: 'entries by kind, person, subject, result, rule or time',
    load: async () => (await import('./commands/ledger-query.ts')).ledgerQuery,
  },
  {
    name: 'ledger show',
    says: 'one entry, in words and as its bytes',
    load: async () => (await import('./commands/ledger-show.ts')).ledgerShow,
  },
  {
    name: 'ledger prove',
    says: 'the proof that one entry is in a ledger, as a file',
    load: async () => (await import('./commands/ledger-prove.ts')).ledgerProve,
  },
  {
    name: 'ledger check-proof',
    says: 'such a proof, checked offline',
    load: async () => (await import('./commands/ledger-check-proof.ts')).ledgerCheckProof,
  },
  {
    name: 'ledger export',
    says: 'a ledger in a form that other tools read',
    load: async () => (await import('./commands/ledger-export.ts')).ledgerExport,
  },
  {
    name: 'ledger append',
    says: 'statements onto the ledger of a local repository, without the app',
    load: async () => (await import('./commands/ledger-append.ts')).ledgerAppend,
  },
  {
    name: 'ledger keygen',
    says: 'a key for ledgers, and what each ledger calls it',
    load: async () => (await import('./commands/ledger-keygen.ts')).ledgerKeygen,
  },
  {
    name: 'ledger serve',
    says: 'a ledger over HTTP, as tlog-tiles',
    load: async () => (await import('./commands/ledger-serve.ts')).ledgerServe,
  },
  {
    name: 'data export',
    says: 'all that the database holds, into a file: a backup, or the way to another database',
    load: async () => (await import('./commands/data-export.ts')).dataExport,
  },
  {
    name: 'data import',
    says: 'such a file into an empty database',
    load: async () => (await import('./commands/data-import.ts')).dataImport,
  },
  {
    name: 'data erase',
    says: 'a person out of everything that is kept beside the ledgers',
    load: async () => (await import('./commands/data-erase.ts')).dataErase,
  },
  {
    name: 'jobs list',
    says: 'work that was given up, waits or runs, and what it failed of',
    load: async () => (await import('./commands/jobs-list.ts')).jobsList,
  },
  {
    name: 'jobs retry',
    says: 'work that was given up, tried again at once',
    load: async () => (await import('./commands/jobs-retry.ts')).jobsRetry,
  },
  {
    name: 'evidence get',
    says: 'what a decision was made of: a document by its digest, or all that an entry names',
    load: async () => (await import('./commands/evidence-get.ts')).evidenceGet,
  },
  {
    name: 'setup',
    says: 'the rulesets that make the check required and protect the ledger: printed, or created',
    load: async () => (await import('./commands/setup.ts')).setup,
  },
  { name: 'start', says: 'run the app', load: async () => (await import('./commands/start.ts')).start },
];
