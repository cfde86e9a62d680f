import type { Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { Touch } from './store.ts';

/**
 * Generation + 1, GUIDs kept, an evaluate job: in the caller's transaction. One statement must not meet a row twice, so
 * touches of one subject become one; in the order of keys, so that two transactions never wait for each other in a circle.
 */
export async function touchSubjects(sql: Sql, jobs: Jobs, touches: readonly Touch[]): Promise<void> {
  if (touches.length === 0) return;
  const merged = mergeTouches(touches);
  const subjects = merged.map(({ subject }) => subject);
  await sql.query(
    `insert into countersign.subject as s (key, kind, installation, repository, owner, name, number, generation, touched_at)
     select t.*, 1, countersign.clock()
     from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::integer[])
       as t (key, kind, installation, repository, owner, name, number)
     on conflict (key) do update set generation = s.generation + 1, touched_at = excluded.touched_at,
       installation = excluded.installation, owner = excluded.owner, name = excluded.name`,
    [
      subjects.map(({ key }) => key),
      subjects.map(({ kind }) => kind),
      subjects.map(({ installation }) => installation),
      subjects.map(({ repository }) => repository.id),
      subjects.map(({ repository }) => repository.owner),
      subjects.map(({ repository }) => repository.name),
      subjects.map(({ number }) => number),
    ],
  );
  const webhooks = merged.flatMap(({ subject, guids }) => guids.map((guid) => ({ key: subject.key, guid })));
  if (webhooks.length > 0) {
    await sql.query(
      `insert into countersign.subject_webhook (subject, guid, generation)
       select t.key, t.guid, s.generation
       from unnest($1::text[], $2::text[]) with ordinality as t (key, guid, at) join countersign.subject s on s.key = t.key
       order by t.at
       on conflict (subject, guid) do nothing`,
      [webhooks.map(({ key }) => key), webhooks.map(({ guid }) => guid)],
    );
  }
  // A job that waits already is enough: whoever fetches it waits at the subject's row until we have committed.
  await jobs.sendNew(
    sql,
    'evaluate',
    merged.map(({ subject, priority }) => ({ key: subject.key, priority, installation: subject.installation })),
  );
}

/** Sorted by key; the newest name and the most urgent priority win, GUIDs are joined. */
export function mergeTouches(touches: readonly Touch[]): readonly Touch[] {
  const byKey = new Map<string, Touch>();
  for (const touch of touches) {
    const known = byKey.get(touch.subject.key);
    byKey.set(touch.subject.key, {
      subject: touch.subject,
      guids: [...new Set([...(known?.guids ?? []), ...touch.guids])],
      priority: Math.min(known?.priority ?? touch.priority, touch.priority),
    });
  }
  return [...byKey.values()].toSorted((a, b) => (a.subject.key < b.subject.key ? -1 : 1));
}
