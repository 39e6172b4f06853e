// Why an answer did not come.

/**
 * What is known of a failure: `status` of the response (0 without one), `retryAfter` in seconds where the server said
 * so,
 * `partial` the text that had come.
 * @typedef {{status?: number, retryAfter?: number | null, partial?: string}} Facts
 */

/** Codes after which the same request would fail again. */
const FINAL = ['forbidden', 'too_long', 'bad_request', 'client_prompt_refused', 'aborted'];

/** A failure; its `code` is the one that the widget's texts are chosen by (widget-spec §3.4). */
export class ChatError extends Error {
  constructor(/** @type {string} */ code, /** @type {Facts} */ { status = 0, retryAfter = null, partial = '' } = {}) {
    super(code);
    this.name = code === 'aborted' ? 'AbortError' : 'ChatError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
    this.partial = partial;
    this.retryable = !FINAL.includes(code);
  }
}
