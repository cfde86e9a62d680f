import { toRequest } from '../../github/rulesets.ts';
import { EXIT } from '../exit-code.ts';
import { showGhCommand } from './gh-command.ts';
import type { Item } from './plan.ts';
import { type SetupReport, toExitCode } from './report.ts';

/** docs/cli.md describes the shape; a change of what is there raises `version`. */
export function showSetupJson(report: SetupReport): string {
  const { repository, app, items, lacks, ledger, done } = report;
  const exit = toExitCode(report);
  const answer = {
    version: 1,
    ok: exit === EXIT.yes,
    exit,
    repository: { id: repository.id, owner: repository.owner, name: repository.name },
    app,
    ledger: ledger === null ? null : `${ledger.owner}/${ledger.name}`,
    applied: done !== null,
    rulesets: items.map((item) => describe(item, report)),
    lacks: lacks.map(({ code, text }) => ({ code, text })),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function describe(item: Item, { repository, host, done }: SetupReport): Readonly<Record<string, unknown>> {
  const { wanted, state, id, differences, by, definition } = item;
  const request = definition === null ? null : toRequest({ names: repository, definition, id });
  return {
    name: wanted.definition.name,
    purpose: wanted.purpose,
    check: wanted.check?.context ?? null,
    branches: wanted.bases,
    state,
    id,
    differences,
    by,
    done: done?.get(wanted.definition.name) ?? null,
    request,
    command: request === null ? null : showGhCommand(request, host),
  };
}
