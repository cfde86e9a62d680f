import type { Condition } from '../condition.ts';
import type { FileFacts } from '../facts.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlob } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';
import { checkRange, isWithin, type NumberRange, rangeSchema, showRange } from '../number-range.ts';

const kinds = ['added', 'removed', 'total'] as const;
type Kind = (typeof kinds)[number];

export type LinesSettings = { readonly [kind in Kind]?: NumberRange } & { readonly ignore?: readonly string[] };

export const lines: Condition<LinesSettings> = {
  name: 'lines',
  schema: {
    type: 'object',
    description: 'How many lines the change adds and removes.',
    additionalProperties: false,
    anyOf: kinds.map((kind) => ({ required: [kind] })),
    properties: {
      added: rangeSchema('Lines that are added.'),
      removed: rangeSchema('Lines that are removed.'),
      total: rangeSchema('Both together. A line that is changed counts once in each.'),
      ignore: {
        type: 'array',
        minItems: 1,
        maxItems: 500,
        uniqueItems: true,
        items: { type: 'string', minLength: 1, maxLength: 500 },
        description: 'Files that match one of these globs do not count.',
      },
    },
  },
  check: (settings) => [
    ...kinds.flatMap((kind) => checkRange(kind, settings[kind])),
    ...(settings.ignore ?? []).flatMap((glob, index) => checkGlob(['ignore', index], glob)),
  ],
  needs: () => ({ ...noNeeds, files: true }),
  watches: ['commits', 'base'],
  judge(settings, { facts: { files } }) {
    if (!files.known)
      return outcomeOf('lines', [
        makeFinding('lines.unread', 'unknown', { why: files.why.code, detail: files.why.detail }),
      ]);
    const ignored = (settings.ignore ?? []).map(compileGlob);
    const counted = files.value.filter((file) => !isIgnored(file, ignored));
    const counts = countLines(counted);
    const findings = kinds.flatMap((kind) => {
      const range = settings[kind];
      if (range === undefined) return [];
      const truth = isWithin(counts[kind], range) ? 'met' : 'unmet';
      const ignoredCount = files.value.length - counted.length;
      return [makeFinding(codes[kind], truth, { count: counts[kind], ...showRange(range), ignored: ignoredCount })];
    });
    return outcomeOf('lines', findings);
  },
};

const codes = { added: 'lines.added', removed: 'lines.removed', total: 'lines.total' } as const;

/** A file that was moved is ignored only if it would have been in both places. */
function isIgnored({ path, previousPath }: FileFacts, globs: readonly ReturnType<typeof compileGlob>[]): boolean {
  return [path, previousPath ?? path].every((each) => globs.some((glob) => glob.test(each)));
}

function countLines(files: readonly FileFacts[]): Readonly<Record<Kind, number>> {
  const added = files.reduce((sum, { additions }) => sum + additions, 0);
  const removed = files.reduce((sum, { deletions }) => sum + deletions, 0);
  return { added, removed, total: added + removed };
}
