import { canSee } from '../access.ts';
import { moveRefs, type RefMove } from '../refs.ts';
import type { RefUpdate, Repository } from '../world.ts';
import type { Context, Resolvers } from './context.ts';
import { notFound, refusal } from './error.ts';
import { assertWritable, writableRepository } from './query.ts';
import { refValue } from './repositories.ts';
import { Fields } from './value.ts';

const zeros = '0'.repeat(40);

type Input<T> = { readonly input: T & { readonly clientMutationId?: string | null } };

export const refMutations: Resolvers<null> = {
  createRef: async (_root, { input }: Input<{ repositoryId: string; name: string; oid: string }>, context) => {
    const repository = writableRepository(context, input.repositoryId);
    await checkTarget(context, repository, input.oid);
    await move(context, repository, [{ ref: checkName(input.name), before: null, after: input.oid }]);
    return payload(input, { ref: () => refValue(context, repository, input.name) });
  },
  updateRef: async (_root, { input }: Input<{ refId: string; oid: string; force?: boolean | null }>, context) => {
    const { repository, name } = findRef(context, input.refId);
    await checkTarget(context, repository, input.oid);
    await move(context, repository, [{ ref: name, after: input.oid }], input.force !== true);
    return payload(input, { ref: () => refValue(context, repository, name) });
  },
  deleteRef: async (_root, { input }: Input<{ refId: string }>, context) => {
    const { repository, name } = findRef(context, input.refId);
    await move(context, repository, [{ ref: name, after: null }]);
    return payload(input, {});
  },
  updateRefs: async (_root, { input }: Input<{ repositoryId: string; refUpdates: readonly Update[] }>, context) => {
    const repository = writableRepository(context, input.repositoryId);
    if (input.refUpdates.length === 0) throw refusal('UNPROCESSABLE', 'At least one ref update is required.');
    const updates: RefUpdate[] = [];
    for (const update of input.refUpdates) updates.push(await readUpdate(context, repository, update));
    const names = new Set(updates.map(({ ref }) => ref));
    if (names.size !== updates.length) throw refusal('UNPROCESSABLE', 'Ref names must be unique.');
    await move(context, repository, updates);
    return payload(input, {});
  },
};

interface Update {
  readonly name: string;
  readonly afterOid: string;
  readonly beforeOid?: string | null;
  readonly force?: boolean | null;
}

/** A change without `force` is pinned to the value that it was found to be a fast-forward of. */
async function readUpdate({ world }: Context, repository: Repository, update: Update): Promise<RefUpdate> {
  const ref = checkName(update.name);
  const after = update.afterOid === zeros ? null : update.afterOid;
  if (after !== null) await checkTarget({ world }, repository, after);
  const asked = update.beforeOid ?? undefined;
  const before = asked === zeros ? null : asked;
  if (update.force === true || after === null) return { ref, before, after };
  const current = await world.git.readRef(repository.gitDir, ref);
  if (before !== undefined && before !== current) return { ref, before, after };
  if (current !== null && !(await world.git.isAncestor(repository.gitDir, current, after))) throw notFastForward();
  return { ref, before: current, after };
}

function findRef(context: Context, id: string): { readonly repository: Repository; readonly name: string } {
  const target = context.world.findNode(id);
  if (target?.kind !== 'ref' || !canSee(context.viewer, target.repository))
    throw notFound('node', `global id of '${id}'`);
  return { repository: assertWritable(context, target.repository), name: target.name };
}

function checkName(name: string): string {
  if (/^refs\/(heads|tags)\/refs\//.test(name) || !/^refs\/[^/]+\/./.test(name)) {
    throw refusal('UNPROCESSABLE', `Ref name ${JSON.stringify(name)} is not valid: it must be fully qualified.`);
  }
  return name;
}

async function checkTarget({ world }: Pick<Context, 'world'>, repository: Repository, oid: string): Promise<void> {
  const object = await world.git.readObject(repository.gitDir, oid);
  if (object === null) throw refusal('UNPROCESSABLE', `Object does not exist: ${oid}`);
}

function notFastForward(): ReturnType<typeof refusal> {
  return refusal('UNPROCESSABLE', 'Update is not a fast forward');
}

async function move(
  context: Context,
  repository: Repository,
  updates: readonly RefUpdate[],
  fastForwardOnly = false,
): Promise<void> {
  const moved: RefMove = { repository, actor: context.viewer, updates, fastForwardOnly };
  let outcome: Awaited<ReturnType<typeof moveRefs>>;
  try {
    outcome = await moveRefs(context.world, moved);
  } catch (error) {
    // What git itself refuses: a name it does not take, a branch below a branch.
    throw refusal(
      'UNPROCESSABLE',
      `Reference update failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  switch (outcome.kind) {
    case 'moved':
      return;
    case 'stale':
      throw updates.find(({ ref }) => ref === (outcome.kind === 'stale' ? outcome.ref : ''))?.before === null
        ? refusal('UNPROCESSABLE', `A ref named "${outcome.ref}" already exists in the repository.`)
        : refusal(
            'STALE_DATA',
            `Expected ${outcome.ref} to point to another object than ${outcome.current ?? 'nothing'}.`,
          );
    case 'not-fast-forward':
      throw notFastForward();
    case 'refused':
      throw refusal('UNPROCESSABLE', outcome.message);
  }
}

function payload(
  input: { readonly clientMutationId?: string | null },
  fields: Readonly<Record<string, unknown>>,
): Fields {
  return new Fields({ clientMutationId: input.clientMutationId ?? null, ...fields });
}
