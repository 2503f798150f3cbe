/** Objects of OSS. Both generations on one server see the same ones, as they do at the vendor's. */
export interface ObjectStore {
  get(bucket: string, key: string): Buffer | undefined;
  put(bucket: string, key: string, object: Buffer): void;
  keys(): string[];
  close(): void;
}

const stores = new Map<string, Map<string, Buffer>>();

export function createObjectStore(origin: () => string): ObjectStore {
  const store = (): Map<string, Buffer> => {
    const found = stores.get(origin()) ?? new Map<string, Buffer>();
    stores.set(origin(), found);
    return found;
  };
  return {
    get: (bucket, key) => store().get(`${bucket}/${key}`),
    put: (bucket, key, object) => void store().set(`${bucket}/${key}`, object),
    keys: () => [...store().keys()],
    close: () => void stores.delete(origin()),
  };
}
