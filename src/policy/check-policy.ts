import type { ConditionFile, PolicyFile } from './build-policy.ts';
import { findCondition } from './conditions/registry.ts';
import { findGateFaults } from './gates.ts';
import { findPatternFault } from './pattern.ts';
import type { Policy } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import { checkRoles } from './role-list.ts';
import { DEPTH_LIMIT } from './schema.ts';
import { findTicketPatternFault } from './ticket-search.ts';
import { type Path, quote, type YamlText } from './yaml-text.ts';

/** What the schema cannot say: names used twice, roles that nobody defined, patterns that do not compile, depth. */
export function checkMeaning(file: PolicyFile, policy: Policy, yaml: YamlText): readonly PolicyProblem[] {
  const report = makeReport(yaml);
  return [
    ...checkRuleNames(file, report),
    ...checkTickets(policy, report),
    ...checkOverride(policy, report),
    ...findGateFaults(policy.gates).map(({ gate, base, ...fault }) => report(['gates', gate, 'bases', base], fault)),
    ...(file.applies_to === undefined
      ? []
      : checkNode(file.applies_to, { path: ['applies_to'], depth: 0, policy, report })),
    ...file.rules.flatMap((rule, index) =>
      (['when', 'require'] as const).flatMap((key) => {
        const node = rule[key];
        return node === undefined ? [] : checkNode(node, { path: ['rules', index, key], depth: 0, policy, report });
      }),
    ),
  ];
}

interface Reported {
  readonly code: PolicyProblem['code'];
  readonly message: string;
  readonly nearest?: string | null;
  /** Where in the text at `path` the fault lies. */
  readonly offset?: number;
}

type Report = (path: Path, reported: Reported) => PolicyProblem;

function makeReport(yaml: YamlText): Report {
  return (path, { code, message, nearest, offset }) => {
    const place = yaml.locate(path, 'value');
    const column = place.column + (place.plain ? (offset ?? 0) : 0);
    return { code, message, line: place.line, column, nearest: nearest ?? null };
  };
}

function checkRuleNames(file: PolicyFile, report: Report): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return file.rules.flatMap(({ name }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      report(['rules', index, 'name'], { code: 'policy.schema', message: `another rule has the name ${quote(name)}` }),
    ];
  });
}

function checkTickets(policy: Policy, report: Report): readonly PolicyProblem[] {
  return Object.entries(policy.tickets).flatMap(([name, { pattern }]) => {
    const fault = findPatternFault(pattern) ?? findTicketPatternFault(pattern);
    if (fault === null) return [];
    return [
      report(['tickets', name, 'pattern'], { code: 'policy.pattern', message: fault.message, offset: fault.offset }),
    ];
  });
}

function checkOverride(policy: Policy, report: Report): readonly PolicyProblem[] {
  return checkRoles('by', policy.override?.by ?? [], policy).map((problem) =>
    report(['override', ...problem.path], problem),
  );
}

interface NodeContext {
  readonly path: Path;
  /** How many of `all`, `any` and `not` stand around. */
  readonly depth: number;
  readonly policy: Policy;
  readonly report: Report;
}

function checkNode(node: ConditionFile, context: NodeContext): readonly PolicyProblem[] {
  return Object.keys(node).flatMap((name) => {
    const inner = { ...context, path: [...context.path, name] };
    if (name !== 'all' && name !== 'any' && name !== 'not') return checkSettings(name, node[name], inner);
    return checkCombination(name, node, { ...inner, depth: context.depth + 1 });
  });
}

function checkCombination(
  op: 'all' | 'any' | 'not',
  node: ConditionFile,
  context: NodeContext,
): readonly PolicyProblem[] {
  if (context.depth > DEPTH_LIMIT) {
    const message = `all, any and not stand more than ${DEPTH_LIMIT} deep in each other`;
    return [context.report(context.path, { code: 'policy.limit', message })];
  }
  if (op === 'not') return node.not === undefined ? [] : checkNode(node.not, context);
  return (node[op] ?? []).flatMap((part, index) => checkNode(part, { ...context, path: [...context.path, index] }));
}

function checkSettings(
  name: string,
  settings: unknown,
  { path, policy, report }: NodeContext,
): readonly PolicyProblem[] {
  const problems = findCondition(name)?.check(settings, policy) ?? [];
  return problems.map((problem) => report([...path, ...problem.path], problem));
}
