// What a line of markdown begins: an item, a rule, code, a row of a table.
import { Inline } from './inline.js';

/** @typedef {import('./inline.js').Renderer} Renderer */
/**
 * @typedef {{type: 'bullets' | 'numbers', width: number, rest: string, start?: string}} Item `width`: of the mark and a
 *   blank
 */

const BULLET = /^([-*+]) +(.*)$/s;
const DOT = /^[•◦▪‣●] *(.*)$/s;
const NUMBER = /^(\d{1,3})[.)] +(.*)$/s;
export const RULE = /^([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
export const FENCE = /^(`{3,}|~{3,})/;
export const HEADING = /^#{1,6}(?: +(.*))?$/s;
const DELIMITER = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** The start of a line that may still become something else. */
export const UNDECIDED = /^(?:([-*_])[ \t]*(?:\1[ \t]*)*|\+|\d{1,3}[.)]?|#{1,6} *|`+|~+|[•◦▪‣●] *)$/;
/** Longest row of marks that is waited for, in characters. */
export const MARK_LIMIT = 200;
/** Longest first row of a table that is waited for, in characters. */
export const ROW_LIMIT = 4000;

/** The cells of a table's row; a `|` behind a backslash belongs to one. */
function cellsOf(/** @type {string} */ line) {
  const inner = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replace(/\\\|/g, '|').trim());
}

/** @returns {Item | null} The item that a line begins. */
export function itemIn(/** @type {string} */ line) {
  const [, , bullet] = BULLET.exec(line) ?? [];
  const [, dot] = DOT.exec(line) ?? [];
  if (bullet !== undefined || dot !== undefined) return { type: 'bullets', width: 2, rest: bullet ?? dot };
  const [, start, rest] = NUMBER.exec(line) ?? [];
  return start ? { type: 'numbers', start, width: start.length + 2, rest } : null;
}

/** A table whose rows are drawn one by one. */
export class Table {
  hasBody = false;

  /** @param {Renderer} renderer @param {string[]} columns how each is aligned @param {string} header its first row */
  constructor(renderer, columns, header) {
    this.renderer = renderer;
    this.columns = columns;
    renderer.open('table');
    renderer.open('tableHead');
    this.row(header, 'headCell');
    renderer.close();
  }

  row(/** @type {string} */ line, type = 'cell') {
    const { renderer } = this;
    const cells = cellsOf(line);
    if (type === 'cell' && !this.hasBody) renderer.open('tableBody');
    this.hasBody ||= type === 'cell';
    renderer.open('row');
    this.columns.forEach((align, index) => {
      renderer.open(type, align ? { align } : undefined);
      const inline = new Inline(renderer);
      inline.push(cells[index] ?? '');
      inline.end();
      renderer.close();
    });
    renderer.close();
  }

  close() {
    if (this.hasBody) this.renderer.close();
    this.renderer.close();
  }
}

/** @returns {string[] | null} How the columns below a first row are aligned, if the line says that. */
export function columnsOf(/** @type {string} */ line, /** @type {string} */ header) {
  const cells = cellsOf(line);
  if (!DELIMITER.test(line) || cells.length !== cellsOf(header).length) return null;
  return cells.map((cell) => {
    if (!cell.endsWith(':')) return cell[0] === ':' ? 'left' : '';
    return cell[0] === ':' ? 'center' : 'right';
  });
}
