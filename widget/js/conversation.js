// The conversation of one <bellhop-chat>: decides what happens; the window shows it.
import { Catalogue, loadCatalogue } from './catalogue.js';
import { loadTexts, localised, makeTranslator, normalizeLanguage, startLanguage } from './i18n.js';
import * as ai from './openai.js';
import { Store } from './storage.js';
import { ChatWindow } from './ui/window.js';

/** Longest message of a guest, in characters. */
const LONGEST = 4000;
const FIELDS = ['fullName', 'phone', 'checkIn', 'checkOut', 'email', 'guests', 'selectedRoom'];
const emptyBooking = () => ({
  step: 'initial', collectedData: { fullName: null, phone: null, checkIn: null, checkOut: null, email: null, guests: null, preferences: [], selectedRoom: null }, hasActiveBooking: false,
});
const emptySpecial = () => ({ isActive: false, activatedBy: null, stage: 'collecting', requirements: [], currentOffer: null });

/**
 * The first thing that is still missing (widget-spec §2.1).
 * @param {Record<string, any>} data
 */
function stepOf(data) {
  if (FIELDS.every((name) => data[name] === null)) return 'initial';
  if (!data.fullName) return 'collecting_name';
  if (!data.phone) return 'collecting_phone';
  if (!data.checkIn || !data.checkOut) return 'collecting_dates';
  if (!data.email) return 'collecting_email';
  return data.selectedRoom ? 'completed' : 'suggesting_rooms';
}

export class Conversation {
  /** @param {any} host The <bellhop-chat> element. */
  constructor(host) {
    this.host = host;
    this.endpoint = host.dataset.endpoint;
    this.store = new Store(`bellhop:1:${this.endpoint}`, host.dataset.storage ?? 'local');
    this.catalogue = new Catalogue(null);
    this.isOpen = false;
    /**
     * Every message that counts, in order.
     * @type {{id: string, role: string, content: string, state?: string, at: number}[]}
     */
    this.messages = [];
    /** @type {any} */ this.booking = emptyBooking();
    /** @type {any} */ this.special = emptySpecial();
    /** @type {string | null} */ this.roomID = null;
    /** @type {AbortController | null} */ this.running = null;
    this.generation = 0;
    this.demo = false;
    /** @type {any} */ this.undo = null;
  }

  async start() {
    const saved = this.store.read();
    try { this.catalogue = (await loadCatalogue(this.endpoint)) ?? this.catalogue; } catch { /* the chat works without; its errors are shown when it is used */ }
    const code = startLanguage({
      attribute: this.host.dataset.language, stored: saved?.language, page: document.documentElement.lang, navigator: [...navigator.languages],
      hotelDefault: this.catalogue.hotel.defaultLanguage, offered: this.catalogue.languages,
    });
    this.t = makeTranslator(await loadTexts(code), code);
    this.demo = this.catalogue.service.demo === true;
    this.view = new ChatWindow(this);
    if (saved) this.restore(saved);
    this.view.translate();
    this.view.showWelcome();
    for (const message of this.messages) this.view.restoreMessage(message);
    window.addEventListener('pagehide', this.leave);
    this.host.tell('ready', { version: /** @type {any} */ (window).Bellhop?.version, language: code, demo: this.demo });
  }

  leave = () => { this.save(); };

  /** @param {any} saved */
  restore(saved) {
    this.messages = saved.messages;
    this.booking = { ...emptyBooking(), ...saved.booking };
    this.special = { ...emptySpecial(), ...saved.special };
    for (const message of this.messages) if (message.state === 'streaming') message.state = 'interrupted';
    this.view?.setDraft(saved.draft);
    if (saved.open) this.open('restore');
  }

  save() {
    this.store.write({
      messages: this.messages, booking: this.booking, special: this.special, language: this.t?.code, draft: this.view?.draft ?? '', open: this.isOpen,
    });
  }

  text(/** @type {unknown} */ value) { return localised(value, this.t?.code ?? 'en', this.catalogue.hotel.defaultLanguage); }

  // --- The window -----------------------------------------------------------------------------------------------------------------------
  /** @param {string} by */
  open(by) {
    if (this.isOpen) return;
    this.isOpen = true;
    this.view?.open(by !== 'restore');
    this.save();
    this.host.tell('open', { by });
  }

