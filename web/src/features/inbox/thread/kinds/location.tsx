import { MapPin } from 'lucide-react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { WorldMap } from '@/ui/map/world-map'
import { bodyOf } from '../content'

/** A place on a small drawn map; a link opens it in a map of the person's own. */
export function LocationCard({ message }: { message: Message }) {
  const { t } = useT()
  const body = bodyOf(message)
  const place = { latitude: Number(textAt(body, 'latitude')), longitude: Number(textAt(body, 'longitude')) }
  const known = Number.isFinite(place.latitude) && Number.isFinite(place.longitude)
  const point = `${place.latitude}/${place.longitude}`
  return (
    <div className="w-72 max-w-full">
      {known && <WorldMap place={place} span={24} className="mb-1 h-32 w-full rounded-card" />}
      <div className="flex items-start gap-2">
        <MapPin className="mt-0.5 size-5 shrink-0 text-danger" aria-hidden />
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-medium">{textAt(body, 'name') || t('inbox.kind_location')}</p>
          {textAt(body, 'address') && <p className="text-ink-2">{textAt(body, 'address')}</p>}
          {known && (
            <p className="text-small">
              <span className="text-ink-2">{`${place.latitude}, ${place.longitude}`}</span>{' '}
              <a
                href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${point}`}
                target="_blank"
                rel="noopener noreferrer"
                className="text-on-soft underline"
              >
                {t('inbox.open_map')}
              </a>
            </p>
          )}
        </div>
      </div>
    </div>
  )
}
