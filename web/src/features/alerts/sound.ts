/** A sound of our own, made by the browser: two soft tones, no file. */
let context: AudioContext | null = null

const TONES = [
  { at: 0, hz: 660 },
  { at: 0.12, hz: 880 },
]
const LENGTH_S = 0.28

/** Plays it; a browser that wants a click first stays silent. */
export async function playAlert(volume: number): Promise<void> {
  if (volume <= 0 || typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume().catch(() => {})
  if (context.state !== 'running') return
  const start = context.currentTime
  for (const { at, hz } of TONES) {
    const tone = context.createOscillator()
    const loudness = context.createGain()
    tone.frequency.value = hz
    loudness.gain.setValueAtTime(0, start + at)
    loudness.gain.linearRampToValueAtTime((volume / 100) * 0.4, start + at + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + at + LENGTH_S)
    tone.connect(loudness).connect(context.destination)
    tone.start(start + at)
    tone.stop(start + at + LENGTH_S)
  }
}
