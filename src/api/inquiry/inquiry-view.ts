import type { InquiryView } from '../../host/inquiry.ts';
import { inquiryUrl, mintInquiryToken } from '../../host/inquiry-token.ts';
import type { ApiEnv } from '../api-env.ts';
import { hasScope, type Principal } from '../auth/principal.ts';
import { executionPath } from '../execution/links.ts';
import { time } from '../schema/values.ts';

/** An inquiry as the API shows it. */
export async function inquiryView({ settings }: ApiEnv, principal: Principal, inquiry: InquiryView) {
  const { expires, created, updated, ...rest } = inquiry;
  const self = `/api/v1/inquiries/${inquiry.id}`;
  const [key] = settings.callbackKeys;
  const mayAnswer = inquiry.status === 'open' && key !== undefined && hasScope(principal, 'execute');
  const form = mayAnswer ? { form: inquiryUrl(settings.publicUrl, await mintInquiryToken(key, inquiry)) } : {};
  return {
    ...rest,
    expires_at: expires === null ? null : time(expires),
    created_at: time(created),
    updated_at: time(updated),
    links: { self, execution: executionPath(inquiry.execution), respond: `${self}/respond`, ...form },
  };
}
