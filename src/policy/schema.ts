import type { Condition } from './condition.ts';
import { conditions } from './conditions/registry.ts';
import { repository } from './conditions/repository.ts';
import { duration } from './duration.ts';
import { PATTERN_LENGTH_LIMIT } from './pattern.ts';

export const POLICY_BYTES_LIMIT = 65_536;
export const RULES_LIMIT = 500;
/** How many of `all`, `any` and `not` may stand in each other. */
export const DEPTH_LIMIT = 20;
const GATES_LIMIT = 100;

export type Schema = Readonly<Record<string, unknown>>;

const nameOfOurs = {
  type: 'string',
  title: 'a name of letters, digits, ".", "_" and "-"',
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
};
const login = { type: 'string', title: 'a GitHub login', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\\[bot\\])?$' };
const team = {
  type: 'string',
  title: 'a team as organization/slug',
  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
};
/** One line: names of rules stand in titles, in the ledger and in commit messages. */
const oneLine = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]*$';

const role: Schema = {
  type: 'object',
  description: 'Who belongs to the role: the members of teams, and single users.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    teams: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      items: team,
      description: 'Teams, members of child teams included.',
    },
    users: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      items: login,
      description: 'Logins. A bot counts only when it is listed here.',
    },
  },
};

const ticketSource: Schema = {
  type: 'object',
  description: 'One tracker.',
  additionalProperties: false,
  required: ['pattern'],
  properties: {
    pattern: {
      type: 'string',
      minLength: 1,
      maxLength: PATTERN_LENGTH_LIMIT,
      description: 'RE2: what a key looks like.',
    },
    url: {
      type: 'string',
      maxLength: 500,
      title: 'an https address with {key} in it',
      pattern: '^https?://[^\\s{}]*\\{key\\}[^\\s{}]*$',
      description: 'Where a ticket is shown, with `{key}` in it.',
    },
  },
};

const rule: Schema = {
  type: 'object',
  description: 'When `when` holds, `require` must hold.',
  additionalProperties: false,
  required: ['name', 'require'],
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 120,
      title: 'one line without control characters',
      pattern: oneLine,
      description: 'Unique in the file; shown wherever the rule is.',
    },
    description: { type: 'string', maxLength: 2_000, description: 'Why the rule exists.' },
    on: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { enum: ['pull_request', 'merge_group', 'push', 'commit', 'deployment'] },
      default: ['pull_request', 'merge_group'],
      description: 'The kinds of subject that the rule speaks of.',
    },
    when: { $ref: '#/definitions/condition', description: 'Which subjects the rule applies to; every one without it.' },
    require: { $ref: '#/definitions/condition', description: 'What must hold.' },
    enforce: {
      enum: ['block', 'warn', 'observe'],
      default: 'block',
      description:
        '`warn` and `observe` are shown and never block. Where only `observe` applies, the check is green and says what would have blocked.',
    },
  },
};

const override: Schema = {
  type: 'object',
  description: 'Who may override the rules of this file, in an emergency.',
  additionalProperties: false,
  required: ['by'],
  properties: {
    by: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' }, description: 'Roles.' },
    reason: { enum: ['required', 'optional'], default: 'required', description: 'Must a reason be given?' },
    expires: { ...duration, default: '24h', description: 'How long an override lasts.' },
  },
};

const gate: Schema = {
  type: 'object',
  description: 'Bases that share one check.',
  additionalProperties: false,
  required: ['bases'],
  properties: {
    bases: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: 250 },
      description:
        'Branches. The first is one branch by its plain name: it gives the check its name and the gate its policy. The others are names or globs.',
    },
  },
};

/** A tree of conditions: `known` and the three words that combine them. `self`: its own name under `definitions`. */
function makeTreeSchema(self: string, description: string, known: readonly Condition[]): Schema {
  const nested = { $ref: `#/definitions/${self}` };
  const list = { type: 'array', minItems: 1, items: nested };
  return {
    type: 'object',
    description,
    additionalProperties: false,
    minProperties: 1,
    properties: {
      all: { ...list, description: 'Every one of these.' },
      any: { ...list, description: 'At least one of these.' },
      not: { ...nested, description: 'The opposite of this.' },
      ...Object.fromEntries(known.map(({ name, schema }) => [name, schema])),
    },
  };
}

/** The one JSON Schema of a policy file, assembled from the conditions' own: for validation, editors and the docs. */
export const policySchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://countersign.dev/schema/policy.json',
  title: 'Countersign policy',
  description: 'The policy of a repository or of an organization: .github/countersign.yml.',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'rules'],
  properties: {
    version: { const: 1, description: 'The version of the language.' },
    people: {
      type: 'object',
      description: 'Roles by name.',
      propertyNames: nameOfOurs,
      additionalProperties: { $ref: '#/definitions/role' },
    },
    tickets: {
      type: 'object',
      description: 'Ticket trackers by name.',
      propertyNames: nameOfOurs,
      additionalProperties: { $ref: '#/definitions/ticketSource' },
    },
    rules: {
      type: 'array',
      minItems: 1,
      maxItems: RULES_LIMIT,
      items: { $ref: '#/definitions/rule' },
      description: 'The rules. All of them count; their order does not.',
    },
    override: { $ref: '#/definitions/override' },
    otherwise: {
      enum: ['deny', 'allow'],
      default: 'deny',
      description: 'The answer when the file speaks of a kind of subject and none of its rules applies.',
    },
    pending: {
      enum: ['in_progress', 'action_required'],
      default: 'in_progress',
      description: 'What GitHub shows while a check waits for people.',
    },
    unmet: {
      type: 'string',
      title: 'reject, or wait with a duration, like wait 2h',
      pattern: '^(reject|wait [1-9][0-9]{0,3}[mhd])$',
      default: 'reject',
      description:
        'Of deployments: one that is not allowed is rejected at once, or waits so long for somebody to mend it.',
    },
    applies_to: {
      $ref: '#/definitions/scope',
      description: 'Of an organization’s floor only: which repositories it speaks of; all without it.',
    },
    gates: {
      type: 'array',
      minItems: 1,
      maxItems: GATES_LIMIT,
      items: { $ref: '#/definitions/gate' },
      description: 'Of an organization’s floor only: bases that share one check.',
    },
  },
  definitions: {
    condition: makeTreeSchema('condition', 'Conditions. Several in one map all have to hold.', conditions),
    gate,
    override,
    role,
    rule,
    scope: makeTreeSchema('scope', 'Conditions on the repository. Several in one map all have to hold.', [repository]),
    ticketSource,
  },
};
