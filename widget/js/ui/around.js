// What stands round the messages: the window's head and foot, and in the transcript the welcome, waiting, errors and
// passing lines.
import { languageName } from '../i18n/i18n.js';
import { anchor, button, icon, iconButton, label, make } from './dom.js';
import { roomStrip, specialStrip } from './rooms.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */
/** @typedef {import('./menu.js').Menu} Menu */

export class Header {
  /** @type {Partial<Record<'language' | 'more', Menu>>} */ menus = {};

  constructor(/** @type {import('./window.js').ChatWindow} */ view) {
    this.view = view;
    this.chat = view.chat;
    this.title = make('h2', { class: 'title', tabindex: '-1' });
    this.status = make('span', { class: 'status' });
    this.demo = make('span', { class: 'demo', 'data-bellhop': 'demo', hidden: true });
    this.language = this.opener('globe', 'language');
    this.newChat = iconButton('fresh', 'new-chat', () => this.chat.reset());
    this.more = this.opener('more', 'more');
    this.close = iconButton('close', 'close', () => this.chat.close('guest'));
    this.logo = make('span', { class: 'logo' });
    const titles = make('div', { class: 'titles' }, this.title, make('div', { class: 'line' }, this.demo, this.status));
    const buttons = [this.language, this.newChat, this.more, this.close];
    this.element = make('div', { class: 'header', part: 'header' }, this.logo, titles, ...buttons);
    this.context = make('div', { class: 'context' });
  }

  get t() { return this.chat.texts.t; }

  /** The hotel's logo; a drawn bell where it has none, or where it cannot be had. */
  picture() {
    const { chat: { catalogue: { hotel }, endpoint } } = this;
    const address = hotel.theme?.logo;
    if (typeof address !== 'string') return icon('bell');
    const image = make('img', { src: new URL(address, `${endpoint}/`).href, alt: '' });
    image.addEventListener('error', () => image.replaceWith(icon('bell')));
    return image;
  }

  translate() {
    const { t, chat, chat: { texts: { code }, catalogue: { name, hotel } } } = this;
    this.logo.replaceChildren(this.picture());
    this.title.textContent = name;
    this.status.textContent = chat.text(hotel.tagline);
    this.demo.textContent = t('demo');
    this.demo.title = t('demoNote');
    label(this.language, t('language', { name: languageName(code) }));
    label(this.newChat, t('newChat'));
    label(this.more, t('menu'));
    label(this.close, t('closeChat'));
    for (const menu of Object.values(this.menus)) menu.build();
  }

  // --- Menus ---------------------------------------------------------------------------------------------------------
  /** A button that opens a menu, which is made when it is wanted. */
  opener(/** @type {import('./dom.js').Icon} */ drawing, /** @type {'language' | 'more'} */ name) {
    const opener = iconButton(drawing, name, () => this.withMenu(name, (menu) => menu.toggle(!menu.isOpen)));
    opener.setAttribute('aria-haspopup', 'menu');
    opener.setAttribute('aria-expanded', 'false');
    for (const type of ['pointerenter', 'focus']) opener.addEventListener(type, () => this.withMenu(name));
    opener.addEventListener('keydown', (event) => {
      if (!/^Arrow(Down|Up)$/.test(event.key)) return;
      event.preventDefault();
      this.withMenu(name, (menu) => menu.toggle(true));
    });
    return opener;
  }

  async withMenu(/** @type {'language' | 'more'} */ name, /** @type {(menu: Menu) => void} */ action = () => {}) {
    // At once where it is there: the next key already belongs to the menu.
    const known = this.menus[name];
    if (known) {
      action(known);
      return;
    }
    const made = await import('./menu.js').catch(() => null);
    if (!made) {
      this.view.toast(this.t('loadFailed'));
      return;
    }
    action(this.menus[name] ??= new made.Menu(this, this[name], made.ITEMS[name]));
  }

  get openMenu() { return Object.values(this.menus).find(({ isOpen }) => isOpen); }

  /** The room in context, and the special booking's state. */
  showContext() {
    this.demo.hidden = !this.chat.demo;
    this.context.replaceChildren(...roomStrip(this.chat), ...specialStrip(this.chat));
  }
}

// --- The foot --------------------------------------------------------------------------------------------------------
/** Height to which the input grows, in pixels. */
const LONGEST_INPUT = 120;
export const isTouch = () => matchMedia('(pointer: coarse)').matches;
/** What a touch keyboard composes of a word in Latin letters; its Enter is meant to send. */
const LATIN = /^[\p{Script=Latin}\p{M}\p{N}\p{P}]*$/u;

