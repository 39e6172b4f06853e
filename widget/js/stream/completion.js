// A request to the chat: what is sent, how its answer is read, what its answer means. It ends exactly once.
import { ChatError } from './errors.js';

/** Limits and parameters of a request, the place to change them; waits for the response and between two reads in milliseconds. */
const REQUEST = { historyItems: 20, historyBytes: 60 * 1024, response: 130_000, silence: 45_000, model: undefined, maxTokens: undefined, temperature: undefined };

/** @typedef {{role: string, content: string}} Message */
/** @typedef {{signal?: AbortSignal, language?: string, endpoint?: string, buffer?: {ms?: number, chars?: number}, model?: string, maxTokens?: number, temperature?: number}} Options */
/** @typedef {{text: string, finishReason: string | null, truncated: boolean, block: string | null, model: string | null}} Outcome */

/** Reads `text/event-stream` (WHATWG HTML §9.2) in pieces of any size: bytes in, data of events out. */
export class EventStreamReader {
  decoder = new TextDecoder();
  line = '';
  /** @type {string[]} */
  data = [];
  endedInCR = false;

  constructor(/** @type {(data: string) => void} */ onData) { this.onData = onData; }

  push(/** @type {Uint8Array} */ bytes) { this.read(this.decoder.decode(bytes, { stream: true })); }

  /** The input has ended: a last line and a last event count without their ends. */
  end() { this.read(`${this.decoder.decode()}\n\n`); }

  read(/** @type {string} */ text) {
    if (!text) return;
    // The LF of a CR LF that was cut in two.
    if (this.endedInCR && text[0] === '\n') text = text.slice(1);
    this.endedInCR = text.endsWith('\r');
    const lines = (this.line + text).split(/\r\n|\r|\n/);
    this.line = lines.pop() ?? '';
    for (const line of lines) {
      if (/^data(:|$)/.test(line)) this.data.push(line.slice(line[5] === ' ' ? 6 : 5));
      if (line || !this.data.length) continue;
      this.onData(this.data.splice(0).join('\n'));
    }
  }
}

