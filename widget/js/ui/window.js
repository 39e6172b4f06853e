// The chat's window: builds it once, shows what the conversation says.
import { LANGUAGES } from '../i18n.js';
import { Bubble } from './bubble.js';
import { button, carousel, errorCard, offerCard, roomDetail } from './cards.js';
import { icon, iconButton, label, make } from './dom.js';
import { Follower } from './scrolling.js';

const href = (/** @type {string} */ path) => new URL(`../../css/${path}`, import.meta.url).href;

export class ChatWindow {
  /** @param {import('../conversation.js').Conversation} chat */
  constructor(chat) {
    this.chat = chat;
    this.root = chat.host.shadowRoot;
    this.title = make('h2', { class: 'title', id: 'title', tabindex: '-1' });
    this.status = make('span', { class: 'status' });
    this.demo = make('span', { class: 'demo', 'data-bellhop': 'demo', hidden: true });
    this.languageButton = iconButton('globe', 'language');
    this.newChat = iconButton('fresh', 'new-chat');
    this.closeButton = iconButton('close', 'close');
    this.menu = make('div', { class: 'menu', role: 'menu', hidden: true });
    const header = make('header', { part: 'header' }, make('div', { class: 'titles' }, this.title, make('div', { class: 'line' }, this.status, this.demo)), this.languageButton, this.newChat, this.closeButton, this.menu);
    this.context = make('div', { class: 'context' });
    this.items = make('ul', { class: 'items', role: 'list' });
    this.list = make('div', { class: 'messages', part: 'messages', 'data-bellhop': 'messages', tabindex: '0', role: 'region' }, this.items);
    this.toEnd = button('', 'to-end', () => {}, { 'data-bellhop': 'to-end' });
    this.toEnd.hidden = true;
    this.toEnd.append(icon('down'));
    this.replies = make('div', { class: 'replies', role: 'group', 'data-bellhop': 'quick-replies' });
    this.input = /** @type {HTMLTextAreaElement} */ (make('textarea', { rows: '1', part: 'input', 'data-bellhop': 'input', enterkeyhint: 'send', maxlength: '4000', autocomplete: 'off' }));
    this.send = iconButton('send', 'send', 'send');
    this.stop = iconButton('stop', 'stop');
    this.stop.hidden = true;
    this.footer = make('p', { class: 'footer', part: 'footer' });
    this.live = make('div', { class: 'hidden-text', 'aria-live': 'polite', 'data-bellhop': 'live' });
    this.alert = make('div', { class: 'hidden-text', 'aria-live': 'assertive', 'data-bellhop': 'live-assertive' });
    const form = make('div', { class: 'composer' }, this.input, this.send, this.stop);
    this.panel = make('div', { class: 'window', part: 'window', role: 'dialog', 'aria-labelledby': 'title', 'data-bellhop': 'window', hidden: true, inert: true },
      header, this.context, make('div', { class: 'middle' }, this.list, this.toEnd), this.replies, form, this.footer);
    this.style = make('link', { rel: 'stylesheet', href: href('chat.css') });
    this.root.append(this.style, this.panel, this.live, this.alert);
    this.follower = new Follower(this.list, this.items, (isAway) => { this.toEnd.hidden = !isAway; });
    this.toEnd.addEventListener('click', () => this.follower.attach());
    /** @type {HTMLElement | null} */
    this.typing = null;
    /** @type {HTMLElement | null} */
    this.detail = null;
    this.listen();
    this.applyHotelTheme();
  }

