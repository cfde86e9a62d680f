const TOKEN = /[\w+/=.-]{20,}/g;

/**
 * What an entry calls a rule: its name, or its place in the policy where a part of the name looks like a credential. An entry
 * cannot be changed once it has its index; if GitHub's push protection refused it, nothing more could be recorded.
 */
export function ruleNameOf(name: string, position: number): string {
  return (name.match(TOKEN) ?? []).some(isLikeToken) ? `rule ${position + 1}` : name;
}

/** Words that people join with hyphens have small letters only; what is made by chance has digits or capitals. */
function isLikeToken(word: string): boolean {
  return /[\dA-Z]/.test(word);
}
