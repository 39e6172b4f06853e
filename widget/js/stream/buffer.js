// Collects the pieces of an answer, for a page's code that does not want each of them.
import { run } from './completion.js';

/** @typedef {import('./completion.js').Receiver} Receiver */

/**
 * As `run`; pieces are handed on after so many milliseconds or characters, where `options.buffer` asks for it, and at
 * the end.
 * @param {import('./completion.js').Body} body @param {Receiver} receiver @param {import('./completion.js').Options}
 *   options
 */
export function runBuffered(body, receiver, options) {
  const { ms, chars } = options.buffer ?? {};
  let pending = '';
  let shown = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!pending || options.signal?.aborted) return;
    const delta = pending;
    pending = '';
    shown += delta;
    receiver.chunk(delta, shown);
  };
  return run(body, {
    chunk(delta) {
      pending += delta;
      if (!options.buffer || (chars !== undefined && pending.length >= chars)) flush();
      else if (ms !== undefined) timer ??= setTimeout(flush, ms);
    },
    restart() {
      pending = '';
      shown = '';
    },
    end(outcome) {
      flush();
      receiver.end(outcome);
    },
    fail(error) {
      flush();
      return receiver.fail(error);
    },
  }, options);
}
