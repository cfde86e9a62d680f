import { toRequest } from '../../github/rulesets.ts';
import { count, makePaint, type Paint, showOutside } from '../text.ts';
import { showGhCommand } from './gh-command.ts';
import type { Item } from './plan.ts';
import type { SetupReport } from './report.ts';
import type { WantedRuleset } from './wanted.ts';

export function showSetupText(report: SetupReport, colours: boolean): string {
  const { repository, app, items, lacks, ledger, done } = report;
  const paint = makePaint(colours);
  const open = items.filter(({ definition }) => definition !== null);
  const unread = items.filter(({ state }) => state === 'unread');
  return [
    `${repository.owner}/${repository.name}, for app ${app.id}${app.slug === null ? '' : ` (${app.slug})`}: ${summarize(open.length, unread.length)}`,
    '',
    ...items.flatMap((item) => showItem(item, { done, paint })),
    ...(unread.length === 0
      ? []
      : ['', 'Who may bypass a ruleset is shown to administrators only: run it with a token of one.']),
    ...(ledger === null ? [] : ['', sayLedger(`${ledger.owner}/${ledger.name}`)]),
    ...(lacks.length === 0
      ? []
      : ['', 'What enforcement still lacks:', ...lacks.map(({ text }) => `- ${showOutside(text)}`)]),
    ...(open.length === 0 ? [] : showCommands(open, report)),
    '',
  ].join('\n');
}

function sayLedger(name: string): string {
  return `The ledger is in ${name}: its two rulesets belong there (countersign setup ${name} --ledger ${name}).`;
}

function summarize(open: number, unread: number): string {
  if (open > 0) return `${count(open, 'ruleset')} to create or to mend`;
  return unread > 0 ? 'all rulesets stand, but not all of them could be read' : 'all rulesets stand';
}

const COLOURS = { there: 'green', missing: 'red', differs: 'red', unread: 'yellow' } as const;

function showItem(
  { wanted, state, id, differences, by }: Item,
  { done, paint }: { readonly done: SetupReport['done']; readonly paint: Paint },
): readonly string[] {
  const { name } = wanted.definition;
  const word = done?.get(name) ?? state;
  const place = id === null ? '' : ` (ruleset ${id})`;
  return [
    `${paint(COLOURS[state], word.padEnd(8))} ${showOutside(name)}${place}`,
    `         ${showOutside(sayPurpose(wanted))}`,
    ...differences.map((difference) => `         - ${showOutside(difference)}`),
    ...(by.length === 0 ? [] : [`         by ${showOutside(by.join(', '))}`]),
  ];
}

function sayPurpose({ purpose, check, bases }: WantedRuleset): string {
  switch (purpose) {
    case 'check':
      return `merging into ${bases.join(', ')} needs ${check?.context ?? ''}, from this app alone`;
    case 'writers':
      return `nobody but the app writes ${bases.join(' and ')}`;
    case 'append-only':
      return `nobody, the app included, rewrites or deletes ${bases.join(' and ')}`;
  }
}

function showCommands(open: readonly Item[], { repository, host, done }: SetupReport): readonly string[] {
  return [
    '',
    // What was written is read again: GitHub may have kept something else, or somebody may have changed it meanwhile.
    done === null
      ? 'Nothing was changed. The same command with --apply does it with your token, or these do:'
      : 'After it was written, GitHub still shows these otherwise. Look at them there, or try again:',
    ...open.flatMap(({ definition, id }) =>
      definition === null ? [] : ['', showGhCommand(toRequest({ names: repository, definition, id }), host).trimEnd()],
    ),
  ];
}
