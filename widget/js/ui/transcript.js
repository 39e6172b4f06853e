// The list of messages: what was said, and the cards that came with it; answers that grow, and following their end.
import { MarkdownStream } from './markdown.js';
import { button, icon, iconButton, label, make } from './dom.js';

/** @type {Record<string, string>} */
const TAGS = { paragraph: 'p', heading: 'p', quote: 'blockquote', bullets: 'ul', numbers: 'ol', item: 'li', pre: 'pre', rule: 'hr', break: 'br', strong: 'strong', em: 'em', code: 'code', link: 'a' };
/** Blocks of an answer that stand together. */
const PART = 16;
/** Up to so many characters an answer is read out whole; of a longer one, least and most characters of a piece. */
const [SHORT, LEAST, MOST] = [400, 80, 1200];
const SENTENCE = /[.!?…]["'»”)]*\s|[。！？।॥؟۔]/g;

/** One answer that grows: what comes is collected, drawn once a frame, and told to screen readers. */
class Bubble {
  pending = '';
  frame = 0;
  /** @type {Element[]} Elements that are open, the innermost last. */
  path = [];
  /** @type {Text | null} */ node = null;
  /** What is to be read out, how much of it is whole blocks, and whether something was already. */
  unread = '';
  whole = 0;
  isLong = false;
  parser = new MarkdownStream(this);

  constructor(/** @type {HTMLElement} */ item, /** @type {HTMLElement} */ text, /** @type {{first: () => void, ended: (state: string) => void, say: (text: string) => void}} */ owner) {
    this.item = item;
    this.text = text;
    this.owner = owner;
  }

  append(/** @type {string} */ delta) {
    this.pending += delta;
    // A hidden tab has no frames.
    if (document.hidden) this.draw(); else this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.pending) return;
    if (this.item.hidden) {
      this.item.hidden = false;
      this.owner.first();
    }
    this.parser.push(this.pending);
    this.pending = '';
  }

  end(/** @type {string} */ state) {
    this.draw();
    this.parser.end();
    this.say(this.unread.length);
    this.item.dataset.state = state;
    this.item.removeAttribute('aria-busy');
    this.owner.ended(state);
  }

  /** Begins anew in the same place, for a text that does not continue the old one. */
  restart() {
    cancelAnimationFrame(this.frame);
    const text = /** @type {HTMLElement} */ (this.text.cloneNode(false));
    this.text.replaceWith(text);
    return new Bubble(this.item, text, this.owner);
  }

  // --- What the parser finds: appended, never read back or replaced -----------------------------------------------------------------------
  open(/** @type {string} */ type, attributes = {}) {
    this.node = null;
    const element = make(TAGS[type], type === 'link' ? { ...attributes, target: '_blank', rel: 'noopener noreferrer nofollow' } : type === 'heading' ? { class: type } : {});
    if (type === 'break') this.heard(' ');
    if (/^(p|ul|ol|pre|blockquote)$/.test(TAGS[type])) element.dir = type === 'pre' ? 'ltr' : 'auto';
    this.place().append(element);
    this.path.push(element);
  }

  /** Where the next node goes. The browser passes over finished parts as a whole: what a frame costs does not grow with their blocks. */
  place() {
    const last = this.text.lastElementChild;
    return this.path.at(-1) ?? (last && last.childElementCount < PART ? last : this.text.appendChild(make('div', { class: 'part' })));
  }

  close() {
    this.node = null;
    if (!/^(p|li|pre|blockquote)$/.test(this.path.pop()?.localName ?? '')) return;
    this.unread += '\n';
    this.whole = this.unread.length;
    if (this.isLong && this.whole > LEAST) this.release();
  }

  addText(/** @type {string} */ text) {
    this.heard(text);
    if (this.node) this.node.appendData(text); else this.place().append(this.node = document.createTextNode(text));
  }

  // --- Reading out: each piece once, in order ---------------------------------------------------------------------------------------------
  heard(/** @type {string} */ text) {
    this.unread += text;
    if (this.unread.length > SHORT) this.release();
  }

  release() {
    this.isLong = true;
    let end = this.whole;
    if (!end) for (const found of this.unread.matchAll(SENTENCE)) end = Number(found.index) + found[0].length;
    if (!end && this.unread.length > MOST) end = this.unread.lastIndexOf(' ') + 1 || MOST;
    if (end) this.say(end);
  }

  say(/** @type {number} */ end) {
    this.owner.say(this.unread.slice(0, end));
    this.unread = this.unread.slice(end);
    this.whole = 0;
  }
}

