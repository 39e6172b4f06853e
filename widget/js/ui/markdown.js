// Markdown that comes in pieces, drawn as it comes: what was drawn is never looked at again, and the same text in any
// pieces gives the
// same. CommonMark 0.31 and GFM are the measure for blocks; on purpose otherwise:
// - A line's end is a break, as in a chat; four blanks before a line do not make code of it, HTML is text.
// - `---` and `===` below a text do not make a heading of it, which is drawn already: a rule, and nothing.
// - A list's number has up to three digits (a year begins a sentence), its marks may change, and two blanks are enough
//   to belong to an item.
// - A table's first row begins with `|`; code in a list need not be indented. What `[label]: address` defines is text.
import { Inline } from './inline.js';
import { columnsOf, FENCE, HEADING, itemIn, MARK_LIMIT, ROW_LIMIT, RULE, Table, UNDECIDED } from './lines.js';

/** @typedef {import('./inline.js').Renderer} Renderer */
/** @typedef {import('./lines.js').Item} Item */
/** Deepest nesting of items and quotes; what is deeper is text. */
const DEPTH_LIMIT = 9;

/** The blocks of a text, of a list's item or of a quote; what is inside an item or a quote is read by another one. */
class Blocks {
  line = '';
  hasText = false;
  /** @type {'' | 'child' | 'inline' | 'nowhere'} Where the characters of this line go, once that is known. */
  route = '';
  /** The block that is open; `item` is the first text of an item, which is no paragraph. */
  leaf = '';
  /** @type {Blocks | null} */ child = null;
  /** @type {{type: 'bullets' | 'numbers', indent: number, width: number} | null} The list whose item the child is. */
  list = null;
  /** Whether the line before was blank, whether nothing was drawn yet. */
  wasBlank = false;
  isFresh = true;
  /** The end of open code, and how far it is indented. */
  fence = '';
  fenceIndent = 0;
  /** A line that may be a table's first row. */
  header = '';
  /** @type {Table | null} */ table = null;

  /** `depth`: how many items and quotes it is in. */
  constructor(/** @type {Renderer} */ renderer, depth = 0, isItem = false) {
    this.renderer = renderer;
    this.depth = depth;
    this.isItem = isItem;
    this.inline = new Inline(renderer);
  }

  character(/** @type {string} */ ch) {
    if (ch === '\n') return this.newline();
    if (this.route === 'child') this.child?.character(ch);
    else if (this.route === 'inline') this.inline.take(ch);
    else if (!this.route) {
      this.line += ch;
      // Blanks before a line, and code until its line's end, decide nothing.
      if (!this.fence && (this.hasText ||= ch !== ' ' && ch !== '\t')) this.decide(false);
    }
  }

  newline() {
    if (!this.route) this.decide(true);
    if (this.route === 'child') this.child?.newline();
    else if (this.route === 'inline') this.inline.settle();
    if (this.leaf === 'heading') this.closeLeaf();
    this.line = '';
    this.route = '';
    this.hasText = false;
  }

  /** Whether the line may go on a paragraph that is open in here or further inside. */
  /** @returns {boolean} */
  get isOpen() { return this.child ? this.child.isOpen : !this.wasBlank && /^(paragraph|item)$/.test(this.leaf); }
  /** Whether code is open. */
  /** @returns {boolean} */
  get isCode() { return this.child ? this.child.isCode : this.fence !== ''; }

  /** Looks what kind of line this is; `isWhole`: no more of it comes. */
  decide(/** @type {boolean} */ isWhole) {
    const { line, child, list } = this;
    const text = line.replace(/^[ \t]+/, '');
    const indent = line.slice(0, line.length - text.length).replace(/\t/g, '    ').length;
    if (this.fence) return isWhole ? this.codeLine(line, text, indent) : undefined;
    if (!text) return isWhole ? this.blankLine() : undefined;
    // An item's lines are indented as its text, two blanks at least.
    if (child && list && (child.isCode || indent >= Math.min(list.width, list.indent + 2))) {
      return this.passOn(' '.repeat(Math.max(0, indent - list.width)) + text);
    }
    if (text[0] === '>' && this.depth < DEPTH_LIMIT) return this.quoteLine(text, isWhole);
    if (!this.isDecided(text, isWhole)) return;
    this.begin(text, indent, isWhole);
  }

  isDecided(/** @type {string} */ text, /** @type {boolean} */ isWhole) {
    if (isWhole || text.length >= ROW_LIMIT) return true;
    if (text.length > MARK_LIMIT && text[0] !== '|' && !this.table && !this.header) return true;
    if (UNDECIDED.test(text) || (this.isItem && this.isFresh && /^\[(?:[ xX]\]?)?$/.test(text))) return false;
    if (/^=+[ \t]*$/.test(text) && this.isOpen) return false;
    // A table's rows are read whole.
    if (this.table || text[0] === '|') return FENCE.test(text) || itemIn(text) !== null;
    return !this.header || !/^[|:\- \t]*$/.test(text);
  }

  /** The line's kind is known. */
  begin(/** @type {string} */ text, /** @type {number} */ indent, /** @type {boolean} */ isWhole) {
    if (this.header && this.tableBegins(text)) return;
    const item = this.depth < DEPTH_LIMIT ? itemIn(text) : null;
    // A number that is not 1 does not interrupt a paragraph: it ends a sentence.
    const startsItem = item && (!this.isOpen || this.list || item.type === 'bullets' || item.start === '1');
    const [, heading] = HEADING.exec(text) ?? [null];
    this.route = 'nowhere';
    if (RULE.test(text)) {
      this.closeAll();
      this.draw('rule');
    } else if (startsItem) this.itemLine(item, indent);
    else if (FENCE.test(text)) this.openFence(text, indent);
    else if (HEADING.test(text)) {
      this.closeAll();
      if (heading) this.enter('heading', heading);
    } else if (this.child && this.isOpen) this.passOn(text);
    else if (/^=+[ \t]*$/.test(text) && this.isOpen) return;
    else this.textLine(text, isWhole);
    this.wasBlank = this.isFresh = false;
  }

