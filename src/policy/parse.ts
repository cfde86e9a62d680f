import { toBytes } from '../base/bytes.ts';
import { buildPolicy } from './build-policy.ts';
import { checkMeaning } from './check-policy.ts';
import type { Policy } from './policy.ts';
import { type PolicyProblem, sortProblems } from './problem.ts';
import { type Salvaged, salvage } from './salvage.ts';
import { POLICY_BYTES_LIMIT } from './schema.ts';
import { explainShapeErrors } from './shape-problems.ts';
import { getShapes } from './validate.ts';
import { readYaml } from './yaml-text.ts';

export type Parsed = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] };

/** Above this a list of problems helps nobody. */
const PROBLEMS_LIMIT = 100;

/** A policy from the text of its file, or every problem in it, in the order of the file. Never throws. */
export function parsePolicy(text: string): Parsed {
  const bytes = toBytes(text).length;
  if (bytes > POLICY_BYTES_LIMIT)
    return refuse([atStart('policy.limit', `the file has ${bytes} bytes, ${POLICY_BYTES_LIMIT} are allowed`)]);
  const yaml = readYaml(text);
  if ('problems' in yaml) return refuse(yaml.problems);
  if (yaml.value === undefined || yaml.value === null) return refuse([atStart('policy.schema', 'the file is empty')]);

  const { file: isPolicyFile } = getShapes();
  const { value } = yaml;
  if (isPolicyFile(value)) return finish({ file: value, yaml }, []);
  const errors = isPolicyFile.errors ?? [];
  return finish(salvage(yaml, errors), explainShapeErrors(errors, yaml));
}

function finish({ file, yaml }: Salvaged, misshapen: readonly PolicyProblem[]): Parsed {
  const policy = buildPolicy(file, (path, part) => yaml.locate(path, part));
  const problems = [...misshapen, ...checkMeaning(file, policy, yaml)];
  return problems.length > 0 ? refuse(problems) : { policy };
}

function refuse(problems: readonly PolicyProblem[]): Parsed {
  const sorted = sortProblems(problems);
  const last = sorted[PROBLEMS_LIMIT];
  if (last === undefined) return { problems: sorted };
  const more = { ...last, message: `and ${sorted.length - PROBLEMS_LIMIT} more problems from here on`, nearest: null };
  return { problems: [...sorted.slice(0, PROBLEMS_LIMIT), more] };
}

function atStart(code: PolicyProblem['code'], message: string): PolicyProblem {
  return { code, message, line: 1, column: 1, nearest: null };
}
