// What a stretch of characters means in markdown: entities, links, bare addresses, numbers, the end of emphasis. A
// function is given
// what is held so far and the character that came last (empty at the line's end); undefined: that is open yet, null: it
// means nothing.

/**
 * @typedef {{href: string | null, label: string, length?: number}} Link `href`: null where it may not be opened;
 *   `length`: of it, in what is held
 */

/** Longest label, address or emphasis that is waited for, in characters. */
export const LIMIT = 2000;
export const WORD = /[\p{L}\p{N}_]/u;
const CJK = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\u3000-\\u303f\\uff00-\\uffef';
/** What no bare address goes on with, and what it does not end with. */
const ENDS_URL = new RegExp(`^[\\s<>"\`“”„«»‹›…\\p{sc=Thai}${CJK}]$`, 'u');
const TRAILING = /[.,:;!?*_~'’»\]]+$|&\w+;$/;
const PREFIXES = ['https://', 'http://', 'www.'];
const DOMAIN = /^[a-z\d-]+(\.[a-z\d-]+)+$/i;

/** @type {Record<string, string>} */
const ENTITIES = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', ndash: '–', mdash: '—', hellip: '…', bull: '•',
  middot: '·', deg: '°', euro: '€', pound: '£', yen: '¥', copy: '©', reg: '®', trade: '™', times: '×', laquo: '«',
  raquo: '»', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', frac12: '½', rarr: '→', check: '✓',
};