  /** @param {string} by */
  close(by) {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.view?.close();
    this.save();
    this.host.tell('close', { by });
  }

  // --- A message ------------------------------------------------------------------------------------------------------------------------
  /**
   * Sends a guest's message and resolves when the answer has ended.
   * @param {string} given
   */
  async send(given) {
    const text = given.trim();
    if (!text || this.running) return;
    if (text.length > LONGEST) { this.view?.notice(this.t?.t('inputTooLong', { max: LONGEST }) ?? ''); return; }
    const message = { id: newID(), role: 'user', content: text, at: Date.now() };
    if (!this.host.tell('message', { id: message.id, text })) return;
    this.view?.clearInput();
    this.messages.push(message);
    this.view?.addGuest(message);
    this.take(text);
    await this.answer(text);
  }

  /**
   * What the guest's words say about the stay: new values replace old ones.
   * @param {string} text
   */
  take(text) {
    const data = this.booking.collectedData;
    const found = /** @type {any} */ (ai.extractBookingData(text, { today: this.catalogue.today }));
    for (const [name, value] of Object.entries(found)) if (value !== null) data[name] = value;
    this.booking.step = stepOf(data);
    const wishes = ai.extractRequirements(text, (type) => this.t?.label(type) ?? type);
    const complex = ai.detectComplexRequest(text, this.history());
    if (complex.isComplex && !this.special.isActive) this.special = { ...emptySpecial(), isActive: true, activatedBy: 'auto' };
    if (this.special.isActive) {
      for (const wish of wishes) if (!this.special.requirements.some((/** @type {any} */ one) => one.type === wish.type)) this.special.requirements.push(wish);
      this.special.stage = this.stage();
    }
    this.view?.showContext();
  }

  stage() {
    const { checkIn, checkOut } = this.booking.collectedData;
    const wishes = this.special.requirements.length > 0;
    return checkIn && checkOut && wishes ? 'generating' : checkIn || wishes ? 'analyzing' : 'collecting';
  }

  history() { return this.messages.filter((one) => one.state !== 'error').map(({ role, content }) => ({ role, content })); }

  /**
   * Asks for an answer to the last message.
   * @param {string} text
   */
  async answer(text) {
    const generation = ++this.generation;
    const controller = new AbortController();
    this.running = controller;
    const view = /** @type {ChatWindow} */ (this.view);
    view.setBusy(true);
    view.showTyping();
    const answer = { id: newID(), role: 'assistant', content: '', state: 'streaming', at: Date.now() };
    const bubble = view.beginAnswer(answer);
    const isCurrent = () => generation === this.generation;
    const options = { signal: controller.signal, language: this.t?.code, endpoint: this.endpoint, texts: (/** @type {string} */ key) => this.t?.t(key) ?? key };
    const history = this.history().slice(0, -1);
    const onChunk = (/** @type {string} */ delta, /** @type {string} */ full) => {
      if (!isCurrent()) return;
      if (!answer.content) this.messages.push(answer);
      answer.content = full;
      bubble.append(delta);
      this.saveSoon();
      this.host.tell('chunk', { id: answer.id, delta });
    };
    const onComplete = (/** @type {any} */ result) => { if (isCurrent()) this.finish(answer, bubble, result, text); };
    const onError = (/** @type {any} */ error) => { if (isCurrent()) this.fail(answer, bubble, error); };
    if (this.special.isActive) {
      await ai.getSpecialBookingAIResponseStreaming(text, this.special.requirements, this.booking, history, this.special.stage, onChunk, onComplete, onError, options);
    } else if (this.roomID && !ai.isGeneralTopic(text)) {
      await ai.getRoomAIResponseStreaming(text, this.roomID, undefined, this.booking, history, onChunk, onComplete, onError, options);
    } else {
      await ai.getGeneralAIResponseStreaming(text, undefined, this.booking, history, onChunk, onComplete, onError, options);
    }
  }

