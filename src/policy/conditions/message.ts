import { judgeCommits } from '../commit-findings.ts';
import type { Condition, SettingProblem } from '../condition.ts';
import { selectPart } from '../message-part.ts';
import { noNeeds } from '../need-set.ts';
import { compilePattern, findPatternFault, PATTERN_LENGTH_LIMIT } from '../pattern.ts';

export interface MessageSettings {
  readonly matches?: string;
  readonly not_matches?: string;
  readonly part?: 'subject' | 'body' | 'whole';
  readonly in?: 'each_commit' | 'any_commit';
}

const pattern = { type: 'string', minLength: 1, maxLength: PATTERN_LENGTH_LIMIT };

export const message: Condition<MessageSettings> = {
  name: 'message',
  schema: {
    type: 'object',
    description: 'The messages of the commits look as they should.',
    additionalProperties: false,
    anyOf: [{ required: ['matches'] }, { required: ['not_matches'] }],
    properties: {
      matches: { ...pattern, description: 'RE2 that has to be found. Write `^` and `$` to mean the whole text.' },
      not_matches: { ...pattern, description: 'RE2 that must not be found.' },
      part: {
        enum: ['subject', 'body', 'whole'],
        default: 'subject',
        description: 'What is looked at: the first line, what follows it, or both.',
      },
      in: {
        enum: ['each_commit', 'any_commit'],
        default: 'each_commit',
        description: 'Must each commit pass, or is one enough?',
      },
    },
  },
  check: (settings) => (['matches', 'not_matches'] as const).flatMap((key) => checkPattern(key, settings[key])),
  needs: () => ({ ...noNeeds, commits: true }),
  watches: ['commits', 'base'],
  judge(settings, { facts }) {
    const { matches, not_matches, part = 'subject', in: mode = 'each_commit' } = settings;
    const required = {
      ...(matches === undefined ? {} : { matches }),
      ...(not_matches === undefined ? {} : { not_matches }),
      part,
      in: mode,
    };
    const wanted = matches === undefined ? null : compilePattern(matches);
    const unwanted = not_matches === undefined ? null : compilePattern(not_matches);
    const lacks = { code: 'message.lacks', truth: 'unmet', data: required } as const;
    const has = { code: 'message.has', truth: 'unmet', data: required } as const;
    return judgeCommits(facts, {
      name: 'message',
      mode,
      test(commit) {
        if (commit.updatesFromBase) return null;
        const text = selectPart(commit.message, part);
        if (wanted?.test(text) === false) return lacks;
        return unwanted?.test(text) === true ? has : good;
      },
    });
  },
};

const good = { code: 'message.good', truth: 'met', data: {} } as const;

function checkPattern(key: string, source: string | undefined): readonly SettingProblem[] {
  const fault = source === undefined ? null : findPatternFault(source);
  return fault === null ? [] : [{ path: [key], code: 'policy.pattern', message: fault.message, offset: fault.offset }];
}
