import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlSocket, openControlSocket } from '../../../src/app/control/control-socket.ts';
import { type Bench, configOf, openBench } from '../stages/bench.ts';

/** A bench whose socket is open in a data directory of its own, as the running app's is. */
export interface ControlBench extends Bench {
  readonly data: string;
  readonly socket: ControlSocket;
}

export async function openControlBench(): Promise<ControlBench> {
  const data = mkdtempSync(join(tmpdir(), 'cs-control-'));
  const bench = await openBench({ config: configOf({ COUNTERSIGN_DATA: data }) });
  const socket = await openControlSocket(bench.context);
  if (socket === null) throw new Error('the socket could not be opened');
  return {
    ...bench,
    data,
    socket,
    close: async () => {
      await socket.close(0);
      await bench.close();
      rmSync(data, { recursive: true });
    },
  };
}
