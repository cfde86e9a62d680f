import type { WeatherReport } from '../github/server/weather.ts';
import { chanceOf } from './chance.ts';
import type { Crew } from './crew.ts';
import { perform, type Workplace } from './perform.ts';
import type { Scene } from './scene.ts';
import { actionsOf } from './script.ts';

export interface Storm {
  readonly scene: Scene;
  readonly crew: Crew;
  /** Of each organisation. */
  readonly lanes: readonly (readonly Workplace[])[];
  readonly seed: number;
  /** It ends when GitHub made so many. */
  readonly deliveries: number;
  readonly kills: number;
  /** Share of requests and deliveries that go wrong, for each way in which they do. */
  readonly share: number;
}

export interface Passed {
  readonly actions: number;
  readonly deliveries: number;
  readonly kills: number;
  readonly weather: WeatherReport;
}

const LONGEST_ABSENCE = 400;

/** People act in all organisations at the same time, GitHub fails now and then, and processes are killed. */
export async function rage({ scene, crew, lanes, seed, deliveries, kills, share }: Storm): Promise<Passed> {
  const { github } = scene;
  const before = await github.countDeliveries();
  const gone = { deliveries: 0, isOver: false, actions: 0, kills: 0 };
  await github.setWeather({
    request: {
      seed,
      requests: { error: share, hang: share, limit: share, reset: share, stale: share },
      deliveries: { drop: share, duplicate: share, delay: share, reorder: share },
    },
  });
  const act = async (places: readonly Workplace[], lane: number): Promise<void> => {
    const slots = places[0]?.slots.length ?? 0;
    for (const action of actionsOf({ seed, lane, repositories: places.length, slots })) {
      const place = places[action.repository];
      if (gone.isOver || place === undefined) return;
      await perform(scene, place, action);
      gone.actions += 1;
    }
  };
  const count = async (): Promise<void> => {
    while (!gone.isOver) {
      gone.deliveries = (await github.countDeliveries()) - before;
      gone.isOver = gone.deliveries >= deliveries;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const chance = chanceOf(seed);
  const doom = Array.from({ length: kills }, (_, at) => ({
    moment: (deliveries * (at + chance.draw())) / kills,
    at: chance.below(crew.size),
    absence: chance.below(LONGEST_ABSENCE),
  }));
  // Each place has its own: two may be empty at the same time.
  const killAt = async (place: number): Promise<void> => {
    for (const { moment, at, absence } of doom) {
      if (at !== place) continue;
      while (gone.deliveries < moment && !gone.isOver) await new Promise((resolve) => setTimeout(resolve, 10));
      await crew.replace(at, absence);
      gone.kills += 1;
    }
  };
  const killing = Array.from({ length: crew.size }, (_, at) => killAt(at));
  await Promise.all([count(), ...killing, ...lanes.map(act)]);
  const weather = await github.setWeather({ request: null });
  return { actions: gone.actions, deliveries: gone.deliveries, kills: gone.kills, weather };
}
