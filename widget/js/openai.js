// The chat's functions for a page's own code: streaming and not, with the arguments and callbacks of the guide. No key, no DOM.
import { offerOf } from './hotel/offer.js';
import { booking, parameters, request, run } from './stream/completion.js';
import { Catalogue, loadHotel } from './hotel/catalogue.js';
import { endpointOf } from './hotel/endpoint.js';
import './understanding/slavic.js';
import { extractBookingData } from './understanding/people.js';
import { detectComplexRequest, extractRequirements, hasRoomIntent, isGeneralTopic } from './understanding/wishes.js';

export { extractBookingData, detectComplexRequest, hasRoomIntent, isGeneralTopic, extractRequirements };

/** @typedef {import('./stream/completion.js').Message} Message */
/** @typedef {import('./stream/completion.js').Outcome} Outcome */
/** @typedef {import('./stream/completion.js').Options & {texts?: (key: string) => string}} Options `texts` gives the sentence for an error */

/** Calls a page's callback; what it throws is reported and harms nothing. */
function call(/** @type {unknown} */ callback, /** @type {unknown[]} */ ...values) {
  if (typeof callback !== 'function') return;
  try { callback(...values); } catch (error) { globalThis.reportError?.(error); }
}

/** @type {Catalogue | null} */
let catalogue = null;

/** The hotel is in, or has failed; in Node nothing is fetched at import. What the element has is not fetched again. */
export const ready = (async () => {
  if (!import.meta.url.startsWith('http')) return;
  const element = /** @type {any} */ (globalThis.document?.querySelector('bellhop-chat'));
  catalogue = new Catalogue((await element?.hotel) ?? (await loadHotel(endpointOf() ?? '', undefined)));
})().catch(() => {});

/**
 * Sends messages and streams the answer: `onChunk(delta, fullText)`, then one of `onComplete(fullText, facts)` and `onError(ChatError)`.
 * @param {Message[]} messages @param {Function} [onChunk] @param {Function} [onComplete] @param {Function} [onError] @param {Options} [options]
 */
export async function callOpenAIStreaming(messages, onChunk, onComplete, onError, options = {}) {
  await send({ messages, stream: true, ...parameters(options) }, onChunk, (outcome) => call(onComplete, outcome.text, {
    finishReason: outcome.finishReason, truncated: outcome.truncated,
  }), (error) => call(onError, error), options);
}

/**
 * Collects what `onChunk` gets for so many milliseconds or characters, where that is asked for.
 * @param {object} body @param {unknown} onChunk @param {(outcome: Outcome) => void} onEnd @param {(error: import('./stream/errors.js').ChatError) => void} onFail
 * @param {Options} options
 */
async function send(body, onChunk, onEnd, onFail, options) {
  const { ms, chars } = options.buffer ?? {};
  let pending = '';
  let shown = '';
  /** @type {any} */
  let timer = 0;
  const flush = () => {
    clearTimeout(timer);
    timer = 0;
    if (!pending || options.signal?.aborted) return;
    const delta = pending;
    pending = '';
    shown += delta;
    call(onChunk, delta, shown);
  };
  await run(body, (delta) => {
    pending += delta;
    if (!options.buffer || (chars !== undefined && pending.length >= chars)) return flush();
    if (ms !== undefined && !timer) timer = setTimeout(flush, ms);
  }, (outcome) => { flush(); onEnd(outcome); }, (error) => { flush(); onFail(error); }, { ...options, endpoint: endpointOf(options.endpoint) ?? '' });
}

/**
 * What `onError` gets.
 * @param {import('./stream/errors.js').ChatError} error
 * @param {Options} options
 * @param {object} [extra]
 */
const failed = (error, options, extra = {}) => ({
  text: options.texts?.(`error_${error.code}`) ?? error.message, ...extra, error: true, name: error.name, code: error.code, status: error.status,
  retryAfter: error.retryAfter, retryable: error.retryable, partial: error.partial,
});

/**
 * One of the three assistants, streaming or not.
 * @param {object} body @param {Options} options @param {(outcome: Outcome) => object} shape @param {object} extra
 * @param {unknown} [onChunk] @param {unknown} [onComplete] @param {unknown} [onError]
 * @returns {Promise<any>}
 */
async function ask(body, options, shape, extra, onChunk, onComplete, onError) {
  let result;
  await send(body, onChunk, (outcome) => {
    result = { text: outcome.text, ...shape(outcome), ...(outcome.block === null ? {} : offerOf(outcome.block, catalogue)), error: false, truncated: outcome.truncated, finishReason: outcome.finishReason, model: outcome.model };
    call(onComplete, result);
  }, (error) => { result = failed(error, options, extra); call(onError, result); }, options);
  return result;
}

const today = () => catalogue?.today;
/** @param {string} text */
const general = (text) => () => ({
  showRoomsCarousel: hasRoomIntent(text) && (catalogue?.rooms.length ?? 0) > 0, extractedData: extractBookingData(text, { today: today() }),
});
/** @param {string} text */
const aboutRoom = (text) => () => ({ extractedData: extractBookingData(text, { today: today() }) });
/**
 * @param {string} text
 * @returns {(outcome: Outcome) => object}
 */
const special = (text) => (outcome) => ({ ...(outcome.block === null ? { offerData: null, hasOffer: false } : {}), ...aboutRoom(text)() });
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
export const checkRoomAvailability = (roomId, checkIn, checkOut) => catalogue?.isFree(roomId, checkIn, checkOut) ?? false;
/**
 * @param {string} checkIn
 * @param {string} checkOut
 */
export const getAvailableRooms = (checkIn, checkOut) => catalogue?.rooms.filter((/** @type {{id: string}} */ room) => checkRoomAvailability(room.id, checkIn, checkOut)) ?? [];
export const getApiStatus = () => {
  const { configured = null, model = null, demo = null } = catalogue?.service ?? {};
  return { configured, model, demo };
};
