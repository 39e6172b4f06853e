// The conversation of one <bellhop-chat>: decides what happens. It knows no DOM but drives a view that it is given.
import { Catalogue, loadHotel } from '../hotel/catalogue.js';
import { loadTexts, makeTranslator } from '../i18n/i18n.js';
import { localised, normalizeLanguage } from '../i18n/language.js';
import { Answering, newID } from './answering.js';
import { Keeper } from './keeping.js';
import { emptyBooking, emptySpecial, emptyState, learnWordsOf, stageOf, take } from './state.js';

/** @typedef {import('./state.js').Message} Message */
/** @typedef {import('../ui/window.js').ChatWindow} View */
/** @typedef {import('./state.js').Host} Host */

/** Longest message of a guest, in characters. */
const LONGEST = 4000;

/** @type {Record<string, string>} Names of `window.Bellhop` that are called otherwise here. */
const CALLS = { newChat: 'reset', setLanguage: 'switchLanguage', showRoom: 'enterRoom' };

export class Conversation {
  catalogue = new Catalogue(null);
  isOpen = false;
  /** @type {Message[]} Every message that counts, in order. */ messages = [];
  booking = emptyBooking();
  special = emptySpecial();
  /** @type {string | null} */ roomID = null;
  demo = false;
  /** @type {Message[]} Messages of other tabs that wait for the end of an answer here. */ arrived = [];
  /** @type {Set<string>} Ids of answers that were asked for again, in any tab. */ dropped = new Set();
  leftSpecialAt = 0;
  answering = new Answering(this);
  /** @type {import('../i18n/i18n.js').Translator} */ texts = makeTranslator({}, 'en');
  /** @type {View} */ view = /** @type {any} */ (null);

  /** `host` is the <bellhop-chat> element; `makeView` builds what shows the conversation. */
  constructor(/** @type {Host} */ host, /** @type {(chat: Conversation) => View} */ makeView) {
    this.host = host;
    this.makeView = makeView;
    this.endpoint = host.dataset.endpoint ?? '';
    this.keeper = new Keeper(this, host.dataset.storage ?? 'local');
    this.place = this.keeper.place;
  }

  get running() { return this.answering.running; }

  async start() {
    const saved = this.keeper.read();
    const { signal } = this.host.requests;
    const hotel = (await this.host.hotel) ?? (await loadHotel(this.endpoint, signal).catch(() => null));
    this.catalogue = new Catalogue(hotel);
    const { code } = this.host;
    this.texts = makeTranslator(await loadTexts(code), code);
    if (signal.aborted) return;
    this.demo = this.catalogue.service.demo === true;
    this.view = this.makeView(this);
    if (saved) this.keeper.restore(saved);
    this.view.translate();
    this.view.showAll();
    await this.view.prepare();
    window.addEventListener('pagehide', this.keeper.leave, { signal });
    window.addEventListener('storage', this.keeper.heard, { signal });
    window.addEventListener('online', this.answering.backOnline, { signal });
    window.addEventListener('offline', () => this.view.showQueued(), { signal });
    const isWaiting = this.messages.some(({ state }) => state === 'queued');
    if (isWaiting && navigator.onLine) this.answering.backOnline();
    else if (this.messages.at(-1)?.role === 'user') {
      this.view.showError({ code: 'interrupted', retryable: true }, () => this.retry());
    }
  }

  save() { this.keeper.save(); }

  /** A text of `hotel.json` in the chat's language. */
  text(/** @type {unknown} */ value) { return localised(value, this.texts.code, this.catalogue.hotel.defaultLanguage); }

  /** A call of a page's own code; `name` is one of `window.Bellhop`. */
  call(/** @type {string} */ name, /** @type {unknown[]} */ args) {
    if (name === 'send' || name === 'showRoom') this.open();
    return /** @type {any} */ (this)[CALLS[name] ?? name](...args);
  }

