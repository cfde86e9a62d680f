import type { Administered } from '../../github/administered.ts';
import type { RepositoryNames } from '../../github/rulesets.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Lack } from './lacks.ts';
import type { Item } from './plan.ts';

/** The answer, before it is written down. */
export interface SetupReport {
  readonly repository: Administered;
  readonly app: { readonly id: number; readonly slug: string | null };
  readonly items: readonly Item[];
  readonly lacks: readonly Lack[];
  /** The repository that keeps the ledger, where it is not this one. */
  readonly ledger: RepositoryNames | null;
  /** What --apply did, by the ruleset's name; null: nothing was to be changed. */
  readonly done: ReadonlyMap<string, 'created' | 'updated'> | null;
  /** Host for `gh`. */
  readonly host: string;
}

/** No: something is missing or differs. Undetermined: nothing is known to, but not all could be read. */
export function toExitCode({ items }: Pick<SetupReport, 'items'>): ExitCode {
  if (items.some(({ state }) => state === 'missing' || state === 'differs')) return EXIT.no;
  return items.some(({ state }) => state === 'unread') ? EXIT.undetermined : EXIT.yes;
}
