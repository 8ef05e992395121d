// Writes a Brotli copy beside every text asset, for the server to answer with where it is accepted.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const text = /\.(js|css|html|svg|json|webmanifest)$/
const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }

for (const entry of fs.readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name)
  // Pages are rewritten by the server (language, theme), so a ready copy of them would be stale.
  if (!entry.isFile() || !text.test(file) || file.endsWith('.html') || file.includes('.vite')) continue
  fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(fs.readFileSync(file), options))
}
