import { toBase64 } from '../base/bytes.ts';
import { type Json, type JsonObject, objectOf } from '../base/json.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Entry } from './entry.ts';

/** Messages of the commits on the ledger branch (design/ledger.md, "Commits"). */

export interface CommitMessage {
  /** The first line. */
  readonly headline: string;
  /** What follows the empty line after it. */
  readonly body: string;
}

/**
 * The message of a flush. `entries` are the new ones, the last of them at index `checkpoint.size - 1`; none: cosignatures
 * only. With the origin, entries about other repositories than its own name theirs.
 */
export function commitMessage(
  checkpoint: Pick<Checkpoint, 'size' | 'root'> & { readonly origin?: string },
  entries: readonly Entry[],
): CommitMessage {
  return messageOfLines(
    checkpoint,
    entries.map((entry) => entryLine(entry, checkpoint.origin ?? null)),
  );
}

/** The same of what `entryLine` says of each. */
export function messageOfLines(
  checkpoint: Pick<Checkpoint, 'size' | 'root'>,
  entryLines: readonly string[],
): CommitMessage {
  const lines = entryLines.map((line) => `${line}\n`).join('');
  const trailers = [
    `Ledger-Size: ${checkpoint.size}`,
    `Ledger-Root: ${toBase64(checkpoint.root)}`,
    'skip-checks: true',
  ];
  // GitHub heeds skip-checks only at the end of the message and behind two empty lines; git wants trailers in one block.
  const gap = lines === '' ? '\n' : '\n\n';
  return { headline: headline(checkpoint.size, entryLines.length), body: `${lines}${gap}${trailers.join('\n')}` };
}

/** The message as `git commit` would store it. */
export function messageText({ headline: first, body }: CommitMessage): string {
  return `${first}\n\n${body}\n`;
}

/** What the trailers of a message claim; null where a trailer is missing or malformed. Written by anybody: compare it. */
export function readTrailers(message: string): { readonly size: number | null; readonly root: string | null } {
  const block = message.trimEnd().split('\n\n').at(-1) ?? '';
  const size = /^Ledger-Size: (\d{1,15})$/m.exec(block)?.[1];
  const root = /^Ledger-Root: (\S+)$/m.exec(block)?.[1];
  return { size: size === undefined ? null : Number(size), root: root ?? null };
}

function headline(size: number, count: number): string {
  if (count === 0) return `ledger: checkpoint ${size} [skip ci]`;
  if (count === 1) return `ledger: 1 entry (${size - 1}) [skip ci]`;
  return `ledger: ${count} entries (${size - count}–${size - 1}) [skip ci]`;
}

/** `<result> <repository> <subject> <short sha> <rules that failed>`, what there is of it. */
export function entryLine({ kind, statement }: Pick<Entry, 'kind' | 'statement'>, origin: string | null): string {
  const predicate = objectOf(statement['predicate']);
  const subject = objectOf(listOf(statement['subject'])[0]);
  const commit = textOf(objectOf(subject['digest'])['gitCommit']).slice(0, 7);
  const repository = textOf(objectOf(objectOf(predicate['countersign'])['repository'])['name']);
  const elsewhere = origin === null || isOwnRepository(origin, repository) ? '' : repository;
  const words = [resultOf(kind, predicate), elsewhere, subjectOf(subject), commit, failedRules(predicate)];
  return words.filter((word) => word !== '').join(' ');
}

/** Is it the repository that the ledger was named after? An origin is `<host>/<owner>/<repository>` and maybe more. */
export function isOwnRepository(origin: string, repository: string): boolean {
  return origin.toLowerCase().split('/').slice(1, 3).join('/') === repository.toLowerCase();
}

function resultOf(kind: Entry['kind'], predicate: JsonObject): string {
  if (kind === 'decision') return textOf(predicate['verificationResult']);
  if (kind === 'policy') return `policy ${textOf(predicate['layer'])} v${textOf(predicate['version'])}`;
  if (kind === 'landed') return `landed ${textOf(objectOf(predicate['countersign_landed'])['result'])}`;
  if (kind === 'ledger') return textOf(objectOf(predicate['countersign_ledger'])['act']);
  if (kind === 'alert') {
    const { act, code } = objectOf(predicate['countersign_alert']);
    return `alert ${textOf(act)} ${textOf(code)}`;
  }
  return kind;
}

/** `pull/42` rather than the whole ref; the repository is named only by entries that have no ref. */
function subjectOf(subject: JsonObject): string {
  const ref = textOf(listOf(objectOf(subject['annotations'])['sourceRefs'])[0]);
  if (ref !== '') return ref.replace(/^refs\/(heads\/|tags\/)?/, '').replace(/^(pull\/\d+)\/(head|merge)$/, '$1');
  return textOf(subject['name']);
}

function failedRules(predicate: JsonObject): string {
  const findings = objectOf(predicate['countersign_decision'])['findings'];
  const rules = listOf(findings)
    .map((finding) => textOf(objectOf(finding)['rule']))
    .filter((rule) => rule !== '');
  return [...new Set(rules)].join(', ');
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
