import { Pause, Play, SendHorizontal, Square, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { MediaView } from '@/api/types'
import { type Upload, uploadMedia } from '@/api/upload'
import { Waveform } from '@/features/inbox/thread/kinds/waveform'
import { translate, useT } from '@/lib/i18n'
import { formatLength } from '@/lib/time'
import { Button, IconButton } from '@/ui/button'
import { Progress } from '@/ui/progress'
import type { Send } from '../send'
import { type Recording, record } from './recorder'

const SHOWN_LEVELS = 48

type Stage =
  | { at: 'asking' }
  | { at: 'recording' }
  | { at: 'refused' }
  | { at: 'listening'; file: File; url: string }
  | { at: 'uploading'; file: File; url: string; share: number }
  | { at: 'failed'; file: File; url: string; error: unknown }
  | { at: 'no_voice'; media: MediaView; url: string }

/** Records a voice message in the composer's place: stop, listen, send or throw away. */
export default function VoiceRecorder({
  onSend,
  onClose,
  stopped,
}: {
  onSend: Send
  onClose: () => void
  /** The button that was held has been let go. */
  stopped: boolean
}) {
  const { t } = useT()
  const [stage, setStage] = useState<Stage>({ at: 'asking' })
  const box = useRef<HTMLElement>(null)
  const [levels, setLevels] = useState<readonly number[]>([])
  const recording = useRef<Recording | null>(null)
  const upload = useRef<Upload | null>(null)
  const url = 'url' in stage ? stage.url : null

  useEffect(() => {
    let wanted = true
    record(level => wanted && setLevels(all => [...all, level])).then(
      running => {
        if (!wanted) return running.cancel()
        recording.current = running
        setStage({ at: 'recording' })
      },
      () => wanted && setStage({ at: 'refused' }),
    )
    return () => {
      wanted = false
      recording.current?.cancel()
      recording.current = null
      upload.current?.cancel()
    }
  }, [])
  // A button that had the focus has gone with its stage: the keys stay here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each stage
  useLayoutEffect(() => {
    if (document.activeElement === document.body) box.current?.focus()
  }, [stage.at])
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url])

  const stop = async () => {
    const running = recording.current
    if (!running) return
    recording.current = null
    const file = await running.stop()
    setStage({ at: 'listening', file, url: URL.createObjectURL(file) })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: letting go is the event, the rest is read as it is
  useEffect(() => {
    if (stopped && stage.at === 'recording') void stop()
  }, [stopped, stage.at])

  const leave = (media: MediaView, voice: boolean) => {
    onSend(
      { type: 'audio', audio: { id: media.id, ...(voice && { voice: true }) } },
      t(voice ? 'inbox.kind_voice' : 'inbox.kind_audio'),
    )
    onClose()
  }
  const send = async (file: File, address: string) => {
    setStage({ at: 'uploading', file, url: address, share: 0 })
    upload.current = uploadMedia(
      file,
      share => setStage(now => (now.at === 'uploading' ? { ...now, share } : now)),
      { voice: true },
    )
    try {
      const media = await upload.current.promise
      if (media.voice) return leave(media, true)
      setStage({ at: 'no_voice', media, url: address })
    } catch (error) {
      setStage({ at: 'failed', file, url: address, error })
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isHeld = event.ctrlKey || event.metaKey || event.altKey
    // A stray letter must not do something with the conversation, and lose what was said.
    if (event.key.length === 1 && !isHeld) event.stopPropagation()
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    onClose()
  }
  const seconds = levels.length / 10
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={t('compose.voice')}
      className="flex min-h-11 min-w-0 flex-1 flex-wrap items-center gap-2 outline-none"
      onKeyDown={onKeyDown}
    >
      <IconButton label={t('compose.voice_drop')} keys="Esc" onClick={onClose}>
        <Trash2 className="size-5" aria-hidden />
      </IconButton>
      {stage.at === 'refused' ? (
        <p role="alert" className="flex-1 text-danger text-small">
          {t('compose.voice_refused')}
        </p>
      ) : (
        <div className="flex min-w-32 flex-1 items-center gap-2">
          {'url' in stage ? (
            <Listen url={stage.url} levels={levels} seconds={seconds} />
          ) : (
            <>
              <span
                className="size-3 shrink-0 rounded-full bg-danger motion-safe:animate-pulse"
                aria-hidden
              />
              <span role="timer" className="shrink-0 text-small">
                {formatLength(seconds)}
              </span>
              <span className="h-7 min-w-0 flex-1">
                <Waveform peaks={padded(levels)} share={1} />
              </span>
            </>
          )}
        </div>
      )}
      {stage.at === 'recording' && (
        <IconButton autoFocus label={t('compose.voice_stop')} onClick={() => void stop()}>
          <Square className="size-5 fill-current text-danger" aria-hidden />
        </IconButton>
      )}
      {stage.at === 'uploading' && (
        <div className="w-24">
          <Progress value={stage.share} label={t('inbox.uploading', { name: t('inbox.kind_voice') })} />
        </div>
      )}
      {stage.at === 'failed' && (
        <p role="alert" className="text-danger text-small">
          {errorWords(stage.error, translate())}
        </p>
      )}
      {(stage.at === 'listening' || stage.at === 'failed') && (
        <Button
          kind="primary"
          autoFocus
          aria-label={t(stage.at === 'failed' ? 'ui.retry' : 'compose.voice_send')}
          className="px-2.5"
          onClick={() => void send(stage.file, stage.url)}
        >
          <SendHorizontal className="size-5" aria-hidden />
        </Button>
      )}
      {stage.at === 'no_voice' && (
        <>
          <p role="alert" className="w-full text-small text-warn">
            {t('compose.voice_as_audio')}
          </p>
          <Button kind="primary" autoFocus onClick={() => leave(stage.media, false)}>
            {t('compose.voice_send_audio')}
          </Button>
        </>
      )}
    </section>
  )
}

/** The newest loudnesses, as many as are shown. */
const padded = (levels: readonly number[]): number[] => [
  ...Array.from({ length: Math.max(0, SHOWN_LEVELS - levels.length) }, () => 0),
  ...levels.slice(-SHOWN_LEVELS),
]

/** What was recorded, to be heard before it goes. */
function Listen({ url, levels, seconds }: { url: string; levels: readonly number[]; seconds: number }) {
  const { t } = useT()
  const sound = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [second, setSecond] = useState(0)
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: it is the person's own voice */}
      <audio
        ref={sound}
        src={url}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={event => setSecond(event.currentTarget.currentTime)}
      />
      <IconButton
        label={t(isPlaying ? 'inbox.pause_voice' : 'inbox.play_voice')}
        onClick={() => (isPlaying ? sound.current?.pause() : void sound.current?.play())}
      >
        {isPlaying ? <Pause className="size-5" aria-hidden /> : <Play className="size-5" aria-hidden />}
      </IconButton>
      <span className="h-7 min-w-0 flex-1">
        <Waveform peaks={levels} share={seconds > 0 ? second / seconds : 0} />
      </span>
      <span className="shrink-0 text-small">{formatLength(seconds)}</span>
    </>
  )
}
