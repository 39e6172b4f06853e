// The chat's functions for a page's own code: streaming and not, with the arguments and callbacks of the guide. No key,
// no DOM.
import { Catalogue, loadHotel, offerOf } from './hotel/catalogue.js';
import { endpointOf } from './hotel/endpoint.js';
import { loadTexts, makeTranslator } from './i18n/i18n.js';
import { startLanguage } from './i18n/language.js';
import { runBuffered } from './stream/buffer.js';
import { booking, parameters, request } from './stream/completion.js';
import { extractBookingData, hasRoomIntent } from './understanding/message.js';
import './understanding/slavic.js';

export {
  detectComplexRequest, extractBookingData, extractRequirements, hasRoomIntent, isGeneralTopic,
} from './understanding/message.js';

/** @typedef {import('./stream/completion.js').Message} Message */
/** @typedef {import('./stream/completion.js').Outcome} Outcome */
/** @typedef {import('./stream/completion.js').Options} Options */
/** @typedef {import('./stream/completion.js').Body} Body */
/** @typedef {import('./stream/completion.js').Receiver} Receiver */
/** @typedef {import('./hotel/catalogue.js').Room} Room */
/**
 * @typedef {((...values: any[]) => void) | null | undefined} Callback what a page's code gives; anything that is no
 *   function is skipped
 */
/** @typedef {Record<string, unknown>} Result what `onComplete` or `onError` gets */

/** @type {(body: Body, receiver: Receiver, options: Options) => Promise<void>} */
const send = (body, receiver, options) =>
  runBuffered(body, receiver, { ...options, endpoint: endpointOf(options.endpoint) ?? '' });

/** Calls a page's callback; what it throws is reported and harms nothing. */
function call(/** @type {unknown} */ callback, /** @type {unknown[]} */ ...values) {
  if (typeof callback !== 'function') return;
  try { callback(...values); } catch (error) { globalThis.reportError?.(error); }
}

// --- The hotel -------------------------------------------------------------------------------------------------------
/** @type {Catalogue | null} */
let catalogue = null;

/**
 * @type {() => (HTMLElement & {hotel?: Promise<unknown>, code?: string}) | null | undefined} The element, where the
 *   page has one.
 */
const element = () => /** @type {any} */ (globalThis.document?.querySelector('bellhop-chat'));

/** The hotel is in, or has failed; in Node nothing is fetched at import. What the element has is not fetched again. */
export const ready = (async () => {
  if (!import.meta.url.startsWith('http')) return;
  catalogue = new Catalogue((await element()?.hotel) ?? (await loadHotel(endpointOf() ?? '', undefined)));
})().catch(() => {});

/** @param {string} roomId @param {string} checkIn @param {string} checkOut */
export const checkRoomAvailability = (roomId, checkIn, checkOut) =>
  catalogue?.isFree(roomId, checkIn, checkOut) ?? false;

/** @param {string} checkIn @param {string} checkOut */
export const getAvailableRooms = (checkIn, checkOut) =>
  catalogue?.rooms.filter((room) => checkRoomAvailability(room.id, checkIn, checkOut)) ?? [];

export function getApiStatus() {
  const { configured = null, model = null, demo = null } = catalogue?.service ?? {};
  return { configured, model, demo };
}

// --- Sending ---------------------------------------------------------------------------------------------------------
/**
 * Sends messages and streams the answer: `onChunk(delta, fullText)`, then one of `onComplete(fullText, facts)` and
 * `onError(ChatError)`. `fullText` is what has come so far; where a model's notes had to be taken back, it begins anew.
 * @param {Message[]} messages @param {Callback} [onChunk] @param {Callback} [onComplete] @param {Callback} [onError]
 * @param {Options} [options]
 */
export async function callOpenAIStreaming(messages, onChunk, onComplete, onError, options = {}) {
  await send({ messages, stream: true, ...parameters(options) }, {
    chunk: (delta, full) => call(onChunk, delta, full),
    end: ({ text, finishReason, truncated }) => call(onComplete, text, { finishReason, truncated }),
    fail: (error) => call(onError, error),
  }, options);
}

// --- The three assistants --------------------------------------------------------------------------------------------
/**
 * The sentence for a guest, in the call's language, else the chat's; the code itself only where no texts can be had.
 */
async function sentenceFor(/** @type {string} */ code, /** @type {Options} */ { language }) {
  const page = globalThis.document?.documentElement.lang;
  const chosen = startLanguage([language, element()?.code, page, ...(globalThis.navigator?.languages ?? [])]);
  return loadTexts(chosen).then((texts) => makeTranslator(texts, chosen).error(code), () => code);
}

/**
 * One question to an assistant: how it is asked, and what else its answer says.
 * @typedef {{assistant: string, text: string, context?: object, history: Message[], facts: (outcome: Outcome) =>
 *   object,
 *   failed?: object}} Question `failed`: more for `onError`
 */

/**
 * @param {Question} question @param {boolean} stream @param {Options} options
 * @param {Callback} [onChunk] @param {Callback} [onComplete] @param {Callback} [onError]
 * @returns {Promise<Result>}
 */
