import type { OpenAlerts, Severity } from '../policy/alert-facts.ts';
import { type Known, known } from '../policy/facts.ts';
import { groupAlerts, MOST_PAGES, unreadAlerts } from './alert-groups.ts';
import type { Api } from './api.ts';
import { readBeginning } from './paging.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** Open alerts of secret scanning, of the repository as a whole. What the secrets are is not asked. */
export async function readSecretAlerts(api: Api, { owner, name }: Place['repository']): Promise<Known<OpenAlerts>> {
  try {
    const read = await readBeginning(api, {
      route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts',
      parameters: { owner, repo: name, state: 'open', hide_secret: true },
      items: (body) => body.list(),
      read: (alert) => ({ number: alert.at('number').count(), tool: null, severity: 'critical' as const }),
      pages: MOST_PAGES,
    });
    return known(groupAlerts(read));
  } catch (error) {
    return unreadAlerts(error, 'secret scanning');
  }
}

/** Open alerts of Dependabot, which looks at the default branch alone. */
export async function readDependencyAlerts(api: Api, { owner, name }: Place['repository']): Promise<Known<OpenAlerts>> {
  try {
    const read = await readBeginning(api, {
      route: 'GET /repos/{owner}/{repo}/dependabot/alerts',
      parameters: { owner, repo: name, state: 'open' },
      items: (body) => body.list(),
      read: (alert) => ({
        number: alert.at('number').count(),
        tool: null,
        severity: readSeverity(alert.at('security_vulnerability').at('severity')),
      }),
      pages: MOST_PAGES,
    });
    return known(groupAlerts(read));
  } catch (error) {
    return unreadAlerts(error, 'Dependabot');
  }
}

/** A word that we do not know is no better than the worst. */
export function readSeverity(severity: Reader): Severity {
  const word = severity.maybe((text) => text.text());
  return word === 'high' || word === 'medium' || word === 'low' ? word : 'critical';
}
