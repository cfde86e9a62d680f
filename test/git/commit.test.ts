import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFault } from '../../src/base/fault.ts';
import { parseCommit } from '../../src/git/commit.ts';

const TREE = '1'.repeat(40);
const OID = 'f'.repeat(40);
const WHO = 'Dana <dana@example.org> 1700000000 +0100';
const head = (...lines: readonly string[]): string =>
  [`tree ${TREE}`, ...lines, `author ${WHO}`, `committer ${WHO}`].join('\n');
const parse = (text: string | Uint8Array) => parseCommit(OID, typeof text === 'string' ? Buffer.from(text) : text);

describe('a commit object', () => {
  test('is taken apart', () => {
    const parents = ['2'.repeat(40), '3'.repeat(40), '4'.repeat(40)];
    const commit = parse(`${head(...parents.map((oid) => `parent ${oid}`))}\n\nSubject\n\nBody\n`);
    expect(commit).toEqual({
      oid: OID,
      tree: TREE,
      parents,
      author: { name: 'Dana', email: 'dana@example.org', at: 1_700_000_000_000, zone: '+0100' },
      committer: { name: 'Dana', email: 'dana@example.org', at: 1_700_000_000_000, zone: '+0100' },
      encoding: null,
      message: 'Subject\n\nBody\n',
      isLossy: false,
      signatures: [],
      extra: [],
    });
  });

  test.each([
    ['gpgsig', '-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----', 'openpgp'],
    ['gpgsig', '-----BEGIN PGP MESSAGE-----\n\nowE\n-----END PGP MESSAGE-----', 'openpgp'],
    ['gpgsig', '-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----', 'ssh'],
    ['gpgsig', '-----BEGIN SIGNED MESSAGE-----\nMII\n-----END SIGNED MESSAGE-----', 'x509'],
    ['gpgsig-sha256', '-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----', 'ssh'],
    ['gpgsig', 'nonsense', 'unknown'],
  ])('with the signature header %s (%#)', (header, text, format) => {
    const commit = parse(`${head()}\n${header} ${text.replaceAll('\n', '\n ')}\nencoding UTF-8\n\nmessage\n`);
    expect(commit.signatures).toEqual([{ header, format, text }]);
    expect(commit.message).toBe('message\n');
    expect(commit.encoding).toBe('UTF-8');
  });

  test('keeps a mergetag with its own headers apart from its own', () => {
    const tag = `object ${'2'.repeat(40)}\ntype commit\ntag v1\ntagger Eve <eve@example.org> 1 +0000\n\nv1\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----`;
    const commit = parse(`${head(`parent ${'2'.repeat(40)}`)}\nmergetag ${tag.replaceAll('\n', '\n ')}\n\nMerge\n`);
    expect(commit.extra).toEqual([{ name: 'mergetag', value: tag }]);
    expect(commit.signatures).toEqual([]);
    expect(commit.author.name).toBe('Dana');
  });

  test('takes no second tree, parent or author from further down', () => {
    const late = `tree ${'9'.repeat(40)}\nparent ${'9'.repeat(40)}\nauthor Eve <eve@example.org> 1 +0000`;
    const commit = parse(`${head()}\n${late}\n\nm`);
    expect([commit.tree, commit.parents, commit.author.name]).toEqual([TREE, [], 'Dana']);
    expect(commit.extra.map(({ name }) => name)).toEqual(['tree', 'parent', 'author']);
  });

  test('has SHA-256 ids', () => {
    const [tree, parent] = ['a'.repeat(64), 'b'.repeat(64)];
    const commit = parse(`tree ${tree}\nparent ${parent}\nauthor ${WHO}\ncommitter ${WHO}\n\nm`);
    expect([commit.tree, commit.parents]).toEqual([tree, [parent]]);
  });

  test.each([
    ['an empty message', '\n\n', ''],
    ['no empty line at all', '', ''],
    ['a lone newline at the end', '\n', ''],
    ['a NUL byte', '\n\nSHOP-1\0hidden', 'SHOP-1\0hidden'],
    ['empty lines first', '\n\n\n\nlate', '\n\nlate'],
  ])('with %s', (_what, tail, message) => {
    expect(parse(`${head()}${tail}`).message).toBe(message);
  });

  test('decodes what its encoding header declares, the names too', () => {
    const text = `tree ${TREE}\nauthor J\xf6rg <j@example.org> 1 +0000\ncommitter J\xf6rg <j@example.org> 1 +0000\nencoding ISO-8859-1\n\nGr\xfc\xdfe\n`;
    const commit = parse(Buffer.from(text, 'latin1'));
    expect([commit.author.name, commit.message, commit.encoding, commit.isLossy]).toEqual([
      'Jörg',
      'Grüße\n',
      'ISO-8859-1',
      false,
    ]);
  });

  test('falls back to UTF-8 when nobody knows the encoding, and marks what is lost', () => {
    expect(parse(`${head()}\nencoding x-nobody-knows\n\nGrüße`).message).toBe('Grüße');
    const broken = parse(Buffer.concat([Buffer.from(`${head()}\n\nSHOP-1 `), Buffer.from([0xff, 0xfe])]));
    expect([broken.message, broken.isLossy]).toEqual(['SHOP-1 ��', true]);
  });

  test.each([
    '',
    'tree',
    'tree zz',
    `parent ${TREE}`,
    `tree ${TREE.slice(1)}`,
    `tree ${TREE}\nparent nothing`,
    '\n\nmessage',
    '\0',
  ])('that is damaged (%j) is a Fault', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'git.repository' }));
  });

  test('of any bytes never throws but a Fault', () => {
    const whole = Buffer.from(
      `${head(`parent ${TREE}`)}\ngpgsig -----BEGIN SSH SIGNATURE-----\n x\nencoding latin1\n\nmessage`,
    );
    const mutated = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }).map((changes) => {
      const copy = Buffer.from(whole);
      for (const [at, byte] of changes) copy[at] = byte;
      return new Uint8Array(copy);
    });
    const cut = fc.nat(whole.length).map((end) => new Uint8Array(whole.subarray(0, end)));
    const tailed = fc
      .uint8Array({ maxLength: 200 })
      .map((tail) => new Uint8Array(Buffer.concat([Buffer.from(`tree ${TREE}\n`), tail])));
    fc.assert(
      fc.property(fc.oneof(mutated, cut, tailed, fc.uint8Array()), (bytes) => {
        try {
          const commit = parse(bytes);
          expect(commit.tree).toMatch(/^[0-9a-f]{40}$/);
          expect(Number.isSafeInteger(commit.author.at)).toBe(true);
          expect(() => new Date(commit.committer.at).toISOString()).not.toThrow();
        } catch (error) {
          if (!isFault(error, 'git.repository')) throw error;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