// --- Following the end --------------------------------------------------------------------------------------------------------------------
/** Distance to the end, in pixels, within which the reader counts as being there, and within which they come back. */
const [AT_END, NEAR_END] = [24, 60];

/** Follows the end of a list while the reader is there (widget-spec §4.3). */
class Follower {
  isFollowing = true;
  /** Where our own scrolling goes to, and where the list was last. */
  expected = -1;
  last = 0;

  constructor(/** @type {HTMLElement} */ scroller, /** @type {HTMLElement} */ content, /** @type {(isAway: boolean) => void} */ changed) {
    this.scroller = scroller;
    this.changed = changed;
    scroller.style.overflowAnchor = 'none';
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ action) => scroller.addEventListener(type, action, { passive: true });
    on('scroll', () => this.scrolled());
    on('wheel', ({ deltaY }) => { if (deltaY < 0) this.release(); });
    on('touchmove', () => { if (this.distance > AT_END) this.release(); });
    on('keydown', ({ key, target }) => { if (['ArrowUp', 'PageUp', 'Home'].includes(key) && target === scroller) this.release(); });
    this.observer = new ResizeObserver(() => this.resume(this.scroller.scrollTop));
    this.observer.observe(content);
    this.observer.observe(scroller);
  }

  get distance() { return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight; }

  scrolled() {
    const place = this.scroller.scrollTop;
    const isUp = place < this.last;
    this.last = place;
    if (Math.abs(place - this.expected) < 2) return;
    if (this.isFollowing ? isUp && this.distance > AT_END : !isUp && this.distance <= NEAR_END) this.set(!this.isFollowing);
  }

  release() { if (this.scroller.scrollHeight > this.scroller.clientHeight) this.set(false); }

  set(/** @type {boolean} */ isFollowing) {
    if (this.isFollowing === isFollowing) return;
    this.isFollowing = isFollowing;
    this.scroller.style.overflowAnchor = isFollowing ? 'none' : 'auto';
    this.changed(!isFollowing);
  }

  /** What is far off has estimated heights, so a place is told by its block. */
  get blocks() { return [...this.scroller.querySelectorAll('.user .text, .part > *')]; }

  below(/** @type {Element} */ block) { return block.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top; }

  /** The block that the reader sees first, by number, and its distance below the upper edge; empty at the end. */
  get place() {
    const blocks = this.isFollowing ? [] : this.blocks;
    const index = blocks.findIndex((one) => this.below(one) + one.clientHeight > 0);
    return index < 0 ? '' : `${index} ${this.below(blocks[index])}`;
  }

  goTo(/** @type {string} */ place) {
    const [index, distance] = place.split(' ').map(Number);
    const block = this.blocks[index];
    if (!block) return;
    this.set(false);
    const part = /** @type {HTMLElement | null} */ (block.closest('.part'));
    if (part) Object.assign(part.style, { contentVisibility: 'visible', contain: 'content' });
    this.scroller.scrollTop += this.below(block) - distance;
    this.last = this.scroller.scrollTop;
  }

  /** At the end, or where the reader was: a moved element loses its place. */
  resume(place = this.last) {
    const { scroller } = this;
    if (!this.isFollowing && scroller.scrollTop === place) return;
    scroller.scrollTop = this.isFollowing ? scroller.scrollHeight : place;
    this.expected = this.last = scroller.scrollTop;
  }

  attach() { this.set(true); this.resume(); }
  end() { this.observer.disconnect(); }
}

// --- The list -----------------------------------------------------------------------------------------------------------------------------
/** How long a piece of text stays for screen readers that are slow to come, in milliseconds. */
const STAYS = 8000;

export class Transcript {
  /** @type {Set<number>} */ timers = new Set();
  /** @type {HTMLElement | null} */ typing = null;
  /** Messages that came while the reader was further up. */
  fresh = 0;
  /** @type {WeakMap<Element, (() => void)[]>} What writes the words of each part of the transcript. */
  renewals = new WeakMap();
  isRestoring = false;

  constructor(/** @type {import('../conversation/conversation.js').Conversation} */ chat) {
    this.chat = chat;
    this.root = chat.host.shadowRoot;
    this.items = make('div', { class: 'items' });
    this.list = make('div', { class: 'messages', part: 'messages', 'data-bellhop': 'messages', tabindex: '0', role: 'list' }, this.items);
    this.toEnd = iconButton('down', 'to-end', () => this.follower.attach());
    this.toEnd.className = 'to-end';
    this.toEnd.hidden = true;
    this.follower = new Follower(this.list, this.items, (isAway) => { this.toEnd.hidden = !isAway; this.countNew(-this.fresh); });
  }

