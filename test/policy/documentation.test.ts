import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { conditions } from '../../src/policy/conditions/registry.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import type { LayerName } from '../../src/policy/verdict.ts';
import { alertSituations } from './alert-situations.ts';
import { changeSituations } from './change-situations.ts';
import { deploymentSituations } from './deployment-situations.ts';
import { historySituations } from './history-situations.ts';
import { machineSituations } from './machine-situations.ts';
import { layerOf, parse } from './scenery.ts';
import { situations } from './situations.ts';

/** Every example of the pages is run: a fenced policy, and below it what it says of named pull requests. */
const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const pages = ['docs/policy.md', ...readdirSync(new URL('docs/policy', root)).map((file) => `docs/policy/${file}`)];

const judge = (policy: string, situation: string, layer: LayerName = 'repository'): string => {
  const all = {
    ...situations,
    ...changeSituations,
    ...machineSituations,
    ...historySituations,
    ...deploymentSituations,
    ...alertSituations,
  };
  const facts = all[situation];
  if (facts === undefined) throw new Error(`no situation is named ${situation}`);
  const { none, result } = evaluate({ layers: [layerOf(parse(policy), layer)], facts, at: facts.observedAt });
  return none ? 'none' : result;
};

describe.each(pages)('%s', (page) => {
  const text = read(page);
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```\n(?:<!-- expect(?: as (floor))?: (.*) -->)?/g)];

  test('has an example, and says of each what it gives', () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.filter(([, , , expected]) => expected === undefined)).toEqual([]);
  });

  const cases = blocks.flatMap(([, policy = '', layer, expected = '']) =>
    expected.split(', ').map((part) => ({ part, policy, layer: layer === 'floor' ? 'floor' : 'repository' }) as const),
  );
  test.each(cases)('$part', ({ part, policy, layer }) => {
    const [situation = '', result] = part.split(' = ');
    expect(judge(policy, situation, layer)).toBe(result);
  });
});

describe('each condition', () => {
  test.each(conditions.map(({ name }) => name))(
    '%s: its page explains every code of its findings, and no other',
    (name) => {
      const folders = ['src/policy/conditions', 'src/policy/approval'];
      const sources = folders
        .flatMap((folder) => readdirSync(new URL(folder, root)).map((file) => read(`${folder}/${file}`)))
        .join('\n');
      const own = [...sources.matchAll(new RegExp(`'(${name}\\.[a-z-]+)'`, 'g'))].map((match) => match[1] ?? '');
      const made: Readonly<Record<string, readonly string[]>> = {
        author: ['author.in', 'author.not-in'],
        changed: ['changed.any', 'changed.all', 'changed.none', 'changed.only'],
        signed: ['signed.no-commits', 'signed.unread'],
        ticket: ['ticket.no-commits', 'ticket.unread'],
        message: ['message.no-commits', 'message.unread'],
      };
      const explained = [...read(`docs/policy/${name}.md`).matchAll(new RegExp(`\`(${name}\\.[a-z-]+)\``, 'g'))].map(
        (match) => match[1] ?? '',
      );
      expect([...new Set(explained)].toSorted()).toEqual([...new Set([...own, ...(made[name] ?? [])])].toSorted());
    },
  );

  test('is in the table of conditions', () => {
    for (const { name } of conditions) expect(read('docs/policy.md')).toContain(`[\`${name}\`](policy/${name}.md)`);
  });

  test('approved: every reason why a review does not count is explained', () => {
    const union = /export type Objection =\n([\s\S]*?);\n/.exec(read('src/policy/approval/standing.ts'))?.[1] ?? '';
    const reasons = [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? '');
    expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) expect(read('docs/policy/approved.md')).toContain(`\`${reason}\``);
  });
});

describe('examples/policies', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'organization.yml',
      {
        good: 'allow',
        unsigned: 'deny',
        'no-ticket': 'deny',
        unreviewed: 'pending',
        auth: 'pending',
        'unseen-push': 'unknown',
      },
    ],
    ['first-steps.yml', { good: 'allow', unsigned: 'allow', unreviewed: 'pending' }],
    [
      'documentation.yml',
      { good: 'allow', 'docs-on-side': 'allow', docs: 'pending', unreviewed: 'pending', 'to-release': 'pending' },
    ],
    ['strict.yml', { good: 'pending', unsigned: 'deny', 'update-branch': 'deny', wip: 'deny' }],
  ])('%s', (file, expected) => {
    const policy = read(`examples/policies/${file}`);
    expect(Object.fromEntries(Object.keys(expected).map((situation) => [situation, judge(policy, situation)]))).toEqual(
      expected,
    );
  });

  test('floor.yml', () => {
    const policy = read('examples/policies/floor.yml');
    const told = ['ci-passed', 'from-fork', 'drafted', 'bronze', 'tier-unread'].map((name) =>
      judge(policy, name, 'floor'),
    );
    expect(told).toEqual(['allow', 'pending', 'deny', 'none', 'pending']);
  });

  test('all of them are tried', () => {
    expect(readdirSync(new URL('examples/policies', root)).toSorted()).toEqual([
      'documentation.yml',
      'first-steps.yml',
      'floor.yml',
      'organization.yml',
      'strict.yml',
    ]);
  });
});
