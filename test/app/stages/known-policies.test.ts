import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownPolicies, policySubject, refDigestOf, subjectText } from '../../../src/app/stages/known-policies.ts';
import { recordPolicyVersions } from '../../../src/app/stages/policy-versions.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { gatheredOf, policyFile } from './judgement.ts';

describe('the subject of a policy', () => {
  const ledger = { origin: 'github.com/acme/shop', repository: { id: 1, owner: 'acme', name: 'shop' } };
  const of = (layer: 'floor' | 'repository', base: string, repository = 1): string =>
    subjectText(policySubject(ledger, { repository, layer, base }));

  test('never holds the branch’s name, which an outsider may have chosen', () => {
    expect(refDigestOf('main')).toBe(sha256Hex('refs/heads/main'));
    expect(of('repository', 'ghp_looks-like-a-token')).not.toContain('ghp_');
  });

  test('is one per base, and one for the floor of all bases', () => {
    expect(of('repository', 'main')).not.toBe(of('repository', 'next'));
    expect(of('floor', 'main')).toBe(of('floor', 'next'));
    expect(of('floor', 'main')).not.toBe(of('repository', 'main'));
  });

  test('differs from ledger to ledger', () => {
    const floor = { repository: 1, layer: 'floor', base: 'main' } as const;
    const other = { ...ledger, origin: 'h/b/c' };
    expect(policySubject(ledger, floor).digest).not.toEqual(policySubject(other, floor).digest);
  });

  test('differs from repository to repository of one ledger, the floor’s too', () => {
    const all = [1, 2, 12].flatMap((repository) => [
      of('repository', 'main', repository),
      of('floor', 'main', repository),
    ]);
    expect(new Set(all).size).toBe(6);
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
    expect(await knownPolicies(bench.store, null, { repository: 1, base: 'main' })).toEqual([]);
    const { ledger } = await newLedger(bench.context);
    expect(await knownPolicies(bench.store, ledger, { repository: ledger.repository.id, base: 'main' })).toEqual([]);
  });

  test('the newest version with its digest and with what its names meant', async () => {
    const { ledger, subject } = await newLedger(bench.context);
    const gathered = gatheredOf({ policy: policyFile(TEAMS), floor: policyFile(TEAMS) });
    const versions = await recordPolicyVersions(bench.context, { ledger, subject, gathered });
    const known = await knownPolicies(bench.store, ledger, {
      repository: subject.repository.id,
      base: gathered.policyBranch,
    });
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
    const known = await knownPolicies(bench.store, ledger, {
      repository: subject.repository.id,
      base: elsewhere.policyBranch,
    });
    expect(known.map(({ layer }) => layer)).toEqual(['floor']);
  });
});
