import { expect, test } from '@jest/globals';
import { toExitCode } from '../../../src/cli/setup/report.ts';
import { all, appendOnly, check, report, situation, standing, writers } from './scenery.ts';

test('0: all there; 1: something is missing or differs; 3: not all could be read', () => {
  const unread = [standing(writers, { bypass: null }), standing(appendOnly)];
  expect(toExitCode(report(all()))).toBe(0);
  expect(toExitCode(report(situation()))).toBe(1);
  expect(toExitCode(report(situation(standing(check, { enforcement: 'disabled' }), ...unread)))).toBe(1);
  expect(toExitCode(report(situation(standing(check), ...unread)))).toBe(3);
});
