import type { AskedEnvironments } from '../../ledger/trace/environments.ts';
import type { Shipped } from '../../ledger/trace/may-ship.ts';
import type { Asked } from '../../ledger/trace/scope.ts';
import type { EntryReport } from '../ledger/entry-report.ts';
import type { Picked } from './pick-entries.ts';
import type { AskedChange, ReadDifference } from './read-difference.ts';
import type { ReadStory } from './read-story.ts';

/** Where it was read: a branch, or an archive, which has neither ref nor commit. */
export type ReadFrom = EntryReport['files'];

/** A ledger that is asked what became of something: a branch of a repository, or the archive of an app. */
export interface TracedSource extends Disposable {
  /** Of an archive it is known with the first answer. */
  readonly from: () => ReadFrom;
  /** `repository`: `OWNER/NAME`, null: any. Throws Fault `cli.usage` where several commits or repositories could be meant. */
  story(asked: Asked, repository: string | null): Promise<ReadStory>;
  /** Throws Fault `cli.usage` where several repositories have such an environment. */
  difference(asked: AskedChange): Promise<ReadDifference>;
  /** Entries that tell what runs where. */
  running(asked: AskedEnvironments, repository: string | null): Promise<Picked>;
  /** Entries that tell whether it may ship. */
  shipping(shipped: Shipped, repository: string | null): Promise<Picked>;
}