/** A link's address if it is one that may be opened; what `new URL` would drop in silence is no part of one. */
export function safeURL(/** @type {string} */ address) {
  try {
    const { protocol, href } = new URL(address);
    const isOdd = /[\u0000-\u0020\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(address);
    return /^(https?|mailto|tel):$/.test(protocol) && !isOdd ? href : null;
  } catch { return null; }
}

/** @type {(held: string, ch: string) => string | null | undefined} `&nbsp;`, `&#160;`, `&#xa0;` */
export function entityIn(held, ch) {
  if (ch && /^&(#\d{0,7}|#x[\da-f]{0,6}|[a-z][a-z\d]{0,31})?$/i.test(held)) return;
  const [, decimal, hex, name] = /^&(?:#(\d+)|#x([\da-f]+)|(\w+));$/i.exec(held) ?? [];
  if (name) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : null;
  const code = decimal ? Number(decimal) : parseInt(hex, 16);
  return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : null;
}

/** @type {(held: string, ch: string) => Link | 'break' | null | undefined} `<https://…>`, `<name@host>`, `<br>` */
export function angleIn(held, ch) {
  const isOpen = ch && (!/[\s<>]/.test(ch) || (held.length < 9 && /^<br\s+$/i.test(held)));
  if (isOpen && held.length < LIMIT) return;
  const inner = ch === '>' ? held.slice(1, -1) : '';
  if (/^br\s*\/?$/i.test(inner)) return 'break';
  const [name, host, ...more] = inner.split('@');
  const isMail = /^[\w.!#$%&'*+/=?^`{|}~-]+$/.test(name) && DOMAIN.test(host) && !more.length;
  const href = safeURL(isMail ? `mailto:${inner}` : inner);
  return href ? { href, label: inner, length: held.length } : null;
}

/** Reads `[label](address "title")` behind its first bracket, character by character; the title is not shown. */
export class LinkScan {
  label = '';
  address = '';
  /** @type {'label' | 'after' | 'start' | 'angle' | 'plain' | 'space' | 'title'} */ phase = 'label';
  /** Brackets that are open; so that many of them cost no time, there are at most eight. */
  depth = 0;
  isEscaped = false;
  ending = '';

  /** @returns {Link | null | undefined} */
  add(/** @type {string} */ ch) {
    const { phase } = this;
    if (this.isEscaped || (ch === '\\' && phase !== 'after')) {
      this.isEscaped = !this.isEscaped;
      if (phase === 'label') this.label += ch;
      else if (!this.isEscaped) this.address += ch;
      return;
    }
    if (phase === 'label') return this.inLabel(ch);
    if (phase === 'after') return this.enter(ch === '(' && 'start');
    if (phase === 'angle') return ch === '>' ? this.enter('space') : this.keep(ch);
    if (phase === 'title') return ch === this.ending ? this.enter('space') : undefined;
    if (phase === 'plain' && !/\s/.test(ch) && (this.depth || ch !== ')')) return this.inAddress(ch);
    if (ch === ')') return { href: safeURL(this.address.replace(/&amp;/g, '&')), label: this.label };
    if (/\s/.test(ch)) return this.enter(phase === 'plain' ? !this.depth && 'space' : phase);
    if (phase === 'start') return ch === '<' ? this.enter('angle') : this.inAddress(ch);
    this.ending = ch === '(' ? ')' : ch;
    return this.enter(/["'(]/.test(ch) && 'title');
  }

  enter(/** @type {LinkScan['phase'] | false} */ phase) {
    if (!phase) return null;
    this.phase = phase;
    return undefined;
  }

  keep(/** @type {string} */ ch) {
    this.address += ch;
    return undefined;
  }

  nest(/** @type {number} */ step) {
    this.depth += step;
    return this.depth > 8 ? null : undefined;
  }

  inLabel(/** @type {string} */ ch) {
    if (ch === ']' && !this.depth) return this.enter('after');
    this.label += ch;
    return this.nest(ch === '[' ? 1 : ch === ']' ? -1 : 0);
  }

  inAddress(/** @type {string} */ ch) {
    this.phase = 'plain';
    this.address += ch;
    return this.nest(ch === '(' ? 1 : ch === ')' ? -1 : 0);
  }
}

/** @type {(held: string, ch: string) => Link | null | undefined} A bare address, without what is the sentence's. */
export function urlIn(held, ch) {
  const start = held.slice(0, 8).toLowerCase();
  const isURL = PREFIXES.some((prefix) => start.startsWith(prefix));
  const isOver = !ch || ENDS_URL.test(ch) || held.length >= LIMIT;
  if (isURL ? !isOver : ch && PREFIXES.some((prefix) => prefix.startsWith(start))) return;
  if (!isURL) return null;
  let label = ENDS_URL.test(ch) ? held.slice(0, -ch.length) : held;
  for (let before = ''; before !== label;) {
    before = label;
    label = label.replace(TRAILING, '');
    if (label.endsWith(')') && label.split('(').length < label.split(')').length) label = label.slice(0, -1);
  }
  const href = /^(https?:\/\/|www\.)[^/.]/i.test(label) && safeURL(start[0] === 'w' ? `http://${label}` : label);
  return href ? { href, label, length: label.length } : null;
}

/**
 * @type {(word: string, held: string, ch: string) => Link & {back: number} | null | undefined} An e-mail address from
 *   its `@` on; `word` is before.
 */
export function mailIn(word, held, ch) {
  if (/[\w.-]/.test(ch) && held.length < 255) return;
  const domain = (ch ? held.slice(1, -ch.length) : held.slice(1)).replace(/[._-]+$/, '');
  const local = word.replace(/^['.]+/, '');
  if (!DOMAIN.test(domain) || WORD.test(ch)) return null;
  return { href: `mailto:${local}@${domain}`, label: `@${domain}`, length: domain.length + 1, back: local.length };
}

/** @type {(held: string, ch: string) => Link | null | undefined} A phone number in international form. */
export function phoneIn(held, ch) {
  if (/[\d(]/.test(ch) || (held.length > 2 && held.length < 25 && /[ \u00a0).-]/.test(ch))) return;
  const [label] = /^\+[\d\s().-]*\d/.exec(held) ?? [''];
  const digits = label.replace(/\D/g, '');
  const isGlued = WORD.test(ch) && held.length === label.length + ch.length;
  if (digits.length < 8 || digits.length > 15 || isGlued) return null;
  return { href: `tel:+${digits}`, label, length: label.length };
}

/** Where a text looks like another host than its link's, the real one; else nothing. */
export function otherHost(/** @type {string} */ href, /** @type {string} */ label) {
  const { host } = new URL(href);
  const isOther = host && /[\p{L}\d-]+\.[\p{L}]{2,}/u.test(label) && !label.toLowerCase().includes(host);
  return isOther ? ` (${host})` : '';
}

// --- Emphasis --------------------------------------------------------------------------------------------------------
const PUNCTUATION = /[\p{P}\p{S}]/u;
const IS_CJK = new RegExp(`[${CJK}]`, 'u');
export const isSpace = (/** @type {string} */ ch) => !ch || /^\s$/.test(ch);

/**
 * @type {(mark: string, size: number, before: string, next: string) => boolean} Whether a run of marks can open
 *   something.
 */
export function canOpen(mark, size, before, next) {
  const inWord = WORD.test(before) && !IS_CJK.test(before);
  if (isSpace(next) || (inWord && PUNCTUATION.test(next))) return false;
  if (mark === '~') return size === 2;
  if (mark === '_') return !WORD.test(before);
  return size === 1 ? !inWord : !(/\d/.test(before) && /\d/.test(next));
}

/** Looks for the end of what a single `*` or `_` may open, character by character. */
export class EndWatch {
  run = 0;
  before = '';
  isCode = false;
  isEscaped = false;

  /** @returns {boolean} whether it came before `ch` */
  add(/** @type {string} */ mark, /** @type {string} */ ch) {
    if (ch === mark && !this.isCode && !this.isEscaped) {
      this.run++;
      return false;
    }
    // Two marks are of what is inside.
    const isEnd = this.run > 0 && this.run !== 2 && !isSpace(this.before) && (mark === '*' || !WORD.test(ch));
    if (ch === '`' && !this.isEscaped) this.isCode = !this.isCode;
    this.run = 0;
    this.isEscaped = ch === '\\' && !this.isEscaped;
    this.before = ch;
    return isEnd;
  }
}
