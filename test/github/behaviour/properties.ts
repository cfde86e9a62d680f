/** Custom properties: the organisation defines them, and whoever may sets their values on a repository. */
import type { Shape } from '../shapes/owner.ts';
import type { PropertyValue, Repository, User, World } from '../world.ts';

/** @param values null takes the value away; the property stays defined */
export async function setProperties(
  world: World,
  repository: Repository,
  { values, sender }: { readonly values: Readonly<Record<string, PropertyValue>>; readonly sender: User },
): Promise<void> {
  const { owner } = repository;
  if (owner.type !== 'Organization') throw new Error('only repositories of an organisation have properties');
  const changed = Object.entries(values);
  const before = changed.map(([name]) => [name, repository.properties.get(name) ?? null] as const);
  for (const [name, value] of changed) repository.properties.set(name, value);
  await world.announce({
    event: 'custom_property_values',
    action: 'updated',
    repository,
    organization: owner,
    sender,
    body: async () => ({ new_property_values: changed.map(shapeOf), old_property_values: before.map(shapeOf) }),
  });
}

/** The organisation does away with the definition: no webhook tells of each repository. */
export function dropProperty(repository: Repository, name: string): void {
  repository.properties.delete(name);
}

export function propertyShapes(repository: Repository): readonly Shape[] {
  return [...repository.properties].map(shapeOf);
}

function shapeOf([name, value]: readonly [string, PropertyValue]): Shape {
  return { property_name: name, value };
}
