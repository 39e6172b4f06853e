// Why an answer did not come.

/** What went wrong, in the words that the widget's texts are chosen by (`code`); `retryAfter` in seconds where the server said so. */
export class ChatError extends Error {
  constructor(/** @type {string} */ code, /** @type {{status?: number, retryAfter?: number | null, partial?: string}} */ { status = 0, retryAfter = null, partial = '' } = {}) {
    super(code);
    const retryable = !['forbidden', 'too_long', 'bad_request', 'client_prompt_refused', 'aborted'].includes(code);
    this.name = code === 'aborted' ? 'AbortError' : 'ChatError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
    this.partial = partial;
    this.retryable = retryable;
  }
}
