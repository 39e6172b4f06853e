import { InlineParser } from './inline.js';

/** Markers at the start of a line that may still become something. */
const UNDECIDED = /^( *|\s*[-*]|-{2,}|\s*\d{1,3}|\s*\d{1,3}\.|#{1,3}|`{1,2}|>)$/;

/**
 * Markdown that comes in pieces, drawn as it comes: what was drawn is never looked at again. The same text in any pieces gives the same.
 * Subset: paragraphs, lists with one level inside, headings, quotes, fenced code, rules, emphasis, code, links.
 */
export class MarkdownStream {
  /** @param {import('./inline.js').Renderer} renderer */
  constructor(renderer) {
    this.renderer = renderer;
    this.inline = new InlineParser(renderer);
    this.line = '';
    this.atStart = true;
    this.fence = false;
    /**
     * Open blocks, the innermost last.
     * @type {string[]}
     */
    this.blocks = [];
  }

  /** @param {string} text */
  push(text) {
    for (const character of text) if (character !== '\r') this.character(character);
    this.inline.flush();
  }

  /** @param {string} character */
  character(character) {
    if (this.fence) return this.code(character);
    if (!this.atStart) {
      if (character === '\n') { this.atStart = true; this.line = ''; return; }
      this.inline.push(character);
      return;
    }
    if (character === '\n') return this.emptyOrRule();
    this.line += character;
    if (UNDECIDED.test(this.line)) return;
    const line = this.line;
    this.line = '';
    this.atStart = false;
    this.begin(line);
  }

  emptyOrRule() {
    const line = this.line;
    this.line = '';
    if (/^-{3,}$/.test(line)) { this.closeAll(); this.renderer.open('rule'); this.renderer.close(); return; }
    if (line.trim()) { this.atStart = false; this.begin(line); this.atStart = true; return; }
    this.closeAll();
  }

  /**
   * The line's kind is known.
   * @param {string} line
   */
  begin(line) {
    const item = /^(\s*)([-*]|\d{1,3}\.)\s(.*)$/s.exec(line);
    const heading = /^(#{1,3}) (.*)$/s.exec(line);
    if (line.startsWith('```')) { this.closeAll(); this.renderer.open('pre'); this.blocks.push('pre'); this.fence = true; this.line = '\0'; return; }
    if (item) return this.item(item[1].length > 1, /\d/.test(item[2]), item[3]);
    if (heading) {
      this.closeAll();
      this.open('heading');
      return this.text(heading[2]);
    }
    if (this.blocks[0] === 'heading') this.closeAll();
    if (line[0] === '>') {
      if (this.blocks[0] === 'quote') this.space(); else { this.closeAll(); this.open('quote'); }
      return this.text(line.replace(/^> ?/, ''));
    }
    if (!this.blocks.length) this.open('paragraph');
    else this.space();
    this.text(line.trimStart());
  }

  /**
   * @param {boolean} isInner
   * @param {boolean} isNumbered
   * @param {string} text
   */
  item(isInner, isNumbered, text) {
    const type = isNumbered ? 'numbers' : 'bullets';
    this.inline.end();
    const depth = isInner && this.blocks.includes('item') ? 2 : 1;
    while (this.blocks.length > depth * 2 - 1 || (this.blocks.length && this.blocks[this.blocks.length - 1] !== 'item' && this.blocks[this.blocks.length - 1] !== type && depth === 1)) this.close();
    if (this.blocks.length === depth * 2 - 2) this.open(type);
    this.open('item');
    this.text(text);
  }

  /** A line break inside a block. */
  space() {
    while (this.inline.held) this.inline.resolve(true);
    this.inline.flush();
    this.renderer.open('break');
    this.renderer.close();
    this.inline.last = ' ';
  }

  /** @param {string} text */
  text(text) { for (const character of text) this.inline.push(character); }
  /** @param {string} type */
  open(type) { this.renderer.open(type); this.blocks.push(type); }
  close() { this.blocks.pop(); this.renderer.close(); }
  closeAll() { this.inline.end(); while (this.blocks.length) this.close(); }

  /**
   * Fenced code is taken line by line.
   * @param {string} character
   */
  code(character) {
    if (character !== '\n') { this.line += character; return; }
    if (/^\s*```\s*$/.test(this.line)) { this.fence = false; this.close(); this.line = ''; this.atStart = true; return; }
    // The first line after the fence is its language, which is not shown.
    if (this.line[0] !== '\0') this.renderer.addText(`${this.line}\n`);
    this.line = '';
  }

  /** The text has ended: what is open is drawn as if closed. */
  end() {
    if (this.fence) {
      if (this.line[0] !== '\0' && !/^\s*```/.test(this.line)) this.renderer.addText(this.line);
      this.fence = false;
    } else if (this.atStart && this.line) this.emptyOrRule();
    this.closeAll();
  }
}
