import { fromRfc3339, SECOND } from '../../base/clock.ts';
import type { Deployed } from '../../ledger/trace/deployed.ts';
import type { Running } from '../../ledger/trace/environments.ts';
import { tookText } from '../../ledger/trace/sentence.ts';
import { nameActor } from '../ledger/entry-record.ts';
import { makePaint, shortOid, showOutside } from '../text.ts';

/** An environment in the JSON answer; docs/cli.md describes it. */
export function runningJson({ repository, environment, now, before, decision, inactive }: Running) {
  const approved = now.decision === null ? null : { id: now.decision, index: decision?.index ?? null };
  return {
    repository,
    environment,
    ...deployedJson(now),
    started: now.started,
    seconds: secondsOf(now),
    decision: approved,
    inactive,
    before: before && deployedJson(before),
  };
}

/** A deployment in the JSON answers. */
export function deployedJson({ entry, commit, since, id }: Deployed) {
  return { commit, since, deployment: id, index: entry.index, actor: entry.actor };
}

function secondsOf({ started, since }: Deployed): number | null {
  const [from, to] = [started === null ? null : fromRfc3339(started), fromRfc3339(since)];
  return from === null || to === null || to < from ? null : (to - from) / SECOND;
}

export function showRunning(all: readonly Running[], colours: boolean): string {
  const paint = makePaint(colours);
  let place: string | null = null;
  const lines = all.flatMap((running) => {
    const { repository, environment } = running;
    const name = repository ?? 'no repository';
    const head = name === place ? [] : [`${place === null ? '' : '\n'}${paint('bold', showOutside(name))}`];
    place = name;
    return [...head, `  ${showOutside(environment)}: ${showOutside(describe(running))}`];
  });
  return lines.length === 0 ? 'No deployment that succeeded is recorded.\n' : `${lines.join('\n')}\n`;
}

function describe({ now, before, decision, inactive }: Running): string {
  const took = tookText(now.started, now.since);
  return [
    `${shortOid(now.commit)} since ${now.since}${took === null ? '' : `, deployed in ${took}`}`,
    ` by ${nameActor(now.entry) || 'nobody who is named'} (entry ${now.entry.index})`,
    `; ${approval(now, decision?.index ?? null)}`,
    before === null ? '; the first that is recorded' : `; before it ${shortOid(before.commit)} since ${before.since}`,
    inactive === null ? '' : `; out of use since ${inactive}`,
  ].join('');
}

function approval({ decision }: Deployed, index: number | null): string {
  if (decision === null) return 'without a decision';
  return index === null ? `approved by ${decision}, which this ledger lacks` : `approved by entry ${index}`;
}
