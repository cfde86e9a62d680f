import type { AlertGroup, AnalysisFacts, CodeScanningFacts, OpenAlerts } from '../../src/policy/alert-facts.ts';
import { type AlertFacts, type Facts, known } from '../../src/policy/facts.ts';
import { makeDeployment } from './deployment-scenery.ts';
import { MINUTE, makeFacts, now } from './scenery.ts';

/** Alerts for the tests of this room. */
export function group(severity: AlertGroup['severity'], changes: Partial<AlertGroup> = {}): AlertGroup {
  return { tool: 'CodeQL', severity, count: 1, numbers: [12], ...changes };
}

export function open(...groups: readonly AlertGroup[]): OpenAlerts {
  return { groups, isAll: true };
}

/** Of the very commit, ten minutes ago. */
export function analysis(changes: Partial<AnalysisFacts> = {}): AnalysisFacts {
  return { tool: 'CodeQL', category: '', newest: now - 10 * MINUTE, ofCommit: now - 10 * MINUTE, ...changes };
}

export function scanned(changes: Partial<CodeScanningFacts> = {}): CodeScanningFacts {
  return { ...open(), analyses: [analysis()], closedSince: open(), ...changes };
}

export function alertsOf(changes: Partial<AlertFacts> = {}): AlertFacts {
  return { codeScanning: known(scanned()), secretScanning: known(open()), dependencies: known(open()), ...changes };
}

export const withAlerts = (changes: Partial<AlertFacts> = {}): Facts => makeFacts({ alerts: alertsOf(changes) });

export const shipWithAlerts = (changes: Partial<AlertFacts> = {}): Facts =>
  makeDeployment({}, { alerts: alertsOf(changes) });
