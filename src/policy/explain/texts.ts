import type { Sentence } from '../explanation.ts';
import type { Finding } from '../verdict.ts';
import { addressed, type Explainer } from './explainer.ts';
import { choices, joinFindings, noRows, openFindings } from './finding-words.ts';
import { say } from './words.ts';

/** `title` and `body`: what a person wrote on GitHub. The text itself is not repeated; whoever reads this sees it above. */
function makeTextExplainer(noun: string, place: string): Explainer {
  const describe = ({ code, data }: Finding): Sentence => {
    if (code.endsWith('.lacks')) return say(`the ${noun} does not have `, choices(data['patterns']));
    if (code.endsWith('.has')) return say(`the ${noun} has `, choices(data['patterns'], 'and'));
    return say(code.endsWith('.no-request') ? `only a pull request has a ${noun}` : `the ${noun} is as required`);
  };
  const demand = ({ code, data }: Finding): Sentence => {
    if (code.endsWith('.lacks')) return say(`a ${noun} with `, choices(data['patterns']));
    return code.endsWith('.has') ? say(`a ${noun} without `, choices(data['patterns'])) : say(`a ${noun}`);
  };
  return {
    headlines(outcome, { facts }) {
      if (outcome.truth === 'unknown') return [`the ${noun} is not known`];
      const what = `the ${noun} is not as required`;
      return [`${what}: ${addressed(facts.change.author, 'edit it')}`, `${what}: edit it`];
    },
    row: ({ findings }) => joinFindings(findings, describe),
    detail: (outcome) => ({
      looked: say(`the ${noun} of the pull request`),
      required: joinFindings(outcome.findings, demand, ' and '),
      found: openFindings(outcome).map(describe),
      ...noRows,
    }),
    steps: (outcome) =>
      openFindings(outcome)
        .filter(({ truth }) => truth === 'unmet')
        .map(({ code, data }) => ({
          sentence: say(
            `Press “Edit” ${place} and write a ${noun} `,
            code.endsWith('.lacks') ? 'with ' : 'without ',
            choices(data['patterns']),
            '.',
          ),
          commands: [],
        })),
  };
}

export const explainTitle = makeTextExplainer('title', 'beside the title of the pull request');
export const explainBody = makeTextExplainer('description', 'in the menu “…” of the first comment');
