import { renderUnicodeCompact } from 'uqr';
import type { Pairing } from '../port.ts';

/** A pairing as a person at a terminal sees it. Only for a terminal: whoever has the text can link a device. */
export const terminalPairing = (pairing: Pairing): string => {
  if (pairing.kind === 'code') {
    const code = `${pairing.text.slice(0, 4)}-${pairing.text.slice(4)}`;
    return `\n  On the phone: WhatsApp > Linked devices > Link with phone number. Code ${code}\n\n`;
  }
  const picture = renderUnicodeCompact(pairing.text, { border: 2 });
  return `\n${picture}\n  On the phone: WhatsApp > Linked devices > Link a device. QR number ${pairing.number}; a new one follows by itself.\n\n`;
};