export class Composer {
  /** What a keyboard is composing. */
  composed = '';

  constructor(/** @type {import('../conversation/conversation.js').Conversation} */ chat) {
    this.chat = chat;
    const attributes = { rows: '1', part: 'input', 'data-bellhop': 'input', enterkeyhint: 'send', maxlength: '4000',
      autocomplete: 'off' };
    this.input = /** @type {HTMLTextAreaElement} */ (make('textarea', attributes));
    this.send = iconButton('send', 'send', () => chat.send(this.input.value));
    this.send.setAttribute('part', 'send');
    this.stop = iconButton('stop', 'stop', () => chat.abort());
    this.stop.hidden = true;
    this.offline = make('p', { class: 'offline', 'data-bellhop': 'offline', hidden: true });
    this.footer = make('p', { class: 'footer', part: 'footer' });
    this.elements = [this.offline, make('div', { class: 'composer' }, this.input, this.send, this.stop), this.footer];
    this.input.addEventListener('input', () => this.changed());
    this.input.addEventListener('compositionupdate', ({ data }) => { this.composed = data; });
    this.input.addEventListener('compositionend', () => { this.composed = ''; });
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || this.isConfirming(event)) return;
      event.preventDefault();
      chat.send(this.input.value);
    });
  }

  /** Whether a key belongs to an input method, which takes it to confirm what it composes. */
  isConfirming(/** @type {KeyboardEvent} */ event) {
    if (!event.isComposing && event.keyCode !== 229) return false;
    return !isTouch() || !LATIN.test(this.composed) || /zh|ja|ko/.test(this.chat.texts.code);
  }

  translate() {
    const { texts: { t }, catalogue: { hotel } } = this.chat;
    label(this.send, t('send'));
    label(this.stop, t('stop'));
    this.input.setAttribute('aria-label', t('input'));
    this.input.placeholder = t('inputHint');
    this.offline.textContent = t('error_offline');
    this.footer.replaceChildren(t('disclaimer'));
    for (const name of ['terms', 'privacy']) {
      const address = hotel.links?.[name] ?? '';
      if (/^https?:|^\//.test(address)) this.footer.append(' ', anchor(address, '', t(name)));
    }
    this.changed();
  }

  get draft() { return this.input.value; }

  setDraft(/** @type {unknown} */ text) {
    if (typeof text !== 'string') return;
    this.input.value = text;
    this.changed();
  }

  changed() {
    const { value, style } = this.input;
    this.send.setAttribute('aria-disabled', String(!value.trim()));
    style.height = 'auto';
    if (value) style.height = `${Math.min(LONGEST_INPUT, this.input.scrollHeight)}px`;
  }

  /** Stop in the place of Send, which hands focus on. */
  setBusy(/** @type {boolean} */ isBusy, /** @type {Element | null} */ focused, /** @type {() => void} */ rest) {
    const hadFocus = focused === this.stop || focused === this.send;
    this.stop.hidden = !isBusy;
    this.send.hidden = isBusy;
    if (!hadFocus) return;
    if (isBusy) this.stop.focus(); else rest();
  }
}

// --- Beside the messages --------------------------------------------------------------------------------------------
/** @typedef {{code: string, retryable?: boolean, retryAfter?: number | null, status?: number}} Trouble why there is no answer */

/** How long a line above the input stays, in milliseconds. */
const STAYS = 8000;
/** Longest wait that is counted down, in seconds. */
const LONGEST_WAIT = 600;
/** @type {Record<string, string>} Codes that are told in the words of another. */
const TOLD_AS = { empty_answer: 'unknown', bad_response: 'unknown', client_prompt_refused: 'bad_request' };

export class Notices {
  /** @type {HTMLElement | null} */ typing = null;

  constructor(/** @type {import('./transcript.js').Transcript} */ transcript, /** @type {() => void} */ showRooms) {
    this.transcript = transcript;
    this.chat = transcript.chat;
    this.showRooms = showRooms;
    this.replies = make('div', { class: 'replies', role: 'group', 'data-bellhop': 'quick-replies' });
    this.toast = make('div', { class: 'toast', hidden: true });
    transcript.element.append(this.toast);
  }

  get t() { return this.chat.texts.t; }

