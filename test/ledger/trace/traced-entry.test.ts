import { expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import {
  commitsOf,
  isAlert,
  isDecision,
  isDeploymentEvent,
  isLanded,
  traceEntry,
} from '../../../src/ledger/trace/traced-entry.ts';
import { commits, told, webScene } from './scene.ts';

const entries = webScene().traced();

test('a decision about a deployment names it, and what was found', () => {
  const closed = entries[told.gateClosed];
  expect(closed).toMatchObject({
    kind: 'decision',
    repositoryId: 44,
    environment: 'production',
    says: { about: 'deployment', isPassing: false, deployment: 1234, run: 12_340, validUntil: null },
  });
  expect(closed?.says).toMatchObject({ findings: [{ state: 'unmet', codes: ['signed.unsigned'] }] });
});

test('a landing names every commit that it brought', () => {
  const [landing] = entries.filter(isLanded).slice(1);
  expect(landing?.says).toMatchObject({ how: 'merge', before: commits.first, after: commits.change, removed: 0 });
  expect(landing === undefined ? [] : commitsOf(landing)).toEqual([commits.part, commits.change]);
  expect(entries[told.hotfixCover]?.says).toMatchObject({ late: { commits: [commits.hotfix], change: 43 } });
});

test('each sort is told from the others', () => {
  const indexes = (is: (entry: (typeof entries)[number]) => boolean) => entries.filter(is).map(({ index }) => index);
  const { production41, staging42, began42, production42, production43, rolledBack } = told;
  expect(indexes(isDeploymentEvent)).toEqual([
    production41,
    staging42,
    began42,
    production42,
    production43,
    rolledBack,
  ]);
  expect(indexes(isAlert)).toEqual([told.hotfixAlert, told.productionAlert]);
  expect(indexes(isDecision)).toHaveLength(7);
});

test('any bytes are an entry, of which nothing is told', () => {
  expect(traceEntry(3, toBytes('{'))).toMatchObject({ index: 3, isReadable: false, says: { is: 'other' } });
  const strange = {
    predicateType: 'urn:countersign:landed:v1',
    predicate: { countersign_landed: { covered: [7], late: 3 } },
  };
  expect(traceEntry(3, toBytes(JSON.stringify(strange))).says).toMatchObject({
    covered: [{ decision: '', change: null, commits: [] }],
    late: { commits: [], change: null },
    after: null,
  });
});
