// How a chat is kept in the page's storage, so that it is there after a reload and in other tabs (widget-spec §4.4).
import { toJSON } from '../hotel/catalogue.js';
import { emptyBooking, emptySpecial, learnWordsOf } from './state.js';

/** @typedef {import('./conversation.js').Conversation} Conversation */
/**
 * @typedef {import('./state.js').Message} Message
 * @typedef {{messages: Message[], dropped: string[], booking?: Partial<import('./state.js').Booking>,
 *   special?: Partial<import('./state.js').Special>, roomID?: string | null, leftSpecialAt?: number, language?: string,
 *   draft?: string, at?: number}} Saved what is kept
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
