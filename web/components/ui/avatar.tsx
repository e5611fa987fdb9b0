import clsx from 'clsx';
import { UserRound } from 'lucide-react';

const hueOf = (seed: string): number => {
  let hash = 7;
  for (let i = 0; i < seed.length; i++) hash = (hash * 31 + seed.charCodeAt(i)) >>> 0;
  return (hash % 12) * 30 + 12;
};

/** First letters of the first and last name; '' when there is no letter at all. */
export const initialsOf = (name: string): string => {
  const letters = name
    .split(/\s+/u)
    .map((word) => /\p{L}/u.exec(word)?.[0] ?? '')
    .filter(Boolean);
  const [first = '', last = ''] = [letters[0], letters.length > 1 ? letters.at(-1) : ''];
  return (first + last).toUpperCase();
};

/** Initials on a tint that is always the same for the same seed. Decorative: the name stands beside it. */
export function Avatar({
  name,
  seed,
  size = 40,
  className,
}: {
  name: string | null;
  seed: string;
  size?: number;
  className?: string;
}) {
  const initials = name ? initialsOf(name) : '';
  const hue = hueOf(seed);
  return (
    <span
      aria-hidden
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.36),
        backgroundColor: `oklch(var(--avatar-bg-l) 0.045 ${hue})`,
        color: `oklch(var(--avatar-fg-l) 0.07 ${hue})`,
      }}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold tracking-tight select-none',
        className,
      )}
    >
      {initials || <UserRound size={Math.round(size * 0.5)} />}
    </span>
  );
}
