/**
 * Named places where a fault can be injected. In production `hit` does nothing; the chaos layers install a handler that
 * throws, delays or kills the process at the point they name.
 */
export type Failpoint = (name: string) => void;

let handler: Failpoint | null = null;

export const hit: Failpoint = (name) => handler?.(name);

/** Only for tests and the simulation. */
export const installFailpoints = (next: Failpoint | null): void => {
  handler = next;
};
