import { Camera } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MediaView } from '@/api/types'
import { uploadMedia } from '@/api/upload'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { sayError } from '@/ui/toast'
import type { Picture } from '../company-block'
import { squared } from './square'

/** The photo: any picture is cut to a square in the browser and uploaded; it goes to WhatsApp with the form. */
export function PhotoField({
  current,
  error,
  onPhoto,
}: {
  current: Picture
  error: string | null
  onPhoto: (photo: MediaView) => void
}) {
  const { t } = useT()
  const picker = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [bad, setBad] = useState<'photo_small' | 'photo_unreadable' | null>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    setBad(null)
    setBusy(true)
    try {
      const square = await squared(file)
      if (typeof square === 'string') return setBad(square)
      onPhoto(await uploadMedia(square, () => {}).promise)
    } catch (thrown) {
      sayError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="flex items-center gap-4">
      {current ? (
        <img
          src={current}
          alt={t('profile.photo')}
          width={80}
          height={80}
          className="size-20 rounded-full object-cover"
        />
      ) : (
        <span className="grid size-20 place-items-center rounded-full bg-surface-2 text-ink-3">
          <Camera className="size-7" aria-hidden />
        </span>
      )}
      <div className="flex min-w-0 flex-col items-start gap-1">
        <input
          ref={picker}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          hidden
          aria-label={t('profile.choose_photo')}
          onChange={event => {
            void take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button busy={busy} onClick={() => picker.current?.click()}>
          {t('profile.choose_photo')}
        </Button>
        <p className="text-ink-3 text-small">{t('profile.photo_hint')}</p>
        {(bad || error) && (
          <p role="alert" className="text-danger text-small">
            {bad ? t(`profile.${bad}`) : error}
          </p>
        )}
      </div>
    </div>
  )
}
