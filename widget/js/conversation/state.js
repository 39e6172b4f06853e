// What is known of a stay, how a guest's words change it (docs/widget.md §2.1, §2.2), and how a chat is kept in the page's
// storage, so that it is there after a reload and in other tabs (§4.4).
import { toJSON } from '../hotel/catalogue.js';
import { detectComplexRequest, extractBookingData, extractRequirements } from '../understanding/message.js';

/** @typedef {import('./conversation.js').Conversation} Conversation */
/**
 * @typedef {{id: string, role: string, content: string, state?: string, at: number}} Message one line of the
 *   transcript; `at` in milliseconds
 * @typedef {{fullName: string | null, phone: string | null, checkIn: string | null, checkOut: string | null,
 *   email: string | null, guests: number | null, selectedRoom: string | null, preferences: string[]}} CollectedData
 *   dates are `YYYY-MM-DD`
 * @typedef {{step: string, collectedData: CollectedData, hasActiveBooking: boolean}} Booking
 * @typedef {import('../understanding/message.js').Requirement} Requirement
 * @typedef {import('../hotel/catalogue.js').Offer} Offer
 * @typedef {{isActive: boolean, activatedBy: string | null, stage: string, requirements: Requirement[],
 *   currentOffer: Offer | null}} Special
 */

/**
 * The element, as far as a conversation uses it; `hotel` is the answer of `/api/hotel`, `requests` ends all of them.
 * @typedef {HTMLElement & {code: string, hotel: Promise<unknown> | null, requests: AbortController,
 *   shadowRoot: ShadowRoot, launcher: HTMLElement, live: HTMLElement, alert: HTMLElement,
 *   nameLauncher: (closeName?: string, news?: string) => void, tell: (type: string, detail?: unknown) => boolean}} Host
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
 * @param {Conversation} chat @param {string} text
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

// --- Storage ---------------------------------------------------------------------------------------------------------
/**
 * @typedef {{messages: Message[], dropped: string[], booking?: Partial<Booking>, special?: Partial<Special>,
 *   roomID?: string | null, leftSpecialAt?: number, language?: string, draft?: string, at?: number}} Saved what is kept
 */

/** How long a transcript is kept after its last message, in milliseconds. */
const TIME_TO_LIVE = 24 * 3600 * 1000;
const SCHEMA = 1;

/**
 * @type {<T>(action: () => T) => T | null} Does what a blocked or full storage may refuse: the chat goes on without.
 */
const tried = (action) => { try { return action(); } catch { return null; } };

/** Whether a kept value is a message. */
const isMessage = (/** @type {any} */ one) =>
  typeof one?.id === 'string' && typeof one.content === 'string' && typeof one.at === 'number'
  && /^(user|assistant)$/.test(one.role);

/** Keeps the transcript and state of a chat. */
export class Keeper {
  /** The language that was kept last, in any tab. */
  language = '';
  /** Takes in what came from other tabs while an answer grew here. */
  /** @type {((chat: Conversation) => void) | undefined} */ takeArrived;

  /** `kind` is `local`, `session` or `none`. */
  constructor(/** @type {Conversation} */ chat, /** @type {string} */ kind) {
    this.chat = chat;
    this.key = `bellhop:1:${chat.endpoint}`;
    this.kind = kind;
  }

  get storage() {
    if (this.kind === 'none') return null;
    return tried(() => (this.kind === 'session' ? sessionStorage : localStorage));
  }

  /** Where the reader of this tab was, as the follower says it. */
  get place() { return tried(() => sessionStorage.getItem(`${this.key}:scroll`)) ?? ''; }

  /** Each tab keeps for itself whether the window stands `open`, and its `scroll`. */
  keep(/** @type {string} */ name, /** @type {unknown} */ value) {
    tried(() => this.kind !== 'none' && sessionStorage.setItem(`${this.key}:${name}`, String(value)));
  }

  read() { return this.parse(tried(() => this.storage?.getItem(this.key))); }

  /** @returns {Saved | null} What was kept, if it is of this version, whole and not too old. */
  parse(/** @type {string | null | undefined} */ kept) {
    const value = tried(() => JSON.parse(kept ?? 'null'));
    if (value?.schema !== SCHEMA || !Array.isArray(value.messages)) return null;
    const messages = value.messages.filter(isMessage);
    if (Date.now() - (messages.at(-1) ?? value).at > TIME_TO_LIVE) return null;
    return { ...value, messages, dropped: Array.isArray(value.dropped) ? value.dropped : [] };
  }

  save() {
    const { messages, arrived, dropped, booking, special, roomID, leftSpecialAt, texts, view: { draft } } = this.chat;
    this.language = texts.code;
    const kept = {
      schema: SCHEMA, at: Date.now(), messages: [...messages, ...arrived], dropped: [...dropped], booking, special,
      roomID, leftSpecialAt, language: texts.code, draft,
    };
    tried(() => this.storage?.setItem(this.key, toJSON(kept)));
  }

  clear() { tried(() => this.storage?.removeItem(this.key)); }

  /** Puts back what was kept before the page was loaded anew. */
  restore(/** @type {Saved} */ saved) {
    const { chat } = this;
    chat.messages = saved.messages;
    chat.dropped = new Set(saved.dropped);
    chat.leftSpecialAt = Number(saved.leftSpecialAt) || 0;
    chat.roomID = chat.catalogue.room(saved.roomID)?.id ?? null;
    this.adopt(saved);
    this.language = saved.language ?? '';
    for (const message of chat.messages) {
      learnWordsOf(message.content);
      if (message.state === 'streaming') message.state = 'interrupted';
    }
    chat.view.setDraft(saved.draft);
  }

  /** Takes over what is known of the stay. */
  adopt(/** @type {Saved} */ { booking, special }) {
    this.chat.booking = { ...emptyBooking(), ...booking };
    this.chat.special = { ...emptySpecial(), ...special };
  }

  leave = () => {
    this.save();
    this.keep('scroll', this.chat.view.follower.place);
  };

  /** Another tab has kept something, or has begun a new chat. */
  heard = async (/** @type {StorageEvent} */ { key, storageArea, newValue, oldValue }) => {
    if (key !== this.key || storageArea !== this.storage) return;
    const [saved, before] = [newValue, oldValue].map((kept) => this.parse(kept));
    const { heard, takeArrived } = await import('./tabs.js');
    this.takeArrived = takeArrived;
    heard(this.chat, saved, before);
  };
}
