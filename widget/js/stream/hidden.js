// What of an answer no guest may see, taken out of a text that comes in pieces of any size: a model's notes to itself,
// and the
// `[OFFER_DATA]` block (docs/widget.md §3.2, docs/providers.md §4).

/** How models mark their notes, in small letters. */
const NOTES_BEGIN = ['<think>', '<thinking>', '<thought>', '[think]'];
const NOTES_END = ['</think>', '</thinking>', '</thought>', '[/think]'];
/** Longest mark, in characters. */
const MARK_LIMIT = 12;
/** Blank characters before an answer that are waited through. */
const BLANKS_LIMIT = 1000;

/** @type {(text: string, marks: string[]) => {start: number, end: number} | null} The first of some marks in a text. */
function findMark(text, marks) {
  const small = text.toLowerCase();
  const found = marks.map((mark) => ({ start: small.indexOf(mark), end: small.indexOf(mark) + mark.length }));
  return found.filter(({ start }) => start >= 0).sort((one, other) => one.start - other.start)[0] ?? null;
}

/** @type {(text: string, marks: string[]) => boolean} Whether more characters may make a text one of some marks. */
const mayBecome = (text, marks) => marks.some((mark) => mark.startsWith(text.toLowerCase()));

/** @type {(text: string, marks: string[]) => number} Where a tail begins that may become one of some marks. */
function tailOf(text, marks) {
  for (let at = Math.max(0, text.length - MARK_LIMIT); at < text.length; at++) {
    if (mayBecome(text.slice(at), marks)) return at;
  }
  return text.length;
}

/**
 * Takes out the notes at an answer's start. Some models' templates write the opening mark themselves, so that only the
 * closing one
 * comes: what was shown until then is taken back. Where such a model is known (`isQuiet`), nothing is shown before.
 */
export class NotesFilter {
  /** @type {'start' | 'notes' | 'text'} */ place = 'start';
  held = '';
  /** Text that waits because of `isQuiet`. */
  kept = '';
  hasHidden = false;
  hasShown = false;

  constructor(isQuiet = false) { this.isQuiet = isQuiet; }

  /** @returns {{text: string, restart: boolean}} What may be shown; `restart`: all text before it was none. */
  push(/** @type {string} */ piece) {
    this.held += piece;
    let [text, restart] = ['', false];
    while (this.step()) { /* to the next place */ }
    if (this.place === 'text') {
      const end = this.hasHidden ? null : findMark(this.held, NOTES_END);
      if (end) {
        restart = this.hasShown;
        this.enterAnswer(end.end);
        const rest = this.push('');
        return { text: rest.text, restart };
      }
      const ready = this.hasHidden ? this.held.length : tailOf(this.held, NOTES_END);
      text = this.held.slice(0, ready);
      this.held = this.held.slice(ready);
      text = this.kept + text;
      this.kept = '';
      if (this.isQuiet && !this.hasHidden) [this.kept, text] = [text, ''];
    }
    this.hasShown ||= text !== '';
    return { text, restart };
  }

  /** One mark further; false where more text has to come first, or the answer has begun. */
  step() {
    if (this.place === 'notes') {
      const end = findMark(this.held, NOTES_END);
      if (end) this.enterAnswer(end.end); else this.held = this.held.slice(-MARK_LIMIT);
      return end !== null;
    }
    if (this.place === 'text') return false;
    const text = this.held.trimStart();
    const begin = NOTES_BEGIN.find((mark) => text.toLowerCase().startsWith(mark));
    if (begin) {
      this.held = text.slice(begin.length);
      this.place = 'notes';
      return true;
    }
    if (mayBecome(text, NOTES_BEGIN) && this.held.length < BLANKS_LIMIT) return false;
    if (this.hasHidden) this.held = text;
    this.place = 'text';
    return false;
  }

  /** Notes have ended; what follows is the answer, or more notes. */
  enterAnswer(/** @type {number} */ end) {
    this.held = this.held.slice(end);
    this.kept = '';
    this.hasHidden = true;
    this.place = 'start';
  }

  /** The text has ended: what is left to show, and whether notes were cut off. */
  end() {
    const held = this.held.trim();
    const isCut = this.place === 'notes' || held.length > 1;
    const text = this.place === 'notes' ? '' : this.kept + (isCut || this.hasHidden ? '' : this.held);
    return { text, cut: isCut };
  }
}

const OPEN = /\[\s{0,9}OFFER_DATA\s{0,9}\]/i;
const CLOSE = /\[\s{0,9}\/\s{0,9}OFFER_DATA\s{0,9}\]/i;
/** A tail that may still become the opening tag. */
const MAY_OPEN = /\[\s{0,9}(?:O(?:F(?:F(?:E(?:R(?:_(?:D(?:A(?:T(?:A\s{0,9})?)?)?)?)?)?)?)?)?)?$/i;
/** Longest block, in characters; one that is longer is none. */
const BLOCK_LIMIT = 16_000;

/** Takes `[OFFER_DATA]` blocks out. */
export class BlockFilter {
  held = '';
  blank = '';
  isInside = false;
  isTooLong = false;
  /** @type {string | null} The last whole block's content. */
  block = null;

  /** @returns {string} what may be shown now */
  push(/** @type {string} */ piece) {
    this.held += piece;
    let shown = '';
    for (;;) {
      if (this.isInside) {
        if (!this.leave()) return shown;
      } else {
        const tag = OPEN.exec(this.held);
        const end = (tag ?? MAY_OPEN.exec(this.held))?.index ?? this.held.length;
        shown += this.release(this.held.slice(0, end));
        this.held = this.held.slice(end + (tag?.[0].length ?? 0));
        if (!tag) return shown;
        // Blank space waits: before a block it is dropped.
        this.blank = '';
        this.isInside = true;
      }
    }
  }

  /** Text outside a block, without the blank space at its end. */
  release(/** @type {string} */ text) {
    const solid = text.trimEnd();
    if (!solid) {
      this.blank += text;
      return '';
    }
    const shown = this.blank + solid;
    this.blank = text.slice(solid.length);
    return shown;
  }

  /** Whether the block has ended. */
  leave() {
    const tag = CLOSE.exec(this.held);
    if (tag) {
      if (!this.isTooLong) this.block = this.held.slice(0, tag.index);
      this.held = this.held.slice(tag.index + tag[0].length);
      this.isInside = this.isTooLong = false;
    } else if (this.held.length > BLOCK_LIMIT) {
      this.isTooLong = true;
      this.held = this.held.slice(-64);
    }
    return tag !== null;
  }

  /** The text has ended: what is left to show, and whether a block was cut off. */
  end() {
    const { held, isInside } = this;
    return { text: !isInside && held.length === 1 ? this.blank + held : '', cut: isInside || held.length > 1 };
  }
}
