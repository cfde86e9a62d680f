import { describe, expect, test } from '@jest/globals';
import { toBytes, toText } from '../../../src/base/bytes.ts';
import { draftDecision, draftLedgerAct } from '../../../src/ledger/build.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { schemaFiles } from '../../../src/ledger/schemas.ts';
import { StatementOrder } from '../../../src/ledger/verify/order.ts';
import { readStatements } from '../../../src/ledger/verify/statements.ts';
import {
  checkSchema,
  decisionFields,
  entryAt,
  genesisDraft,
  headerOf,
  ORIGIN,
  policyDraft,
  timeOf,
} from '../sample.ts';

const none: ReadonlySet<number> = new Set();
const genesis = entryAt(0);
const decision = (index: number, seconds: number): Entry =>
  sealEntry(draftDecision(decisionFields(index)), timeOf(seconds));

/** Each entry read for itself, as if a bundle were one entry: what is found is found between them. */
function order(...entries: readonly (Entry | Uint8Array)[]): StatementOrder {
  const made = new StatementOrder();
  entries.forEach((entry, index) => {
    const bytes = entry instanceof Uint8Array ? entry : entry.bytes;
    const read = readStatements(
      { first: index, entries: [bytes], file: null },
      { checkSchema, origin: ORIGIN, depth: 'everything' },
    );
    made.append({
      ...read,
      ids: { bytes: new Uint8Array(256 * 16), missing: Array.from({ length: 256 }, (_, at) => at) },
    });
  });
  return made;
}

/** All of them in one block, as they come. */
function whole(...entries: readonly (Entry | Uint8Array)[]): StatementOrder {
  const made = new StatementOrder();
  const bytes = entries.map((entry) => (entry instanceof Uint8Array ? entry : entry.bytes));
  made.append(
    readStatements({ first: 0, entries: bytes, file: null }, { checkSchema, origin: ORIGIN, depth: 'everything' }),
  );
  return made;
}

function found(made: StatementOrder): readonly string[] {
  return made.problems(none).map(({ code, index }) => `${code} ${index}`);
}

describe('entries in their order', () => {
  test('the same id twice', () => {
    expect(found(whole(genesis, decision(2, 2), decision(2, 2)))).toEqual(['entry-duplicate 2']);
  });

  test('time that goes back from one bundle to the next', () => {
    expect(found(order(genesis, decision(1, 5), decision(2, 5), decision(3, 4), decision(4, 5)))).toEqual([
      'time-decreased 3',
    ]);
    expect(found(order(genesis, decision(1, 5), toBytes('x'), decision(3, 4)))).toEqual([
      'entry-not-canonical 2',
      'time-decreased 3',
    ]);
  });

  test('policy versions that do not rise', () => {
    const policy = (index: number, version: number): Entry => sealEntry(policyDraft(index, version), timeOf(index));
    expect(found(order(genesis, policy(1, 2), policy(2, 3)))).toEqual([]);
    expect(found(order(genesis, policy(1, 3), policy(2, 2)))).toEqual(['policy-version 2']);
  });
});

describe('entries that were altered', () => {
  test('are not what others are measured by', () => {
    const made = order(genesis, decision(1, 50), decision(2, 2), decision(3, 3));
    expect(made.problems(none)).toMatchObject([{ code: 'time-decreased', index: 2 }]);
    expect(made.problems(new Set([1]))).toEqual([]);
    expect(made.problems(new Set([1, 2]))).toHaveLength(1);
  });

  test('pin nothing', () => {
    const made = order(genesis, toBytes('x'));
    expect(made.pins().isComplete).toBe(true);
    expect([...made.pins().unread]).toEqual([1]);
    expect(made.pins(new Set([0]))).toMatchObject({ isComplete: false, files: new Map() });
  });
});

describe('what a later version of the program wrote', () => {
  const path = 'schema/decision/1.json';
  const start = (index: number, digest: string): Entry => {
    const act = {
      act: 'start',
      app: { version: '9.0.0', configuration: { sha256: sha256Hex('configuration') } },
      permissions: { contents: 'write' },
      files: { [path]: digest },
    } as const;
    const header = {
      ...headerOf(index, index),
      source: 'program',
      deliveries: [],
      actor: { id: 0, type: 'app' },
    } as const;
    return sealEntry(draftLedgerAct({ origin: ORIGIN, header, act }), timeOf(index));
  };
  const richer = (index: number): Uint8Array =>
    toBytes((toText(decision(index, index).bytes) ?? '').replace('"slsaVersion":', '"slsaNews":[],"slsaVersion":'));
  const predicateType = 'https://slsa.dev/verification_summary/v1';

  test('kinds are counted by their type, and types above a few as one', () => {
    const later = (type: string): Uint8Array =>
      toBytes((toText(decision(1, 1).bytes) ?? '').replace(predicateType, type));
    const many = Array.from({ length: 30 }, (_, at) => later(`urn:later:${at}`));
    const told = order(genesis, ...many, later('urn:later:0')).unknown(none);
    expect(told).toHaveLength(21);
    expect(told).toContainEqual({ predicateType: 'urn:later:0', entries: 2 });
    expect(told).toContainEqual({ predicateType: 'other types', entries: 10 });
  });

  test('entries of its schema are counted where that is pinned; before it, and after ours is back, they are wrong', () => {
    const ours = sha256Hex(schemaFiles().find((file) => file.path === path)?.bytes ?? '');
    const entries = [genesis, richer(1), start(2, sha256Hex('theirs')), richer(3), start(4, ours), richer(5)];
    const made = order(...entries);
    expect(found(made)).toEqual(['entry-schema 1', 'entry-schema 5']);
    expect(made.unknown(none)).toEqual([{ predicateType, entries: 1 }]);
    // An altered entry pins nothing: nobody switches a check off by changing one.
    expect(made.problems(new Set([2])).map(({ index }) => index)).toEqual([1, 3, 5]);
  });

  test('without a genesis nothing excuses an entry', () => {
    expect(found(order(sealEntry(genesisDraft(), timeOf(0)), richer(1)))).toEqual(['entry-schema 1']);
    expect(found(order(richer(0)))).toEqual(['entry-schema 0', 'genesis 0']);
  });
});
