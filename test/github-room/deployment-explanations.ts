import type { Explanation, Sentence } from '../../src/policy/explanation.ts';
import { explain } from './explanations.ts';

const pushed = '5c1d2e3'.padEnd(40, '0');
const merged = '6d2e3f4'.padEnd(40, '0');

const uncovered: Sentence = [
  { text: '2 of 14 commits landed without a passing decision: ' },
  { code: '5c1d2e3' },
  { text: ', ' },
  { code: '6d2e3f4' },
];

/** The third example of design/check-run.md. */
export const refuse = (change: Partial<Explanation> = {}): Explanation =>
  explain({
    title: 'Blocked: 2 of 14 commits landed without a passing decision',
    steps: [
      {
        sentence: [
          { text: 'Review 2 commits late: somebody who may, and had no part in them, comments ' },
          { code: '/countersign cover 5c1d2e3 6d2e3f4 REASON' },
          { text: ' on #981. Then run the job again.' },
        ],
        commands: [],
      },
      {
        sentence: [{ text: 'Or deploy ' }, { code: 'b80f1a7' }, { text: ', the newest commit without them.' }],
        commands: [],
      },
    ],
    rows: [{ mark: 'unmet', rule: 'production runs only what was reviewed', result: uncovered }],
    details: [
      {
        rule: 'production runs only what was reviewed',
        looked: [
          { text: 'how each commit landed that this would bring: since ' },
          { code: '91aa02c' },
          { text: ', which ran there from Thu 16:20 UTC on' },
        ],
        required: [{ text: 'a passing decision for each of them, or somebody who covered it afterwards' }],
        found: [uncovered],
        approvals: [],
        commits: [
          {
            oid: pushed,
            sentence: [
              { code: '5c1d2e3' },
              { text: ' pushed directly by ' },
              { login: 'sam' },
              { text: ', Thu 23:41 UTC (entry 01hx2k9a) "' },
              { outside: 'hotfix cache key' },
              { text: '"' },
            ],
          },
          {
            oid: merged,
            sentence: [
              { code: '6d2e3f4' },
              { text: ' merged by ' },
              { login: 'sam' },
              { text: ', Thu 23:43 UTC (entry 01hx2kb7) "' },
              { outside: 'bump lodash' },
              { text: '"' },
            ],
          },
        ],
      },
    ],
    notes: [],
    ...change,
  });
