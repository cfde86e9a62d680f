import { describe, expect, test } from '@jest/globals';
import { runningJson, showRunning } from '../../../src/cli/trace/environments-report.ts';
import { findRunning } from '../../../src/ledger/trace/environments.ts';
import { commits, momentOf, Scene, told, webScene } from '../../ledger/trace/scene.ts';

const at = momentOf(told.production42);
const running = findRunning(webScene().traced(), { environment: null, at });
const since = (index: number): string => momentOf(index);

describe('what runs where', () => {
  test('in words', () => {
    const approved = `approved by entry ${told.gateOpen}`;
    const lines = showRunning(running, false).split('\n');
    expect(lines[0]).toBe('acme/web');
    expect(lines[1]).toBe(
      `  production: 3c1e5a7 since ${at}, deployed in 3 min 20 s by dana (7) (entry ${told.production42}); ${approved}; before it ${commits.first.slice(0, 7)} since ${since(told.production41)}`,
    );
    expect(lines[2]).toContain('; without a decision; the first that is recorded');
    expect(showRunning([], false)).toBe('No deployment that succeeded is recorded.\n');
  });

  test('as JSON', () => {
    expect(runningJson(running[0] ?? ({} as never))).toMatchObject({
      repository: 'acme/web',
      environment: 'production',
      commit: commits.change,
      since: at,
      deployment: 1234,
      index: told.production42,
      seconds: 200,
      decision: { index: told.gateOpen },
      inactive: null,
      before: { commit: commits.first, index: told.production41 },
    });
    expect(runningJson(running[1] ?? ({} as never))).toMatchObject({
      environment: 'staging',
      decision: null,
      before: null,
    });
  });

  test('a decision that the ledger lacks, and an environment that is out of use', () => {
    const scene = new Scene();
    const decision = 'ab'.repeat(16);
    scene.deploy(commits.first, 'production', { id: 1, decision, took: -5 });
    scene.deploy(commits.first, 'production', { id: 1, what: 'inactive' });
    const all = findRunning(scene.traced(), { environment: null, at: null });
    expect(showRunning(all, false)).toContain(`approved by ${decision}, which this ledger lacks`);
    expect(showRunning(all, false)).toContain(`out of use since ${momentOf(2)}`);
    expect(all.map(runningJson)).toMatchObject([{ decision: { id: decision, index: null }, seconds: null }]);
  });
});
