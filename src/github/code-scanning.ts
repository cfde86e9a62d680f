import type { Instant } from '../base/clock.ts';
import type { CodeScanningFacts, OpenAlerts, Severity } from '../policy/alert-facts.ts';
import { type Known, known } from '../policy/facts.ts';
import { type Alert, groupAlerts, MOST_PAGES, unreadAlerts } from './alert-groups.ts';
import { readSeverity } from './alerts.ts';
import type { Api } from './api.ts';
import {
  commitsFor,
  describeKind,
  findSuperseded,
  kindOf,
  readAnalyses,
  readIfAny,
  type Scanning,
} from './code-analyses.ts';
import { readTime } from './facts/commits.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts, Scanned. */
export interface Scanned {
  readonly ref: string;
  readonly commit: string;
}

/**
 * Alerts that are open on a ref, and how fresh its analyses are. GitHub's list tells of the newest analysis of each kind:
 * where that is not the one of this commit, what was closed since is read as well.
 */
export async function readCodeScanning(
  api: Api,
  names: Place['repository'],
  { ref, commit }: Scanned,
): Promise<Known<CodeScanningFacts>> {
  const scanning: Scanning = { api, names, ref };
  try {
    // In this order: what an analysis closes while we read is then among what was closed since.
    const open = await readAlerts(scanning, { state: 'open' }, MOST_PAGES);
    const analyses = await readAnalyses(scanning);
    const ours = await commitsFor(scanning, commit, analyses);
    const kinds = [...Map.groupBy(analyses, kindOf).values()];
    return known({
      ...groupAlerts({ found: open.found.map(({ alert }) => alert), isAll: open.isAll }),
      analyses: kinds.flatMap((kind) => describeKind(kind, ours)),
      closedSince: await readClosed(scanning, findSuperseded(kinds, ours)),
    });
  } catch (error) {
    return unreadAlerts(error, 'code scanning');
  }
}

const CLOSED_PAGES = 3;

/** @param since for each kind of analysis that went on: when */
async function readClosed(scanning: Scanning, since: ReadonlyMap<string, Instant>): Promise<OpenAlerts> {
  if (since.size === 0) return { groups: [], isAll: true };
  const order = { state: 'fixed', sort: 'updated', direction: 'desc' };
  const { found, isAll } = await readAlerts(scanning, order, CLOSED_PAGES);
  const closed = found.filter(({ kind, createdAt, fixedAt }) => {
    const next = since.get(kind);
    return next !== undefined && createdAt < next && (fixedAt === null || fixedAt >= next);
  });
  const last = found.at(-1)?.updatedAt ?? Infinity;
  return groupAlerts({
    found: closed.map(({ alert }) => alert),
    // Whatever stands behind was closed before.
    isAll: isAll || last < Math.min(...since.values()),
  });
}

interface ReadAlert {
  readonly alert: Alert;
  readonly kind: string;
  readonly createdAt: Instant;
  readonly fixedAt: Instant | null;
  readonly updatedAt: Instant | null;
}

async function readAlerts({ api, names, ref }: Scanning, order: Readonly<Record<string, string>>, pages: number) {
  return await readIfAny(api, {
    route: 'GET /repos/{owner}/{repo}/code-scanning/alerts',
    parameters: { owner: names.owner, repo: names.name, ref, ...order },
    items: (body) => body.list(),
    read: readAlert,
    pages,
  });
}

function readAlert(alert: Reader): ReadAlert {
  const tool = alert.at('tool').at('name').text();
  const category = alert
    .at('most_recent_instance')
    .at('category')
    .maybe((text) => text.text());
  return {
    alert: { number: alert.at('number').count(), tool, severity: readCodeSeverity(alert.at('rule')) },
    kind: kindOf({ tool, category: category ?? '' }),
    createdAt: readTime(alert.at('created_at')),
    fixedAt: alert.at('fixed_at').maybe(readTime),
    updatedAt: alert.at('updated_at').maybe(readTime),
  };
}

/** Rules about anything but security have a level and nothing else. */
const levels: Readonly<Record<string, Severity>> = { error: 'high', warning: 'medium', note: 'low', none: 'low' };

function readCodeSeverity(rule: Reader): Severity {
  const rated = rule.at('security_severity_level');
  if (!rated.isNothing) return readSeverity(rated);
  return levels[rule.at('severity').maybe((text) => text.text()) ?? ''] ?? 'critical';
}
