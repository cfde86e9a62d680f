import type { Sentence } from '../explanation.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { joinFindings, mainFinding, noRows, openFindings } from './finding-words.ts';
import { say } from './words.ts';

export const explainDraft: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.code === 'draft.is-draft') return ['the pull request is a draft: mark it as ready', 'it is a draft'];
    return [main?.code === 'draft.is-ready' ? 'the pull request is not a draft' : 'it is not known if it is a draft'];
  },
  row: ({ findings }) => joinFindings(findings, describe),
  detail: (outcome) => ({
    looked: say('whether the pull request is a draft'),
    required: joinFindings(outcome.findings, ({ data }) =>
      say(data['wanted'] === true ? 'a draft' : 'a pull request that is ready for review'),
    ),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps(outcome, { facts: { change } }) {
    const [main] = openFindings(outcome);
    if (main?.truth !== 'unmet' || change.number === null) return [];
    return main.code === 'draft.is-draft'
      ? [{ sentence: say('Press “Ready for review”, or:'), commands: [`gh pr ready ${change.number}`] }]
      : [{ sentence: say('Press “Convert to draft”, or:'), commands: [`gh pr ready ${change.number} --undo`] }];
  },
};

function describe({ code }: Finding): Sentence {
  if (code === 'draft.is-draft') return say('it is a draft');
  return say(code === 'draft.is-ready' ? 'it is ready for review' : 'only a pull request can be a draft');
}
