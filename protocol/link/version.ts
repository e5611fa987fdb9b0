/**
 * Version of the link protocol. Bump it when a frame changes shape and add a line to the history;
 * `version.test.ts` fails on a change that was not announced.
 *
 * 1  first version.
 * 2  `look`: the agent looks again for commands whose outcome is unknown. An agent of version 1 is never asked.
 * 3  `nack.frame` names the frame that was refused. Peers of version 2 drop it unread.
 * 4  `welcome.yoursSince`: an agent whose welcome was lost need not suspect another one. Older peers do without.
 * 5  `status.pairing`: what the owner's phone scans or types. Older Gateways drop it unread.
 * 6  `channel`: another QR, or log out. An agent of version 5 is never asked. `hello.agent` and `status.account` say who is
 *    there; older peers do without.
 * 7  contents of type `media`, both ways; `welcome.proto`. A Gateway of version 6 is told `unsupported`, an agent of version 6 is sent no
 *    files.
 * 8  `about` of a message: an edit, a revoke or a reaction. Gateways of version 7 drop it unread and store a silent message.
 *    Groups: `settings` in `welcome` and `sync` turn them on, `speaker` of a message, an alias of kind `group`.
 * 9  `quoted` and `forwarded` of a message. Gateways of version 8 drop them unread and store the words; agents of version 8 tell neither.
 */
export const LINK_PROTOCOL = 9;

/** Oldest agent that understands `look`. */
export const LOOK_SINCE_PROTOCOL = 2;

/** Oldest agent that understands `channel`. */
export const CHANNEL_SINCE_PROTOCOL = 6;

/** Oldest agent that sends files, and oldest Gateway that takes them. */
export const MEDIA_SINCE_PROTOCOL = 7;

/** Oldest agent that the Gateway still serves. */
export const OLDEST_LINK_PROTOCOL = 1;
