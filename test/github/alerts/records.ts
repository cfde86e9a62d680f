/** Security alerts, and what code scanning analyzed. */
import type { Instant } from '../../../src/base/clock.ts';

export type AlertKind = 'code_scanning' | 'secret_scanning' | 'dependencies';

export type AlertSeverity = 'critical' | 'high' | 'medium' | 'low';

export interface SecurityAlert {
  readonly kind: AlertKind;
  /** From 1 in each repository and kind. */
  readonly number: number;
  /** Null: the rule is about anything but security. */
  readonly severity: AlertSeverity | null;
  /** The rest is of code scanning alone. */
  readonly level: 'error' | 'warning' | 'note' | null;
  readonly tool: string;
  readonly category: string;
  readonly ref: string;
  readonly commit: string;
  readonly createdAt: Instant;
  updatedAt: Instant;
  state: 'open' | 'fixed' | 'dismissed';
}

export interface Analysis {
  readonly id: number;
  readonly ref: string;
  readonly commit: string;
  readonly tool: string;
  readonly category: string;
  /** Empty: it went well. */
  readonly error: string;
  readonly createdAt: Instant;
}

export interface Security {
  readonly alerts: SecurityAlert[];
  readonly analyses: Analysis[];
  /** What is off, or not in the plan: GitHub answers with this status and these words. */
  readonly off: Map<AlertKind, { readonly status: number; readonly words: string }>;
}

export function noSecurity(): Security {
  return { alerts: [], analyses: [], off: new Map() };
}
