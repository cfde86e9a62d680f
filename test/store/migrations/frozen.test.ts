import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from '@jest/globals';
import { migrations } from '../../../src/store/migrate.ts';

/**
 * SHA-256 of each migration's file. A database that has a migration never sees it again, so a change of its file would
 * make new databases differ from those that are there: what is to change is a migration of its own, and a line here.
 */
const frozen: Readonly<Record<string, string>> = {
  '0001-deliveries': '9c1fe861afedf360d29b2d85677cb4feeab1c4ca8cbd494be56d7453c7a3a2e1',
  '0002-subjects': '893c7dea457ec91ff8387af7901313087394052673a9ce3d9b6317ee98997418',
  '0003-ledgers': '9d2319e1622464ceebc3375e3f4dc48892803fdfefe5af9a12b8da58307e862c',
  '0004-backlog': 'f7358fb83785dd79efecdf33bef2c482627f95270cc4b9acc885333c01eb3f4d',
  '0005-evidence': 'a886f5649e3d88617ca0afbedc6eda0c8b9498ccf382c6b9e9747e669a36ab9d',
  '0006-scopes': '8ae7a9959428e1425c1e546b24f76267dcb3408efe7647f465b4a74fe54635a9',
  '0007-witnesses': '78c3320af1c66633c30bb4aa0b8a4873551bf6cf65ad9b7df467200736e92f18',
  '0008-entry-terms': '6afbf20cc705bb119865e4c0f2fa281ee407cb0d39bfcaec654eff069943e175',
  '0009-budgets': '673f2095cd3aefb11ef30fb6f77005c1cde6e23894d70b05802922eddfadc9fd',
  '0010-entry-links': '02af1893ed551ebb3df849a5b392e5360eb0280a8853af48cdff0d9346cab4ec',
};

const folder = 'src/store/migrations';

test('no migration was changed, renamed or taken away', () => {
  const digests = readdirSync(folder)
    .toSorted()
    .map((file) => [
      basename(file, '.ts'),
      createHash('sha256')
        .update(readFileSync(`${folder}/${file}`))
        .digest('hex'),
    ]);
  expect(Object.fromEntries(digests)).toEqual(frozen);
});

test('they are applied in the order of their numbers', () => {
  const names = migrations.map(({ name }, at) => `${String(at + 1).padStart(4, '0')}-${name}`);
  expect(names).toEqual(Object.keys(frozen));
});
