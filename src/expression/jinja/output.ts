import { concatSealed, type Sealed } from '../../value/sealed.ts';
import { sealed } from '../core/seal.ts';
import { textOf } from '../core/text.ts';
import { defined } from '../core/undefined.ts';
import type { Value } from '../core/value.ts';
import { chargeText, counted } from '../run.ts';

type Piece = string | Sealed;

/** What the block under way has written so far. */
let pieces: Piece[] = [];

/** A value as a text takes it in. */
function pieceOf(value: Value): Piece {
  return sealed(defined(value)) ? (value as Sealed) : counted(textOf(value));
}

/** Text put together; it is sealed when one of its pieces is. */
function joined(parts: readonly Piece[]): Piece {
  if (parts.some(sealed)) {
    return concatSealed(parts);
  }
  chargeText(parts.reduce((length, part) => length + Number(part.length), 0));
  return parts.join('');
}

/** The text of several values in a row. */
export function joinParts(values: readonly Value[]): Piece {
  return joined(values.map(pieceOf));
}

/** Writes a value where the block under way stands. */
export function write(value: Value): void {
  if (value !== '') {
    pieces.push(pieceOf(value));
  }
}

/** What a part of a template writes. */
export function written(execute: () => unknown): Piece {
  const outer = pieces;
  pieces = [];
  try {
    execute();
    return joined(pieces);
  } finally {
    pieces = outer;
  }
}
