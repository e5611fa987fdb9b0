import { create } from 'zustand';

/** Whether a toast was ever asked for: the host stays out of the page until then. */
export const useToastWanted = create<boolean>(() => false);

let tellMounted: () => void = () => undefined;
const mounted = new Promise<void>((resolve) => {
  tellMounted = resolve;
});

/** The host stands: what waited is shown. */
export const toasterMounted = (): void => tellMounted();

type ToastOptions = { detail?: string | undefined; action?: { label: string; run: () => void } };

/** A passing word. The library is fetched with the first one: no page pays for it before. */
export const toast = (kind: 'error' | 'success' | 'info', title: string, options: ToastOptions = {}): void => {
  useToastWanted.setState(true, true);
  void Promise.all([import('sonner'), mounted]).then(([{ toast: show }]) =>
    show[kind](title, {
      ...(options.detail ? { description: options.detail } : {}),
      ...(options.action ? { action: { label: options.action.label, onClick: options.action.run } } : {}),
    }),
  );
};
