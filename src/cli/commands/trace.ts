import { Fault } from '../../base/fault.ts';
import { nameAsked } from '../../ledger/trace/meant.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { archiveOption } from '../ledger/query-archive.ts';
import { branchOption } from '../ledger/source.ts';
import { count, showOutside } from '../text.ts';
import { concludeWith, formatOption, headOf, NOT_VERIFIED, repositoryOption } from '../trace/answer.ts';
import { differenceJson, showDifference } from '../trace/difference-report.ts';
import { openTraced } from '../trace/open-traced.ts';
import { readAsked, readSpan } from '../trace/read-asked.ts';
import { lineJson, showStory } from '../trace/story-report.ts';
import type { TracedSource } from '../trace/traced-source.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

export const trace: Command = {
  usage:
    'SOURCE COMMIT|PR|DEPLOYMENT|TICKET [--archive] [--repository OWNER/NAME] [--format text|json] | SOURCE --diff ENVIRONMENT T1..T2 [--archive]',
  about: [
    'The whole story of a change, one line an entry, in order of time: what was decided about it, how it landed, where it was deployed first, when it was rolled back, and which alerts name any of it. Asked for by a commit (seven digits at least), a pull request (#42), a deployment (deployment:1234) or a ticket (SHOP-412).',
    'With --diff: what changed in an environment between two instants, and for everything that landed in between the decision that let it in.',
    'SOURCE is a clone, a bare repository, or a URL that git can clone. Nothing is verified: `ledger verify` does that. Where nothing is recorded it is exit 3.',
    'With --archive SOURCE is the origin of a ledger (github.com/acme/shop), and the database of its app answers, as with `ledger query --archive`; "ref" and "commit" are null.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "asked", "lines": [{"index", "time", "kind", "what", "actor", …}], "unreadable"}; with --diff, in place of "lines": "from", "to", "way", "landings".',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    branchOption,
    archiveOption,
    repositoryOption,
    { name: 'diff', value: 'ENVIRONMENT', says: 'what changed there between two instants, T1..T2' },
    formatOption,
  ],
  examples: [
    'countersign trace https://github.com/acme/web 42',
    'countersign trace ./web SHOP-412 --format json',
    'countersign trace ./web --diff production 2026-11-20..2026-11-21',
    'countersign trace --archive github.com/acme/shop 2',
  ],
  async run(words, io) {
    const [, text = ''] = words.positionals;
    const environment = words.value('diff');
    const tell = environment === null ? prepareStory(text, words, io) : prepareDifference(environment, text, words, io);
    using workspace = new Workspace(io);
    using source = await openTraced({ words, io, temporary: workspace.path });
    return await tell(source);
  },
};

type Tell = (source: TracedSource) => Promise<ExitCode>;

/** What is wrong with the words is said before a ledger is opened. */
function prepareStory(text: string, words: Words, io: Io): Tell {
  if (text.includes('..')) throw new Fault('cli.usage', 'T1..T2 is for --diff ENVIRONMENT');
  const asked = readAsked(text);
  return async (source) => {
    const { lines, unreadable } = await source.story(asked, words.value('repository'));
    const nothing = `Nothing is recorded about ${showOutside(nameAsked(asked))}.\n`;
    const told = lines.length === 0 ? nothing : showStory(lines, io.colours);
    const from = `${count(lines.length, 'entry', 'entries')} of ${showOutside(source.from().checkpoint.origin)}. ${NOT_VERIFIED}`;
    await io.out(
      words.value('format') === 'json'
        ? `${JSON.stringify({ ...headOf(source.from()), asked, lines: lines.map(lineJson), unreadable }, null, 2)}\n`
        : `${told}\n${from}\n`,
    );
    return concludeWith(lines.length === 0 ? EXIT.undetermined : EXIT.yes, unreadable, io);
  };
}

function prepareDifference(environment: string, text: string, words: Words, io: Io): Tell {
  const span = readSpan(text);
  return async (source) => {
    const found = await source.difference({ environment, ...span, repository: words.value('repository') });
    const { difference, indexes, unreadable } = found;
    const asked = { is: 'difference', environment, ...span };
    await io.out(
      words.value('format') === 'json'
        ? `${JSON.stringify({ ...headOf(source.from()), asked, ...differenceJson(difference, indexes), unreadable }, null, 2)}\n`
        : `${showDifference(difference, indexes, io.colours)}\n${NOT_VERIFIED}\n`,
    );
    return concludeWith(difference.way === 'unknown' ? EXIT.undetermined : EXIT.yes, unreadable, io);
  };
}