  get t() { return this.chat.texts.t; }

  // --- What the window around it does -----------------------------------------------------------------------------------------------------
  rest() {}
  missed() {}
  showQueued() {}
  leaveDetail() {}
  setBusy(/** @type {boolean} */ isBusy) {}

  /** Tells screen readers, each piece once and in order (widget-spec §5, W-A1). */
  say(/** @type {string} */ given, /** @type {Element} */ region = this.chat.host.live) {
    const text = given.replace(/\s+/g, ' ').trim();
    if (!text) return;
    const node = region.appendChild(make('div', {}, text));
    this.later(() => node.remove(), STAYS);
  }

  /** A timer that ends with the window. */
  later(/** @type {() => void} */ action, /** @type {number} */ ms) {
    const timer = window.setTimeout(() => { this.timers.delete(timer); action(); }, ms);
    this.timers.add(timer);
  }

  remove(/** @type {Element} */ element) {
    const hadFocus = element.contains(this.root.activeElement);
    element.remove();
    if (hadFocus) this.rest();
  }

  /** Gives a part of the transcript its words, now and whenever the language changes. */
  renewed(/** @type {Element} */ item, /** @type {() => void} */ write) {
    this.renewals.set(item, [...(this.renewals.get(item) ?? []), write]);
    write();
  }

  // --- Messages --------------------------------------------------------------------------------------------------------------------------
  item(/** @type {string} */ role, /** @type {string} */ id, at = 0) {
    const text = make('div', { class: 'text', 'data-bellhop': 'text', part: `message-${role === 'user' ? role : 'assistant'}`, dir: 'auto' });
    const name = make('span', { class: 'hidden-text' });
    const item = make('div', { role: 'listitem', class: `message ${role}`, 'data-role': role, 'data-id': id }, name, text);
    const time = make('time', { datetime: new Date(at).toISOString() });
    if (at) item.append(time);
    this.items.append(item);
    this.renewed(item, () => {
      name.textContent = `${this.t(role === 'user' ? 'you' : 'concierge')}: `;
      time.textContent = this.chat.texts.time(new Date(at));
    });
    return { item, text };
  }

  notice(/** @type {string} */ words) {
    this.item('notice', '').text.textContent = words;
    this.say(words);
  }

  showWelcome() {
    const { name, hotel } = this.chat.catalogue;
    const { item, text } = this.item('notice', 'welcome');
    const tagline = make('p', { class: 'tagline' });
    item.classList.add('welcome');
    item.prepend(icon('bell'));
    item.append(tagline);
    this.renewed(item, () => {
      text.textContent = this.t('welcome', { hotel: name });
      tagline.textContent = this.chat.text(hotel.tagline);
    });
    this.setBusy(false);
  }

  /** A card over the whole width; it is built anew when the language changes. */
  card(/** @type {() => Element} */ build) {
    const item = make('div', { role: 'listitem', class: 'wide' });
    this.items.append(item);
    this.renewed(item, () => item.replaceChildren(build()));
    return item;
  }

  addGuest(/** @type {any} */ message) {
    const { item, text } = this.item('user', message.id, message.at);
    text.textContent = message.content;
    this.setBusy(false);
    if (!this.isRestoring) this.follower.attach();
    return item;
  }

  beginAnswer(/** @type {any} */ message) {
    const { item, text } = this.item('assistant', message.id, message.at);
    item.hidden = true;
    item.dataset.state = 'streaming';
    item.setAttribute('aria-busy', 'true');
    return new Bubble(item, text, {
      first: () => this.hideTyping(),
      ended: (state) => this.answerEnded(item, text, state),
      say: (piece) => { if (!this.isRestoring && item.isConnected) this.say(piece); },
    });
  }

  answerEnded(/** @type {HTMLElement} */ item, /** @type {HTMLElement} */ text, /** @type {string} */ state) {
    for (const old of this.items.querySelectorAll('[data-bellhop="regenerate"], [data-bellhop="continue"]')) this.remove(old);
    if (item.hidden) { item.remove(); return; }
    this.countNew(1);
    if (!this.chat.isOpen && !this.isRestoring) this.missed();
    const word = { stopped: 'stopped', truncated: 'truncated', interrupted: 'error_interrupted' }[state];
    const ending = make('p', { class: 'state' });
    if (word) item.append(ending);
    if (word && state !== 'interrupted' && !this.isRestoring) this.say(this.t(word));
    const copy = iconButton('copy', 'copy', () => { navigator.clipboard?.writeText(text.innerText).then(() => this.say(this.t('copied')), () => {}); });
    const again = iconButton('again', 'regenerate', () => this.chat.retry());
    const more = button('', 'secondary', () => this.chat.send(this.t('continueAnswer')), { 'data-bellhop': 'continue' });
    item.append(make('div', { class: 'actions' }, copy, again, state === 'truncated' ? more : ''));
    this.renewed(item, () => {
      if (word) ending.textContent = this.t(word);
      label(copy, this.t('copyAnswer'));
      label(again, this.t('regenerate'));
      more.textContent = this.t('continueAnswer');
    });
  }

