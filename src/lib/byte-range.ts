export type ByteRange = { offset: number; length: number };

/**
 * What a `Range` header asks of a file of this size (RFC 9110 §14.2): one range, `null` for the whole file, which also answers ranges that
 * we do not serve (several at once, other units), or `unsatisfiable`.
 */
export const parseRange = (header: string | undefined, size: number): ByteRange | null | 'unsatisfiable' => {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { offset: size - length, length };
  }
  const offset = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  // A last byte before the first one makes the header invalid, and an invalid one is ignored.
  if (to !== '' && Number(to) < offset) return null;
  return offset >= size ? 'unsatisfiable' : { offset, length: end - offset + 1 };
};
