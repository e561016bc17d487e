import { isSealed, type Sealed } from '../../value/sealed.ts';
import { fail } from '../error.ts';
import { isPlainDict, type Value } from './value.ts';

/** True for a sealed value, which may be handed on but not looked at. */
export function sealed(value: Value): value is Sealed {
  return isPlainDict(value) && isSealed(value);
}

/** Refuses a sealed value where its content would show. */
export function refuseSealed(...values: readonly Value[]): void {
  if (values.some(sealed)) {
    fail('sealed_value_used', 'a sealed value can only be handed on');
  }
}

/** Expressions may not forge sealed values: the name is the engine's. */
export function refuseSealedKey(key: Value): void {
  if (key === '$sealed') {
    fail('security', "the key '$sealed' is reserved");
  }
}
