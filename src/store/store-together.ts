/** One of several that are stored together. `isLast`: nothing that it could wait for is under way. */
export type StoreTogether<Item> = (item: Item, isLast: (waiting: number) => boolean) => Promise<void>;

interface Gathering<Item> {
  readonly items: Item[];
  readonly stored: Promise<void>;
  readonly close: () => void;
}

/**
 * Stores what comes within so many milliseconds of the first in one step; with the last one nobody waits. Each call
 * resolves when its item is stored, and is rejected when the step that it is a part of fails.
 */
export function storeTogether<Item>(
  store: (items: readonly Item[]) => Promise<void>,
  within: number,
): StoreTogether<Item> {
  let open: Gathering<Item> | null = null;
  const begin = (): Gathering<Item> => {
    const items: Item[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, within);
    const storeAll = async (): Promise<void> => {
      await promise;
      clearTimeout(timer);
      if (open === gathering) open = null;
      await store(items);
    };
    const gathering: Gathering<Item> = { items, stored: storeAll(), close: resolve };
    return gathering;
  };
  return async (item, isLast) => {
    open ??= begin();
    const { items, stored, close } = open;
    items.push(item);
    if (isLast(items.length)) {
      // What comes from now on is gathered anew: these are on their way.
      open = null;
      close();
    }
    await stored;
  };
}
