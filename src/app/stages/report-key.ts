/** What one check run is: the unit that one process at a time may write. */
export function reportKey({
  repository,
  head,
  checkName,
}: {
  readonly repository: number;
  readonly head: string;
  readonly checkName: string;
}): string {
  return `${repository}:${head}:${checkName}`;
}
