// Fails on words written straight into TSX: people's text belongs to the catalogues.
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'aria-description', 'hint'])
const words = /\p{L}{2,}/u
const found = []

function visit(source, node) {
  const at = () => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  if (ts.isJsxText(node) && words.test(node.text))
    found.push(`${source.fileName}:${at()} ${node.text.trim()}`)
  if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText(source))) {
    const value = node.initializer
    if (value && ts.isStringLiteral(value) && words.test(value.text))
      found.push(`${source.fileName}:${at()} ${node.getText(source)}`)
  }
  if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression)) {
    const inElement = ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent)
    if (inElement && words.test(node.expression.text))
      found.push(`${source.fileName}:${at()} ${node.expression.text}`)
  }
  ts.forEachChild(node, child => visit(source, child))
}

for (const entry of fs.readdirSync('src', { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.tsx') || entry.name.endsWith('.test.tsx')) continue
  const file = path.join(entry.parentPath, entry.name)
  const text = fs.readFileSync(file, 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  visit(source, source)
  for (const [index, line] of text.split('\n').entries())
    if (/[а-яё]/i.test(line.replace(/\/\/.*$/, '').replace(/\/\*.*?\*\//g, '')))
      found.push(`${file}:${index + 1} Cyrillic text: ${line.trim()}`)
}
if (found.length > 0) {
  console.error(found.join('\n'))
  process.exit(1)
}
