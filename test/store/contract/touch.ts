import { describe, expect, test } from '@jest/globals';
import type { SubjectRef } from '../../../src/store/store.ts';
import { type Fixture, fresh, subjectRef } from '../fixture.ts';
import { LEASE, subjectScene } from './subject-scene.ts';

export function describeTouch(fixture: Fixture): void {
  const { touched: touch } = subjectScene(fixture);
  describe('touches', () => {
    test('are unknown until somebody touches them', async () => {
      const subject = subjectRef();
      expect(await fixture.store.subjects.read(subject.key)).toBeNull();
      await touch(subject);
      expect(await fixture.store.subjects.read(subject.key)).toEqual({
        subject,
        open: true,
        generation: 1,
        judged: 0,
        verdict: null,
      });
    });

    test('keep the name that the repository has now', async () => {
      const subject = subjectRef();
      await touch(subject);
      const renamed = {
        ...subject,
        installation: 8,
        repository: { ...subject.repository, owner: 'other', name: 'renamed' },
      };
      await touch(renamed);
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ subject: renamed, generation: 2 });
    });

    test('touched several times in one call become one touch', async () => {
      const subject = subjectRef();
      const touches = ['one', 'two', 'one'].map((guid) => ({ subject, guids: [guid], priority: 3 }));
      await fixture.store.subjects.touch(touches);
      const lease = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
      expect(lease).toMatchObject({ generation: 1, guids: ['one', 'two'] });
    });

    test('without a number are kept too', async () => {
      const subject: SubjectRef = { ...subjectRef(), key: `commit:${fresh()}`, kind: 'commit', number: null };
      await touch(subject);
      expect((await fixture.store.subjects.read(subject.key))?.subject).toEqual(subject);
    });
  });
}
