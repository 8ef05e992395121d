/** Reads a stored value; a broken or forbidden store answers with nothing. */
export function readStored<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

/** Stores a value, or forgets it when it is null; a full store is no reason to stop working. */
export function writeStored(key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Private windows and full disks: the value lives on in memory only.
  }
}

/** The names of everything stored under a beginning. */
export function storedKeys(beginning: string): string[] {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(beginning))
  } catch {
    return []
  }
}

/** A cookie's value. */
export function readCookie(name: string): string | null {
  const found = document.cookie.split('; ').find(pair => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null
}

/** Sets a cookie for a year: the server reads it to write language and theme into the page. */
export function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`
}
