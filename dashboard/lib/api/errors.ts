/** A refused or failed call, as every screen sees it. `status` 0 means that no answer arrived at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string[]>;
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(facts: {
    status: number;
    code: string;
    message: string;
    fields?: Record<string, string[]>;
    retryAfter?: number | null;
    requestId?: string | null;
  }) {
    super(facts.message);
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.fields = facts.fields ?? {};
    this.retryAfter = facts.retryAfter ?? null;
    this.requestId = facts.requestId ?? null;
  }
}

export function isAutomationAway(error: unknown): boolean {
  return error instanceof ApiError && error.code === "automation_away";
}

/** The sentence to show a person for any thrown value. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.status === 429) return throttleMessage(error);
    return error.message;
  }
  return "Something went wrong. Please try again.";
}

function throttleMessage(error: ApiError): string {
  if (error.retryAfter === null) return "Too many tries. Please wait a moment.";
  if (error.retryAfter < 90) return `Too many tries. Please wait ${error.retryAfter} seconds.`;
  return `Too many tries. Please wait ${Math.ceil(error.retryAfter / 60)} minutes.`;
}
