import type { Explanation, Row, Sentence } from '../explanation.ts';
import type { SubjectKind } from '../facts.ts';
import { numberOf, textOf } from '../finding-data.ts';
import type { Finding, LayerName, LayerVerdict } from '../verdict.ts';
import type { Step } from './explainer.ts';
import { nameSubject } from './subject-words.ts';
import { code, oids, outside, say } from './words.ts';

export interface ProblemsTold {
  readonly rows: readonly Row[];
  readonly steps: readonly Step[];
  readonly annotations: Explanation['annotations'];
}

const FILE = '.github/countersign.yml';

/** Why a layer could not be judged, and that no rule of it applied. */
export function explainProblems({ layer, problems, otherwise, rules }: LayerVerdict, kind: SubjectKind): ProblemsTold {
  const steps = [
    ...problems.slice(0, 1).map((problem) => stepFor(layer, problem)),
    ...(problems.length === 0 && otherwise === 'deny' && rules.every(({ state }) => state === 'skipped')
      ? [explainOtherwise(kind)]
      : []),
  ];
  return {
    rows: problems.map((problem) => ({ mark: problem.truth, rule: nameOf(layer), result: describe(problem) })),
    steps,
    annotations: problems.flatMap((problem) => annotate(layer, problem)),
  };
}

function nameOf(layer: LayerName): string {
  return layer === 'floor' ? "the organisation's floor" : 'the policy';
}

function describe({ code: found, commits, data }: Finding): Sentence {
  if (found === 'policy.removed')
    return say('the file was removed', ...(commits.length === 0 ? [] : [' by ', oids(commits)]));
  if (found === 'policy.unreadable') return say('it could not be read: ', outside(textOf(data['detail']), 200));
  const line = numberOf(data['line']);
  if (line === 0) return say('the file is not valid');
  return say(`line ${line}, column ${numberOf(data['column'])}: `, outside(textOf(data['message']), 300));
}

function stepFor(layer: LayerName, { code: found }: Finding): Step {
  const where = layer === 'floor' ? 'of the organisation’s floor' : 'on the base branch';
  if (found === 'policy.removed')
    return { sentence: say('Bring ', code(FILE), ` ${where} back: a policy was in force here.`), commands: [] };
  if (found === 'policy.unreadable')
    return {
      sentence: say(
        'Nothing passes until the policy can be read. Is the app installed where it lies? Then comment ',
        code('/countersign recheck'),
        '.',
      ),
      commands: [],
    };
  return {
    sentence: say('Correct ', code(FILE), ` ${where}. To see all problems before you push:`),
    commands: [`npx countersign policy validate ${FILE}`],
  };
}

function explainOtherwise(kind: SubjectKind): Step {
  const noun = nameSubject(kind);
  return {
    sentence: say(
      `No rule of the policy applies to this ${noun}, and the policy then says no. Add a rule for such ${noun}s, or `,
      code('otherwise: allow'),
      '.',
    ),
    commands: [],
  };
}

function annotate(layer: LayerName, { code: found, data }: Finding): Explanation['annotations'] {
  const line = numberOf(data['line']);
  if (found !== 'policy.invalid' || line === 0) return [];
  return [{ layer, line, column: Math.max(1, numberOf(data['column'])), message: textOf(data['message']) }];
}
