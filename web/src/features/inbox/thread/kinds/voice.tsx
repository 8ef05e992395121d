import { Mic, Pause, Play } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import type { MediaView, Message } from '@/api/types'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { at } from '@/lib/json'
import { formatLength } from '@/lib/time'
import { bodyOf } from '../content'
import { addressOf } from './media-address'
import { addPlayer, begins, ends, nextRate, readRate } from './players'
import { Waveform } from './waveform'

const STEP_S = 5

/** A voice message or a sound: play, waveform to seek in, length, speed. */
export function Voice({ message, media }: { message: Message; media: MediaView }) {
  const { t } = useT()
  const sound = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [second, setSecond] = useState(0)
  const [loaded, setLoaded] = useState(0)
  const [rate, setRate] = useState(readRate)
  const [broken, setBroken] = useState(false)
  const length = media.duration_ms ? media.duration_ms / 1_000 : loaded
  const isVoice = at(bodyOf(message), 'voice') === true

  useEffect(
    () =>
      addPlayer(message.id, {
        play: () => void sound.current?.play(),
        pause: () => sound.current?.pause(),
      }),
    [message.id],
  )
  const toggle = () => {
    const { current } = sound
    if (!current) return
    if (!current.paused) return current.pause()
    current.playbackRate = readRate()
    setRate(current.playbackRate)
    current.play().catch(() => setBroken(true))
  }
  const seek = (to: number) => {
    const { current } = sound
    if (!current) return
    current.currentTime = Math.max(0, Math.min(length, to))
    setSecond(current.currentTime)
  }
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    seek(((event.clientX - box.left) / box.width) * length)
  }
  const onKeys = (event: KeyboardEvent) => {
    const to = { ArrowLeft: second - STEP_S, ArrowRight: second + STEP_S, Home: 0, End: length }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    seek(to)
  }
  return (
    <div className="flex w-72 max-w-full items-center gap-2 py-1">
      {/* biome-ignore lint/a11y/useMediaCaption: a customer's voice comes without captions */}
      <audio
        ref={sound}
        src={addressOf(media)}
        preload={media.duration_ms ? 'none' : 'metadata'}
        onLoadedMetadata={event => setLoaded(event.currentTarget.duration || 0)}
        onTimeUpdate={event => setSecond(event.currentTarget.currentTime)}
        onPlay={() => {
          begins(message.id)
          if (sound.current) sound.current.playbackRate = readRate()
          setPlaying(true)
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => {
          setSecond(0)
          ends(message)
        }}
        onError={() => setBroken(true)}
      />
      <button
        type="button"
        aria-label={t(isPlaying ? 'inbox.pause_voice' : 'inbox.play_voice')}
        onClick={toggle}
        className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent max-md:size-11"
      >
        {isPlaying ? <Pause className="size-4" aria-hidden /> : <Play className="size-4" aria-hidden />}
      </button>
      <div className="min-w-0 flex-1">
        <div
          role="slider"
          tabIndex={0}
          aria-label={t('inbox.seek')}
          aria-valuemin={0}
          aria-valuemax={Math.round(length)}
          aria-valuenow={Math.round(second)}
          aria-valuetext={t('inbox.seek_at', { at: formatLength(second), length: formatLength(length) })}
          onPointerDown={onPointer}
          onKeyDown={onKeys}
          className="h-7 cursor-pointer touch-none"
        >
          <Waveform peaks={media.peaks ?? []} share={length > 0 ? second / length : 0} />
        </div>
        <p className="flex items-center gap-1 text-bubble-meta text-meta">
          {isVoice && <Mic className="size-3.5" role="img" aria-label={t('inbox.kind_voice')} />}
          {broken ? (
            <span className="text-danger">{t('inbox.voice_broken')}</span>
          ) : (
            formatLength(isPlaying || second > 0 ? second : length)
          )}
        </p>
      </div>
      <button
        type="button"
        aria-label={t('inbox.voice_rate', { rate })}
        onClick={() => {
          const next = nextRate(rate)
          setRate(next)
          if (sound.current) sound.current.playbackRate = next
        }}
        className={cx(
          'min-h-6 min-w-9 rounded-full bg-black/10 px-1.5 font-medium text-meta text-ink-2 max-md:min-h-11',
        )}
      >
        {`${rate}×`}
      </button>
    </div>
  )
}
