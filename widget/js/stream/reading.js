// An answer as it arrives: the events of its stream, and what they say in the dialects of many providers (docs/providers.md
// §4).
import { BlockFilter, NotesFilter } from './hidden.js';

/**
 * What is known of a failure: `status` of the response (0 without one), `retryAfter` in seconds where the server said
 * so,
 * `partial` the text that had come.
 * @typedef {{status?: number, retryAfter?: number | null, partial?: string}} Facts
 */

/** Codes after which the same request would fail again. */
const FINAL = ['forbidden', 'too_long', 'bad_request', 'client_prompt_refused', 'aborted'];

/** A failure; its `code` is the one that the widget's texts are chosen by (docs/widget.md §3.4). */
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

/** Reads `text/event-stream` (WHATWG HTML §9.2) in pieces of any size: bytes in, data of events out. */
export class EventStreamReader {
  decoder = new TextDecoder();
  line = '';
  /** @type {string[]} */ data = [];
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

/**
 * @typedef {{text: string, finishReason: string | null, truncated: boolean, block: string | null, model: string | null,
 *   hadOpenNotes: boolean}} Outcome `block`: of an offer; `hadOpenNotes`: notes came without their opening mark
 * @typedef {{chunk: (delta: string) => void, restart: () => void}} Listener `restart`: all text before it was none
 * @typedef {Record<string, any>} JSONObject what somebody else's server sent
 */

/** Models whose template writes the opening mark of their notes, so that an answer begins in the middle of them. */
const OPENS_ITSELF = /deepseek-r1|\bqwq|qwen3.*thinking|magistral/i;
/** Reasons to end that leave an answer incomplete. */
const TRUNCATING = /^(length|max_tokens|content_filter)$/i;

/** The text of `content`: a string, or a list of which only parts of text are for the guest. */
function textOf(/** @type {unknown} */ content) {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (part?.type === 'text' && typeof part.text === 'string' ? part.text : '')).join('');
}

/** Whether a value is there and not empty. */
const isFilled = (/** @type {unknown} */ value) =>
  Boolean(value) && (typeof value !== 'object' || Object.keys(value ?? {}).length > 0);

/** @returns {any} What a body or an event says as an error, in whichever shape; null where it is none. */
export function errorIn(/** @type {any} */ value) {
  if (Array.isArray(value)) return value.map(errorIn).find(Boolean) ?? null;
  if (!value || typeof value !== 'object') return null;
  if (isFilled(value.error)) return Array.isArray(value.error) ? value.error[0] : value.error;
  if (value.object === 'error') return value;
  return Array.isArray(value.choices) || !isFilled(value.detail ?? value.message) ? null : value;
}

/** The code in an error, whatever its shape. */
export const errorCode = (/** @type {any} */ error) => String(error?.code ?? error?.type ?? '');

/** One answer: collects its text, without what no guest may see. */
export class Answer {
  text = '';
  isDone = false;
  /** Whether an event could not be read. */
  isBroken = false;
  hadOpenNotes = false;
  hasNotesField = false;
  /** @type {string | null} */ finishReason = null;
  /** @type {string | null} */ model = null;
  blocks = new BlockFilter();

  constructor(/** @type {Listener} */ listener, isQuiet = false) {
    this.listener = listener;
    this.isQuiet = isQuiet;
    this.notes = new NotesFilter(isQuiet);
  }

  /** Whether its end was said, so that only the end of the body is to come. */
  get isOver() { return this.isDone || this.finishReason !== null; }

  failure(/** @type {string} */ code, /** @type {Facts} */ facts = {}) {
    return new ChatError(code, { ...facts, partial: this.text });
  }

  /** One event's data. */
  event(/** @type {string} */ data) {
    const text = data.trim();
    if (this.isDone || !text) return;
    if (text === '[DONE]') {
      this.isDone = true;
      return;
    }
    let value;
    try { value = JSON.parse(text); } catch { this.isBroken = true; }
    if (value) this.take(value, 'delta');
  }

  /** A whole answer. */
  whole(/** @type {JSONObject} */ value) {
    if (!errorIn(value) && typeof value?.choices?.[0]?.message !== 'object') throw this.failure('bad_response');
    this.take(value, 'message');
    this.finishReason ??= 'stop';
  }

  take(/** @type {JSONObject} */ value, /** @type {'delta' | 'message'} */ key) {
    const error = errorIn(value);
    if (error) throw this.failure(this.codeFor(errorCode(error)));
    if (typeof value?.model === 'string') this.model = value.model;
    const choice = Array.isArray(value?.choices) ? value.choices[0] : null;
    const { content, refusal, reasoning, reasoning_content: more, thinking } = choice?.[key] ?? {};
    // Notes in a field of their own are not in the text as well.
    if (reasoning || more || thinking) this.hasNotesField = true;
    this.notes.isQuiet = !this.hasNotesField && (this.isQuiet || OPENS_ITSELF.test(this.model ?? ''));
    for (const part of [content, refusal]) this.add(this.notes.push(textOf(part)));
    const reason = choice?.finish_reason;
    if (reason === 'error') throw this.failure(this.codeFor(''));
    if (typeof reason === 'string' && reason) this.finishReason = reason;
  }

  /** What an error event means to the guest. */
  codeFor(/** @type {string} */ code) {
    if (/^upstream_timeout_(idle|total)$/.test(code)) return 'timeout';
    if (this.text) return 'interrupted';
    return code === 'context_length_exceeded' ? 'too_long' : 'unavailable';
  }

  add(/** @type {{text: string, restart: boolean}} */ { text, restart }) {
    if (restart) {
      this.text = '';
      this.hadOpenNotes = true;
      this.blocks = new BlockFilter();
      this.listener.restart();
    }
    this.show(this.blocks.push(text));
  }

  show(/** @type {string} */ text) {
    if (!text) return;
    this.text += text;
    this.listener.chunk(text);
  }

  /** @returns {Outcome} when the body has ended */
  end() {
    if (!this.isOver) throw this.failure(this.text ? 'interrupted' : 'unavailable');
    const notes = this.notes.end();
    this.show(this.blocks.push(notes.text));
    const rest = this.blocks.end();
    this.show(rest.text);
    const { text, finishReason, model, hadOpenNotes } = this;
    const { block } = this.blocks;
    // What was missing may have been a price: this is no whole answer.
    if (this.isBroken) throw this.failure(text ? 'interrupted' : 'bad_response');
    if (!text.trim() && block === null) throw this.failure('empty_answer');
    const truncated = notes.cut || rest.cut || TRUNCATING.test(finishReason ?? '');
    return { text, finishReason, block, model, hadOpenNotes, truncated };
  }
}
