import { concatBytes, equalBytes, toBytes } from '../../../src/base/bytes.ts';
import { bundleBytes } from '../../../src/ledger/batch.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import type { Problem, ProblemCode } from '../../../src/ledger/problem.ts';
import { type Files, keyFrom, signer } from '../sample.ts';
import type { Dice } from './dice.ts';
import { aboutEntries, type Expectation, type Expected } from './expectation.ts';
import { bytesOf, entryBytes, oldReadme, PINNING, SEALED, SIZE, whole } from './whole-ledger.ts';

/** Changes of single files, as somebody with write access to the branch (and no key) makes them. */

export interface Change extends Expectation {
  /** For the table of what was tried. */
  readonly kind: string;
  readonly path: string;
  /** Null: the file is removed. */
  readonly bytes: Uint8Array | null;
}

export function applyChanges(files: Files, changes: readonly Change[]): Files {
  for (const { path, bytes } of changes) {
    if (bytes === null) files.delete(path);
    else files.set(path, bytes);
  }
  return files;
}

/** A file's bytes damaged in one of the ways that every file knows. Never the same bytes again. */
export function damage(bytes: Uint8Array, dice: Dice): { readonly how: string; readonly bytes: Uint8Array | null } {
  switch (dice.below(8)) {
    case 0:
      return { how: 'deleted', bytes: null };
    case 1:
      return { how: 'truncated', bytes: bytes.slice(0, dice.below(bytes.length)) };
    case 2:
      return { how: 'extended', bytes: concatBytes(bytes, Uint8Array.of(dice.below(256))) };
    default:
      return { how: 'a flipped byte', bytes: flip(bytes, dice) };
  }
}

export function flip(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length);
  const by = 1 + dice.below(255);
  return bytes.map((byte, i) => (i === at ? byte ^ by : byte));
}

/** Edits at once in one bundle, each a change of its own. */
const EDITS = 60;

/** Bundle `bundle`, any way: damaged, or entries edited, dropped, duplicated, reordered, or replaced by others. */
export function changeBundle(bundle: number, dice: Dice): readonly Change[] {
  const path = `bundle/00${bundle}.jsonl`;
  const first = bundle * 256;
  const lines = Array.from({ length: 256 }, (_, at) => entryBytes(first + at));
  const deed = dice.pick([...Object.keys(deeds), 'edited', 'edited', 'edited', 'damaged', 'damaged', 'damaged']);
  if (deed === 'edited') {
    const bytes = bundleBytes(editSome(lines, dice));
    const { must, may } = expectBundle(bundle, bytes);
    const each = { kind: 'bundle: an entry edited', path, bytes, ...(may === undefined ? {} : { may }) };
    return must.map((expected) => ({ ...each, must: [expected] }));
  }
  const make = deeds[deed];
  const done = make === undefined ? damage(bytesOf(whole.files, path), dice) : null;
  const bytes = done === null ? bundleBytes(make?.(lines, dice) ?? []) : done.bytes;
  return [{ kind: `bundle: ${done?.how ?? deed}`, path, bytes, ...expectBundle(bundle, bytes) }];
}

type Lines = readonly Uint8Array[];

const deeds: Readonly<Record<string, (lines: Lines, dice: Dice) => Lines>> = {
  'an entry dropped': (lines, dice) => lines.toSpliced(dice.below(256), 1),
  'an entry duplicated': (lines, dice) => lines.toSpliced(dice.below(256), 0, dice.pick(lines)),
  'entries reordered': (lines, dice) => {
    const [one, other] = dice.pair([...lines.keys()]);
    return lines.with(one, lines[other] ?? new Uint8Array()).with(other, lines[one] ?? new Uint8Array());
  },
  'an entry replaced by another': (lines, dice) => lines.with(dice.below(256), entryBytes(2 + dice.below(SIZE - 2))),
};

function editSome(lines: Lines, dice: Dice): Lines {
  const chosen = new Set(Array.from({ length: EDITS }, () => 1 + dice.below(255)));
  return lines.map((line, at) => (chosen.has(at) ? flip(line, dice) : line));
}

/** By the lines that are left: each that differs in place is altered; where lines came or went, each that is gone is missing. */
export function expectBundle(bundle: number, bytes: Uint8Array | null): Expectation {
  const [path, first] = [`bundle/00${bundle}.jsonl`, bundle * 256];
  if (bytes === null) {
    return { must: [{ code: 'bundle-missing', index: first, names: path }], may: unpinned(first, first + 255) };
  }
  const found = Buffer.from(bytes).toString('latin1').split('\n');
  const isEnded = found.at(-1) === '';
  const lines = isEnded ? found.slice(0, -1) : found;
  const right = Array.from({ length: 256 }, (_, at) => Buffer.from(entryBytes(first + at)).toString('latin1'));
  const isWhole = lines.length === 256;
  const wrong = right.flatMap((line, at) =>
    (isWhole ? lines[at] === line : lines.includes(line)) ? [] : [first + at],
  );
  const must: Expected[] = wrong.map((index) => ({ code: isWhole ? 'entry-altered' : 'entry-missing', index }));
  if (!isEnded || !isWhole) must.push({ code: 'bundle-altered', names: path });
  const isOfContent = aboutEntries((index) => isWhole && wrong.includes(index));
  const isUnpinned = wrong.includes(PINNING) ? unpinned(PINNING, PINNING) : () => false;
  return { must, may: (problem) => isOfContent(problem) || isUnpinned(problem) };
}

