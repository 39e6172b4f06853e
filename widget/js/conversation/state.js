// What is known of a stay, and how a guest's words change it (widget-spec §2.1, §2.2).
import { detectComplexRequest, extractBookingData, extractRequirements } from '../understanding/message.js';

/**
 * @typedef {{id: string, role: string, content: string, state?: string, at: number}} Message one line of the
 *   transcript; `at` in milliseconds
 * @typedef {{fullName: string | null, phone: string | null, checkIn: string | null, checkOut: string | null, email:
 *   string | null,
 *   guests: number | null, selectedRoom: string | null, preferences: string[]}} CollectedData dates are `YYYY-MM-DD`
 * @typedef {{step: string, collectedData: CollectedData, hasActiveBooking: boolean}} Booking
 * @typedef {import('../understanding/message.js').Requirement} Requirement
 * @typedef {import('../hotel/catalogue.js').Offer} Offer
 * @typedef {{isActive: boolean, activatedBy: string | null, stage: string, requirements: Requirement[],
 *   currentOffer: Offer | null}} Special
 */

/**
 * The element, as far as a conversation uses it; `hotel` is the answer of `/api/hotel`, `requests` ends all of them.
 * @typedef {HTMLElement & {code: string, hotel: Promise<unknown> | null, requests: AbortController, shadowRoot:
 *   ShadowRoot,
 *   launcher: HTMLElement, live: HTMLElement, alert: HTMLElement, nameLauncher: (closeName?: string, news?: string) =>
 *   void,
 *   tell: (type: string, detail?: unknown) => boolean}} Host
 */

const CYRILLIC = /[\u0400-\u04ff]/;

/**
 * @type {(text: string) => Promise<unknown> | null} Teaches the words of a message's language, where they are not
 *   English.
 */
export const learnWordsOf = (text) =>
  (CYRILLIC.test(text) ? import('../understanding/slavic.js').catch(() => {}) : null);

/** @returns {Booking} */
export const emptyBooking = () => ({
  step: 'initial',
  collectedData: {
    fullName: null, phone: null, checkIn: null, checkOut: null, email: null, guests: null, selectedRoom: null,
    preferences: [],
  },
  hasActiveBooking: false,
});

/** @returns {Special} */
export const emptySpecial = () => ({
  isActive: false, activatedBy: null, stage: 'collecting', requirements: [], currentOffer: null,
});

/** What is known before a guest has said anything. */
export const emptyState = () => ({
  messages: [], arrived: [], booking: emptyBooking(), special: emptySpecial(), roomID: null, leftSpecialAt: 0,
});

/** The first thing that is still missing. */
function stepOf(/** @type {CollectedData} */ { fullName, phone, checkIn, checkOut, email, guests, selectedRoom }) {
  const known = [fullName, phone, checkIn, checkOut, email, guests, selectedRoom];
  if (known.every((value) => value === null)) return 'initial';
  if (!fullName) return 'collecting_name';
  if (!phone) return 'collecting_phone';
  if (!checkIn || !checkOut) return 'collecting_dates';
  if (!email) return 'collecting_email';
  return selectedRoom ? 'completed' : 'suggesting_rooms';
}

/** @type {(booking: Booking, special: Special) => string} How far a special booking is. */
export function stageOf({ collectedData: { checkIn, checkOut } }, { requirements }) {
  const wishes = requirements.length > 0;
  if (checkIn && checkOut && wishes) return 'generating';
  return checkIn || wishes ? 'analyzing' : 'collecting';
}

/**
 * Takes what a message says: new values replace old ones, several wishes begin a special booking.
 * @param {import('./conversation.js').Conversation} chat @param {string} text
 */
export function take(chat, text) {
  const { booking, catalogue, messages, leftSpecialAt, texts } = chat;
  const found = extractBookingData(text, catalogue);
  Object.assign(booking.collectedData, Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null)));
  booking.step = stepOf(booking.collectedData);
  // What was said before the guest left a special booking does not start another; else what was wished for before
  // counts as well.
  const since = messages.filter(({ at }) => at > leftSpecialAt);
  const said = [text];
  if (!chat.special.isActive && detectComplexRequest(text, since).isComplex) {
    chat.special = { ...emptySpecial(), isActive: true, activatedBy: 'auto' };
    said.push(...since.filter(({ role }) => role === 'user').map(({ content }) => content));
  }
  if (!chat.special.isActive) return;
  const wishes = chat.special.requirements;
  for (const wish of said.flatMap((one) => extractRequirements(one, texts.label))) {
    if (!wishes.some(({ type }) => type === wish.type)) wishes.push(wish);
  }
  chat.special.stage = stageOf(booking, chat.special);
}

/**
 * An offer whose notes are the guest's words ("vegan breakfast"), where the model wrote only the kind of wish ("Diet").
 * @param {Offer} offer @param {Requirement[]} wishes @param {(type: string) => string} nameOf
 * @returns {Offer}
 */
export function inOwnWords(offer, wishes, nameOf) {
  const notes = offer.special_notes.map((note) => {
    const kind = note.trim().toLowerCase();
    const wish = wishes.find(({ type, label }) =>
      [type, label, nameOf(type)].some((name) => name.toLowerCase() === kind));
    return wish?.value ?? note;
  });
  return { ...offer, special_notes: [...new Set(notes)] };
}
