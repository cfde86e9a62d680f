import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { appSettings } from '../whole/app-settings.ts';
import { type OwnProcess, startProcess } from '../whole/own-process.ts';
import type { Balancer } from './balancer.ts';
import { type FastTime, fastNode } from './pace.ts';
import type { Scene } from './scene.ts';

/** The processes of the app that run, and what all that ever ran wrote. */
export interface Crew {
  readonly size: number;
  /** Kills the one at this place, and starts another in its place after so many milliseconds. */
  replace(at: number, after: number): Promise<void>;
  /** Asks all of them to stop, and starts as many again. */
  restart(): Promise<void>;
  readonly logs: () => readonly ProcessLog[];
  /** Resident bytes of each that runs. */
  readonly pids: () => readonly number[];
  kill(): Promise<void>;
}

export interface ProcessLog {
  /** Complete lines. */
  readonly lines: readonly string[];
  /** What is not in the form of the log: standard error, and half a line of a process that was killed. */
  readonly rest: string;
  readonly wasKilled: boolean;
}

export interface CrewOptions {
  readonly scene: Scene;
  readonly balancer: Balancer;
  readonly time: FastTime;
  readonly size: number;
  /** A directory of its own. */
  readonly data: string;
  /** Null: the embedded database in `data`. */
  readonly databaseUrl: string | null;
  /** Settings beside ours, for whoever wants to break something. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Member {
  readonly process: OwnProcess;
  wasKilled: boolean;
}

/** Settings of a process, but for those that choose a database: also of whoever judges from scratch. */
export function settingsOf({ scene, time }: Pick<CrewOptions, 'scene' | 'time'>): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `${fastNode(time)} --disable-warning=ExperimentalWarning --max-semi-space-size=32`,
    ...(process.env['NODE_COMPILE_CACHE'] === undefined
      ? {}
      : { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] }),
    ...appSettings(scene, { github: scene.github, secret: scene.webhookSecret }),
    COUNTERSIGN_LEDGER_KEY: scene.ledgerKey,
    COUNTERSIGN_EVIDENCE_WINDOW: '20000',
    COUNTERSIGN_GITHUB_LIMITS: '0',
    COUNTERSIGN_SWEEP_RATE: '100000',
    LOG_LEVEL: 'info',
  };
}

export async function startCrew(options: CrewOptions): Promise<Crew> {
  const { balancer, size, data, databaseUrl } = options;
  const all: Member[] = [];
  const places: (Member | null)[] = Array.from({ length: size }, () => null);
  const open = (): void => balancer.setDoors(places.flatMap((member) => (member === null ? [] : [member.process.url])));
  const start = async (at: number): Promise<void> => {
    const directory = databaseUrl === null ? data : join(data, String(at));
    mkdirSync(directory, { recursive: true });
    const started = await startProcess({
      ...settingsOf(options),
      COUNTERSIGN_DATA: directory,
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      ...options.settings,
    });
    const member = { process: started, wasKilled: false };
    all.push(member);
    places[at] = member;
    open();
  };
  const everywhere = async (act: (at: number) => Promise<void>): Promise<void> =>
    void (await Promise.all(places.map(async (_, at) => await act(at))));
  const kill = async (at: number): Promise<void> => {
    const member = places[at];
    if (member == null) return;
    member.wasKilled = true;
    await member.process.kill();
  };
  // Whoever interrupts the run must not leave them behind.
  const end = (): void => places.forEach((member) => member?.process.child.kill('SIGKILL'));
  process.on('exit', end);
  await everywhere(start);
  return {
    size,
    replace: async (at, after) => {
      // The balancer finds out by itself that it is dead.
      await kill(at);
      await new Promise((resolve) => setTimeout(resolve, after));
      await start(at);
    },
    restart: async () => {
      // SIGINT: no balancer has to be given time.
      await everywhere(async (at) => {
        places[at]?.process.child.kill('SIGINT');
        await places[at]?.process.ended;
      });
      await everywhere(start);
    },
    logs: () => all.map(readLog),
    pids: () => places.flatMap((member) => member?.process.child.pid ?? []),
    kill: async () => {
      await everywhere(kill);
      process.off('exit', end);
    },
  };
}

function readLog({ process, wasKilled }: Member): ProcessLog {
  const all = process.output().split('\n');
  const isEntry = (line: string): boolean => line.startsWith('{') && line.endsWith('}');
  return { lines: all.filter(isEntry), rest: all.filter((line) => !isEntry(line)).join('\n'), wasKilled };
}
