import { explainAlerts } from './alerts.ts';
import { explainApproved } from './approved.ts';
import { explainAuthor, explainBase, explainChanged } from './change-conditions.ts';
import { explainCommits } from './commits.ts';
import { explainContributors } from './contributors.ts';
import { explainDeployer } from './deployer.ts';
import { explainDraft } from './draft.ts';
import { explainEnvironment, explainLandedOn } from './environment.ts';
import type { Explainer } from './explainer.ts';
import { explainLabels } from './labels.ts';
import { explainLines } from './lines.ts';
import { explainChecks, explainWorkflows } from './machines.ts';
import { explainMessage } from './message.ts';
import { explainFork, explainHead } from './origin.ts';
import { explainProvenance, explainSbom } from './provenance.ts';
import { explainDeployed, explainRollback } from './ran.ts';
import { explainRepository } from './repository.ts';
import { explainSigned } from './signed.ts';
import { explainSource } from './source.ts';
import { explainBody, explainTitle } from './texts.ts';
import { explainTicket } from './ticket.ts';
import { explainWithin } from './within.ts';
import { code, say } from './words.ts';

const explainers: Readonly<Record<string, Explainer>> = {
  alerts: explainAlerts,
  approved: explainApproved,
  author: explainAuthor,
  base: explainBase,
  body: explainBody,
  changed: explainChanged,
  checks: explainChecks,
  commits: explainCommits,
  contributors: explainContributors,
  deployed: explainDeployed,
  deployer: explainDeployer,
  draft: explainDraft,
  environment: explainEnvironment,
  fork: explainFork,
  head: explainHead,
  labels: explainLabels,
  landed_on: explainLandedOn,
  lines: explainLines,
  message: explainMessage,
  provenance: explainProvenance,
  repository: explainRepository,
  rollback: explainRollback,
  sbom: explainSbom,
  signed: explainSigned,
  source: explainSource,
  ticket: explainTicket,
  title: explainTitle,
  within: explainWithin,
  workflows: explainWorkflows,
};

/** Every condition has words of its own; one that this version does not know is named. */
export function findExplainer(name: string): Explainer {
  return (Object.hasOwn(explainers, name) ? explainers[name] : undefined) ?? explainStranger(name);
}

function explainStranger(name: string): Explainer {
  return {
    headlines: () => ['a condition is unknown to this version'],
    row: ({ truth }) => say(code(name), ` is ${truth}`),
    detail: () => ({
      looked: say(code(name)),
      required: say('a condition that this version knows'),
      found: [],
      approvals: [],
      commits: [],
    }),
    steps: () => [],
  };
}