/** Where the entry that pins the README of today is gone, what it is compared with is the one before. */
function unpinned(first: number, last: number): (found: Problem) => boolean {
  return ({ code }) => code === 'readme-altered' && PINNING >= first && PINNING <= last;
}

/** A tile: damaged, or with the content of another. */
export function changeTile(path: string, dice: Dice): Change {
  const right = bytesOf(whole.files, path);
  const others = ['tile/0/000', 'tile/0/001', 'tile/0/002', 'tile/1/000.p/3'].filter((other) => other !== path);
  const { how, bytes } =
    dice.below(5) === 0
      ? {
          how: 'of another',
          bytes: dice.pick([...others.map((other) => bytesOf(whole.files, other)), right.slice(0, 64)]),
        }
      : damage(right, dice);
  const code = bytes === null ? 'tile-missing' : 'tile-altered';
  return { kind: `tile: ${how}`, path, bytes, must: [{ code, names: path }] };
}

/** An entry of the tail: no tile covers it, so the root alone tells, unless its own content does. */
export function changeTail(dice: Dice): Change {
  const index = SEALED + dice.below(SIZE - SEALED);
  const path = `tail/${index}.json`;
  const other = dice.pick(Array.from({ length: SIZE }, (_, at) => at).filter((at) => at > 1 && at !== index));
  const { how, bytes } =
    dice.below(4) === 0 ? { how: 'another entry', bytes: entryBytes(other) } : damage(entryBytes(index), dice);
  if (bytes === null)
    return { kind: `tail: ${how}`, path, bytes, must: [{ code: 'entry-missing', index, names: path }] };
  // The same id twice, a step back in time: the pair is named by its second.
  const isNear = (at: number): boolean => [index, index + 1, other].includes(at);
  return { kind: `tail: ${how}`, path, bytes, must: [{ code: 'root-mismatch' }], may: aboutEntries(isNear) };
}

export const pinnedPaths = [...whole.files.keys()].filter((path) => /^(README|\.gitattributes|keys|schema)/.test(path));

export function codeOfPinned(path: string): ProblemCode {
  if (path.startsWith('keys/')) return 'key-altered';
  if (path.startsWith('schema/')) return 'schema-altered';
  return path === 'README.md' ? 'readme-altered' : 'file-altered';
}

/** A file that an entry pins: damaged, an older version of it, another such file, a stranger's key. */
export function changePinned(path: string, dice: Dice): Change {
  const others = pinnedPaths.filter((other) => other !== path).map((other) => bytesOf(whole.files, other));
  const stranger = keyFrom(2, signer.name);
  const older = path === 'README.md' ? oldReadme : toBytes(`${formatVkey(stranger)}\n`);
  const { how, bytes } = dice.pick([
    damage(bytesOf(whole.files, path), dice),
    damage(bytesOf(whole.files, path), dice),
    { how: 'of another', bytes: dice.pick(others) },
    { how: path === 'README.md' ? 'an older version' : 'a key of a stranger', bytes: older },
  ]);
  return { kind: `${codeOfPinned(path)}: ${how}`, path, bytes, must: [{ code: codeOfPinned(path), names: path }] };
}

/** A file that does not belong there, some of them where a file of ours would be at another size. */
export function addForeign(dice: Dice): Change {
  const path = dice.pick([
    'notes.md',
    `tail/${SIZE + dice.below(300)}.json`,
    `tail/${dice.below(SEALED)}.json`,
    `tail/0${SEALED + dice.below(200)}.json`,
    'bundle/003.jsonl',
    `tile/0/003.p/${1 + dice.below(255)}`,
    `tile/1/000.p/${1 + dice.below(2)}`,
    'tile/2/000.p/1',
    'keys/00000000',
    'schema/weather/1.json',
    'schema/decision/2.json',
    'checkpoint.old',
    `.github/workflows/${dice.below(1e9)}.yml`,
  ]);
  const bytes = dice.pick([toBytes('x'), new Uint8Array(), entryBytes(dice.below(SIZE))]);
  return { kind: 'a foreign file', path, bytes, must: [{ code: 'stray-file', names: path }] };
}

export function isSame({ path, bytes }: Change): boolean {
  return bytes !== null && equalBytes(bytes, whole.files.get(path) ?? new Uint8Array());
}