  /**
   * @param {any} answer
   * @param {any} bubble
   * @param {any} result
   * @param {string} question
   */
  finish(answer, bubble, result, question) {
    answer.state = result.truncated ? 'truncated' : 'complete';
    if (result.model === 'bellhop-demo') this.demo = true;
    if (!this.messages.includes(answer)) this.messages.push(answer);
    answer.content = result.text;
    bubble.end(answer.state);
    this.over();
    this.host.tell('response', { id: answer.id, text: result.text, state: answer.state, finishReason: result.finishReason });
    if (result.hasOffer) {
      this.special.currentOffer = result.offerData;
      this.special.stage = 'offer_ready';
      this.view?.showOffer(result.offerData);
      this.host.tell('offer', { id: answer.id, offer: result.offerData });
    } else if (result.offerProblem) {
      this.view?.notice(this.t?.t('offerProblem') ?? '');
      this.view?.showRooms();
    } else if (result.showRoomsCarousel && ai.hasRoomIntent(question)) this.view?.showRooms();
    this.view?.showContext();
    this.save();
  }

  /**
   * @param {any} answer
   * @param {any} bubble
   * @param {any} error
   */
  fail(answer, bubble, error) {
    answer.state = error.code === 'aborted' ? 'stopped' : answer.content ? (error.code === 'timeout' ? 'interrupted' : 'interrupted') : 'error';
    bubble.end(answer.state);
    this.over();
    if (error.code !== 'aborted') {
      this.view?.showError(error, () => this.retry());
      this.host.tell('error', { id: answer.id, code: error.code, status: error.status, retryAfter: error.retryAfter, retryable: error.retryable });
    }
    if (error.code === 'offline') window.addEventListener('online', () => this.retry(), { once: true });
    this.save();
  }

  over() {
    this.running = null;
    this.view?.hideTyping();
    this.view?.setBusy(false);
  }

  /** Asks again for the last question; it is not added twice. */
  async retry() {
    if (this.running) return;
    while (this.messages.length && this.messages[this.messages.length - 1].role === 'assistant') this.messages.pop();
    const last = this.messages[this.messages.length - 1];
    if (!last) return;
    this.view?.removeAfter(last.id);
    await this.answer(last.content);
  }

  abort() { this.running?.abort(); }

  saveSoon() {
    const now = Date.now();
    if (now - (this.savedAt ?? 0) < 1000) return;
    this.savedAt = now;
    this.save();
  }

  // --- Rooms and special bookings -------------------------------------------------------------------------------------------------------
  /** @param {string} id */
  enterRoom(id) {
    if (!this.catalogue.room(id)) return false;
    this.roomID = id;
    this.booking.collectedData.selectedRoom = id;
    this.view?.showContext();
    this.view?.focusInput();
    return true;
  }

  leaveRoom() { this.roomID = null; this.view?.showContext(); }

  /**
   * @param {boolean} isOn
   * @param {string} [by]
   */
  setSpecial(isOn, by = 'manual') {
    this.special = isOn ? { ...emptySpecial(), isActive: true, activatedBy: by } : emptySpecial();
    if (isOn) this.view?.notice(this.t?.t('specialIntro') ?? '');
    this.view?.showContext();
    this.save();
  }

  // --- New chat, language, end --------------------------------------------------------------------------------------------------------
  reset() {
    this.generation++;
    this.abort();
    this.running = null;
    const before = { messages: this.messages, booking: this.booking, special: this.special };
    this.messages = [];
    this.booking = emptyBooking();
    this.special = emptySpecial();
    this.roomID = null;
    this.store.clear();
    this.view?.clear();
    this.view?.setBusy(false);
    this.view?.hideTyping();
    this.view?.showWelcome();
    this.view?.showContext();
    this.view?.offerUndo(() => {
      Object.assign(this, before);
      this.view?.clear();
      this.view?.showWelcome();
      for (const message of this.messages) this.view?.restoreMessage(message);
      this.view?.showContext();
      this.save();
    });
  }

  /** @param {string} code */
  async switchLanguage(code) {
    const known = normalizeLanguage(code);
    if (!known) return false;
    this.t = makeTranslator(await loadTexts(known), known);
    this.view?.translate();
    this.save();
    this.host.tell('language', { language: known });
    return true;
  }

  destroy() {
    this.generation++;
    this.abort();
    window.removeEventListener('pagehide', this.leave);
    this.view?.destroy();
  }
}

const newID = () => `m${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
