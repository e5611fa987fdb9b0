/** An address in a text: a link, a bare domain or an e-mail. `host` in lower case, without `www.`. */
export type Address = { raw: string; kind: 'link' | 'email'; host: string; scheme: string | null };

const EMAIL = /[\w.+-]{1,64}@([\w-]+(?:\.[\w-]+)+)/gu;
const LINK =
  /(?:\b([a-z][a-z\d+.-]{1,15}):(?:\/\/)?)?(?:[\w-]+@)?((?:[\p{L}\d-]+\.)+(?:\p{L}{2,24}))(?::\d{1,5})?(?:[/?#][^\s<>"')\]]*)?/giu;
/** Schemes that are none: what stands before a colon in a sentence. */
const SCHEMES = new Set([
  'http',
  'https',
  'ftp',
  'javascript',
  'data',
  'tel',
  'mailto',
  'wa',
  'whatsapp',
  'intent',
  'file',
]);
/** Endings of domains that somebody may write with a capital. Any other is one in lower case: `fim.Depois` begins a sentence. */
const TOP =
  /^(?:com|net|org|br|io|app|dev|me|ly|gg|info|biz|shop|store|online|site|link|click|xyz|club|top|example|test|ai|co|tv|us|uk|pt|es|ar|mx|cl|eu|ru|cn|tk|ml|ga|cf|to|gl|cc|pro|live|page|web|tech|space|work|bio|ee|is|it|de|fr|zip|mov)$/iu;

const trimmed = (raw: string): string => raw.replace(/[.,;:!?]+$/u, '');

/** The addresses of a text, also those written without `https://`. Pure. */
export const addressesIn = (text: string): Address[] => {
  const found: Address[] = [];
  // What stands for a dot where the eye, or a browser, takes it for one.
  let rest = text.normalize('NFKC').replaceAll(/[。․]|\s?[[({]\s?(?:\.|dot|ponto|punto)\s?[\])}]\s?/giu, '.');
  rest = rest.replaceAll(EMAIL, (raw: string, host: string) => {
    found.push({ raw: raw.toLowerCase(), kind: 'email', host: host.toLowerCase(), scheme: null });
    return ' ';
  });
  for (const match of rest.matchAll(LINK)) {
    const [raw, before, domain = ''] = match;
    const scheme = before !== undefined && SCHEMES.has(before.toLowerCase()) ? before.toLowerCase() : null;
    const host = domain.toLowerCase().replace(/^www\./u, '');
    const ending = domain.split('.').at(-1) ?? '';
    if (scheme !== null || /^www\./iu.test(domain) || TOP.test(ending) || /^\p{Ll}{2,}$/u.test(ending))
      found.push({ raw: trimmed(raw.toLowerCase()), kind: 'link', host, scheme });
  }
  for (const match of rest.matchAll(/\bhttps?:\/\/(?:\[[^\]]+\]|\d{1,3}(?:\.\d{1,3}){3}|localhost)\S*/giu))
    found.push({ raw: trimmed(match[0].toLowerCase()), kind: 'link', host: match[0].toLowerCase(), scheme: 'https' });
  return found;
};

const bare = (raw: string): string =>
  raw
    .replace(/^[a-z]+:\/\//u, '')
    .replace(/^www\./u, '')
    .replace(/\/+$/u, '');

/** Whether an address may be said: it stands so in the passages, or its host is on the list of the business. Pure. */
export const mayLink = (address: Address, passages: readonly Address[], hosts: readonly string[]): boolean => {
  if (address.kind === 'email') return passages.some(({ raw }) => raw === address.raw);
  if (address.scheme !== null && address.scheme !== 'http' && address.scheme !== 'https') return false;
  const listed = hosts.some((host) => {
    const own = host
      .trim()
      .toLowerCase()
      .replace(/^www\./u, '');
    // An ending alone, `com`, would be every host there is.
    return own.includes('.') && (address.host === own || address.host.endsWith(`.${own}`));
  });
  return listed || passages.some((known) => known.kind === 'link' && bare(known.raw) === bare(address.raw));
};
