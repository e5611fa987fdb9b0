import type { WireMessage } from '../wire.ts';

/** What the page keeps of a message: `sent` says whether the server has it from us. */
export type Kept = WireMessage & { sent: boolean };
export type Session = { credential: string; after: number };

/**
 * The page's own store, as WhatsApp Web's: IndexedDB in the browser's profile, so that a killed browser comes back with
 * its session and its messages.
 */
export class Disk {
  readonly #db: IDBDatabase;

  private constructor(db: IDBDatabase) {
    this.#db = db;
  }

  static open(): Promise<Disk> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open('standin', 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('session');
        request.result.createObjectStore('messages', { keyPath: 'id' });
      };
      request.onsuccess = () => resolve(new Disk(request.result));
      request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    });
  }

  #write(store: 'session' | 'messages', work: (objects: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction(store, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
      work(transaction.objectStore(store));
    });
  }

  #read<T>(store: 'session' | 'messages', work: (objects: IDBObjectStore) => IDBRequest): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = work(this.#db.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result as T);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    });
  }

  session = (): Promise<Session | undefined> => this.#read('session', (objects) => objects.get('it'));
  keepSession = (session: Session): Promise<void> => this.#write('session', (objects) => objects.put(session, 'it'));
  messages = (): Promise<Kept[]> => this.#read('messages', (objects) => objects.getAll());
  keep = (messages: Kept[]): Promise<void> =>
    this.#write('messages', (objects) => messages.forEach((message) => objects.put(message)));

  async forget(): Promise<void> {
    await this.#write('session', (objects) => objects.clear());
    await this.#write('messages', (objects) => objects.clear());
  }
}
