/** Loaded before the app (`node --import`): no more than eight of its requests are under way at once. */

const PLACES = 8;
const send = globalThis.fetch;
const waiting: (() => void)[] = [];
let free = PLACES;

globalThis.fetch = async (...request) => {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await send(...request);
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
};