async function ask(question, stream, options, onChunk, onComplete, onError) {
  const { assistant, text: asked, context = {}, history, facts, failed = {} } = question;
  /** @type {Result} */
  let result = {};
  await send(request(assistant, asked, history, context, stream, options), {
    chunk: (delta, full) => call(onChunk, delta, full),
    end(outcome) {
      const { text, block, truncated, finishReason, model } = outcome;
      const offer = block === null ? {} : offerOf(block, catalogue);
      result = { text, ...facts(outcome), ...offer, error: false, truncated, finishReason, model };
      call(onComplete, result);
    },
    async fail(error) {
      const { name, code, status, retryAfter, retryable, partial } = error;
      const facts = { name, code, status, retryAfter, retryable, partial };
      result = { text: await sentenceFor(code, options), ...failed, error: true, ...facts };
      call(onError, result);
    },
  }, options);
  return result;
}

/** What the guest's own message says of the stay. */
const dataIn = (/** @type {string} */ text) =>
  ({ extractedData: extractBookingData(text, { today: catalogue?.today }) });

/** @type {(text: string, state: unknown, history: Message[]) => Question} */
const general = (text, state, history) => ({
  assistant: 'general', text, history, context: { bookingState: booking(state) },
  facts: () => ({ showRoomsCarousel: hasRoomIntent(text) && (catalogue?.rooms.length ?? 0) > 0, ...dataIn(text) }),
  failed: { showRoomsCarousel: false },
});

/** @type {(text: string, room: Room | string | null | undefined, state: unknown, history: Message[]) => Question} */
function aboutRoom(text, room, state, history) {
  const id = typeof room === 'string' ? room : room?.id;
  return {
    assistant: id ? 'room' : 'general', text, history, context: { room: id, bookingState: booking(state) },
    facts: () => dataIn(text),
  };
}

/** @type {(text: string, requirements: object[], state: unknown, history: Message[], stage: string) => Question} */
const special = (text, requirements, state, history, stage) => ({
  assistant: 'special', text, history, context: { bookingState: booking(state), requirements, stage },
  facts: ({ block }) => ({ ...(block === null ? { offerData: null, hasOffer: false } : {}), ...dataIn(text) }),
});

/**
 * @param {string} userMessage @param {string} [hotelName] @param {unknown} [bookingState] @param {Message[]}
 *   [conversationHistory]
 * @param {Callback} [onChunk] @param {Callback} [onComplete] @param {Callback} [onError] @param {Options} [options]
 */
export async function getGeneralAIResponseStreaming(
  userMessage, hotelName, bookingState = null, conversationHistory = [], onChunk, onComplete, onError, options = {},
) {
  await ask(general(userMessage, bookingState, conversationHistory), true, options, onChunk, onComplete, onError);
}

/**
 * @param {string} userMessage @param {Room | string | null} room @param {string} [hotelName] @param {unknown}
 *   [bookingState]
 * @param {Message[]} [conversationHistory] @param {Callback} [onChunk] @param {Callback} [onComplete] @param {Callback}
 *   [onError]
 * @param {Options} [options]
 */
export async function getRoomAIResponseStreaming(
  userMessage, room, hotelName, bookingState = null, conversationHistory = [], onChunk, onComplete, onError,
  options = {},
) {
  const question = aboutRoom(userMessage, room, bookingState, conversationHistory);
  await ask(question, true, options, onChunk, onComplete, onError);
}

/**
 * @param {string} userMessage @param {object[]} [requirements] @param {unknown} [bookingState] @param {Message[]}
 *   [conversationHistory]
 * @param {string} [stage] @param {Callback} [onChunk] @param {Callback} [onComplete] @param {Callback} [onError] @param
 *   {Options} [options]
 */
export async function getSpecialBookingAIResponseStreaming(
  userMessage, requirements = [], bookingState = null, conversationHistory = [], stage = 'collecting',
  onChunk, onComplete, onError, options = {},
) {
  const question = special(userMessage, requirements, bookingState, conversationHistory, stage);
  await ask(question, true, options, onChunk, onComplete, onError);
}

/**
 * @param {string} userMessage @param {string} [hotelName] @param {unknown} [bookingState] @param {Message[]}
 *   [conversationHistory]
 * @param {Options} [options]
 */
export const getGeneralAIResponse = (
  userMessage, hotelName, bookingState = null, conversationHistory = [], options = {},
) => ask(general(userMessage, bookingState, conversationHistory), false, options);

/**
 * @param {string} userMessage @param {Room | string | null} room @param {string} [hotelName] @param {unknown}
 *   [bookingState]
 * @param {Message[]} [conversationHistory] @param {Options} [options]
 */
export const getRoomAIResponse = (
  userMessage, room, hotelName, bookingState = null, conversationHistory = [], options = {},
) => ask(aboutRoom(userMessage, room, bookingState, conversationHistory), false, options);

/**
 * @param {string} userMessage @param {object[]} [requirements] @param {unknown} [bookingState] @param {Message[]}
 *   [conversationHistory]
 * @param {string} [stage] @param {Options} [options]
 */
export const getSpecialBookingAIResponse = (
  userMessage, requirements = [], bookingState = null, conversationHistory = [], stage = 'collecting', options = {},
) => ask(special(userMessage, requirements, bookingState, conversationHistory, stage), false, options);
