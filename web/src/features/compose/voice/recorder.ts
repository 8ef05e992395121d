/** What browsers can record, best first: the server makes a voice message of each (Opus is only packed anew). */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4', 'audio/webm'] as const
const LEVELS_PER_SECOND = 10

/** Whether this browser can record, and is allowed to: microphones need a secure page. */
export const canRecord = (): boolean =>
  typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices?.getUserMedia)

export const recordingType = (): string | undefined => TYPES.find(type => MediaRecorder.isTypeSupported(type))

/** A recording that runs. */
export interface Recording {
  /** Ends it and answers with its bytes. */
  stop: () => Promise<File>
  /** Ends it and forgets it. */
  cancel: () => void
}

/** Begins to record; `onLevel` hears how loud it is, from 0 to 100, ten times a second. */
export async function record(onLevel: (level: number) => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  })
  const type = recordingType()
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 32_000 })
  const parts: Blob[] = []
  recorder.ondataavailable = event => event.data.size > 0 && parts.push(event.data)
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  context.createMediaStreamSource(stream).connect(analyser)
  const wave = new Uint8Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(wave)
    const loudest = wave.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0)
    onLevel(Math.min(100, Math.round((loudest / 128) * 160)))
  }, 1_000 / LEVELS_PER_SECOND)
  const release = () => {
    clearInterval(timer)
    void context.close()
    for (const track of stream.getTracks()) track.stop()
  }
  recorder.start(1_000)
  return {
    cancel: () => {
      recorder.ondataavailable = null
      if (recorder.state !== 'inactive') recorder.stop()
      release()
    },
    stop: () =>
      new Promise(resolve => {
        recorder.onstop = () => {
          release()
          const kind = recorder.mimeType || type || 'audio/webm'
          resolve(new File(parts, `voice.${kind.includes('mp4') ? 'm4a' : 'webm'}`, { type: kind }))
        }
        recorder.stop()
      }),
  }
}
