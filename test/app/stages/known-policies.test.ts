import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownPolicies, policySubject, refDigestOf, subjectText } from '../../../src/app/stages/known-policies.ts';
import { recordPolicyVersions } from '../../../src/app/stages/policy-versions.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { gatheredOf, policyFile } from './judgement.ts';

describe('the subject of a policy', () => {
  const origin = 'github.com/acme/shop';

  test('never holds the branch’s name, which an outsider may have chosen', () => {
    expect(refDigestOf('main')).toBe(sha256Hex('refs/heads/main'));
    const text = subjectText(policySubject(origin, 'repository', 'ghp_looks-like-a-token'));
    expect(text).not.toContain('ghp_');
  });

  test('is one per base, and one for the floor of all bases', () => {
    const of = (layer: 'floor' | 'repository', base: string): string => subjectText(policySubject(origin, layer, base));
    expect(of('repository', 'main')).not.toBe(of('repository', 'next'));
    expect(of('floor', 'main')).toBe(of('floor', 'next'));
    expect(of('floor', 'main')).not.toBe(of('repository', 'main'));
  });

  test('differs from ledger to ledger', () => {
    expect(policySubject(origin, 'floor', 'main').digest).not.toEqual(policySubject('h/b/c', 'floor', 'main').digest);
  });
});

describe('known policies', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  const TEAMS = `version: 1
people:
  leads: { teams: [acme/release], users: [octo-lead] }
rules:
  - name: reviewed
    require: { approved: { count: 1, by: [leads] } }
`;

  test('none without a ledger, none in a new one', async () => {
    expect(await knownPolicies(bench.store, null, 'main')).toEqual([]);
    const { ledger } = await newLedger(bench.context);
    expect(await knownPolicies(bench.store, ledger, 'main')).toEqual([]);
  });

  test('the newest version with its digest and with what its names meant', async () => {
    const { ledger, subject } = await newLedger(bench.context);
    const gathered = gatheredOf({ policy: policyFile(TEAMS), floor: policyFile(TEAMS) });
    const versions = await recordPolicyVersions(bench.context, { ledger, subject, gathered });
    const known = await knownPolicies(bench.store, ledger, gathered.policyBranch);
    expect(known).toEqual(versions);
    expect(known.map(({ layer, version }) => [layer, version])).toEqual([
      ['floor', 1],
      ['repository', 1],
    ]);
    expect(known[1]?.pins).toEqual({ users: { 'octo-lead': 4 }, teams: { 'acme/release': 700 } });
    const evidence = await bench.store.ledgers.evidence(ledger.id, known[1]?.digest ?? '');
    expect(JSON.parse(evidence?.document ?? '')).toEqual({ text: TEAMS });
  });

  test('of another base only the floor is known', async () => {
    const { ledger, subject } = await newLedger(bench.context);
    const policies = { policy: policyFile(TEAMS), floor: policyFile(TEAMS) };
    await recordPolicyVersions(bench.context, { ledger, subject, gathered: gatheredOf(policies) });
    const elsewhere = gatheredOf({ ...policies, facts: { change: { base: 'next' } } });
    const known = await knownPolicies(bench.store, ledger, elsewhere.policyBranch);
    expect(known.map(({ layer }) => layer)).toEqual(['floor']);
  });
});
