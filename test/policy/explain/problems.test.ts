import { expect, test } from '@jest/globals';
import { explainProblems } from '../../../src/policy/explain/problems.ts';
import type { LayerSource } from '../../../src/policy/layer.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { layerOf, makeFacts, policyOf } from '../scenery.ts';
import { plain, tell } from './telling.ts';

const told = (source: LayerSource) => {
  const [layer] = tell([{ layer: 'floor', source }]).verdict.layers;
  if (layer === undefined) throw new Error('no layer');
  const { rows, steps, annotations } = explainProblems(layer, 'pull_request');
  return {
    rows: rows.map(({ mark, rule, result }) => `${mark} | ${rule} | ${plain(result)}`),
    steps: steps.map(({ sentence, commands }) => [plain(sentence), ...commands].join(' | ')),
    annotations,
  };
};

test('an invalid file', () => {
  const problems = [
    { code: 'policy.schema', message: 'unknown key "<b>"', line: 3, column: 5, nearest: null },
  ] as const;
  expect(told({ state: 'invalid', problems })).toEqual({
    rows: ['unmet | the organisation\'s floor | line 3, column 5: «unknown key "<b>"»'],
    steps: [
      'Correct `.github/countersign.yml` of the organisation’s floor. To see all problems before you push: | npx countersign policy validate .github/countersign.yml',
    ],
    annotations: [{ layer: 'floor', line: 3, column: 5, message: 'unknown key "<b>"' }],
  });
  expect(told({ state: 'invalid', problems: [] })).toMatchObject({
    rows: ["unmet | the organisation's floor | the file is not valid"],
    annotations: [],
  });
});

test('a file that could not be read, and one that was removed', () => {
  expect(told({ state: 'unreadable', why: { code: 'forbidden', detail: 'not installed' } }).rows).toEqual([
    "unknown | the organisation's floor | it could not be read: «not installed»",
  ]);
  expect(told({ state: 'removed', by: 'abcdef0123' }).rows).toEqual([
    "unmet | the organisation's floor | the file was removed by `abcdef0`",
  ]);
  expect(told({ state: 'removed', by: null }).steps[0]).toMatch(/^Bring /);
});

test('no rule applies', () => {
  const [layer] = tell([layerOf(policyOf('{ base: main }', '    when: { base: other }'))], makeFacts()).verdict.layers;
  expect(
    layer === undefined ? [] : explainProblems(layer, 'pull_request').steps.map(({ sentence }) => plain(sentence)),
  ).toEqual([
    'No rule of the policy applies to this change, and the policy then says no. Add a rule for such changes, or `otherwise: allow`.',
  ]);
});

test('of a deployment no rule speaks', () => {
  const { verdict } = tell(
    [layerOf(policyOf('{ base: main }', '    on: [deployment]\n    when: { environment: staging }'))],
    makeDeployment(),
  );
  const [layer] = verdict.layers;
  expect(
    layer === undefined ? [] : explainProblems(layer, 'deployment').steps.map(({ sentence }) => plain(sentence)),
  ).toEqual([
    'No rule of the policy applies to this deployment, and the policy then says no. Add a rule for such deployments, or `otherwise: allow`.',
  ]);
});
