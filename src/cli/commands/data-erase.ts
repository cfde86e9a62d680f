import { isReason, type Reason, reasons } from '../../app/erase/reasons.ts';
import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { ask } from '../control/ask.ts';
import { exitOf, gather, showJson, showText } from '../erase/report.ts';

export const dataErase: Command = {
  usage:
    'PERSON --by ID --reason REASON [--dry-run] [--keep-entries] [--keep-name NAME]… [--leave-unreadable] [--format text|json]',
  about: [
    'Erases a person from everything that an installation keeps beside its ledgers: evidence and its branch, and the database. PERSON is a login or a numeric id of GitHub. An entry of each ledger says by whom, when and why, and which digests are gone, never what they held; ledgers still verify, and decisions that rested on the evidence can no longer be replayed.',
    'Ledger entries cannot be erased. Where they hold the login (ledgers with names) it says so and stops, exit 1; --keep-entries erases everything else. Numeric ids stay.',
    'What GitHub still shows is read again when an open pull request is judged again: erase after those are closed. See docs/operating.md, "Erase a person".',
    'JSON: {"version": 1, "identity", "documents", "open", "rows", "entries", "dry", "left", "recorded", "erased", "unfinished", "remains"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    { name: 'by', value: 'ID', says: 'numeric GitHub id of who has it done; stands in the entry' },
    {
      name: 'reason',
      value: 'REASON',
      choices: Object.keys(reasons),
      says: Object.entries(reasons)
        .map(([word, means]) => `${word}: ${means}`)
        .join('; '),
    },
    { name: 'dry-run', says: 'say what would go, and change nothing' },
    { name: 'keep-entries', says: 'go on although ledger entries hold the login; those stay' },
    {
      name: 'keep-name',
      value: 'NAME',
      many: true,
      says: 'a name of their commits by which they are not looked for, because others are called so too',
    },
    {
      name: 'leave-unreadable',
      says: 'go on although evidence cannot be read, for its repository is gone; each piece is named, and the exit is 3',
    },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign data erase eli --by 583231 --reason request --dry-run',
    'countersign data erase 1042 --by 583231 --reason law --format json',
    'countersign data erase eli --by 583231 --reason request --keep-name Alex --leave-unreadable --dry-run',
  ],
  async run(words, io) {
    const [person = ''] = words.positionals;
    const request = {
      person: readPerson(person),
      by: readId(words.require('by')),
      reason: readReason(words.require('reason')),
      isDry: words.has('dry-run'),
      keepEntries: words.has('keep-entries'),
      leaveUnreadable: words.has('leave-unreadable'),
      keepNames: words.values('keep-name'),
    };
    const isWatched = io.isWatched && words.value('format') !== 'json';
    const report = await gather(ask({ command: 'data-erase', request, io }), {
      isDry: request.isDry,
      told: (line) => (isWatched ? io.err(`${line}\n`) : undefined),
    });
    await io.out(words.value('format') === 'json' ? showJson(report) : showText(report));
    return exitOf(report, request.keepEntries);
  },
};

function readPerson(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?$/.test(text)) return text;
  throw new Fault('cli.usage', `${JSON.stringify(text)} is neither a login nor a numeric id`);
}

function readId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Fault('cli.usage', `--by is a numeric id, not ${JSON.stringify(text)}`, {
    next: 'https://api.github.com/users/LOGIN shows it.',
  });
}

function readReason(text: string): Reason {
  if (isReason(text)) return text;
  throw new Fault('cli.usage', `${JSON.stringify(text)} is no reason`);
}
