import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { type Difference, findDifference } from '../../ledger/trace/difference.ts';
import { assertOne, ofRepository } from '../../ledger/trace/one-repository.ts';
import { isDeploymentEvent, type TracedEntry } from '../../ledger/trace/traced-entry.ts';
import type { EntryFiles } from '../ledger/entry-files.ts';
import { type Indexes, indexesOf } from './difference-report.ts';
import { LinkedEntries } from './linked-entries.ts';

export interface AskedChange {
  /** As GitHub calls it. */
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  readonly repository: string | null;
}

export interface ReadDifference {
  readonly difference: Difference;
  /** Of the decisions that the landings name. */
  readonly indexes: Indexes;
  readonly unreadable: number;
}

/** Throws Fault `cli.usage` where several repositories have such an environment. */
export async function readDifference(files: EntryFiles, asked: AskedChange): Promise<ReadDifference> {
  const linked = await LinkedEntries.read(files);
  const { difference } = differ(linked.all(), asked);
  const decisions = difference.landings.flatMap(({ says }) => says.covered.map(({ decision }) => decision));
  await linked.add({ changes: new Set(), commits: new Set(), decisions: new Set(decisions) });
  return { difference, indexes: indexesOf(linked.all()), unreadable: linked.unreadable() };
}

/** The same of entries that were read already. */
export function differ(all: readonly TracedEntry[], asked: AskedChange): Omit<ReadDifference, 'unreadable'> {
  const entries = ofRepository(all, asked.repository);
  const environment = toEntryEnvironment(asked.environment);
  const there = entries.filter(isDeploymentEvent).filter((entry) => entry.environment === environment);
  assertOne(there, asked.environment);
  const own = entries.filter(({ repositoryId }) => repositoryId === there[0]?.repositoryId);
  return { difference: findDifference(own, { ...asked, environment }), indexes: indexesOf(all) };
}
