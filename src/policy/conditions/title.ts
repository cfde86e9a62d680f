import type { Condition } from '../condition.ts';
import { outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { findNoRequest } from '../request-only.ts';
import { checkTexts, judgeText, type TextSettings, textSchema } from '../text-patterns.ts';

const codes = { good: 'title.good', lacks: 'title.lacks', has: 'title.has' } as const;

export const title: Condition<TextSettings> = {
  name: 'title',
  schema: textSchema('The title of the pull request looks as it should.'),
  check: (settings) => checkTexts(settings),
  needs: () => noNeeds,
  watches: ['title'],
  judge(settings, { facts }) {
    const none = findNoRequest('title.no-request', facts);
    return outcomeOf('title', none === null ? judgeText(facts.change.title, settings, codes) : [none]);
  },
};
