/** What went wrong, in the words that the widget's texts are chosen by (`code`). */
export class ChatError extends Error {
  /**
   * @param {string} code
   * @param {{status?: number, retryAfter?: number | null, partial?: string, message?: string}} [facts]
   */
  constructor(code, facts = {}) {
    const { status = 0, retryAfter = null, partial = '', message } = facts;
    super(message ?? code);
    this.name = code === 'aborted' ? 'AbortError' : 'ChatError';
    this.code = code;
    this.status = status;
    /** Seconds until another try makes sense, where the server said so. */
    this.retryAfter = retryAfter;
    this.partial = partial;
    this.retryable = !['forbidden', 'too_long', 'bad_request', 'client_prompt_refused', 'aborted'].includes(code);
  }
}

/**
 * Seconds of a `Retry-After` field, a number or a date.
 * @param {string | null} field
 */
export function retryAfterSeconds(field) {
  if (!field) return null;
  const seconds = /^\d+$/.test(field.trim()) ? Number(field) : Math.ceil((Date.parse(field) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/**
 * The widget's code for a status and the server's code.
 * @param {number} status
 * @param {string | undefined} code
 */
export function codeOf(status, code) {
  if (status === 429) return 'rate_limited';
  if (status === 504 || status === 408) return 'timeout';
  if (status === 413 || code === 'context_length_exceeded') return 'too_long';
  if (status === 403) return 'forbidden';
  if (code === 'client_prompt_refused') return 'client_prompt_refused';
  return status >= 500 ? 'unavailable' : 'bad_request';
}
