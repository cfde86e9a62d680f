import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { draftDecisionEntry } from '../../../src/app/stages/decision.ts';
import type { DecisionStatement } from '../../../src/ledger/entries/decision.ts';
import { evaluate as judge } from '../../../src/policy/evaluate.ts';
import { known } from '../../../src/policy/facts.ts';
import type { Verdict } from '../../../src/policy/verdict.ts';
import { commit, makeFacts, now, oid, unsigned } from '../../policy/scenery.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { gatheredOf, policyFile } from './judgement.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const FACTS = 'f'.repeat(64);

type Options = Parameters<typeof gatheredOf>[0];

async function draft(options: Options = {}, change: (verdict: Verdict) => Verdict = (verdict) => verdict) {
  const place = await newLedger(bench.context);
  const gathered = gatheredOf(options);
  const verdict = change(judge({ layers: gathered.layers, facts: gathered.facts, at: now }));
  const judged = { ...place, gathered, verdict, versions: [], facts: FACTS, guids: ['a-guid'] };
  const entry = await draftDecisionEntry(bench.context, judged);
  const predicate = entry.statement['predicate'] as unknown as DecisionStatement['predicate'];
  return { place, judged, entry, predicate, decision: predicate.countersign_decision };
}

const rules = (text: string): Options => ({ policy: policyFile(`version: 1\n${text}`) });

describe('what the entry says', () => {
  test('the commit, its tree, the base by digest, and who judged', async () => {
    const { entry, predicate, decision } = await draft({ facts: { change: { title: 'ghp_token', base: 'ghp_base' } } });
    expect(entry.statement['subject']).toEqual([
      {
        uri: `https://github.com/acme/shop/commit/${oid(12)}`,
        digest: { gitCommit: oid(12), gitTree: makeFacts().change.headTree },
        annotations: { sourceRefs: ['refs/pull/42/head'] },
      },
    ]);
    expect(predicate.verifier.id).toBe('urn:countersign:app:github.com:7');
    expect(predicate.inputAttestations).toEqual([{ uri: 'urn:countersign:evidence:facts', digest: { sha256: FACTS } }]);
    expect(decision.base?.gitCommit).toBe(oid(9));
    // Nothing that an outsider wrote: a fake token in a title or a branch name could stop the ledger.
    expect(JSON.stringify(entry.statement)).not.toContain('ghp_');
  });

  test('PASSED for allow alone', async () => {
    expect((await draft({ facts: { change: { title: 'SHOP-1' } } })).predicate.verificationResult).toBe('PASSED');
    const denied = await draft({ facts: { change: { title: 'nothing' } } });
    expect(denied.predicate).toMatchObject({ verificationResult: 'FAILED', verifiedLevels: ['FAILED'] });
  });

  test('the floor’s file where the repository has none', async () => {
    const floor = { ...policyFile("version: 1\nrules:\n  - name: r\n    require: { base: ['*'] }\n") };
    const absent = { state: 'absent', commit: null, uri: 'https://github.com/acme/shop/nowhere' } as const;
    expect((await draft({ floor, policy: absent })).predicate.policy.uri).toBe(floor.uri);
    const none = await draft({ policy: absent });
    expect(none.predicate.policy).toEqual({ uri: absent.uri, digest: {} });
  });

  test('decisions on one commit are counted', async () => {
    const { place, judged, entry } = await draft();
    expect(entry.n).toBe(1);
    const { subjectText: subject, ...first } = entry;
    await bench.store.ledgers.add(place.ledger.id, { ...first, subject, reports: null }, []);
    const second = await draftDecisionEntry(bench.context, judged);
    expect(second.n).toBe(2);
    expect(second.id).not.toBe(entry.id);
  });
});

describe('findings', () => {
  test('a rule that is met has none; one that is not names its codes once each', async () => {
    const commits = known([commit(10, { signature: unsigned }), commit(12, { signature: unsigned })]);
    const text =
      'rules:\n  - name: signed\n    require: { signed: {} }\n  - name: base\n    require: { base: [main] }\n';
    const { decision } = await draft({ ...rules(text), facts: { commits } });
    expect(decision.findings).toEqual([
      { layer: 'repository', rule: 'signed', enforce: 'block', state: 'unmet', codes: ['signed.unsigned'] },
    ]);
    expect(decision.rules).toEqual({ met: 1, unmet: 1, pending: 0, unknown: 0, skipped: 0 });
  });

  test('under a `not`, what is met is what kept the rule from being met', async () => {
    const { decision } = await draft(rules('rules:\n  - name: r\n    require: { not: { base: [main] } }\n'));
    expect(decision.verdict).toBe('deny');
    expect(decision.findings[0]?.codes).toEqual(['base.matches']);
  });

  test('no rule applied, and the policy denies then', async () => {
    const text = "rules:\n  - name: r\n    when: { base: [release] }\n    require: { base: ['*'] }\notherwise: deny\n";
    const { decision } = await draft(rules(text));
    expect(decision.findings).toEqual([
      { layer: 'repository', rule: null, enforce: 'block', state: 'unmet', codes: ['policy.no-rule-applies'] },
    ]);
  });

  test('a file that is no policy is the finding, not a rule', async () => {
    const { decision } = await draft(rules('rules: 3\n'));
    expect(decision.verdict).not.toBe('allow');
    expect(decision.findings.map(({ rule, state }) => [rule, state])).toEqual([
      [null, expect.stringMatching(/unmet|unknown/)],
    ]);
  });

  test('twenty codes are named at the most', async () => {
    const { decision } = await draft({ facts: { change: { title: 'nothing' } } }, (verdict) => ({
      ...verdict,
      layers: verdict.layers.map((layer) => ({
        ...layer,
        rules: layer.rules.map((rule) => ({
          ...rule,
          require: rule.require && {
            ...rule.require,
            parts: [],
            findings: Array.from({ length: 30 }, (_, at) => ({
              code: `c.n${at}`,
              truth: 'unmet' as const,
              commits: [],
              data: {},
            })),
          },
        })),
      })),
    }));
    expect(decision.findings[0]?.codes).toHaveLength(20);
  });
});
