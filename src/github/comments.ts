import { type Instant, toRfc3339 } from '../base/clock.ts';
import type { Explanation } from '../policy/explanation.ts';
import type { Api } from './api.ts';
import { detailBlocks, paragraph, summaryBlocks } from './explanation-blocks.ts';
import { fitBlocks } from './fit.ts';
import { escapeText, plainLine } from './markdown.ts';
import { readList } from './paging.ts';

/** GitHub: 65,536 characters. */
const MOST_BYTES = 65_000;

/** The shape of app/ports.ts, Comment. */
export interface Comment {
  readonly sentence: string;
  readonly explanation: Explanation | null;
  readonly marker: string;
}

/** Writes a comment on a pull request. Logins in it mention nobody: an answer to one person is no call to all others. */
export async function writeComment(
  api: Api,
  place: { readonly owner: string; readonly name: string; readonly pages: string },
  comment: Comment & { readonly number: number },
): Promise<void> {
  await api.rest('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner: place.owner,
    repo: place.name,
    issue_number: comment.number,
    body: renderComment(comment, place.pages),
  });
}

/** Has one of the comments since then this marker? Whoever wrote it: only we know it before it was written. */
export async function hasComment(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  wanted: { readonly number: number; readonly marker: string; readonly since: Instant },
): Promise<boolean> {
  const comments = await readList(api, {
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    parameters: {
      owner: place.owner,
      repo: place.name,
      issue_number: wanted.number,
      since: toRfc3339(wanted.since),
    },
    items: (body) => body.list(),
    read: (comment) => comment.at('body').maybe((body) => body.text()) ?? '',
  });
  return comments.some((body) => body.includes(markerText(wanted.marker)));
}

export function renderComment({ sentence, explanation, marker }: Comment, pages: string): string {
  const surface = { mentions: 'plain', pages } as const;
  const lead = paragraph(escapeText(sentence));
  const title = explanation === null ? [] : [paragraph(`**${escapeText(plainLine(explanation.title, 200))}**`)];
  const reasons =
    explanation === null ? [] : [...summaryBlocks(explanation, surface), ...detailBlocks(explanation, surface)];
  return `${fitBlocks([lead, ...title, ...reasons], MOST_BYTES)}\n\n${markerText(marker)}`;
}

/** Hidden where Markdown is shown. */
const markerText = (marker: string): string => `<!-- countersign ${marker} -->`;
