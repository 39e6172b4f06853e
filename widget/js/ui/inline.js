// Markdown inside a block: emphasis, code, links, escapes, as they come. CommonMark 0.31 and GFM are the measure; on
// purpose otherwise:
// - What opens with two marks or a backtick is drawn at once: without its end it reaches to the block's end, code to
//   the line's.
// - One `*` or `_` waits for its end on the same line and is a character without it (a footnote, 2*120); never inside a
//   Latin word.
// - A run that can close does, whatever follows (`**Price:**120`), and beside Chinese, Japanese and Korean letters
//   marks need no blanks.
// - A link that may not be opened is its label; references, titles and pictures are not drawn; of HTML only `<br>` has
//   a meaning.
// - Bare addresses, e-mails and international phone numbers are links; they end where another script's sentence goes
//   on.

import {
  angleIn, canOpen, EndWatch, entityIn, isSpace, LIMIT, LinkScan, mailIn, otherHost, phoneIn, urlIn, WORD,
} from './spans.js';

/** @typedef {{open: (type: string, attributes?: Record<string, string>, back?: number) => void, close: () => void,
 *   addText: (text: string) => void}} Renderer append only; `back`: so many characters just drawn go into what is
 *   opened */

export class Inline {
  /** @type {{type: string, mark: string, size: number}[]} What is open, the innermost last. */ stack = [];
  /** Characters whose meaning is still open, and text that is not handed on yet. */
  held = '';
  plain = '';
  /** The character before; the word that may become an e-mail's first part. */
  prev = '';
  word = '';
  /** How many characters were taken, and up to which one a mark has no end. */
  at = 0;
  /** @type {Record<string, number>} */ blind = {};
  /** @type {EndWatch | null} What a single `*` or `_` waits with for its end. */ waiting = null;

  /** The link that is read. */
  scan = new LinkScan();

  constructor(/** @type {Renderer} */ renderer, hasLinks = true) {
    this.renderer = renderer;
    this.hasLinks = hasLinks;
  }

  push(/** @type {string} */ text) { for (const ch of text) this.take(ch); }

  take(/** @type {string} */ ch) {
    this.at += ch.length;
    if (this.held) {
      this.held += ch;
      this.resolve(ch);
    } else if (this.mayMean(ch)) this.held = ch;
    else this.text(ch);
  }

  /** Whether a character may begin something. */
  mayMean(/** @type {string} */ ch) {
    if (ch === '`') return true;
    if (this.stack.at(-1)?.type === 'code') return false;
    if ('*_~\\&<'.includes(ch)) return true;
    if (!this.hasLinks) return false;
    if (ch === '[' || ch === '!') return true;
    if (ch === '@') return /^['.]*[\w%+-][\w.%+'-]{0,63}$/.test(this.word);
    return ch === '+' ? !WORD.test(this.prev) : /[hw]/i.test(ch) && !/[\w@./-]/.test(this.prev);
  }

  /** Looks whether what is held has a meaning by now; `ch` came last, or is empty at the line's end. */
  resolve(/** @type {string} */ ch) {
    const { held } = this;
    if ('*_~'.includes(held[0])) this.run(ch);
    else if (held[0] === '`') this.code(ch);
    else if (held[0] === '\\') this.escape();
    else if (held[0] === '&') this.entity(entityIn(held, ch));
    else if (held[0] === '<') this.found(angleIn(held, ch));
    else if (held[0] === '[' || held[0] === '!') this.found(this.bracket(ch));
    else if (held[0] === '@') this.found(mailIn(this.word, held, ch));
    else this.found(held[0] === '+' ? phoneIn(held, ch) : urlIn(held, ch));
  }

  /** Takes characters again, which were held. */
  again(/** @type {string} */ rest) {
    this.at -= rest.length;
    this.push(rest);
  }

  /** What is held means nothing: its first character is text, the others are looked at anew. */
  release() {
    const { held } = this;
    this.held = '';
    this.text(held[0]);
    this.again(held.slice(1));
  }

  // --- Emphasis and code ---------------------------------------------------------------------------------------------
  run(/** @type {string} */ ch) {
    const [mark] = this.held;
    if (this.waiting) return this.awaitEnd(mark, ch);
    if (ch === mark) return;
    const size = this.held.length - ch.length;
    const left = this.closeRun(mark, size, ch);
    this.held = '';
    if (left && this.opens(mark, left, ch)) {
      if (left === 1) {
        this.held = mark + ch;
        this.waiting = new EndWatch();
        return this.awaitEnd(mark, ch);
      }
      if (left > 2) this.open('em', mark, 1);
      this.open(mark === '~' ? 'strike' : 'strong', mark, 2);
    } else if (left === size) this.text(mark.repeat(size));
    this.again(ch);
  }

