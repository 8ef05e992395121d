import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { readStored, writeStored } from '@/lib/storage'
import { TextField } from '@/ui/field'
import { MapPicker, onGlobe } from '@/ui/map/map-picker'
import type { Place } from '@/ui/map/world-map'
import { LIMITS } from '../limits'
import type { ComposeProps } from '../send'
import { ComposeFrame } from './frame'

const LAST = 'galka:last-place'
const FIRST: Place = { latitude: 55.7558, longitude: 37.6173 }

/** Degrees as people type them, with a comma or a point; null when it is no number within the range. */
export function readDegrees(text: string, most: number): number | null {
  const bare = text.trim().replace(',', '.')
  const degrees = Number(bare)
  return bare !== '' && Number.isFinite(degrees) && Math.abs(degrees) <= most ? degrees : null
}

/** A place: typed, or chosen on the map. */
export default function LocationDialog({ onSend, onClose }: ComposeProps) {
  const { t } = useT()
  const [typed, setTyped] = useState(() => {
    const { latitude, longitude } = readStored<Place>(LAST) ?? FIRST
    return { latitude: String(latitude), longitude: String(longitude) }
  })
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const latitude = readDegrees(typed.latitude, 90)
  const longitude = readDegrees(typed.longitude, 180)
  const place = latitude !== null && longitude !== null ? onGlobe({ latitude, longitude }) : null
  const send = () => {
    if (!place) return
    writeStored(LAST, place)
    const words = {
      ...(name.trim() && { name: name.trim() }),
      ...(name.trim() && address.trim() && { address: address.trim() }),
    }
    onSend(
      { type: 'location', location: { ...place, ...words } },
      name.trim() || `${place.latitude}, ${place.longitude}`,
    )
  }
  return (
    <ComposeFrame
      title={t('compose.location')}
      fault={place ? null : t('compose.bad_place')}
      onSend={send}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t('compose.latitude')}
          inputMode="decimal"
          value={typed.latitude}
          error={latitude === null ? t('compose.bad_latitude') : null}
          onChange={event => setTyped({ ...typed, latitude: event.target.value })}
        />
        <TextField
          label={t('compose.longitude')}
          inputMode="decimal"
          value={typed.longitude}
          error={longitude === null ? t('compose.bad_longitude') : null}
          onChange={event => setTyped({ ...typed, longitude: event.target.value })}
        />
      </div>
      <MapPicker
        place={place ?? FIRST}
        onPick={({ latitude, longitude }) =>
          setTyped({ latitude: String(latitude), longitude: String(longitude) })
        }
      />
      <TextField
        label={t('compose.place_name')}
        maxLength={LIMITS.place}
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <TextField
        label={t('compose.place_address')}
        maxLength={LIMITS.place}
        value={address}
        hint={t('compose.place_address_hint')}
        onChange={event => setAddress(event.target.value)}
      />
    </ComposeFrame>
  )
}
