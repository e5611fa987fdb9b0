/**
 * Version of the live feed. Bump it with a history line when an event or frame changes shape.
 *
 * 1  first version.
 * 2  notices `opted_out`, `opted_in`, `quarantined`; `settled` and `look` of an outbound message.
 * 3  `clientId` of an outbound message.
 * 4  `pairing` of a number: that there is something to scan or type, not what it says.
 * 5  `agent` and `account` of a number: which computer keeps it, and for whom.
 * 6  contents of type `media`, and `media` of a message: where its bytes are.
 * 7  `edits`, `revokedAt`, `reactions` and `speaker` of a message; `mergedInto` of a row, four notices of merges; groups.
 * 8  `quote` and `forwarded` of a message.
 * 9  `temperature`, `grade`, `total` and `outcome` of a row; more reasons for which a person is wanted; `transcript` of a message.
 */
export const LIVE_PROTOCOL = 9;

/** Text a dashboard sends every `LIVE_PING_EVERY_MS`; the runtime answers without waking the Inbox. */
export const LIVE_PING = 'ping';
export const LIVE_PONG = 'pong';
export const LIVE_PING_EVERY_MS = 25_000;
/** Silence after which a dashboard calls the socket dead. */
export const LIVE_DEAD_AFTER_MS = 40_000;
