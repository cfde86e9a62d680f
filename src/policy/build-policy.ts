import { readDuration } from './duration.ts';
import type { SubjectKind } from './facts.ts';
import type { ConditionNode, FloorOnlyKey, Gate, Override, Policy, Role, Rule, TicketSource } from './policy.ts';
import type { Enforcement } from './verdict.ts';
import type { YamlText } from './yaml-text.ts';

/** What the schema guarantees of a file. */
export interface PolicyFile {
  readonly version: 1;
  readonly people?: Readonly<Record<string, RoleFile>>;
  readonly tickets?: Readonly<Record<string, TicketSourceFile>>;
  readonly rules: readonly RuleFile[];
  readonly override?: OverrideFile;
  readonly otherwise?: Policy['otherwise'];
  readonly pending?: Policy['pending'];
  readonly unmet?: string;
  readonly applies_to?: ConditionFile;
  readonly gates?: readonly GateFile[];
}

export interface GateFile {
  readonly bases: readonly [string, ...string[]];
}

export type RoleFile = Partial<Role>;

export interface TicketSourceFile {
  readonly pattern: string;
  readonly url?: string;
}

export interface OverrideFile {
  readonly by: readonly string[];
  readonly reason?: Override['reason'];
  readonly expires?: string;
}

export interface RuleFile {
  readonly name: string;
  readonly description?: string;
  readonly on?: readonly SubjectKind[];
  readonly when?: ConditionFile;
  readonly require: ConditionFile;
  readonly enforce?: Enforcement;
}

/** Behind any other name stand the settings of that condition. */
export interface ConditionFile {
  readonly all?: readonly ConditionFile[];
  readonly any?: readonly ConditionFile[];
  readonly not?: ConditionFile;
  readonly [name: string]: unknown;
}

/** The policy of a file that the schema accepts; what is left out gets its default here and nowhere else. */
export function buildPolicy(file: PolicyFile, locate: YamlText['locate']): Policy {
  return {
    version: 1,
    people: mapValues(file.people ?? {}, (role): Role => ({ users: role.users ?? [], teams: role.teams ?? [] })),
    tickets: mapValues(
      file.tickets ?? {},
      (source): TicketSource => ({ pattern: source.pattern, url: source.url ?? null }),
    ),
    rules: file.rules.map((rule, index) => buildRule(rule, locate(['rules', index], 'value').line)),
    otherwise: file.otherwise ?? 'deny',
    pending: file.pending ?? 'in_progress',
    unmet: buildUnmet(file.unmet ?? 'reject'),
    override: file.override === undefined ? null : buildOverride(file.override),
    appliesTo: file.applies_to === undefined ? null : buildNode(file.applies_to),
    gates: (file.gates ?? []).map(
      ({ bases }, index): Gate => ({
        bases,
        line: locate(['gates', index], 'value').line,
      }),
    ),
    floorOnly: (['applies_to', 'gates'] as const)
      .filter((key) => file[key] !== undefined)
      .map((key): FloorOnlyKey => {
        const { line, column } = locate([key], 'key');
        return { key, line, column };
      }),
  };
}

function buildRule(rule: RuleFile, line: number): Rule {
  return {
    name: rule.name,
    description: rule.description ?? null,
    line,
    on: rule.on ?? ['pull_request', 'merge_group'],
    when: rule.when === undefined ? null : buildNode(rule.when),
    require: buildNode(rule.require),
    enforce: rule.enforce ?? 'block',
  };
}

/** A map with several conditions means all of them. */
function buildNode(file: ConditionFile): ConditionNode {
  const parts = Object.keys(file).map((name) => buildPart(name, file));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { op: 'all', parts };
}

function buildPart(name: string, file: ConditionFile): ConditionNode {
  if (name === 'all' || name === 'any') return { op: name, parts: (file[name] ?? []).map(buildNode) };
  if (name === 'not' && file.not !== undefined) return { op: 'not', part: buildNode(file.not) };
  return { op: 'test', name, settings: file[name] };
}

function buildOverride(file: OverrideFile): Override {
  return { by: file.by, reason: file.reason ?? 'required', expires: readDuration(file.expires ?? '24h') };
}

function buildUnmet(text: string): Policy['unmet'] {
  return { wait: text === 'reject' ? null : readDuration(text.slice('wait '.length)) };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
