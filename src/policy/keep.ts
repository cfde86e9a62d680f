/**
 * A function that makes the answer to each key once, and keeps the newest `limit` of them. Dropping one costs making it
 * again, never another answer. What throws is not kept.
 */
export function keep<Value extends object>(limit: number, make: (key: string) => Value): (key: string) => Value {
  const kept = new Map<string, Value>();
  return (key) => {
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    // Policies come and go; the oldest makes room.
    if (kept.size >= limit) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, made);
    return made;
  };
}
