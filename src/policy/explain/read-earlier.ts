import { toRfc3339 } from '../../base/clock.ts';
import type { Sentence } from '../explanation.ts';
import type { Verdict } from '../verdict.ts';
import { say } from './words.ts';

/** That a policy counts which GitHub could not show again: whoever reads the verdict has to know what it rests on. */
export function readEarlierNotes({ layers }: Pick<Verdict, 'layers'>): readonly Sentence[] {
  return layers.flatMap(({ layer, policyReadAt }) => {
    if (policyReadAt === undefined) return [];
    const file = layer === 'floor' ? 'the organisation’s floor' : 'the policy';
    const time = toRfc3339(policyReadAt).slice(0, 16).replace('T', ' ');
    return [say(`GitHub failed to show ${file}: the one that was read at ${time} UTC counts, for a limited time.`)];
  });
}
