// One answer that grows: what comes is drawn once a frame, and told to screen readers piece by piece.
import { button, copyText, iconButton, label, make } from './dom.js';
import { MarkdownStream } from './markdown.js';

/** @type {Record<string, string>} */
const TAGS = {
  paragraph: 'p', heading: 'p', quote: 'blockquote', bullets: 'ul', numbers: 'ol', item: 'li', pre: 'pre', rule: 'hr',
    break: 'br',
  strong: 'strong', em: 'em', strike: 'del', code: 'code', link: 'a', table: 'table', tableHead: 'thead',
    tableBody: 'tbody', row: 'tr',
  headCell: 'th', cell: 'td',
};
/** Elements after which a reader pauses. */
const BLOCKS = /^(p|li|pre|blockquote|tr)$/;
const DIRECTED = /^(p|ul|ol|blockquote|th|td)$/;
/** Blocks of an answer that stand together. */
const PART = 16;
/** Up to so many characters an answer is read out whole; of a longer one, least and most characters of a piece. */
const [SHORT, LEAST, MOST] = [400, 80, 1200];
const SENTENCE = /[.!?…]["'»”)]*\s|[。！？।॥؟۔]/g;

/**
 * An answer as plain text for the clipboard: with the numbers of lists, the addresses of links and the lines of tables.
 */
function plainText(/** @type {Node} */ node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  const element = /** @type {HTMLElement} */ (node);
  const kind = element.localName;
  /** @type {string} */
  const inner = [...element.childNodes].map(plainText).join('');
  if (kind === 'br') return '\n';
  if (kind === 'hr') return '---\n';
  if (kind === 'td' || kind === 'th') return `${inner}\t`;
  if (kind === 'tr') return `${inner.trimEnd()}\n`;
  if (kind === 'a') {
    const address = (element.getAttribute('href') ?? '').replace(/^(mailto|tel):/, '');
    return inner.includes(address) || element.getAttribute('href')?.startsWith('tel:') ? inner
      : `${inner} (${address})`;
  }
  if (kind === 'li') {
    const list = /** @type {HTMLElement} */ (element.parentElement);
    const number = Number(list.getAttribute('start') ?? 1) + [...list.children].indexOf(element);
    return `${list.localName === 'ol' ? `${number}.` : '-'} ${inner.trim().replaceAll('\n', '\n   ')}\n`;
  }
  return /^(p|ul|ol|pre|blockquote|table)$/.test(kind) ? `${inner.trimEnd()}\n\n` : inner;
}

/**
 * @typedef {{first: () => void, ended: (state: string) => void, say: (text: string) => void, partDone: (part: Element) => void}} Owner
 *   is told of an answer: its first text, its end, what is to be read out, and that nothing comes into a part any more
 */

export class Bubble {
  pending = '';
  frame = 0;
  drawnAt = 0;
  /** @type {Element[]} Elements that are open, the innermost last. */ path = [];
  /** @type {Text | null} */ node = null;
  /** What is to be read out, how much of it is whole blocks, and whether something was already. */
  unread = '';
  whole = 0;
  isLong = false;
  parser = new MarkdownStream(this);

  constructor(/** @type {HTMLElement} */ item, /** @type {HTMLElement} */ text, /** @type {Owner} */ owner) {
    this.item = item;
    this.text = text;
    this.owner = owner;
  }

  /** Draws at once what comes singly, and once a frame what comes faster; a hidden tab has no frames. */
  append(/** @type {string} */ delta) {
    this.pending += delta;
    if (document.hidden || performance.now() - this.drawnAt > 16) this.draw();
    else this.frame ||= requestAnimationFrame(() => this.draw());
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
    this.drawnAt = performance.now();
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

  // --- What the parser finds: appended, never read back or replaced --------------------------------------------------
  /** `back`: so many characters that were just drawn go into it, the first part of an e-mail address. */
  open(/** @type {string} */ type, /** @type {Record<string, string>} */ attributes = {}, back = 0) {
    const tail = this.tail(back);
    this.node = null;
    const tag = TAGS[type];
    const { href, start, align } = attributes;
    const element = make(tag, href ? { href, target: '_blank', rel: 'noopener noreferrer nofollow' } : {});
    if (start) element.setAttribute('start', start);
    if (align) element.style.textAlign = align;
    if (type === 'heading') element.className = type;
    if (type === 'break') this.heard(' ');
    if (DIRECTED.test(tag)) element.dir = 'auto';
    if (tag === 'pre') element.dir = 'ltr';
    // A wide table scrolls in a box of its own, also by keys.
    const box = type === 'table' ? make('div', { class: 'table', tabindex: '0' }, element) : element;
    this.place().append(box);
    this.path.push(element);
    if (!tail) return;
    element.append(tail);
    this.node = tail;
  }

  /** The last characters of the text that grows, where it is still there. */
  tail(/** @type {number} */ length) {
    const { node } = this;
    if (!length || !node || node.length < length || node !== this.place().lastChild) return null;
    return node.splitText(node.length - length);
  }

  /** Where the next node goes. */
  place() {
    const inner = this.path.at(-1);
    if (inner) return inner;
    const last = this.text.lastElementChild;
    if (last && last.childElementCount < PART) return last;
    if (last) this.owner.partDone(last);
    return this.text.appendChild(make('div', { class: 'part' }));
  }

  close() {
    this.node = null;
    const tag = this.path.pop()?.localName ?? '';
    if (/^t[hd]$/.test(tag)) this.unread += ' ';
    if (!BLOCKS.test(tag)) return;
    this.unread += '\n';
    this.whole = this.unread.length;
    if (this.isLong && this.whole > LEAST) this.release();
  }

  /** A translator may have wrapped or replaced the text that was there: what comes goes into a text of its own then. */
  addText(/** @type {string} */ text) {
    this.heard(text);
    const place = this.place();
    if (this.node?.parentNode === place && this.node === place.lastChild) this.node.appendData(text);
    else place.append(this.node = document.createTextNode(text));
  }

  // --- Reading out: each piece once, in order ------------------------------------------------------------------------
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

/**
 * The buttons of an answer that has ended, and what writes their names.
 * @param {import('../conversation/conversation.js').Conversation} chat
 * @param {HTMLElement} text
 * @param {string} state
 * @param {(words: string) => void} tell
 */
export function actionsOf(chat, text, state, tell) {
  const copy = iconButton('copy', 'copy', async () => {
    const isCopied = await copyText(plainText(text).trim(), copy);
    tell(chat.texts.t(isCopied ? 'copied' : 'copyFailed'));
  });
  const again = iconButton('again', 'regenerate', () => chat.retry());
  const more = button('', 'secondary', () => chat.send(chat.texts.t('continueAnswer')), { 'data-bellhop': 'continue' });
  const write = () => {
    const { t } = chat.texts;
    label(copy, t('copyAnswer'));
    label(again, t('regenerate'));
    more.textContent = t('continueAnswer');
  };
  return { row: make('div', { class: 'actions' }, copy, again, state === 'truncated' ? more : ''), write };
}
