// The conversation of one <bellhop-chat>: decides what happens; the window shows it.
import { offerOf } from '../hotel/offer.js';
import { booking, request, run } from '../stream/completion.js';
import { Catalogue, loadHotel } from '../hotel/catalogue.js';
import { loadTexts, makeTranslator } from '../i18n/i18n.js';
import { extractBookingData } from '../understanding/people.js';
import { detectComplexRequest, extractRequirements, hasRoomIntent, isGeneralTopic } from '../understanding/wishes.js';
import { localised, normalizeLanguage } from '../i18n/language.js';

// --- What is known of a stay, how a guest's words change it (widget-spec §2.1, §2.2), and how it is kept ------------------------------------
const FIELDS = ['fullName', 'phone', 'checkIn', 'checkOut', 'email', 'guests', 'selectedRoom'];

const emptyBooking = () => ({ step: 'initial', collectedData: { ...Object.fromEntries(FIELDS.map((name) => [name, null])), preferences: [] }, hasActiveBooking: false });
const emptySpecial = () => ({ isActive: false, activatedBy: null, stage: 'collecting', requirements: [], currentOffer: null });

/** The first thing that is still missing. */
function stepOf(/** @type {Record<string, any>} */ data) {
  const { fullName, phone, checkIn, checkOut, email, selectedRoom } = data;
  if (FIELDS.every((name) => data[name] === null)) return 'initial';
  if (!fullName) return 'collecting_name';
  if (!phone) return 'collecting_phone';
  if (!checkIn || !checkOut) return 'collecting_dates';
  if (!email) return 'collecting_email';
  return selectedRoom ? 'completed' : 'suggesting_rooms';
}

/** How far a special booking is. */
function stageOf(/** @type {any} */ { booking, special }) {
  const { checkIn, checkOut } = booking.collectedData;
  const wishes = special.requirements.length > 0;
  return checkIn && checkOut && wishes ? 'generating' : checkIn || wishes ? 'analyzing' : 'collecting';
}

/** Takes what a message says: new values replace old ones, several wishes begin a special booking. */
function take(/** @type {any} */ chat, /** @type {string} */ text) {
  const { booking, catalogue, messages, leftSpecialAt } = chat;
  for (const [name, value] of Object.entries(extractBookingData(text, catalogue))) if (value !== null) booking.collectedData[name] = value;
  booking.step = stepOf(booking.collectedData);
  // What was said before the guest left a special booking does not start another; else what was wished for before counts as well.
  const since = messages.filter((/** @type {any} */ { at }) => at > leftSpecialAt);
  const said = [text];
  if (!chat.special.isActive && detectComplexRequest(text, since).isComplex) {
    chat.special = { ...emptySpecial(), isActive: true, activatedBy: 'auto' };
    for (const { role, content } of since) if (role === 'user') said.push(content);
  }
  if (!chat.special.isActive) return;
  const wishes = chat.special.requirements;
  for (const wish of said.flatMap((one) => extractRequirements(one, chat.texts.label))) if (!wishes.some((/** @type {any} */ { type }) => type === wish.type)) wishes.push(wish);
  chat.special.stage = stageOf(chat);
}

/** How long a transcript is kept after its last message, in milliseconds. */
const TIME_TO_LIVE = 24 * 3600 * 1000;
const SCHEMA = 1;
/** @type {<T>(action: () => T) => T | null} Does what a blocked or full storage may refuse: the chat goes on without. */
const tried = (action) => { try { return action(); } catch { return null; } };

/** The transcript and state of a chat in the page's storage. */
class Store {
  /** `kind` is `local`, `session` or `none`. */
  constructor(/** @type {string} */ key, /** @type {string} */ kind) {
    this.key = key;
    this.kind = kind;
  }

  get storage() { return tried(() => (this.kind === 'none' ? null : this.kind === 'session' ? sessionStorage : localStorage)); }

  /** Where the reader of this tab was, as the follower says it. */
  get place() { return tried(() => sessionStorage.getItem(`${this.key}:scroll`)) ?? ''; }

  /** Each tab keeps for itself whether the window stands `open`, and its `scroll`. */
  keep(/** @type {string} */ name, /** @type {unknown} */ value) { tried(() => this.kind !== 'none' && sessionStorage.setItem(`${this.key}:${name}`, String(value))); }

  read() { return this.parse(tried(() => this.storage?.getItem(this.key))); }

