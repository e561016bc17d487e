import type { Value } from './value.ts';

/**
 * A parameter as a signature writes it: `name:type`; `name=:type` may be missing, `name:type?` may be null,
 * `*name:type` takes the rest, `**name:type` the named arguments that no other parameter takes.
 */
export interface Parameter<Type extends PropertyKey = string> {
  readonly name: string;
  readonly type: Type;
  readonly nullable: boolean;
  readonly optional: boolean;
  readonly rest: boolean;
  readonly named: boolean;
}

export interface Signature<Type extends PropertyKey = string> {
  readonly names: readonly string[];
  readonly parameters: readonly Parameter<Type>[];
}

const SPEC = /^(\**)(\w+)(=?):(\w+)(\??)$/;

/** Reads a signature: the names of the function, then its parameters: `min|least a:any b=:any`. */
export function signatureOf<Type extends PropertyKey>(text: string): Signature<Type> {
  const [names = '', ...specs] = text.split(' ');
  const parameters = specs.map((spec): Parameter<Type> => {
    const [, stars, name = '', optional, type, nullable] = SPEC.exec(spec) ?? [];
    return {
      name,
      type: type as Type,
      nullable: nullable === '?' || type === 'any',
      optional: optional === '=',
      rest: stars === '*',
      named: stars === '**',
    };
  });
  return { names: names.split('|'), parameters };
}

/** A function with its signature. */
export interface Signed<Type extends PropertyKey> extends Signature<Type> {
  readonly run: (...args: readonly unknown[]) => Value;
}

/** Functions by their signatures. */
export type Rows<Types, S extends string, Result = Value> = {
  readonly [K in S]: (...args: ArgumentsOf<Types, K>) => Result;
};

/** The functions of a table. */
export function signed<Type extends PropertyKey>(rows: object): readonly Signed<Type>[] {
  return Object.entries(rows).map(([signature, run]) => ({ ...signatureOf<Type>(signature), run }));
}

/** The arguments that a signature promises to its function, given what each type stands for. */
export type ArgumentsOf<Types, S extends string> = S extends `${infer Head} ${infer Tail}`
  ? [...ArgumentOf<Types, Head>, ...ArgumentsOf<Types, Tail>]
  : ArgumentOf<Types, S>;

type ArgumentOf<Types, S extends string> = S extends `**${string}`
  ? [named: ReadonlyMap<string, Value>]
  : S extends `*${string}:${infer Type}`
    ? TypeOf<Types, Type>[]
    : S extends `${string}=:${infer Type}`
      ? [TypeOf<Types, Type> | undefined]
      : S extends `${string}:${infer Type}`
        ? [TypeOf<Types, Type>]
        : [];

type TypeOf<Types, Type extends string> = Type extends `${infer Name}?`
  ? Types[Name & keyof Types] | null
  : Types[Type & keyof Types];
