import { type ExpressionErrorKind, Fault } from '../error.ts';
import { describe, Special, type Value } from './value.ts';

/** A name or member that does not exist. It may be asked about and replaced by a default; any use of it fails. */
export class Undefined extends Special {
  override readonly typeName = 'undefined';
  readonly kind: ExpressionErrorKind;
  readonly variable: string;
  readonly message: string;

  constructor(kind: ExpressionErrorKind, variable: string, message: string) {
    super();
    this.kind = kind;
    this.variable = variable;
    this.message = message;
  }

  override truth(): never {
    throw this.fault();
  }

  override items(): never {
    throw this.fault();
  }

  override plain(): never {
    throw this.fault();
  }

  fault(): Fault {
    return new Fault(this.kind, this.message, { variable: this.variable });
  }
}

export function undefinedVariable(name: string): Undefined {
  return new Undefined('undefined_variable', name, `the variable '${name}' is undefined`);
}

/** A member that a value has not; internal names are refused, not merely absent. */
export function undefinedMember(object: Value, name: string): Undefined {
  if (name.startsWith('_')) {
    return new Undefined('security', name, `the name '${name}' may not be read`);
  }
  return new Undefined('undefined_attribute', name, `${describe(object)} has no member '${name}'`);
}

/** The value, unless it is undefined. */
export function defined(value: Value): Value {
  if (value instanceof Undefined) {
    throw value.fault();
  }
  return value;
}