  /** Closes what a run of marks can. @returns {number} how many marks are left */
  closeRun(/** @type {string} */ mark, /** @type {number} */ size, /** @type {string} */ next) {
    let left = size;
    if (mark === '_' && WORD.test(next)) return left;
    for (let top = this.stack.at(-1); top?.mark === mark && top.size <= left; top = this.stack.at(-1)) {
      // A single mark's end follows its text; between two words, two marks open.
      if (top.size === 1 && (isSpace(this.prev) || (left === 2 && !isSpace(next)))) break;
      this.close();
      left -= top.size;
    }
    return left;
  }

  opens(/** @type {string} */ mark, /** @type {number} */ size, /** @type {string} */ next) {
    return canOpen(mark, size, this.prev, next) && (size > 1 || this.at > (this.blind[mark] ?? 0));
  }

  /** A single mark opens if its end comes on the same line. */
  awaitEnd(/** @type {string} */ mark, /** @type {string} */ ch) {
    const isEnd = this.waiting?.add(mark, ch);
    if (!isEnd && ch && this.held.length < LIMIT) return;
    const rest = this.held.slice(1);
    this.held = '';
    this.waiting = null;
    if (isEnd) this.open('em', mark, 1);
    else {
      this.blind[mark] = this.at;
      this.text(mark);
    }
    this.again(rest);
  }

  code(/** @type {string} */ ch) {
    if (ch === '`') return;
    const size = this.held.length - ch.length;
    const top = this.stack.at(-1);
    this.held = '';
    if (top?.type !== 'code') this.open('code', '`', size);
    else if (top.size === size) this.close();
    else this.text('`'.repeat(size));
    this.again(ch);
  }

  open(/** @type {string} */ type, /** @type {string} */ mark, /** @type {number} */ size) {
    this.flush();
    this.renderer.open(type);
    this.stack.push({ type, mark, size });
    this.prev = mark;
  }

  close() {
    this.flush();
    this.renderer.close();
    this.prev = this.stack.pop()?.mark ?? '';
  }

  // --- Characters ----------------------------------------------------------------------------------------------------
  escape() {
    const ch = this.held.slice(1);
    this.held = '';
    // At a line's end it is a break, which is drawn anyway.
    if (!ch) return;
    if (/[!-/:-@[-`{-~]/.test(ch)) return this.text(ch);
    this.text('\\');
    this.again(ch);
  }

  entity(/** @type {string | null | undefined} */ text) {
    if (text === null) return this.release();
    if (text === undefined) return;
    this.held = '';
    this.text(text);
    // Beside a mark counts what was written.
    this.prev = ';';
  }

  // --- Links ---------------------------------------------------------------------------------------------------------
  found(/** @type {import('./spans.js').Link & {back?: number} | 'break' | null | undefined} */ link) {
    if (link === null) return this.release();
    if (link === undefined) return;
    const { held } = this;
    this.held = '';
    this.flush();
    if (link === 'break') return this.lineBreak();
    const { label, length = held.length, back = 0 } = link;
    const href = this.hasLinks ? link.href : null;
    if (href) this.renderer.open('link', { href }, back);
    // What is written as its own address has no marks in it.
    if (link.length) this.renderer.addText(label); else this.inner(label || link.href || '');
    const host = href && !link.length ? otherHost(href, label) : '';
    if (host) this.renderer.addText(host);
    if (href) this.renderer.close();
    this.prev = ')';
    this.word = '';
    this.again(held.slice(length));
  }

  /** A link, or a picture, of which only the text is drawn. */
  bracket(/** @type {string} */ ch) {
    const isPicture = this.held[0] === '!';
    const isFirst = this.held.length === 1 + ch.length;
    if (isFirst) this.scan = new LinkScan();
    if (isFirst && isPicture) return ch === '[' ? undefined : null;
    if (!ch || this.held.length >= LIMIT) return null;
    const link = this.scan.add(ch);
    return link && isPicture ? { ...link, href: null } : link;
  }

  /** Draws a label. */
  inner(/** @type {string} */ label) {
    const inline = new Inline(this.renderer, false);
    inline.push(label);
    inline.end();
  }

  lineBreak() {
    this.renderer.open('break');
    this.renderer.close();
    this.prev = '';
    this.word = '';
  }

  // --- Text ----------------------------------------------------------------------------------------------------------
  text(/** @type {string} */ text) {
    this.plain += text;
    this.prev = text;
    this.word = /^[\p{L}\p{N}._%+'-]$/u.test(text) ? this.word + text : '';
  }

  /** Hands plain text on; at the end of a piece, so that a piece is one text. */
  flush() {
    if (this.plain) this.renderer.addText(this.plain);
    this.plain = '';
  }

  /** A line's end, where what is held has no meaning any more. */
  settle() {
    while (this.held) this.resolve('');
    if (this.stack.at(-1)?.type === 'code') this.close();
    this.flush();
    this.prev = '';
    this.word = '';
  }

  end() {
    this.settle();
    while (this.stack.length) this.close();
  }
}
