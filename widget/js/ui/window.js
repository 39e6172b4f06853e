// The chat's window: builds it once, shows what the conversation says.
import { languageName } from '../i18n.js';
import { dayOf } from '../understanding.js';
import { button, icon, iconButton, label, make } from './dom.js';
import { Transcript } from './transcript.js';

// --- Cards inside the transcript: rooms, one room, an offer -------------------------------------------------------------------------------
/** @typedef {import('../conversation.js').Conversation} Conversation */
const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : []);
const facts = (/** @type {string} */ text) => make('p', { class: 'facts' }, text);

/** A room's picture; a missing one leaves the drawn placeholder. */
function photo(/** @type {Conversation} */ chat, /** @type {any} */ room, path = room.mainPhoto) {
  const box = make('div', { class: 'photo' }, icon('bell'));
  if (typeof path !== 'string') return box;
  const image = make('img', { alt: chat.text(room.name), loading: 'lazy', decoding: 'async', src: new URL(path, `${chat.endpoint}/`).href });
  image.addEventListener('error', () => image.remove());
  box.append(image);
  return box;
}

/** A room's name, price, size and guests. */
function told(/** @type {Conversation} */ chat, /** @type {any} */ room) {
  const { t, money } = chat.texts;
  const prices = [room, ...list(room.rates)].map(({ pricePerNight }) => pricePerNight);
  const price = money(Math.round(Math.min(...prices) * 100), chat.catalogue.currency);
  return [
    make('p', { class: 'price' }, t(prices[1] ? 'fromPerNight' : 'perNight', { price })),
    facts([room.area && t('area', { area: room.area }), t('upToGuests', { count: room.maxGuests ?? 2 })].filter(Boolean).join(' · ')),
  ];
}

/** The button that asks about a room; nothing where the hotel does not want that. */
const ask = (/** @type {Conversation} */ chat, /** @type {any} */ room, /** @type {string} */ box, before = () => {}) => (room.askQuestionEnabled === false ? '' : make('div', { class: box },
  button(chat.texts.t('askAbout', { room: chat.text(room.name) }), 'primary', () => { before(); chat.enterRoom(room.id); })));

/** The rooms side by side, only those that are free where the stay is known. */
function carousel(/** @type {Conversation} */ chat) {
  const { t } = chat.texts;
  const { checkIn, checkOut } = chat.booking.collectedData;
  const rooms = chat.catalogue.rooms.filter(({ id }) => !checkIn || !checkOut || chat.catalogue.isFree(id, checkIn, checkOut));
  if (!rooms.length) return make('p', { class: 'notice' }, t('noRooms'));
  const slides = make('ul', { class: 'slides', tabindex: '0', 'aria-label': t('rooms') }, ...rooms.map((room, index) => {
    const name = chat.text(room.name);
    const picture = photo(chat, room);
    picture.append(button(t('photos'), 'secondary', () => chat.view?.showRoomDetail(room.id), { 'aria-label': `${t('photos')}: ${name}` }));
    return make('li', { class: 'slide card', part: 'card', 'data-room-id': room.id, 'aria-label': `${t('position', { index: index + 1, count: rooms.length })}: ${name}` },
      picture, make('h3', {}, name), ...told(chat, room), ask(chat, room, 'row'));
  }));
  const step = (/** @type {number} */ sign) => () => slides.scrollBy({ left: sign * 260 * (getComputedStyle(slides).direction === 'rtl' ? -1 : 1), behavior: 'smooth' });
  return make('section', { class: 'carousel', role: 'region', 'aria-roledescription': t('carousel'), 'aria-label': t('rooms'), 'data-bellhop': 'rooms' }, slides,
    make('div', { class: 'steps' }, iconButton('back', 'previous', step(-1), t('previous')), iconButton('next', 'next', step(1), t('next'))));
}

/** One room with everything about it. */
function roomDetail(/** @type {Conversation} */ chat, /** @type {any} */ room, /** @type {() => void} */ back) {
  const { t, label, dateRange } = chat.texts;
  const name = chat.text(room.name);
  const heading = make('h3', { tabindex: '-1' }, name);
  const { checkIn, checkOut } = chat.booking.collectedData;
  const state = checkIn && checkOut ? t(chat.catalogue.isFree(room.id, checkIn, checkOut) ? 'free' : 'notFree', { dates: dateRange(checkIn, checkOut) }) : '';
  const photos = [room.mainPhoto, ...list(room.gallery)].filter((path) => typeof path === 'string');
  const gallery = make('div', { class: 'gallery', tabindex: '0', role: 'group', 'aria-label': t('photos') }, ...photos.map((path) => photo(chat, room, path)));
  const box = make('section', { class: 'detail', role: 'region', 'aria-label': name, 'data-bellhop': 'room-detail' }, make('div', { class: 'detail-head' }, iconButton('back', 'room-back', back, t('back')), heading), gallery,
    ...told(chat, room), make('p', {}, chat.text(room.description)), facts(chat.text(room.beds)), make('ul', { class: 'chips' }, ...list(room.amenities).map((id) => make('li', { class: 'chip' }, label(id)))),
    state && facts(state), ask(chat, room, 'detail-end', back));
  if (photos[1]) import('./photos.js').then(({ addSteps }) => addSteps(gallery, t), () => {});
  return { box, heading };
}

/** An offer, all numbers computed from the hotel's data. */
export function offerCard(/** @type {Conversation} */ chat, /** @type {any} */ offer) {
  const { t, date, money } = chat.texts;
  const { catalogue } = chat;
  const { room_id, check_in, check_out, special_notes: notes = [] } = offer;
  const room = catalogue.room(room_id);
  if (!room || !(dayOf(check_in) < dayOf(check_out))) return make('p', { class: 'notice' }, t('offerProblem'));
  const { total, nights } = catalogue.quote(room, check_in, check_out);
  const name = chat.text(room.name);
  const row = (/** @type {string} */ term, /** @type {string} */ value, attributes = {}, hook = '') => make('div', attributes, make('dt', {}, term), make('dd', { 'data-bellhop': hook || null }, value));
  const actions = make('div', { class: 'row' },
    button(t('confirm'), 'primary', () => import('./request.js').then(({ confirm }) => confirm(chat, offer, card, actions), () => chat.view?.notice(t('error_network')))),
    button(t('edit'), 'secondary', () => { card.parentElement?.remove(); chat.special.stage = 'collecting'; chat.view?.showContext(); chat.view?.focusInput(); }));
  const card = make('div', { class: 'card offer', part: 'card', role: 'group', 'aria-label': t('offer', { room: name }), 'data-bellhop': 'offer' }, photo(chat, room), make('h3', {}, name),
    facts(t('perNight', { price: money(Math.round(total / nights), catalogue.currency) })),
    make('dl', {}, row(t('checkIn'), date(check_in)), row(t('checkOut'), date(check_out)), row(t('nights', { count: nights }), t('guests', { count: Number(offer.guests) })),
      row(t('total'), money(total, catalogue.currency), { class: 'total' }, 'offer-total')),
    notes[0] ? make('ul', { class: 'notes' }, ...notes.map((/** @type {string} */ note) => make('li', { dir: 'auto' }, note))) : '', facts(t('priceNote')), actions);
  return card;
}

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
    host.launcher.dataset.count = this.unread || '';
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
