import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { findRunning } from '../../ledger/trace/environments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { archiveOption } from '../ledger/query-archive.ts';
import { DAY_MS, readInstant } from '../ledger/read-filter.ts';
import { branchOption } from '../ledger/source.ts';
import { concludeWith, formatOption, headOf, NOT_VERIFIED, repositoryOption } from '../trace/answer.ts';
import { runningJson, showRunning } from '../trace/environments-report.ts';
import { openTraced } from '../trace/open-traced.ts';
import { Workspace } from '../workspace.ts';

export const environments: Command = {
  usage: 'SOURCE [--archive] [--repository OWNER/NAME] [--environment E] [--at TIME] [--format text|json]',
  about: [
    'What runs where: for each environment the newest deployment that succeeded, who did it, which decision it went on with, and what ran there before. SOURCE is a clone, a bare repository, or a URL that git can clone.',
    'With --archive SOURCE is the origin of a ledger (github.com/acme/shop), and the database of its app answers, as with `ledger query --archive`; "ref" and "commit" are null.',
    'Nothing is verified: `ledger verify` does that.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "at", "environments": [{"repository", "environment", "commit", "since", …}], "unreadable"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    branchOption,
    archiveOption,
    repositoryOption,
    { name: 'environment', value: 'E', says: 'this environment only' },
    { name: 'at', value: 'TIME', says: 'what ran then: RFC 3339, or the end of a day (UTC)' },
    formatOption,
  ],
  examples: [
    'countersign environments https://github.com/acme/web',
    'countersign environments ./web --at 2026-11-20 --format json',
    'countersign environments --archive github.com/acme/shop',
  ],
  async run(words, io) {
    const [name, time] = [words.value('environment'), words.value('at')];
    const at = time === null ? null : readInstant(time, DAY_MS);
    using workspace = new Workspace(io);
    using source = await openTraced({ words, io, temporary: workspace.path });
    const environment = name === null ? null : toEntryEnvironment(name);
    const { entries, unreadable } = await source.running({ environment, at }, words.value('repository'));
    const running = findRunning(entries, { environment, at });
    const answer = { ...headOf(source.from()), at, environments: running.map(runningJson), unreadable };
    await io.out(
      words.value('format') === 'json'
        ? `${JSON.stringify(answer, null, 2)}\n`
        : `${showRunning(running, io.colours)}\n${NOT_VERIFIED}\n`,
    );
    return concludeWith(EXIT.yes, unreadable, io);
  },
};
