import { toRfc3339 } from '../../base/clock.ts';
import { draftLedgerAct } from '../../ledger/build.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { LedgerAct } from '../../ledger/entries/ledger.ts';
import { genesisFiles, pinFiles, programFiles } from '../../ledger/genesis.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { VERSION } from '../version.ts';
import { checkDraft } from './checked-draft.ts';
import { headerOf } from './header.ts';
import { newestOwnAct, ownSubject } from './own-acts.ts';
import { keepFiles, pinsAtEnd } from './pinned-files.ts';
import { predecessorOf } from './predecessor.ts';

/** Genesis before everything else; afterwards a start, when the app is another one than at the last start recorded here. */
export async function addLedgerActs(context: Context, ledger: LedgerState): Promise<void> {
  const app = thisApp(context);
  if (ledger.decided.size === 0) await addGenesis(context, ledger);
  // The last word of a ledger that has ended is where it goes on.
  if (ledger.endedBy !== null) return;
  // Another set of schemas counts as another app, also where nobody raised the version.
  const digest = sha256Hex(canonicalize({ ...app, files: PROGRAM_PINS }));
  const last = await context.store.memory.get('ledger-start', String(ledger.id));
  if (last?.value === digest) return;
  if (ledger.decided.size > 0) await addStart(context, ledger, app);
  // Remembered last: if we die in between, a start stands twice in the ledger, but none is missing.
  await context.store.memory.set('ledger-start', String(ledger.id), digest, context.clock.now());
}

type App = Extract<LedgerAct, { readonly act: 'start' }>['app'];

function thisApp(context: Context): App {
  return { version: VERSION, configuration: { sha256: configurationDigest(context) } };
}

/** The first thing that is ever said of a ledger: where anything was said already, so was this. */
async function addGenesis(context: Context, ledger: LedgerState): Promise<void> {
  if ((await newestOwnAct(context, ledger)) !== null) return;
  const fixed = genesisFiles(context.keys.signer(ledger.origin));
  await keepFiles(context, fixed);
  const predecessor = await predecessorOf(context, ledger);
  await addLedgerAct(context, ledger, {
    act: 'genesis',
    origin: ledger.origin,
    scope: ledger.scope,
    keys: [context.keys.vkey(ledger.origin)],
    files: pinFiles(fixed),
    app: thisApp(context),
    ...(predecessor === null ? {} : { predecessor }),
  });
}

const PROGRAM_PINS = pinFiles(programFiles());

/** With the schemas that this version has and the ledger has not, or not like this. What others brought stays. */
async function addStart(context: Context, ledger: LedgerState, app: App): Promise<void> {
  const pinned = await pinsAtEnd(context, ledger);
  const fresh = programFiles().filter(({ path }) => pinned.get(path) !== PROGRAM_PINS[path]);
  await keepFiles(context, fresh);
  const files = fresh.length === 0 ? {} : { files: pinFiles(fresh) };
  await addLedgerAct(context, ledger, { act: 'start', app, permissions: context.permissions, ...files });
}

/**
 * A pending entry about the ledger itself; the next flush orders it. Resolves to the entry's id. What happens to the
 * evidence branch may be said before the first flush: the genesis is said first all the same.
 */
export async function addLedgerAct(context: Context, ledger: LedgerState, act: LedgerAct): Promise<string> {
  if (act.act !== 'genesis' && ledger.decided.size === 0) await addGenesis(context, ledger);
  const subject = ownSubject(ledger.origin);
  for (;;) {
    const last = await newestOwnAct(context, ledger);
    if (act.act === 'genesis' && last !== null) return last.id;
    const header = headerOf(context, {
      subject: ledger,
      n: (last?.n ?? 0) + 1,
      observed: toRfc3339(context.clock.now()),
      guids: [],
    });
    const draft = draftLedgerAct({ origin: ledger.origin, header, act });
    const isNew = await context.store.ledgers.add(ledger.id, { ...checkDraft(draft), subject, reports: null }, []);
    if (isNew) return draft.id;
    // Somebody drew this number a moment ago, for something else that is to be said of the ledger.
  }
}

/** Over what changes how the app judges and records; no secret, and nothing that differs between two processes of one app. */
function configurationDigest({ config }: Context): string {
  const { appId, api, site, floor, ledger } = config;
  const { host, window, names } = ledger;
  const repositories = ledger.repositories.map(({ owner, name }) => `${owner}/${name}`);
  return sha256Hex(
    canonicalize({
      appId,
      api,
      site,
      floor: floor === null ? null : { ...floor },
      ledger: { host, window, names, ...(repositories.length === 0 ? {} : { repositories }) },
    }),
  );
}
