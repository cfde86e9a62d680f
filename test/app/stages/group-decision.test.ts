import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evidenceBox } from '../../../src/app/stages/evidence.ts';
import { draftGroupEntry } from '../../../src/app/stages/group-decision.ts';
import { judgeMembers } from '../../../src/app/stages/group-verdict.ts';
import { mergeGroupSubject, pullRequestSubject } from '../../../src/app/subject.ts';
import { commitSubject } from '../../../src/ledger/build.ts';
import type { DecisionStatement } from '../../../src/ledger/entries/decision.ts';
import type { Evidence } from '../../../src/store/store.ts';
import { now, oid } from '../../policy/scenery.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { gatheredOf, policyFile } from './judgement.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const HEAD = 'c'.repeat(40);
const policy = policyFile("version: 1\nrules:\n  - { name: r, require: { author: { not_in: ['github:dana'] } } }\n");

async function draft(titles: readonly string[], policies = titles.map(() => policyFile(titlePolicy))) {
  const { ledger, subject: any } = await newLedger(bench.context);
  const subject = mergeGroupSubject(any, HEAD);
  const members = judgeMembers(
    titles.map((title, at) => ({
      number: at + 1,
      head: oid(at + 1),
      group: oid(at + 100),
      isAhead: false,
      gathered: gatheredOf({
        policy: policies[at] ?? policy,
        facts: { kind: 'merge_group', change: { number: at + 1, title, base: 'ghp_base' } },
      }),
    })),
    now,
  );
  const about = commitSubject({
    repositoryUrl: 'https://github.com/acme/shop',
    commit: HEAD,
    tree: oid(3),
    sourceRefs: ['refs/pull/1/head'],
  });
  const group = { head: HEAD, base: 'ghp_base', baseOid: oid(9), members: [], isGone: false };
  const added: { readonly scope: string; readonly evidence: readonly Evidence[] }[] = [];
  const entry = await draftGroupEntry(
    bench.context,
    { ledger, subject, guids: ['a-guid'], versions: [], about, group, members },
    (scope) => {
      const box = evidenceBox(bench.context, ledger, scope);
      added.push({ scope, evidence: box.added });
      return box;
    },
  );
  const predicate = entry.statement['predicate'] as unknown as DecisionStatement['predicate'];
  return { any, subject, entry, predicate, decision: predicate.countersign_decision, added };
}

const titlePolicy =
  "version: 1\ntickets: { jira: { pattern: 'SHOP-\\d+' } }\nrules:\n  - { name: t, require: { ticket: { from: jira, in: title } } }\n";

describe('the entry of a merge group', () => {
  test('names each pull request, its verdict and its findings', async () => {
    const { decision, predicate, entry } = await draft(['SHOP-1 ghp_token', 'ghp_token']);
    expect(decision).toMatchObject({
      kind: 'merge_group',
      verdict: 'deny',
      members: [
        { number: 1, verdict: 'allow' },
        { number: 2, verdict: 'deny' },
      ],
      rules: { met: 1, unmet: 1 },
      findings: [{ change: 2, layer: 'repository', rule: 't', state: 'unmet' }],
    });
    expect(predicate).toMatchObject({ verificationResult: 'FAILED', timeVerified: expect.any(String) });
    // Nothing that an outsider wrote: no titles, no names of branches.
    expect(JSON.stringify(entry.statement)).not.toContain('ghp_');
  });

  test('PASSED only with all of them', async () => {
    expect((await draft(['SHOP-1', 'SHOP-2'])).predicate.verificationResult).toBe('PASSED');
  });

  test('commits to a document that names the facts of each, kept where those of the pull request are', async () => {
    const { any, subject, predicate, added } = await draft(['SHOP-1', 'SHOP-2']);
    const [attestation, ...more] = predicate.inputAttestations;
    expect([attestation?.uri, more]).toEqual(['urn:countersign:evidence:group', []]);
    const keys = [pullRequestSubject(any, 1).key, pullRequestSubject(any, 2).key, subject.key];
    expect(added.map(({ scope }) => scope)).toEqual(expect.arrayContaining(keys));
    const all = added.flatMap(({ evidence }) => evidence);
    const documentOf = (digest: string | undefined) =>
      JSON.parse(all.find((one) => one.digest === digest)?.document ?? 'null') as Record<string, unknown>;
    const group = documentOf(attestation?.digest.sha256);
    expect(group).toMatchObject({ kind: 'merge_group', head: HEAD, base: 'ghp_base' });
    for (const { facts } of group['members'] as readonly { facts: string }[])
      expect(documentOf(facts)).toMatchObject({
        content: { kind: 'merge_group', parts: { change: { title: expect.any(String) } } },
      });
  });

  test('of a hundred pull requests is still written', async () => {
    const { decision } = await draft(Array.from({ length: 100 }, () => 'nothing'));
    expect((decision.members?.length ?? 0) + (decision.omitted?.members ?? 0)).toBe(100);
  });
});
