// One request to the chat: sends it, reads the answer, ends exactly once.
import { endpointOf } from '../endpoint.js';
import { BlockFilter } from './block-filter.js';
import { ChatError, codeOf, retryAfterSeconds } from './errors.js';
import { EventStreamReader } from './event-stream.js';

/** Longest waits in milliseconds: for the response, and between two reads. */
export const LIMITS = { response: 130_000, silence: 45_000 };

/**
 * @typedef {object} Outcome
 * @property {string} text
 * @property {string | null} finishReason
 * @property {boolean} truncated
 * @property {string | null} block
 * @property {string | null} model
 */

/**
 * @param {object} body What is sent.
 * @param {{signal?: AbortSignal, endpoint?: string}} options
 * @param {(delta: string) => void} onDelta Text to show, never any of a block.
 * @returns {Promise<Outcome>} Rejects with a ChatError only.
 */
export async function complete(body, options, onDelta) {
  const endpoint = endpointOf(options.endpoint);
  if (!endpoint) throw new ChatError('bad_request');
  const state = { text: '', finishReason: /** @type {string | null} */ (null), model: /** @type {string | null} */ (null), done: false };
  const filter = new BlockFilter();
  const show = (/** @type {string} */ text) => { if (text) { state.text += text; onDelta(text); } };
  const controller = new AbortController();
  let timer = 0;
  let timedOut = false;
  const wait = (/** @type {number} */ ms) => {
    clearTimeout(timer);
    timer = /** @type {any} */ (setTimeout(() => { timedOut = true; controller.abort(); }, ms));
  };
  const abort = () => controller.abort();
  if (options.signal?.aborted) throw new ChatError('aborted');
  options.signal?.addEventListener('abort', abort);
  try {
    wait(LIMITS.response);
    const response = await fetch(`${endpoint}/api/chat`, {
      method: 'POST', body: JSON.stringify(body), signal: controller.signal, credentials: 'omit', cache: 'no-store',
      headers: { 'Content-Type': 'application/json', Accept: /** @type {any} */ (body).stream ? 'text/event-stream' : 'application/json' },
    });
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok) throw await failure(response, type);
    if (type.startsWith('text/event-stream')) await readStream(response);
    else if (type.startsWith('application/json')) readWhole(await response.json());
    else throw new ChatError('bad_response', { status: response.status });
  } catch (error) {
    controller.abort();
    if (!state.done || options.signal?.aborted || error instanceof ChatError) throw translated(error);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
  const rest = filter.end();
  show(rest.text);
  if (!state.text && filter.block === null) throw new ChatError('empty_answer');
  return {
    text: state.text, finishReason: state.finishReason, block: filter.block, model: state.model,
    truncated: rest.cut || state.finishReason === 'length' || state.finishReason === 'content_filter',
  };

  /** @param {Response} response */
  async function readStream(response) {
    const events = new EventStreamReader(take);
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    for (;;) {
      // After `[DONE]` only the end of the body is to come.
      wait(state.done ? 1000 : LIMITS.silence);
      const { done, value } = await reader.read();
      if (done) break;
      if (!state.done) events.push(value);
    }
    if (!state.done) events.end();
    if (!state.done && state.finishReason === null) throw new ChatError(state.text ? 'interrupted' : 'unavailable', { partial: state.text });
  }

  /** @param {string} data */
  function take(data) {
    if (data === '[DONE]') { state.done = true; return; }
    let value;
    try { value = JSON.parse(data); } catch { return; }
    if (!value || typeof value !== 'object') return;
    if (value.error) throw streamError(value.error);
    if (typeof value.model === 'string') state.model = value.model;
    const choice = Array.isArray(value.choices) ? value.choices[0] : null;
    if (!choice) return;
    if (typeof choice.finish_reason === 'string') state.finishReason = choice.finish_reason;
    for (const part of [choice.delta?.content, choice.delta?.refusal]) if (typeof part === 'string') show(filter.push(part));
  }

  /** @param {any} value */
  function readWhole(value) {
    if (value?.error) throw streamError(value.error);
    const choice = Array.isArray(value?.choices) ? value.choices[0] : null;
    const text = choice?.message?.content ?? choice?.message?.refusal;
    if (typeof text !== 'string') throw new ChatError('bad_response');
    state.model = typeof value.model === 'string' ? value.model : null;
    state.finishReason = typeof choice.finish_reason === 'string' ? choice.finish_reason : 'stop';
    show(filter.push(text));
  }

  /** @param {any} error */
  function streamError(error) {
    const code = typeof error === 'object' ? error?.code : null;
    if (code === 'upstream_timeout_idle' || code === 'upstream_timeout_total') return new ChatError('timeout', { partial: state.text });
    return new ChatError(state.text ? 'interrupted' : 'unavailable', { partial: state.text });
  }

  /**
   * @param {Response} response
   * @param {string} type
   */
  async function failure(response, type) {
    let code;
    if (type.startsWith('application/json')) {
      try { code = (await response.json())?.error?.code; } catch { code = undefined; }
    }
    const retryAfter = retryAfterSeconds(response.headers.get('retry-after'));
    return new ChatError(codeOf(response.status, code), { status: response.status, retryAfter });
  }

  /** @param {unknown} error */
  function translated(error) {
    if (error instanceof ChatError) return error;
    if (options.signal?.aborted) return new ChatError('aborted', { partial: state.text });
    if (timedOut) return new ChatError('timeout', { partial: state.text });
    if (state.text) return new ChatError('interrupted', { partial: state.text });
    if (error instanceof SyntaxError) return new ChatError('bad_response');
    return new ChatError(typeof navigator !== 'undefined' && navigator.onLine === false ? 'offline' : 'network');
  }
}
