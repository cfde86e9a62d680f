/** A landing in the row of landings that it belongs to, each of which holds what the ones before it brought. */
export interface InRun {
  readonly run: number;
  readonly index: number;
}

/** A run that was built on a landing of another one. */
export interface RunJoint {
  readonly run: number;
  readonly on: InRun;
}

/** From which landing on each run holds something of these landings. `joints`: of all runs, the first run's first. */
export function findHeldRuns(landings: readonly InRun[], joints: readonly RunJoint[]): readonly InRun[] {
  const lowest = new Map<number, number>();
  const add = ({ run, index }: InRun): void => {
    lowest.set(run, Math.min(index, lowest.get(run) ?? index));
  };
  for (const landing of landings) add(landing);
  for (const { run, on } of joints)
    if ((lowest.get(on.run) ?? Number.POSITIVE_INFINITY) <= on.index) add({ run, index: run });
  return [...lowest].map(([run, index]) => ({ run, index }));
}
