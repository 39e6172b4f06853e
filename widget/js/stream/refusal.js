// What it means when the server refuses.
import { loadHotel } from '../hotel/catalogue.js';
import { ChatError } from './errors.js';

/** Seconds of a `Retry-After` field, a number or a date. */
function secondsOf(/** @type {string | null} */ field) {
  if (!field) return null;
  const seconds = /^\s*\d+\s*$/.test(field) ? Number(field) : Math.ceil((Date.parse(field) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** The widget's code for a status and the server's code. */
function codeOf(/** @type {number} */ status, /** @type {unknown} */ code) {
  if (status === 429) return 'rate_limited';
  if (status === 504 || status === 408) return 'timeout';
  if (status === 413 || code === 'context_length_exceeded') return 'too_long';
  if (status === 403) return 'forbidden';
  if (code === 'client_prompt_refused') return 'client_prompt_refused';
  return status >= 500 ? 'unavailable' : 'bad_request';
}

/** What an answer that is none says: its code and facts. */
export async function refusalOf(/** @type {Response} */ response) {
  const { status, headers } = response;
  const told = headers.get('content-type')?.startsWith('application/json') ? await response.json().catch(() => null) : null;
  return { code: codeOf(status, told?.error?.code), facts: { status, retryAfter: secondsOf(headers.get('retry-after')) } };
}

/** A site that is not allowed cannot read the refusal; where the hotel can be had and no answer ever came, it is one. */
export async function explained(/** @type {import('../conversation/conversation.js').Conversation} */ { endpoint, messages, host }, /** @type {ChatError} */ error) {
  if (new URL(endpoint).origin === location.origin || messages.some(({ role }) => role === 'assistant')) return error;
  return loadHotel(endpoint, host.requests.signal).then(() => new ChatError('forbidden', { status: 403 }), () => error);
}
