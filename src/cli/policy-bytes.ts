import { toText } from '../base/bytes.ts';
import { parsePolicy } from '../policy/parse.ts';

/** Parses the bytes of a policy file, or tells every problem in them. */
export function validateBytes(bytes: Uint8Array): ReturnType<typeof parsePolicy> {
  const text = toText(bytes);
  if (text !== null) return parsePolicy(text);
  return {
    problems: [{ code: 'policy.syntax', message: 'the file is not UTF-8 text', line: 1, column: 1, nearest: null }],
  };
}
