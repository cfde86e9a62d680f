/** Every REST route that the stand-in has. */
import type { Route } from '../server/route.ts';
import { actionsRoutes } from './actions.ts';
import { alertRoutes } from './alerts.ts';
import { appRoutes } from './apps.ts';
import { attestationRoutes } from './attestations.ts';
import { checkRoutes } from './checks.ts';
import { commitRoutes } from './commits.ts';
import { deliveryRoutes } from './deliveries.ts';
import { deploymentRoutes } from './deployments.ts';
import { gitDataRoutes } from './git-data.ts';
import { gitTagRoutes } from './git-tags.ts';
import { organizationRoutes } from './organizations.ts';
import { pullRoutes } from './pulls.ts';
import { repositoryRoutes } from './repositories.ts';
import { ruleSuiteRoutes } from './rule-suites.ts';
import { rulesetRoutes } from './rulesets.ts';
import { serviceRoutes } from './service.ts';
import { statusRoutes } from './statuses.ts';

export const routes: readonly Route[] = [
  ...serviceRoutes,
  ...appRoutes,
  ...deliveryRoutes,
  ...repositoryRoutes,
  ...commitRoutes,
  ...gitDataRoutes,
  ...gitTagRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...ruleSuiteRoutes,
  ...rulesetRoutes,
  ...organizationRoutes,
  ...statusRoutes,
  ...actionsRoutes,
  ...deploymentRoutes,
  ...attestationRoutes,
  ...alertRoutes,
];