  restoreMessage(/** @type {any} */ message) {
    this.isRestoring = true;
    if (message.role === 'user') this.addGuest(message);
    else {
      const bubble = this.beginAnswer(message);
      bubble.append(message.content);
      bubble.end(message.state ?? 'complete');
    }
    this.isRestoring = false;
  }

  /** The whole transcript anew. */
  showAll() {
    this.clear();
    this.showWelcome();
    for (const message of this.chat.messages) this.restoreMessage(message);
    this.showQueued();
  }

  clear() {
    this.items.replaceChildren();
    for (const region of [this.chat.host.live, this.chat.host.alert]) region.replaceChildren();
    this.typing = null;
    this.leaveDetail();
  }

  find(/** @type {string} */ id) { return this.items.querySelector(`[data-id="${CSS.escape(id)}"]`); }

  /** Takes a message away, with the cards that came with it. */
  removeMessage(/** @type {string} */ id) {
    const item = this.find(id);
    while (item?.nextElementSibling?.matches('.wide')) this.remove(item.nextElementSibling);
    if (item) this.remove(item);
  }

  /** Takes everything behind a message away. */
  removeAfter(/** @type {string} */ id) {
    const item = this.find(id);
    while (item?.nextElementSibling) this.remove(item.nextElementSibling);
  }

  // --- Waiting, errors, new ones ---------------------------------------------------------------------------------------------------------
  showTyping() {
    if (this.typing) return;
    this.say(this.t('answering', { hotel: this.chat.catalogue.name }));
    this.typing = make('div', { class: 'message assistant typing', 'data-bellhop': 'typing', 'aria-hidden': 'true' }, make('span', { class: 'dots' }, make('i'), make('i'), make('i')));
    this.items.append(this.typing);
  }

  hideTyping() { this.typing?.remove(); this.typing = null; }

  /** What went wrong, with the way on; what a server has told is explained by a part of its own. */
  showError(/** @type {any} */ error, /** @type {() => void} */ retry) {
    const { code, retryable } = error;
    const retryAfter = error.retryAfter ?? 0;
    const until = Date.now() + retryAfter * 1000;
    const isLong = code === 'rate_limited' && retryAfter > 600;
    const key = { empty_answer: 'unknown', bad_response: 'unknown', client_prompt_refused: 'bad_request' }[/** @type {string} */ (code)] ?? code;
    const item = this.card(() => {
      const text = this.t(isLong ? 'error_rate_limited_today' : `error_${key}`);
      const again = retryable && !isLong ? button(this.t('tryAgain'), 'primary', retry, { 'data-bellhop': 'retry' }) : null;
      if (again) again.disabled = until > Date.now();
      const card = make('div', { class: 'card error', role: 'group', 'aria-label': text, 'data-bellhop': 'error' }, make('p', {}, text), again ? make('div', { class: 'row' }, again) : '');
      if (error.status || code === 'unavailable' || retryAfter) import('./problem.js').then(({ explain }) => explain(this.chat, card, code, until, again), () => { if (again) again.disabled = false; });
      return card;
    });
    this.say(item.querySelector('p')?.textContent ?? '', this.chat.host.alert);
  }

  offerUndo(/** @type {() => void} */ action) {
    const words = this.t('chatCleared');
    const line = make('div', { role: 'listitem', class: 'message notice undo', 'data-bellhop': 'undo', 'data-role': 'notice' }, make('span', {}, words), ' ',
      button(this.t('undo'), 'link', () => { this.remove(line); action(); }));
    this.items.append(line);
    this.later(() => this.remove(line), 8000);
    this.say(words);
  }

  countNew(/** @type {number} */ more) {
    if (more > 0 && this.follower.isFollowing) return;
    this.fresh += more;
    const name = this.t('toEnd');
    label(this.toEnd, this.fresh ? `${name}: ${this.fresh}` : name);
    this.toEnd.dataset.count = this.fresh ? String(this.fresh) : '';
  }
}
