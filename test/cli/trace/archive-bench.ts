import { archiveThese } from '../../app/archive/archived.ts';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { ORIGIN } from '../../ledger/sample.ts';
import { momentOf, type Scene } from '../../ledger/trace/scene.ts';
import { fresh } from '../../store/fixture.ts';

/** An app whose archive holds the ledger of this scene, under the name that the scene's own branch has. */
export async function openArchived({ entries }: Scene): Promise<ControlBench> {
  const bench = await openControlBench();
  const ledger = await bench.store.ledgers.open({
    installation: 7,
    repository: { id: fresh(), owner: 'acme', name: 'shop' },
    origin: ORIGIN,
    branch: 'countersign/ledger',
  });
  await archiveThese(bench.store, ledger, entries, Date.parse(momentOf(entries.length)));
  return bench;
}