  passOn(/** @type {string} */ text) {
    this.route = 'child';
    this.wasBlank = false;
    for (const ch of text) this.child?.character(ch);
  }

  blankLine() {
    this.flushHeader();
    this.wasBlank = true;
    if (this.child) {
      this.route = 'child';
      if (!this.list) this.closeChild();
    } else if (this.leaf !== 'item') this.closeLeaf(); else this.inline.end();
  }

  textLine(/** @type {string} */ text, /** @type {boolean} */ isWhole) {
    if (this.table) return this.table.row(text);
    this.flushHeader();
    this.closeChild();
    if (text[0] === '|' && isWhole) {
      this.header = text;
      return;
    }
    const [, box, rest] = (this.isItem && this.isFresh && /^\[([ xX])\] (.*)$/s.exec(text)) || [];
    this.enter('paragraph', box === undefined ? text : `${box === ' ' ? '☐' : '☑'} ${rest}`);
  }

  /** Text of a block; the first one of an item stands in it directly. */
  enter(/** @type {string} */ type, /** @type {string} */ text) {
    if (this.leaf === type || (this.leaf === 'item' && !this.wasBlank)) this.draw('break');
    else {
      this.closeLeaf();
      const isBare = this.isItem && this.isFresh && type === 'paragraph';
      this.leaf = isBare ? 'item' : type;
      if (!isBare) this.renderer.open(type);
    }
    this.route = 'inline';
    this.inline.push(text);
  }

  // --- Quotes and lists ----------------------------------------------------------------------------------------------
  quoteLine(/** @type {string} */ text, /** @type {boolean} */ isWhole) {
    // The blank behind the mark belongs to it.
    if (text.length < 2 && !isWhole) return;
    if (!this.child || this.list) {
      this.closeAll();
      this.renderer.open('quote');
      this.child = new Blocks(this.renderer, this.depth + 1);
    }
    this.isFresh = false;
    this.passOn(text.replace(/^> ?/, ''));
  }

  itemLine(/** @type {Item} */ { type, start, width, rest }, /** @type {number} */ indent) {
    if (this.list?.type === type) this.closeChild(false);
    else {
      this.closeAll();
      this.renderer.open(type, start && start !== '1' ? { start: String(Number(start)) } : undefined);
    }
    this.list = { type, indent, width: indent + width };
    this.renderer.open('item');
    this.child = new Blocks(this.renderer, this.depth + 1, true);
    this.passOn(rest);
  }

  // --- Code ----------------------------------------------------------------------------------------------------------
  openFence(/** @type {string} */ text, /** @type {number} */ indent) {
    this.closeAll();
    this.renderer.open('pre');
    this.leaf = 'pre';
    this.fence = FENCE.exec(text)?.[0] ?? '';
    this.fenceIndent = indent;
  }

  /** Fenced code is taken line by line; the first line names its language, which is not shown. */
  codeLine(/** @type {string} */ line, /** @type {string} */ text, /** @type {number} */ indent) {
    this.route = 'nowhere';
    if (text.startsWith(this.fence) && !text.replaceAll(this.fence[0], '').trim()) this.closeLeaf();
    else this.renderer.addText(`${indent > this.fenceIndent ? line.slice(this.fenceIndent) : indent ? text : line}\n`);
  }

  // --- Tables --------------------------------------------------------------------------------------------------------
  /** Whether a line makes the one before a table's first row. */
  tableBegins(/** @type {string} */ text) {
    const { header } = this;
    const columns = columnsOf(text, header);
    if (columns) {
      this.header = '';
      this.closeAll();
      this.table = new Table(this.renderer, columns, header);
      this.route = 'nowhere';
    } else this.flushHeader();
    return columns !== null;
  }

  /** What looked like a table's first row was text. */
  flushHeader() {
    const { header, route } = this;
    if (!header) return;
    this.header = '';
    this.enter('paragraph', header);
    this.inline.settle();
    this.route = route;
  }

  // --- Ends ----------------------------------------------------------------------------------------------------------
  draw(/** @type {string} */ type) {
    this.inline.settle();
    this.renderer.open(type);
    this.renderer.close();
  }

  closeLeaf() {
    this.inline.end();
    if (this.table) this.table.close();
    else if (this.leaf && this.leaf !== 'item') this.renderer.close();
    this.leaf = this.fence = '';
    this.table = null;
  }

  /** Closes an item or a quote, and the item's list. */
  closeChild(withList = true) {
    if (!this.child) return;
    this.child.end();
    this.renderer.close();
    if (this.list && withList) this.renderer.close();
    this.child = null;
    if (withList) this.list = null;
  }

  closeAll() {
    this.flushHeader();
    this.closeChild();
    this.closeLeaf();
  }

  /** The text has ended: what is open is drawn as if closed. */
  end() {
    if (this.line && !this.route) this.decide(true);
    this.closeAll();
  }
}

/** A text that comes in pieces. */
export class MarkdownStream {
  constructor(/** @type {Renderer} */ renderer) { this.blocks = new Blocks(renderer); }

  push(/** @type {string} */ text) {
    for (const ch of text) if (ch !== '\r') this.blocks.character(ch);
    this.flush(this.blocks);
  }

  /** Hands on the text that is known. */
  flush(/** @type {Blocks | null} */ blocks) {
    for (let one = blocks; one; one = one.child) one.inline.flush();
  }

  end() { this.blocks.end(); }
}
