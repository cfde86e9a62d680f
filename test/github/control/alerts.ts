/** Control commands about security alerts, and what code scanning analyzed. */
import type { AlertKind, AlertSeverity, SecurityAlert } from '../alerts/records.ts';
import { announceAlert } from '../announce/alert.ts';
import type { Stage } from '../server/stage.ts';
import type { Repository } from '../world.ts';
import { doer, repositoryOf } from './find.ts';

interface Analyzed {
  readonly repository: string;
  readonly tool?: string;
  readonly category?: string;
  /** In full; the default branch, when not given. */
  readonly ref?: string;
}

const refOf = ({ defaultBranch }: Repository, { ref }: Analyzed): string => ref ?? `refs/heads/${defaultBranch}`;

export const alertCommands = {
  /** @param args.severity null: of a rule about anything but security, which has a `level` */
  addAlert: async (
    stage: Stage,
    args: Analyzed & {
      kind: AlertKind;
      severity?: AlertSeverity | null;
      level?: SecurityAlert['level'];
      commit?: string;
      as?: string;
    },
  ): Promise<{ number: number }> => {
    const repository = repositoryOf(stage, args.repository);
    const { kind, severity = 'high', level = 'error', tool = 'CodeQL', category = '', commit = '0'.repeat(40) } = args;
    const { alerts } = repository.security;
    const number = alerts.filter((one) => one.kind === kind).length + 1;
    const at = stage.world.now();
    const place = { ref: refOf(repository, args), commit, tool, category };
    const alert: SecurityAlert = {
      kind,
      number,
      severity,
      level,
      ...place,
      createdAt: at,
      updatedAt: at,
      state: 'open',
    };
    alerts.push(alert);
    await announceAlert(stage.world, { repository, alert, sender: doer(stage, args.as, repository.owner) });
    return { number };
  },

  /** @param args.how found no more, or closed by somebody who found it no problem */
  closeAlert: async (
    stage: Stage,
    args: { repository: string; kind: AlertKind; number: number; how: 'fixed' | 'dismissed'; as?: string },
  ): Promise<void> => {
    const repository = repositoryOf(stage, args.repository);
    const alert = repository.security.alerts.find((one) => one.kind === args.kind && one.number === args.number);
    if (alert === undefined) throw new Error(`there is no alert ${args.number}`);
    alert.state = args.how;
    alert.updatedAt = stage.world.now();
    await announceAlert(stage.world, { repository, alert, sender: doer(stage, args.as, repository.owner) });
  },

  /** No webhook tells of it. @param args.error what went wrong; nothing, when not given */
  addAnalysis: async (stage: Stage, args: Analyzed & { commit: string; error?: string }): Promise<{ id: number }> => {
    const repository = repositoryOf(stage, args.repository);
    const { commit, tool = 'CodeQL', category = '', error = '' } = args;
    const id = stage.world.nextId();
    const place = { ref: refOf(repository, args), commit, tool, category };
    repository.security.analyses.push({ id, ...place, error, createdAt: stage.world.now() });
    return { id };
  },

  /** Switched off, or not in the plan. @param args.words null: it is on again */
  setAlertsOff: async (
    stage: Stage,
    args: { repository: string; kind: AlertKind; status?: 403 | 404; words: string | null },
  ): Promise<void> => {
    const { off } = repositoryOf(stage, args.repository).security;
    if (args.words === null) off.delete(args.kind);
    else off.set(args.kind, { status: args.status ?? 403, words: args.words });
  },
} as const;
