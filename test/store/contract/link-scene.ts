import type { FiledDeploying, FiledEntry, FiledLanding, FiledLinks, Held } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry } from '../fixture.ts';
import { ledgerScene, openLedger } from './ledger-scene.ts';

export const commitOf = (name: string): string => name.padEnd(40, '0');

const NOTHING: FiledLinks = { repository: null, landing: null, deploying: null };
export const WEB = 44;

/** A landing of `main`, from one commit to the next. */
export const landed = (from: string, to: string | null, fields: Partial<FiledLanding> = {}): FiledLinks => ({
  ...NOTHING,
  landing: {
    repository: WEB,
    branch: 'ab'.repeat(32),
    before: from === '' ? null : commitOf(from),
    after: to === null ? null : commitOf(to),
    isCut: false,
    ...fields,
  },
});

/** A deployment that succeeded, at this instant. */
export const ran = (commit: string, since: number, fields: Partial<FiledDeploying> = {}): FiledLinks => ({
  ...NOTHING,
  deploying: {
    repository: WEB,
    environment: 'production',
    stage: 'succeeded',
    ...fields,
    commit: commitOf(commit),
    since,
  },
});

export const called = (id: number, name: number): FiledLinks => ({ ...NOTHING, repository: { id, name } });

export function linkScene(fixture: Fixture) {
  const { append } = ledgerScene(fixture);
  return {
    links: () => fixture.store.links,
    /** A ledger whose entries lead there, filed in so many steps. */
    file: async (steps: readonly (readonly FiledLinks[])[]): Promise<number> => {
      const { id } = await openLedger(fixture);
      await append(id, ...steps.flat().map(() => newEntry()));
      let from = 0;
      for (const step of steps) {
        const entries = step.map((links, at): FiledEntry => ({ index: from + at, time: from + at, terms: [], links }));
        if (!(await fixture.store.search.file(id, from, entries))) throw new Error('somebody else was faster');
        from += step.length;
      }
      return id;
    },
    /** What the landings at these places brought. */
    heldBy: async (ledger: number, indexes: readonly number[]): Promise<Held> => ({
      ledger,
      repository: WEB,
      landings: await fixture.store.links.landings(ledger, indexes),
      commits: [],
    }),
    fresh,
  };
}
