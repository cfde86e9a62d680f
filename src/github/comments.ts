import type { Explanation } from '../policy/explanation.ts';
import type { Api } from './api.ts';
import { detailBlocks, paragraph, summaryBlocks } from './explanation-blocks.ts';
import { fitBlocks } from './fit.ts';
import { escapeText, plainLine } from './markdown.ts';

/** GitHub: 65,536 characters. */
const MOST_BYTES = 65_000;

/** Writes a comment on a pull request. Logins in it mention nobody: an answer to one person is no call to all others. */
export async function writeComment(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  comment: { readonly number: number; readonly sentence: string; readonly explanation: Explanation | null },
): Promise<void> {
  await api.rest('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner: place.owner,
    repo: place.name,
    issue_number: comment.number,
    body: renderComment(comment.sentence, comment.explanation),
  });
}

export function renderComment(sentence: string, explanation: Explanation | null): string {
  const lead = paragraph(escapeText(sentence));
  if (explanation === null) return fitBlocks([lead], MOST_BYTES);
  const title = paragraph(`**${escapeText(plainLine(explanation.title, 200))}**`);
  return fitBlocks(
    [lead, title, ...summaryBlocks(explanation, 'plain'), ...detailBlocks(explanation, 'plain')],
    MOST_BYTES,
  );
}
