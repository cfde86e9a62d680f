import { describe, expect, test } from '@jest/globals';
import { listRepositories, readPermission, readProperties, readRequired } from '../../src/github/repositories.ts';
import { INSTALLATION, OID, openLine, recordGitHub } from './line.ts';

recordGitHub();

const NAME = 'countersign: main';

describe('on recorded answers', () => {
  const names = { id: 1, owner: 'acme', name: 'shop' };
  const wanted = { branch: 'release/1.0', checkName: NAME, appId: 12 };

  test('classic branch protection counts as well', async () => {
    const { api, github } = openLine();
    github.get('/repos/acme/shop/rules/branches/release%2F1.0').query({ per_page: 100 }).reply(200, []);
    const checks = [{ context: NAME, app_id: 12 }];
    github.get('/repos/acme/shop/branches/release%2F1.0').reply(200, {
      name: 'release/1.0',
      protection: { enabled: true, required_status_checks: { contexts: [NAME], checks } },
    });
    expect(await readRequired(api, names, wanted)).toEqual({ known: true, value: { required: true, pinned: true } });
  });

  test('any app may set a check that classic protection does not pin', async () => {
    const { api, github } = openLine();
    github.get(/rules/).query(true).reply(200, []);
    const required_status_checks = { contexts: [NAME], checks: [{ context: NAME, app_id: -1 }] };
    github.get(/branches/).reply(200, { protection: { enabled: true, required_status_checks } });
    expect(await readRequired(api, names, wanted)).toEqual({ known: true, value: { required: true, pinned: false } });
  });

  test('a branch that is not there yet requires nothing by itself', async () => {
    const { api, github } = openLine();
    github.get(/rules/).query(true).reply(200, []);
    github.get(/branches/).reply(404, { message: 'Branch not found' });
    expect(await readRequired(api, names, wanted)).toEqual({ known: true, value: { required: false, pinned: false } });
  });

  test('rules that may not be read are unknown, and a failure is a fault', async () => {
    const { api, github } = openLine();
    github.get(/rules/).query(true).reply(403, { message: 'Resource not accessible by integration' });
    expect(await readRequired(api, names, wanted)).toMatchObject({ known: false, why: { code: 'forbidden' } });
    github.get(/rules/).query(true).reply(502, { message: 'Bad gateway' });
    await expect(readRequired(api, names, wanted)).rejects.toMatchObject({ code: 'github.unavailable' });
  });

  test('a permission by a name that we do not know counts for nothing', async () => {
    const { api, github } = openLine();
    github.get('/repos/acme/shop/collaborators/dana/permission').reply(200, { permission: 'emperor' });
    expect(await readPermission(api, names, 'dana')).toBe('none');
  });

  test('properties have one value, several, or none', async () => {
    const { api, github } = openLine();
    github.get('/repos/acme/shop/properties/values').reply(200, [
      { property_name: 'tier', value: 'gold' },
      { property_name: 'teams', value: ['a', 'b'] },
      { property_name: '__proto__', value: null },
    ]);
    const read = await readProperties(api, names);
    expect(read.known ? Object.entries(read.value) : null).toEqual([
      ['tier', 'gold'],
      ['teams', ['a', 'b']],
      ['__proto__', null],
    ]);
  });

  test.each([
    [403, { known: false, why: { code: 'forbidden' } }],
    [404, { known: false, why: { code: 'forbidden' } }],
  ])('properties that GitHub answers with %d are unknown, never none', async (status, read) => {
    const { api, github } = openLine();
    github.get(/properties/).reply(status, { message: 'no' });
    expect(await readProperties(api, names)).toMatchObject(read);
  });

  test.each([
    [502, { message: 'Bad gateway' }, 'github.unavailable'],
    [200, [{ property_name: 'tier', value: 7 }], 'github.incomplete'],
    [200, {}, 'github.incomplete'],
  ])('properties answered with %d and %j are a fault', async (status, body, code) => {
    const { api, github } = openLine();
    github.get(/properties/).reply(status, body);
    await expect(readProperties(api, names)).rejects.toMatchObject({ code });
  });

  test('a repository with an odd name is refused before anything is asked of it', async () => {
    const { api, github } = openLine();
    github
      .get('/installation/repositories')
      .query(true)
      .reply(200, { repositories: [{ id: 1, full_name: `a/../${OID}` }] });
    await expect(listRepositories(api, INSTALLATION)).rejects.toMatchObject({ code: 'github.incomplete' });
  });
});
