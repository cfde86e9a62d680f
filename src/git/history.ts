import { AS_STORED, type EntryChange, readChange } from './compare-trees.ts';
import { callOn, type Repository } from './git.ts';
import { readLineGroups } from './lines.ts';
import { streamGit } from './process.ts';

/** One commit of a history with what it changed against its first parent; a root commit against nothing. */
export interface HistoryStep {
  readonly oid: string;
  readonly parents: readonly string[];
  /** As UTF-8; what cannot be decoded is U+FFFD. */
  readonly message: string;
  /** Of the top directory: a directory below it is told as one, whatever changed in it. */
  readonly changes: readonly EntryChange[];
}

/** Ends with the message: no other field can begin like it, because paths are counted and all else begins with a colon. */
const FORMAT = 'commit %H%n%P%n%B';

/**
 * The line of first parents that ends at `tip`, oldest first, many commits at once: two git processes for the whole
 * history, however long it is. A grafted end (a shallow clone) is told like a root commit. `diff-tree` leaves the
 * directories alone, as `log` cannot: where each commit adds to a large one, opening it takes three times as long as all
 * else.
 */
export async function* readHistory(repository: Repository, tip: string): AsyncGenerator<readonly HistoryStep[]> {
  const commits = ['rev-list', '--reverse', '--first-parent', tip, '--'];
  const steps = [
    'diff-tree',
    '--stdin',
    '-z',
    '--root',
    '--always',
    '--raw',
    '--no-renames',
    '--diff-merges=first-parent',
    ...AS_STORED,
    '--no-notes',
    '--no-color',
    '--no-show-signature',
    '--encoding=UTF-8',
    `--format=${FORMAT}`,
  ];
  async function* input(): AsyncGenerator<string> {
    for await (const chunk of streamGit(callOn(repository, commits))) yield chunk.toString('latin1');
  }
  let step: ReturnType<typeof readHead> | null = null;
  let header = '';
  for await (const fields of readLineGroups(streamGit({ ...callOn(repository, steps), input: input() }), '\0')) {
    const ended: HistoryStep[] = [];
    for (const field of fields) {
      if (header !== '') {
        step?.changes.push(readChange(header, field));
        header = '';
      } else if (field.startsWith(':') || field.startsWith('\n:')) header = field.trimStart();
      else {
        if (step !== null) ended.push(step);
        step = readHead(field);
      }
    }
    yield ended;
  }
  if (step !== null) yield [step];
}

function readHead(field: string): HistoryStep & { readonly changes: EntryChange[] } {
  const [, oid = '', parents = '', message = ''] = /^commit ([0-9a-f]+)\n([^\n]*)\n(.*)$/s.exec(field) ?? [];
  return { oid, parents: parents === '' ? [] : parents.split(' '), message, changes: [] };
}
