import type { Segment, Sentence } from '../../policy/explanation.ts';
import { showOutside } from '../text.ts';

/** A sentence for a terminal: what outsiders wrote stands in quotation marks, with every obeyed character shown. */
export function showSentence(sentence: Sentence): string {
  return sentence.map(showSegment).join('');
}

function showSegment(segment: Segment): string {
  if ('text' in segment) return showOutside(segment.text);
  if ('code' in segment) return `\`${showOutside(segment.code)}\``;
  if ('login' in segment) return `@${showOutside(segment.login)}`;
  if ('compared' in segment)
    return showOutside(`${segment.compared.from.slice(0, 7)}..${segment.compared.to.slice(0, 7)}`);
  return `“${showOutside(segment.outside)}”`;
}
