/** Rulesets of a repository, and the rules that hold on a branch. */

import { may } from '../access.ts';
import { findQueueProblems } from '../merge-queue/rule.ts';
import { nodeId } from '../node-id.ts';
import { findUnenforced } from '../required-approvals.ts';
import { canBypass, rulesFor } from '../rules.ts';
import { invalid, notFound } from '../server/github-error.ts';
import { forRepository, ok, page, type RepositoryCall, type Route } from '../server/route.ts';
import type { Shape } from '../shapes/owner.ts';
import { repositoryUrl } from '../shapes/repository.ts';
import { type BypassActor, fullName, type Rule, type Ruleset, toGitHubTime } from '../world.ts';

const metadata = ['metadata', 'read'] as const;
const administration = ['administration', 'write'] as const;

export const rulesetRoutes: readonly Route[] = [
  /** Active rules only, whoever may bypass them; the branch need not exist. */
  forRepository('GET /repos/{owner}/{repo}/rules/branches/{branch}', metadata, async (call) => {
    const applied = rulesFor(call.repository, `refs/heads/${call.path['branch'] ?? ''}`);
    return page(call, applied, (list) =>
      list.map(({ ruleset, rule }) => ({
        ...rule,
        ruleset_source_type: 'members' in ruleset.source ? 'Organization' : 'Repository',
        ruleset_source: sourceName(ruleset),
        ruleset_id: ruleset.id,
      })),
    );
  }),

  forRepository('GET /repos/{owner}/{repo}/rulesets', metadata, async (call) => {
    const inherited =
      call.query['includes_parents'] === false || !('members' in call.repository.owner)
        ? []
        : call.repository.owner.rulesets;
    return page(call, [...call.repository.rulesets, ...inherited], (list) =>
      list.map((ruleset) => headShape(call, ruleset)),
    );
  }),

  forRepository('POST /repos/{owner}/{repo}/rulesets', administration, async (call) => {
    const { stage, repository } = call;
    const ruleset: Ruleset = {
      id: stage.world.nextId(),
      source: repository,
      name: '',
      target: 'branch',
      enforcement: 'active',
      bypassActors: [],
      include: [],
      exclude: [],
      rules: [],
      createdAt: stage.world.now(),
      updatedAt: stage.world.now(),
    };
    change(call, ruleset);
    repository.rulesets.push(ruleset);
    stage.world.rulesets.set(ruleset.id, ruleset);
    return ok(wholeShape(call, ruleset), 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', metadata, async (call) =>
    ok(wholeShape(call, findRuleset(call))),
  ),

  forRepository('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', administration, async (call) => {
    const ruleset = findRuleset(call);
    change(call, ruleset);
    ruleset.updatedAt = call.stage.world.now();
    return ok(wholeShape(call, ruleset));
  }),

  forRepository('DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}', administration, async (call) => {
    const ruleset = findRuleset(call);
    call.repository.rulesets.splice(call.repository.rulesets.indexOf(ruleset), 1);
    call.stage.world.rulesets.delete(ruleset.id);
    return { status: 204 };
  }),
];

function findRuleset({ repository, path }: RepositoryCall): Ruleset {
  const inherited = 'members' in repository.owner ? repository.owner.rulesets : [];
  const found = [...repository.rulesets, ...inherited].find(({ id }) => id === Number(path['ruleset_id']));
  if (found === undefined) throw notFound();
  return found;
}

interface RulesetBody {
  readonly name?: string;
  readonly target?: Ruleset['target'];
  readonly enforcement?: Ruleset['enforcement'];
  readonly bypass_actors?: readonly BypassActor[];
  readonly conditions?: {
    readonly ref_name?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  };
  readonly rules?: readonly Rule[];
}

function change(call: RepositoryCall, ruleset: Ruleset): void {
  const body: RulesetBody = call.body;
  const { rules = ruleset.rules, target = ruleset.target } = body;
  const include = body.conditions?.ref_name?.include ?? ruleset.include;
  const problems = [
    ...findUnenforced(rules),
    ...findQueueProblems({ source: ruleset.source, target, include, rules }),
    ...findStrangers(call, body.bypass_actors ?? []),
  ];
  if (problems.length > 0) {
    const errors = problems.map((message) => ({
      resource: 'RepositoryRuleset',
      field: 'rules',
      code: 'custom',
      message,
    }));
    throw invalid('Validation Failed', errors);
  }
  ruleset.name = body.name ?? ruleset.name;
  ruleset.target = body.target ?? ruleset.target;
  ruleset.enforcement = body.enforcement ?? ruleset.enforcement;
  ruleset.bypassActors = body.bypass_actors ?? ruleset.bypassActors;
  ruleset.rules = body.rules ?? ruleset.rules;
  ruleset.include = body.conditions?.ref_name?.include ?? ruleset.include;
  ruleset.exclude = body.conditions?.ref_name?.exclude ?? ruleset.exclude;
}

/** An app may bypass only where it is installed. */
function findStrangers({ stage, repository }: RepositoryCall, actors: readonly BypassActor[]): readonly string[] {
  const installations = [...stage.world.installations.values()];
  return actors.flatMap(({ actor_type: type, actor_id: id }) => {
    const isKnown = installations.some(
      ({ app, account, deleted }) => app.id === id && !deleted && account.id === repository.owner.id,
    );
    return type !== 'Integration' || isKnown
      ? []
      : 'Actor GitHub App must be part of the ruleset source or owner organization';
  });
}

function headShape({ stage, repository }: RepositoryCall, ruleset: Ruleset): Shape {
  const isOwn = ruleset.source === repository;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source: sourceName(ruleset),
    enforcement: ruleset.enforcement,
    source_type: isOwn ? 'Repository' : 'Organization',
    node_id: nodeId('ruleset', ruleset.id),
    _links: { self: { href: `${repositoryUrl(stage.world, repository)}/rulesets/${ruleset.id}` } },
    created_at: toGitHubTime(ruleset.createdAt),
    updated_at: toGitHubTime(ruleset.updatedAt),
  };
}

/** `bypass_actors` only for those who may change the ruleset. */
function wholeShape(call: RepositoryCall, ruleset: Ruleset): Shape {
  const { actor, repository } = call;
  const visible = may(actor, repository, ...administration) && ruleset.source === repository;
  return {
    ...headShape(call, ruleset),
    conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules,
    current_user_can_bypass: canBypass(repository, ruleset, actor, 'direct')
      ? 'always'
      : canBypass(repository, ruleset, actor, 'pull_request')
        ? 'pull_requests_only'
        : 'never',
    ...(visible ? { bypass_actors: ruleset.bypassActors } : {}),
  };
}

function sourceName({ source }: Ruleset): string {
  return 'members' in source ? source.login : fullName(source);
}
