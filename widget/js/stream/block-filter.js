const OPEN = /\[\s*OFFER_DATA\s*\]/i;
const CLOSE = /\[\s*\/\s*OFFER_DATA\s*\]/i;
/** A tail that may still become the opening tag. */
const MAY_OPEN = /\[\s*(?:O(?:F(?:F(?:E(?:R(?:_(?:D(?:A(?:T(?:A\s*)?)?)?)?)?)?)?)?)?)?$/i;

/**
 * Takes `[OFFER_DATA]` blocks out of a text that comes in pieces, so that no character of one is ever shown (widget-spec §3.2).
 */
export class BlockFilter {
  constructor() {
    this.held = '';
    this.inside = false;
    this.blank = '';
    /**
     * The last whole block's content.
     * @type {string | null}
     */
    this.block = null;
  }

  /**
   * @param {string} piece
   * @returns {string} what may be shown now
   */
  push(piece) {
    this.held += piece;
    let shown = '';
    for (;;) {
      if (this.inside) {
        const close = CLOSE.exec(this.held);
        if (!close) return shown;
        this.block = this.held.slice(0, close.index);
        this.held = this.held.slice(close.index + close[0].length);
        this.inside = false;
        this.blank = '';
        continue;
      }
      const open = OPEN.exec(this.held);
      if (open) {
        shown += this.release(this.held.slice(0, open.index).trimEnd());
        this.blank = '';
        this.held = this.held.slice(open.index + open[0].length);
        this.inside = true;
        continue;
      }
      const tail = MAY_OPEN.exec(this.held);
      const end = tail ? tail.index : this.held.length;
      shown += this.release(this.held.slice(0, end));
      this.held = this.held.slice(end);
      return shown;
    }
  }

  /**
   * Blank space waits: before a block it is dropped.
   * @param {string} text
   */
  release(text) {
    const whole = this.blank + text;
    const end = whole.trimEnd().length;
    this.blank = whole.slice(end);
    return whole.slice(0, end);
  }

  /**
   * The text has ended.
   * @returns {{text: string, cut: boolean}} what is left to show, and whether a block was cut off
   */
  end() {
    const cut = this.inside || this.held.length > 1;
    const text = this.inside ? '' : this.held.length === 1 ? this.blank + this.held : '';
    this.held = '';
    return { text, cut };
  }
}

/**
 * A block's keys and values.
 * @param {string} block
 */
export function parseBlock(block) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const line of block.split(/\r\n|\r|\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) values[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return values;
}
