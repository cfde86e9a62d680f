import { expect, test } from '@jest/globals';
import { runStep, runSteps } from '../../scripts/house/steps.ts';

const node = (code: string) => [process.execPath, '-e', code] as const;

test('a step passes when its command exits with 0, and keeps what it said', () => {
  expect(runStep({ name: 'good', command: node('console.log("out"); console.error("err")') })).toMatchObject({
    name: 'good',
    passed: true,
    output: 'out\nerr\n',
  });
});

test.each([
  ['exits with another code', node('process.exit(3)')],
  ['is ended by a signal', node('process.kill(process.pid, "SIGKILL")')],
  ['cannot be started', ['/nowhere/at/all'] as const],
])('a step fails when its command %s', (_, command) => expect(runStep({ name: 'bad', command }).passed).toBe(false));

test('a step that reads its input gets none, and ends', () => {
  expect(
    runStep({ name: 'reads', command: node('process.stdin.on("end", () => process.exit(0)).resume()') }).passed,
  ).toBe(true);
});

test('every step runs, also after one has failed; output is shown of failed ones only', () => {
  const lines: string[] = [];
  const steps = [
    { name: 'one', command: node('console.log("quiet")') },
    { name: 'two', command: node('console.log("loud"); process.exit(1)') },
    { name: 'three', command: node('') },
  ];
  expect(runSteps(steps, (line) => lines.push(line))).toBe(false);
  expect(lines.map((line) => line.replace(/ \(.*s\)$/, ''))).toEqual([
    'ok     one',
    'FAILED two',
    'loud',
    'ok     three',
    '1 of 3 checks failed: two.',
  ]);
  expect(runSteps(steps.slice(0, 1), () => undefined)).toBe(true);
});