  // --- The window ----------------------------------------------------------------------------------------------------
  open(by = 'api', takeFocus = true) {
    if (this.isOpen) return;
    this.isOpen = true;
    this.view.open(takeFocus, this.place);
    this.place = '';
    this.keeper.keep('open', 'yes');
    this.save();
    this.host.tell('open', { by });
  }

  toggle(by = 'api') { if (this.isOpen) this.close(by); else this.open(by); }

  close(by = 'api') {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.view.close(by === 'guest');
    this.keeper.keep('open', 'no');
    this.host.tell('close', { by });
  }

  // --- Messages ------------------------------------------------------------------------------------------------------
  /** Sends a guest's message and resolves with the answer when it has ended. */
  async send(/** @type {unknown} */ given) {
    const text = String(given).trim();
    const learning = learnWordsOf(text);
    if (learning) await learning;
    if (!text || this.running) return;
    if (text.length > LONGEST) {
      this.view.notice(this.texts.t('inputTooLong', { max: LONGEST }));
      return;
    }
    const message = { id: newID(), role: 'user', content: text, at: Date.now() };
    if (!this.host.tell('message', { id: message.id, text })) return;
    this.view.clearInput();
    this.messages.push(message);
    this.view.addGuest(message);
    take(this, text);
    this.view.showContext();
    return this.answering.ask(text);
  }

  /** What was said, as the model gets it. */
  history() {
    return this.messages.filter(({ state }) => state !== 'error').map(({ role, content }) => ({ role, content }));
  }

  retry() { return this.answering.retry(); }
  abort() { this.answering.abort(); }

  // --- Rooms and special bookings ------------------------------------------------------------------------------------
  enterRoom(/** @type {string} */ id) {
    if (!this.catalogue.room(id)) return false;
    this.roomID = id;
    this.booking.collectedData.selectedRoom = id;
    this.view.showContext();
    this.view.focusInput();
    return true;
  }

  leaveRoom() {
    this.roomID = null;
    this.view.showContext();
  }

  setSpecial(/** @type {boolean} */ isOn, by = 'manual') {
    if (isOn && this.special.isActive) return;
    if (!isOn) this.leftSpecialAt = Date.now();
    this.special = isOn ? { ...emptySpecial(), isActive: true, activatedBy: by } : emptySpecial();
    if (isOn) this.view.notice(this.texts.t('specialIntro'));
    this.view.showContext();
    this.save();
  }

  removeWish(/** @type {string} */ type) {
    this.special.requirements = this.special.requirements.filter((one) => one.type !== type);
    this.special.stage = stageOf(this.booking, this.special);
    this.view.showContext();
    this.save();
  }

  // --- New chat, language, end ---------------------------------------------------------------------------------------
  reset() {
    const { messages, booking, special, roomID, view: { draft } } = this;
    this.forget();
    this.keeper.clear();
    this.view.offerUndo(() => {
      Object.assign(this, { booking, special, roomID, messages: [...messages, ...this.messages] });
      if (!this.view.draft) this.view.setDraft(draft);
      this.view.showAll();
      this.view.showContext();
      this.save();
    });
  }

  /** Everything is gone, here. */
  forget() {
    this.answering.forget();
    Object.assign(this, emptyState());
    this.dropped.clear();
    this.view.clear();
    this.view.clearInput();
    this.view.setBusy(false);
    this.view.hideTyping();
    this.view.showWelcome();
    this.view.showContext();
  }

  /** `isOwn`: chosen in this tab */
  async switchLanguage(/** @type {string} */ code, isOwn = true) {
    const known = normalizeLanguage(code);
    if (!known) return false;
    this.texts = makeTranslator(await loadTexts(known), known);
    this.view.translate();
    if (isOwn) this.save();
    this.host.tell('language', { language: known, dir: this.texts.dir });
    return true;
  }

  destroy() {
    this.answering.forget();
    this.view?.destroy();
  }
}
