/** Webhooks about security alerts, one event for each kind. */
import type { AlertKind, SecurityAlert } from '../alerts/records.ts';
import { codeAlertShape, dependencyAlertShape, secretAlertShape } from '../shapes/alert.ts';
import type { Shape } from '../shapes/owner.ts';
import type { Repository, User, World } from '../world.ts';

export interface AlertNews {
  readonly repository: Repository;
  readonly alert: SecurityAlert;
  readonly sender: User;
}

const events: Readonly<Record<AlertKind, string>> = {
  code_scanning: 'code_scanning_alert',
  secret_scanning: 'secret_scanning_alert',
  dependencies: 'dependabot_alert',
};

type Actions = Readonly<Record<SecurityAlert['state'], string>>;

const actions: Readonly<Record<AlertKind, Actions>> = {
  code_scanning: { open: 'created', fixed: 'fixed', dismissed: 'closed_by_user' },
  secret_scanning: { open: 'created', fixed: 'resolved', dismissed: 'resolved' },
  dependencies: { open: 'created', fixed: 'fixed', dismissed: 'dismissed' },
};

export async function announceAlert(world: World, { repository, alert, sender }: AlertNews): Promise<void> {
  await world.announce({
    event: events[alert.kind],
    action: actions[alert.kind][alert.state],
    repository,
    organization: repository.owner.type === 'Organization' ? repository.owner : null,
    sender,
    body: async () => bodyOf(world, repository, alert),
  });
}

function bodyOf(world: World, repository: Repository, alert: SecurityAlert): Shape {
  if (alert.kind === 'secret_scanning') return { alert: secretAlertShape(world, repository, alert) };
  if (alert.kind === 'dependencies') return { alert: dependencyAlertShape(world, repository, alert) };
  // Whoever closes one does it for every branch.
  const isEverywhere = alert.state === 'dismissed';
  return {
    // The description of this webhook knows no time at which an alert was fixed.
    alert: { ...codeAlertShape(world, repository, alert), fixed_at: null },
    ref: isEverywhere ? '' : alert.ref,
    commit_oid: isEverywhere ? '' : alert.commit,
  };
}
