/** How long a transcript is kept after its last message, in milliseconds. */
const TIME_TO_LIVE = 24 * 3600 * 1000;
const SCHEMA = 1;

/** The transcript and state of a chat in the page's storage; where that is blocked or full the chat goes on without. */
export class Store {
  /**
   * @param {string} key
   * @param {string} kind `local`, `session` or `none`
   */
  constructor(key, kind) {
    this.key = key;
    this.kind = kind;
  }

  /** @returns {Storage | null} */
  get storage() {
    try { return this.kind === 'none' ? null : this.kind === 'session' ? sessionStorage : localStorage; } catch { return null; }
  }

  /**
   * What was kept, if it is of this version, whole and not too old.
   * @returns {any}
   */
  read() {
    try {
      const value = JSON.parse(this.storage?.getItem(this.key) ?? 'null');
      if (!value || value.schema !== SCHEMA || !Array.isArray(value.messages)) return null;
      const messages = value.messages.filter((/** @type {any} */ one) => one && typeof one.id === 'string' && typeof one.content === 'string'
        && (one.role === 'user' || one.role === 'assistant') && typeof one.at === 'number');
      const last = messages.length ? messages[messages.length - 1].at : value.at;
      return Date.now() - last > TIME_TO_LIVE ? null : { ...value, messages };
    } catch {
      return null;
    }
  }

  /** @param {object} value */
  write(value) {
    try { this.storage?.setItem(this.key, JSON.stringify({ schema: SCHEMA, at: Date.now(), ...value })); } catch { /* full or blocked: the chat goes on in memory */ }
  }

  clear() { try { this.storage?.removeItem(this.key); } catch { /* blocked: nothing is kept anyway */ } }
}
