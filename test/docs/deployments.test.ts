import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { blocksOf } from '../../scripts/house/readme.ts';
import { renderGateAnswer } from '../../src/github/deployment-answer.ts';
import { conditions } from '../../src/policy/conditions/registry.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { explain } from '../../src/policy/explain.ts';
import { known } from '../../src/policy/facts.ts';
import type { Layer } from '../../src/policy/layer.ts';
import { HOUR, makeDeployment, shipped, sourceOf } from '../policy/deployment-scenery.ts';
import { now, oid, parse } from '../policy/scenery.ts';

/** docs/deployments.md: the policy is read by the app's own parser, and the refusal is what it answers. */

const path = 'docs/deployments.md';
const text = readFileSync(path, 'utf8');
const [policy = '', job = ''] = blocksOf(text.replaceAll(/^ {3}/gm, ''), 'yaml');

test('the policy is one, and waits as it says', () => {
  expect(parse(policy)).toMatchObject({ unmet: { wait: 2 * HOUR }, otherwise: 'deny' });
  expect(job).toContain('environment: production');
});

test('every condition of the table exists, with its page', () => {
  const names = [...text.matchAll(/\[`([a-z_]+)`\]\(policy\/([a-z_]+)\.md\)/g)];
  expect(names.length).toBeGreaterThan(10);
  for (const [, name, page] of names) {
    expect(page).toBe(name);
    expect(conditions.map((condition) => condition.name)).toContain(name);
  }
});

test('the refusal is what the gate answers', () => {
  const pushed = { entry: 'b'.repeat(32), how: 'push', by: 1, at: now - 15 * HOUR };
  const facts = makeDeployment({
    source: known(sourceOf(shipped(12, { decision: null, change: null, landed: pushed }), shipped(11), shipped(10))),
    ran: known([]),
  });
  const source: Layer['source'] = {
    state: 'policy',
    policy: parse(
      'version: 1\npeople: { maintainers: { teams: [acme/maintainers] } }\nrules:\n  - name: production runs what was reviewed\n    on: [deployment]\n    require: { source: { is: reviewed, late: allow, late_by: [maintainers] } }\n',
    ),
  };
  const layers: readonly Layer[] = [{ layer: 'repository', source }];
  const verdict = evaluate({ layers, facts, at: now });
  const shown = renderGateAnswer(
    {
      run: 4711,
      environment: 'production',
      commit: oid(12),
      decided: 'rejected',
      explanation: explain({ verdict, facts, layers }),
      record: { index: 1211, root: 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=' },
      details: 998,
      until: null,
    },
    'https://github.com/acme/shop',
  );
  const [found = ''] = blocksOf(text, 'markdown');
  expect(found.trim()).toBe(shown.replaceAll('&#8203;', '').trim());
});
