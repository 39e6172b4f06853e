// What other tabs of the page have said comes into this one (widget-spec §4.4).
/** @typedef {import('./conversation.js').Conversation} Conversation */

/** Another tab has kept something, or has begun a new chat. What is complete there replaces what looked interrupted when this tab read it. */
export function heard(/** @type {Conversation} */ chat, /** @type {any} */ saved, /** @type {any} */ before) {
  if (!saved) { chat.forget(); return; }
  for (const id of saved.dropped) chat.dropped.add(id);
  const known = new Map([...chat.messages, ...chat.arrived].map((one) => [one.id, one.state]));
  const fresh = saved.messages.filter((/** @type {any} */ one) => !chat.dropped.has(one.id) && one.state !== 'streaming' && one.state !== 'queued'
    && (!known.has(one.id) || (known.get(one.id) === 'interrupted' && one.state !== 'interrupted')));
  const gone = new Set([...chat.dropped, ...fresh.map((/** @type {any} */ one) => one.id)]);
  chat.messages = chat.messages.filter(({ id }) => !gone.has(id));
  for (const id of known.keys()) if (gone.has(id)) chat.view.removeMessage(id);
  chat.arrived = [...chat.arrived.filter(({ id }) => !gone.has(id)), ...fresh];
  if (!chat.running) {
    chat.adopt(saved);
    chat.view.showContext();
    takeArrived(chat);
  }
  if (before && saved.language !== before.language && saved.language !== chat.texts.code) chat.switchLanguage(saved.language, false);
}

/** Other tabs' messages come into the transcript, by their time; not while an answer grows here. */
export function takeArrived(/** @type {Conversation} */ chat) {
  const fresh = chat.arrived.splice(0);
  if (!fresh.length) return;
  const last = chat.messages.at(-1)?.at ?? 0;
  chat.messages = [...chat.messages, ...fresh].sort((one, other) => one.at - other.at);
  if (fresh.every((one) => one.at >= last)) for (const message of fresh) chat.view.restoreMessage(message);
  else chat.view.showAll();
}