  /** @returns {any} What was kept, if it is of this version, whole and not too old. */
  parse(/** @type {string | null | undefined} */ kept) {
    const value = tried(() => JSON.parse(kept ?? 'null'));
    if (value?.schema !== SCHEMA || !Array.isArray(value.messages)) return null;
    const messages = value.messages.filter((/** @type {any} */ one) => typeof one?.id === 'string' && typeof one.content === 'string' && /^(user|assistant)$/.test(one.role) && typeof one.at === 'number');
    return Date.now() - (messages.at(-1) ?? value).at > TIME_TO_LIVE ? null : { ...value, messages, dropped: Array.isArray(value.dropped) ? value.dropped : [] };
  }

  write(/** @type {object} */ value) { tried(() => this.storage?.setItem(this.key, JSON.stringify({ schema: SCHEMA, at: Date.now(), ...value }))); }

  clear() { tried(() => this.storage?.removeItem(this.key)); }
}

// --- The conversation -------------------------------------------------------------------------------------------------------------------
/** Longest message of a guest, in characters. */
const LONGEST = 4000;
const CYRILLIC = /[\u0400-\u04ff]/;
/** @typedef {{id: string, role: string, content: string, state?: string, at: number}} Message */

export class Conversation {
  catalogue = new Catalogue(null);
  isOpen = false;
  /** @type {Message[]} Every message that counts, in order. */
  messages = [];
  /** @type {any} */ booking = emptyBooking();
  /** @type {any} */ special = emptySpecial();
  /** @type {string | null} */ roomID = null;
  /** @type {AbortController | null} */ running = null;
  generation = 0;
  demo = false;
  /** @type {Message[]} Messages of other tabs that wait for the end of an answer here. */
  arrived = [];
  /** Ids of answers that were asked for again, in any tab. */
  dropped = new Set();
  leftSpecialAt = 0;
  /** @type {((chat: Conversation) => void) | undefined} */ takeArrived;
  savedAt = 0;
  /** @type {import('../i18n/i18n.js').Translator} */ texts = /** @type {any} */ (null);
  /** @type {import('../ui/window.js').ChatWindow} */ view = /** @type {any} */ (null);

  /** `host` is the <bellhop-chat> element; `makeView` builds what shows the conversation. */
  constructor(/** @type {any} */ host, /** @type {(chat: Conversation) => import('../ui/window.js').ChatWindow} */ makeView) {
    this.host = host;
    this.makeView = makeView;
    this.endpoint = host.dataset.endpoint;
    this.store = new Store(`bellhop:1:${this.endpoint}`, host.dataset.storage ?? 'local');
    this.place = this.store.place;
  }

  async start() {
    const saved = this.store.read();
    const signal = this.host.requests.signal;
    this.catalogue = new Catalogue((await this.host.hotel) ?? (await loadHotel(this.endpoint, signal).catch(() => null)));
    const { code } = this.host;
    this.texts = makeTranslator(await loadTexts(code), code);
    if (signal.aborted) return;
    this.demo = this.catalogue.service.demo === true;
    this.view = this.makeView(this);
    if (saved) this.restore(saved);
    this.view.translate();
    this.view.showAll();
    await this.view.prepare();
    window.addEventListener('pagehide', () => {
      this.save();
      this.store.keep('scroll', this.view.follower.place);
    }, { signal });
    window.addEventListener('storage', this.heard, { signal });
    window.addEventListener('online', this.backOnline, { signal });
    if (this.messages.some((one) => one.state === 'queued') && navigator.onLine) this.backOnline();
    else if (this.messages.at(-1)?.role === 'user') this.view.showError({ code: 'interrupted', retryable: true }, () => this.retry());
  }

  restore(/** @type {any} */ saved) {
    this.messages = saved.messages;
    this.dropped = new Set(saved.dropped);
    this.adopt(saved);
    this.leftSpecialAt = Number(saved.leftSpecialAt) || 0;
    if (this.messages.some((one) => CYRILLIC.test(one.content))) import('../understanding/slavic.js').catch(() => {});
    for (const message of this.messages) if (message.state === 'streaming') message.state = 'interrupted';
    this.view.setDraft(saved.draft);
  }

  adopt(/** @type {any} */ { booking, special }) {
    this.booking = { ...emptyBooking(), ...booking };
    this.special = { ...emptySpecial(), ...special };
  }

  save() {
    this.store.write({
      messages: [...this.messages, ...this.arrived], dropped: [...this.dropped], booking: this.booking, special: this.special, leftSpecialAt: this.leftSpecialAt, language: this.texts.code, draft: this.view.draft,
    });
  }

