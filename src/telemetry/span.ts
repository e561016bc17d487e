/** One span in the JSON form of OTLP; times are nanoseconds since the epoch, as text. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 0: unset, 1: ok, 2: error. Never with a message: it might repeat a value. */
  readonly status: { readonly code: 0 | 1 | 2 };
}

export interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

/** Takes finished spans in. */
export interface SpanSink {
  /** @throws when they could not be delivered and may be sent again */
  export(spans: readonly Span[]): Promise<void>;
}

/** What is not known is left out. */
export function attributes(given: Readonly<Record<string, string | number | null | undefined>>): readonly Attribute[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === null || value === undefined) {
      return [];
    }
    const typed = typeof value === 'number' ? { intValue: String(value) } : { stringValue: value };
    return [{ key: `ostinato.${name}`, value: typed }];
  });
}

export const nanoseconds = (milliseconds: number) => `${milliseconds}000000`;
