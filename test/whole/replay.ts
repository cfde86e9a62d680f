import { runCli } from '../cli/test-io.ts';
import { ledgerBook } from './ledger-book.ts';
import type { RunningApp } from './running-app.ts';
import type { Team } from './team.ts';

/** With this setting the app writes evidence to its branch whenever it looks, which is every half minute and at its start. */
export const EVIDENCE_AT_ONCE = { COUNTERSIGN_EVIDENCE_WINDOW: '0' } as const;

export interface Replayed {
  readonly code: number;
  /** Of the ledger then: the app may go on deciding. */
  readonly size: number;
  readonly problems: readonly unknown[];
  readonly evidence: { readonly missing: readonly unknown[]; readonly unnamed: number } | null;
  readonly replay: {
    readonly decisions: number;
    readonly same: number;
    readonly differs: readonly unknown[];
    readonly notReplayable: readonly unknown[];
  } | null;
}

/** What the command line says of ledger and evidence, once the app, started again for it, has written all of it. */
export async function replayAll(
  app: RunningApp,
  team: Pick<Team, 'github' | 'repository' | 'made'>,
  settings: Readonly<Record<string, string>> = EVIDENCE_AT_ONCE,
): Promise<Replayed> {
  await app.restart(settings);
  const args = [team.made.gitDir, '--key', ledgerBook(app, team).key, '--replay', '--format', 'json'];
  return await team.github.waitFor(
    'all evidence on its branch',
    async () => {
      const { code, out } = await runCli(['ledger', 'verify', ...args]);
      const answer = { code, ...(JSON.parse(out) as Omit<Replayed, 'code'>) };
      return answer.evidence?.missing.length === 0 && answer.evidence.unnamed === 0 ? answer : null;
    },
    WAIT,
  );
}

/** Generous: the machine may be busy. */
const WAIT = 30_000;
