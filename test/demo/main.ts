import { setScene } from './scene.ts';
import { tellStory } from './story.ts';
import { createTeller } from './teller.ts';

/** `npm run demo`: the story, and then it stays up to be looked at; `-- --exit` ends with 0 when all came out as told. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say('Countersign, shown on a stand-in GitHub on this machine. Nothing leaves it.');
const scene = await setScene();
const tell = createTeller();
try {
  await tellStory(scene, tell);
} catch (error) {
  tell.expect('the story could be told to its end', false, error instanceof Error ? error.message : String(error));
}
const { github, repository, people } = scene;
say(tell.failed === 0 ? '\nEvery step came out as told.' : `\n${tell.failed} step(s) did not come out as told.`);

if (process.argv.includes('--exit')) {
  await scene.end();
  process.exit(tell.failed === 0 ? 0 : 1);
}
say(`
Look around; it all stays up until you press Ctrl-C.
  the ledger     git clone --branch countersign/ledger ${github.cloneUrl(repository, people.eli)} ledger
  the code       git clone ${github.cloneUrl(repository, people.dana)} shop
  the stand-in   ${github.url}
  the app        ${scene.app.url}/health`);
process.on('SIGINT', () => void scene.end().then(() => process.exit(tell.failed === 0 ? 0 : 1)));
