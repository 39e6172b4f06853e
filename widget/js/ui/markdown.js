// Markdown that comes in pieces, drawn as it comes: what was drawn is never looked at again. The same text in any pieces gives the same.
// Subset: paragraphs, lists with one level inside, headings, quotes, fenced code, rules, emphasis, code, links.

/** Longest label or address that is waited for, in characters. */
const LINK_LIMIT = 2000;
/** Markers at the start of a line that may still become something. */
const UNDECIDED = /^( *|\s*[-*]|-{2,}|\s*\d{1,3}\.?|#{1,3}|`{1,2}|>)$/;
const WORD = /[\p{L}\p{N}]/u;

/** A link's address if it is one that may be opened; what `new URL` would drop in silence is no part of one. */
export function safeURL(/** @type {string} */ address) {
  try {
    const { protocol, href } = new URL(address);
    return /^(https?|mailto|tel):$/.test(protocol) && !/[\u0000-\u0020\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(address) ? href : null;
  } catch { return null; }
}

/** @typedef {{open: (type: string, attributes?: Record<string, string>) => void, close: () => void, addText: (text: string) => void}} Renderer append only */

/** Emphasis, code and links inside a block. Holds back only characters whose meaning is still open. */
class Inline {
  /** @type {string[]} */ stack = [];
  held = '';
  plain = '';
  last = ' ';

  constructor(/** @type {Renderer} */ renderer) { this.renderer = renderer; }

  push(/** @type {string} */ text) {
    for (const character of text) {
      const isCode = this.stack.includes('code');
      if (this.held) {
        this.held += character;
        this.resolve(false);
      } else if (character === '`') this.toggle('code');
      else if (!isCode && ('*[!'.includes(character) || (character === 'h' && !WORD.test(this.last)))) this.held = character;
      else this.text(character);
    }
  }

  /** Looks whether what is held has a meaning by now. */
  resolve(/** @type {boolean} */ atEnd) {
    const { held } = this;
    if (held[0] === 'h') return this.url(atEnd);
    if (held[0] === '*') {
      // What follows the mark decides, so one character more is waited for.
      if (atEnd || !/^\*\*?$/.test(held)) this.emphasis(held.startsWith('**') ? '**' : '*');
      return;
    }
    const [, label, address] = /^!?\[([^\]\n]*)\]\(([^)\n]*)\)$/.exec(held) ?? [];
    if (address !== undefined) {
      this.held = '';
      const href = safeURL(address);
      // `![alt](url)` is never loaded: its label stays as text.
      if (held[0] === '!' || !href) this.text(href || held[0] === '!' ? label : held); else this.link(href, label);
    } else if (atEnd || held.length >= LINK_LIMIT || !/^(!|!?\[[^\]\n]*(\](\([^)\n]*)?)?)$/.test(held)) this.release();
  }

  url(/** @type {boolean} */ atEnd) {
    const { held } = this;
    const prefix = held.startsWith('http:') ? 'http://' : 'https://';
    if (!atEnd && (held.length <= prefix.length ? prefix.startsWith(held) : !/[\s<>"]$/.test(held) && held.length < LINK_LIMIT)) return;
    const [address] = /^[^\s<>"]*(?<![.,:;!?)\]*'’»])/.exec(held) ?? [''];
    const href = /^https?:\/\/[^/]/.test(address) && safeURL(address);
    if (!href) return this.release();
    this.held = '';
    this.link(href, address);
    this.push(held.slice(address.length));
  }

  link(/** @type {string} */ href, /** @type {string} */ label) {
    this.flush();
    this.renderer.open('link', { href });
    this.renderer.addText(label || href);
    // Where the text looks like another host, the real one is said.
    const { host } = new URL(href);
    if (host && /[\p{L}\d-]+\.[\p{L}]{2,}/u.test(label) && !label.includes(host)) this.renderer.addText(` (${host})`);
    this.renderer.close();
    this.last = 'x';
  }

  emphasis(/** @type {string} */ mark) {
    const rest = this.held.slice(mark.length);
    const type = mark === '*' ? 'em' : 'strong';
    const isOpen = this.stack.at(-1) === type;
    this.held = '';
    if (isOpen ? !/\s/.test(this.last) : !this.stack.includes(type) && /^\S/.test(rest) && !WORD.test(this.last)) this.toggle(type); else this.text(mark);
    this.push(rest);
  }

  toggle(/** @type {string} */ type) {
    this.flush();
    if (this.stack.at(-1) === type) {
      this.stack.pop();
      this.renderer.close();
    } else {
      this.stack.push(type);
      this.renderer.open(type);
    }
  }

  release() {
    const { held } = this;
    this.held = '';
    this.text(held[0]);
    this.push(held.slice(1));
  }

  text(/** @type {string} */ text) { this.plain += text; this.last = text.at(-1) ?? this.last; }

  /** Hands plain text on; at the end of a piece, so that a piece is one text. */
  flush() {
    if (this.plain) this.renderer.addText(this.plain);
    this.plain = '';
  }

  /** A line's end, where what is held has no meaning any more. */
  settle() {
    while (this.held) this.resolve(true);
    this.flush();
    this.last = ' ';
  }

  end() {
    this.settle();
    while (this.stack.pop()) this.renderer.close();
  }
}

export class MarkdownStream {
  line = '';
  isLineStart = true;
  isFence = false;
  /** @type {string[]} Open blocks, the innermost last. */
  blocks = [];

  constructor(/** @type {Renderer} */ renderer) {
    this.renderer = renderer;
    this.inline = new Inline(renderer);
  }

  push(/** @type {string} */ text) {
    for (const character of text) if (character !== '\r') this.character(character);
    this.inline.flush();
  }

  character(/** @type {string} */ character) {
    const isEnd = character === '\n';
    if (this.isFence) {
      if (isEnd) this.codeLine(); else this.line += character;
    } else if (!this.isLineStart) {
      if (isEnd) this.isLineStart = true; else this.inline.push(character);
    } else if (isEnd) this.shortLine();
    else {
      this.line += character;
      if (UNDECIDED.test(this.line)) return;
      this.isLineStart = false;
      this.begin();
    }
  }

  /** A line that ended before its kind was known. */
  shortLine() {
    if (/^-{3,}$/.test(this.line)) {
      this.closeAll();
      this.draw('rule');
    } else if (this.line.trim()) this.begin();
    else this.closeAll();
    this.line = '';
  }

  /** The line's kind is known. */
  begin() {
    const { line, blocks } = this;
    this.line = '';
    const [, indent, sign, item] = /^(\s*)([-*]|\d{1,3}\.)\s(.*)$/s.exec(line) ?? [];
    const [, heading] = /^#{1,3} (.*)$/s.exec(line) ?? [];
    if (line.startsWith('```')) {
      this.closeAll();
      this.open('pre');
      this.isFence = true;
      // The first line after the fence is its language, which is not shown.
      this.line = '\0';
      return;
    }
    if (sign) return this.item(indent.length > 1, /\d/.test(sign) ? 'numbers' : 'bullets', item);
    const kind = heading !== undefined ? 'heading' : line[0] === '>' ? 'quote' : '';
    if (kind === 'heading' || blocks[0] === 'heading' || (kind && blocks[0] !== kind)) this.closeAll();
    if (blocks.length) {
      this.inline.settle();
      this.draw('break');
    } else this.open(kind || 'paragraph');
    this.inline.push(heading ?? (kind ? line.replace(/^> ?/, '') : line.trimStart()));
  }

  item(/** @type {boolean} */ isInner, /** @type {string} */ type, /** @type {string} */ text) {
    const { blocks } = this;
    this.inline.end();
    const depth = isInner && blocks.includes('item') ? 3 : 1;
    while (blocks.length > depth || (depth === 1 && blocks.length && blocks.at(-1) !== type)) this.close();
    if (blocks.length < depth) this.open(type);
    this.open('item');
    this.inline.push(text);
  }

  /** Fenced code is taken line by line. */
  codeLine() {
    if (/^\s*```\s*$/.test(this.line)) {
      this.isFence = false;
      this.isLineStart = true;
      this.close();
    } else if (this.line[0] !== '\0') this.renderer.addText(`${this.line}\n`);
    this.line = '';
  }

  draw(/** @type {string} */ type) { this.renderer.open(type); this.renderer.close(); }
  open(/** @type {string} */ type) { this.renderer.open(type); this.blocks.push(type); }
  close() { this.blocks.pop(); this.renderer.close(); }
  closeAll() { this.inline.end(); while (this.blocks.length) this.close(); }

  /** The text has ended: what is open is drawn as if closed. */
  end() {
    if (this.isFence) {
      if (!/^(\0|\s*```)/.test(this.line)) this.renderer.addText(this.line);
      this.isFence = false;
    } else if (this.isLineStart && this.line) this.shortLine();
    this.closeAll();
  }
}
