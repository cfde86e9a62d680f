import { type Facts, known, unknown } from '../../src/policy/facts.ts';
import { analysis, group, open, scanned, shipWithAlerts, withAlerts } from './alert-scenery.ts';

/** Named pull requests and deployments whose code was scanned. */
export const alertSituations: Readonly<Record<string, Facts>> = {
  scanned: withAlerts(),
  'scanned-before': withAlerts({ codeScanning: known(scanned({ analyses: [analysis({ ofCommit: null })] })) }),
  'scanned-alert': withAlerts({ codeScanning: known(scanned({ groups: [group('critical')] })) }),
  'shipped-scanned': shipWithAlerts(),
  'shipped-with-alert': shipWithAlerts({ codeScanning: known(scanned({ groups: [group('high')] })) }),
  'shipped-with-note': shipWithAlerts({ codeScanning: known(scanned({ groups: [group('low')] })) }),
  'shipped-with-secret': shipWithAlerts({ secretScanning: known(open(group('critical', { tool: null }))) }),
  'shipped-unscanned': shipWithAlerts({ codeScanning: known(scanned({ analyses: [] })) }),
  'shipped-scans-off': shipWithAlerts({ codeScanning: unknown('forbidden', 'code scanning is off') }),
};
