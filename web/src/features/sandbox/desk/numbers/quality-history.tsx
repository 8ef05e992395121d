import { ChartLine, Table2 } from 'lucide-react'
import { useState } from 'react'
import type { QualityDay } from '@/api/sandbox-world'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { DAY_MS } from '@/lib/time'
import { Button } from '@/ui/button'
import { Table } from '@/ui/table'
import { pointsOf } from './quality-line'

const WIDTH = 580
const HEIGHT = 100
const BELOW = { yellow: 80, red: 50 }

/** Quality over the last thirty days: a line, or the same as a table. */
export function QualityHistory({ days }: { days: readonly QualityDay[] }) {
  const { t, locale } = useT()
  const [asTable, setAsTable] = useState(false)
  if (days.length === 0) return <p className="text-ink-2 text-small">{t('sandbox.no_history')}</p>
  const dayName = (day: string) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      Date.parse(day),
    )
  const word = (rating: string) =>
    rating === 'GREEN' || rating === 'YELLOW' || rating === 'RED' ? t(`sandbox.quality_${rating}`) : rating
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <h4 className="flex-1 text-ink-2 text-small">{t('sandbox.quality_over_time')}</h4>
        <Button
          size="small"
          kind="quiet"
          aria-pressed={asTable}
          icon={
            asTable ? <ChartLine className="size-4" aria-hidden /> : <Table2 className="size-4" aria-hidden />
          }
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'sandbox.as_line' : 'sandbox.as_table')}
        </Button>
      </div>
      {asTable ? (
        <Table
          caption={t('sandbox.quality_over_time')}
          rows={days.toReversed()}
          rowKey={({ day }) => day}
          columns={[
            { id: 'day', header: t('sandbox.day'), cell: ({ day }) => dayName(day) },
            { id: 'rating', header: t('sandbox.quality'), cell: ({ rating }) => word(rating) },
            {
              id: 'score',
              header: t('sandbox.score'),
              align: 'end',
              cell: ({ score }) => formatNumber(locale, score),
            },
          ]}
        />
      ) : (
        <QualityLine days={days} dayName={dayName} word={word} />
      )}
    </div>
  )
}

interface LineProps {
  days: readonly QualityDay[]
  dayName: (day: string) => string
  word: (rating: string) => string
}

/** The box stretches to its frame; dots and strokes keep their size, and the words stand beside it. */
function QualityLine({ days, dayName, word }: LineProps) {
  const { t } = useT()
  const points = pointsOf(days, WIDTH, HEIGHT)
  const last = points.at(-1)
  if (!last) return null
  const spoken = t('sandbox.quality_line', {
    days: points.length,
    score: last.day.score,
    rating: word(last.day.rating),
  })
  const firstDay = new Date(Date.parse(last.day.day) - 29 * DAY_MS).toISOString().slice(0, 10)
  return (
    <div className="grid max-w-3xl grid-cols-[auto_1fr] gap-x-2 text-ink-3 text-meta tabular-nums">
      <div aria-hidden className="relative h-28 w-6">
        {[100, BELOW.yellow, BELOW.red, 0].map(score => (
          <span key={score} className="absolute right-0 -translate-y-1/2" style={{ top: `${100 - score}%` }}>
            {score}
          </span>
        ))}
      </div>
      <svg
        role="img"
        aria-label={spoken}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-28 w-full overflow-visible"
      >
        {[100, BELOW.yellow, BELOW.red, 0].map(score => (
          <line
            key={score}
            x1="0"
            x2={WIDTH}
            y1={HEIGHT - score}
            y2={HEIGHT - score}
            vectorEffect="non-scaling-stroke"
            className="stroke-line"
            strokeDasharray={score === BELOW.yellow || score === BELOW.red ? '4 4' : undefined}
          />
        ))}
        <polyline
          points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
          fill="none"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
          className="stroke-accent"
        />
        {points.map(({ x, y, day }) => (
          <path
            key={day.day}
            d={`M${x} ${y}h0.01`}
            strokeWidth="8"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
            className="stroke-accent"
          >
            <title>{`${dayName(day.day)}: ${day.score}, ${word(day.rating)}`}</title>
          </path>
        ))}
      </svg>
      <span />
      <div className="flex justify-between pt-2">
        <span>{dayName(firstDay)}</span>
        <span>{dayName(last.day.day)}</span>
      </div>
    </div>
  )
}
