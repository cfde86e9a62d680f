import { toRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { draftPolicy } from '../../ledger/build.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import type { Actor } from '../../ledger/terms.ts';
import { isElsewhere } from '../../policy/evaluate.ts';
import type { Person } from '../../policy/facts.ts';
import { needsOf } from '../../policy/needs.ts';
import { pinNames } from '../../policy/pins.ts';
import type { LayerName } from '../../policy/verdict.ts';
import type { LedgerState, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { personOf } from '../person.ts';
import type { Collected, PolicyFile } from '../ports.ts';
import { checkDraft } from './checked-draft.ts';
import { evidenceBox, toJson } from './evidence.ts';
import type { Gathered } from './gather.ts';
import { headerOf } from './header.ts';
import { type KnownPolicy, knownPolicy, pinLate, policySubject, refDigestOf, subjectText } from './known-policies.ts';
import { mayName } from './ledger-names.ts';

interface Version {
  readonly ledger: LedgerState;
  readonly subject: SubjectRef;
  readonly gathered: Gathered;
}

/** The versions in force, those that are new recorded first: a decision names versions that the ledger knows. */
export async function recordPolicyVersions(context: Context, version: Version): Promise<readonly KnownPolicy[]> {
  const versions: KnownPolicy[] = [];
  const { facts } = version.gathered;
  for (const { layer, source } of version.gathered.layers) {
    if (source.state !== 'policy') continue;
    // Nobody here has to answer for a floor that does not speak of this repository, nor for its removal.
    if (layer === 'floor' && isElsewhere({ facts, policy: source.policy, at: facts.observedAt })) continue;
    const current = await currentVersion(context, version, { layer, names: needsOf(source.policy) });
    if (current !== null) versions.push(current);
  }
  return versions;
}

type Names = ReturnType<typeof needsOf>;

/** Recorded even while a name of it cannot be resolved, or nobody would notice when the file is removed. */
async function currentVersion(
  context: Context,
  { ledger, subject, gathered }: Version,
  { layer, names }: { readonly layer: LayerName; readonly names: Names },
): Promise<KnownPolicy | null> {
  const { collected } = gathered;
  const file = fileOf(collected, layer);
  if (file.state !== 'present') return null;
  const of = { repository: subject.repository.id, layer, base: gathered.policyBranch };
  const about = policySubject(ledger, of);
  const box = evidenceBox(context, ledger, subjectText(about));
  const digest = await box.put('policy', { text: file.text });
  const last = gathered.known.find((each) => each.layer === layer) ?? null;
  const pins = pinNames(names, collected.directory);
  if (last?.digest === digest) {
    await pinLate(context, ledger, { about, known: last, found: pins });
    return last;
  }
  const pinsDigest = await box.put('pins', toJson(pins));
  const pusher = (await context.store.pushes.touching(subject.repository.id, [file.commit])).find(
    (push) => push.after === file.commit,
  );
  const changedBy = personOf(pusher?.pusher);
  const observed = toRfc3339(gathered.facts.observedAt);
  const draft = draftPolicy({
    origin: ledger.origin,
    subject: about,
    header: headerOf(context, { subject, n: (last?.version ?? 0) + 1, observed, guids: [] }),
    policy: {
      layer,
      baseRefDigest: layer === 'floor' ? null : refDigestOf(gathered.policyBranch),
      version: (last?.version ?? 0) + 1,
      policy: { uri: file.uri, digest: { sha256: digest, gitBlob: file.blob } },
      commit: { gitCommit: file.commit },
      changedBy: changedBy === null ? null : await actorIn(context, { ledger, collected }, changedBy),
      allowedBy: null,
      pins: { digest: { sha256: pinsDigest } },
    },
  });
  await context.store.ledgers.add(
    ledger.id,
    { ...checkDraft(draft), subject: subjectText(about), reports: null },
    box.added,
  );
  // Somebody else may have recorded this version a moment ago, under the same id: theirs stands, where it is the same text.
  const current = await knownPolicy(context.store, ledger, of);
  const recorded = current === null ? null : await context.store.ledgers.evidence(ledger.id, current.digest);
  if (recorded?.document === canonicalize({ text: file.text })) return current;
  throw new Fault('github.incomplete', 'The policy changed while it was recorded');
}

/** A numeric id always; a login, which its owner may change or want forgotten, only where the setting allows it. */
async function actorIn(
  context: Context,
  { ledger, collected }: { readonly ledger: LedgerState; readonly collected: Collected },
  { id, type, login }: Person,
): Promise<Actor> {
  return (await mayName(context, ledger, collected.repository)) ? { id, type, login } : { id, type };
}

export function fileOf(collected: Collected, layer: LayerName): PolicyFile {
  return layer === 'floor' ? collected.floor : collected.policy;
}
