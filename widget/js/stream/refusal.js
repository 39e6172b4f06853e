// What it means when the server refuses.
import { loadHotel } from '../hotel/catalogue.js';
import { ChatError } from './errors.js';
import { errorCode, errorIn } from './reading.js';

/** Codes of a trouble between the hotel and its provider: the guest can do nothing about it, a new chat neither. */
const OPERATORS = /quota|billing|credit|payment|api.?key|auth|permission|model_not|not_found|deployment|unsupported/i;

/** Seconds of a `Retry-After` field, a number or a date. */
function secondsOf(/** @type {string | null} */ field) {
  if (!field) return null;
  const seconds = /^\s*\d+\s*$/.test(field) ? Number(field) : Math.ceil((Date.parse(field) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** The widget's code for a status and the server's code. */
function codeOf(/** @type {number} */ status, /** @type {string} */ code) {
  if (code === 'context_length_exceeded') return 'too_long';
  if (code === 'client_prompt_refused') return code;
  if (OPERATORS.test(code)) return 'unavailable';
  if (status === 429) return 'rate_limited';
  if (status === 504 || status === 408) return 'timeout';
  if (status === 413) return 'too_long';
  if (status === 403) return 'forbidden';
  return status >= 500 || [401, 402, 404, 405].includes(status) ? 'unavailable' : 'bad_request';
}

/** What an answer that is none says: its code and facts. */
export async function refusalOf(/** @type {Response} */ response) {
  const { status, headers } = response;
  const isJSON = /^application\/(.+\+)?json/i.test(headers.get('content-type') ?? '');
  const told = isJSON ? await response.json().catch(() => null) : null;
  const retryAfter = secondsOf(headers.get('retry-after'));
  return { code: codeOf(status, errorCode(errorIn(told))), facts: { status, retryAfter } };
}

/**
 * A site that is not allowed cannot read the refusal; where the hotel can be had and no answer ever came, it is one.
 * @param {{endpoint: string, messages: {role: string}[], signal: AbortSignal}} chat @param {ChatError} error
 */
export async function explained({ endpoint, messages, signal }, error) {
  if (new URL(endpoint).origin === location.origin || messages.some(({ role }) => role === 'assistant')) return error;
  return loadHotel(endpoint, signal).then(() => new ChatError('forbidden', { status: 403 }), () => error);
}
