/** One thing that was read once and stays readable without a connection. */
export interface Kept {
  key: string
  /** What it is one of; each group has room for so many. */
  group: string
  at: number
  value: unknown
}

const NAME = 'galka'
const STORE = 'kept'
let opening: Promise<IDBDatabase | null> | undefined

/** The browser's own database; null where there is none, as in some private windows. */
function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise(resolve => {
    if (typeof indexedDB === 'undefined') return resolve(null)
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: 'key' })
      store.createIndex('age', ['group', 'at'])
    }
    request.onsuccess = () => {
      const opened = request.result
      const forget = () => {
        opening = undefined
      }
      // A newer page in another tab may have to change it.
      opened.onversionchange = () => {
        opened.close()
        forget()
      }
      opened.onclose = forget
      resolve(opened)
    }
    request.onerror = () => resolve(null)
    request.onblocked = () => resolve(null)
  })
  return opening
}

/** Runs requests in one transaction; null when the browser has no room or no database. */
async function within<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T> | undefined,
): Promise<T | null> {
  const opened = await database()
  if (!opened) return null
  return new Promise(resolve => {
    try {
      const transaction = opened.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request?.result ?? null)
      transaction.onerror = () => resolve(null)
      transaction.onabort = () => resolve(null)
    } catch {
      // The database was closed under us: what is kept is a convenience and never a reason to stop.
      resolve(null)
    }
  })
}

/** What is kept under a key. */
export const readKept = async (key: string): Promise<Kept | null> =>
  ((await within('readonly', store => store.get(key))) as Kept | undefined) ?? null

/** Keeps something; the oldest of its group that there is no room for goes. */
export async function writeKept(row: Kept, most: number): Promise<void> {
  await within('readwrite', store => {
    store.put(row)
    const group = IDBKeyRange.bound([row.group, 0], [row.group, Number.MAX_SAFE_INTEGER])
    const keys = store.index('age').getAllKeys(group)
    keys.onsuccess = () => {
      for (const key of keys.result.slice(0, Math.max(0, keys.result.length - most))) store.delete(key)
    }
    return undefined
  })
}

/** Forgets everything. */
export async function wipeKept(): Promise<void> {
  await within('readwrite', store => {
    store.clear()
    return undefined
  })
}
