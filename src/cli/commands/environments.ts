import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { findRunning } from '../../ledger/trace/environments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { DAY_MS, readInstant } from '../ledger/read-filter.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { concludeWith, formatOption, headOf, NOT_VERIFIED, repositoryOption } from '../trace/answer.ts';
import { runningJson, showRunning } from '../trace/environments-report.ts';
import { ofRepository } from '../trace/one-repository.ts';
import { pickEntries } from '../trace/pick-entries.ts';
import { Workspace } from '../workspace.ts';

/** Events of deployments, and decisions about them. */
const TEXTS = ['"event":"deployment"', '"kind":"deployment"'];

export const environments: Command = {
  usage: 'SOURCE [--repository OWNER/NAME] [--environment E] [--at TIME] [--format text|json]',
  about: [
    'What runs where: for each environment the newest deployment that succeeded, who did it, which decision it went on with, and what ran there before. SOURCE is a clone, a bare repository, or a URL that git can clone.',
    'Nothing is verified: `ledger verify` does that.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "at", "environments": [{"repository", "environment", "commit", "since", …}], "unreadable"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    branchOption,
    repositoryOption,
    { name: 'environment', value: 'E', says: 'this environment only' },
    { name: 'at', value: 'TIME', says: 'what ran then: RFC 3339, or the end of a day (UTC)' },
    formatOption,
  ],
  examples: [
    'countersign environments https://github.com/acme/web',
    'countersign environments ./web --at 2026-11-20 --format json',
  ],
  async run(words, io) {
    const [source = ''] = words.positionals;
    const [name, time] = [words.value('environment'), words.value('at')];
    const at = time === null ? null : readInstant(time, DAY_MS);
    using workspace = new Workspace(io);
    using files = await EntryFiles.open(
      await openSource({ source, temporary: workspace.path, io, branch: words.value('branch') }),
    );
    const { entries, unreadable } = await pickEntries({ files, texts: TEXTS });
    const environment = name === null ? null : toEntryEnvironment(name);
    const running = findRunning(ofRepository(entries, words.value('repository')), { environment, at });
    const answer = { ...headOf(files), at, environments: running.map(runningJson), unreadable };
    await io.out(
      words.value('format') === 'json'
        ? `${JSON.stringify(answer, null, 2)}\n`
        : `${showRunning(running, io.colours)}\n${NOT_VERIFIED}\n`,
    );
    return concludeWith(EXIT.yes, unreadable, io);
  },
};
