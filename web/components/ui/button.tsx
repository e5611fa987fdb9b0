import clsx from 'clsx';
import { Loader2 } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger';
type Size = 'sm' | 'md' | 'lg';

const VARIANT: Record<Variant, string> = {
  primary: 'bg-primary text-on-primary hover:brightness-110 active:brightness-95',
  secondary: 'border border-strong/70 bg-bg text-fg hover:bg-hover',
  ghost: 'text-fg hover:bg-hover',
  danger: 'border border-danger/60 bg-bg text-danger hover:bg-danger-bg',
};
const SIZE: Record<Size, string> = {
  sm: 'h-8 gap-1.5 px-2.5 text-list',
  md: 'h-10 gap-2 px-3.5 text-body',
  lg: 'h-11 gap-2 px-4 text-body',
};

export type ButtonProps = ComponentProps<'button'> & {
  variant?: Variant;
  size?: Size;
  busy?: boolean;
  icon?: ReactNode;
};

/** Text button. `busy` keeps its width and says so to assistive technology. */
export function Button({
  variant = 'secondary',
  size = 'md',
  busy = false,
  icon,
  className,
  children,
  disabled,
  type = 'button',
  ...props
}: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-[background-color,filter,opacity] duration-100 select-none disabled:opacity-55',
        VARIANT[variant],
        SIZE[size],
        className,
      )}
      {...props}
    >
      {busy ? <Loader2 size={16} className="animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}

/** Square button with an icon; `label` is its name and its hint. */
export function IconButton({
  label,
  size = 'md',
  className,
  children,
  type = 'button',
  ...props
}: ComponentProps<'button'> & { label: string; size?: 'sm' | 'md' }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100 hover:bg-hover hover:text-fg disabled:opacity-50',
        size === 'md' ? 'size-10' : 'size-8',
        className,
      )}
      {...props}
    >
      {children}
    </button>
  );
}
