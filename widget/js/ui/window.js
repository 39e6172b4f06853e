// The chat's window: builds it once, shows what the conversation says.
import { languageName } from '../i18n/i18n.js';
import { button, icon, iconButton, label, make } from './dom.js';
import { offerCard } from './offer.js';
import { carousel, roomDetail } from './rooms.js';
import { Transcript } from './transcript.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

// --- The window ---------------------------------------------------------------------------------------------------------------------------
/** Height to which the input grows, in pixels. */
const LONGEST_INPUT = 120;
const isTouch = () => matchMedia('(pointer: coarse)').matches;

export class ChatWindow extends Transcript {
  /** Answers that came while the window was closed. */
  unread = 0;
  /** @type {HTMLElement | null} The room's page, what had focus before it, and what draws it anew. */
  detail = null;
  /** @type {HTMLElement | null} */ before = null;
  /** @type {(() => void) | null} */ redrawDetail = null;
  /** @type {import('./menu.js').LanguageMenu | undefined} */ menu;
  /** @type {import('./modal.js').PhoneModal | undefined} */ modal;

  constructor(/** @type {Conversation} */ chat) {
    super(chat);
    const { launcher, requests: { signal } } = chat.host;
    this.title = make('h2', { class: 'title', tabindex: '-1' });
    this.status = make('span', { class: 'status' });
    this.demo = make('span', { class: 'demo', 'data-bellhop': 'demo', hidden: true });
    this.languageButton = iconButton('globe', 'language', () => this.withMenu((menu) => menu.toggle(!menu.isOpen)));
    this.newChat = iconButton('fresh', 'new-chat', () => chat.reset());
    this.closeButton = iconButton('close', 'close', () => chat.close('guest'));
    this.header = make('header', { part: 'header' }, icon('bell'), make('div', { class: 'titles' }, this.title, make('div', { class: 'line' }, this.status, this.demo)), this.languageButton, this.newChat, this.closeButton);
    this.context = make('div', { class: 'context' });
    this.offline = make('p', { class: 'offline', 'data-bellhop': 'offline', hidden: true });
    this.replies = make('div', { class: 'replies', role: 'group', 'data-bellhop': 'quick-replies' });
    this.input = /** @type {HTMLTextAreaElement} */ (make('textarea', { rows: '1', part: 'input', 'data-bellhop': 'input', enterkeyhint: 'send', maxlength: '4000', autocomplete: 'off' }));
    this.send = iconButton('send', 'send', () => chat.send(this.input.value));
    this.send.setAttribute('part', 'send');
    this.stop = iconButton('stop', 'stop', () => chat.abort());
    this.stop.hidden = true;
    this.footer = make('p', { class: 'footer', part: 'footer' });
    this.panel = make('div', { class: 'window', part: 'window', role: 'dialog', 'data-bellhop': 'window', hidden: true, inert: true }, this.header, this.context,
      make('div', { class: 'middle' }, this.list, this.toEnd), this.offline, this.replies, make('div', { class: 'composer' }, this.input, this.send, this.stop), this.footer);
    this.root.append(this.panel);
    launcher.append(icon('close'));
    this.languageButton.setAttribute('aria-haspopup', 'menu');
    this.languageButton.setAttribute('aria-expanded', 'false');
    for (const type of ['pointerenter', 'focus']) this.languageButton.addEventListener(type, () => this.withMenu());
    this.languageButton.addEventListener('keydown', (event) => {
      if (!/^Arrow(Down|Up)$/.test(event.key)) return;
      event.preventDefault();
      this.withMenu((menu) => menu.toggle(true));
    });
    this.input.addEventListener('input', () => this.inputChanged());
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      chat.send(this.input.value);
    });
    this.panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      if (this.menu?.isOpen) this.menu.leave(); else if (this.detail) this.leaveDetail(); else chat.close('guest');
    });
    this.phone = matchMedia('(max-width: 639px)');
    this.phone.addEventListener('change', () => this.prepare(), { signal });
  }

  /** Below some width the window covers the page, which is then inert. */
  async prepare() {
    if (!this.phone.matches || this.modal) return;
    const { PhoneModal } = await import('./modal.js');
    this.modal ??= new PhoneModal(this.chat.host, this.panel, this.phone);
    this.modal.set(this.chat.isOpen);
  }

  /** The menu of languages is made when it is wanted. */
  async withMenu(/** @type {(menu: import('./menu.js').LanguageMenu) => void} */ action = () => {}) {
    if (!this.menu) {
      const { LanguageMenu } = await import('./menu.js');
      this.menu ??= new LanguageMenu(this);
    }
    action(this.menu);
  }

  // --- Language ---------------------------------------------------------------------------------------------------------------------------
  /** Every name and text in the chat's language. */
  translate() {
    const { t, chat } = this;
    const { code, dir } = chat.texts;
    const hotel = chat.catalogue.name;
    chat.host.code = code;
    this.panel.lang = code;
    this.panel.dir = dir;
    this.panel.setAttribute('aria-label', t('chatWith', { hotel }));
    this.title.textContent = hotel;
    this.status.textContent = t('online');
    this.demo.textContent = t('demo');
    this.demo.title = t('demoNote');
    label(this.languageButton, t('language', { name: languageName(code) }));
    label(this.newChat, t('newChat'));
    label(this.closeButton, t('closeChat'));
    label(this.send, t('send'));
    label(this.stop, t('stop'));
    this.list.setAttribute('aria-label', t('messages'));
    this.input.setAttribute('aria-label', t('input'));
    this.input.placeholder = t('inputHint');
    this.offline.textContent = t('error_offline');
    this.countNew(0);
    this.showLauncher();
    this.showReplies();
    this.showFooter();
    this.showContext();
    for (const item of this.items.children) for (const write of this.renewals.get(item) ?? []) write();
    this.redrawDetail?.();
    this.menu?.build();
    this.inputChanged();
  }

  /** The launcher's name, with the number of answers that came while the window was closed. */
  showLauncher() {
    const { isOpen, host } = this.chat;
    if (isOpen) this.unread = 0;
    host.nameLauncher(isOpen ? this.t('closeChat') : '', this.unread ? `. ${this.t('unread', { count: this.unread })}` : '');
    host.launcher.dataset.count = this.unread ? String(this.unread) : '';
  }

  showFooter() {
    const { links = {} } = this.chat.catalogue.hotel;
    this.footer.replaceChildren(this.t('disclaimer'));
    for (const name of ['terms', 'privacy']) {
      if (/^https?:|^\//.test(links[name] ?? '')) this.footer.append(' ', make('a', { href: links[name], target: '_blank', rel: 'noopener noreferrer' }, this.t(name)));
    }
  }

  // --- Open, close ----------------------------------------------------------------------------------------------------------------------
  /** Shows or hides the window. */
  show(/** @type {boolean} */ isOpen) {
    this.panel.hidden = this.panel.inert = !isOpen;
    this.modal?.set(isOpen);
    this.chat.host.launcher.setAttribute('aria-expanded', String(isOpen));
    this.chat.host.toggleAttribute('open', isOpen);
    this.showLauncher();
  }

  /** `place` is where the reader was; empty for the end. */
  open(/** @type {boolean} */ takeFocus, /** @type {string} */ place) {
    this.show(true);
    this.follower.attach();
    if (place) this.follower.goTo(place);
    if (takeFocus) (isTouch() ? this.title : this.input).focus();
  }

  close(/** @type {boolean} */ byGuest) {
    const hadFocus = byGuest || this.panel.contains(this.root.activeElement);
    this.show(false);
    if (hadFocus) this.chat.host.launcher.focus();
  }

  focusInput() { this.input.focus(); }
  /** Where focus goes when its control is gone: no keyboard pops up on a phone. */
  rest() { (isTouch() ? this.list : this.input).focus(); }

  get draft() { return this.input.value; }
  setDraft(/** @type {unknown} */ text) { if (typeof text === 'string') { this.input.value = text; this.inputChanged(); } }
  clearInput() { this.setDraft(''); }

  inputChanged() {
    const { value, style } = this.input;
    this.send.setAttribute('aria-disabled', String(!value.trim()));
    style.height = 'auto';
    if (value) style.height = `${Math.min(LONGEST_INPUT, this.input.scrollHeight)}px`;
  }

  setBusy(/** @type {boolean} */ isBusy) {
    const active = this.root.activeElement;
    const hadFocus = active === this.stop || active === this.send || this.replies.contains(active);
    this.stop.hidden = !isBusy;
    this.send.hidden = isBusy;
    if (hadFocus) if (isBusy) this.stop.focus(); else this.rest();
    this.replies.hidden = isBusy || this.chat.messages.some(({ role }) => role === 'user');
  }

  /** An answer has come behind the closed window. */
  missed() { this.unread++; this.showLauncher(); }

  /** Marks the messages that wait for a connection, and says why. */
  showQueued() {
    const waiting = this.chat.messages.filter(({ state }) => state === 'queued').map(({ id }) => id);
    const isOffline = waiting.length > 0;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.items.querySelectorAll('[data-role="user"]'))) {
      const isQueued = waiting.includes(item.dataset.id ?? '');
      item.querySelector('.state')?.remove();
      if (isQueued) item.append(make('p', { class: 'state' }, this.t('queued')));
      item.toggleAttribute('data-state', isQueued);
      if (isQueued) item.dataset.state = 'queued';
    }
    if (isOffline && this.offline.hidden) this.say(this.t('error_offline'));
    this.offline.hidden = !isOffline;
    this.status.hidden = isOffline;
  }

  // --- Suggestions, rooms, offers -------------------------------------------------------------------------------------------------------
  showReplies() {
    const { quickReplies } = this.chat.catalogue.hotel;
    const replies = Array.isArray(quickReplies) ? quickReplies : [{ action: 'rooms', '': this.t('showRooms') }];
    this.replies.setAttribute('aria-label', this.t('suggestions'));
    this.replies.replaceChildren(...replies.slice(0, 6).map(({ action, ...texts }) => {
      const text = this.chat.text(texts);
      return button(text, 'chip', () => { if (action === 'rooms') this.showRooms(); else if (action === 'special') this.chat.setSpecial(true); else this.chat.send(text); });
    }));
  }

  showRooms(byGuest = true) {
    this.card(() => carousel(this.chat));
    if (byGuest) this.follower.attach();
  }

  showOffer(/** @type {any} */ offer) { this.card(() => offerCard(this.chat, offer)); }

  /** An offer that does not hold: its card goes; why, and the rooms there are. */
  refuse(/** @type {string} */ why, /** @type {Element | undefined} */ card) {
    if (card?.parentElement) this.remove(card.parentElement);
    this.notice(why);
    this.showRooms(false);
  }

  showRoomDetail(/** @type {string} */ id) {
    const room = this.chat.catalogue.room(id);
    if (!room) return;
    this.leaveDetail();
    this.before = /** @type {HTMLElement | null} */ (this.root.activeElement);
    const page = () => roomDetail(this.chat, room, () => this.leaveDetail());
    const { box, heading } = page();
    for (const one of this.panel.children) /** @type {HTMLElement} */ (one).inert = true;
    this.panel.append(this.detail = box);
    heading.focus();
    this.redrawDetail = () => {
      const other = page();
      const hadFocus = this.detail?.contains(this.root.activeElement);
      this.detail?.replaceWith(other.box);
      this.detail = other.box;
      if (hadFocus) other.heading.focus();
    };
  }

  leaveDetail() {
    if (!this.detail) return;
    for (const one of this.panel.children) /** @type {HTMLElement} */ (one).inert = false;
    this.detail.remove();
    this.detail = this.redrawDetail = null;
    if (this.before?.isConnected) this.before.focus(); else this.rest();
  }

  /** The room in context, and the special booking's state. */
  showContext() {
    const { chat } = this;
    const { t, label: nameOf } = chat.texts;
    this.demo.hidden = !chat.demo;
    const badge = (/** @type {string} */ kind, /** @type {string} */ hook, /** @type {string} */ name, /** @type {(Node | string)[]} */ ...more) =>
      make('div', { class: kind, role: 'group', 'aria-label': name, 'data-bellhop': hook, part: kind === 'badge' ? kind : null }, ...more);
    const parts = [];
    const room = chat.catalogue.room(chat.roomID);
    if (room) {
      const name = t('askingAbout', { room: chat.text(room.name) });
      parts.push(badge('badge', 'room-badge', name, make('span', {}, name), button(t('book'), 'link', () => chat.send(`${t('book')}: ${chat.text(room.name)}`), { 'data-bellhop': 'book' }),
        button(t('anotherRoom'), 'link', () => this.showRooms()), iconButton('close', 'remove-room', () => { chat.leaveRoom(); this.focusInput(); }, t('remove'))));
    }
    if (chat.special.isActive) {
      parts.push(badge('badge special', 'special-status', t('specialRequest'), make('span', {}, t(`stage_${chat.special.stage}`)),
        button(t('leaveSpecial'), 'link', () => { chat.setSpecial(false); this.focusInput(); }),
        make('ul', { class: 'chips' }, ...chat.special.requirements.map((/** @type {any} */ { type }) => make('li', { class: 'chip' }, nameOf(type),
          iconButton('close', 'remove-wish', () => { chat.removeWish(type); this.rest(); }, `${t('remove')}: ${nameOf(type)}`))))));
    }
    this.context.replaceChildren(...parts);
  }

  destroy() {
    for (const timer of this.timers) clearTimeout(timer);
    this.modal?.end();
    this.follower.end();
    this.panel.remove();
  }
}
