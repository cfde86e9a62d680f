import type { ChangeFacts, CommitFacts, Facts, FileFacts, Known, Person, ReviewFacts } from '../../src/policy/facts.ts';
import { known } from '../../src/policy/facts.ts';
import type { Layer } from '../../src/policy/layer.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Policy } from '../../src/policy/policy.ts';

/** People and a pull request for the tests of this room: three signed commits by dana, nothing reviewed yet. */
const person = (id: number, login: string, type: Person['type'] = 'user'): Person => ({ id, login, type });

export const dana = person(1, 'dana');
export const amir = person(2, 'amir');
export const bo = person(3, 'bo');
export const chen = person(4, 'chen');
export const eli = person(5, 'eli');
export const robot = person(90, 'copilot-review[bot]', 'bot');

/** 2026-11-21T14:10:00Z. */
export const now = 1_795_270_200_000;
export const MINUTE = 60_000;

export const oid = (number: number): string => number.toString(16).padStart(7, '0').padEnd(40, 'e');
export const tree = (number: number): string => number.toString(16).padStart(7, '0').padEnd(40, '7');

export function commit(number: number, changes: Partial<CommitFacts> = {}): CommitFacts {
  return {
    oid: oid(number),
    tree: tree(number),
    parents: [oid(number - 1)],
    message: `fix: rounding ${number}\n\nSHOP-412\n`,
    author: { person: dana, name: 'Dana', email: 'dana@example.com' },
    committer: { person: dana, name: 'Dana', email: 'dana@example.com' },
    coauthors: [],
    committedAt: now - 8 * MINUTE,
    signature: known(signedBy(dana)),
    updatesFromBase: false,
    ...changes,
  };
}

type Signature = Extract<CommitFacts['signature'], { known: true }>['value'];

export function signedBy(
  signer: Person | null,
  changes: Partial<Exclude<Signature, { state: 'unsigned' }>> = {},
): Signature {
  return { state: 'valid', reason: 'VALID', format: 'ssh', key: 'SHA256:abc', signer, byGitHub: false, ...changes };
}

export const unsigned = known<Signature>({ state: 'unsigned' });

export function file(path: string, changes: Partial<FileFacts> = {}): FileFacts {
  return { path, previousPath: null, change: 'modified', additions: 1, deletions: 1, ...changes };
}

let reviews = 0;
export function review(reviewer: Person | null, changes: Partial<ReviewFacts> = {}): ReviewFacts {
  reviews += 1;
  return {
    id: reviews,
    reviewer,
    state: 'approved',
    submittedAt: now - 5 * MINUTE,
    canPush: known(true),
    commit: { oid: oid(12), tree: tree(12), mergeBase: known(oid(9)) },
    ...changes,
  };
}

export type Changes = Partial<Omit<Facts, 'change' | 'directory'>> & {
  readonly change?: Partial<ChangeFacts>;
  readonly directory?: Facts['directory'];
};

const members = (...people: readonly Person[]): Known<{ id: number; members: readonly Person[] }> =>
  known({ id: 700, members: people });

/** A pull request of dana's: base tip 9, commits 10, 11, 12; everything is known. */
export function makeFacts(changes: Changes = {}): Facts {
  const { change, ...rest } = changes;
  return {
    kind: 'pull_request',
    observedAt: now,
    repository: { id: 1, owner: 'acme', name: 'shop', private: true },
    change: {
      number: 42,
      title: 'Fix rounding (SHOP-412)',
      body: 'Half up, as the tax office wants it.',
      author: dana,
      open: true,
      merged: false,
      draft: false,
      base: 'main',
      baseTip: oid(9),
      headName: 'fix-rounding',
      head: oid(12),
      headTree: tree(12),
      mergeBase: known(oid(9)),
      baseChangedAt: known(null),
      assignments: known([]),
      fork: null,
      group: null,
      ...change,
    },
    commits: known([commit(10), commit(11), commit(12)]),
    files: known([file('src/price.ts'), file('test/price.test.ts')]),
    reviews: known([]),
    labels: known([]),
    checks: known([]),
    workflows: known([]),
    properties: known({}),
    pushers: known([dana]),
    directory: {
      users: { 'octo-lead': known(chen), 'copilot-review[bot]': known(robot) },
      teams: { 'acme/maintainers': members(amir, bo, chen), 'acme/release': members(chen) },
    },
    ...rest,
  };
}

export const people = `
people:
  maintainers: { teams: [acme/maintainers] }
  release-managers: { teams: [acme/release], users: [octo-lead] }
tickets:
  jira: { pattern: '[A-Z][A-Z0-9]+-\\d+', url: 'https://acme.atlassian.net/browse/{key}' }
`;

/** A policy of one rule, given as the flow text of its `require` (and more keys of the rule behind it). */
export function policyOf(requirement: string, more = ''): Policy {
  return parse(`version: 1\n${people}\nrules:\n  - name: the rule\n    require: ${requirement}\n${more}`);
}

export function parse(text: string): Policy {
  const parsed = parsePolicy(text);
  if ('policy' in parsed) return parsed.policy;
  throw new Error(parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
}

export function layerOf(policy: Policy, layer: Layer['layer'] = 'repository'): Layer {
  return { layer, source: { state: 'policy', policy } };
}
