import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleStop, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { Campaign } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { sayError } from '@/ui/toast'
import { type Control, controlCampaign, reportKey } from '../api'
import { goneOf } from '../states'

/** Pause, resume, stop; stopping says what is already gone. */
export function Controls({ campaign }: { campaign: Campaign }) {
  const { t } = useT()
  const can = useCan()
  const client = useQueryClient()
  const [stopping, setStopping] = useState(false)
  const act = useMutation({
    mutationFn: (control: Control) => controlCampaign(campaign.id, control),
    onSuccess: () => client.invalidateQueries({ queryKey: reportKey(campaign.id) }),
    onError: sayError,
    onSettled: () => setStopping(false),
  })
  const whyNot = can('campaigns.send') ? null : t('campaigns.no_send')
  const running = campaign.state === 'running'
  const paused = campaign.state === 'paused'
  const gone = goneOf(campaign.counts)
  const left = campaign.counts.waiting + campaign.counts.deferred
  if (!running && !paused) return null
  return (
    <>
      {running && (
        <Button
          icon={<Pause className="size-4" aria-hidden />}
          busy={act.isPending}
          whyDisabled={whyNot}
          onClick={() => act.mutate('pause')}
        >
          {t('campaigns.pause')}
        </Button>
      )}
      {paused && (
        <Button
          kind="primary"
          icon={<Play className="size-4" aria-hidden />}
          busy={act.isPending}
          whyDisabled={whyNot}
          onClick={() => act.mutate('resume')}
        >
          {t('campaigns.resume')}
        </Button>
      )}
      <Button
        kind="danger"
        icon={<CircleStop className="size-4" aria-hidden />}
        whyDisabled={whyNot}
        onClick={() => setStopping(true)}
      >
        {t('campaigns.stop')}
      </Button>
      <ConfirmDialog
        open={stopping}
        onOpenChange={setStopping}
        title={t('campaigns.stop_title')}
        confirm={t('campaigns.stop_confirm')}
        danger
        busy={act.isPending}
        onConfirm={() => act.mutate('stop')}
      >
        <p>{t('campaigns.stop_gone', { count: gone })}</p>
        <p>{t('campaigns.stop_left', { count: left })}</p>
      </ConfirmDialog>
    </>
  )
}
