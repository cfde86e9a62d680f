import type { Condition } from '../condition.ts';
import type { FileFacts } from '../facts.ts';
import { makeFinding, outcomeOf, showSome } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlob } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';
import type { Finding } from '../verdict.ts';

const kinds = ['any', 'all', 'none', 'only'] as const;
type Kind = (typeof kinds)[number];

export type ChangedSettings = { readonly [kind in Kind]?: readonly string[] };

const globs = {
  type: 'array',
  minItems: 1,
  maxItems: 500,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 500 },
};

export const changed: Condition<ChangedSettings> = {
  name: 'changed',
  schema: {
    type: 'object',
    description: 'Which files the change touches. A renamed or copied file counts under both of its paths.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      any: { ...globs, description: 'Some file matches one of these globs.' },
      all: { ...globs, description: 'Each of these globs is matched by some file.' },
      none: { ...globs, description: 'No file matches any of these globs.' },
      only: { ...globs, description: 'There are files, and every one of them matches one of these globs.' },
    },
  },
  check: (settings) =>
    kinds.flatMap((kind) => (settings[kind] ?? []).flatMap((glob, index) => checkGlob([kind, index], glob))),
  needs: () => ({ ...noNeeds, files: true }),
  watches: ['commits', 'base'],
  judge(settings, { facts: { files } }) {
    if (!files.known)
      return outcomeOf('changed', [
        makeFinding('changed.unread', 'unknown', { why: files.why.code, detail: files.why.detail }),
      ]);
    const findings = kinds.flatMap((kind) => {
      const wanted = settings[kind];
      return wanted === undefined ? [] : [judgeKind(kind, wanted, files.value)];
    });
    return outcomeOf('changed', findings);
  },
};

function judgeKind(kind: Kind, wanted: readonly string[], files: readonly FileFacts[]): Finding {
  const tests = wanted.map((glob) => compileGlob(glob).test);
  const matchesOne = (path: string): boolean => tests.some((test) => test(path));
  const report = (isMet: boolean, paths: readonly string[]): Finding => {
    const { shown, count } = showSome(paths);
    return makeFinding(`changed.${kind}`, isMet ? 'met' : 'unmet', {
      globs: wanted,
      paths: shown,
      count,
      files: files.length,
    });
  };
  const paths = pathsOfAll(files);
  if (kind === 'only') {
    const others = files.filter((file) => !pathsOf(file).every(matchesOne));
    return report(files.length > 0 && others.length === 0, others.flatMap(pathsOf));
  }
  if (kind === 'all') {
    const untouched = wanted.filter((glob) => !paths.some(compileGlob(glob).test));
    return report(untouched.length === 0, untouched);
  }
  const matching = paths.filter(matchesOne);
  return report(kind === 'any' ? matching.length > 0 : matching.length === 0, matching);
}

/** Several rules look at the same files. What is remembered goes away with the facts. */
const remembered = new WeakMap<readonly FileFacts[], readonly string[]>();

function pathsOfAll(files: readonly FileFacts[]): readonly string[] {
  const found = remembered.get(files);
  if (found !== undefined) return found;
  const paths = files.flatMap(pathsOf);
  remembered.set(files, paths);
  return paths;
}

function pathsOf({ path, previousPath }: FileFacts): readonly string[] {
  return previousPath === null || previousPath === path ? [path] : [path, previousPath];
}
