/** What rules said to pushes, for who may read the administration: for a month. */

import type { RuleSuite } from '../push-records.ts';
import { zeros } from '../ref-effects.ts';
import { notFound } from '../server/github-error.ts';
import { forRepository, ok, page, type RepositoryCall, type Route, textOf } from '../server/route.ts';
import type { Shape } from '../shapes/owner.ts';
import { toGitHubTime } from '../world.ts';

const administration = ['administration', 'read'] as const;

const HOUR = 60 * 60_000;
const periods: Readonly<Record<string, number>> = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR };

export const ruleSuiteRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}/rulesets/rule-suites', administration, async (call) => {
    const { repository, query, stage } = call;
    const [ref, result] = [textOf(query, 'ref'), textOf(query, 'rule_suite_result') ?? 'all'];
    const since = stage.world.now() - (periods[textOf(query, 'time_period') ?? 'day'] ?? 0);
    const wanted = repository.ruleSuites
      .filter((suite) => ref === undefined || suite.change.ref === ref || suite.change.ref === `refs/heads/${ref}`)
      .filter((suite) => result === 'all' || suite.result === result)
      .filter((suite) => query['actor_name'] === undefined || suite.actor.login === query['actor_name'])
      .filter(({ at }) => at >= since);
    return page(call, wanted.toReversed(), (list) => list.map((suite) => headShape(call, suite)));
  }),

  forRepository('GET /repos/{owner}/{repo}/rulesets/rule-suites/{rule_suite_id}', administration, async (call) => {
    const suite = call.repository.ruleSuites.find(({ id }) => id === Number(call.path['rule_suite_id']));
    if (suite === undefined) throw notFound();
    return ok({
      ...headShape(call, suite),
      rule_evaluations: suite.evaluations.map(({ ruleset, type, message }) => ({
        rule_source: { type: 'ruleset', id: ruleset.id, name: ruleset.name },
        enforcement: 'active',
        result: message === null ? 'pass' : 'fail',
        rule_type: type,
        details: message,
      })),
    });
  }),
];

function headShape({ repository }: RepositoryCall, { id, actor, change, at, result }: RuleSuite): Shape {
  return {
    id,
    actor_id: actor.id,
    actor_name: actor.login,
    before_sha: change.before ?? zeros,
    after_sha: change.after ?? zeros,
    ref: change.ref,
    repository_id: repository.id,
    repository_name: repository.name,
    pushed_at: toGitHubTime(at),
    result,
    evaluation_result: result,
  };
}
