import { CHECK, type Scene, type Shop } from './scene.ts';

/** A rule set that requires our check on `main`, of our app unless another id is given (null: of anybody). */
export async function requireCheck(
  { github, sample }: Pick<Scene, 'github' | 'sample'>,
  { name }: Pick<Shop, 'name'>,
  appId: number | null = sample.app.appId,
): Promise<void> {
  const check = { context: CHECK, ...(appId === null ? {} : { integration_id: appId }) };
  await github.createRuleset({
    on: name,
    name: 'gate',
    include: ['refs/heads/main'],
    rules: [
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [check], strict_required_status_checks_policy: false },
      },
    ],
  });
}
