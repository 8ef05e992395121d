import { randomInt } from 'node:crypto'
import { Control } from './sandbox'

/** A customer of the emulator who can write. */
export class Customer {
  private constructor(
    private readonly control: Control,
    readonly phone: string,
    readonly name: string,
  ) {}

  static async make(name: string): Promise<Customer> {
    const control = new Control(process.env.GALKA_E2E_SANDBOX ?? '')
    const phone = `7999${String(randomInt(10_000_000)).padStart(7, '0')}`
    await control.call('POST', 'customers', { phone, name, locale: 'ru', online: true, reads: false })
    return new Customer(control, phone, name)
  }

  say = (body: string) =>
    this.control.call('POST', `customers/${this.phone}/messages`, { type: 'text', text: { body } })

  /** What the company has sent to this phone. */
  async received(): Promise<string[]> {
    const { data } = await this.control.call<{ data: { direction: string; content: unknown }[] }>(
      'GET',
      `customers/${this.phone}/messages?limit=100`,
    )
    return data
      .filter(({ direction }) => direction === 'outbound')
      .map(({ content }) => JSON.stringify(content))
  }
}
