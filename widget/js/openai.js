// The chat's functions for a page's own code: streaming and not, with the arguments and callbacks of the guide. No key, no DOM.
import { catalogue, ready } from './catalogue.js';
import { parseBlock } from './stream/block-filter.js';
import { complete } from './stream/completion.js';
import { ChatError } from './stream/errors.js';
import { extractBookingData } from './extract/index.js';
import { detectComplexRequest, hasRoomIntent, isGeneralTopic } from './intents.js';
import { extractRequirements } from './requirements.js';

export { ready, extractBookingData, detectComplexRequest, hasRoomIntent, isGeneralTopic, extractRequirements };

/** Limits of what is sent; the place to change them. */
const REQUEST = { historyItems: 20, historyBytes: 60 * 1024 };

/** @typedef {{role: string, content: string}} Message */
/** @typedef {{signal?: AbortSignal, language?: string, endpoint?: string, buffer?: {ms?: number, chars?: number}, model?: string, maxTokens?: number, temperature?: number, texts?: (key: string) => string}} Options */

/**
 * Calls a page's callback; what it throws is reported and harms nothing.
 * @param {unknown} callback
 * @param {...unknown} values
 */
function call(callback, ...values) {
  if (typeof callback !== 'function') return;
  try { callback(...values); } catch (error) { globalThis.reportError?.(error); }
}

/** @param {Options} options */
const parameters = (options) => ({
  ...(options.model === undefined ? {} : { model: options.model }), ...(options.maxTokens === undefined ? {} : { max_tokens: options.maxTokens }),
  ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
});

/**
 * Sends messages and streams the answer: `onChunk(delta, fullText)`, then one of `onComplete(fullText, facts)` and `onError(ChatError)`.
 * @param {Message[]} messages @param {Function} [onChunk] @param {Function} [onComplete] @param {Function} [onError] @param {Options} [options]
 */
export async function callOpenAIStreaming(messages, onChunk, onComplete, onError, options = {}) {
  await run({ messages, stream: true, ...parameters(options) }, onChunk, (outcome) => call(onComplete, outcome.text, {
    finishReason: outcome.finishReason, truncated: outcome.truncated,
  }), (error) => call(onError, error), options);
}

/**
 * @param {object} body @param {unknown} onChunk @param {(outcome: import('./stream/completion.js').Outcome) => void} onEnd
 * @param {(error: ChatError) => void} onFail @param {Options} options
 */
async function run(body, onChunk, onEnd, onFail, options) {
  let full = '';
  let pending = '';
  let timer = 0;
  const { ms, chars } = options.buffer ?? {};
  const flush = () => {
    clearTimeout(timer);
    timer = 0;
    if (!pending || options.signal?.aborted) return;
    const delta = pending;
    pending = '';
    full += delta;
    call(onChunk, delta, full);
  };
  try {
    const outcome = await complete(body, options, (delta) => {
      pending += delta;
      if (!options.buffer || (chars !== undefined && pending.length >= chars)) return flush();
      if (ms !== undefined && !timer) timer = /** @type {any} */ (setTimeout(flush, ms));
    });
    flush();
    onEnd(outcome);
  } catch (error) {
    flush();
    onFail(error instanceof ChatError ? error : new ChatError('unknown', { partial: full }));
  }
}

/**
 * The last messages that fit, without this one twice.
 * @param {Message[]} history
 * @param {string} text
 */
function conversation(history, text) {
  const items = history.filter((item) => item && (item.role === 'user' || item.role === 'assistant') && typeof item.content === 'string' && item.content)
    .map(({ role, content }) => ({ role, content })).slice(-REQUEST.historyItems);
  const last = items[items.length - 1];
  if (last?.role === 'user' && last.content === text) items.pop();
  const size = () => new TextEncoder().encode(JSON.stringify(items) + text).length;
  while (items.length && size() > REQUEST.historyBytes) items.shift();
  return [...items, { role: 'user', content: text }];
}

/** @param {any} state */
const booking = (state) => (state && typeof state === 'object' ? { step: state.step, collectedData: state.collectedData } : undefined);

/**
 * @param {string} assistant
 * @param {string} text
 * @param {Message[]} history
 * @param {object} context
 * @param {boolean} stream
 * @param {Options} options
 */
const request = (assistant, text, history, context, stream, options) => ({
  assistant, messages: conversation(Array.isArray(history) ? history : [], text), stream,
  context: Object.fromEntries(Object.entries({ language: options.language, ...context }).filter(([, value]) => value !== undefined && value !== null)),
  ...parameters(options),
});

/**
 * What `onError` gets.
 * @param {ChatError} error
 * @param {Options} options
 * @param {object} [extra]
 */
const failed = (error, options, extra = {}) => ({
  text: options.texts?.(`error_${error.code}`) ?? error.message, ...extra, error: true, name: error.name, code: error.code, status: error.status,
  retryAfter: error.retryAfter, retryable: error.retryable, partial: error.partial,
});

/**
 * One of the three assistants, streaming or not.
 * @param {object} body @param {Options} options @param {(outcome: import('./stream/completion.js').Outcome) => object} shape @param {object} extra
 * @param {unknown} [onChunk] @param {unknown} [onComplete] @param {unknown} [onError]
 * @returns {Promise<any>}
 */
async function ask(body, options, shape, extra, onChunk, onComplete, onError) {
  let result;
  await run(body, onChunk, (outcome) => {
    result = { text: outcome.text, ...shape(outcome), ...(outcome.block === null ? {} : offerOf(outcome.block)), error: false, truncated: outcome.truncated, finishReason: outcome.finishReason, model: outcome.model };
    call(onComplete, result);
  }, (error) => { result = failed(error, options, extra); call(onError, result); }, options);
  return result;
}

