/** A list of customers as companies keep it: a table from Excel, saved for Windows. */
export interface ContactsFile {
  bytes: Buffer
  rows: number
  good: number
  bad: number
  blank: number
  repeated: number
  foreign: number
  /** Who likes the chosen flowers, as the emulator names a phone. */
  chosen: { phone: string; name: string }[]
}

const NAMES = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дарья', 'Егор', 'Жанна', 'Илья', 'Ксения', 'Лев']
const SURNAMES = ['Кузнецова', 'Ёлкин', 'Петров', 'Щукина', 'Объедков', 'Цой']
const FLOWERS = ['розы', 'пионы', 'тюльпаны', 'ирисы']
/** What the people of the campaign's segment like. */
export const CHOSEN = 'орхидеи'
const FOREIGN = ['+49 1512 34567', '+1 212 555 01', '+44 7400 1234', '+49 1609 87654', '+994 50 12345']

/** Every Russian letter of the table as Windows wrote it. */
function cp1251(text: string): Buffer {
  const decoder = new TextDecoder('windows-1251')
  const byteOf = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte] as const),
  )
  return Buffer.from([...text].map(letter => byteOf.get(letter) ?? 63))
}

const pad = (value: number, places: number) => String(value).padStart(places, '0')

/** The subscriber's number of row `index`, written in one of the usual ways. */
function phoneOf(index: number): string {
  const rest = pad(5_400_000 + index, 7)
  const [a, b, c] = [rest.slice(0, 3), rest.slice(3, 5), rest.slice(5)]
  if (index % 40 === 7) return `${FOREIGN[((index / 40) | 0) % FOREIGN.length]}${pad(index % 100, 2)}`
  return [`8 (916) ${a}-${b}-${c}`, `+7 916 ${a} ${b} ${c}`, `916${rest}`, `7916${rest}`][index % 4] ?? ''
}

const international = (phone: string): string => {
  const digits = phone.replace(/\D/g, '')
  return phone.startsWith('+') ? digits : `7${digits.slice(-10)}`
}

/** `rows` rows below the header: mostly good ones, among them blank, broken, foreign and repeated ones. One in `every` is chosen. */
export function contactsFile(rows: number, every = 24): ContactsFile {
  const lines = ['Имя;Фамилия;Телефон;Любимые цветы']
  const chosen: ContactsFile['chosen'] = []
  const counts = { good: 0, bad: 0, blank: 0, repeated: 0, foreign: 0 }
  const seen = new Set<string>()
  for (let index = 0; index < rows; index++) {
    if (index % 100 === 50) {
      lines.push(';;;')
      counts.blank++
      continue
    }
    const name = NAMES[index % NAMES.length]
    const rest = `${SURNAMES[index % SURNAMES.length]}`
    const broken =
      index % 100 === 25 ? ['спросить у мамы', '8 (916) 12', '7,92E+10'][((index / 100) | 0) % 3] : null
    const flowers = index % every === 5 ? CHOSEN : index % 3 === 0 ? '' : FLOWERS[index % FLOWERS.length]
    const phone = broken ?? phoneOf(index % 100 === 75 ? index - 1 : index)
    const digits = phone.replace(/\D/g, '').slice(-10)
    if (broken) counts.bad++
    else if (seen.has(digits)) counts.repeated++
    else {
      counts.good++
      if (flowers === CHOSEN) chosen.push({ phone: international(phone), name: `${name} ${rest}` })
    }
    if (!broken && phone.startsWith('+') && !phone.startsWith('+7')) counts.foreign++
    if (!broken) seen.add(digits)
    lines.push(`${name};${rest};${phone};${flowers}`)
  }
  return { bytes: cp1251(`${lines.join('\r\n')}\r\n`), rows, chosen, ...counts }
}
