import { isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readList } from './paging.ts';
import type { Reader } from './reader.ts';

/** Where a ruleset belongs; its name is its owner's. */
export interface RepositoryNames {
  readonly owner: string;
  readonly name: string;
}

/** What a ruleset says. The names of rules and of kinds of actors are GitHub's own. */
export interface RulesetDefinition {
  readonly name: string;
  /** `branch`, `tag`, `push`, `repository`. */
  readonly target: string;
  /** `active`; `evaluate` and `disabled` refuse nothing. */
  readonly enforcement: string;
  readonly bypass: readonly Bypass[];
  /** Full refs, patterns of them, `~ALL`, `~DEFAULT_BRANCH`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly RulesetRule[];
}

export interface Bypass {
  /** `Integration`, `OrganizationAdmin`, `RepositoryRole`, `Team`, `DeployKey`, `User` … */
  readonly kind: string;
  readonly id: number | null;
  /** `always`, `pull_request`, or `exempt`, which leaves no trace. */
  readonly mode: string;
}

export interface RulesetRule {
  readonly type: string;
  /** As GitHub gave them: what is not ours goes back unread. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

export interface RulesetHead {
  readonly id: number;
  readonly name: string;
  readonly target: string;
  readonly enforcement: string;
  /** `Repository`, `Organization`, `Enterprise`. */
  readonly level: string;
  /** Whose it is: `acme/shop`, `acme`. */
  readonly source: string;
}

/** A ruleset that stands at GitHub. */
export interface Ruleset extends RulesetHead, Omit<RulesetDefinition, 'bypass'> {
  /** Null: GitHub shows it only to those who may change the ruleset. */
  readonly bypass: readonly Bypass[] | null;
}

/** A rule that holds on a branch, whichever active ruleset it comes from. */
export interface BranchRule extends RulesetRule {
  readonly ruleset: number;
}

/** All rulesets of a repository and those of its organisation that hold there, the inactive ones included. */
export async function listRulesets(api: Api, names: RepositoryNames): Promise<readonly RulesetHead[]> {
  return readList(api, {
    route: 'GET /repos/{owner}/{repo}/rulesets',
    parameters: { ...repositoryOf(names), includes_parents: true },
    items: (body) => body.list(),
    read: readHead,
  });
}

export async function readRuleset(api: Api, names: RepositoryNames, id: number): Promise<Ruleset> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
    ...repositoryOf(names),
    ruleset_id: id,
    includes_parents: true,
  });
  const refs = body.at('conditions').at('ref_name');
  return {
    ...readHead(body),
    include: readTexts(refs.at('include')),
    exclude: readTexts(refs.at('exclude')),
    rules: body.at('rules').maybe((rules) => rules.list().map(readRule)) ?? [],
    bypass: body.at('bypass_actors').maybe((actors) => actors.list().map(readBypass)),
  };
}

/** Active rules of every level; the branch need not exist, and its name is no pattern. */
export async function listBranchRules(
  api: Api,
  names: RepositoryNames,
  branch: string,
): Promise<readonly BranchRule[]> {
  return readList(api, {
    route: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
    parameters: { ...repositoryOf(names), branch },
    items: (body) => body.list(),
    read: (rule) => ({ ...readRule(rule), ruleset: rule.at('ruleset_id').count() }),
  });
}

/** Creates the ruleset, or replaces the one with this id. Needs an administrator. */
export async function writeRuleset(api: Api, write: RulesetWrite): Promise<number> {
  const { method, path, body } = toRequest(write);
  const answer = await api.rest(`${method} /${path}`, body);
  return answer.body.at('id').count();
}

export interface RulesetWrite {
  readonly names: RepositoryNames;
  readonly definition: RulesetDefinition;
  /** Null: there is none yet. */
  readonly id: number | null;
}

/** The request that writes a ruleset, as one would make it by hand. `path` has no leading slash. */
export interface RulesetRequest {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export function toRequest({ names, definition, id }: RulesetWrite): RulesetRequest {
  const path = `repos/${encodeURIComponent(names.owner)}/${encodeURIComponent(names.name)}/rulesets`;
  const { name, target, enforcement, bypass, include, exclude, rules } = definition;
  return {
    method: id === null ? 'POST' : 'PUT',
    path: id === null ? path : `${path}/${id}`,
    body: {
      name,
      target,
      enforcement,
      bypass_actors: bypass.map((actor) => ({
        actor_id: actor.id,
        actor_type: actor.kind,
        bypass_mode: actor.mode,
      })),
      conditions: { ref_name: { include, exclude } },
      rules: rules.map(({ type, parameters }) => (parameters === null ? { type } : { type, parameters })),
    },
  };
}

/** GitHub has no rulesets for private repositories on its free plans, and says so with a 403. */
export function isPlanRefusal(error: unknown): boolean {
  return isFault(error, 'github.forbidden') && /upgrade to github/i.test(error.message);
}

function readHead(body: Reader): RulesetHead {
  return {
    id: body.at('id').count(),
    name: body.at('name').text(),
    target: body.at('target').maybe((target) => target.text()) ?? 'branch',
    enforcement: body.at('enforcement').text(),
    level: body.at('source_type').maybe((level) => level.text()) ?? 'Repository',
    source: body.at('source').text(),
  };
}

function readRule(rule: Reader): RulesetRule {
  const parameters = rule.at('parameters').maybe((each) => Object.fromEntries(each.entries().map(unwrap)));
  return { type: rule.at('type').text(), parameters };
}

const unwrap = ([key, value]: readonly [string, Reader]): readonly [string, unknown] => [key, value.raw()];

function readBypass(actor: Reader): Bypass {
  return {
    kind: actor.at('actor_type').text(),
    id: actor.at('actor_id').maybe((id) => id.count()),
    mode: actor.at('bypass_mode').maybe((mode) => mode.text()) ?? 'always',
  };
}

const readTexts = (list: Reader): readonly string[] =>
  list.maybe((each) => each.list().map((item) => item.text())) ?? [];

const repositoryOf = ({ owner, name }: RepositoryNames): Readonly<Record<string, string>> => ({ owner, repo: name });
