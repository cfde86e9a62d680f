import type { Condition } from '../condition.ts';
import { alerts } from './alerts.ts';
import { approved } from './approved.ts';
import { author } from './author.ts';
import { base } from './base.ts';
import { body } from './body.ts';
import { changed } from './changed.ts';
import { checks } from './checks.ts';
import { commits } from './commits.ts';
import { contributors } from './contributors.ts';
import { deployed } from './deployed.ts';
import { deployer } from './deployer.ts';
import { draft } from './draft.ts';
import { environment } from './environment.ts';
import { fork } from './fork.ts';
import { head } from './head.ts';
import { labels } from './labels.ts';
import { landedOn } from './landed-on.ts';
import { lines } from './lines.ts';
import { message } from './message.ts';
import { provenance } from './provenance.ts';
import { repository } from './repository.ts';
import { rollback } from './rollback.ts';
import { sbom } from './sbom.ts';
import { signed } from './signed.ts';
import { source } from './source.ts';
import { ticket } from './ticket.ts';
import { title } from './title.ts';
import { within } from './within.ts';
import { workflows } from './workflows.ts';

/** The vocabulary: every word that `when` and `require` know, beside `all`, `any` and `not`. */
export const conditions: readonly Condition[] = [
  alerts,
  approved,
  author,
  base,
  body,
  changed,
  checks,
  commits,
  contributors,
  deployed,
  deployer,
  draft,
  environment,
  fork,
  head,
  labels,
  landedOn,
  lines,
  message,
  provenance,
  repository,
  rollback,
  sbom,
  signed,
  source,
  ticket,
  title,
  within,
  workflows,
];

const byName = new Map(conditions.map((condition) => [condition.name, condition]));

export function findCondition(name: string): Condition | undefined {
  return byName.get(name);
}
