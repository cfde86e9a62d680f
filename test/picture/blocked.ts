import { type Scene, setScene } from '../demo/scene.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';

/** The check run of design/check-run.md's first example, as the real app writes it: one of three commits is unsigned. */
export async function playBlocked(): Promise<CheckRunView> {
  const scene = await setScene();
  try {
    return await play(scene);
  } finally {
    await scene.end();
  }
}

async function play(scene: Scene): Promise<CheckRunView> {
  const { github, repository, people } = scene;
  const { oid } = await github.pushCommits({
    repository,
    branch: 'rounding',
    as: people.dana.login,
    commits: [
      { message: 'SHOP-412 fix rounding\n', files: { 'price.ts': 'export const price = 1.01;\n' } },
      { message: 'SHOP-412 test rounding\n', files: { 'price.test.ts': 'expect(price);\n' }, sign: true },
      { message: 'SHOP-412 explain rounding\n', files: { 'README.md': 'Half up.\n' }, sign: true },
    ],
  });
  const { number } = await github.openPullRequest({
    repository,
    head: 'rounding',
    title: 'SHOP-412 Fix rounding',
    as: people.dana.login,
  });
  const isRecorded = ({ summary }: CheckRunView): boolean => summary?.includes('Recorded: entry') ?? false;
  const first = await scene.check(oid, isRecorded);
  await github.review({ repository, number, event: 'APPROVE', as: people.amir.login });
  return await scene.check(
    oid,
    (run) => isRecorded(run) && run.summary !== first.summary && /amir approved/.test(run.summary ?? ''),
  );
}
