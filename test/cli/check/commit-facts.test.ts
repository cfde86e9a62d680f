import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCommitFacts } from '../../../src/cli/check/commit-facts.ts';
import { longHistory, SampleRepository } from '../../git/sample-repository.ts';

let sample: SampleRepository;
let base: string;
beforeAll(() => {
  sample = new SampleRepository();
  base = sample.commit('base', { a: '1' });
});
afterAll(() => sample.remove());

const WHO = 'Dana <dana@example.org> 1700000000 +0100';
const raw = (parents: readonly string[], rest: string, message: string | Buffer): string =>
  sample.object(
    'commit',
    Buffer.concat([
      Buffer.from(
        `tree ${sample.tree(base)}\n${parents.map((oid) => `parent ${oid}\n`).join('')}author ${WHO}\ncommitter ${WHO}\n${rest}\n`,
      ),
      Buffer.from(message),
    ]),
  );

const read = async (to: string, from = base) => readCommitFacts(await sample.open(), { from, to });

test.each([
  ['gpgsig', '-----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----', 'openpgp'],
  ['gpgsig', '-----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----', 'ssh'],
  ['gpgsig', '-----BEGIN SIGNED MESSAGE-----\n MII\n -----END SIGNED MESSAGE-----', 'x509'],
  ['gpgsig-sha256', '-----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----', 'ssh'],
  ['gpgsig', 'rubbish', 'unknown format'],
])('with the header %s (%#) it is not known whether it is signed well', async (header, text, format) => {
  const [commit] = await read(raw([base], `${header} ${text}\n`, 'm'));
  expect(commit?.signature).toEqual({
    known: false,
    why: { code: 'not-local', detail: expect.stringContaining(format) },
  });
});

test('without one it is surely unsigned, a signed tag merged in included', async () => {
  const tag = `object ${base}\n type commit\n tag v1\n tagger ${WHO}\n \n v1\n -----BEGIN PGP SIGNATURE-----\n -----END PGP SIGNATURE-----`;
  for (const rest of ['', `mergetag ${tag}\n`, 'HG:extra rebase_source:x\n']) {
    expect((await read(raw([base], rest, 'm')))[0]?.signature).toEqual({ known: true, value: { state: 'unsigned' } });
  }
});

test('messages in odd encodings, empty ones, and co-authors', async () => {
  const message = async (rest: string, text: string | Buffer): Promise<string | undefined> =>
    (await read(raw([base], rest, text)))[0]?.message;
  expect(await message('encoding ISO-8859-1\n', Buffer.from('Größe\n', 'latin1'))).toBe('Größe\n');
  expect(await message('encoding EUC-JP\n', Buffer.from([0xa4, 0xa2]))).toBe('あ');
  expect(await message('encoding x-unheard-of\n', 'Größe')).toBe('Größe');
  expect(await message('', '')).toBe('');
  expect(await message('', Buffer.from('a\0b'))).toBe('a\0b');
  const trailers = 'm\n\nCo-authored-by: Eli <eli@example.org>\nco-authored-by: Dana <DANA@example.org>\n';
  expect((await read(raw([base], '', trailers)))[0]?.coauthors).toEqual([
    { person: null, name: 'Eli', email: 'eli@example.org' },
  ]);
});

test('a merge of what the base has is an update from it; an octopus and a merge of new work are not', async () => {
  const one = raw([base], '', 'one');
  const two = raw([base], '', 'two');
  const later = raw([base], '', 'later on the base');
  const update = raw([one, later], '', 'update');
  const merge = raw([one, two], '', 'merge');
  const octopus = raw([one, two, later], '', 'octopus');
  const find = async (oid: string) => (await read(oid, later)).find((commit) => commit.oid === oid);
  expect((await find(update))?.updatesFromBase).toBe(true);
  expect((await find(merge))?.updatesFromBase).toBe(false);
  expect(await find(octopus)).toMatchObject({ updatesFromBase: false, parents: [one, two, later] });
});

test('five thousand commits come in their order', async () => {
  const long = new SampleRepository({ bare: true, format: 'sha256' });
  long.git(['fast-import', '--quiet'], [...longHistory(5_001, (n) => `SHOP-${n}`)].join(''));
  const commits = await readCommitFacts(await long.open(), { from: long.head('main~5000'), to: long.head('main') });
  expect(commits.map(({ message }) => message.trim())).toEqual(
    Array.from({ length: 5_000 }, (_, n) => `SHOP-${n + 1}`),
  );
  long.remove();
});

test('a commit that is no commit is a Fault', async () => {
  await expect(read(sample.object('commit', `tree ${sample.tree(base)}\nparent nothing\n\nx`))).rejects.toMatchObject({
    code: expect.stringMatching(/^git\./),
  });
});