const OPEN = /\[\s*OFFER_DATA\s*\]/i;
const CLOSE = /\[\s*\/\s*OFFER_DATA\s*\]/i;
/** A tail that may still become the opening tag. */
const MAY_OPEN = /\[\s*(?:O(?:F(?:F(?:E(?:R(?:_(?:D(?:A(?:T(?:A\s*)?)?)?)?)?)?)?)?)?)?$/i;

/** Takes `[OFFER_DATA]` blocks out of a text that comes in pieces, so that no character of one is ever shown (widget-spec §3.2). */
export class BlockFilter {
  held = '';
  blank = '';
  isInside = false;
  /** @type {string | null} The last whole block's content. */
  block = null;

  /** @returns {string} what may be shown now */
  push(/** @type {string} */ piece) {
    this.held += piece;
    let shown = '';
    for (;;) {
      const tag = (this.isInside ? CLOSE : OPEN).exec(this.held);
      if (!tag && this.isInside) return shown;
      const end = (tag ?? MAY_OPEN.exec(this.held))?.index ?? this.held.length;
      const before = this.held.slice(0, end);
      this.held = this.held.slice(end + (tag?.[0].length ?? 0));
      if (this.isInside) this.block = before;
      else {
        // Blank space waits: before a block it is dropped.
        const whole = this.blank + before;
        shown += whole.trimEnd();
        this.blank = tag ? '' : whole.slice(whole.trimEnd().length);
      }
      if (!tag) return shown;
      this.isInside = !this.isInside;
    }
  }

  /** The text has ended: what is left to show, and whether a block was cut off. */
  end() {
    const { held, isInside } = this;
    return { text: !isInside && held.length === 1 ? this.blank + held : '', cut: isInside || held.length > 1 };
  }
}

/** @returns {Promise<Outcome>} Rejects with a ChatError only; `onDelta` gets text to show, never any of a block. */
async function complete(/** @type {any} */ body, /** @type {Options} */ { signal, endpoint }, /** @type {(delta: string) => void} */ onDelta) {
  const filter = new BlockFilter();
  const controller = new AbortController();
  let [text, isDone, timedOut] = ['', false, false];
  /** @type {string | null} */ let finishReason = null;
  /** @type {string | null} */ let model = null;
  /** @type {any} */ let timer;
  const show = (/** @type {string} */ more) => { if (more) { text += more; onDelta(more); } };
  const failure = (/** @type {string} */ code, facts = {}) => new ChatError(code, { partial: text, ...facts });
  const abort = () => controller.abort();
  const wait = (/** @type {number} */ ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => { timedOut = true; abort(); }, ms);
  };

  /** One event's data, or a whole answer. */
  const take = (/** @type {any} */ value, isWhole = false) => {
    if (value?.error) throw failure(/^upstream_timeout_(idle|total)$/.test(value.error.code) ? 'timeout' : text ? 'interrupted' : 'unavailable');
    const choice = Array.isArray(value?.choices) ? value.choices[0] : null;
    const { content, refusal } = choice?.[isWhole ? 'message' : 'delta'] ?? {};
    if (isWhole && typeof (content ?? refusal) !== 'string') throw failure('bad_response');
    if (typeof value?.model === 'string') model = value.model;
    if (typeof choice?.finish_reason === 'string') finishReason = choice.finish_reason;
    if (isWhole) finishReason ??= 'stop';
    for (const part of [content, refusal]) if (typeof part === 'string') show(filter.push(part));
  };

  /** Until `[DONE]`; then only the end of the body is to come. */
  async function readStream(/** @type {any} */ stream) {
    const events = new EventStreamReader((data) => {
      if (isDone) return;
      if (data === '[DONE]') { isDone = true; return; }
      let value;
      try { value = JSON.parse(data); } catch { /* passed over */ }
      take(value);
    });
    const reader = stream.getReader();
    for (;;) {
      wait(isDone ? 1000 : REQUEST.silence);
      const { done, value } = await reader.read();
      if (done) break;
      events.push(value);
    }
    events.end();
    if (!isDone && finishReason === null) throw failure(text ? 'interrupted' : 'unavailable');
  }

  if (!endpoint) throw failure('bad_request');
  if (signal?.aborted) throw failure('aborted');
  signal?.addEventListener('abort', abort);
  try {
    wait(REQUEST.response);
    const response = await fetch(`${endpoint}/api/chat`, {
      method: 'POST', body: JSON.stringify(body), signal: controller.signal, credentials: 'omit', cache: 'no-store',
      headers: { 'Content-Type': 'application/json', Accept: body.stream ? 'text/event-stream' : 'application/json' },
    });
    if (!response.ok) {
      const { refusalOf } = await import('./refusal.js');
      const { code, facts } = await refusalOf(response);
      throw failure(code, facts);
    }
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) await readStream(response.body);
    else if (type.startsWith('application/json')) take(await response.json(), true);
    else throw failure('bad_response', { status: response.status });
  } catch (error) {
    abort();
    if (error instanceof ChatError) throw error;
    if (signal?.aborted) throw failure('aborted');
    const cause = timedOut ? 'timeout' : text ? 'interrupted' : error instanceof SyntaxError ? 'bad_response' : globalThis.navigator?.onLine === false ? 'offline' : 'network';
    if (!isDone) throw failure(cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
  const rest = filter.end();
  show(rest.text);
  if (!text && filter.block === null) throw failure('empty_answer');
  return { text, finishReason, block: filter.block, model, truncated: rest.cut || finishReason === 'length' || finishReason === 'content_filter' };
}

/** Sends a body; then one of `onEnd` and `onFail`, after the last `onChunk(delta, fullText)`. */
export async function run(
  /** @type {object} */ body, /** @type {(delta: string, full: string) => void} */ onChunk, /** @type {(outcome: Outcome) => void} */ onEnd,
  /** @type {(error: ChatError) => void | Promise<void>} */ onFail, /** @type {Options} */ options,
) {
  let full = '';
  let outcome;
  try {
    outcome = await complete(body, options, (delta) => onChunk(delta, full += delta));
  } catch (error) {
    return onFail(error instanceof ChatError ? error : new ChatError('unknown', { partial: full }));
  }
  onEnd(outcome);
}

/** The last messages that fit, without this one twice. */
function conversation(/** @type {Message[]} */ history, /** @type {string} */ text) {
  const items = history.filter((item) => /^(user|assistant)$/.test(item?.role) && typeof item.content === 'string' && item.content).map(({ role, content }) => ({ role, content }))
    .slice(-REQUEST.historyItems);
  const last = items.at(-1);
  if (last?.role !== 'user' || last.content !== text) items.push({ role: 'user', content: text });
  while (items[1] && new TextEncoder().encode(JSON.stringify(items)).length > REQUEST.historyBytes) items.shift();
  return items;
}

/** The part of a booking state that is sent. */
export const booking = (/** @type {any} */ state) => (state && typeof state === 'object' ? { step: state.step, collectedData: state.collectedData } : undefined);

export function parameters(/** @type {Options} */ options) {
  const { model, maxTokens, temperature } = { ...REQUEST, ...options };
  return { model, max_tokens: maxTokens, temperature };
}

/** A body for `run`. */
export const request = (
  /** @type {string} */ assistant, /** @type {string} */ text, /** @type {Message[]} */ history, /** @type {object} */ context, /** @type {boolean} */ stream, /** @type {Options} */ options,
) => ({
  assistant, messages: conversation(Array.isArray(history) ? history : [], text), stream,
  context: Object.fromEntries(Object.entries({ language: options.language, ...context }).filter(([, value]) => value !== undefined && value !== null)),
  ...parameters(options),
});
