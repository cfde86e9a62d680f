import type { Condition } from '../condition.ts';
import { outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { findNoRequest } from '../request-only.ts';
import { checkTexts, judgeText, type TextSettings, textSchema } from '../text-patterns.ts';

const codes = { good: 'body.good', lacks: 'body.lacks', has: 'body.has' } as const;

export const body: Condition<TextSettings> = {
  name: 'body',
  schema: textSchema('The description of the pull request looks as it should.'),
  check: (settings) => checkTexts(settings),
  needs: () => noNeeds,
  watches: ['body'],
  judge(settings, { facts }) {
    const none = findNoRequest('body.no-request', facts);
    return outcomeOf('body', none === null ? judgeText(facts.change.body, settings, codes) : [none]);
  },
};