const today = () => catalogue()?.today;
/** @param {string} text */
const general = (text) => () => ({
  showRoomsCarousel: hasRoomIntent(text) && (catalogue()?.rooms.length ?? 0) > 0, extractedData: extractBookingData(text, { today: today() }),
});
/** @param {string} text */
const aboutRoom = (text) => () => ({ extractedData: extractBookingData(text, { today: today() }) });
/**
 * @param {string} text
 * @returns {(outcome: import('./stream/completion.js').Outcome) => object}
 */
const special = (text) => (outcome) => ({ ...(outcome.block === null ? { offerData: null, hasOffer: false } : {}), ...aboutRoom(text)() });
/**
 * What is true of the answer's block, whichever assistant wrote it.
 * @param {string} block
 */
function offerOf(block) {
  const judged = /** @type {any} */ (catalogue()?.judgeOffer(parseBlock(block)) ?? { problem: 'no_catalogue' });
  return { offerData: judged.offer ?? null, hasOffer: Boolean(judged.offer), ...(judged.problem ? { offerProblem: judged.problem } : {}) };
}
/** @param {any} room */
const roomID = (room) => (typeof room === 'string' ? room : room?.id);

/**
 * @param {string} userMessage
 * @param {string} [hotelName]
 * @param {any} [bookingState]
 * @param {Message[]} [conversationHistory]
 * @param {Function} [onChunk]
 * @param {Function} [onComplete]
 * @param {Function} [onError]
 * @param {Options} [options]
 */
export async function getGeneralAIResponseStreaming(userMessage, hotelName, bookingState = null, conversationHistory = [], onChunk, onComplete, onError, options = {}) {
  const body = request('general', userMessage, conversationHistory, { bookingState: booking(bookingState) }, true, options);
  await ask(body, options, general(userMessage), { showRoomsCarousel: false }, onChunk, onComplete, onError);
}

/**
 * @param {string} userMessage
 * @param {any} room
 * @param {string} [hotelName]
 * @param {any} [bookingState]
 * @param {Message[]} [conversationHistory]
 * @param {Function} [onChunk]
 * @param {Function} [onComplete]
 * @param {Function} [onError]
 * @param {Options} [options]
 */
export async function getRoomAIResponseStreaming(userMessage, room, hotelName, bookingState = null, conversationHistory = [], onChunk, onComplete, onError, options = {}) {
  const body = request(roomID(room) ? 'room' : 'general', userMessage, conversationHistory, { room: roomID(room), bookingState: booking(bookingState) }, true, options);
  await ask(body, options, aboutRoom(userMessage), {}, onChunk, onComplete, onError);
}

/**
 * @param {string} userMessage
 * @param {any[]} [requirements]
 * @param {any} [bookingState]
 * @param {Message[]} [conversationHistory]
 * @param {string} [stage]
 * @param {Function} [onChunk]
 * @param {Function} [onComplete]
 * @param {Function} [onError]
 * @param {Options} [options]
 */
export async function getSpecialBookingAIResponseStreaming(userMessage, requirements = [], bookingState = null, conversationHistory = [], stage = 'collecting', onChunk, onComplete, onError, options = {}) {
  const body = request('special', userMessage, conversationHistory, { bookingState: booking(bookingState), requirements, stage }, true, options);
  await ask(body, options, special(userMessage), {}, onChunk, onComplete, onError);
}

/**
 * @param {string} userMessage
 * @param {string} [hotelName]
 * @param {any} [bookingState]
 * @param {Message[]} [conversationHistory]
 * @param {Options} [options]
 */
export const getGeneralAIResponse = (userMessage, hotelName, bookingState = null, conversationHistory = [], options = {}) =>
  ask(request('general', userMessage, conversationHistory, { bookingState: booking(bookingState) }, false, options), options, general(userMessage), { showRoomsCarousel: false });

/**
 * @param {string} userMessage
 * @param {any} room
 * @param {string} [hotelName]
 * @param {any} [bookingState]
 * @param {Message[]} [conversationHistory]
 * @param {Options} [options]
 */
export const getRoomAIResponse = (userMessage, room, hotelName, bookingState = null, conversationHistory = [], options = {}) =>
  ask(request(roomID(room) ? 'room' : 'general', userMessage, conversationHistory, { room: roomID(room), bookingState: booking(bookingState) }, false, options), options, aboutRoom(userMessage), {});

/**
 * @param {string} userMessage
 * @param {any[]} [requirements]
 * @param {any} [bookingState]
 * @param {Message[]} [conversationHistory]
 * @param {string} [stage]
 * @param {Options} [options]
 */
export const getSpecialBookingAIResponse = (userMessage, requirements = [], bookingState = null, conversationHistory = [], stage = 'collecting', options = {}) =>
  ask(request('special', userMessage, conversationHistory, { bookingState: booking(bookingState), requirements, stage }, false, options), options, special(userMessage), {});

/**
 * @param {string} roomId
 * @param {string} checkIn
 * @param {string} checkOut
 */
export const checkRoomAvailability = (roomId, checkIn, checkOut) => catalogue()?.isFree(roomId, checkIn, checkOut) ?? false;
/**
 * @param {string} checkIn
 * @param {string} checkOut
 */
export const getAvailableRooms = (checkIn, checkOut) => catalogue()?.rooms.filter((/** @type {{id: string}} */ room) => checkRoomAvailability(room.id, checkIn, checkOut)) ?? [];
export const getApiStatus = () => {
  const { configured = null, model = null, demo = null } = catalogue()?.service ?? {};
  return { configured, model, demo };
};
