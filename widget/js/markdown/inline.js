import { safeURL } from './links.js';

/** Longest label or address that is waited for, in characters. */
const LINK_LIMIT = 2000;

/**
 * @typedef {object} Renderer Draws what the parser finds; append only.
 * @property {(type: string, attributes?: Record<string, string>) => void} open
 * @property {() => void} close
 * @property {(text: string) => void} addText
 */

/** Emphasis, code and links inside a block. Holds back only characters whose meaning is still open. */
export class InlineParser {
  /** @param {Renderer} renderer */
  constructor(renderer) {
    this.renderer = renderer;
    /** @type {string[]} */
    this.stack = [];
    this.held = '';
    this.plain = '';
    this.last = ' ';
  }

  /** @param {string} character */
  push(character) {
    if (this.held) {
      this.held += character;
      this.resolve(false);
    } else if ('*`['.includes(character) || (character === '!' && !this.inCode()) || this.beginsURL(character)) {
      this.held = character;
      if (this.inCode() && character !== '`') this.release();
      else if (character === '`') { this.held = ''; this.toggle('code'); }
    } else this.text(character);
  }

  inCode() { return this.stack.includes('code'); }
  /** @param {string} character */
  beginsURL(character) { return character === 'h' && !/[\p{L}\p{N}]/u.test(this.last) && !this.inCode() && !this.stack.includes('link'); }

  /**
   * Looks whether what is held has a meaning by now.
   * @param {boolean} atEnd
   */
  resolve(atEnd) {
    const held = this.held;
    if (held[0] === '*') {
      const mark = held.startsWith('**') ? '**' : '*';
      // What follows the mark decides, so one character more is waited for.
      if (!atEnd && (held === '*' || held === '**')) return;
      this.held = '';
      this.emphasis(mark === '**' ? 'strong' : 'em', mark, held.slice(mark.length));
      return;
    }
    if (held[0] === 'h') return this.url(atEnd);
    // `![alt](url)` is never loaded: its label stays as text.
    const match = /^!?\[([^\]\n]*)\]\(([^)\n]*)\)$/.exec(held);
    if (match) {
      const href = held[0] === '!' ? null : safeURL(match[2]);
      this.held = '';
      if (held[0] === '!') this.text(match[1]);
      else if (href) this.link(href, match[1]);
      else this.text(held);
      return;
    }
    const mayBecome = /^(!|!?\[[^\]\n]*|!?\[[^\]\n]*\](\([^)\n]*)?)$/.test(held) && held.length < LINK_LIMIT;
    if (!mayBecome || atEnd) this.release();
  }

  /** @param {boolean} atEnd */
  url(atEnd) {
    const held = this.held;
    const prefix = held.startsWith('http://') ? 'http://' : 'https://';
    if (held.length <= prefix.length ? prefix.startsWith(held) && !atEnd : !/[\s<>"]$/.test(held) && !atEnd && held.length < LINK_LIMIT) return;
    const end = /[\s<>"]$/.test(held) ? held.slice(-1) : '';
    const word = end ? held.slice(0, -1) : held;
    const trail = /[.,;:!?)\]*'’»]*$/.exec(word)?.[0] ?? '';
    const address = word.slice(0, word.length - trail.length);
    const href = /^https?:\/\/[^/]/.test(address) ? safeURL(address) : null;
    if (!href) return this.release();
    this.held = '';
    this.link(href, address);
    this.replay(trail + end);
  }

  /**
   * @param {string} href
   * @param {string} label
   */
  link(href, label) {
    this.flush();
    this.renderer.open('link', { href });
    this.renderer.addText(label || href);
    // Where the text looks like another host, the real one is said.
    const host = new URL(href).host;
    if (host && /[\p{L}\d-]+\.[\p{L}]{2,}/u.test(label) && !label.includes(host)) this.renderer.addText(` (${host})`);
    this.renderer.close();
    this.last = 'x';
  }

  /**
   * @param {string} type
   * @param {string} mark
   * @param {string} rest
   */
  emphasis(type, mark, rest) {
    const next = rest[0] ?? ' ';
    const isOpen = this.stack[this.stack.length - 1] === type;
    if (isOpen && !/\s/.test(this.last)) this.toggle(type);
    else if (!isOpen && !this.stack.includes(type) && !/\s/.test(next) && !/[\p{L}\p{N}]/u.test(this.last)) this.toggle(type);
    else this.text(mark);
    this.replay(rest);
  }

  /** @param {string} text */
  replay(text) { for (const character of text) this.push(character); }

  /** @param {string} type */
  toggle(type) {
    this.flush();
    if (this.stack[this.stack.length - 1] === type) {
      this.stack.pop();
      this.renderer.close();
      return;
    }
    this.stack.push(type);
    this.renderer.open(type);
  }

  release() {
    const held = this.held;
    this.held = '';
    this.text(held[0]);
    this.replay(held.slice(1));
  }

  /** @param {string} text */
  text(text) { this.plain += text; if (text) this.last = text[text.length - 1]; }

  /** Hands plain text on; at the end of a piece, so that a piece is one text. */
  flush() {
    if (!this.plain) return;
    this.renderer.addText(this.plain);
    this.plain = '';
  }

  /** The block ends: what is open closes. */
  end() {
    while (this.held) this.resolve(true);
    this.flush();
    while (this.stack.pop()) this.renderer.close();
    this.last = ' ';
  }
}
