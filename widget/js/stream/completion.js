// A request to the chat: what is sent, and how long it is waited for. It ends exactly once.
import { toJSON } from '../hotel/catalogue.js';
import { ChatError } from './errors.js';
import { Answer, EventStreamReader } from './reading.js';

/** Limits and parameters of a request, the place to change them. Times in milliseconds. */
const REQUEST = {
  historyItems: 20,
  historyBytes: 60 * 1024,
  /** Until the response begins. */
  response: 130_000,
  /** Between two pieces; the server pings every 15 s. */
  silence: 45_000,
  /** From the answer's end to the body's. */
  closing: 1000,
  model: undefined,
  maxTokens: undefined,
  temperature: undefined,
};

/**
 * @typedef {{role: string, content: string}} Message
 * @typedef {{signal?: AbortSignal, language?: string, endpoint?: string, buffer?: {ms?: number, chars?: number},
 *   model?: string,
 *   maxTokens?: number, temperature?: number, isQuiet?: boolean}} Options `isQuiet`: the model is known to open its
 *   notes without a mark
 * @typedef {import('./reading.js').Outcome} Outcome
 * @typedef {{chunk: (delta: string, full: string) => void, restart?: () => void, end: (outcome: Outcome) => void,
 *   fail: (error: ChatError) => void | Promise<void>}} Receiver `restart`: all text before it was none
 * @typedef {{assistant?: string, messages: Message[], stream: boolean, context?: object, model?: string, max_tokens?:
 *   number,
 *   temperature?: number}} Body
 */

/** Aborts a request: when it is called for, and when something takes too long. */
class Deadline {
  controller = new AbortController();
  timedOut = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer;
  /**
   * @type {Promise<never>} Rejects when the request is aborted, also where a replaced `fetch` knows nothing of signals.
   */
  gone = new Promise((_, reject) => {
    this.controller.signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

  constructor(/** @type {AbortSignal | undefined} */ outer) {
    this.outer = outer;
    this.gone.catch(() => {});
    outer?.addEventListener('abort', this.abort);
  }

  abort = () => this.controller.abort();

  /**
   * A promise, for as long as the request may wait for it.
   * @template T @param {number} ms @param {Promise<T>} promise @returns {Promise<T>}
   */
  wait(ms, promise) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timedOut = true;
      this.abort();
    }, ms);
    promise.catch(() => {});
    return Promise.race([promise, this.gone]);
  }

  end() {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.abort);
  }
}

/**
 * Reads a stream to its end. Where `fetch` was replaced by one that has no streams, it comes in one piece.
 * @param {Response} response @param {Answer} answer @param {Deadline} deadline
 */
async function readStream(response, answer, deadline) {
  const events = new EventStreamReader((data) => answer.event(data));
  const limit = () => (answer.isOver ? REQUEST.closing : REQUEST.silence);
  if (!response.body?.getReader) {
    events.read(await deadline.wait(REQUEST.response, response.text()));
    return events.end();
  }
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await deadline.wait(limit(), reader.read());
    if (done) return events.end();
    events.push(value);
  }
}

/** What went wrong, where no server has said it. */
function causeOf(/** @type {unknown} */ error, /** @type {Answer} */ answer, /** @type {Deadline} */ deadline) {
  if (deadline.timedOut) return 'timeout';
  if (answer.text) return 'interrupted';
  if (error instanceof SyntaxError) return 'bad_response';
  return globalThis.navigator?.onLine === false ? 'offline' : 'network';
}

/**
 * @param {Body} body @param {Options} options @param {Answer} answer
 * @returns {Promise<Outcome>} Rejects with a ChatError only.
 */
async function complete(body, { signal, endpoint }, answer) {
  if (!endpoint) throw answer.failure('bad_request');
  if (signal?.aborted) throw answer.failure('aborted');
  const deadline = new Deadline(signal);
  try {
    const response = await deadline.wait(REQUEST.response, fetch(`${endpoint}/api/chat`, {
      method: 'POST', body: toJSON(body), signal: deadline.controller.signal, credentials: 'omit', cache: 'no-store',
      headers: { 'Content-Type': 'application/json', Accept: body.stream ? 'text/event-stream' : 'application/json' },
    }));
    if (!response.ok) {
      const { refusalOf } = await import('./refusal.js');
      const { code, facts } = await deadline.wait(REQUEST.silence, refusalOf(response));
      throw answer.failure(code, facts);
    }
    const type = response.headers.get('content-type') ?? '';
    if (/^text\/event-stream/i.test(type)) await readStream(response, answer, deadline);
    else if (/^application\/json/i.test(type)) answer.whole(await deadline.wait(REQUEST.response, response.json()));
    else throw answer.failure('bad_response', { status: response.status });
  } catch (error) {
    deadline.abort();
    if (error instanceof ChatError) throw error;
    if (signal?.aborted) throw answer.failure('aborted');
    // After its last word, only the end of the body was missing.
    if (!answer.isOver) throw answer.failure(causeOf(error, answer, deadline));
  } finally {
    deadline.end();
  }
  return answer.end();
}

/** Sends a body; then one of `end` and `fail`, after the last `chunk`. */
export async function run(/** @type {Body} */ body, /** @type {Receiver} */ receiver, /** @type {Options} */ options) {
  /** @type {Answer} */
  const answer = new Answer({
    chunk: (delta) => receiver.chunk(delta, answer.text),
    restart: () => receiver.restart?.(),
  }, options.isQuiet);
  let outcome;
  try {
    outcome = await complete(body, options, answer);
  } catch (error) {
    return receiver.fail(error instanceof ChatError ? error : answer.failure('unknown'));
  }
  receiver.end(outcome);
}

/** The last messages that fit, without this one twice. */
function conversation(/** @type {Message[]} */ history, /** @type {string} */ text) {
  const isSaid = (/** @type {Message} */ { role, content }) =>
    /^(user|assistant)$/.test(role) && typeof content === 'string' && content;
  const said = history.filter((item) => item && isSaid(item));
  const items = said.map(({ role, content }) => ({ role, content })).slice(-REQUEST.historyItems);
  const last = items.at(-1);
  if (last?.role !== 'user' || last.content !== text) items.push({ role: 'user', content: text });
  while (items[1] && new TextEncoder().encode(toJSON(items)).length > REQUEST.historyBytes) items.shift();
  return items;
}

/** The part of a booking state that is sent. */
export const booking = (/** @type {any} */ state) =>
  (state && typeof state === 'object' ? { step: state.step, collectedData: state.collectedData } : undefined);

/** Parameters of a request where they are given. */
export function parameters(/** @type {Options} */ options) {
  const { model, maxTokens, temperature } = { ...REQUEST, ...options };
  return { model, max_tokens: maxTokens, temperature };
}

/**
 * A body for `run`: what a guest says to one of the assistants.
 * @type {(assistant: string, text: string, history: Message[], context: object, stream: boolean, options: Options) =>
 *   Body}
 */
export function request(assistant, text, history, context, stream, options) {
  const known = Object.entries({ language: options.language, ...context });
  return {
    assistant,
    messages: conversation(Array.isArray(history) ? history : [], text),
    stream,
    context: Object.fromEntries(known.filter(([, value]) => value !== undefined && value !== null)),
    ...parameters(options),
  };
}
