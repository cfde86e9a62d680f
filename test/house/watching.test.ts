import { describe, expect, test } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import {
  alertsIn,
  compareTable,
  figuresIn,
  figuresInTable,
  findStrangers,
  queriesIn,
} from '../../scripts/house/watching.ts';
import { METRICS } from '../../src/app/observe/metric-list.ts';
import { readText } from './project.ts';
import { rulesSchema } from './rules-schema.ts';

const rules = readText('docs/watching/rules.yml');
const dashboard = readText('docs/watching/dashboard.json');
const operating = readText('docs/operating.md');

/** Where the syntax of PromQL breaks; -1: nowhere. */
function brokenAt(query: string): number {
  let at = -1;
  parser.parse(query).iterate({
    enter: ({ type, from }) => {
      if (type.isError && at < 0) at = from;
    },
  });
  return at;
}

describe('this project', () => {
  test.each([
    ['the rules', rules],
    ['the dashboard', dashboard],
  ])('%s name only figures that the app serves', (place, text) => {
    expect(figuresIn(text).length).toBeGreaterThan(10);
    expect(findStrangers(place, text, METRICS)).toEqual([]);
  });

  test('docs/operating.md explains every figure, and no other', () =>
    expect(compareTable(operating, METRICS)).toEqual([]));

  test('the rules are what Prometheus takes, and docs/operating.md says of each what to do', () => {
    const validate = new Ajv({ allErrors: true }).compile(rulesSchema);
    validate(parse(rules));
    expect(validate.errors).toBeNull();
    const unexplained = [...alertsIn(rules).keys()].filter((alert) => !operating.includes(`\`${alert}\``));
    expect(unexplained).toEqual([]);
  });

  test.each([...alertsIn(rules)])('%s is PromQL', (_, query) => expect(brokenAt(query)).toBe(-1));

  test('every query of the dashboard is PromQL', () => {
    const queries = queriesIn(JSON.parse(dashboard));
    expect(queries.length).toBeGreaterThan(15);
    expect(queries.filter((query) => brokenAt(query) >= 0)).toEqual([]);
  });

  test('panels of the dashboard do not lie on each other', () => {
    const { panels } = JSON.parse(dashboard) as {
      readonly panels: readonly {
        readonly id: number;
        readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
      }[];
    };
    const taken = new Map<string, number>();
    for (const { id, gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect({ at: [x, y], by: taken.get(`${x},${y}`) }).toEqual({ at: [x, y], by: undefined });
          taken.set(`${x},${y}`, id);
        }
      }
    }
  });
});

describe('what does not agree is found', () => {
  const known = { countersign_jobs: { kind: 'gauge' }, countersign_age_seconds: { kind: 'histogram' } } as const;

  test('a histogram has no figure of its own name', () => {
    expect(findStrangers('x', 'countersign_jobs countersign_age_seconds_bucket', known)).toEqual([]);
    expect(findStrangers('x', 'countersign_age_seconds countersign_job', known)).toEqual([
      'x names countersign_age_seconds, which is no figure',
      'x names countersign_job, which is no figure',
    ]);
  });

  test('a table that lacks one, and one that has another', () => {
    const table =
      '| figure | |\n|---|---|\n| `countersign_jobs`, `countersign_odd` | not `countersign_age_seconds` |\n';
    expect(figuresInTable(table)).toEqual(['countersign_jobs', 'countersign_odd']);
    expect(compareTable(table, known)).toEqual([
      'the table explains countersign_odd, which is no figure',
      'the table does not explain countersign_age_seconds',
    ]);
  });

  test('broken PromQL', () => {
    expect(brokenAt('sum(rate(countersign_jobs[5m])) > 1')).toBe(-1);
    expect(brokenAt('sum(rate(countersign_jobs[5m]) > 1')).toBeGreaterThanOrEqual(0);
    expect(brokenAt('max by queue (countersign_jobs)')).toBeGreaterThanOrEqual(0);
  });

  test('a dashboard without queries', () => expect(queriesIn({ panels: [{ title: 'x' }, null] })).toEqual([]));
});
