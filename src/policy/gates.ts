import type { SettingProblem } from './condition.ts';
import { compileGlob, findGlobFault } from './glob.ts';
import type { Gate, Policy } from './policy.ts';

/** The branch whose policy and check name hold for `base`: the first of the first gate that has it; null: no gate has. */
export function gateOf({ gates }: Pick<Policy, 'gates'>, base: string): string | null {
  return gates.find((gate) => holds(gate, base))?.bases[0] ?? null;
}

export interface GateFault extends Pick<SettingProblem, 'message' | 'offset'> {
  readonly code: 'policy.pattern' | 'policy.schema';
  /** Position of the gate in the list, and of the base in the gate. */
  readonly gate: number;
  readonly base: number;
}

/** What the schema cannot say: globs that do not compile, a first base that is no one branch, a base in two gates. */
export function findGateFaults(gates: readonly Gate[]): readonly GateFault[] {
  return gates.flatMap(({ bases }, gate) =>
    bases.flatMap((text, base): readonly GateFault[] => {
      const glob = findGlobFault(text);
      if (glob !== null) return [{ code: 'policy.pattern', ...glob, gate, base }];
      if (base === 0 && !isBranchName(text)) return [{ code: 'policy.schema', message: notPlain(text), gate, base }];
      return findOther(gates.slice(0, gate), text) ? [{ code: 'policy.schema', message: taken(text), gate, base }] : [];
    }),
  );
}

function holds({ bases }: Gate, base: string): boolean {
  return bases.some((glob) => compileGlob(glob).test(base));
}

/** The same text, or a name that an earlier gate takes first. Whether two globs meet is nobody's to say beforehand. */
function findOther(before: readonly Gate[], text: string): boolean {
  return before.some(
    (gate) =>
      gate.bases.includes(text) ||
      (isBranchName(text) && gate.bases.some((glob) => findGlobFault(glob) === null && compileGlob(glob).test(text))),
  );
}

/**
 * One branch by name: what git allows (git-check-ref-format), and nothing that a glob reads otherwise. It becomes the
 * name of a check, so nothing that changes how a line is shown.
 */
function isBranchName(text: string): boolean {
  return (
    !/[\s~^:?*[\]{}\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\.\.|@\{|\/\/|^[-/.!]|\/\.|[/.]$|\.lock(\/|$)/u.test(text) &&
    text !== '@'
  );
}

function notPlain(text: string): string {
  return `the first base of a gate is one branch by its plain name, not ${JSON.stringify(text.slice(0, 60))}`;
}

function taken(text: string): string {
  return `an earlier gate has ${JSON.stringify(text.slice(0, 60))} already`;
}
