/** Control commands about what runs build, and who vouches for it. */
import { attest } from '../attestations/attest.ts';
import type { Stage } from '../server/stage.ts';
import { doer, repositoryOf, runOf } from './find.ts';

export const attestationCommands = {
  /** @param args.digest hexadecimal SHA-256; null: uploaded by an old action */
  addArtifact: async (
    stage: Stage,
    args: { run: number; name: string; digest: string | null },
  ): Promise<{ id: number }> => {
    const run = runOf(stage, args.run);
    const id = stage.world.nextId();
    const digest = args.digest === null ? null : `sha256:${args.digest}`;
    run.suite.repository.artifacts.push({ id, run, name: args.name, digest, createdAt: stage.world.now() });
    return { id };
  },

  /** A bundle that a job, or anybody who may write, has stored. @param args.hidden only its address is shown */
  attest: async (
    stage: Stage,
    args: { repository: string; bundle: Record<string, unknown>; as?: string; hidden?: boolean },
  ): Promise<{ id: number }> => {
    const repository = repositoryOf(stage, args.repository);
    const initiator = doer(stage, args.as, repository.owner).login;
    const { bundle, hidden = false } = args;
    return { id: attest(stage.world, { repository, bundle, initiator, isHidden: hidden }).id };
  },
} as const;
