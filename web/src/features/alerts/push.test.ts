import { expect, test } from 'vitest'
import { deviceName } from './push'

test('a browser has the name that a person knows it by', () => {
  const agents: [string, string][] = [
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      'Chrome · Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge · Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 YaBrowser/25.1 Mobile Safari/537.36',
      'Yandex · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1',
      'Safari · iOS',
    ],
    ['curl/8', 'Browser'],
  ]
  for (const [agent, name] of agents) expect(deviceName(agent)).toBe(name)
})