  /** Another tab has kept something, or has begun a new chat. */
  heard = async (/** @type {StorageEvent} */ { key, storageArea, newValue, oldValue }) => {
    if (key !== this.store.key || storageArea !== this.store.storage) return;
    const [saved, before] = [newValue, oldValue].map((kept) => this.store.parse(kept));
    const { heard, takeArrived } = await import('./tabs.js');
    this.takeArrived = takeArrived;
    heard(this, saved, before);
  };

  text(/** @type {unknown} */ value) { return localised(value, this.texts.code, this.catalogue.hotel.defaultLanguage); }

  /** A call of a page's own code. `name`: one of the element's */
  call(/** @type {string} */ name, /** @type {unknown[]} */ args) {
    if (name === 'send' || name === 'showRoom') this.open();
    const own = { newChat: 'reset', setLanguage: 'switchLanguage', showRoom: 'enterRoom' }[name] ?? name;
    return /** @type {any} */ (this)[own](...args);
  }

  // --- The window -----------------------------------------------------------------------------------------------------------------------
  open(by = 'api', takeFocus = true) {
    if (this.isOpen) return;
    this.isOpen = true;
    this.view.open(takeFocus, this.place);
    this.place = '';
    this.store.keep('open', 'yes');
    this.save();
    this.host.tell('open', { by });
  }

  toggle(by = 'api') { if (this.isOpen) this.close(by); else this.open(by); }

  close(by = 'api') {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.view.close(by === 'guest');
    this.store.keep('open', 'no');
    this.host.tell('close', { by });
  }

  // --- A message ------------------------------------------------------------------------------------------------------------------------
  /**
   * Sends a guest's message and resolves when the answer has ended.
   * @returns {Promise<{id: string, text: string, state: string} | undefined>} the answer
   */
  async send(/** @type {unknown} */ given) {
    const text = String(given).trim();
    if (CYRILLIC.test(text)) await import('../understanding/slavic.js').catch(() => {});
    if (!text || this.running) return;
    if (text.length > LONGEST) { this.view.notice(this.texts.t('inputTooLong', { max: LONGEST })); return; }
    const message = { id: newID(), role: 'user', content: text, at: Date.now() };
    if (!this.host.tell('message', { id: message.id, text })) return;
    this.view.clearInput();
    this.messages.push(message);
    this.view.addGuest(message);
    take(this, text);
    this.view.showContext();
    return this.answer(text);
  }

  history() { return this.messages.filter((one) => one.state !== 'error').map(({ role, content }) => ({ role, content })); }

  /** Asks for an answer to the last message. */
  async answer(/** @type {string} */ text) {
    if (navigator.onLine === false) { this.queue(); return; }
    const generation = ++this.generation;
    const controller = new AbortController();
    this.running = controller;
    const { view } = this;
    view.setBusy(true);
    view.showTyping();
    const answer = { id: newID(), role: 'assistant', content: '', state: 'streaming', at: Date.now() };
    const bubble = view.beginAnswer(answer);
    const isCurrent = () => generation === this.generation;
    const assistant = this.special.isActive ? 'special' : this.roomID && !isGeneralTopic(text) ? 'room' : 'general';
    const options = { signal: controller.signal, language: this.texts.code, endpoint: this.endpoint };
    const context = {
      bookingState: booking(this.booking), ...(assistant === 'room' ? { room: this.roomID } : {}),
      ...(assistant === 'special' ? { requirements: this.special.requirements, stage: this.special.stage } : {}),
    };
    await run(request(assistant, text, this.history().slice(0, -1), context, true, options), (delta, full) => {
      if (!isCurrent()) return;
      if (!answer.content) this.messages.push(answer);
      answer.content = full;
      bubble.append(delta);
      this.saveSoon();
      this.host.tell('chunk', { id: answer.id, delta });
    }, (outcome) => { if (isCurrent()) this.finish(answer, bubble, outcome, text); }, async (error) => {
      const told = error.code === 'network' ? await import('../stream/refusal.js').then(({ explained }) => explained(this, error), () => error) : error;
      if (isCurrent()) this.fail(answer, bubble, told);
    }, options);
    return { id: answer.id, text: answer.content, state: answer.state };
  }

