// Characters that reverse the direction of the text after them. In text from outside they could make a name or an
// address look like another one, so we show these characters instead of applying them.

const TURNS = /([\u202a-\u202e\u2066-\u2069])/u;

/** A piece of text, or one such character by its number: `U+202E`. */
export interface Piece {
  text: string;
  turns: boolean;
}

/** Splits a text at the characters that would reverse its direction. */
export function pieces(text: string): Piece[] {
  return text
    .split(TURNS)
    .filter((piece) => piece !== '')
    .map((piece) =>
      TURNS.test(piece)
        ? { text: `U+${piece.charCodeAt(0).toString(16).toUpperCase()}`, turns: true }
        : { text: piece, turns: false },
    );
}
