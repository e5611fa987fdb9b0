import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { withNinthDigit } from './brazilian-mobile.ts';

/** The one form under which an alias is known, whatever form WhatsApp showed it in. */
export const canonical = (alias: Alias): Alias => {
  switch (alias.kind) {
    case 'phone':
      return { kind: 'phone', value: withNinthDigit(alias.value) };
    case 'username':
      return { kind: 'username', value: alias.value.toLowerCase() };
    case 'lid':
    case 'bsuid':
    case 'group':
      return alias;
  }
};
