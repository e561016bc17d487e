import type { ExecutionPort, InquiryAddress } from '../../host/directory.ts';
import type { InquiryView } from '../../host/inquiry.ts';
import { refuse } from '../../problem/problem.ts';
import { findExecution } from '../execution/find-execution.ts';
import { type Answered, requireOk } from '../execution/reply.ts';

export interface FoundInquiry {
  readonly execution: ExecutionPort;
  readonly address: InquiryAddress;
}

const ID = /^([^.]+)\.(.+)\.(-|\d{1,9})\.(\d{1,9})$/s;

/**
 * The execution that asks, and where: both are in the id, so the registry is not needed to answer.
 * @throws ProblemError `not_found` for what is no id, or may not be seen.
 */
export async function findInquiry(reader: Parameters<typeof findExecution>[0], id: string): Promise<FoundInquiry> {
  const [, execution, instance = '', item, attempt] = ID.exec(id) ?? [];
  if (execution === undefined) {
    return refuse('not_found', `there is no inquiry \`${id}\``);
  }
  const address = { instance, item: item === '-' ? null : Number(item), attempt: Number(attempt) };
  return { execution: await findExecution(reader, execution), address };
}

/** What an execution says of an inquiry. @throws ProblemError with its refusal */
export function inquiryIn(reply: Parameters<typeof requireOk>[0]): { inquiry: InquiryView; answered: Answered } {
  const answered = requireOk(reply);
  return { inquiry: JSON.parse(answered.body) as InquiryView, answered };
}
