import type { Json, JsonObject } from '../value/json.ts';

export const INQUIRY_STATUSES = ['open', 'answered', 'expired', 'canceled'] as const;
export type InquiryStatus = (typeof INQUIRY_STATUSES)[number];

/** A question to a human as it stands; the execution that asks it decides about answers. Times are milliseconds. */
export interface InquiryView {
  readonly id: string;
  readonly execution: string;
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
  readonly prompt: string;
  readonly schema: JsonObject | null;
  readonly assignee: string | null;
  readonly status: InquiryStatus;
  readonly response: Json;
  readonly responded_by: string | null;
  readonly expires: number | null;
  readonly created: number;
  readonly updated: number;
}
