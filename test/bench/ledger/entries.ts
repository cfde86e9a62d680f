import { createHash } from 'node:crypto';
import { toText } from '../../../src/base/bytes.ts';
import { draftDecision } from '../../../src/ledger/build.ts';
import { entryId, sealEntry } from '../../../src/ledger/entry.ts';
import { decisionFields, genesisDraft, ORIGIN, timeOf } from '../../ledger/sample.ts';

const PEOPLE = 40;
const TEMPLATE_INDEX = 777_777;

/**
 * Entries of a large ledger: the genesis, then decisions of 1.4 kB that differ in everything that differs in real ones.
 * One is made as the app makes it; of the others only what differs is written, because a million take minutes otherwise.
 * That they are right is for `verify` to say, which is what is measured.
 */
export class EntryMaker {
  readonly #parts: readonly string[];

  constructor() {
    this.#parts = templateParts();
  }

  bytes(index: number): Buffer {
    if (index === 0) return Buffer.from(sealEntry(genesisDraft(), timeOf(0)).bytes);
    const values = valuesOf(index);
    return Buffer.from(
      this.#parts.map((part, at) => (at % 2 === 0 ? part : (values[part as keyof Values] ?? ''))).join(''),
    );
  }
}

interface Values {
  readonly id: string;
  readonly commit: string;
  readonly tree: string;
  readonly evidence: string;
  readonly change: string;
  readonly time: string;
  readonly actor: string;
  readonly delivery: string;
}

function valuesOf(index: number): Values {
  const noise = createHash('sha512').update(`entry ${index}`).digest('hex') + digest(`more ${index}`);
  const [commit, tree] = [noise.slice(0, 40), noise.slice(40, 80)];
  const change = String(1 + Math.floor(index / 6));
  return {
    id: entryId({ origin: ORIGIN, kind: 'decision', subject: [subjectOf(commit, tree, change)], n: 1 }),
    commit,
    tree,
    evidence: noise.slice(128, 192),
    change,
    time: timeOf(index),
    actor: String(1_000 + (index % PEOPLE)),
    delivery: noise.slice(80, 112),
  };
}

function subjectOf(commit: string, tree: string, change: string) {
  return {
    uri: `https://github.com/acme/shop/commit/${commit}`,
    digest: { gitCommit: commit, gitTree: tree },
    annotations: { sourceRefs: [`refs/pull/${change}/head`] },
  };
}

/** Constant text and names of values by turns. */
function templateParts(): readonly string[] {
  const fields = decisionFields(TEMPLATE_INDEX);
  const marks: Values = {
    id: '',
    commit: 'c0'.repeat(20),
    tree: '7e'.repeat(20),
    evidence: 'ed'.repeat(32),
    change: '424242',
    time: timeOf(TEMPLATE_INDEX),
    actor: '31337',
    delivery: 'd0'.repeat(16),
  };
  // As short as a real one can be: 1.4 kB.
  const decision = {
    ...fields.decision,
    base: null,
    layers: [],
    approvals: { counted: [], notCounted: [] },
    findings: [],
  };
  const entry = sealEntry(
    draftDecision({
      ...fields,
      subject: subjectOf(marks.commit, marks.tree, marks.change),
      header: {
        ...fields.header,
        observed: marks.time,
        actor: { id: Number(marks.actor), type: 'user' },
        deliveries: [marks.delivery],
      },
      evidence: [{ digest: { sha256: marks.evidence } }],
      decision,
    }),
    marks.time,
  );
  const known = Object.entries({ ...marks, id: entry.id });
  let parts: readonly string[] = [toText(entry.bytes) ?? ''];
  for (const [name, value] of known) {
    parts = parts.flatMap((part, at) => (at % 2 === 1 ? [part] : join(part.split(value), name)));
  }
  return parts;
}

function join(parts: readonly string[], name: string): readonly string[] {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [name, part]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