  // --- The beginning -------------------------------------------------------------------------------------------------
  showWelcome() {
    const { chat: { catalogue }, transcript, transcript: { items } } = this;
    const { item, text } = transcript.item('notice', 'welcome');
    const tagline = make('p', { class: 'tagline' });
    const picture = make('span', { class: 'picture' });
    item.classList.add('welcome');
    item.prepend(picture);
    item.append(tagline, this.replies);
    items.prepend(item);
    transcript.renewed(item, () => {
      text.textContent = this.t('welcome', { hotel: catalogue.name });
      tagline.textContent = this.chat.text(catalogue.hotel.tagline);
      picture.replaceChildren(this.chat.view.picture());
    });
    this.showReplies();
  }

  translate() {
    const { chat, chat: { catalogue: { hotel: { quickReplies } } } } = this;
    const replies = Array.isArray(quickReplies) ? quickReplies : [{ action: 'rooms', '': this.t('showRooms') }];
    this.replies.setAttribute('aria-label', this.t('suggestions'));
    this.replies.replaceChildren(...replies.slice(0, 6).map(({ action, ...texts }) => {
      const text = chat.text(texts);
      const reply = button('', 'chip', () => {
        if (action === 'rooms') this.showRooms(); else if (action === 'special') chat.setSpecial(true); else chat.send(text);
      });
      reply.append(text, icon('next'));
      return reply;
    }));
  }

  /** Suggestions are there until the guest has said something. */
  showReplies() {
    const { chat, replies } = this;
    const hadFocus = replies.contains(chat.host.shadowRoot.activeElement);
    replies.hidden = Boolean(chat.running) || chat.messages.some(({ role }) => role === 'user');
    if (hadFocus && replies.hidden) chat.view.rest();
  }

  clear() {
    this.typing = null;
    this.toast.hidden = true;
  }

  // --- Waiting, errors -----------------------------------------------------------------------------------------------
  showTyping() {
    if (this.typing) return;
    this.transcript.say(this.t('answering', { hotel: this.chat.catalogue.name }));
    const dots = make('span', { class: 'dots' }, make('i'), make('i'), make('i'));
    this.typing = make('div', { class: 'message assistant', 'data-bellhop': 'typing', 'aria-hidden': 'true' }, dots);
    this.transcript.items.append(this.typing);
  }

  hideTyping() {
    this.typing?.remove();
    this.typing = null;
  }

  /** What went wrong, with the way on; the hotel's contact and a countdown come with a part of their own. */
  showError(/** @type {Trouble} */ { code, retryable, retryAfter }, /** @type {() => void} */ retry) {
    const seconds = retryAfter ?? 0;
    const until = Date.now() + seconds * 1000;
    const isLong = code === 'rate_limited' && seconds > LONGEST_WAIT;
    const item = this.transcript.card(() => {
      const text = this.t(isLong ? 'error_rate_limited_today' : `error_${TOLD_AS[code] ?? code}`);
      const isRetried = retryable && !isLong;
      const again = isRetried ? button(this.t('tryAgain'), 'primary', retry, { 'data-bellhop': 'retry' }) : null;
      if (again) again.disabled = until > Date.now();
      const kind = code === 'rate_limited' ? 'card error calm' : 'card error';
      const row = make('div', { class: 'row' }, again ?? '');
      const attributes = { class: kind, role: 'group', 'aria-label': text, 'data-bellhop': 'error' };
      const card = make('div', attributes, make('p', {}, text), row);
      import('./contact.js').then(({ explain }) => explain(this.chat, row, code, until, again), () => {
        if (again) again.disabled = false;
      });
      return card;
    });
    this.transcript.say(item.querySelector('p')?.textContent ?? '', this.chat.host.alert);
  }

  /** A line above the input for some seconds; it moves nothing. */
  toastFor(/** @type {string} */ words, /** @type {Element | string} */ more = '', hook = '') {
    const line = make('div', { class: 'toast-line', 'data-bellhop': hook || null }, make('span', {}, words), more);
    this.toast.replaceChildren(line);
    this.toast.hidden = false;
    this.transcript.say(words);
    const end = () => {
      this.transcript.remove(line);
      this.toast.hidden = !this.toast.childElementCount;
    };
    this.transcript.later(end, STAYS);
    return end;
  }

  offerUndo(/** @type {() => void} */ action) {
    const end = this.toastFor(this.t('chatCleared'), button(this.t('undo'), 'link', () => {
      end();
      action();
    }), 'undo');
  }
}
