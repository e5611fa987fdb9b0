type Listener = (...args: never[]) => unknown;

/** Events as Backbone has them, which WhatsApp Web's models follow: several names in one string, `on`, `off`, `once`. */
export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  on(names: string, listener: Listener): void {
    for (const name of names.split(' ')) {
      const all = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, all.add(listener));
    }
  }

  off(names: string, listener: Listener): void {
    for (const name of names.split(' ')) this.#listeners.get(name)?.delete(listener);
  }

  once(names: string, listener: Listener): void {
    const first = (...args: never[]): void => {
      this.off(names, first);
      listener(...args);
    };
    this.on(names, first);
  }

  hears(name: string): boolean {
    return (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  trigger(name: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(name) ?? []) void listener(...(args as never[]));
  }
}
