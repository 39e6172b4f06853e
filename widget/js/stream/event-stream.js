/**
 * Reads `text/event-stream` (WHATWG HTML §9.2) in pieces of any size: bytes in, data of events out. Knows no network.
 */
export class EventStreamReader {
  /** @param {(data: string) => void} onData Gets the data of each event that has some. */
  constructor(onData) {
    this.onData = onData;
    this.decoder = new TextDecoder();
    this.line = '';
    /** @type {string[]} */
    this.data = [];
    this.endedInCR = false;
  }

  /** @param {Uint8Array} bytes */
  push(bytes) { this.read(this.decoder.decode(bytes, { stream: true })); }

  /** The input has ended: a last line and a last event count without their ends. */
  end() {
    this.read(this.decoder.decode());
    if (this.line) this.take();
    this.dispatch();
  }

  /** @param {string} text */
  read(text) {
    if (!text) return;
    // The LF of a CR LF that was cut in two.
    if (this.endedInCR && text[0] === '\n') text = text.slice(1);
    this.endedInCR = text.endsWith('\r');
    const lines = text.split(/\r\n|\r|\n/);
    for (let index = 0; index < lines.length; index++) {
      this.line += lines[index];
      if (index < lines.length - 1) this.take();
    }
  }

  take() {
    const line = this.line;
    this.line = '';
    if (!line) return this.dispatch();
    const colon = line.indexOf(':');
    if ((colon < 0 ? line : line.slice(0, colon)) !== 'data') return;
    const value = colon < 0 ? '' : line.slice(colon + 1);
    this.data.push(value[0] === ' ' ? value.slice(1) : value);
  }

  dispatch() {
    if (!this.data.length) return;
    const data = this.data.join('\n');
    this.data = [];
    this.onData(data);
  }
}
