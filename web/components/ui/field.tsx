import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

const CONTROL =
  'w-full rounded-md border border-strong bg-bg text-body text-fg placeholder:text-muted transition-[border-color] duration-100 hover:border-muted focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-danger';

/** A single-line field. */
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={clsx(CONTROL, 'h-10 px-3', className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea className={clsx(CONTROL, 'px-3 py-2', className)} {...props} />;
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select className={clsx(CONTROL, 'h-8 px-2 pr-7 text-list', className)} {...props} />;
}

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  children: (ids: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
  }) => ReactNode;
};

/** Label, control, hint and error, tied together. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-list font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? noteId : undefined, 'aria-invalid': error ? true : undefined })}
      {note ? (
        <p id={noteId} className={clsx('text-meta', error ? 'text-danger' : 'text-muted')}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

/** On or off, at once. */
export function Switch({
  checked,
  onChange,
  label,
  disabled = false,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  disabled?: boolean;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      disabled={disabled}
      onClick={() => onChange(!checked)}
      className="flex min-h-8 w-full items-center justify-between gap-3 rounded-md text-left text-list disabled:opacity-55"
    >
      <span>{label}</span>
      <span
        aria-hidden
        className={clsx(
          'relative h-5 w-9 shrink-0 rounded-full transition-colors duration-100',
          checked ? 'bg-primary' : 'bg-strong',
        )}
      >
        <span
          className={clsx(
            'absolute top-0.5 left-0.5 size-4 rounded-full transition-transform duration-100',
            checked ? 'translate-x-4 bg-on-primary' : 'bg-bg',
          )}
        />
      </span>
    </button>
  );
}
