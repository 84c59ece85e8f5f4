// How well typed letters match a phrase. All of them must occur in order; starts of words and runs score higher.

/** Higher is better; `null`: no match. Case doesn't matter. An empty query matches everything equally. */
export function score(query: string, phrase: string): number | null {
  const typed = query.trim().toLowerCase();
  const letters = typed.replaceAll(' ', '');
  const text = phrase.toLowerCase();
  const points = walk(letters, text, bestNext) ?? walk(letters, text, plainNext);
  if (points === null) return null;
  // Letters typed exactly as they are in the phrase win over first letters of several words.
  return ` ${text}`.includes(` ${typed}`) ? points + letters.length : points;
}

type Next = (text: string, letter: string, after: number) => number;

/** Finds each letter with `next` and adds up the points. */
function walk(letters: string, text: string, next: Next): number | null {
  let total = 0;
  let at = -1;
  for (const letter of letters) {
    const found = next(text, letter, at);
    if (found < 0) return null;
    total += startsWord(text, found) ? 3 : found === at + 1 ? 2 : 0;
    at = found;
  }
  return total - text.length / 1000;
}

/** The next place of a letter. Unless it follows directly, a place at the start of a word is preferred. */
function bestNext(text: string, letter: string, after: number): number {
  const first = plainNext(text, letter, after);
  if (first === after + 1 || first < 0 || startsWord(text, first)) return first;
  const atWord = text.indexOf(` ${letter}`, after + 1);
  return atWord < 0 ? first : atWord + 1;
}

const plainNext: Next = (text, letter, after) => text.indexOf(letter, after + 1);

const startsWord = (text: string, at: number) => at === 0 || text[at - 1] === ' ';

/** The phrases that match, best first. Equal ones stay in their order. */
export function best<T>(query: string, items: readonly T[], phrase: (item: T) => string): T[] {
  if (!query.trim()) return [...items];
  return items
    .map((item) => ({ item, points: score(query, phrase(item)) }))
    .filter((each): each is { item: T; points: number } => each.points !== null)
    .toSorted((a, b) => b.points - a.points)
    .map(({ item }) => item);
}
