// What other tabs of the page have said comes into this one (docs/widget.md §4.4).

/** @typedef {import('./conversation.js').Conversation} Conversation */
/** @typedef {import('./state.js').Saved} Saved */

/**
 * The messages of another tab that are news here; what is complete there replaces what looked interrupted when this tab
 * read it.
 * @param {Saved} saved @param {Map<string, string | undefined>} known @param {Set<string>} dropped
 */
function newsIn(saved, known, dropped) {
  return saved.messages.filter(({ id, state }) => {
    if (dropped.has(id) || state === 'streaming' || state === 'queued') return false;
    return !known.has(id) || (known.get(id) === 'interrupted' && state !== 'interrupted');
  });
}

/**
 * Another tab has kept something, or has begun a new chat: `saved` is null then.
 * @param {Conversation} chat @param {Saved | null} saved @param {Saved | null} before
 */
export function heard(chat, saved, before) {
  const { keeper } = chat;
  const language = before?.language ?? keeper.language;
  if (!saved) {
    keeper.language = language;
    chat.forget();
    return;
  }
  for (const id of saved.dropped) chat.dropped.add(id);
  const known = new Map([...chat.messages, ...chat.arrived].map(({ id, state }) => [id, state]));
  const fresh = newsIn(saved, known, chat.dropped);
  const gone = new Set([...chat.dropped, ...fresh.map(({ id }) => id)]);
  chat.messages = chat.messages.filter(({ id }) => !gone.has(id));
  for (const id of known.keys()) if (gone.has(id)) chat.view.removeMessage(id);
  chat.arrived = [...chat.arrived.filter(({ id }) => !gone.has(id)), ...fresh];
  if (!chat.running) {
    keeper.adopt(saved);
    chat.view.showContext();
    takeArrived(chat);
  }
  keeper.language = saved.language ?? '';
  // After a new chat nothing is kept that it could be compared with, only what this tab knows was.
  const isNew = language && keeper.language !== language && keeper.language !== chat.texts.code;
  if (isNew) chat.switchLanguage(keeper.language, false);
}

/** Other tabs' messages come into the transcript, by their time; not while an answer grows here. */
export function takeArrived(/** @type {Conversation} */ chat) {
  const fresh = chat.arrived.splice(0);
  if (!fresh.length) return;
  const last = chat.messages.at(-1)?.at ?? 0;
  chat.messages = [...chat.messages, ...fresh].sort((one, other) => one.at - other.at);
  if (fresh.every(({ at }) => at >= last)) for (const message of fresh) chat.view.restoreMessage(message);
  else chat.view.showAll();
}
