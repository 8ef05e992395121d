/** The emulator's control interface, for what a test does outside of the screens. */
export class Control {
  constructor(private readonly base: string) {}

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.base}/control/v1/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text ? JSON.parse(text) : null) as T
  }

  /** Makes every number of the world send to as many new people a day as it likes. */
  async liftLimits(): Promise<void> {
    const world = await this.call<{ wabas: { numbers: { phone_number_id: string }[] }[] }>('GET', 'world')
    for (const { phone_number_id: id } of world.wabas.flatMap(({ numbers }) => numbers))
      await this.call('PATCH', `world/numbers/${id}`, { messaging_limit_tier: 'TIER_100K' })
  }
}