  finish(/** @type {any} */ answer, /** @type {any} */ bubble, /** @type {import('../stream/completion.js').Outcome} */ result, /** @type {string} */ question) {
    answer.state = result.truncated ? 'truncated' : 'complete';
    if (result.model === 'bellhop-demo') this.demo = true;
    if (!this.messages.includes(answer)) this.messages.push(answer);
    answer.content = result.text;
    bubble.end(answer.state);
    this.over();
    this.host.tell('response', { id: answer.id, text: result.text, state: answer.state, finishReason: result.finishReason });
    const offer = result.block === null ? null : offerOf(result.block, this.catalogue).offerData;
    if (offer) {
      this.special.currentOffer = offer;
      this.special.stage = 'offer_ready';
      this.view.showOffer(offer);
      this.host.tell('offer', { id: answer.id, offer });
    } else if (result.block !== null) this.view.refuse(this.texts.t('offerProblem'));
    else if (this.catalogue.rooms.length && hasRoomIntent(question)) this.view.showRooms(false);
    this.view.showContext();
    this.save();
  }

  fail(/** @type {any} */ answer, /** @type {any} */ bubble, /** @type {any} */ error) {
    answer.state = error.code === 'aborted' ? 'stopped' : answer.content ? 'interrupted' : 'error';
    bubble.end(answer.state);
    this.over();
    if (error.code === 'offline' && !answer.content) this.queue();
    else if (error.code !== 'aborted') this.view.showError(error, () => this.retry());
    if (error.code !== 'aborted') {
      this.host.tell('error', { id: answer.id, code: error.code, status: error.status, retryAfter: error.retryAfter, retryable: error.retryable });
    }
    this.save();
  }

  /** Without a connection the guest's last message waits; it is sent once when there is one again. */
  queue() {
    const last = this.messages.at(-1);
    if (last?.role === 'user') last.state = 'queued';
    this.view.showQueued();
    this.save();
  }

  backOnline = () => {
    const isWaiting = this.messages.some((one) => one.state === 'queued');
    for (const message of this.messages) if (message.state === 'queued') delete message.state;
    this.view.showQueued();
    if (isWaiting) this.retry();
  };

  over() {
    this.running = null;
    this.takeArrived?.(this);
    this.view.hideTyping();
    this.view.setBusy(false);
  }

  /** Asks again for the last question; it is not added twice. */
  async retry() {
    if (this.running) return;
    while (this.messages.at(-1)?.role === 'assistant') this.dropped.add(this.messages.pop()?.id);
    const last = this.messages.at(-1);
    if (!last) return;
    this.view.removeAfter(last.id);
    this.save();
    await this.answer(last.content);
  }

  abort() { this.running?.abort(); }

  saveSoon() {
    const now = Date.now();
    if (now - this.savedAt < 1000) return;
    this.savedAt = now;
    this.save();
  }

  // --- Rooms and special bookings -------------------------------------------------------------------------------------------------------
  enterRoom(/** @type {string} */ id) {
    if (!this.catalogue.room(id)) return false;
    this.roomID = id;
    this.booking.collectedData.selectedRoom = id;
    this.view.showContext();
    this.view.focusInput();
    return true;
  }

  leaveRoom() { this.roomID = null; this.view.showContext(); }

  setSpecial(/** @type {boolean} */ isOn, by = 'manual') {
    if (isOn && this.special.isActive) return;
    if (!isOn) this.leftSpecialAt = Date.now();
    this.special = isOn ? { ...emptySpecial(), isActive: true, activatedBy: by } : emptySpecial();
    if (isOn) this.view.notice(this.texts.t('specialIntro'));
    this.view.showContext();
    this.save();
  }

  removeWish(/** @type {string} */ type) {
    this.special.requirements = this.special.requirements.filter((/** @type {any} */ one) => one.type !== type);
    this.special.stage = stageOf(this);
    this.view.showContext();
    this.save();
  }

  // --- New chat, language, end --------------------------------------------------------------------------------------------------------
  reset() {
    const before = { booking: this.booking, special: this.special, roomID: this.roomID };
    const { messages } = this;
    const draft = this.view.draft;
    this.forget();
    this.store.clear();
    this.view.offerUndo(() => {
      Object.assign(this, before);
      this.messages = [...messages, ...this.messages];
      if (!this.view.draft) this.view.setDraft(draft);
      this.view.showAll();
      this.view.showContext();
      this.save();
    });
  }

  /** Everything is gone, here. */
  forget() {
    this.generation++;
    this.abort();
    this.running = null;
    this.messages = [];
    this.arrived = [];
    this.dropped.clear();
    this.leftSpecialAt = 0;
    this.booking = emptyBooking();
    this.special = emptySpecial();
    this.roomID = null;
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
    this.generation++;
    this.abort();
    this.view?.destroy();
  }
}

const newID = () => `m${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
