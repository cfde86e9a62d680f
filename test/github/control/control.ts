/** `POST /_control/<command>`: what tests do that people do on GitHub's pages, and what only a stand-in can do. */
import { GitHubError } from '../server/github-error.ts';
import type { Answer } from '../server/route.ts';
import type { Stage } from '../server/stage.ts';
import { accountCommands } from './accounts.ts';
import { alertCommands } from './alerts.ts';
import { attestationCommands } from './attestations.ts';
import { checkCommands } from './checks.ts';
import { deploymentCommands } from './deployments.ts';
import { environmentCommands } from './environments.ts';
import { machineCommands } from './machine.ts';
import { manyCommands } from './many.ts';
import { mergeQueueCommands } from './merge-queues.ts';
import { pullRequestCommands } from './pull-requests.ts';
import { pushCommands } from './push.ts';
import { repositoryCommands } from './repositories.ts';

const commands = {
  ...accountCommands,
  ...repositoryCommands,
  ...pushCommands,
  ...pullRequestCommands,
  ...mergeQueueCommands,
  ...machineCommands,
  ...checkCommands,
  ...environmentCommands,
  ...deploymentCommands,
  ...attestationCommands,
  ...alertCommands,
  ...manyCommands,
};

export type Commands = typeof commands;
export const commandNames: readonly string[] = Object.keys(commands);

export async function answerControl(stage: Stage, name: string, body: Buffer): Promise<Answer> {
  const command = (commands as Readonly<Record<string, (stage: Stage, args: never) => Promise<unknown>>>)[name];
  if (command === undefined) return { status: 404, body: { message: `there is no command ${name}` } };
  try {
    const args: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    return { status: 200, body: { result: (await command(stage, args as never)) ?? null } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const details =
      error instanceof GitHubError && error.errors !== undefined ? ` ${JSON.stringify(error.errors)}` : '';
    return {
      status: 400,
      body: { message: `${error.message}${details}`, status: error instanceof GitHubError ? error.status : null },
    };
  }
}
