/** The mark: two speech rounds, joined. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="9" fill="var(--primary)" />
      <path
        d="M19.6 10.3a7 7 0 1 0 0 11.4"
        fill="none"
        stroke="var(--on-primary)"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
      <circle cx="21.6" cy="16" r="3" fill="var(--on-primary)" />
    </svg>
  );
}
