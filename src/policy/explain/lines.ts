import type { Sentence } from '../explanation.ts';
import { numberOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { joinFindings, mainFinding, noRows, openFindings, tellingFindings, unreadable } from './finding-words.ts';
import { demandRange, isBelow } from './number-words.ts';
import { say } from './words.ts';

export const explainLines: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.truth !== 'unmet') return ['the changed lines could not be read'];
    return [
      `${countLines(main)}: ${demandRange(main.data)}`,
      isBelow(main.data) ? 'the change is smaller than required' : 'the change is larger than allowed',
    ];
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome) => ({
    looked: say('the lines of the changed files'),
    required: joinFindings(outcome.findings, describeRequired, ' and '),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps: (outcome) =>
    openFindings(outcome).some(({ truth, data }) => truth === 'unmet' && !isBelow(data))
      ? [
          {
            sentence: say('Split the change into smaller ones that can be reviewed and land one after the other.'),
            commands: [],
          },
        ]
      : [],
};

const words: Readonly<Record<string, string>> = {
  'lines.added': 'added',
  'lines.removed': 'removed',
  'lines.total': 'added and removed',
};

function countLines({ code, data }: Finding): string {
  const count = numberOf(data['count']);
  return `${count} line${count === 1 ? '' : 's'} ${words[code] ?? 'changed'}`;
}

function describe(finding: Finding): Sentence {
  if (finding.code === 'lines.unread') return unreadable('the changed files', finding.data);
  const ignored = numberOf(finding.data['ignored']);
  return say(countLines(finding), ignored === 0 ? '' : ` (${ignored} file${ignored === 1 ? '' : 's'} not counted)`);
}

function describeRequired({ code, data }: Finding): Sentence {
  if (code === 'lines.unread') return say('a number of lines');
  return say(`${demandRange(data)} lines ${words[code] ?? 'changed'}`);
}
