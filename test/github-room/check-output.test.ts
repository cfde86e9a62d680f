import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckRun, renderAnnotations, renderOutput } from '../../src/github/check-output.ts';
import type { Explanation, Segment } from '../../src/policy/explanation.ts';
import { annotated, explain } from './explanations.ts';

const run = (change: Partial<CheckRun> = {}): CheckRun => ({
  name: 'countersign: main',
  head: 'a'.repeat(40),
  externalId: 'x',
  status: { state: 'in_progress' },
  startedAt: 0,
  explanations: [{ number: 42, explanation: explain() }],
  record: { index: 1204, root: `CsUY${'A'.repeat(38)}2I=`, url: 'https://github.com/acme/shop' },
  since: null,
  notices: [],
  ...change,
});

const render = (shown: CheckRun) => renderOutput(shown, 'https://github.com/acme/shop');

describe('what a person reads', () => {
  test('has the title, what to do, the reasons, and where it is recorded', () => {
    const { title, summary, text } = render(run());
    expect(title).toBe('Blocked: 1 of 3 commits is unsigned: @dana, sign a1b2c3d');
    expect(text).toBe('');
    const order = [
      '**One command',
      '```sh',
      '| ❌ |',
      '#### commits are signed',
      'Never signed before?',
      'Recorded: entry 1204',
    ];
    expect(order.map((part) => summary.indexOf(part))).toEqual(
      order.map((part) => summary.indexOf(part)).toSorted((a, b) => a - b),
    );
    expect(summary).toMatch(
      /Recorded: entry 1204, root `CsUYA+2I=` · verify: `npx countersign ledger verify https:\/\/github\.com\/acme\/shop`$/,
    );
  });

  test('has no more than 70 characters in its title, none of them a control character', () => {
    const { title } = render(
      run({ explanations: [{ number: 1, explanation: explain({ title: `\u202e${'x'.repeat(90)}` }) }] }),
    );
    expect(Array.from(title)).toHaveLength(70);
    expect(title).toMatch(/^\\u202ex+…$/);
  });

  test('shows notices first, and nothing of a record that is not there', () => {
    const { summary } = render(run({ notices: ['The ledger cannot be written: <branch> @x'], record: null }));
    expect(summary).toMatch(/^> \*\*The ledger cannot be written: &lt;branch&gt; @&#8203;x\*\*\n\n\*\*One/);
    expect(summary).not.toContain('Recorded');
  });

  test('says since when something is waited for, with the day', () => {
    const since = Date.UTC(2026, 10, 21, 13, 55, 40);
    expect(render(run({ since })).summary).toMatch(
      /\n\nWaiting since 2026-11-21 13:55 UTC · Recorded: entry 1204, root/,
    );
    expect(render(run({ since, record: null })).summary).toMatch(/\n\nWaiting since 2026-11-21 13:55 UTC$/);
    expect(render(run()).summary).not.toContain('Waiting since');
  });

  test('names the pull requests that share the run, the worst first', () => {
    const fine = explain({ title: 'Allowed', steps: [], details: [], notes: [] });
    const { title, summary } = render(
      run({
        explanations: [
          { number: 42, explanation: explain() },
          { number: 43, explanation: fine },
        ],
      }),
    );
    expect(title).toMatch(/^Blocked/);
    expect(summary).toMatch(/^### #42 Blocked.*[\s\S]*### #43 Allowed/);
  });

  test('without anything to say still has a title', () => {
    expect(render(run({ explanations: [], record: null }))).toEqual({
      title: 'Nothing to judge',
      summary: '',
      text: '',
    });
  });

  test('moves the details into the text when there is no room, and says what it leaves out', () => {
    const commits = Array.from({ length: 2_000 }, (_, n) => ({
      oid: n.toString(16).padStart(40, '0'),
      sentence: [{ text: 'no ticket in "' }, { outside: 'é'.repeat(30) }, { text: '"' }],
    }));
    const [detail] = explain().details;
    const details = detail === undefined ? [] : [{ ...detail, commits }];
    const { summary, text } = render(run({ explanations: [{ number: 42, explanation: explain({ details }) }] }));
    expect(summary).toContain('Recorded: entry 1204');
    expect(summary).not.toContain('#### ');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    const shown = text.match(/^- `/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(500);
    expect(text).toContain(`${2_000 - shown} more commits left out here`);
  });

  test('stays within GitHub’s limits and within its table, whatever was written', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('|', '\n', '`', '<x>', '\u202e', '@x'),
    );
    const segment: fc.Arbitrary<Segment> = fc.oneof(
      evil.map((code) => ({ code })),
      evil.map((login) => ({ login })),
      evil.map((outside) => ({ outside })),
      evil.map((text) => ({ text })),
      evil.map((from) => ({ compared: { from, to: 'a'.repeat(40) } })),
    );
    const sentence = fc.array(segment, { maxLength: 4 });
    const row = fc.record({ mark: fc.constantFrom('met' as const, 'unmet' as const), rule: evil, result: sentence });
    const explanation: fc.Arbitrary<Explanation> = fc.record({
      title: evil,
      result: fc.constant('deny' as const),
      steps: fc.array(fc.record({ sentence, commands: fc.constant([]) }), { maxLength: 2 }),
      rows: fc.array(row, { maxLength: 200 }),
      details: fc.constant([]),
      notes: fc.array(sentence, { maxLength: 2 }),
      annotations: fc.constant([]),
    });
    fc.assert(
      fc.property(fc.array(explanation, { maxLength: 3 }), (all) => {
        const { title, summary, text } = render(
          run({ explanations: all.map((one, number) => ({ number, explanation: one })) }),
        );
        expect(Array.from(title).length).toBeLessThanOrEqual(70);
        for (const part of [summary, text]) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(65_535);
          expect(part.replaceAll(/<\/?code>/g, '').replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).not.toContain('<');
          expect(part).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069\0]/u);
          for (const line of part.split('\n').filter((one) => /^\| [✅❌]/u.test(one))) {
            expect(line.match(/\|/g)).toHaveLength(4);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('annotations', () => {
  test('are of the repository’s own policy, each once, in plain text', () => {
    const twice = run({
      explanations: [annotated(2, '<b>\u202e'), annotated(2, '<b>\u202e')].map((explanation, number) => ({
        number,
        explanation,
      })),
    });
    expect(renderAnnotations(twice)).toEqual(
      [1, 2].map((line) => ({
        path: '.github/countersign.yml',
        start_line: line,
        end_line: line,
        start_column: 3,
        end_column: 3,
        annotation_level: 'failure',
        message: `<b>\\u202e ${line}`,
      })),
    );
  });
});
