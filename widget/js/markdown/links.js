/** Schemes that an answer may link to; anything else stays text. */
const SCHEMES = ['https:', 'http:', 'mailto:', 'tel:'];

/**
 * A link's address if it is one that may be opened.
 * @param {string} address
 * @returns {string | null}
 */
export function safeURL(address) {
  // Control characters and blanks are no part of an address; `new URL` would drop some of them in silence.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(address)) return null;
  try {
    const url = new URL(address);
    return SCHEMES.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
