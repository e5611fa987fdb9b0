import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';

/** What the inspector lists: the last snapshot each object pushed. Opened by `v1:<cliente>`. */
export interface RegistryRpc {
  push(snapshots: ObjectSnapshot[]): Promise<void>;
  list(): Promise<ObjectSnapshot[]>;
}