  listen() {
    this.closeButton.addEventListener('click', () => this.chat.close('guest'));
    this.newChat.addEventListener('click', () => this.chat.reset());
    this.languageButton.addEventListener('click', () => this.toggleMenu(this.menu.hidden === true));
    this.languageButton.setAttribute('aria-haspopup', 'menu');
    this.menu.addEventListener('keydown', (event) => this.menuKey(event));
    this.send.addEventListener('click', () => this.chat.send(this.input.value));
    this.stop.addEventListener('click', () => { this.chat.abort(); this.focusInput(); });
    this.input.addEventListener('input', () => this.inputChanged());
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.chat.send(this.input.value);
    });
    this.panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      if (!this.menu.hidden) { this.toggleMenu(false); this.languageButton.focus(); } else if (this.detail) this.leaveDetail();
      else this.chat.close('guest');
    });
  }

  // --- Language ---------------------------------------------------------------------------------------------------------------------------
  /** Every name and text in the chat's language. */
  translate() {
    const { t, code, dir } = /** @type {any} */ (this.chat.t);
    const hotel = this.chat.catalogue.name;
    for (const element of [this.panel, this.chat.host]) { element.setAttribute('lang', code); element.setAttribute('dir', dir); }
    this.title.textContent = hotel;
    this.panel.setAttribute('aria-label', t('chatWith', { hotel }));
    this.panel.removeAttribute('aria-labelledby');
    this.status.textContent = t('online');
    this.demo.textContent = t('demo');
    this.demo.setAttribute('title', t('demoNote'));
    this.demo.hidden = !this.chat.demo;
    label(this.languageButton, t('language', { name: LANGUAGES.find((one) => one.code === code)?.name ?? code }));
    label(this.newChat, t('newChat'));
    label(this.closeButton, t('closeChat'));
    label(this.send, t('send'));
    label(this.stop, t('stop'));
    label(this.toEnd, t('toEnd'));
    this.list.setAttribute('aria-label', t('messages'));
    this.items.setAttribute('aria-label', t('messages'));
    this.input.setAttribute('aria-label', t('input'));
    this.input.placeholder = t('inputHint');
    this.showLauncher();
    this.showReplies();
    this.showFooter();
    this.showContext();
    this.buildMenu();
    this.inputChanged();
  }

  showLauncher() {
    const t = /** @type {any} */ (this.chat.t).t;
    label(this.chat.host.launcher, t(this.chat.isOpen ? 'closeChat' : 'openChat'));
    const text = this.chat.text(this.chat.catalogue.hotel.theme?.launcher?.text);
    this.chat.host.launcherText.textContent = this.chat.catalogue.hotel.theme?.launcher?.shape === 'circle' ? '' : text;
  }

  showFooter() {
    const t = /** @type {any} */ (this.chat.t).t;
    const links = this.chat.catalogue.hotel.links ?? {};
    this.footer.replaceChildren(t('disclaimer'));
    for (const name of ['terms', 'privacy']) {
      if (/^https?:|^\//.test(links[name] ?? '')) this.footer.append(' ', make('a', { href: links[name], target: '_blank', rel: 'noopener noreferrer' }, t(name)));
    }
  }

  buildMenu() {
    const offered = this.chat.catalogue.languages;
    this.menu.replaceChildren(...LANGUAGES.filter(({ code }) => !offered.length || offered.includes(code)).map(({ code, name }) => {
      const item = button(name, 'menu-item', () => { this.toggleMenu(false); this.chat.switchLanguage(code); this.languageButton.focus(); }, {
        role: 'menuitemradio', 'aria-checked': String(code === this.chat.t?.code), lang: code, 'data-lang': code, tabindex: code === this.chat.t?.code ? '0' : '-1',
      });
      return item;
    }));
  }

  /** @param {boolean} isOpen */
  toggleMenu(isOpen) {
    this.menu.hidden = !isOpen;
    this.languageButton.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) /** @type {HTMLElement} */ (this.menu.querySelector('[aria-checked="true"]') ?? this.menu.firstElementChild)?.focus();
  }

  /** @param {KeyboardEvent} event */
  menuKey(event) {
    const items = /** @type {HTMLElement[]} */ ([...this.menu.children]);
    const at = items.indexOf(/** @type {HTMLElement} */ (this.root.activeElement));
    const goal = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    const typed = event.key.length === 1 ? items.findIndex((one) => one.textContent?.toLowerCase().startsWith(event.key.toLowerCase())) : -1;
    if (goal === undefined && typed < 0) return;
    event.preventDefault();
    items[goal === undefined ? typed : goal % items.length].focus();
  }

  // --- Open, close ----------------------------------------------------------------------------------------------------------------------
  /** @param {boolean} takeFocus */
  open(takeFocus) {
    this.panel.hidden = false;
    this.panel.inert = false;
    this.chat.host.launcher.setAttribute('aria-expanded', 'true');
    this.chat.host.setAttribute('open', '');
    this.showLauncher();
    this.follower.attach();
    if (takeFocus) (matchMedia('(pointer: coarse)').matches ? this.title : this.input).focus();
  }

  close() {
    const hadFocus = this.panel.contains(this.root.activeElement);
    this.panel.hidden = true;
    this.panel.inert = true;
    this.chat.host.launcher.setAttribute('aria-expanded', 'false');
    this.chat.host.removeAttribute('open');
    this.showLauncher();
    if (hadFocus) this.chat.host.launcher.focus();
  }

  focusInput() { this.input.focus(); }
  get draft() { return this.input.value; }
  /** @param {unknown} text */
  setDraft(text) { if (typeof text === 'string') this.input.value = text; }
  clearInput() { this.input.value = ''; this.inputChanged(); }

  inputChanged() {
    this.send.setAttribute('aria-disabled', String(!this.input.value.trim()));
    this.panel.classList.toggle('has-text', Boolean(this.input.value));
    this.input.rows = Math.min(5, this.input.value.split('\n').length + Math.floor(this.input.value.length / 60));
  }

  /** @param {boolean} isBusy */
  setBusy(isBusy) {
    const hadFocus = this.root.activeElement === this.stop || this.root.activeElement === this.send;
    this.stop.hidden = !isBusy;
    this.send.hidden = isBusy;
    if (hadFocus) (isBusy ? this.stop : this.input).focus();
    this.replies.hidden = isBusy || this.chat.messages.some((one) => one.role === 'user');
  }

  // --- Messages --------------------------------------------------------------------------------------------------------------------------
  showWelcome() {
    const hotel = this.chat.catalogue.name;
    const { item } = this.item('notice', 'welcome', Date.now(), false);
    item.classList.add('welcome');
    item.querySelector('.text')?.append(/** @type {any} */ (this.chat.t).t('welcome', { hotel }));
    this.setBusy(false);
  }

  /**
   * @param {string} role
   * @param {string} id
   * @param {number} at
   * @param {boolean} [withTime]
   */
  item(role, id, at, withTime = true) {
    const t = /** @type {any} */ (this.chat.t);
    const text = make('div', { class: 'text', 'data-bellhop': 'text', part: role === 'user' ? 'message-user' : 'message-assistant', dir: 'auto' });
    const name = role === 'user' ? t.t('you') : t.t('concierge');
    const item = make('li', { class: `message ${role}`, 'data-role': role, 'data-id': id }, make('span', { class: 'hidden-text' }, `${name}: `), text);
    if (withTime) item.append(make('time', { datetime: new Date(at).toISOString() }, t.time(new Date(at))));
    this.items.append(item);
    return { item, text };
  }

  /** @param {any} message */
  addGuest(message) {
    const { item, text } = this.item('user', message.id, message.at);
    text.textContent = message.content;
    this.setBusy(false);
    this.follower.attach();
    return item;
  }

  /** @param {any} message */
  beginAnswer(message) {
    const { item, text } = this.item('assistant', message.id, message.at);
    item.hidden = true;
    item.dataset.state = 'streaming';
    text.setAttribute('aria-busy', 'true');
    this.live.textContent = /** @type {any} */ (this.chat.t).t('answering', { hotel: this.chat.catalogue.name });
    const bubble = new Bubble(item, text, {
      first: () => this.hideTyping(),
      changed: () => { if (this.follower.isFollowing) this.follower.toEnd(); },
      ended: (state) => this.answerEnded(item, text, state),
    });
    return bubble;
  }

  /**
   * @param {HTMLElement} item
   * @param {HTMLElement} text
   * @param {string} state
   */
  answerEnded(item, text, state) {
    const t = /** @type {any} */ (this.chat.t);
    for (const old of this.items.querySelectorAll('[data-bellhop="regenerate"], [data-bellhop="continue"]')) old.remove();
    if (item.hidden) { item.remove(); return; }
    const word = { stopped: 'stopped', truncated: 'truncated', interrupted: 'error_interrupted' }[state];
    if (word) item.append(make('p', { class: 'state' }, t.t(word)));
    const copy = iconButton('copy', 'copy');
    label(copy, t.t('copyAnswer'));
    copy.addEventListener('click', () => navigator.clipboard?.writeText(text.innerText).then(() => { this.live.textContent = t.t('copied'); }, () => {}));
    const again = iconButton('again', 'regenerate');
    label(again, t.t('regenerate'));
    again.addEventListener('click', () => this.chat.retry());
    const actions = make('div', { class: 'actions' }, copy, again);
    if (state === 'truncated') actions.append(button(t.t('continueAnswer'), 'secondary', () => this.chat.send(t.t('continueAnswer')), { 'data-bellhop': 'continue' }));
    item.append(actions);
    this.live.textContent = text.textContent;
    setTimeout(() => { if (this.live.textContent === text.textContent) this.live.textContent = ''; }, 8000);
  }

  /** @param {any} message */
  restoreMessage(message) {
    if (message.role === 'user') return void this.addGuest(message);
    const bubble = this.beginAnswer(message);
    bubble.append(message.content);
    bubble.end(message.state ?? 'complete');
    this.live.textContent = '';
  }

  /** @param {string} text */
  notice(text) {
    const { text: box } = this.item('notice', '', Date.now(), false);
    box.textContent = text;
    this.live.textContent = text;
  }

  showTyping() {
    if (this.typing) return;
    this.typing = make('li', { class: 'message assistant typing', 'data-bellhop': 'typing', 'aria-hidden': 'true' }, make('span', { class: 'dots' }, make('i'), make('i'), make('i')));
    this.items.append(this.typing);
  }

  hideTyping() { this.typing?.remove(); this.typing = null; }

  /**
   * @param {any} error
   * @param {() => void} retry
   */
  showError(error, retry) {
    const card = errorCard(this.chat, error, retry);
    this.items.append(make('li', { class: 'wide' }, card));
    this.alert.textContent = card.querySelector('p')?.textContent ?? '';
  }

  /**
   * Takes everything behind a message away.
   * @param {string} id
   */
  removeAfter(id) {
    const item = this.items.querySelector(`[data-id="${CSS.escape(id)}"]`);
    while (item?.nextElementSibling) item.nextElementSibling.remove();
  }

  clear() { this.items.replaceChildren(); this.alert.textContent = ''; this.live.textContent = ''; this.typing = null; this.leaveDetail(); }

  /** @param {() => void} action */
  offerUndo(action) {
    const t = /** @type {any} */ (this.chat.t).t;
    const line = make('li', { class: 'message notice', 'data-bellhop': 'undo', 'data-role': 'notice' }, make('span', {}, t('chatCleared')), ' ', button(t('undo'), 'link', () => { line.remove(); action(); }));
    this.items.append(line);
    setTimeout(() => line.remove(), 8000);
    this.live.textContent = t('chatCleared');
  }

  // --- Suggestions, rooms, offers -------------------------------------------------------------------------------------------------------
  showReplies() {
    const t = /** @type {any} */ (this.chat.t).t;
    const replies = Array.isArray(this.chat.catalogue.hotel.quickReplies) ? this.chat.catalogue.hotel.quickReplies : [{ action: 'rooms', '': t('showRooms') }];
    this.replies.setAttribute('aria-label', t('suggestions'));
    this.replies.replaceChildren(...replies.slice(0, 6).map((/** @type {any} */ reply) => {
      const { action, ...texts } = reply;
      const text = this.chat.text(texts);
      return button(text, 'chip', () => {
        if (action === 'rooms') this.showRooms(); else if (action === 'special') this.chat.setSpecial(true); else this.chat.send(text);
      });
    }));
  }

  showRooms() {
    this.items.append(make('li', { class: 'wide' }, carousel(this.chat)));
    this.follower.attach();
  }

  /** @param {string} id */
  showRoomDetail(id) {
    const room = this.chat.catalogue.room(id);
    if (!room) return;
    this.leaveDetail();
    const before = /** @type {HTMLElement | null} */ (this.root.activeElement);
    const { box, heading } = roomDetail(this.chat, room, () => { this.leaveDetail(); before?.focus(); });
    this.detail = box;
    this.panel.append(box);
    heading.focus();
  }

  leaveDetail() { this.detail?.remove(); this.detail = null; }

  /** @param {any} offer */
  showOffer(offer) { this.items.append(make('li', { class: 'wide' }, offerCard(this.chat, offer))); this.follower.attach(); }

  /** The room in context, and the special booking's state. */
  showContext() {
    const t = /** @type {any} */ (this.chat.t);
    if (!t) return;
    this.demo.hidden = !this.chat.demo;
    const parts = [];
    const room = this.chat.catalogue.room(this.chat.roomID);
    if (room) {
      const name = t.t('askingAbout', { room: this.chat.text(room.name) });
      const remove = iconButton('close', 'remove-room');
      label(remove, t.t('remove'));
      remove.addEventListener('click', () => { this.chat.leaveRoom(); this.focusInput(); });
      parts.push(make('div', { class: 'badge', role: 'group', 'aria-label': name, 'data-bellhop': 'room-badge', part: 'badge' }, make('span', {}, name), button(t.t('anotherRoom'), 'link', () => this.showRooms()), remove));
    }
    if (this.chat.special.isActive) {
      const chips = make('ul', { class: 'chips' }, ...this.chat.special.requirements.map((/** @type {any} */ wish) => make('li', { class: 'chip' }, t.label(wish.type))));
      parts.push(make('div', { class: 'badge special', role: 'group', 'aria-label': t.t('specialRequest'), 'data-bellhop': 'special-status' }, make('span', {}, t.t(`stage_${this.chat.special.stage}`)), button(t.t('leaveSpecial'), 'link', () => { this.chat.setSpecial(false); this.focusInput(); }), chips));
    }
    this.context.replaceChildren(...parts);
  }

  // --- Looks --------------------------------------------------------------------------------------------------------------------------------
  /** The hotel's colours, under whatever the page itself sets. */
  applyHotelTheme() {
    const theme = this.chat.catalogue.hotel.theme ?? {};
    const sheet = new CSSStyleSheet();
    const colour = (/** @type {unknown} */ value) => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : null);
    const rules = [];
    if (colour(theme.accent)) rules.push(`--hotel-accent: ${theme.accent}`);
    if (colour(theme.accentText)) rules.push(`--hotel-accent-text: ${theme.accentText}`);
    if (Number.isInteger(theme.radius)) rules.push(`--hotel-radius: ${theme.radius}px`);
    sheet.replaceSync(`:host { ${rules.join('; ')} }`);
    this.root.adoptedStyleSheets = [sheet];
    if (!this.chat.host.dataset.position && theme.position === 'left') this.chat.host.setAttribute('data-position', 'left');
  }

  destroy() { this.follower.end(); this.panel.remove(); this.live.remove(); this.alert.remove(); }
}
